import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.model import Capture
from archive.sql.open import open_store
from archive.verify import verify
from archive.warc import WarcWriter, iterate_warc
from crawler.catalogue import Catalogue, load_catalogue
from crawler.imports.files import ImportProblem, import_file
from crawler.imports.kinds import FileKind, kind_of
from crawler.imports.pages import warc_records
from crawler.imports.texts import json_records, text_record
from crawler.workers import Workers

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
MANARA = """names = { ar = "المنارة", en = "Manara" }
zone = "Asia/Beirut"
home = "https://manara.example/"
hosts = ["manara.example"]
dateline = ["المنارة"]
[articles]
include = ['^/news/\\d+']
"""
PLACES = ("الميناء", "السوق", "الجسر", "المكتبة", "المسرح", "المتحف", "الحديقة", "المستشفى")


def text(number=0):
    place = PLACES[number % len(PLACES)]
    return (
        f"أعلنت بلدية المدينة أمس افتتاح {place} بعد أعمال ترميم دامت سنتين وكلفت نحو {number + 3} ملايين ليرة.\n\n"
        f"وقال رئيس البلدية إن {place} سيفتح أبوابه أمام الزوار كل يوم عدا الجمعة، وإن الدخول مجاني حتى نهاية الشهر.\n\n"
        "وأضاف أن المشروع جرى بأيدي عمال من أهل المدينة، وأن المرحلة الثانية تبدأ في الخريف إذا توفر المال اللازم لها."
    )


def page(number=0, title=None):
    paragraphs = "".join(f"<p>{p}</p>" for p in text(number).split("\n\n"))
    title = title or f"افتتاح {PLACES[number % len(PLACES)]} بعد الترميم رقم {number}"
    return (
        f'<html lang="ar"><head><meta charset="utf-8"><title>{title} - المنارة</title><meta property="og:type" content="article">'
        f"</head><body><main><article><h1>{title}</h1><time datetime='2026-03-0{number % 9 + 1}T09:00:00+02:00'></time>"
        f"<div class='body'>{paragraphs}</div></article></main></body></html>"
    ).encode()


def response(path, body=b"", status=200, kind="text/html; charset=utf-8", host="manara.example", day=10, headers=()):
    return Capture(
        url=f"https://{host}{path}",
        outlet="",
        status=status,
        headers=(("Content-Type", kind), *headers),
        body=body,
        fetched_at=datetime(2026, 3, day, tzinfo=UTC),
        reason="OK",
    )


class Desk:
    """An archive in a folder, and imports into it."""

    def __init__(self, folder: Path) -> None:
        outlets = folder / "outlets" / "lb"
        outlets.mkdir(parents=True)
        (outlets / "manara.toml").write_text(MANARA, encoding="utf-8")
        self.folder = folder
        self.catalogue = load_catalogue([folder / "outlets"])
        self.store = open_store(f"sqlite:///{folder}/archive.sqlite")
        self.store.save_outlets([o.card() for o in self.catalogue.outlets.values()])
        self.warc = WarcWriter(folder / "warc", software="tests", clock=lambda: NOW)
        self.workers = Workers(0)

    def bring(self, path, **keys):
        report = import_file(
            path, store=self.store, warc=self.warc, catalogue=self.catalogue, workers=self.workers, now=NOW, **keys
        )
        parts = report.kept + report.unchanged + sum(report.refused.values()) + sum(report.failed.values()) + report.due
        assert report.found == parts
        return report

    def article(self, address):
        article = self.store.find_article(address)
        assert article is not None
        return article, self.store.versions(article.id)

    def problems(self):
        self.warc.sync()
        return list(verify(self.store, self.folder / "warc").problems)

    def bytes_kept(self):
        return sum(f.stat().st_size for f in (self.folder / "warc").glob("*.warc.gz"))

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def warc_file(self, *captures):
        folder = self.folder / f"given{len(list(self.folder.glob('given*')))}"
        with WarcWriter(folder, software="another program", clock=lambda: NOW) as writer:
            for capture in captures:
                writer.write(capture)
        (path,) = folder.glob("*.warc.gz")
        return path


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    yield desk
    desk.workers.close()
    desk.warc.close()
    desk.store.close()


