"""When each version of an article held, and the moment a reader asks "as of"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from arabic.dates import period_of, read_date
from archive.model import Version

_INSTANT = timedelta(microseconds=1)  # the archive's times have no finer parts
_WITH_TIME = frozenset({"hour", "minute", "second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A version and the stretch of time in which its article read so; `until` is outside, None: it holds now."""

    version: Version
    since: datetime
    until: datetime | None


def held_versions(versions: Sequence[Version]) -> list[Held]:
    """When each version held, the present one last. At any moment since the first at most one of them holds.

    versions: all of one article, oldest first, at least one

    A version that was read again from the same capture (`rasid archive reextract`) corrects our reading, not the article: it
    stands for its capture's earlier readings from the beginning, and these are left out. Visits of several processes may be
    recorded out of order: a version that was seen before the one it follows puts an end to that one all the same, and one that
    held at no moment at all is left out.
    """
    held: list[Held] = []
    until: datetime | None = None
    for version, since in reversed(list(_readings(versions))):
        if until is None or since < until:
            held.append(Held(version=version, since=since, until=until))
            until = since
    return held[::-1]


def _readings(versions: Sequence[Version]) -> Iterable[tuple[Version, datetime]]:
    """The last reading of each capture, with when the first was made."""
    since: datetime | None = None
    for at, version in enumerate(versions):
        since = since or version.seen_at
        follows = versions[at + 1] if at + 1 < len(versions) else None
        if follows is None or not version.capture or follows.capture != version.capture:
            yield version, since
            since = None


class NoMoment(ValueError):
    """A moment that cannot be asked "as of", with a sentence for the reader in each language."""

    def __init__(self, message_ar: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_ar = message_ar
        self.message_en = message_en


def read_moment(text: str, *, now: datetime, zone: str) -> datetime:
    """The moment that a person wrote: with a time of day that very moment, else the end of the day, month or year.

    A day, month or year that is not over yet means now. Raises NoMoment for what cannot be read and for the future.
    """
    reading = read_date(text, now=now, zone=zone)
    if reading is None:
        raise NoMoment(
            "لم نفهم هذا الوقت؛ اكتب مثلًا 2026-11-01 أو «أمس» أو «١ نوفمبر ٢٠٢٦» أو 2026-11-01T14:30.",
            "This moment cannot be read; write for example 2026-11-01, 2026-11-01T14:30, أمس or ١ تشرين الثاني ٢٠٢٦.",
        )
    start, over = period_of(reading)
    if start > now:
        raise NoMoment(
            "هذا الوقت لم يأتِ بعد؛ اكتب يومًا مضى لترى الصحف كما كانت فيه.",
            "This moment is still to come; write a day in the past to see the press as it stood then.",
        )
    return start if reading.precision in _WITH_TIME else min(over.astimezone(UTC) - _INSTANT, now)
