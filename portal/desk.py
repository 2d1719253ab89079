"""What every page needs at hand: the archive, the index, the clock, and how this portal is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request
from jinja2 import Environment

from archive.model import OutletCard
from archive.store import Store
from index.analysis import Analyser
from index.engine import Engine
from portal.static_files import StaticFiles

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    """How the portal presents itself. Everything has a sound default."""

    title: str = "راصد"
    base_url: str = ""  # address readers use, "" for the one they came by
    zone: str = "UTC"  # IANA zone in which times are shown and days begin
    language: str = "ar"  # ar | en, for readers who ask for neither
    hosts: tuple[str, ...] = LOOPBACK  # Host headers answered, besides base_url's


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    store: Store
    engine: Engine
    analyser: Analyser
    warc_folder: Path
    clock: Callable[[], datetime]
    settings: PortalSettings
    static: StaticFiles
    templates: Environment

    def outlet(self, outlet_id: str) -> OutletCard | None:
        return self.store.outlets().get(outlet_id)

    def base(self, request: Request) -> str:
        """The address readers use, without a slash at the end."""
        return (self.settings.base_url or str(request.base_url)).rstrip("/")


def desk_of(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
