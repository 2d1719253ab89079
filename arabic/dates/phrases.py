"""Words that mean something only together: two-word months, ordinals, "five hours ago", zones."""

from collections.abc import Callable, Sequence

from arabic.dates.clock import HALVES
from arabic.dates.tokens import Token, renamed
from arabic.dates.words import DAY, MINUTE
from arabic.dates.zones import LOCAL, PLACES
from arabic.months import DHU_NAMES, FIRST, HIJRI_EPITHETS, SECOND

Joined = tuple[Token, int]
"""A token made of several and the index after the last of them."""

_LONGEST_AGO = 3660 * DAY
_NOON_WORDS = frozenset(("الظهر", "ظهر"))


def join(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with every known group of words as one token.

    New kinds: "since" (number: seconds back from now, extra: the smallest unit named, in
    seconds), "place" (text: a key of `arabic.dates.zones.PLACES`), "local".
    """
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        rule = _RULES.get(tokens[index].kind)
        found = rule(tokens, index) if rule else None
        if found is None:
            joined.append(tokens[index])
            index += 1
        else:
            joined.append(found[0])
            index = found[1]
    return joined


def _at(tokens: Sequence[Token], index: int) -> Token:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


_NOTHING = Token("nothing", "", -1, -1)


def _two_word_month(tokens: Sequence[Token], index: int) -> Joined | None:
    head, second = tokens[index], _at(tokens, index + 1)
    kind = "hijri-month" if head.kind == "hijri-two-word" else "month"
    if second.text in FIRST or second.text in SECOND:
        if head.kind == "letter-month":
            return renamed(head, "unknown"), index + 1
        month = head.number if second.text in FIRST else head.extra
        return renamed(head, kind, month, second.end), index + 2
    if second.text in {"1", "2"}:
        glued = second.start == head.end
        # "2 كانون 1 2024" is clear; in "كانون 1, 2024" the 1 may be the day.
        spaced = (
            head.kind == "two-word"
            and _number_beside(tokens, index, -1) is not None
            and _number_beside(tokens, index + 1, 1) is not None
        )
        if glued or spaced:
            month = head.number if second.text == "1" else head.extra
            return renamed(head, kind, month, second.end), index + 2
    if head.kind == "letter-month":
        return _greenwich_letters(tokens, index) or (renamed(head, "unknown"), index + 1)
    return renamed(head, "unknown"), index + 1


def _number_beside(tokens: Sequence[Token], index: int, step: int) -> Token | None:
    index += step
    while _at(tokens, index).kind in {"link", "separator"}:
        index += step
    beside = _at(tokens, index)
    return beside if beside.kind == "number" else None


def _greenwich_letters(tokens: Sequence[Token], index: int) -> Joined | None:
    """ "ت.غ", the initials of Greenwich time."""
    after = index + 1
    if _at(tokens, after).text == ".":
        after += 1
    if tokens[index].text == "ت" and _at(tokens, after).text == "غ":
        return renamed(tokens[index], "utc", 0, tokens[after].end), after + 1
    return None


def _hijri_month(tokens: Sequence[Token], index: int) -> Joined | None:
    if _at(tokens, index + 1).text in HIJRI_EPITHETS:
        month = tokens[index]
        return renamed(month, month.kind, month.number, tokens[index + 1].end), index + 2
    return None


def _dhu(tokens: Sequence[Token], index: int) -> Joined | None:
    month = DHU_NAMES.get(_at(tokens, index + 1).text)
    if month is None:
        return renamed(tokens[index], "unknown"), index + 1
    return renamed(tokens[index], "hijri-month", month, tokens[index + 1].end), index + 2


def _ordinal(tokens: Sequence[Token], index: int) -> Joined | None:
    """A spelled day of the month as a number: "the twelfth", "the one and thirtieth"."""
    head, after = tokens[index], _at(tokens, index + 1)
    day, used = head.number, 1
    if after.text == "عشر" and day != 10:
        day, used = day % 11 + (11 if day == 11 else 10), 2
    elif after.kind == "tens" and after.text.startswith("و"):
        day, used = (1 if day == 11 else day) + after.number, 2
    elif day == 11:
        return renamed(head, "unknown"), index + 1
    if head.kind == "tens" and head.text.startswith("و"):
        return renamed(head, "unknown"), index + 1
    end = tokens[index + used - 1].end
    return Token("number", f"{day:02}", head.start, end, day), index + used


def _zone(tokens: Sequence[Token], index: int) -> Joined | None:
    head = tokens[index]
    first, second = _at(tokens, index + 1), _at(tokens, index + 2)
    pair = f"{first.text} {second.text}"
    if pair in PLACES:
        return Token("place", pair, head.start, second.end), index + 3
    if first.text in PLACES:
        return Token("place", first.text, head.start, first.end), index + 2
    if first.text in LOCAL:
        return Token("local", first.text, head.start, first.end), index + 2
    if first.kind == "utc":
        return renamed(first, "utc"), index + 2
    kind = "label" if head.text in {"توقيت", "التوقيت"} else "unknown"
    return renamed(head, kind), index + 1


def _after(tokens: Sequence[Token], index: int) -> Joined | None:
    """ "After noon" and "after midnight"."""
    head, first, second = tokens[index], _at(tokens, index + 1), _at(tokens, index + 2)
    if first.text in _NOON_WORDS:
        return renamed(head, "pm", 0, first.end), index + 2
    if first.text == "منتصف" and second.text == "الليل":
        return renamed(head, "dawn", 0, second.end), index + 3
    return renamed(head, "unknown"), index + 1


def _first(tokens: Sequence[Token], index: int) -> Joined | None:
    """ "The day before yesterday" in the order "first of yesterday"."""
    after = index + (2 if _at(tokens, index + 1).text == "من" else 1)
    if _at(tokens, after).text == "امس":
        return renamed(tokens[index], "day", -2, tokens[after].end), after + 1
    return renamed(tokens[index], "unknown"), index + 1


def _day(tokens: Sequence[Token], index: int) -> Joined | None:
    head, after = tokens[index], _at(tokens, index + 1)
    if head.text == "امس" and after.text == "الاول":
        return renamed(head, "day", -2, after.end), index + 2
    return None


def _ago(tokens: Sequence[Token], index: int) -> Joined | None:
    head = tokens[index]
    if head.text == "قبل" and _at(tokens, index + 1).text in _NOON_WORDS:
        return renamed(head, "am", 0, tokens[index + 1].end), index + 2
    found = _duration(tokens, index + 1)
    if found is None:
        return None
    return _since(head, found, tokens), found[2]


def _link(tokens: Sequence[Token], index: int) -> Joined | None:
    """The spoken "from five hours" for "five hours ago"; a day's "of" otherwise."""
    if tokens[index].text == "من" and _at(tokens, index + 1).kind == "number":
        found = _duration(tokens, index + 1)
        if found is not None:
            return _since(tokens[index], found, tokens), found[2]
    return None


def _number(tokens: Sequence[Token], index: int) -> Joined | None:
    head, after = tokens[index], _at(tokens, index + 1)
    if after.kind == "suffix" and after.start == head.end:
        return renamed(head, "number", head.number, after.end), index + 2
    if len(head.text) <= 2 and (after.kind in HALVES or after.kind == "meem"):
        # The word stays: it says which half of the day this hour is in.
        return Token("time", head.text, head.start, head.end, parts=(head.number,)), index + 1
    return _ago_after(tokens, index)


def _ago_after(tokens: Sequence[Token], index: int) -> Joined | None:
    found = _duration(tokens, index)
    if found is not None and _at(tokens, found[2]).kind == "ago-after":
        return _since(tokens[index], found, tokens, 1), found[2] + 1
    return None


def _since(head: Token, found: tuple[int, int, int], tokens: Sequence[Token], more: int = 0) -> Token:
    seconds, unit, after = found
    end = tokens[after - 1 + more].end
    return Token("since", "", head.start, end, number=seconds, extra=unit)


def _duration(tokens: Sequence[Token], index: int) -> tuple[int, int, int] | None:
    """Seconds, smallest unit and the index after "two hours", "3 days and 5 hours"."""
    total, smallest = 0, 0
    while True:
        counted, index = _count(tokens, index)
        unit = _at(tokens, index)
        if unit.text == "يوم":
            unit = Token("unit", unit.text, unit.start, unit.end, DAY, 1)
        if unit.kind != "unit" or (smallest and unit.number >= smallest):
            return None
        index += 1
        seconds, says = unit.number, unit.extra
        if counted is None:
            # "a quarter" and "half" need the hour; a plural needs its number.
            if says == 0:
                return None
            if says == 1 and _at(tokens, index).text in {"واحد", "واحده"}:
                index += 1
            total += says * seconds
        elif counted < 0:
            if seconds != 3600:
                return None
            total, seconds = total - counted * MINUTE, MINUTE
        elif says == 2:
            return None
        else:
            total += counted * seconds
        smallest = seconds
        if _at(tokens, index).kind != "and":
            return (total, smallest, index) if total <= _LONGEST_AGO else None
        index += 1


def _count(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """A count in digits or words and the index after it; minutes below zero for a fraction."""
    token, after = _at(tokens, index), _at(tokens, index + 1)
    if token.kind == "number" and len(token.text) <= 4:
        return token.number, index + 1
    if token.kind == "fraction":
        return -token.number, index + 1
    if token.kind == "count":
        if token.number < 10 and after.text in {"عشر", "عشره"}:
            return token.number + 10, index + 2
        return token.number, index + 1
    return None, index


def _issue(tokens: Sequence[Token], index: int) -> Joined | None:
    """ "Issue (1969)" of a printed paper: no date, and no stray number either."""
    after = index + 1
    while _at(tokens, after).text in {"(", ":", "["}:
        after += 1
    if _at(tokens, after).kind != "number":
        return renamed(tokens[index], "unknown"), index + 1
    return renamed(tokens[index], "label", 0, tokens[after].end), after + 1


def _clock(tokens: Sequence[Token], index: int) -> Joined | None:
    """The word "hour" before a time; before a bare number it makes an hour of 13 to 23."""
    after = index + 1
    while _at(tokens, after).text in {":", "("}:
        after += 1
    number = _at(tokens, after)
    half = _at(tokens, after + 1)
    if number.kind == "number" and half.kind not in HALVES and half.kind != "meem":
        if not (13 <= number.number <= 23 and len(number.text) == 2):
            return renamed(tokens[index], "unknown"), index + 1
        start = tokens[index].start
        return Token("time", number.text, start, number.end, parts=(number.number,)), after + 1
    return renamed(tokens[index], "label"), index + 1


def _al(tokens: Sequence[Token], index: int) -> Joined | None:
    """The article before a day in digits."""
    after = _at(tokens, index + 1)
    if after.kind == "number":
        return renamed(after, "number", after.number), index + 2
    return None


def _latin_half(tokens: Sequence[Token], index: int) -> Joined | None:
    """ "a.m." and "p.m."."""
    letter = tokens[index].text
    if letter not in {"a", "p"} or [token.text for token in tokens[index + 1 : index + 3]] != [
        ".",
        "m",
    ]:
        return None
    return renamed(tokens[index], f"{letter}m", 0, tokens[index + 2].end), index + 3


_RULES: dict[str, Callable[[Sequence[Token], int], Joined | None]] = {
    "two-word": _two_word_month,
    "letter-month": _two_word_month,
    "hijri-two-word": _two_word_month,
    "hijri-month": _hijri_month,
    "dhu": _dhu,
    "ordinal": _ordinal,
    "tens": _ordinal,
    "by-time-of": _zone,
    "after": _after,
    "first": _first,
    "day": _day,
    "ago": _ago,
    "link": _link,
    "number": _number,
    "count": _ago_after,
    "unit": _ago_after,
    "issue": _issue,
    "clock": _clock,
    "al": _al,
    "unknown": _latin_half,
}
