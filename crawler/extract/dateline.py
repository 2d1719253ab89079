"""The dateline at the beginning of a text: where it was written, by which agency or person. Cut off and kept as fields."""

import re
from dataclasses import dataclass

from crawler.catalogue import Outlet
from crawler.extract.byline import Names
from crawler.extract.places import agency_of, bare, is_place, person, sounds_like_a_name

_DASH = r"[-–—\u0640]"
_PIECE = r"[^\s:()\[\]،,/–—.!?؟«»\"-]+"
_FROM = re.compile(
    rf"^(?P<who>{_PIECE}(?:\s+{_PIECE}){{0,4}}?)\s+من\s+(?P<place>{_PIECE}(?:\s+{_PIECE}){{0,2}})\s*(?P<end>:\s*(?:{_DASH}\s*)?)"
)
_WIRE = re.compile(
    rf"^\(?\s*(?P<place>{_PIECE}(?:\s+{_PIECE}){{0,2}}?)(?:\s*[،,]\s*(?P<land>{_PIECE}(?:\s+{_PIECE})?))?\s*"
    rf"(?:(?:{_DASH}+|/|:|،|,)\s*(?P<credit>[^:()–—/\n\u0640-]{{2,40}}?)|[(\[«\"]\s*(?P<inner>[^()\[\]»\"]{{2,30}})\s*[)\]»\"])?\s*\)?\s*"
    rf"(?P<end>{_DASH}{{1,3}}\s*:?\s*|:\s*{_DASH}*\s*|/\s+|\s+{_DASH}+\s*)(?=\S)"
)
_AGENCY_FIRST = re.compile(
    rf"^\(?\s*(?P<credit>[^\s:()–—/-][^:()–—/\n-]{{1,30}}?)\s*\)?\s*(?P<end>{_DASH}{{1,3}}\s*|:\s*{_DASH}*\s*)(?=\S)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What a text's beginning says of its origin, the words it was said in, and the text after them."""

    text: str
    cut: str = ""
    place: str = ""
    agency: str = ""
    authors: tuple[str, ...] = ()


def read_dateline(text: str, outlet: Outlet, names: Names) -> Dateline:
    """Splits a first paragraph into dateline and text. Nothing is cut unless each word of the dateline is understood."""
    start = text.lstrip("\u200f\u200e\u202a\u202b\u202c\ufeff ")
    for attempt in (_outlet_from, _wire, _outlet_only):
        found = attempt(start, outlet, names)
        if found is not None and found.text:
            return found
    return Dateline(text=text)


def _outlet_from(text: str, outlet: Outlet, names: Names) -> Dateline | None:
    """ "إيلاف من لندن:" and "سالم شرقي من دبي:": after "من" any place, where the outlet or a person stands before it."""
    match = _FROM.match(text)
    if match is None:
        return None
    who, place = match.group("who"), match.group("place")
    rest = text[match.end() :]
    if who in names or who in outlet.dateline:
        return Dateline(text=rest, cut=match.group(0).strip(), place=bare(place))
    if is_place(place) and (author := person(who)):
        return Dateline(text=rest, cut=match.group(0).strip(), place=bare(place), authors=(author,))
    return None


def _wire(text: str, outlet: Outlet, names: Names) -> Dateline | None:
    """ "القاهرة - ", "دمشق، سوريا (CNN) --", "روما - الراية :", "جدة: خلدون غسان سعيد" (alone on its line)."""
    match = _WIRE.match(text)
    if match is not None and not is_place(match.group("place")) and _named_with(match, names):
        rest = text[match.end() :].lstrip("-–—: ")
        agency = agency_of(match.group("credit") or match.group("inner"))
        return Dateline(
            text=rest, cut=text[: len(text) - len(rest)].strip(), place=bare(match.group("place")), agency=agency
        )
    if match is None or not is_place(match.group("place")):
        return None
    place, land = match.group("place"), match.group("land")
    if land and not is_place(land):
        return None
    credit = match.group("credit") or match.group("inner") or ""
    end = match.group("end").strip()
    agency = author = ""
    if credit:
        agency = agency_of(credit)
        if not agency and credit not in names:
            author = person(credit)
            if not author:
                return _place_alone(text)
    elif end.startswith(":"):
        return None  # "موسكو: لن نقبل" is a statement as often as a dateline
    rest = text[match.end() :].lstrip("-–—: ")
    return Dateline(
        text=rest,
        cut=text[: len(text) - len(rest)].strip(),
        place=bare(place),
        agency=agency,
        authors=(author,) if author else (),
    )


def _place_alone(text: str) -> Dateline | None:
    """ "الرشيدية - من بعيد تبدو": a place, a dash, and the text."""
    match = re.match(rf"^(?P<place>{_PIECE}(?:\s+{_PIECE}){{0,2}}?)\s+{_DASH}{{1,3}}\s+(?=\S)", text)
    if match is None or not is_place(match.group("place")):
        return None
    return Dateline(text=text[match.end() :], cut=match.group(0).strip(), place=bare(match.group("place")))


def _named_with(match: re.Match[str], names: Names) -> bool:
    """Whether an unknown place is one because the outlet or an agency stands after it: "عنيزة - سديم:", "تحناوت (رويترز) -"."""
    credit = match.group("credit") or match.group("inner") or ""
    return (
        bool(credit) and (credit in names or bool(agency_of(credit))) and not sounds_like_a_name(match.group("place"))
    )


def _outlet_only(text: str, outlet: Outlet, names: Names) -> Dateline | None:
    """ "إيلاف : أعلن باحثون": the outlet's name under which it signs its datelines; "رويترز - " and "(أ ف ب) -" before a text."""
    match = _AGENCY_FIRST.match(text)
    if match is None:
        return None
    credit = bare(match.group("credit"))
    rest = text[match.end() :].lstrip("-–—: ")
    if credit in outlet.dateline:
        return Dateline(text=rest, cut=text[: len(text) - len(rest)].strip())
    agency = agency_of(credit)
    if agency and match.group("end").strip() != ":":
        return Dateline(text=rest, cut=text[: len(text) - len(rest)].strip(), agency=agency)
    return None
