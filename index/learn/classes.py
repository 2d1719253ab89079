"""From stems to classes: inflected forms first, then forms that change from the inside and spellings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from arabic.patterns import derivations, is_native, radical, skeleton, sounds_of, spelling_difference
from arabic.plurals import singulars
from arabic.stem import is_verbal, reductions
from index.learn.contexts import context_vectors
from index.learn.kinship import Judged, Pair, judge

LEAST_COUNT = 8  # a stem met less often has no vector worth comparing

# Endings so regular that nearly all of their pairs are kin: what kin look like is learned from them.
_SURE = (
    *("-ات>ة", "-ات>", "-ين>", "-ون>", "-ها>", "-ه>", "-هم>", "-ته>ة", "-تها>ة", "-تهم>ة"),
    *("-اتها>ات", "-اته>ات", "-تين>ة"),
)
_INFLECTED = 0.5  # probability above which an ending is taken off
# A regular ending needs less: the corpus may use the singular and the plural for different things.
_REGULAR = 0.6
_INFLECTED_REGULAR = 0.15
_NOUN = 0.05  # a word that has the article, ب or ك this often is no verb
_JOINED = 0.8  # probability above which two lemmas become one class
_CLOSE = 0.3  # and how alike the classes must be on average (cosine)
_FEW_LETTERS = 3  # in which spellings of one name may differ
_LONG = 6  # letters: names that sound alike are hardly ever two names
_LARGEST_SOUND = 12  # lemmas that sound alike; larger groups are accidents of short words


def find_lemmas(
    stems: Sequence[str], counts: Sequence[int], nominal: Mapping[str, float], vectors: Any
) -> tuple[list[int], dict[str, float]]:
    """For each stem the number of its lemma, and the reliability of each rule.

    `stems` come most frequent first; those beyond the vectors are not judged and stay themselves.
    """
    number = {stem: i for i, stem in enumerate(stems)}
    pairs = []
    irregular = singulars().keys() | singulars().values()
    for i in range(len(vectors)):
        if stems[i] in irregular:
            continue  # أسرة is not أسر with an ending
        is_noun = nominal.get(stems[i], 0) > _NOUN * counts[i]
        for rule, target in reductions(stems[i]):
            j = number.get(target, -1)
            if 0 <= j < len(vectors) and j != i and not (is_noun and is_verbal(rule)):
                pairs.append(Pair(rule, i, j))
    result = judge(pairs, vectors, counts, _SURE)
    best: dict[int, Judged] = {}
    for judged in result.judged:
        trusted = result.reliability[judged.pair.rule] >= _REGULAR
        if judged.probability >= (_INFLECTED_REGULAR if trusted else _INFLECTED):
            held = best.get(judged.pair.left)
            if held is None or judged.probability > held.probability:
                best[judged.pair.left] = judged
    lemma = list(range(len(stems)))
    for i in sorted(best):
        lemma[i] = best[i].pair.right
    return [_follow(i, lemma) for i in range(len(stems))], result.reliability


def _follow(i: int, parent: Sequence[int]) -> int:
    path = [i]
    while parent[path[-1]] != path[-1]:
        following = parent[path[-1]]
        if following in path:  # يوم -> أوم -> يوم: the most frequent of the ring names it
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


def join_lemmas(
    stems: Sequence[str],
    counts: Sequence[int],
    lemma: Sequence[int],
    texts: Any,
    progress: Callable[[str], None],
) -> dict[int, int]:
    """For each judged stem the number of the stem that names its class.

    `texts` are stem numbers as `context_vectors` takes them.
    """
    import numpy as np

    total: dict[int, int] = defaultdict(int)
    members: dict[int, list[int]] = defaultdict(list)
    judged_stems = sum(1 for n in counts if n >= LEAST_COUNT)
    for i in range(judged_stems):
        total[lemma[i]] += counts[i]
        members[lemma[i]].append(i)
    order = sorted(total, key=lambda i: (-total[i], i))
    place = {i: k for k, i in enumerate(order)}
    renumber = np.full(len(stems) + 1, -1, np.int32)
    for i in range(judged_stems):
        renumber[i] = place[lemma[i]]
    vectors = context_vectors(renumber[np.asarray(texts)], len(order))
    sizes = [total[i] for i in order]
    progress(f"{len(order):,} lemmas")
    forms = [_forms(members[i], stems, counts) for i in order]
    pairs = list(_pairs(forms))
    judgement = judge(pairs, vectors, sizes, ("12ي3ة=12اء3", "123=أ12ا3", "ا1ت23=ا1ت2ا3"))
    place_of = {stems[i]: place[lemma[i]] for i in range(judged_stems)}
    known = list(_known_pairs(place_of))
    classes = _merge(known, judgement.judged, vectors, sizes)
    progress(f"{len(pairs):,} pairs compared, {len(set(classes)):,} classes")
    # The class is named by its most frequent stem.
    named: dict[int, int] = {}
    for k, i in enumerate(order):
        for stem in members[i]:
            held = named.get(classes[k])
            if held is None or (-counts[stem], stem) < (-counts[held], held):
                named[classes[k]] = stem
    return {stem: named[classes[k]] for k, i in enumerate(order) for stem in members[i]}


def _known_pairs(place_of: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    """Lemmas that are one whatever their company: listed plurals, long words that differ in a hamza's seat."""
    for plural, singular in singulars().items():
        if singular in place_of and plural in place_of:
            yield place_of[singular], place_of[plural]
    by_letters: dict[str, int] = {}
    for stem, place in place_of.items():
        if len(stem) >= _LONG:
            other = by_letters.setdefault(stem.replace("أ", "ا").replace("إ", "ا"), place)
            if other != place:
                yield other, place  # إثيوبيا, أثيوبيا


