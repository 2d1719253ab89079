"""Pages for what cannot be answered: not there, not understood, not now. In the reader's language, never with a stack trace."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from archive.store import StoreError
from index.engine import EngineError
from portal.desk import desk_of
from portal.frontage import HEADERS
from portal.readers import reader_of
from portal.templating import page

_log = logging.getLogger(__name__)

# status -> what to tell: (Arabic title, English title, Arabic sentence, English sentence)
_TOLD = {
    404: (
        "لا صفحة في هذا العنوان",
        "There is no such page",
        "لعلّ العنوان نُقل ناقصًا، أو أنّ المادة لم تعد في الأرشيف. ابحث عنها بكلمات من عنوانها.",
        "The address may have been copied in part, or the article is no longer in the archive. Search for words of its title.",
    ),
    400: (
        "في العنوان ما لم نفهمه",
        "Something in the address cannot be read",
        "أحد الحقول خارج ما يُقبل: رقم صفحة أو ترتيب أو عدد. ابدأ من جديد من صفحة البحث.",
        "One of its fields is not what it may be: a page number, an order, a count. Begin anew from the search page.",
    ),
    502: (
        "تعذّرت قراءة اللقطة",
        "The capture cannot be read",
        "ملفّ اللقطة مفقود أو معطوب؛ الأمر rasid archive verify يسمّي كلّ ما لا يُقرأ.",
        "Its file is missing or damaged; `rasid archive verify` names everything that cannot be read.",
    ),
    503: (
        "الفهرس أو الأرشيف لا يجيب الآن",
        "The index or the archive does not answer now",
        "أعد المحاولة بعد قليل. إن بقي الأمر كذلك فالأمر rasid doctor يقول السبب.",
        "Try again in a little while. If it stays so, `rasid doctor` says why.",
    ),
    500: (
        "وقع خطأ عندنا",
        "Something went wrong here",
        "سُجّل الخطأ ولم يُفقد شيء. أعد المحاولة، أو ابدأ من صفحة البحث.",
        "It has been recorded and nothing was lost. Try again, or begin from the search page.",
    ),
}


def add_problem_pages(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    def not_there(request: Request, error: HTTPException) -> Response:
        return _tell(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: RequestValidationError) -> Response:
        fields = [{"field": str(problem["loc"][-1]), "message": problem["msg"]} for problem in error.errors()]
        return _tell(request, 400, fields)

    @app.exception_handler(StoreError)
    @app.exception_handler(EngineError)
    def not_now(request: Request, error: Exception) -> Response:
        _log.error("portal_unavailable path=%s: %s", request.url.path, error)
        return _tell(request, 503)

    @app.exception_handler(Exception)
    def went_wrong(request: Request, error: Exception) -> Response:
        # Starlette raises it again after this answer, so the server's log has the stack.
        response = _plainly(request)
        response.headers.update(HEADERS)
        return response


def _tell(request: Request, status: int, fields: list[dict[str, str]] | None = None) -> Response:
    told = _TOLD.get(status) or _TOLD[404 if 400 <= status < 500 else 500]
    if _wants_json(request):
        return JSONResponse({"detail": told[3], "detail_ar": told[2], "fields": fields or []}, status_code=status)
    try:
        desk = desk_of(request)
        reader = reader_of(request, desk)
        values = {"title": reader.say(told[0], told[1]), "sentence": reader.say(told[2], told[3])}
        return page(desk, request, reader, "problem.html", values, status=status)
    except (StoreError, EngineError):
        return _plainly(request, status)


def _plainly(request: Request, status: int = 500) -> Response:
    """A page that needs nothing: the archive may be what is broken. In both languages, since the reader may be unknown too."""
    told = _TOLD[status]
    if _wants_json(request):
        return JSONResponse({"detail": told[3], "detail_ar": told[2]}, status_code=status)
    return HTMLResponse(
        f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>{told[0]}</title>'
        f'<h1>{told[0]}</h1><p>{told[2]}</p><div lang="en" dir="ltr"><h1>{told[1]}</h1><p>{told[3]}</p></div></html>',
        status_code=status,
    )


def _wants_json(request: Request) -> bool:
    return request.url.path.endswith((".json", ".atom"))
