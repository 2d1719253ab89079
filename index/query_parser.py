"""Reads what a person types into a Query. One grammar in two languages: see docs/query.md."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from arabic.dates import period_of, read_date
from arabic.letters import spell
from index import query_errors as errors
from index.countries import country_code
from index.query import (
    And,
    DateRange,
    Exact,
    Field,
    Fuzzy,
    Is,
    Label,
    MatchAll,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Scoped,
    Words,
)
from index.query_errors import QueryError
from index.query_lexer import DATE, OPERANDS, Kind, Token, tokens_of

__all__ = ["LONGEST", "QueryError", "parse_query"]

LONGEST = 1_000  # characters: a long paragraph, and far more than anyone types
MOST_PARTS = 64  # words, phrases and the like; each costs the engine a look-up in several fields
DEEPEST = 20  # parentheses within parentheses

_TEXTS = frozenset(map(str, Field))
_LABELS = frozenset(map(str, Label))
_TO = re.compile(r"\s+(?:TO|to|إلى|الى|حتى|[-\u2013\u2014])\s+")


def parse_query(text: str, *, now: datetime, zone: str = "UTC") -> Query:
    """The query that was typed; an empty one is MatchAll. Raises QueryError with the spot and what to write instead.

    now: aware; what `date:أمس` counts from.
    zone: IANA name of the reader's zone; days begin and end there.
    """
    if len(text) > LONGEST:
        raise errors.too_long(len(text), LONGEST)
    tokens = tokens_of(text)
    operands = [token for token in tokens if token.kind in OPERANDS]
    if len(operands) > MOST_PARTS:
        raise errors.too_many_parts(operands[MOST_PARTS].position, MOST_PARTS)
    if not tokens:
        return Words(text=text) if spell(text).strip() else MatchAll()
    parser = _Parser(tokens, len(text), now, zone)
    query = parser.alternatives(scope="", depth=0)
    parser.expect_end()
    return query


class _Parser:
    """Recursive descent over the tokens: alternatives > conjunction > side by side > one part."""

    def __init__(self, tokens: list[Token], end: int, now: datetime, zone: str) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end
        self._now = now
        self._zone = zone

    def alternatives(self, *, scope: str, depth: int) -> Query:
        parts = [self._conjunction(scope, depth)]
        while operator := self._take(Kind.OR):
            self._need_operand(operator)
            parts.append(self._conjunction(scope, depth))
        if all(isinstance(part, Is) for part in parts) and scope in _LABELS:
            return _one_of(scope, [part for part in parts if isinstance(part, Is)])
        return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))

    def expect_end(self) -> None:
        if token := self._peek():
            raise errors.unopened_parenthesis(token.position)

    def _conjunction(self, scope: str, depth: int) -> Query:
        parts = [self._side_by_side(scope, depth)]
        while operator := self._take(Kind.AND):
            self._need_operand(operator)
            parts.append(self._side_by_side(scope, depth))
        return _all_of(parts)

    def _side_by_side(self, scope: str, depth: int) -> Query:
        """Parts without an operator between them. Plain words make one ranked group; everything else must be in a hit."""
        words: list[str] = []
        parts: list[Query] = []
        while (token := self._peek()) and token.kind not in (Kind.AND, Kind.OR, Kind.CLOSE):
            if _is_plain_word(token) and (scope in _TEXTS or not scope):
                words.append(self._next().text)
            else:
                parts.append(self._part(scope, depth))
        if words:
            parts.insert(0, Words(text=" ".join(words)))
        if not parts:
            raise self._missing_part()
        if scope in _LABELS and all(isinstance(part, Is) for part in parts):
            return _one_of(scope, [part for part in parts if isinstance(part, Is)])
        return _all_of(parts)

    def _missing_part(self) -> QueryError:
        """What is wrong where a part should begin and something else stands."""
        token = self._tokens[self._at]
        if token.kind is not Kind.CLOSE:
            return errors.lonely_operator(token.position, token.text, "قبل", "before")
        before = self._tokens[self._at - 1] if self._at else None
        if before is not None and before.kind is Kind.OPEN:
            return errors.empty_parentheses(before.position, token.position + 1 - before.position)
        return errors.unopened_parenthesis(token.position)

    def _part(self, scope: str, depth: int) -> Query:
        negated = False
        while token := self._take(Kind.NOT, Kind.MINUS):
            self._need_operand(token)
            negated = not negated
        part = self._operand(scope, depth)
        return Not(part=part) if negated else part

    def _operand(self, scope: str, depth: int) -> Query:
        token = self._next()
        match token.kind:
            case Kind.OPEN:
                return self._parenthesis(token, scope, depth + 1)
            case Kind.FIELD:
                return self._field(token, depth)
            case _:
                return self._leaf(token, scope)

    def _parenthesis(self, token: Token, scope: str, depth: int) -> Query:
        if depth > DEEPEST:
            raise errors.too_deep(token.position, DEEPEST)
        if self._peek() is None:
            raise errors.unclosed_parenthesis(token.position)
        inner = self.alternatives(scope=scope, depth=depth)
        if not self._take(Kind.CLOSE):
            raise errors.unclosed_parenthesis(token.position)
        return inner

    def _field(self, named: Token, depth: int) -> Query:
        token = self._peek()
        if (
            token is None
            or token.kind not in (*OPERANDS, Kind.OPEN)
            or (named.field == DATE and token.kind is Kind.OPEN)
        ):
            raise errors.empty_field(named.position, named.text)
        inner = self._operand(named.field, depth)
        return Scoped(field=Field(named.field), part=inner) if named.field in _TEXTS else inner

    def _leaf(self, token: Token, scope: str) -> Query:
        if scope == DATE:
            return self._dates(token)
        if scope in _LABELS:
            if token.exact or token.star or token.number is not None:
                raise errors.no_modifiers(token.position, token.length, scope)
            value = token.text.strip(" .,،؛")
            return Is(label=Label(scope), values=(country_code(value) if scope == Label.COUNTRY else value,))
        if token.exact and not token.star and token.number is None:
            return Exact(text=token.text)
        if token.kind is Kind.PHRASE:
            return Phrase(text=token.text, slop=token.number or 0)
        if token.star:
            return Prefix(text=token.text) if token.text else MatchAll()
        if token.number is not None:
            return Fuzzy(text=token.text, distance=token.number)
        return Words(text=token.text)

    def _dates(self, token: Token) -> Query:
        if token.kind is not Kind.PERIOD:
            start, end = self._period(token.text.strip(" .,،؛") or "*", token)
            return DateRange(start=start, end=end)
        bounds = _TO.split(f" {token.text[1:-1]} ")
        if len(bounds) != 2:
            raise errors.bad_range(token.position, token.length)
        from_start, from_end = self._period(bounds[0].strip(), token)
        to_start, to_end = self._period(bounds[1].strip(), token)
        start = from_start if token.text[0] == "[" else from_end
        end = to_end if token.text[-1] == "]" else to_start
        if start and end and start > end:
            raise errors.reversed_range(token.position, token.length)
        return DateRange(start=start, end=end)

    def _period(self, text: str, token: Token) -> tuple[datetime | None, datetime | None]:
        """The start and the end of the day, month or year that is written; a star is open on both sides."""
        if text == "*":
            return None, None
        reading = read_date(text, now=self._now, zone=self._zone)
        if reading is not None:
            return period_of(reading)
        try:  # years far ahead, which are no dates of news but fair bounds of a period
            day = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(self._zone))
            return day, day + timedelta(days=1)
        except (ValueError, OverflowError):
            at = token.text.find(text)
            place = token.position + max(at, 0) if token.kind is Kind.PERIOD else token.position
            raise errors.bad_date(place, max(len(text), 1), text) from None

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, *kinds: Kind) -> Token | None:
        token = self._peek()
        return self._next() if token and token.kind in kinds else None

    def _need_operand(self, operator: Token) -> None:
        token = self._peek()
        if token is None or token.kind in (Kind.AND, Kind.OR, Kind.CLOSE):
            raise errors.lonely_operator(operator.position, operator.text, "بعد", "after")


def _is_plain_word(token: Token) -> bool:
    return token.kind is Kind.WORD and not (token.exact or token.star or token.number is not None)


def _all_of(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(parts=tuple(parts))


def _one_of(scope: str, parts: list[Is]) -> Is:
    """Outlets or countries named side by side: an article has one of each, so they are alternatives."""
    return Is(label=Label(scope), values=tuple(dict.fromkeys(value for part in parts for value in part.values)))
