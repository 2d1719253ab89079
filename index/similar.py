"""Articles like one article: the same words asked as a query of any engine."""

from collections import Counter

from index.analysis import Analyser
from index.engine import Engine, EngineHit, SearchRequest
from index.query import Query, Words

# An article's subject shows in its first paragraphs; what follows is background that many share.
_FAR_ENOUGH = 3_000
# More words find no better articles and cost more: each is one more list of articles to go through.
_WORDS = 16
_TITLE = 4  # a word of the title counts as if the text held it so often
_SHORTEST = 3  # letters


def similar(
    engine: Engine, analyser: Analyser, article: int, title: str, text: str, *, limit: int = 10
) -> tuple[EngineHit, ...]:
    """The articles most like this one, best first, never the article itself. Raises EngineError.

    They hold at least half of what the article speaks of most, wherever; which is better is up to the ranking, in which rare
    words count more. Nothing where the article has fewer than two words to go by.
    """
    query = similar_query(analyser, title, text)
    if query is None:
        return ()
    page = engine.search(SearchRequest(query=query, limit=limit + 1))
    return tuple(hit for hit in page.hits if hit.article != article)[:limit]


def similar_query(analyser: Analyser, title: str, text: str) -> Query | None:
    """The words that an article speaks of most; None where there are fewer than two."""
    counts: Counter[str] = Counter()
    spelt: dict[str, str] = {}
    for part, worth in ((title, _TITLE), (text[:_FAR_ENOUGH], 1)):
        for term in analyser.query_terms(part):
            if len(term.surface) >= _SHORTEST and not term.surface.isdigit():
                counts[term.cls] += worth
                spelt.setdefault(term.cls, term.surface)
    chosen = [spelt[cls] for cls, _ in counts.most_common(_WORDS)]
    return Words(text=" ".join(chosen)) if len(chosen) > 1 else None
