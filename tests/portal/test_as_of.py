"""The press as it stood at a moment: page, API and feed. The library's article was kept at 12:40 and edited at 14:40 in Beirut."""

import feedparser

BETWEEN = "2026-11-22 13:00"


def titles(page):
    return [" ".join(heading.text_content().split()) for heading in page.xpath("//ol[@class='hits']//h3")]


def line(page):
    return " ".join(page.xpath("//p[contains(@class,'stood')]")[0].text_content().split())


def test_a_search_as_of_a_moment_shows_the_text_of_then_and_leads_to_it(portal):
    assert titles(portal.page(q="مكتبة")) == ["البلدية تفتتح مكتبتين"]
    page = portal.page(q="مكتبة", as_of=BETWEEN)
    assert titles(page) == ["البلدية تفتتح مكتبة عامة جديدة"]
    href = page.xpath("//ol[@class='hits']//h3/a/@href")[0]
    assert href.startswith("/articles/1?")
    assert "version=1" in href
    article = portal.page(href)
    assert article.xpath("//h1")[0].text_content() == "البلدية تفتتح مكتبة عامة جديدة"
    assert titles(portal.page(article.xpath("//main//p/a/@href")[0])) == titles(page)


def test_the_page_says_so_in_both_languages_and_leads_back_to_now(portal):
    page = portal.page(q="مكتبة", as_of=BETWEEN)
    assert "الصحف كما كانت في ٢٢ نوفمبر ٢٠٢٦، ١٣:٠٠" in line(page)
    assert page.xpath("//p[contains(@class,'stood')]//time/@datetime") == ["2026-11-22T13:00:00+02:00"]
    english = portal.page(q="مكتبة", as_of="2026-11-21", lang="en")
    assert "The press as it stood on 21 November 2026, 23:59" in line(english)
    for shown in (page, english):
        back = portal.page(shown.xpath("//p[contains(@class,'stood')]//a/@href")[0])
        assert titles(back) == ["البلدية تفتتح مكتبتين"]
        assert not back.xpath("//p[contains(@class,'stood')]")


def test_a_date_means_its_end_and_today_means_now(portal):
    assert portal.page(q="تحلية", as_of="2026-11-20").xpath("//p[contains(@class,'stood')]")
    assert titles(portal.page(q="تحلية", as_of="2026-11-20")) == []
    assert titles(portal.page(q="تحلية", as_of="أمس")) == ["الوزارة: ست محطات تحلية جديدة"]
    assert titles(portal.page(q="مكتبة", as_of="اليوم")) == ["البلدية تفتتح مكتبتين"]


def test_whatever_is_chosen_next_stays_at_the_moment(portal):
    page = portal.page(q="مكتبة أو طقس", as_of=BETWEEN, country="jo")
    kept = page.xpath("//aside[@id='facets']//li/a/@href | //nav[@class='pager']//a/@href | //p[@class='line']/a/@href")
    asked = [href for href in kept if href.startswith("/?")]
    assert asked
    assert all("as_of=2026-11-22+13%3A00" in href for href in asked)
    ask, past, span = (
        page.xpath(f"//form[.//input[@name='{name}' and not(@type='hidden')]]")[0] for name in ("q", "as_of", "from")
    )
    for form in (ask, span):
        assert form.xpath(".//input[@name='as_of' and @type='hidden']/@value") == [BETWEEN]
    assert past.xpath(".//input[@name='as_of']/@value") == [BETWEEN]
    assert past.xpath(".//input[@name='q']/@value") == ["مكتبة أو طقس"]
    assert past.xpath(".//input[@name='country']/@value") == ["jo"]


def test_finding_nothing_then_offers_the_press_as_it_stands_now(portal):
    page = portal.page(q="مكتبتين", as_of="2026-11-21")
    ways = {
        " ".join(li.text_content().split()): li.xpath("./a/@href")[0]
        for li in page.xpath("//ul[contains(@class,'toc')]/li")
    }
    assert titles(portal.page(ways["كما هي الآن مادة واحدة"])) == ["البلدية تفتتح مكتبتين"]


def test_a_mistake_can_be_mended_where_it_was_made(portal):
    page = portal.page(q="مكتبة", as_of="قديما")
    text = " ".join(page.text_content().split())
    assert "لم نفهم هذا الوقت" in text
    assert "This moment cannot be read" in text
    assert page.xpath("//input[@name='as_of']/@value") == ["قديما"]
    assert page.xpath("//form[.//input[@name='as_of']]//input[@name='q']/@value") == ["مكتبة"]
    assert titles(portal.page(page.xpath("//a[contains(., 'كما هي الآن')]/@href")[0])) == ["البلدية تفتتح مكتبتين"]
    answer = portal.get("/search.json", as_of="2026-12-01")
    assert (answer.status_code, answer.json()["field"]) == (400, "as_of")
    assert "still to come" in answer.json()["message_en"]


def test_programs_and_feeds_are_told_the_same(portal):
    answer = portal.get("/search.json", q="مكتبة", as_of=BETWEEN).json()
    assert [(hit["title"], hit["version"]) for hit in answer["hits"]] == [("البلدية تفتتح مكتبة عامة جديدة", 1)]
    href = portal.page(q="مكتبة", as_of=BETWEEN).xpath("//link[@type='application/atom+xml']/@href")[0]
    feed = feedparser.parse(portal.get(href).content)
    assert [entry.title for entry in feed.entries] == ["البلدية تفتتح مكتبة عامة جديدة"]
    assert feed.entries[0].link.endswith("/articles/1?version=1")
    assert f"كما كانت في \u2068{BETWEEN}\u2069" in feed.feed.title
