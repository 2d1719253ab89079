"""Jinja set up for these pages: everything escaped, unknown names an error, and the few filters templates use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import readers, texts
from portal.desk import Desk
from portal.static_files import StaticFiles
from portal.words import Reader

FOLDER = Path(__file__).with_name("templates")


def make_templates(static: StaticFiles) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["static"] = static.address
    environment.filters |= {
        "cut": texts.cut,
        "cut_parts": texts.cut_parts,
        "direction": texts.direction,
        "language_tag": texts.language_tag,
        "plain": texts.plain,
        "isolated": texts.isolated,
        "readable_address": texts.readable_address,
        "web_address": texts.web_address,
    }
    return environment


def page(
    desk: Desk,
    request: Request,
    reader: Reader,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page in the reader's language; a language asked for in the address is remembered."""
    text = desk.templates.get_template(template).render(
        **frame(desk, request, reader),
        **values,
    )
    response = HTMLResponse(text, status_code=status, headers=dict(headers or {}))
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.headers["Content-Language"] = reader.language
    if request.query_params.get("lang") in readers.CHOICES["lang"]:
        readers.remember(response, request, readers.choices_of(request))
    return response


def frame(desk: Desk, request: Request, reader: Reader) -> dict[str, Any]:
    """What the frame around every page shows."""
    rounds = desk.store.rounds(limit=1)
    return {
        "r": reader,
        "site": desk.settings.title if reader.language == "ar" or desk.settings.title != "راصد" else "Rasid",
        "outlet_count": len(desk.store.outlets()),
        "article_count": desk.engine.count(),
        "last_round": rounds[0].started_at if rounds else None,
        "zone_name": readers.zone_name(reader, desk),
        "other_language": readers.language_address(request, "en" if reader.language == "ar" else "ar"),
        "choose": lambda name, value: readers.choice_address(request, name, value),
    }
