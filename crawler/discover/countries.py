"""Countries of the Arabic press: the time zone of each, and what a host name or a zone says of the country."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# ISO 3166 code -> zone of its newsrooms (IANA). Countries with several zones are given that of their capital or press.
ZONES = {
    "ae": "Asia/Dubai", "bh": "Asia/Bahrain", "dj": "Africa/Djibouti", "dz": "Africa/Algiers", "eg": "Africa/Cairo",
    "iq": "Asia/Baghdad", "jo": "Asia/Amman", "km": "Indian/Comoro", "kw": "Asia/Kuwait", "lb": "Asia/Beirut",
    "ly": "Africa/Tripoli", "ma": "Africa/Casablanca", "mr": "Africa/Nouakchott", "om": "Asia/Muscat",
    "ps": "Asia/Hebron", "qa": "Asia/Qatar", "sa": "Asia/Riyadh", "sd": "Africa/Khartoum", "so": "Africa/Mogadishu",
    "ss": "Africa/Juba", "sy": "Asia/Damascus", "td": "Africa/Ndjamena", "tn": "Africa/Tunis", "ye": "Asia/Aden",
    "at": "Europe/Vienna", "au": "Australia/Sydney", "be": "Europe/Brussels", "ca": "America/Toronto",
    "ch": "Europe/Zurich", "cn": "Asia/Shanghai", "cy": "Asia/Nicosia", "de": "Europe/Berlin",
    "dk": "Europe/Copenhagen", "es": "Europe/Madrid", "fr": "Europe/Paris", "gb": "Europe/London",
    "il": "Asia/Jerusalem", "ir": "Asia/Tehran", "it": "Europe/Rome", "nl": "Europe/Amsterdam", "no": "Europe/Oslo",
    "ru": "Europe/Moscow", "se": "Europe/Stockholm", "tr": "Europe/Istanbul", "us": "America/New_York",
}  # fmt: skip
_DOMAINS = {"uk": "gb"}  # top-level domains that are not the country's code
_ALSO = {"Asia/Gaza": "ps", "Africa/El_Aaiun": "ma"}  # zones beside the one above


def country_of_host(host: str) -> str:
    """The country of a host's top-level domain ("lb" of x.com.lb), "" where it names none or none of ours."""
    last = host.rpartition(".")[2].lower()
    last = _DOMAINS.get(last, last)
    return last if last in ZONES else ""


def country_of_zone(zone: str) -> str:
    """The country that keeps this zone, "" where it is none of ours."""
    return _ALSO.get(zone) or next((code for code, known in ZONES.items() if known == zone), "")


def keeps_offset(zone: str, offset: timedelta, year: int) -> bool:
    """Whether clocks in the zone stand at this offset from UTC on some day of the year."""
    known = ZoneInfo(zone)
    return any(datetime(year, month, 15, 12, tzinfo=known).utcoffset() == offset for month in range(1, 13))