def _forms(members: Sequence[int], stems: Sequence[str], counts: Sequence[int]) -> list[str]:
    """The forms of a lemma that patterns are tried on: all but its rare ones."""
    total = sum(counts[i] for i in members)
    return [stems[i] for i in members if counts[i] >= 0.03 * total]


def _pairs(forms: Sequence[Sequence[str]]) -> Iterable[Pair]:
    owner: dict[str, int] = {}
    by_sound: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for k, words in enumerate(forms):
        for word in words:
            owner.setdefault(radical(word), k)
            sound = skeleton(word)
            if len(sound) >= 3:
                by_sound[sound].append((k, word))
    seen: set[tuple[int, int, str]] = set()

    def new(rule: str, left: int, right: int) -> bool:
        key = (min(left, right), max(left, right), rule)
        if left == right or key in seen:
            return False
        seen.add(key)
        return True

    for k, words in enumerate(forms):
        for word in words:
            for rule, form in (*derivations(word), *reductions(word)):
                other = owner.get(radical(form))
                if other is not None and new(rule, k, other):
                    yield Pair(rule, k, other)
    for left, right, rule in _same_sound(by_sound):
        if new(rule, left, right):
            yield Pair(rule, left, right)


def _same_sound(by_sound: Mapping[str, Sequence[tuple[int, str]]]) -> Iterable[tuple[int, int, str]]:
    for sound in sorted(by_sound):
        group = sorted(by_sound[sound])[:_LARGEST_SOUND]
        for n, (left, word) in enumerate(group):
            for right, other in group[n + 1 :]:
                difference = spelling_difference(word, other)
                shorter = min(len(word), len(other))
                if shorter >= 4 and len(difference) <= _FEW_LETTERS:
                    long = " long" if shorter >= _LONG else ""
                    foreign = "" if is_native(word) or is_native(other) else " foreign"
                    yield left, right, f"sound {sounds_of(difference)}{long}{foreign}"


def _merge(known: Sequence[tuple[int, int]], judged: Sequence[Judged], vectors: Any, sizes: Sequence[int]) -> list[int]:
    """Classes by average link: known pairs, then the surest. The class of each lemma, by number."""
    import numpy as np

    weight = np.sqrt(np.asarray(sizes, dtype=np.float64))
    sums = {k: vectors[k].astype(np.float64) * weight[k] for k in range(len(sizes))}
    mass = {k: float(weight[k]) for k in range(len(sizes))}
    class_of = list(range(len(sizes)))
    members = {k: [k] for k in range(len(sizes))}

    def join(left: int, right: int, closeness: float) -> None:
        a, b = sorted((class_of[left], class_of[right]))
        if a == b or float(sums[a] @ sums[b]) / (mass[a] * mass[b]) < closeness:
            return
        sums[a] = sums[a] + sums.pop(b)
        mass[a] += mass.pop(b)
        for k in members.pop(b):
            class_of[k] = a
            members[a].append(k)

    for left, right in known:
        join(left, right, -1.0)
    for j in sorted(
        (j for j in judged if j.probability >= _JOINED),
        key=lambda j: (-round(j.probability, 9), j.pair.left, j.pair.right, j.pair.rule),
    ):
        join(j.pair.left, j.pair.right, _CLOSE)
    return class_of
