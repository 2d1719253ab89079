"""Hits of which one stands for each story, the same on every engine: which they are, and how many."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from index.engine import EngineHit

MOST_AT_ONCE = 65_000
"""So many stories are counted in one question; engines give no more in one answer."""

MOST_EXACT = 5_000
"""So many stories are looked up one by one; of more, so many stand for all of them."""

_MORE = 32  # hits read beyond those of the page at first: mostly enough where stories are small


def first_of_each(hits: Iterable[EngineHit]) -> Iterator[EngineHit]:
    """The hits without those whose story an earlier hit has told."""
    told: set[int] = set()
    for hit in hits:
        if hit.story not in told:
            told.add(hit.story)
            yield hit


def one_of_each(read: Callable[[int], Sequence[EngineHit]], offset: int, limit: int) -> tuple[EngineHit, ...]:
    """Hits `offset` to `offset + limit` of those that stand for their stories.

    read: gives that many hits from the very first, in order, fewer where there are no more. Whatever page is asked for, the
    hits are gone through from the first: so no page repeats a story of another.
    """
    end = offset + limit
    if not limit:
        return ()
    asked = end + end // 4 + _MORE
    while True:
        hits = read(asked)
        told = tuple(first_of_each(hits))
        if len(told) >= end or len(hits) < asked:
            return told[offset:end]
        asked *= 4


def count_stories(
    total: int,
    joined: Callable[[int, int | None], tuple[Mapping[int, int], bool]],
    firsts: Callable[[Sequence[int]], int],
) -> int:
    """How many stories `total` hits are. Most hits are a story of their own, so only the others are looked at.

    Exact where hits joined up to MOST_EXACT stories, some 60,000 hits of a usual archive. Beyond, whether the first article of a
    story is a hit too is asked of MOST_EXACT of them, the same ones on every engine: the number is then off by less than a
    fiftieth of the stories that were joined, a five-hundredth of all.

    joined: of hits that joined a story with an id from the first number to below the second (None: any above), their counts by
    story, and whether those are all; of too many, any of them
    firsts: how many of these articles are hits themselves, and of no other story
    """
    stories = total
    ranges: list[tuple[int, int | None]] = [(0, None)]
    while ranges:
        low, high = ranges.pop()
        found, is_all = joined(low, high)
        if not is_all and len(found) > 1:
            middle = sorted(found)[len(found) // 2]
            ranges += [(low, middle), (middle, high)]
        elif found:
            sample = _sample(list(found))
            stories += len(found) - sum(found.values()) - round(firsts(sample) * len(found) / len(sample))
    return stories


def _sample(stories: Sequence[int]) -> Sequence[int]:
    """About MOST_EXACT of more, whichever order they come in: by their ids scattered (Knuth's multiplicative hash)."""
    if len(stories) <= MOST_EXACT:
        return stories
    share = (MOST_EXACT << 32) // len(stories)
    return [story for story in stories if (story * 2_654_435_761) % (1 << 32) < share] or stories
