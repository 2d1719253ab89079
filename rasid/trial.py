"""The trial behind `rasid outlets check`: one small real round of one outlet into an archive that is thrown away."""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from archive.model import Article, RoundReport, Version
from crawler.catalogue import Outlet
from crawler.fetch.round import Progress
from rasid.reports import report_json, report_lines
from rasid.settings import Settings
from rasid.wiring import open_rounds, open_store_for, outlet_folders

BUDGET_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    outlet: Outlet
    report: RoundReport
    endpoints: tuple[tuple[str, str, str, int], ...]  # URL, outcome, reason, entries
    articles: tuple[tuple[Article, Version], ...]

    @property
    def kept(self) -> int:
        return len(self.articles)

    def as_json(self) -> dict[str, object]:
        return {
            "outlet": self.outlet.id,
            **report_json(self.report),
            "polled": [{"url": u, "outcome": o, "reason": r, "entries": n} for u, o, r, n in self.endpoints],
            "articles": [
                {
                    "address": article.address,
                    "title": version.content.title,
                    "published": version.content.published_at.isoformat() if version.content.published_at else None,
                    "authors": list(version.content.authors),
                    "words": len(version.content.text.split()),
                    "origins": {field: origin.rule for field, origin in version.content.origins.items()},
                }
                for article, version in self.articles
            ],
        }

    def lines(self) -> list[str]:
        """What the trial saw, for a person."""
        lines = [
            f"{url}\n    {outcome}{f' ({reason})' if reason else ''}, {count} entries"
            for url, outcome, reason, count in self.endpoints
        ]
        for article, version in self.articles:
            content = version.content
            lines.append(f"\n{article.address}\n    {content.title}")
            lines.append(f"    {len(content.text.split())} words, published {content.published_at or 'not readable'}")
            lines += [f"    {field:10} {origin.rule}" for field, origin in content.origins.items()]
        return [*lines, "", *report_lines(self.report)]


def try_outlet(outlet: Outlet, settings: Settings, *, articles: int) -> Trial:
    """Polls the outlet's endpoints and fetches at most `articles` articles, with its politeness, robots and all."""
    with tempfile.TemporaryDirectory(prefix="rasid-trial-") as folder:
        trial = replace(
            settings, data=Path(folder), store="", outlets=outlet_folders(settings),
            crawl=replace(settings.crawl, workers=1),
        )  # fmt: skip
        report = asyncio.run(_round(outlet, trial, articles))
        store = open_store_for(trial)
        try:
            states = store.endpoints(outlet.id)
            found = store.articles(range(1, articles * 10))
            return Trial(
                outlet=outlet,
                report=report,
                endpoints=tuple((s.url, s.outcome, s.reason, s.entries) for s in states.values()),
                articles=tuple(found.values()),
            )
        finally:
            store.close()


async def _round(outlet: Outlet, settings: Settings, articles: int) -> RoundReport:
    with open_rounds(settings) as rounds:

        def enough(progress: Progress) -> None:
            if progress.kept >= articles:
                rounds.stop()

        return await rounds.run(outlets=[outlet.id], budget_seconds=BUDGET_SECONDS, progress=enough)
