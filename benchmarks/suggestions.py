"""How well misspelt words are corrected, and sound ones left alone: `python benchmarks/suggestions.py FOLDER/corpora`.

Every third article of the corpora is indexed. From the others come words: as they are (none should be corrected), and each
misspelt once at random. A correction is right when it finds what the word itself finds (the same class).
"""

import argparse
import gzip
import json
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from arabic.letters import fold
from arabic.stopwords import STOP
from arabic.tokens import tokens
from arabic.typos import on_other_layout
from index.analysis import default_analyser
from index.document import Document
from index.engine import SearchRequest
from index.engines.embedded import EmbeddedEngine
from index.query_parser import QueryError, parse_query
from index.suggest import FEW, suggest

NOON = datetime(2026, 1, 1, tzinfo=UTC)
ALIKE = ["ضظ", "ذز", "ذد", "زظ", "ثس", "ثت", "قك", "قغ", "هح", "صس", "طت", "تة", "دض", "ءا", "اع", "جق", "سش"]
ROWS = ["ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
KINDS = {"alike": 25, "key": 18, "dropped": 20, "extra": 5, "doubled": 8, "swapped": 14, "layout": 5, "space": 5}


def texts(folder):
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield record.get("title") or "", record.get("text") or ""


def misspelt(word, kind, chance):
    """The word with one slip of a kind, or None where it has no place for one."""
    at = chance.randrange(len(word))
    match kind:
        case "alike":
            places = [(i, pair) for i, letter in enumerate(word) for pair in ALIKE if letter in pair]
            if not places:
                return None
            at, pair = chance.choice(places)
            other = pair[1 - pair.index(word[at])]
            return word[:at] + other + word[at + 1 :]
        case "key":
            row = next((row for row in ROWS if word[at] in row), None)
            if row is None:
                return None
            near = row.index(word[at]) + chance.choice((-1, 1))
            return word[:at] + row[near] + word[at + 1 :] if 0 <= near < len(row) else None
        case "dropped":
            return word[:at] + word[at + 1 :]
        case "extra":
            return word[:at] + chance.choice(LETTERS) + word[at:]
        case "doubled":
            return word[:at] + word[at] + word[at:]
        case "swapped":
            return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        case "layout":
            return next(iter(on_other_layout(word)), None)
        case _:
            return None


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", type=Path)
    options.add_argument("--words", type=int, default=1000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--index", type=Path, help="keep the index here, or use the one that is there")
    options.add_argument("--beside", action="store_true", help="with another word of the same article beside it")
    options.add_argument("--show", type=int, default=0, help="so many wrong and missed ones are printed")
    asked = options.parse_args()
    analyser = default_analyser()
    every = list(texts(asked.corpora))
    engine = EmbeddedEngine(asked.index or Path(tempfile.mkdtemp()), analyser)
    if not engine.count():
        made = [document(i, *pair) for i, pair in enumerate(every, 1) if i % 3 == 0]
        for at in range(0, len(made), 2000):
            engine.apply(made[at : at + 2000], [], checkpoint=at + 1)
    others = [pair for i, pair in enumerate(every, 1) if i % 3]
    chance = random.Random(asked.seed)

    def hits(text):
        try:
            return engine.search(SearchRequest(query=parse_query(text, now=NOON), limit=0)).total
        except QueryError:
            return 0

    def words(count):
        while count:
            title, text = chance.choice(others)
            found = [t.spelt for t in tokens(f"{title} {text}") if len(t.spelt) > 3 and t.spelt.isalpha()]
            found = [w for w in found if not w.isascii() and fold(w) not in STOP]
            if found:
                count -= 1
                yield chance.choice(sorted(set(found))), found

    def ask(text):
        found = hits(text)
        if found > FEW:
            return None, None
        began = time.thread_time()
        answer = suggest(text, analyser, engine, found=found, count=hits)
        spent.append(1000 * (time.thread_time() - began))
        return answer, found

    spent = []
    results, by_kind, shown = Counter(), {}, []
    for word, around in words(asked.words):
        wrong = None
        while wrong is None or fold(wrong) == fold(word):
            kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
            meant, beside = word, chance.choice(around) if asked.beside else ""
            if kind == "space":
                meant = f"{word} {chance.choice(around)}"
                wrong = meant.replace(" ", "")
            else:
                wrong = misspelt(word, kind, chance)
        wrong, meant = f"{wrong} {beside}".strip(), f"{meant} {beside}".strip()
        answer, found = ask(wrong)
        if found is None or classes(analyser, wrong) == classes(analyser, meant):
            result = "found as typed"
        elif not hits(meant):
            result = "right word not in the index"
        elif answer is None:
            result = "none"
        else:
            result = "right" if classes(analyser, answer) == classes(analyser, meant) else "wrong"
        results[result] += 1
        by_kind.setdefault(kind, Counter())[result] += 1
        if result in {"wrong", "none"}:
            shown.append((result, kind, meant, wrong, answer))
    judged = results["right"] + results["wrong"] + results["none"]
    print(f"{engine.count()} articles; {asked.words} misspelt words: {dict(results)}")
    print({name: f"{results[name] / judged:.3f}" for name in ("right", "wrong", "none")}, "of", judged)
    for kind, counts in by_kind.items():
        print(f"  {kind}: {dict(counts)}")
    report_times(spent)
    for line in shown[: asked.show]:
        print(*line, sep="\t")
    spent.clear()
    sound, few, changed = 0, 0, []
    for word, _ in words(asked.words):
        answer, found = ask(word)
        sound, few = sound + 1, few + (found is not None)
        if answer is not None:
            changed.append((word, found, answer))
    print(f"{sound} sound words, {few} of them with few hits: {len(changed)} wrongly corrected")
    report_times(spent)
    for line in changed[: asked.show]:
        print(*line, sep="\t")
    engine.close()


def document(number, title, text):
    return Document(
        article=number, title=title, text=text, outlet="x", country="", section="", language="ar", authors=(),
        published_at=None, seen_at=NOON,
    )  # fmt: skip


def classes(analyser, text):
    return {cls for term in analyser.query_terms(text) for cls in term.cls.split()}


def report_times(spent):
    if spent:
        spent.sort()
        print(
            f"  CPU ms: p50 {spent[len(spent) // 2]:.1f}, p95 {spent[int(len(spent) * 0.95)]:.1f}, max {spent[-1]:.1f}"
        )


if __name__ == "__main__":
    main()
