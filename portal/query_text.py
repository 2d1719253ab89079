"""A Query written out again as a person would type it, for suggestions that leave one part away."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from index.query import (
    And,
    DateRange,
    Exact,
    Fuzzy,
    Is,
    MatchAll,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Scoped,
    Words,
)

_FIELDS = {"title": "عنوان", "author": "كاتب", "section": "قسم", "outlet": "صحيفة", "country": "بلد"}


def query_text(query: Query, *, zone: str, arabic: bool = True) -> str:
    """A text that reads as the query does: `parse_query(query_text(q, …), …) == q` up to brackets and spaces."""
    return _Writer(zone, arabic).write(query)


class _Writer:
    def __init__(self, zone: str, arabic: bool) -> None:
        self._zone = ZoneInfo(zone)
        self._arabic = arabic

    def write(self, query: Query, *, inner: bool = False) -> str:
        """inner: parts joined by operators get brackets."""
        match query:
            case MatchAll():
                return ""
            case Words(text=text):
                return text
            case Phrase(text=text, slop=slop):
                return self._quoted(text) + (f"~{slop}" if slop else "")
            case Exact(text=text):
                return f"={self._quoted(text)}" if " " in text.strip() else f"={text}"
            case Prefix(text=text):
                return f"{text}*"
            case Fuzzy(text=text, distance=distance):
                return f"{text}~{distance}"
            case DateRange(start=start, end=end):
                return f"{self._word('تاريخ', 'date')}:[{self._first(start)} TO {self._last(end)}]"
            case Is(label=label, values=values):
                names = [value if value.replace(".", "").isalnum() else self._quoted(value) for value in values]
                joined = self._word(" أو ", " OR ").join(names)
                return f"{self._field(label)}:" + (f"({joined})" if len(names) > 1 else joined)
            case Scoped(field=field, part=part):
                text = self.write(part, inner=True)
                return f"{self._field(field)}:" + (f"({text})" if isinstance(part, Words) and " " in text else text)
            case Not(part=part):
                return f"{self._word('ليس', 'NOT')} {self.write(part, inner=True)}"
            case And(parts=parts):
                return self._joined(parts, self._word(" و ", " AND "), inner)
            case Or(parts=parts):
                return self._joined(parts, self._word(" أو ", " OR "), inner)

    def _joined(self, parts: tuple[Query, ...], operator: str, inner: bool) -> str:
        text = operator.join(self.write(part, inner=True) for part in parts)
        return f"({text})" if inner else text

    def _quoted(self, text: str) -> str:
        return f"«{text}»" if self._arabic else f'"{text}"'

    def _word(self, arabic: str, english: str) -> str:
        return arabic if self._arabic else english

    def _field(self, name: str) -> str:
        return self._word(_FIELDS[name], name)

    def _first(self, moment: datetime | None) -> str:
        return moment.astimezone(self._zone).date().isoformat() if moment else "*"

    def _last(self, moment: datetime | None) -> str:
        """The last day inside a range whose end is outside it."""
        return (moment.astimezone(self._zone) - timedelta(microseconds=1)).date().isoformat() if moment else "*"
