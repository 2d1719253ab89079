"""The four outlets serve believable pages, and what their pages say is what was written."""

import json
import re

import lxml.html
import pytest

from tests.support.newsroom import ATLAS, DIFFATAN, NAKHEEL, SADIM, clean, running_newsroom, visit


@pytest.fixture(scope="module")
def opened():
    with running_newsroom() as room:
        yield room


@pytest.fixture
def room(opened):
    with clean(opened) as room:
        yield room


def tree_of(answer, encoding="utf-8"):
    return lxml.html.fromstring(answer.body, parser=lxml.html.HTMLParser(encoding=encoding))


def text_of(tree, path):
    found = tree.xpath(path)
    assert found, path
    return " ".join(found[0].text_content().split())


def newest(room, outlet):
    return room.article(outlet, room.articles(outlet, stop=1)[0]["id"])


def test_every_article_is_served_under_its_address_with_its_title(room):
    listed = room.articles()
    assert len(listed) == room.summary()["articles"] > 0
    assert len({article["address"] for article in listed}) == len(listed)
    for article in listed:
        answer = visit(room, article["address"])
        encoding = "cp1256" if article["outlet"] == "diffatan" else "utf-8"
        shown = tree_of(answer, encoding).text_content()
        assert answer.status == 200
        assert " ".join(article["title"].split()) in " ".join(shown.split())


def test_pages_weigh_what_pages_of_the_press_weigh(room):
    sizes = [len(visit(room, article["address"]).body) for article in room.articles(stop=8)]
    assert min(sizes) > 12_000
    assert max(sizes) < 60_000


def test_padded_pages_weigh_50_to_200_kilobytes_and_differ():
    with running_newsroom(padding=True) as room:
        sizes = [len(visit(room, article["address"]).body) for article in room.articles(stop=5)]
    assert min(sizes) > 40_000
    assert max(sizes) < 240_000
    assert len(set(sizes)) == len(sizes)


