"""The portal, put together from settings: store, engine, analyser, pages, server."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rasid.settings import Settings, SettingsError
from rasid.wiring import now, open_engine, open_store_for

if TYPE_CHECKING:
    from archive.store import Store
    from index.engine import Engine
    from portal.serve import PortalServer
    from rasid.commands.options import Desk

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def open_portal(
    settings: Settings,
    *,
    host: str | None = None,
    port: int | None = None,
    store: "Store | None" = None,
    engine: "Engine | None" = None,
) -> "PortalServer":
    """A portal server, not yet started. Only loopback is served: without users, anything else would open the archive to all.

    Raises SettingsError for another address, StoreError and EngineError.
    """
    from index.analysis import default_analyser
    from portal.app import PortalSettings, make_app
    from portal.serve import PortalServer

    address = host or settings.portal.host
    if address not in LOOPBACK:
        raise SettingsError(
            f"portal.host {address}: the portal has no users yet, so it is served on loopback only; "
            "use 127.0.0.1 and put a web server with a login before it"
        )
    if settings.portal.language not in ("ar", "en"):
        raise SettingsError(f"portal.language {settings.portal.language}: use ar or en")
    if settings.portal.base_url and urlsplit(settings.portal.base_url).scheme not in ("http", "https"):
        raise SettingsError(f"portal.base_url {settings.portal.base_url}: must begin with http:// or https://")
    analyser = default_analyser()
    app = make_app(
        store=store or open_store_for(settings),
        engine=engine or open_engine(settings, analyser),
        analyser=analyser,
        warc_folder=settings.warc_folder,
        clock=now,
        settings=PortalSettings(
            title=settings.portal.title,
            base_url=settings.portal.base_url,
            zone=settings.portal.zone,
            language=settings.portal.language,
        ),
    )
    return PortalServer(app, host=address, port=settings.portal.port if port is None else port)


def say_port(desk: "Desk", server: "PortalServer", wanted: int | None) -> None:
    """Says aloud that another port than the wanted one was taken."""
    asked = desk.settings.portal.port if wanted is None else wanted
    if asked and server.port != asked:
        desk.say(f"Port {asked} is in use; the portal takes {server.port}, the next free one.")
