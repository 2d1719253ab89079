"""Result pages for people: hits with their texts, marks and snippets. The portal, the feeds, the API and the terminal use this."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from archive.model import Article, StoryMember, Version
from archive.store import Store
from index.analysis import Analyser
from index.engine import Engine, EngineHit, SearchRequest
from index.highlight import Finder, Found, Marked, joined
from index.outlets import names_outlets, resolve_outlets
from index.query import Field
from index.snippet import LENGTH, Snippet, cut_snippet, one_line

# The forms of a word that are told a reader; a long article may hold a dozen.
_MOST_FORMS = 5

Kept: TypeAlias = tuple[Article, Version]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Why an article was found: a word as typed, and the forms in which it stands in the title and the text."""

    word: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultHit:
    article: Article
    version: Version  # the latest, or the one that held at the moment that was asked for
    score: float  # 0.0 where hits are sorted by date, or none can be better than another
    title_marked: Marked
    snippet: Snippet
    forms: tuple[Forms, ...]
    others: tuple[
        StoryMember, ...
    ] = ()  # where stories are collapsed: its story's other articles, the first to appear first


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of hits. `total`, `facets` and `timeline` count all hits, also those not on this page."""

    total: int
    hits: tuple[ResultHit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]  # field -> (value, count), most first
    timeline: tuple[tuple[datetime, int], ...]  # start of each bucket that holds hits, oldest first
    stories: int = 0  # where stories are collapsed: how many the hits are

    @property
    def length(self) -> int:
        """How many hits all pages have together."""
        return self.stories or self.total


def find(
    engine: Engine, store: Store, analyser: Analyser, request: SearchRequest, *, snippet_length: int = LENGTH
) -> ResultPage:
    """The page that was asked for, with texts from the archive. Raises EngineError and StoreError.

    Outlets may be named as people name them. An article that the archive no longer has is left out of the hits; it stays in
    the counts until the index has caught up. Asked "as of" a moment, titles, texts and marks are those of that moment.
    """
    if names_outlets(request.query):
        request = replace(request, query=resolve_outlets(request.query, store.outlets().values()))
    page = engine.search(request)
    kept = store.articles([hit.article for hit in page.hits])
    if request.as_of is not None:
        kept = _as_found(page.hits, kept, store)
    members = store.story_members({article.story for article, _ in kept.values()}) if request.collapse and kept else {}
    titles = Finder(request.query, analyser, field=Field.TITLE)
    bodies = Finder(request.query, analyser)
    hits = []
    for hit in page.hits:
        if hit.article not in kept:
            continue
        article, version = kept[hit.article]
        title, line = version.content.title, one_line(f"{version.content.lead}\n\n{version.content.text}")
        in_title, in_line = titles.find(title), bodies.find(line)
        hits.append(
            ResultHit(
                article=article,
                version=version,
                score=hit.score,
                title_marked=Marked(text=title, spans=joined(in_title)),
                snippet=cut_snippet(line, in_line, snippet_length),
                forms=_forms([*_stands(title, in_title), *_stands(line, in_line)]),
                others=tuple(one for one in members.get(article.story, ()) if one.article != article.id),
            )
        )
    return ResultPage(
        total=page.total, hits=tuple(hits), facets=page.facets, timeline=page.timeline, stories=page.stories
    )


def page_json(page: ResultPage, request: SearchRequest) -> dict[str, Any]:
    """A page as the terminal's --json and the portal's API give it."""
    stories = {"stories": page.stories} if request.collapse else {}
    return {"total": page.total, **stories, "hits": [hit_json(hit) for hit in page.hits]}


def hit_json(hit: ResultHit) -> dict[str, Any]:
    """A hit as the terminal's --json and the portal's API give it."""
    published = hit.version.content.published_at
    return {
        "article": str(hit.article.id),
        "story": str(hit.article.story),
        "address": hit.article.address,
        "outlet": hit.article.outlet,
        "title": hit.version.content.title,
        "published": published.isoformat() if published else None,
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text,
        "version": hit.version.number,
    }


def _as_found(hits: Sequence[EngineHit], kept: Mapping[int, Kept], store: Store) -> dict[int, Kept]:
    """The articles in the versions that were found; one whose version is not in the archive is left out."""
    numbers = {hit.article: hit.version for hit in hits if hit.article in kept}
    former = store.versions_of(
        article for article, number in numbers.items() if number not in {0, kept[article][1].number}
    )
    found: dict[int, Kept] = {}
    for article, number in numbers.items():
        known, version = kept[article]
        if number not in {0, version.number}:
            chosen = [one for one in former.get(article, ()) if one.number == number]
            if not chosen:
                continue
            version = chosen[0]
        found[article] = (known, version)
    return found


def _stands(text: str, found: Iterable[Found]) -> Iterable[tuple[str, str]]:
    return ((place.word, text[place.start : place.end]) for place in found)


def _forms(stands: Iterable[tuple[str, str]]) -> tuple[Forms, ...]:
    by_word: dict[str, dict[str, None]] = {}
    for word, form in stands:
        by_word.setdefault(word, {})[form] = None
    return tuple(Forms(word=word, forms=tuple(forms)[:_MOST_FORMS]) for word, forms in by_word.items())
