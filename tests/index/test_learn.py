"""Learning a model: from word counts alone, the same bytes each time, nothing half-written."""

import gzip
import json
import random

import pytest

from index.analysis import Analyser
from index.learn import learn, learn_from_files
from index.learn.clitics import learn_clitics
from index.learn.counts import careful_spellings
from index.model import Model, ModelError, model_bytes, parse_model, read_model, write_model

pytest.importorskip("scipy", reason="learning needs numpy and scipy")

# Nouns with the company they keep; the texts are made of them.
_TOPICS = {
    "وزير وزراء الوزير الوزراء والوزير": "حكومة اجتماع قرار مجلس برلمان سياسة بيان تعديل",
    "صاروخ صواريخ الصاروخ الصواريخ بالصواريخ": "جيش قصف حدود إطلاق دفاع منصة اعتراض هجوم",
    "سفينة سفن السفينة السفن وسفن": "بحر ميناء شحن بحارة غرق ساحل رحلة قبطان",
    "قلم أقلام القلم الأقلام وأقلام": "كتابة دفتر حبر ورق مدرسة رسم تلميذ مكتبة",
    "لبنان ولبنان بلبنان للبنان": "بيروت جبال أرز جنوب طرابلس صيدا زحلة بقاع",
}


def made_texts(count=600, seed=4):
    chance = random.Random(seed)
    texts = []
    for _ in range(count):
        words, company = chance.choice(list(_TOPICS.items()))
        line = []
        for _ in range(25):
            line.append(chance.choice(words.split()))
            line += chance.sample(company.split(), 2)
        texts.append(" ".join(line) + f" {chance.random()}")
    return texts


@pytest.fixture(scope="module")
def model():
    return learn(made_texts())


def test_clitics_come_off_where_the_stem_is_met_without_them(model):
    analyser = Analyser(model)
    assert analyser.analyse("والوزير").cls == analyser.analyse("الوزير").cls == analyser.analyse("وزير").cls


def test_a_broken_plural_joins_its_singular(model):
    analyser = Analyser(model)
    for one, other in (("صاروخ", "الصواريخ"), ("سفينة", "وسفن"), ("قلم", "أقلام"), ("وزير", "الوزراء")):
        assert analyser.analyse(one).cls == analyser.analyse(other).cls


def test_words_of_different_company_stay_apart(model):
    analyser = Analyser(model)
    assert len({analyser.analyse(word).cls for word in ("وزير", "صاروخ", "سفينة", "قلم", "لبنان")}) == 5


def test_the_same_texts_give_the_same_bytes(model):
    assert model_bytes(learn(made_texts())) == model_bytes(model)


def test_a_text_met_twice_counts_once():
    texts = made_texts(40)
    assert model_bytes(learn(texts + texts)) == model_bytes(learn(texts))


def test_no_text_gives_a_model_that_cuts_only_articles():
    assert Analyser(learn([])).analyse("الوزير ووزير").cls == "وزير ووزير"


def test_a_model_reads_back_as_it_was_written(tmp_path, model):
    path = tmp_path / "own.model"
    write_model(model, path)
    again = read_model(path)
    assert dict(again.stems) == dict(model.stems)
    assert dict(again.classes) == dict(model.classes)
    assert dict(again.compounds) == dict(model.compounds)
    assert again.digest
    assert [p.name for p in tmp_path.iterdir()] == ["own.model"]


def test_a_model_knows_classes_named_by_no_stem():
    model = Model(stems={"كتب": 9}, classes={"كتب": "كتاب"}, clitics={}, rules={}, compounds={("فيس", "بوك"): "فيسبوك"})
    again = parse_model(model_bytes(model), "x")
    assert again.classes == {"كتب": "كتاب"}
    assert again.compounds == {("فيس", "بوك"): "فيسبوك"}


@pytest.mark.parametrize("cut", [30, -5])
def test_a_damaged_model_is_refused(model, cut):
    with pytest.raises(ModelError, match="damaged"):
        parse_model(model_bytes(model)[:cut], "own.model")


def test_learning_reads_json_lines_and_plain_text(tmp_path):
    texts = made_texts(60)
    packed, plain = tmp_path / "a.jsonl.gz", tmp_path / "b.txt"
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        for text in texts[:30]:
            file.write(json.dumps({"title": "", "text": text}) + "\n")
    plain.write_text("\n\n".join(texts[30:]), encoding="utf-8")
    output = tmp_path / "own.model"
    learned = learn_from_files([packed, plain], output)
    assert dict(read_model(output).stems) == dict(learned.stems)
    assert learned.stems


def test_a_broken_line_is_named(tmp_path):
    source = tmp_path / "broken.jsonl"
    source.write_text('{"text": "نص"}\n{"text": \n', encoding="utf-8")
    with pytest.raises(ModelError, match=r"broken\.jsonl, line 2"):
        learn_from_files([source], tmp_path / "own.model")
    assert not (tmp_path / "own.model").exists()


def test_a_word_that_takes_the_article_begins_with_its_own_letters():
    counts = {"بالون": 9, "البالون": 6, "وبالون": 3, "ون": 4, "كتاب": 20, "الكتاب": 30, "والكتاب": 9, "بكتاب": 5}
    stems = learn_clitics(counts, frozenset()).stem_of
    assert stems["بالون"] == stems["البالون"] == "بالون"
    assert {stems[word] for word in ("كتاب", "الكتاب", "والكتاب", "بكتاب")} == {"كتاب"}


def test_careless_spellings_follow_the_careful_one_only_if_it_is_much_more_frequent():
    counts = {"أحمد": 100, "احمد": 9, "علي": 50, "على": 60, "مصطفى": 40, "مصطفي": 5}
    assert careful_spellings(counts) == {"احمد": "أحمد", "مصطفي": "مصطفى"}
