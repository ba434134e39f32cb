"""The phones page and its buttons, as a Starlette application."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError, RingbackError
from ringback.project.demo.page_guard import Guard
from ringback.project.demo.page_stream import events, heard
from ringback.project.demo.phone import KEYS, Habit, HabitMode
from ringback.project.demo.phone_board import PhoneBoard
from ringback.project.demo.phone_studio import Studio
from ringback.project.demo.phone_thread import PhoneThread

STATIC = Path(__file__).parent / "static" / "phones"
DECLINE_CODES = (486, 603, 480)
_STATUS = {NotFoundError: 404, ConflictError: 409, FieldError: 422}
_MOST_BYTES = 1000

T = TypeVar("T")


class Decline(msgspec.Struct):
    """How to turn a call away: 603 (declined), 486 (busy) or 480 (not available)."""

    code: int = 603


class Press(msgspec.Struct):
    """Which key to press."""

    key: str


class Behave(msgspec.Struct):
    """What a phone is to do by itself from its next call on."""

    mode: HabitMode
    after_seconds: float = 2.0
    presses: str = ""


class PhonesPage:
    """The handlers, with what they show and move."""

    def __init__(self, board: PhoneBoard, studio: Studio, thread: PhoneThread, stopping: Callable[[], bool]) -> None:
        self._board, self._studio, self._thread, self._stopping = board, studio, thread, stopping

    def app(self, public_origins: tuple[str, ...]) -> Starlette:
        """The application, which pages of `public_origins` may frame."""
        one = "/phones/{phone_id}"
        return Starlette(
            routes=[
                Route("/", self.show),
                Route("/events", self.events),
                Route("/phones", self.phones),
                Route(f"{one}/call", self.call, methods=["POST"]),
                Route(f"{one}/answer", self.answer, methods=["POST"]),
                Route(f"{one}/decline", self.decline, methods=["POST"]),
                Route(f"{one}/hang-up", self.hang_up, methods=["POST"]),
                Route(f"{one}/press", self.press, methods=["POST"]),
                Route(f"{one}/habit", self.habit, methods=["POST"]),
                Route(f"{one}/listen", self.listen),
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            middleware=[Middleware(Guard, public_origins=public_origins)],
            exception_handlers={RingbackError: _problem, msgspec.MsgspecError: _problem},
        )

    async def show(self, request: Request) -> Response:
        return FileResponse(STATIC / "phones.html")

    async def events(self, request: Request) -> Response:
        stream = events(self._board, self._studio, self._stopping)
        return StreamingResponse(stream, media_type="text/event-stream")

    async def phones(self, request: Request) -> Response:
        return JSONResponse({"phones": self._board.as_json(), "levels": self._studio.levels()})

    async def call(self, request: Request) -> Response:
        await asyncio.wrap_future(self._thread.call(_phone_id(request)))
        return self._now(request)

    async def answer(self, request: Request) -> Response:
        return await self._do(request, "answer")

    async def decline(self, request: Request) -> Response:
        wish = await _body(request, Decline)
        if wish.code not in DECLINE_CODES:
            raise FieldError("code", "A call is not turned away with this.", f"Give one of {DECLINE_CODES}.")
        return await self._do(request, "decline", wish.code)

    async def hang_up(self, request: Request) -> Response:
        return await self._do(request, "hang_up")

    async def press(self, request: Request) -> Response:
        wish = await _body(request, Press)
        if len(wish.key) != 1 or wish.key not in KEYS:
            raise FieldError("key", "A phone has no such key.", f"Give one of {KEYS}.")
        return await self._do(request, "press", wish.key)

    async def habit(self, request: Request) -> Response:
        wish = await _body(request, Behave)
        self._board.behave(_phone_id(request), Habit(wish.mode, wish.after_seconds, wish.presses))
        return self._now(request)

    async def listen(self, request: Request) -> Response:
        phone_id = self._board.get(_phone_id(request)).phone_id
        sound = heard(self._studio, phone_id, self._stopping)
        return StreamingResponse(sound, media_type="application/octet-stream")

    async def _do(self, request: Request, verb: str, *arguments: object) -> Response:
        await asyncio.wrap_future(self._thread.do(_phone_id(request), verb, *arguments))
        return self._now(request)

    def _now(self, request: Request) -> Response:
        phone_id = _phone_id(request)
        return JSONResponse(next(phone for phone in self._board.as_json() if phone["id"] == phone_id))


def _phone_id(request: Request) -> str:
    return str(request.path_params["phone_id"])


async def _body(request: Request, kind: type[T]) -> T:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise FieldError("body", "This is too long.", f"Send at most {_MOST_BYTES} bytes.")
    return msgspec.json.decode(body or b"{}", type=kind)


async def _problem(request: Request, error: Exception) -> Response:
    """RFC 9457 problem details."""
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)
    body = {"title": str(error), "status": status}
    return JSONResponse(body, status, media_type="application/problem+json")
