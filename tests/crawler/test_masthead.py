from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discover.masthead import Masthead, read_masthead

URL = "https://www.manara.example/"


def page(head="", body="", html='lang="ar"'):
    return f"<!doctype html><html {html}><head>{head}</head><body>{body}</body></html>"


def test_names_come_from_the_metadata_before_the_title():
    head = """<title>أخبار لبنان والعالم لحظة بلحظة من المنارة - المنارة</title><meta property="og:site_name" content="Manara">
    <script type="application/ld+json">{"@graph": [{"@type": "NewsMediaOrganization", "name": "موقع المنارة"}]}</script>"""
    assert read_masthead(page(head), URL).names[:3] == ("Manara", "موقع المنارة", "المنارة")


def test_front_page_is_nobodys_name():
    assert read_masthead(page("<title>الصفحة الرئيسية | المنارة</title>"), URL).names == ("المنارة",)


def test_direction_marks_are_no_part_of_a_name():
    assert read_masthead(page("<title>\u200fالمنارة\u202c</title>"), URL).names == ("المنارة",)


def test_language_and_country_come_from_the_page():
    assert read_masthead(page(html='lang="ar-LB"'), URL).country == "lb"
    assert read_masthead(page('<meta property="og:locale" content="ar_EG">'), URL).country == "eg"
    assert read_masthead(page('<meta property="og:locale" content="ar_AR">'), URL).country == ""
    linked = '<script type="application/ld+json">{"@type":"Organization","address":{"addressCountry":"IQ"}}</script>'
    assert read_masthead(page(linked), URL).country == "iq"
    assert read_masthead(page(html='lang="fr"'), URL).language == "fr"


def test_feeds_are_those_of_news_not_of_comments():
    head = """<link rel="alternate" type="application/rss+xml" title="المنارة &raquo; الخلاصة" href="/feed/">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" hreflang="en" href="/en/">
    <link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">"""
    assert read_masthead(page(head), URL).feeds == ((URL + "feed/", "المنارة » الخلاصة"),)


def test_wordpress_is_known_by_its_link_its_name_or_its_files():
    link = '<link rel="https://api.w.org/" href="https://www.manara.example/index.php/wp-json/">'
    assert read_masthead(page(link), URL).wordpress == URL + "index.php/wp-json/"
    assert read_masthead(page('<meta name="generator" content="WordPress 6.8">'), URL).wordpress == URL + "wp-json/"
    assert read_masthead(page(body='<img src="/wp-content/a.png">'), URL).wordpress == URL + "wp-json/"
    assert read_masthead(page(), URL).wordpress == ""


def test_only_links_with_the_length_of_a_headline_are_headlines():
    body = '<a href="/politics">سياسة</a><a href="/news/1">افتتاح معرض الكتاب في المدينة القديمة</a><a href="/news/1"><img></a>'
    masthead = read_masthead(page(body=body), URL)
    assert masthead.links == (URL + "politics", URL + "news/1")
    assert masthead.headlines == (URL + "news/1",)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.text(max_size=80).map(lambda t: page(f"<title>{t}</title><script type='application/ld+json'>{t}</script>")),
    )
)
def test_any_text_is_read_without_an_error(text):
    assert isinstance(read_masthead(text, URL), Masthead)
