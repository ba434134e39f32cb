"""A stub of the website door: it speaks the public HTTP contract and does what the test says, on two real origins."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import altcha
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ringback.doors.website import colours
from ringback.doors.website.built import FOLDER, RIGHT_TO_LEFT, built
from tests.waiting import until

BUILT = FOLDER
SITE = "a1b2c3"
SECRET = "stub"
GOES_ON = {"received", "queued", "calling_agent", "agent_answered", "calling_you", "connected"}
SNIPPET = '<script async src="{api}/w/a1b2c3.js"></script>'
SHOP = (
    '<!doctype html><html lang="en"><head><title>Shop</title></head><body><main><h1>Shop</h1>{snippet}</main>'
    "</body></html>"
)


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any = None


@dataclass
class StubDoor:
    """Two origins of one server: `shop` serves pages, `api` serves the widget and the contract."""

    shop: str = ""
    api: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    page: str = SHOP
    page_headers: dict[str, str] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=lambda: {"state": "received"})
    refusal: tuple[int, dict[str, Any]] | None = None
    refuse_stream: bool = False
    silent_stream: bool = False
    known: bool = True
    challenge_cost: int = 200
    challenge_counter: int = 60
    changed: list[asyncio.Event] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    server: uvicorn.Server | None = None
    thread: threading.Thread | None = None

    # What a test does -------------------------------------------------------------------------------------------------

    def move(self, state: str, **more: Any) -> None:
        """Changes the callback's state and wakes every stream."""
        self.state = {"state": state, "message_key": state, **more}
        for event in list(self.changed):
            assert self.loop, "a stream exists only inside the server's loop"
            self.loop.call_soon_threadsafe(event.set)

    def posts(self, path: str = "/v1/callbacks") -> list[Seen]:
        return [one for one in self.seen if one.method == "POST" and one.path == path]

    def start(self) -> None:
        sockets = [socket.socket() for _ in range(2)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        self.shop, self.api = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
        self.server = uvicorn.Server(uvicorn.Config(self.app(), log_level="error", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": sockets}, daemon=True)
        self.thread.start()
        until(lambda: self.server is not None and self.server.started, seconds=10)

    def stop(self) -> None:
        assert self.server and self.thread
        self.server.should_exit = True
        self.move("ended")
        self.thread.join(10)

    # What the door answers --------------------------------------------------------------------------------------------

    def app(self) -> Starlette:
        routes = [
            Route("/w/{key}.js", self.widget),
            Route("/w/{hash}/{name}.js", self.dialog),
            Route("/v1/challenge", self.challenge),
            Route("/v1/callbacks", self.create, methods=["POST"]),
            Route("/v1/callbacks/{token}", self.current),
            Route("/v1/callbacks/{token}/events", self.events),
            Route("/v1/callbacks/{token}/cancel", self.cancel, methods=["POST"]),
            Route("/{path:path}", self.shop_page),
        ]
        cors = Middleware(
            CORSMiddleware,
            allow_origins=[self.shop],
            allow_methods=["*"],
            allow_headers=["Content-Type", "Idempotency-Key"],
        )
        return Starlette(routes=routes, middleware=[cors])

    async def note(self, request: Request) -> Any:
        self.loop = asyncio.get_running_loop()
        raw = await request.body()
        body = json.loads(raw) if raw else None
        self.seen.append(Seen(request.method, request.url.path, dict(request.headers), body))
        return body

    async def shop_page(self, request: Request) -> Response:
        await self.note(request)
        if "favicon" in request.url.path:
            return Response(status_code=204)
        snippet = SNIPPET.replace("{api}", self.api)
        return HTMLResponse(self.page.replace("{snippet}", snippet), headers=self.page_headers)

    async def widget(self, request: Request) -> Response:
        await self.note(request)
        front = f"window.__ringback=window.__ringback||[];window.__ringback.push({json.dumps(self.said())});\n"
        return Response(front + built().beacon.text, media_type="text/javascript; charset=utf-8")

    def said(self) -> dict[str, Any]:
        """The configuration: what every site has, and what the test wants otherwise."""
        wanted: dict[str, Any] = {"language": "en", "colour": "#2457d6", "position": "right", **self.config}
        with_parts = wanted.pop("with_parts", ["proof", "faces"])
        made = built()
        short = made.language(str(wanted["language"]))
        dialog = made.dialogs[short]
        return {
            "key": SITE,
            "api": self.api,
            "dir": "rtl" if short in RIGHT_TO_LEFT else "ltr",
            "country": "DE",
            "look": colours.look(str(wanted.pop("colour")), str(wanted.pop("position"))),
            **made.words[short],
            "consent": {"text": "I agree to be called back about my request.", "version": "1"},
            "dialog": {"url": f"{self.api}/w/{dialog.name}", "integrity": dialog.integrity},
            "parts": {
                name: {"url": f"{self.api}/w/{bundles[short].name}", "integrity": bundles[short].integrity}
                for name, bundles in made.parts.items()
                if name in with_parts
            },
            "seconds": 30,
            "pow": False,
            "organisation": "Northwind Outdoor",
            "privacyUrl": None,
            "nameField": True,
            "phone": None,
            **wanted,
        }

    async def dialog(self, request: Request) -> Response:
        await self.note(request)
        name = "{hash}/{name}.js".format(**request.path_params)
        found = built().named(name)
        text = found.text if found else ""
        headers = {"Access-Control-Allow-Origin": "*"}
        return Response(text, 200 if text else 404, headers, "text/javascript; charset=utf-8")

    async def challenge(self, request: Request) -> Response:
        await self.note(request)
        made = altcha.create_challenge(
            "PBKDF2/SHA-256",
            self.challenge_cost,
            counter=self.challenge_counter,
            hmac_secret=SECRET,
            hmac_key_secret=SECRET,
            expires_at=int(time.time()) + 300,
        )
        return JSONResponse(made.to_dict())

    async def create(self, request: Request) -> Response:
        await self.note(request)
        if self.refusal:
            status, problem = self.refusal
            return JSONResponse({"status": status, **problem}, status, media_type="application/problem+json")
        token = secrets.token_hex(8)
        answer = {"token": token, "phone_shown": "+49 30 … 12", "events": f"/v1/callbacks/{token}/events", **self.state}
        return JSONResponse(answer, 201)

    async def current(self, request: Request) -> Response:
        await self.note(request)
        return JSONResponse(self.state) if self.known else JSONResponse({"status": 404}, 404)

    async def cancel(self, request: Request) -> Response:
        await self.note(request)
        self.move("cancelled")
        return JSONResponse(self.state)

    async def events(self, request: Request) -> Response:
        await self.note(request)
        if self.refuse_stream or not self.known:
            return JSONResponse({"status": 404}, 404)
        return StreamingResponse(self.stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def stream(self) -> AsyncIterator[str]:
        event = asyncio.Event()
        self.changed.append(event)
        try:
            yield "retry: 2000\n\n"
            while not self.silent_stream:
                state = self.state
                event.clear()
                yield f"event: state\ndata: {json.dumps(state)}\n\n"
                if state["state"] not in GOES_ON:
                    return
                await event.wait()
            await event.wait()
        finally:
            self.changed.remove(event)
