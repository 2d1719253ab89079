"""What repair does to a directory of corpora: that sound texts stay, what it changes, how fast.

    python benchmarks/repair.py CORPORA_DIR [--samples N] [--damaged FILE ...]

CORPORA_DIR holds `*.jsonl.gz` files with the fields "title" and "text". For every text the
sequence of its Arabic words must be the same before and after (shaped letters as letters, tatweel
left out), and a second repair must change nothing. Files given with --damaged are plain texts;
for them the ampersands before and after are counted too.
"""

import argparse
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from arabic.repair import repair

_WORD = re.compile("[\u0620-\u063f\u0641-\u065f\u066e-\u06d3]+")
_NEITHER_LETTER_NOR_BORDER = re.compile("[\u0640\u00ad\ufeff\u2060\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LINE_END_MARKS = re.compile("(?m)(?:^|(?<=[ \t]))[\u064b-\u065f\u0670]+(?=[ \t]*$)")


def words(text: str) -> list[str]:
    """The Arabic words of a text, shaped letters as letters, without what no letter is."""
    plain = unicodedata.normalize("NFKC", _LINE_END_MARKS.sub("", text))
    return _WORD.findall(_NEITHER_LETTER_NOR_BORDER.sub("", plain))


def texts(directory: Path) -> Iterator[tuple[str, str]]:
    """File name and text of every article."""
    for path in sorted(directory.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                yield path.name, f"{article.get('title') or ''}\n{article.get('text') or ''}"


def sample(before: str, after: str) -> str:
    """The first place where two texts differ, with what stands around it."""
    place = next(
        (i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
        min(len(before), len(after)),
    )
    start = max(place - 20, 0)
    return f"{before[start : place + 25]!r} -> {after[start : place + 25]!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--damaged", type=Path, nargs="*", default=[])
    options = parser.parse_args()

    kinds: Counter[str] = Counter()
    touched: Counter[str] = Counter()
    samples: defaultdict[str, list[str]] = defaultdict(list)
    count = changed = other_words = unsteady = letters = 0
    seconds = 0.0
    for _name, text in texts(options.corpora):
        begun = time.perf_counter()
        result = repair(text)
        seconds += time.perf_counter() - begun
        count += 1
        letters += len(text.encode())
        if result.text == text:
            continue
        changed += 1
        for kind, often in result.changes:
            kinds[kind] += often
            touched[kind] += 1
            if len(samples[kind]) < options.samples:
                samples[kind].append(sample(text, result.text))
        unsteady += repair(result.text).text != result.text
        if words(text) != words(result.text):
            other_words += 1
            print("words changed:", result.changes, sample(text, result.text))
    print(f"{count} texts, {letters / 1e6:.0f} MB in {seconds:.1f} s: {letters / 1e6 / seconds:.0f} MB/s")
    print(f"{count - changed} unchanged, {changed} changed")
    print(f"{other_words} with another sequence of words, {unsteady} that a second repair changes")
    for kind, often in kinds.most_common():
        print(f"  {kind:18} {often:7} in {touched[kind]:6} texts")
        for line in samples[kind]:
            print(f"      {line}")
    for path in options.damaged:
        text = path.read_text(encoding="utf-8")
        result = repair(text)
        same = words(text) == words(result.text)
        print(
            f"{path.name}: {text.count('&')} ampersands before, {result.text.count('&')} after, "
            f"words {'the same' if same else 'CHANGED'}, {dict(result.changes)}"
        )
    return 1 if other_words or unsteady else 0


if __name__ == "__main__":
    sys.exit(main())