MIXED = (
    response("/news/1", page(1)),
    response("/news/2", gzip.compress(page(2)), headers=(("Content-Encoding", "gzip"),)),
    response("/old", status=301, headers=(("Location", "/news/1"),)),
    response("/news/3", b"gone", status=404),
    response("/robots.txt", b"User-agent: *", kind="text/plain"),
    response("/logo.png", b"\x89PNG", kind="image/png"),
    response("/rss", b"<rss></rss>", kind="application/rss+xml"),
    response("/story/9", page(4), host="stranger.example"),
)


def test_every_response_of_a_warc_file_has_one_outcome(desk):
    report = desk.bring(desk.warc_file(*MIXED))
    assert (report.found, report.kept, report.unchanged, report.due) == (8, 3, 0, 0)
    assert report.refused == {"redirect": 1, "http-404": 1, "robots-txt": 1, "not-html": 2}
    article, versions = desk.article("https://manara.example/news/2")
    assert article.outlet == "lb.manara"
    assert versions[0].content.title == "افتتاح الجسر بعد الترميم رقم 2"
    assert versions[0].seen_at == datetime(2026, 3, 10, tzinfo=UTC)
    assert desk.article("https://stranger.example/story/9")[0].outlet == "stranger.example"
    assert desk.store.outlets()["stranger.example"].name_en == "stranger.example"
    assert desk.problems() == []


def test_the_same_file_once_more_brings_nothing_new_and_writes_nothing(desk):
    path = desk.warc_file(*MIXED)
    first = desk.bring(path)
    size, changes = desk.bytes_kept(), desk.store.last_change()
    second = desk.bring(path)
    assert (second.found, second.kept, second.unchanged) == (first.found, 0, first.kept)
    assert second.refused == first.refused
    assert (desk.bytes_kept(), desk.store.last_change()) == (size, changes)
    assert desk.problems() == []


def test_captures_are_kept_as_they_were_received(desk):
    desk.bring(desk.warc_file(*MIXED))
    desk.warc.close()
    (path,) = (desk.folder / "warc").glob("*.warc.gz")
    kept = {capture.url: capture for _, capture in iterate_warc(path)}
    assert sorted(kept) == [
        "https://manara.example/news/1",
        "https://manara.example/news/2",
        "https://stranger.example/story/9",
    ]
    assert kept["https://manara.example/news/2"].body == MIXED[1].body
    assert ("Content-Encoding", "gzip") in kept["https://manara.example/news/2"].headers
    assert kept["https://manara.example/news/2"].robots == "import"


def test_two_states_of_a_page_are_two_versions_and_importing_them_again_makes_no_third(desk):
    path = desk.warc_file(
        response("/news/1", page(1), day=1), response("/news/1", page(1, "افتتاح السوق يتأخر أسبوعا آخر"), day=3)
    )
    assert desk.bring(path).kept == 2
    assert desk.bring(path).unchanged == 2
    assert [v.content.title for v in desk.article("https://manara.example/news/1")[1]] == [
        "افتتاح السوق بعد الترميم رقم 1",
        "افتتاح السوق يتأخر أسبوعا آخر",
    ]


def test_an_older_state_is_archived_but_does_not_become_the_latest(desk):
    desk.bring(desk.warc_file(response("/news/1", page(1), day=9)))
    report = desk.bring(desk.warc_file(response("/news/1", page(1, "عنوان أقدم للخبر نفسه"), day=2)))
    assert report.refused == {"older-state": 1}
    article, versions = desk.article("https://manara.example/news/1")
    assert (article.versions, versions[-1].content.title) == (1, "افتتاح السوق بعد الترميم رقم 1")
    assert desk.store.stats().captures == 2
    assert desk.problems() == []


def test_a_damaged_warc_file_gives_its_sound_records(desk):
    body = bytearray(desk.warc_file(*(response(f"/news/{n}", page(n)) for n in range(6))).read_bytes())
    middle = len(body) // 2
    body[middle : middle + 40] = b"\x00" * 40
    report = desk.bring(desk.file("damaged.warc.gz", bytes(body)))
    assert report.failed.keys() == {"broken-record"}
    assert report.kept >= 3


