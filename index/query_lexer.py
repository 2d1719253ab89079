"""Cuts a query into words, phrases, fields, operators and parentheses, each with its place in the text."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from arabic.letters import INVISIBLE, MARKS, fold
from index import query_errors as errors
from index.query import Field, Label

LONGEST_SLOP = 50  # words; farther apart is "both words", written without quotation marks
SHORTEST_PREFIX = 2  # letters; one letter is a tenth of the language

_STRONG = {"AND": "and", "OR": "or", "NOT": "not"}
_WEAK = {"و": "and", "او": "or", "ليس": "not"}  # folded; operators only between terms, see `settle`

DATE = "date"
_NAMES = {
    Field.TITLE: ("title", "عنوان", "العنوان"),
    Field.AUTHOR: ("author", "كاتب", "الكاتب"),
    Field.SECTION: ("section", "قسم", "القسم"),
    Label.OUTLET: ("outlet", "صحيفة", "الصحيفة", "source", "مصدر", "المصدر"),
    Label.COUNTRY: ("country", "بلد", "البلد", "دولة", "الدولة"),
    DATE: ("date", "تاريخ", "التاريخ"),
}
FIELDS: dict[str, str] = {fold(name): str(field) for field, names in _NAMES.items() for name in names}

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "”": "”"}
_CLOSERS = "”»"
_BREAKS = re.escape('()[]{}"“”„«»')
_SKIPPED = re.compile(rf"[\s{INVISIBLE}\x00-\x1f\ud800-\udfff]+")
_RUN = re.compile(rf"[^\s{_BREAKS}\x00-\x1f\ud800-\udfff]+")
_LETTERS = rf"[\w{MARKS}{INVISIBLE}]"
_FIELD = re.compile(rf"({_LETTERS}*[^\W\d_]{_LETTERS}*):")
_STARRED = re.compile(rf"[^\w{MARKS}]*({_LETTERS}*\w{_LETTERS}*)\*[^\w*~]*")
_INNER_STAR = re.compile(r"\*(?=\w)")
_DISTANT = re.compile(rf"[^\w{MARKS}]*({_LETTERS}*\w{_LETTERS}*)~(\d*)([^\w~]*)")
_SLOP = re.compile(r"~(\d*)")
_RANGE = re.compile(r"([\[{])([^\[\]{}]*)([\]}])")


class Kind(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    PERIOD = "period"  # [from TO to], after date:
    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    AND = "and"
    OR = "or"
    NOT = "not"


OPERANDS = (Kind.WORD, Kind.PHRASE, Kind.PERIOD)
_ENDS = (*OPERANDS, Kind.CLOSE)
_STARTS = (*OPERANDS, Kind.OPEN, Kind.FIELD, Kind.MINUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    kind: Kind
    position: int
    length: int
    text: str  # as typed; of a phrase what stands between the marks, of a field its name
    field: str = ""  # canonical name of a field
    exact: bool = False  # = before it
    star: bool = False  # * behind it
    number: int | None = None  # behind ~
    weak: bool = False  # an Arabic operator, which may still be a word


def tokens_of(text: str) -> list[Token]:
    """The tokens of a query in order. Raises QueryError."""
    return _settle(list(_scan(text)))


def _scan(text: str) -> Iterator[Token]:
    at, after_date = 0, False
    while at < len(text):
        if skipped := _SKIPPED.match(text, at):
            at = skipped.end()
            continue
        token = _token(text, at, after_date=after_date)
        if token is None:
            at += 1
            continue
        at = token.position + token.length
        after_date = token.field == DATE
        yield token


def _token(text: str, at: int, *, after_date: bool) -> Token | None:
    """The token that begins at `at`; None where a character stands that means nothing there."""
    letter = text[at]
    if letter in "()":
        return Token(kind=Kind(letter), position=at, length=1, text=letter)
    if letter in "[{":
        found = _RANGE.match(text, at) if after_date else None
        if after_date and found is None:
            raise errors.bad_range(at, len(text) - at)
        return found and Token(kind=Kind.PERIOD, position=at, length=len(found[0]), text=found[0])
    if letter in _QUOTES:
        return _phrase(text, at, at, exact=False)
    if letter == "=" and at + 1 < len(text) and text[at + 1] in _QUOTES:
        return _phrase(text, at, at + 1, exact=True)
    if letter == "-" and not after_date and _begins(text, at) and _operand_follows(text, at + 1):
        return Token(kind=Kind.MINUS, position=at, length=1, text="-")
    run = _RUN.match(text, at)
    return run and _word(run[0], at, after_date=after_date)


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "(" or _SKIPPED.match(text, at - 1) is not None


def _operand_follows(text: str, at: int) -> bool:
    """Whether a minus negates something: what follows at once is a word, a phrase, a field, = or a parenthesis."""
    return at < len(text) and (text[at] in '("“«=' or re.match(_LETTERS, text[at]) is not None)


def _phrase(text: str, start: int, at: int, *, exact: bool) -> Token | None:
    opener = text[at]
    ends = [end for closer in _QUOTES[opener] if (end := text.find(closer, at + 1)) >= 0]
    if not ends:
        if opener == '"':
            raise errors.unclosed_quotation(at)
        return None  # a typographer's mark that nobody closed is punctuation
    end = min(ends)
    inner = text[at + 1 : end]
    if not re.search(r"\w", inner):
        if opener == '"':
            raise errors.empty_quotation(at, end + 1 - at)
        return None
    number, after = None, end + 1
    if slop := _SLOP.match(text, after):
        after = slop.end()
        if not slop[1] or len(slop[1]) > 3 or int(slop[1]) > LONGEST_SLOP:
            raise errors.bad_slop(slop.start(), len(slop[0]), LONGEST_SLOP)
        number = int(slop[1])
    return Token(kind=Kind.PHRASE, position=start, length=after - start, text=inner, exact=exact, number=number)


def _word(run: str, at: int, *, after_date: bool) -> Token | None:
    plain = run.strip(INVISIBLE)
    if kind := _STRONG.get(plain):
        return Token(kind=Kind(kind), position=at, length=len(run), text=plain)
    if weak := _WEAK.get(fold(plain)):
        return Token(kind=Kind(weak), position=at, length=len(run), text=plain, weak=True)
    if not after_date and (named := _FIELD.match(run)) and (field := _field(named, run, at)):
        return Token(kind=Kind.FIELD, position=at, length=named.end(), text=named[1], field=field)
    if plain == "*":
        return Token(kind=Kind.WORD, position=at, length=len(run), text="", star=True)
    if not re.search(r"\w", run):
        return None
    return _plain_word(run, at)


def _field(named: re.Match[str], run: str, at: int) -> str:
    """The field that is named here, or "" where a colon is only a colon: "عاجل:كلمة", "http://…", "10:30"."""
    name = fold(named[1])
    if name in FIELDS:
        return FIELDS[name]
    close = difflib.get_close_matches(name, FIELDS, 1, 0.8)
    if close and named.end() < len(run):
        meant = next(name for names in _NAMES.values() for name in names if fold(name) == close[0])
        raise errors.unknown_field(at, named[1], meant)
    return ""


def _plain_word(run: str, at: int) -> Token:
    exact = run.startswith("=")
    core = run[1:] if exact else run
    length = len(run)
    if inner := _INNER_STAR.search(core):
        raise errors.misplaced_star(at + exact + inner.start())
    if starred := _STARRED.fullmatch(core):
        if len(fold(starred[1])) < SHORTEST_PREFIX:
            raise errors.short_prefix(at, length, SHORTEST_PREFIX)
        return Token(kind=Kind.WORD, position=at, length=length, text=starred[1], exact=exact, star=True)
    if distant := _DISTANT.fullmatch(core):
        if distant[2] not in {"", "1", "2"}:
            raise errors.bad_distance(at + exact + distant.end(1), len(distant[2]) + 1)
        number = int(distant[2] or 1)
        return Token(kind=Kind.WORD, position=at, length=length, text=distant[1], exact=exact, number=number)
    return Token(kind=Kind.WORD, position=at, length=length, text=core, exact=exact)


def _settle(tokens: list[Token]) -> list[Token]:
    """Makes words of Arabic operators that do not stand between terms: «ليس» at the beginning, «و» at the end."""
    settled: list[Token] = []
    for place, token in enumerate(tokens):
        if token.weak and not _joins(settled, token, tokens, place):
            settled.append(Token(kind=Kind.WORD, position=token.position, length=token.length, text=token.text))
        else:
            settled.append(token)
    return settled


def _joins(before: list[Token], token: Token, tokens: list[Token], place: int) -> bool:
    left = before[-1].kind if before else None
    right = tokens[place + 1].kind if place + 1 < len(tokens) else None
    if token.kind is Kind.NOT:
        return left in (*_ENDS, Kind.AND, Kind.OR) and right in _STARTS
    if right is Kind.NOT:
        right = tokens[place + 2].kind if place + 2 < len(tokens) else None
    return left in _ENDS and right in _STARTS
