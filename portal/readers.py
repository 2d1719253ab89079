"""Who is reading: language, digits, month names and colours, from the address, the reader's cookie and the browser's wishes."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response

from portal.desk import AtDesk, Desk
from portal.words import Reader

COOKIE = "rasid_reader"
_YEAR_SECONDS = 365 * 24 * 3600
_LONGEST_WAY_BACK = 2_000

CHOICES: dict[str, tuple[str, ...]] = {
    "lang": ("ar", "en"),
    "digits": ("arab", "latn"),
    "months": ("gulf", "levant", "maghreb"),
    "theme": ("auto", "light", "dark"),
}

# Regions whose press writes European digits, and the month names of regions (CLDR, and the newspapers themselves).
_EUROPEAN_DIGITS = frozenset({"ma", "dz", "tn", "ly", "ae", "eh"})
_MONTHS = {"lb": "levant", "sy": "levant", "jo": "levant", "ps": "levant", "iq": "levant", "ma": "maghreb"}


def reader_of(request: Request, desk: AtDesk) -> Reader:
    """`?lang=` goes before the cookie, the cookie before Accept-Language, that before the setting."""
    chosen = choices_of(request)
    browser_language, region = _accepted(request.headers.get("accept-language", ""))
    language = chosen.get("lang") or browser_language or desk.settings.language
    if browser_language != "ar":
        region = ""
    latn = language == "en" or region in _EUROPEAN_DIGITS
    return Reader(
        language=language,
        digits="latn" if language == "en" else chosen.get("digits") or ("latn" if latn else "arab"),
        months=chosen.get("months") or _MONTHS.get(region, "gulf"),
        theme=chosen.get("theme") or "auto",
        zone=desk.settings.zone,
        now=desk.clock(),
    )


TheReader = Annotated[Reader, Depends(reader_of)]


def choices_of(request: Request) -> dict[str, str]:
    """What the reader has chosen: the cookie's word for each choice, overruled by `?lang=`."""
    chosen = {
        name: value
        for name, value in zip(CHOICES, request.cookies.get(COOKIE, "").split("."), strict=False)
        if value in CHOICES[name]
    }
    if request.query_params.get("lang") in CHOICES["lang"]:
        chosen["lang"] = request.query_params["lang"]
    return chosen


def remember(response: Response, request: Request, chosen: dict[str, str]) -> None:
    """Puts the choices into the reader's cookie, readable by this portal only."""
    response.set_cookie(
        COOKIE,
        ".".join(chosen.get(name, "-") for name in CHOICES),
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def here(request: Request) -> str:
    """Path and query of this page, to come back to."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return path if is_ours(path) else "/"


def is_ours(path: str) -> bool:
    """Whether a redirect to it stays in this portal: no host, no backslash that browsers read as one, no line break."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and path.isprintable()
        and len(path) <= _LONGEST_WAY_BACK
    )


def choice_address(request: Request, name: str, value: str) -> str:
    """The link that makes this choice and comes back here."""
    return "/reader?" + urlencode({name: value, "back": here(request)})


def language_address(request: Request, language: str) -> str:
    """This page in the other language, as an address that can be passed on."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    address = f"{request.url.path}?{urlencode([*pairs, ('lang', language)])}"
    return address if is_ours(address) else f"/?lang={language}"


def zone_name(reader: Reader, desk: Desk) -> str:
    """ "بيروت" for Asia/Beirut, in the reader's language; "" for UTC."""
    from babel import Locale

    if desk.settings.zone == "UTC":
        return ""
    known = Locale(reader.language).time_zones.get(desk.settings.zone, {})
    return str(known.get("city") or desk.settings.zone.rpartition("/")[2].replace("_", " "))


def _accepted(header: str) -> tuple[str, str]:
    """Language and region of the first of Arabic and English that the browser asks for; "" without one."""
    wishes: list[tuple[float, str, str]] = []
    for wish in header[:500].split(","):
        tag, _, weight = wish.partition(";")
        language, _, region = tag.strip().lower().partition("-")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if language in CHOICES["lang"] and quality > 0:
            wishes.append((quality, language, region))
    if not wishes:
        return "", ""
    _, language, region = max(wishes, key=lambda wish: wish[0])
    return language, region
