"""The command line as a person meets it: import, search, show, mistakes."""

import gzip
import json
from pathlib import Path

import pytest

from tests.support.program import rasid, rasid_json

# Written for this test, with the damage that old Elaph pages carry: a bare & for a lost no-break space.
DAMAGED = """إيلاف من لندن:&قالت مصادر في المرفأ لـ"ايلاف" إن السفينة المحملة بالقمح وصلت فجر أمس، وأن تفريغها سيبدأ حالا.

تأخر طويل

ونفى المسؤولون&الذين طلبوا عدم ذكر أسمائهم، أن يكون التأخير بسبب خلاف بين الروس والأمريكيين على الرسوم، مؤكدين أن الوزير
سيرجي إيفانوف تابع الملف بنفسه. وقال أحد العمال "انتظرنا &أسبوعين كاملين"، وأضاف أن المخازن كانت فارغة.

وتوقعت جبهة المزارعين أن تنخفض الأسعار في الأسواق خلال شهر، مشيرة الى أن الكميات تكفي حاجة المدينة حتى 27 شباط المقبل.
"""


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    file = tmp_path / "from-elaph.txt"
    file.write_text(DAMAGED, encoding="utf-8")
    return file


def test_an_imported_text_is_repaired_kept_and_found_in_any_form(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    report = rasid_json(data, "archive", "import", str(damaged), "--outlet", "gb.elaph", "--date", "2016-07-17")
    assert (report["found"], report["kept"], report["due"]) == (1, 1, 0)
    for query in ("المزارعون", '"جبهة المزارعين"', "امريكيون", '"الأمريكيين"', "ايفانوف", "جبهه"):
        hits = rasid_json(data, "search", query)["hits"]
        assert len(hits) == 1, query
    shown = rasid_json(data, "archive", "show", hits[0]["article"])
    assert shown["outlet"] == "gb.elaph"
    assert shown["place"] == "لندن"
    assert shown["published"].startswith("2016-07-17")
    assert "&" not in shown["text"]
    assert "## تأخر طويل" in shown["text"]
    assert shown["origins"]["place"]["rule"]


def test_importing_the_same_file_again_changes_nothing(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    rasid(data, "archive", "import", str(damaged), "--outlet", "gb.elaph")
    again = rasid_json(data, "archive", "import", str(damaged), "--outlet", "gb.elaph")
    assert (again["found"], again["kept"], again["unchanged"]) == (1, 0, 1)
    assert rasid_json(data, "archive", "stats")["versions"] == 1


def test_json_lines_keep_their_fields_and_bad_lines_are_counted(tmp_path: Path) -> None:
    file, data = tmp_path / "articles.jsonl.gz", tmp_path / "data"
    record = {
        "url": "http://paper.example.org/2024/5/17",
        "title": "الصيادون يعودون إلى البحر",
        "text": "عاد صيادو المدينة إلى البحر بعد أسبوع من العواصف التي أغرقت ثلاثة قوارب صغيرة. " * 4,
        "author": "رنا الخطيب",
        "published": "2024-05-17T08:30:00+03:00",
    }
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(record, ensure_ascii=False) + "\n{not json\n")
    report = rasid_json(data, "archive", "import", str(file))
    assert (report["found"], report["kept"], sum(report["failed"].values())) == (2, 1, 1)
    shown = rasid_json(data, "archive", "show", record["url"])
    assert shown["outlet"] == "paper.example.org"
    assert shown["authors"] == ["رنا الخطيب"]
    assert shown["published"] == "2024-05-17T08:30:00+03:00"


def test_one_text_in_two_papers_is_one_hit_where_stories_are_collapsed(tmp_path: Path) -> None:
    file, data = tmp_path / "articles.jsonl", tmp_path / "data"
    text = DAMAGED.replace("&", " ")
    records = [
        {
            "url": f"http://{paper}.example.org/1",
            "title": f"القمح يصل، {paper}",
            "text": text,
            "published": "2024-05-17",
        }
        for paper in ("first", "second")
    ]
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    rasid(data, "archive", "import", str(file))
    every = rasid_json(data, "search", "القمح")
    assert [(hit["article"], hit["story"]) for hit in every["hits"]] == [("2", "1"), ("1", "1")]
    told = rasid_json(data, "search", "القمح", "--collapse")
    assert (told["total"], told["stories"], [hit["article"] for hit in told["hits"]]) == (2, 1, ["2"])
    assert "also in: first.example.org (1)" in rasid(data, "search", "القمح", "--collapse").stdout


def test_results_stand_alone_on_standard_output(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    rasid(data, "archive", "import", str(damaged))
    done = rasid(data, "search", "القمح", "--json")
    assert json.loads(done.stdout)["total"] == 1
    assert len(done.stdout.splitlines()) == 1


def test_a_search_as_of_a_day_finds_what_was_kept_then(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    rasid(data, "archive", "import", str(damaged))
    assert rasid_json(data, "search", "القمح", "--as-of", "2020-05-01") == {"total": 0, "hits": [], "suggestion": None}
    today = rasid_json(data, "search", "القمح", "--as-of", "اليوم")
    assert [hit["version"] for hit in today["hits"]] == [1]
    assert "0 hits as of 2020-05-01 14:30" in rasid(data, "search", "القمح", "--as-of", "2020-05-01 14:30").stderr
    for moment, says in (("قديما", "cannot be read"), ("2099-01-01", "cannot be read"), ("غدا", "--as-of غدا")):
        done = rasid(data, "search", "القمح", "--as-of", moment, code=2)
        assert says in " ".join(done.stderr.split())
        assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["archive", "import", "none.txt"], 2, "no such file"),
        (["archive", "import", "{file}", "--outlet", "gb.elahp"], 2, "did you mean gb.elaph"),
        (["archive", "import", "{file}", "--date", "السنة الماضية تقريبا"], 2, "date"),
        (["archive", "show", "77"], 2, "no article '77'"),
        (["search", "نص", "--sort", "best"], 2, "relevance, newest, oldest"),
        (["outlets", "show", "gb.none"], 2, "no outlet 'gb.none'"),
        (["crawl", "gb.none"], 2, "no outlet 'gb.none'"),
        (["index", "learn", "none.jsonl", "--output", "x"], 2, "no such file"),
        (["--config", "none.toml", "settings"], 2, "no such settings file"),
        (["portal", "--host", "0.0.0.0"], 2, "loopback"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_get_a_sentence_and_exit_code_two(
    damaged: Path, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    done = rasid(tmp_path / "data", *(w.format(file=damaged) for w in words), code=code)
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_query_that_cannot_be_read_names_the_position(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    rasid(data, "archive", "import", str(damaged))
    done = rasid(data, "search", "القمح و(السفينة", code=2)
    assert done.stderr.startswith("rasid: ")
    assert any(character.isdigit() for character in done.stderr)


def test_a_misspelt_word_is_pointed_out_apart_from_the_results(damaged: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    rasid(data, "archive", "import", str(damaged))
    found = rasid_json(data, "search", "المخاظن أو القمحح")
    assert (found["total"], found["hits"], found["suggestion"]) == (0, [], "المخازن أو القمح")
    assert rasid_json(data, "search", "المزارعين")["suggestion"] is None
    done = rasid(data, "search", "القمحح")
    assert "Did you mean: \u2068القمح\u2069" in done.stderr
    assert done.stdout == ""


def test_looking_at_an_archive_does_not_make_one(tmp_path: Path) -> None:
    data = tmp_path / "nothing"
    rasid(data, "archive", "stats", code=2)
    rasid(data, "search", "شيء", code=2)
    rasid(data, "outlets", "list")
    assert not data.exists()


def test_the_doctor_finds_this_installation_well(tmp_path: Path) -> None:
    findings = rasid_json(tmp_path / "data", "doctor")
    assert {f["check"] for f in findings} >= {"python", "packages", "catalogue", "store", "index", "port"}
    assert [f for f in findings if not f["well"]] == []


def test_the_doctor_names_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "rasid.sqlite").write_bytes(b"this is no database, whatever its name says" * 40)
    done = rasid(tmp_path, "doctor", code=1)
    assert "WRONG  store" in done.stdout
    assert "rasid.sqlite" in done.stdout


def test_an_outlet_file_with_a_mistake_is_left_out_and_stops_no_other(tmp_path: Path) -> None:
    broken = tmp_path / "outlets" / "lb" / "kasr.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text(
        'names = { ar = "كسر", en = "Kasr" }\nzone = "Asia/Beirut"\nhom = "http://kasr.example/"\n', "utf-8"
    )
    listed = rasid(tmp_path, "outlets", "list", "--json")
    assert "lb.kasr is left out" in listed.stderr
    assert f"{broken}:3: hom: unknown key" in "".join(listed.stderr.split("\n"))
    assert len(json.loads(listed.stdout)) >= 100
    assert f"{broken}:3" in rasid(tmp_path, "outlets", "show", "lb.kasr", code=2).stderr
    assert f"{broken}:3" in rasid(tmp_path, "crawl", "lb.kasr", code=2).stderr
    assert f"{broken}:3" in rasid(tmp_path, "doctor", code=1).stdout
