"""The JSON twins of the pages."""

from index.results import find, hit_json
from portal.search_form import SearchForm, understand
from tests.support.portals import NOW


def test_a_search_answers_with_the_fields_of_the_terminal(portal):
    answer = portal.get("/search.json", q="مكتبة", outlet="lb.marj").json()
    assert answer["total"] == 1
    assert answer["hits"] == [
        {
            "article": "1",
            "story": "1",
            "address": "https://marj.example/1",
            "outlet": "lb.marj",
            "title": "البلدية تفتتح مكتبتين",
            "published": "2026-11-22T11:40:00+02:00",
            "score": answer["hits"][0]["score"],
            "snippet": answer["hits"][0]["snippet"],
            "version": 2,
        }
    ]


def test_page_feed_and_api_find_the_same(portal):
    desk = portal.desk
    request = understand(SearchForm(q="طقس", limit=7, page=2), now=NOW, zone="Asia/Beirut").request("Asia/Beirut")
    from index.analysis import default_analyser

    expected = [hit_json(hit) for hit in find(desk.engine, desk.store, default_analyser(), request).hits]
    assert portal.get("/search.json", q="طقس", limit=7, page=2).json()["hits"] == expected
    shown = portal.page(q="طقس", limit=7, page=2).xpath("//ol[@class='hits']//h3/a/@href")
    assert [href.partition("?")[0] for href in shown] == [f"/articles/{hit['article']}" for hit in expected]


def test_an_article_comes_with_versions_captures_and_origins(portal):
    article = portal.get("/articles/1.json").json()
    assert article["title"] == "البلدية تفتتح مكتبتين"
    assert article["authors"] == ["ليلى الشامي"]
    assert [v["title"] for v in article["versions"]] == ["البلدية تفتتح مكتبة عامة جديدة", "البلدية تفتتح مكتبتين"]
    assert [c["status"] for c in article["captures"]] == [200, 200]
    assert article["origins"]["title"]["candidates"] == [["meta:og:title", "مكتبة | صوت المرج"]]
    assert portal.get("/articles/1.json", version=1).json()["title"] == "البلدية تفتتح مكتبة عامة جديدة"


def test_mistakes_say_where_they_are(portal):
    answer = portal.get("/search.json", q="مكتبة و(طقس")
    assert answer.status_code == 400
    assert answer.json()["position"] == 7
    assert answer.json()["length"] == 1
    assert "never closed" in answer.json()["message_en"]
    assert portal.get("/search.json", page="x").json()["fields"][0]["field"] == "page"


def test_what_is_not_there_is_404_in_json(portal):
    for path in ("/articles/99.json", "/articles/1.json?version=9", "/articles/x.json", f"/articles/{'9' * 30}.json"):
        answer = portal.client.get(path)
        assert answer.status_code in {400, 404}, path
        assert "detail" in answer.json()


def test_everything_is_described(portal):
    described = portal.get("/openapi.json").json()
    assert {"/search.json", "/search.atom", "/articles/{article}.json"} == set(described["paths"])
    names = {p["name"] for p in described["paths"]["/search.json"]["get"]["parameters"]}
    fields = {"q", "outlet", "country", "from", "to", "sort", "page", "limit", "by", "as_of", "collapse"}
    assert names == fields


def test_health_tells_how_far_the_index_is(portal):
    answer = portal.get("/healthz").json()
    assert answer["status"] == "ok"
    assert answer["changes"] == answer["indexed"] > 0


def test_a_suggestion_is_text_or_null(portal):
    assert portal.get("/search.json", q="المكطبة").json() == {"total": 0, "hits": [], "suggestion": "المكتبة"}
    assert portal.get("/search.json", q="المكتبة").json()["suggestion"] is None
    assert portal.get("/search.json", q="المكطبة", outlet="jo.diffa").json()["suggestion"] is None