@pytest.mark.parametrize(
    "url",
    [
        f"{SADIM}/", f"{SADIM}/Web/News", f"{SADIM}/Web/Sports.html", f"{SADIM}/contact", f"{SADIM}/login",
        f"{ATLAS}/", f"{ATLAS}/page/2/", f"{ATLAS}/category/culture/", f"{ATLAS}/contact/",
        f"{DIFFATAN}/", f"{DIFFATAN}/default.aspx", f"{DIFFATAN}/Contact.aspx", f"{DIFFATAN}/Login.aspx",
        f"{NAKHEEL}/", f"{NAKHEEL}/section/health", f"{NAKHEEL}/contact", f"{NAKHEEL}/login",
    ],
)  # fmt: skip
def test_pages_that_are_no_articles_exist(room, url):
    answer = visit(room, url)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "url",
    [
        f"{SADIM}/Web/News/2026/11/1.html", f"{SADIM}/nowhere", f"{ATLAS}/2026/11/x-9/", f"{ATLAS}/feed/?paged=99",
        f"{SADIM}/Web/News/2026/11/<long>.html", f"{ATLAS}/page/<long>/", f"{ATLAS}/feed/?paged=<long>",
        f"{DIFFATAN}/Details.aspx?id=<long>", f"{NAKHEEL}/article/<long>/x", f"{ATLAS}/?p=<long>x",
        f"{DIFFATAN}/Details.aspx?id=x", f"{NAKHEEL}/article/77/x", f"{NAKHEEL}/sitemap-9.xml",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere_answer_404(room, url):
    assert visit(room, url.replace("<long>", "9" * 5000)).status == 404


def test_sadim_has_an_amp_twin_with_the_same_canonical_address(room):
    address = newest(room, "sadim")["address"]
    page = tree_of(visit(room, address))
    twin = page.xpath("//link[@rel='amphtml']/@href")[0]
    assert twin.startswith(f"{SADIM}/amp/Web/")
    amp = visit(room, twin)
    assert amp.status == 200
    assert tree_of(amp).xpath("//link[@rel='canonical']/@href") == [address]


def test_sadim_damages_some_texts_and_keeps_the_words(room):
    damaged = quoted = 0
    for listed in room.articles("sadim"):
        article = room.article("sadim", listed["id"])
        body = tree_of(visit(room, article["address"])).xpath("//div[@class='content-body']")[0]
        for unwanted in body.xpath("./div"):
            unwanted.drop_tree()
        shown = " ".join(body.text_content().split())
        damaged += bool(re.search(r"&[\u0621-\u064a]", shown))
        quoted += "quot;" in shown
        last = article["body"][-1].removeprefix("## ")
        repaired = " ".join(re.sub(r"&(?=[\u0621-\u064a])", " ", shown).replace("quot;", '"').split())
        assert last in repaired
        if article["place"]:
            assert f" من {article['place']}:" in repaired
    assert damaged
    assert quoted


def test_atlas_leads_short_and_mistyped_addresses_to_the_right_one(room):
    article = newest(room, "atlas")
    address = article["address"]
    short = visit(room, f"{ATLAS}/?p={article['id']}")
    assert (short.status, short.headers["location"]) == (301, address)
    unslashed = visit(room, address.rstrip("/"))
    assert (unslashed.status, unslashed.headers["location"]) == (301, address)
    assert visit(room, address.upper().replace("HTTP://WWW.ATLAS.EXAMPLE", ATLAS)).status == 200


def test_atlas_puts_read_also_boxes_inside_its_text(room):
    page = tree_of(visit(room, newest(room, "atlas")["address"]))
    assert page.xpath("//div[@class='entry-content']//div[@class='read-also']//a/@href")
    assert page.xpath("//meta[@property='og:type']/@content") == ["article"]


def test_diffatan_declares_windows_1256_in_its_meta_tag_only(room):
    article = newest(room, "diffatan")
    answer = visit(room, article["address"])
    assert answer.headers["content-type"] == "text/html"
    assert b"charset=windows-1256" in answer.body
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    page = tree_of(answer, "cp1256")
    assert text_of(page, "//span[contains(@id, 'lblTitle')]") == article["title"]
    assert article["body"][-1].removeprefix("## ") in text_of(page, "//span[contains(@id, 'lblBody')]")
    shown = text_of(page, "//span[contains(@id, 'lblDate')]")
    assert re.fullmatch(r"\w+ \d{1,2} \w+( \w+)? 2026 - \d{1,2}:\d\d (صباحا|مساء)", shown)
    assert not page.xpath("//meta[@property] | //script[@type='application/ld+json'] | //time")


def test_diffatan_is_read_section_page_after_section_page(room):
    found, url = [], f"{DIFFATAN}/Section.aspx?sec=2"
    while url:
        page = tree_of(visit(room, url), "cp1256")
        links = page.xpath("//a[@class='newslink']/@href")
        assert 0 < len(links) <= 10
        found += links
        following = page.xpath("//a[contains(@class, 'next')]/@href")
        url = f"{DIFFATAN}/{following[0]}" if following else ""
    wanted = [a["address"] for a in room.articles("diffatan") if a["section"] == "2"]
    assert [f"{DIFFATAN}/{link}" for link in found] == wanted


def test_nakheel_describes_its_article_in_a_graph(room):
    article = newest(room, "nakheel")
    page = tree_of(visit(room, article["address"]))
    graph = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
    told = next(node for node in graph if node["@type"] == "NewsArticle")
    assert told["headline"] == article["title"]
    assert told["datePublished"].endswith("+0300")
    assert told["datePublished"][:19] == article["published"][:19]


def test_nakheel_shows_arabic_digits_and_the_hijri_date_and_has_an_amp_twin(room):
    address = newest(room, "nakheel")["address"]
    page = tree_of(visit(room, address))
    shown = text_of(page, "//span[@class='story-date']")
    assert "١٤٤٨هـ" in shown
    assert "٢٠٢٦م" in shown
    assert not re.search("[0-9]", shown)
    twin = tree_of(visit(room, page.xpath("//link[@rel='amphtml']/@href")[0]))
    assert twin.xpath("//link[@rel='canonical']/@href") == page.xpath("//link[@rel='canonical']/@href")


def test_pictures_and_styles_of_a_page_exist(room):
    page = tree_of(visit(room, newest(room, "sadim")["address"]))
    picture = visit(room, page.xpath("//figure/img/@src")[0])
    assert picture.headers["content-type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG\r\n\x1a\n")
    assert visit(room, SADIM + page.xpath("//link[@rel='stylesheet']/@href")[0]).status == 200


def test_a_person_walks_from_the_index_to_an_article(room):
    home = f"http://127.0.0.1:{room.port}"
    index = tree_of(visit(room, f"{home}/"))
    front = next(link for link in index.xpath("//h2/a/@href") if "nakheel" in link)
    assert front == "/@www.nakheel.example/"
    links = tree_of(visit(room, home + front)).xpath("//div[@class='card']/a/@href")
    assert links
    assert all(link.startswith("/@www.nakheel.example/article/") for link in links)
    assert visit(room, home + links[0]).status == 200
