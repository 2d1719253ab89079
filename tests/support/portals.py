"""A small archive of our own writing, indexed, and a portal that serves it over loopback."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import httpx
import lxml.html

from archive.model import Capture, Content, Origin, Outcome, OutcomeKind, OutletCard, RoundReport, Visit
from archive.sql.open import open_store
from archive.warc import WarcWriter
from index.analysis import default_analyser
from index.engines.embedded import EmbeddedEngine
from index.sync import sync
from portal.app import PortalSettings, make_app
from portal.serve import PortalServer

NOW = datetime(2026, 11, 22, 14, 40, tzinfo=UTC)
BEIRUT = timezone(timedelta(hours=2))
KEPT = Outcome(kind=OutcomeKind.KEPT)

LONG_TITLE = "ا" * 1000
HOSTILE_TITLE = "\u202eجسر <script>alert(1)</script> \u2067\x07مقلوب"

PAGE = """<html dir="rtl"><head><meta charset="windows-1256"><script>document.title = "ran"</script></head>
<body onload="document.title = 'ran'"><h1>البلدية تفتتح المكتبة</h1><img src="https://tracker.example/p.png"></body></html>"""
PAGE_BYTES = PAGE.encode("windows-1256")

LIBRARY = """افتتحت بلدية المرج مكتبة عامة جديدة في الحي القديم صباح اليوم، بعد عامين من العمل.

## ما فيها

وقال رئيس البلدية إن المكتبات تحيي الأحياء، وإن القراءة حق للجميع.

> الكتاب لا يشيخ.

- قاعة للأطفال
- ركن للصحف

وحضر الافتتاح كتّاب وطلاب من المدارس المجاورة."""
WATER = "أعلنت وزارة المياه في الضفة الشرقية خطة لإنشاء محطات تحلية تعمل بالطاقة الشمسية خلال ثلاثة أعوام."
BRIDGE = "تعطل الجسر الحديدي ساعتين صباح أمس بسبب أعمال الصيانة، وقالت الشركة إن الحركة عادت إلى طبيعتها."


def make_content(title, text, published, **fields):
    fields.setdefault("origins", {"title": Origin(rule="rule:h1", confidence=0.95)})
    return Content(
        title=title, text=text, published_at=published, published_precision="minute" if published else "", **fields
    )


def fill(store, warc_folder):
    store.save_outlets(
        [
            OutletCard(
                id=outlet, name_ar=ar, name_en=en, country=country, home="https://x.example/", zone="Asia/Beirut"
            )
            for outlet, ar, en, country in (
                ("lb.marj", "صوت المرج", "Voice of the Marj", "lb"),
                ("jo.diffa", "الضفة", "Al-Diffa", "jo"),
                ("corpus.example", "corpus.example", "corpus.example", ""),
            )
        ]
    )
    warc = WarcWriter(warc_folder, software="rasid-tests")

    def keep(outlet, url, content, at, body=PAGE_BYTES, content_type="text/html", status=200):
        capture = Capture(
            url=url,
            outlet=outlet,
            status=status,
            headers=(("Content-Type", content_type),),
            body=body,
            fetched_at=at,
            reason="OK" if status else "",
        )
        visit = Visit(
            url=url, outlet=outlet, at=at, outcome=KEPT, captures=(warc.write(capture),), address=url, content=content
        )
        assert store.record([visit])[0].kind in {OutcomeKind.KEPT, OutcomeKind.UNCHANGED}

    def ago(**span):
        return (NOW - timedelta(**span)).astimezone(BEIRUT)

    library = make_content(
        "البلدية تفتتح مكتبة عامة جديدة",
        LIBRARY,
        ago(hours=5),
        lead="بعد عامين من العمل، صار للحي القديم مكتبة.",
        authors=("ليلى الشامي",),
        place="المرج",
        section="ثقافة",
        origins={
            "title": Origin(
                rule="rule:h1.title", confidence=0.95, candidates=(("meta:og:title", "مكتبة | صوت المرج"),)
            ),
            "published_at": Origin(rule="json-ld:datePublished", confidence=0.9),
        },
    )
    keep("lb.marj", "https://marj.example/1", library, NOW - timedelta(hours=4))
    edited = replace(library, title="البلدية تفتتح مكتبتين", text=library.text + "\n\nوتفتح مكتبة ثانية الشهر المقبل.")
    keep("lb.marj", "https://marj.example/1", edited, NOW - timedelta(hours=2))
    water = make_content("الوزارة: ست محطات تحلية جديدة", WATER, ago(days=1), section="محليات")
    keep("jo.diffa", "https://diffa.example/2", water, NOW - timedelta(hours=20))
    keep("jo.diffa", "https://diffa.example/3", make_content("الجسر يعود", BRIDGE, None), NOW - timedelta(days=2))
    keep("lb.marj", "https://marj.example/4", make_content(LONG_TITLE, BRIDGE + " طويل", ago(days=3)), NOW)
    keep("lb.marj", "https://marj.example/5", make_content(HOSTILE_TITLE, BRIDGE + " عدائي", ago(days=4)), NOW)
    imported = make_content("نص من مجموعة", WATER + " قديم", datetime(2016, 7, 17, tzinfo=UTC))
    imported = replace(imported, published_precision="day")
    keep("corpus.example", "import:corpus:6", imported, NOW, body=b"text", content_type="text/plain", status=0)
    for n in range(30):
        at = NOW - timedelta(days=5 + n)
        content = make_content(f"نشرة الطقس رقم {n}", f"طقس معتدل على السواحل اليوم، والرياح خفيفة {n}.", at)
        keep("jo.diffa", f"https://diffa.example/weather/{n}", content, at)
    store.add_round(
        RoundReport(
            started_at=NOW - timedelta(minutes=4), seconds=3, found=1, kept=1, unchanged=0, refused={}, failed={}, due=0
        )
    )
    warc.close()


@dataclass
class Portal:
    """The portal as a reader meets it."""

    url: str
    desk: SimpleNamespace
    client: httpx.Client

    def get(self, path="/", headers=None, **params):
        query = urlencode([pair for pair in params.items() if pair[1] is not None], doseq=True)
        headers = {"Accept-Language": "ar", **(headers or {})}
        self.client.cookies.clear()
        return self.client.get(f"{path}?{query}" if query else path, headers=headers)

    def page(self, path="/", **params):
        """The parsed page, which must be one."""
        answer = self.get(path, **params)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return lxml.html.fromstring(answer.text)


def serve(folder: Path, *, fill_with=fill, **settings):
    store = open_store(f"sqlite:///{folder}/archive.db")
    analyser = default_analyser()
    engine = EmbeddedEngine(folder / "index", analyser)
    fill_with(store, folder / "warc")
    sync(store, engine)
    app = make_app(
        store=store,
        engine=engine,
        analyser=analyser,
        warc_folder=folder / "warc",
        clock=lambda: NOW,
        settings=PortalSettings(**{"zone": "Asia/Beirut", **settings}),
    )
    server = PortalServer(app, port=0)
    server.start()
    return server, SimpleNamespace(store=store, engine=engine, folder=folder)


def opened(folder: Path, **options):
    server, desk = serve(folder, **options)
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield Portal(url=server.url, desk=desk, client=client)
    server.stop()
    desk.engine.close()
    desk.store.close()
