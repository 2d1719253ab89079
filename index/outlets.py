"""Outlets as people name them in a query (صحيفة:إيلاف), to the identifiers the index knows."""

from collections.abc import Iterable, Mapping

from arabic.letters import fold
from archive.model import OutletCard
from index.query import And, Is, Label, Not, Or, Query, Scoped


def names_outlets(query: Query) -> bool:
    """Whether a part of the query, negated or not, names an outlet."""
    match query:
        case And(parts=parts) | Or(parts=parts):
            return any(names_outlets(part) for part in parts)
        case Not(part=part) | Scoped(part=part):
            return names_outlets(part)
        case Is(label=label):
            return label is Label.OUTLET
        case _:
            return False


def resolve_outlets(query: Query, cards: Iterable[OutletCard]) -> Query:
    """The query with outlets' names, in Arabic or English, and short names replaced by identifiers.

    A name that no outlet has stays as it is, and finds nothing.
    """
    known: dict[str, list[str]] = {}
    for card in cards:
        for name in (card.id, card.id.partition(".")[2], card.name_ar, card.name_en):
            if name:
                known.setdefault(_key(name), []).append(card.id)
    return _resolve(query, known)


def _resolve(query: Query, known: Mapping[str, list[str]]) -> Query:
    match query:
        case And(parts=parts):
            return And(parts=tuple(_resolve(part, known) for part in parts))
        case Or(parts=parts):
            return Or(parts=tuple(_resolve(part, known) for part in parts))
        case Not(part=part):
            return Not(part=_resolve(part, known))
        case Scoped(field=field, part=part):
            return Scoped(field=field, part=_resolve(part, known))
        case Is(label=Label.OUTLET, values=values):
            found = [outlet for value in values for outlet in known.get(_key(value), [value])]
            return Is(label=Label.OUTLET, values=tuple(dict.fromkeys(found)))
        case _:
            return query


def _key(name: str) -> str:
    """What two spellings of one name have in common: «الأهرام», "اهرام"."""
    return "".join(fold(name).split()).removeprefix("ال")
