"""An article as programs read it: one shape for the portal's API and the terminal."""

from collections.abc import Sequence
from typing import Any

from archive.model import Article, CaptureRecord, Version


def article_json(
    article: Article, version: Version, versions: Sequence[Version], captures: Sequence[CaptureRecord]
) -> dict[str, Any]:
    """Times are ISO 8601; `published` keeps the offset it was given in, the archive's own times are UTC."""
    content = version.content
    return {
        "article": str(article.id),
        "story": str(article.story),
        "address": article.address,
        "outlet": article.outlet,
        "title": content.title,
        "lead": content.lead,
        "text": content.text,
        "authors": list(content.authors),
        "agency": content.agency,
        "place": content.place,
        "section": content.section,
        "tags": list(content.tags),
        "published": content.published_at.isoformat() if content.published_at else None,
        "published_precision": content.published_precision,
        "modified": content.modified_at.isoformat() if content.modified_at else None,
        "language": content.language,
        "version": version.number,
        "versions": [{"version": v.number, "seen": v.seen_at.isoformat(), "title": v.content.title} for v in versions],
        "captures": [
            {
                "capture": c.id,
                "url": c.url,
                "fetched": c.fetched_at.isoformat(),
                "status": c.status,
                "file": c.file,
                "offset": c.offset,
                "length": c.length,
                "digest": c.digest,
            }
            for c in captures
        ],
        "origins": {
            field: {"rule": o.rule, "confidence": o.confidence, "candidates": [list(c) for c in o.candidates]}
            for field, o in content.origins.items()
        },
    }
