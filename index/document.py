"""Document: what the index is given of an article. The one list of what can be searched, filtered and sorted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.model import Article, OutletCard, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A version of an article. An article has one that holds now; its former ones are found only by who asks "as of"."""

    article: int
    version: int  # the archive's number of it
    outlet: str
    country: str
    section: str
    language: str
    title: str
    text: str  # lead and text
    authors: tuple[str, ...]
    published_at: datetime | None  # aware
    seen_at: datetime  # aware UTC: first seen; stands in for a missing date when sorting
    held_from: datetime  # aware UTC: from when the article read so, as far as was seen
    held_until: datetime | None = None  # the moment its successor was first seen; None: it holds now
    story: int = 0  # id of the first article of its story; 0 or its own: nothing else has told it before
    address: str = ""  # for people who look into the index itself; not searched


def latest(documents: Iterable[Document]) -> dict[tuple[int, int], Document]:
    """The last document given of each version, by article and version; 0 stands for the version that holds now."""
    return {(one.article, 0 if one.held_until is None else one.version): one for one in documents}


def make_document(
    article: Article,
    version: Version,
    outlet: OutletCard | None,
    *,
    held_from: datetime | None = None,
    held_until: datetime | None = None,
) -> Document:
    """The document of an article's version. Text is as kept: analysis happens in the engine's room.

    Without `held_from` the version holds from when it was first seen; see `index.held` for articles with several.
    """
    content = version.content
    return Document(
        article=article.id,
        version=version.number,
        outlet=article.outlet,
        country=outlet.country if outlet else "",
        section=content.section,
        language=content.language,
        title=content.title,
        text=f"{content.lead}\n\n{content.text}" if content.lead else content.text,
        authors=content.authors,
        published_at=content.published_at,
        seen_at=article.first_seen_at,
        held_from=held_from or version.seen_at,
        held_until=held_until,
        story=article.story,
        address=article.address,
    )
