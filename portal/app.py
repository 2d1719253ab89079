"""The portal as an application: pages, feeds, API and static files on one archive and one index."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from archive.store import Store
from index.analysis import Analyser
from index.engine import Engine
from portal import api, feeds, readers
from portal.desk import AtDesk, Desk, PortalSettings
from portal.frontage import POLICY, Frontage
from portal.pages import article, capture, search
from portal.pages.problems import add_problem_pages
from portal.static_files import load_static_files
from portal.templating import make_templates

__all__ = ["PortalSettings", "make_app"]

_YEAR_SECONDS = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


def make_app(
    *,
    store: Store,
    engine: Engine,
    analyser: Analyser,
    warc_folder: Path,
    clock: Callable[[], datetime],
    settings: PortalSettings,
) -> FastAPI:
    """The application. It reads the archive and the index, which stay the caller's to close; handlers run in threads."""
    static = load_static_files()
    app = FastAPI(
        title="Rasid",
        description="Search and read the archive. Every page has a twin here; a search is also a feed.",
        version="1",
        docs_url=None,  # FastAPI's pages fetch their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.policy = POLICY
    app.state.desk = Desk(
        store=store,
        engine=engine,
        analyser=analyser,
        warc_folder=warc_folder,
        clock=clock,
        settings=settings,
        static=static,
        templates=make_templates(static),
    )
    for part in (router, api.router, feeds.router, search.router, article.router, capture.router):
        app.include_router(part)
    add_problem_pages(app)
    base_host = urlsplit(settings.base_url).hostname
    app.add_middleware(Frontage, hosts=(*settings.hosts, *([base_host] if base_host else [])))
    return app


@router.get("/healthz")
def healthz(desk: AtDesk) -> Response:
    """Whether archive and index answer, and how far the index is behind."""
    newest, indexed = desk.store.last_change(), desk.engine.checkpoint()
    return JSONResponse(
        {"status": "ok", "changes": newest, "indexed": indexed, "articles": desk.engine.count()},
        headers={"Cache-Control": "no-store"},
    )


@router.get("/reader")
def choose(request: Request, back: str = "/") -> Response:
    """Remembers how the reader wants to be spoken to (see `readers.CHOICES`), and goes back."""
    chosen = readers.choices_of(request)
    for name, allowed in readers.CHOICES.items():
        if (value := request.query_params.get(name)) in allowed:
            chosen[name] = str(value)
    path, _, query = (back if readers.is_ours(back) else "/").partition("?")
    response = RedirectResponse(f"{path}?{query}" if query else path, 303)
    readers.remember(response, request, chosen)
    return response


@router.get("/static/{digest}/{name:path}")
def static_file(digest: str, name: str, desk: AtDesk) -> Response:
    found = desk.static.files.get(name)
    if found is None or digest != desk.static.digest:
        raise HTTPException(404)
    data, content_type = found
    headers = {"Cache-Control": f"public, max-age={_YEAR_SECONDS}, immutable"}
    return Response(data, media_type=content_type, headers=headers)
