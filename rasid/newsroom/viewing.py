"""The newsroom for a person with a browser: an index of the outlets, and their pages under `/@<host>/`."""

import re
from datetime import UTC, datetime
from html import escape

from rasid.newsroom.desk import Desk
from rasid.newsroom.mastheads import MASTHEADS
from rasid.newsroom.messages import Answer

_HOSTS = "|".join(re.escape(head.host) for head in MASTHEADS.values())
_WHOLE = re.compile(rb"http://(" + _HOSTS.encode() + rb")(?=[/\"'<?#])")
_ROOTED = re.compile(rb"""((?:href|src|action|content)=["'])/(?![/@])""")

# Where each outlet can be entered besides its front page.
DOORS = {
    "sadim": ("/sitemaps/google_news.xml", "/sitemaps/allsitemaps.xml", "/api/v2/web/com/marticles/index/news/1"),
    "atlas": ("/feed/", "/wp-sitemap.xml"),
    "diffatan": ("/Section.aspx?sec=1",),
    "nakheel": ("/rss", "/atom.xml", "/sitemap.xml", "/news-sitemap.xml"),
}


def index_page(desk: Desk, opened_at: datetime) -> bytes:
    """The list of outlets with their newest articles, as a page."""
    cards = []
    for slug, head in MASTHEADS.items():
        edition = desk.editions[slug]
        doors = " · ".join(
            f'<a href="/@{head.host}{escape(path)}"><bdi dir="ltr">{escape(path)}</bdi></a>' for path in DOORS[slug]
        )
        newest = "".join(
            f'<li><a href="{escape(_inside(one.address))}">{escape(one.piece.title)}</a></li>'
            for one in desk.articles(slug, 0, 5)
        )
        cards.append(
            f'<section><h2><a href="/@{head.host}/">{head.name}</a></h2><p><bdi dir="ltr">{head.host}</bdi> · '
            f"{len(edition)} مادة · robots: <a href='/@{head.host}/robots.txt'>robots.txt</a>"
            f"</p><p>{doors}</p><ul>{newest}</ul></section>"
        )
    up = int((datetime.now(UTC) - opened_at).total_seconds())
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>غرفة الأخبار</title>
<style>body{{font-family:Tahoma,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.8}}
section{{border-top:3px solid #b98b3e;margin:1.5rem 0}}a{{color:#24527a}}</style></head><body>
<h1>غرفة الأخبار</h1><p>أربع صحف متخيلة يتدرب عليها راصد. كل الأسماء والأخبار فيها من نسج الخيال.</p>
<p dir="ltr" lang="en">A newsroom to practise on: four invented outlets, {len(desk)} articles, up for {up} s.
Control: <a href="/-/">/-/</a>, <a href="/-/articles?stop=20">/-/articles</a>, <a href="/-/requests">/-/requests</a>.</p>
{"".join(cards)}</body></html>""".encode()


def for_browser(answer: Answer, host: str) -> Answer:
    """`answer` of `host` with its links changed to lead to `/@<host>/` of this server."""
    headers = tuple(
        (name, _inside(value) if name == "Location" else value)
        for name, value in answer.headers
        if name not in {"ETag", "Last-Modified"}
    )
    kind = dict(answer.headers).get("Content-Type", "")
    body = answer.body
    if kind.startswith("text/html"):
        body = _WHOLE.sub(rb"/@\1", body)
        body = _ROOTED.sub(rb"\1/@" + host.encode() + rb"/", body)
    return Answer(status=answer.status, headers=headers, body=body)


def _inside(address: str) -> str:
    return f"/@{address.removeprefix('http://')}"
