"""Document: what the index is given of an article. The one list of what can be searched, filtered and sorted."""

from dataclasses import dataclass
from datetime import datetime

from archive.model import Article, OutletCard, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    article: int
    outlet: str
    country: str
    section: str
    language: str
    title: str
    text: str  # lead and text
    authors: tuple[str, ...]
    published_at: datetime | None  # aware
    seen_at: datetime  # aware UTC: first seen; stands in for a missing date when sorting
    address: str = ""  # for people who look into the index itself; not searched


def make_document(article: Article, version: Version, outlet: OutletCard | None) -> Document:
    """The document of an article's version. Text is as kept: analysis happens in the engine's room."""
    content = version.content
    return Document(
        article=article.id,
        outlet=article.outlet,
        country=outlet.country if outlet else "",
        section=content.section,
        language=content.language,
        title=content.title,
        text=f"{content.lead}\n\n{content.text}" if content.lead else content.text,
        authors=content.authors,
        published_at=content.published_at,
        seen_at=article.first_seen_at,
        address=article.address,
    )