LINES = [
    {"url": "https://manara.example/news/1?utm_source=x", "title": "افتتاح السوق", "text": text(1),
     "date": "2026-03-01", "author": "سعاد مراد"},
    {"title": "الجسر الجديد", "body": text(2), "outlet": "lb.manara", "section": "محليات", "tags": ["جسور"]},
    {"title": "المكتبة", "content": text(3), "source": "المنارة"},
    {"url": "https://stranger.example/4", "title": "المسرح", "text": text(4)},
    {"title": "المتحف", "text": text(5)},
]  # fmt: skip


def lines(*more):
    return "\n".join([*(json.dumps(line, ensure_ascii=False) for line in LINES), *more]) + "\n"


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz", "corpus.dat"])
def test_json_lines_with_and_without_addresses(desk, name, caplog):
    content = lines("{broken", "", "[1]", '"text"').encode()
    path = desk.file(name, gzip.compress(content) if name.endswith(".gz") else content)
    report = desk.bring(path)
    assert (report.found, report.kept) == (8, 5)
    assert report.failed == {"bad-json": 3}
    assert f"{name} line 6" in caplog.text
    article, versions = desk.article("https://manara.example/news/1")
    assert article.outlet == "lb.manara"
    assert versions[0].content.authors == ("سعاد مراد",)
    assert versions[0].content.published_at.date().isoformat() == "2026-03-01"
    assert desk.article(f"import:lb.manara/{name}#2")[1][0].content.section == "محليات"
    assert desk.article(f"import:lb.manara/{name}#3")[0].outlet == "lb.manara"
    assert desk.article("https://stranger.example/4")[0].outlet == "stranger.example"
    assert desk.article(f"import:unknown/{name}#5")[0].outlet == "unknown"
    again = desk.bring(path)
    assert (again.found, again.kept, again.unchanged, again.failed) == (8, 0, 5, {"bad-json": 3})
    assert desk.problems() == []


def test_an_outlet_and_a_date_given_for_lines_that_do_not_say_theirs(desk):
    path = desk.file("corpus.jsonl", json.dumps({"title": "المتحف", "text": text(5)}))
    desk.bring(path, outlet="lb.manara", published="٢ آذار ٢٠٢٦")
    content = desk.article("import:lb.manara/corpus.jsonl#1")[1][0].content
    assert (content.published_at.date().isoformat(), content.published_precision) == ("2026-03-02", "day")


