"""How many stories the hits of a query are, in the embedded index."""

from collections.abc import Mapping, Sequence

import tantivy

from index.engines.stories import MOST_AT_ONCE, count_stories

_MUST = tantivy.Occur.Must


def stories_of(searcher: tantivy.Searcher, schema: tantivy.Schema, hits: tantivy.Query, total: int) -> int:
    """The number of stories among the hits of a query, which are `total` articles."""

    def joined(low: int, high: int | None) -> tuple[Mapping[int, int], bool]:
        within = tantivy.Query.exists_query("story")
        if low or high:
            within = tantivy.Query.range_query(
                schema, "story", tantivy.FieldType.Unsigned, low, high, include_upper=high is None
            )
        asked = {"stories": {"terms": {"field": "story", "size": MOST_AT_ONCE, "segment_size": MOST_AT_ONCE}}}
        answer = searcher.aggregate(tantivy.Query.boolean_query([(_MUST, hits), (_MUST, within)]), asked)["stories"]
        found = {int(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}
        return found, not answer.get("sum_other_doc_count")

    def firsts(stories: Sequence[int]) -> int:
        among = tantivy.Query.term_set_query(schema, "article", list(stories))
        joined = tantivy.Query.exists_query("story")
        both = tantivy.Query.boolean_query([(_MUST, hits), (_MUST, among), (tantivy.Occur.MustNot, joined)])
        return int(searcher.search(both, 1, order_by_field="article").count)  # type: ignore[attr-defined]

    return count_stories(total, joined, firsts) if total else 0