@pytest.mark.parametrize(("cut", "kept"), [(0, 0), (-1, 5)])
def test_a_gzip_file_that_is_cut_off_gives_the_lines_before(desk, cut, kept):
    body = gzip.compress(lines().encode())
    report = desk.bring(desk.file("corpus.jsonl.gz", body[:cut] if cut else body[: len(body) // 2]))
    assert report.failed == {"broken-record": 1}
    assert report.kept >= kept


def test_a_plain_text_is_one_article(desk):
    path = desk.file("ميناء 1.txt", "المنارة من بيروت: " + text(0))
    report = desk.bring(path, outlet="lb.manara", published="2026-03-05", title="افتتاح الميناء")
    assert (report.found, report.kept) == (1, 1)
    (address,) = [c.url for c in desk.store.captures()]
    assert address.startswith("import:lb.manara/")
    assert address.isascii()
    article, (version,) = desk.article(address)
    assert (article.outlet, version.content.title, version.content.place) == ("lb.manara", "افتتاح الميناء", "بيروت")
    assert version.content.published_at.date().isoformat() == "2026-03-05"
    again = desk.bring(path, outlet="lb.manara", published="2026-03-05", title="افتتاح الميناء")
    assert (again.kept, again.unchanged) == (0, 1)


def test_a_text_in_an_old_encoding_or_without_an_outlet_is_kept_too(desk):
    assert desk.bring(desk.file("old.txt", text(1).encode("windows-1256")), outlet="lb.manara").kept == 1
    assert "السوق" in desk.article("import:lb.manara/old.txt")[1][0].content.text
    assert desk.bring(desk.file("new.txt", text(2).encode("utf-16"))).kept == 1
    assert desk.article("import:unknown/new.txt")[0].outlet == "unknown"


def test_a_text_that_was_changed_is_a_new_version(desk):
    desk.bring(desk.file("a.txt", text(1)), outlet="lb.manara")
    assert desk.bring(desk.file("a.txt", text(1).replace("مجاني", "بثمن رمزي")), outlet="lb.manara").kept == 1
    assert desk.article("import:lb.manara/a.txt")[0].versions == 2


def test_an_import_that_was_killed_goes_on_where_it_stopped(desk):
    path = desk.file(
        "many.jsonl",
        "\n".join(
            json.dumps({"url": f"https://manara.example/news/{n}", "title": f"خبر عن العدد {n}", "text": text(n)})
            for n in range(20)
        ),
    )
    batches = 0

    def killer(_):
        nonlocal batches
        batches += 1
        if batches == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.bring(path, batch=4, progress=killer)
    assert desk.store.stats().articles == 12
    rest = desk.bring(path, batch=4)
    assert (rest.found, rest.kept, rest.unchanged) == (8, 8, 0)
    assert desk.store.stats().versions == 20
    assert desk.bring(path, batch=4).unchanged == 20
    assert desk.problems() == []


def test_progress_counts_bytes_and_what_was_kept(desk):
    seen = []
    desk.bring(desk.file("corpus.jsonl", lines()), batch=2, progress=seen.append)
    assert [p.kept for p in seen] == [2, 4, 5]
    assert [p.position for p in seen] == sorted(p.position for p in seen)
    assert seen[-1].position == seen[-1].total == (desk.folder / "corpus.jsonl").stat().st_size


@pytest.mark.parametrize(
    ("name", "content", "keys", "words"),
    [
        ("a.txt", None, {}, "no such file"),
        ("outlets", None, {}, "is not a file"),
        ("a.txt", b"", {}, "is empty"),
        ("a.txt", b" \n\n", {}, "is empty"),
        ("a.txt", text().encode(), {"outlet": "lb.manarra"}, "did you mean lb.manara"),
        ("a.txt", text().encode(), {"outlet": "qqq"}, "rasid outlets list"),
        ("a.txt", text().encode(), {"published": "قريبا"}, "cannot read the date 'قريبا'"),
        ("a.jsonl", b"{}\n", {"title": "x"}, "holds many articles"),
        ("a.warc", b"WARC/1.1\r\n", {"published": "2026-03-01"}, "say their dates themselves"),
        ("a.json", b'[{"text": "x"}]', {}, "one JSON list"),
        ("a.json", b'{\n  "text": "x"\n}\n', {}, "over many lines"),
        ("a.pdf", b"%PDF-1.7", {}, "a PDF file"),
        ("a.bin", bytes(range(256)) + b"\x00" * 600, {}, "neither WARC"),
        ("a.gz", b"\x1f\x8b\x08nonsense", {}, "cannot be unpacked"),
    ],
)
def test_what_cannot_be_imported_is_said_before_anything_is_written(desk, name, content, keys, words):
    path = desk.folder / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImportProblem, match=words):
        desk.bring(path, **keys)
    assert desk.store.stats().captures == 0
    assert not (desk.folder / "warc").exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    b"WARC/1.0\r\n",
                    b"WARC-Type: response\r\n",
                    b"\r\n",
                    b"Content-Length: 9\r\n",
                    b"HTTP/1.1 200 OK",
                    b'{"url": "http://["}',
                    b"{",
                    b"\n",
                    b"\x1f\x8b\x08",
                    b"\xff\xfe",
                    b"WARC-Target-URI: http://x/\r\n",
                    b"WARC-Date: 2026\r\n",
                    b"filedesc://x 1 2 text/plain 3\n",
                ]
            ),
            max_size=14,
        ).map(b"".join),
    )
)
def test_any_file_is_refused_with_a_sentence_or_read_to_its_end(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    catalogue = Catalogue([])
    kind, problem = None, ""
    try:
        kind = kind_of(path)
    except ImportProblem as error:
        problem = str(error)
    assert problem.startswith(str(path)) != isinstance(kind, FileKind)
    if kind is None:
        records = []
    elif kind is FileKind.WARC:
        records = list(warc_records(path, catalogue))
    elif kind is FileKind.JSON_LINES:
        records = list(json_records(path, catalogue, outlet=None, published="", now=NOW))
    else:
        records = [text_record(path, kind, outlet=None, published="", title="", now=NOW)]
    assert all((record.capture is None) == bool(record.reason) for record in records)
