"""The demo phones as a process: `python -m ringback.project.demo.phones --sip-port P --http-port H`."""

import argparse
import asyncio
import json
import signal
import socket
import sys
from urllib.parse import urlsplit

import uvicorn

from ringback.project.demo.account import NUMBER, SHOP
from ringback.project.demo.page import PhonesPage
from ringback.project.demo.phone import Caller, Habit, HabitMode, Phone, Role
from ringback.project.demo.phone_board import PhoneBoard
from ringback.project.demo.phone_studio import Studio
from ringback.project.demo.phone_thread import PhoneThread
from ringback.project.demo.sound import Voice

HOST = "127.0.0.1"
# Pressed more than once, since the first may fall into a whisper that is still being spoken.
ACCEPT_KEYS = "1111"
TEAM = {"manager-1": "Anna", "manager-2": "Boris", "manager-3": "Chen"}
VOICES = {
    "manager-1": Voice("en-gb+f3", 62, "Hello, this is Anna of the demo shop. Thank you for waiting."),
    "manager-2": Voice("en-us+m3", 30, "Good day, Boris speaking, of the demo shop. How may I help you?"),
    "manager-3": Voice("en-gb-scotland+m7", 55, "Hi! Chen here, from the demo shop. You asked us to call."),
}


def main(arguments: list[str] | None = None) -> None:
    """Run until a signal. The first line of standard output is one JSON object, once all ports are open:
    {"sip_port", "http_port", "url"}."""
    options = _options(arguments)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal once more when it has closed; the phones still have to hang up then.
        signal.signal(number, lambda *_: sys.exit(0))
    auto = HabitMode.ANSWERS if options.auto else HabitMode.BY_HAND
    team = [Phone(user, name, Role.TEAM, Habit(auto, presses=ACCEPT_KEYS)) for user, name in TEAM.items()]
    board = PhoneBoard(team, Habit(auto))
    studio = Studio(HOST, VOICES)
    shop = (options.shop_port, Caller(SHOP, NUMBER)) if options.shop_port else None
    thread = PhoneThread(HOST, options.sip_port, board, studio, shop)
    with socket.create_server((HOST, options.http_port)) as listener:
        sip_port = thread.start()
        studio.start(TEAM)
        http_port = listener.getsockname()[1]
        ready = {"sip_port": sip_port, "http_port": http_port, "url": f"http://{HOST}:{http_port}/"}
        print(json.dumps(ready), flush=True)
        try:
            asyncio.run(_serve(board, studio, thread, tuple(options.public_origin), listener))
        finally:
            thread.stop()
            studio.stop()


async def _serve(
    board: PhoneBoard, studio: Studio, thread: PhoneThread, origins: tuple[str, ...], listener: socket.socket
) -> None:
    server: uvicorn.Server
    page = PhonesPage(board, studio, thread, lambda: server.should_exit)
    config = uvicorn.Config(page.app(origins), log_level="warning", access_log=False, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    await server.serve(sockets=[listener])


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ringback.project.demo.phones", description=__doc__)
    parser.add_argument("--sip-port", type=int, default=0, help="UDP port on loopback; 0 lets the system choose")
    parser.add_argument("--http-port", type=int, default=0, help="TCP port on loopback; 0 lets the system choose")
    parser.add_argument("--shop-port", type=int, default=0, help="UDP port on loopback that takes calls for the shop")
    parser.add_argument("--auto", action="store_true", help="every phone answers by itself after two seconds")
    parser.add_argument(
        "--public-origin",
        action="append",
        default=[],
        type=_origin,
        metavar="ORIGIN",
        help="an origin that may frame the page or be its own behind a proxy (https://demo.example); repeatable",
    )
    return parser.parse_args(arguments)


def _origin(text: str) -> str:
    """`text` as an origin; it goes into a header, so nothing else may pass."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(mark in text for mark in " ;,'\""):
        raise argparse.ArgumentTypeError(f"{text} is no origin such as https://demo.example")
    return f"{parts.scheme}://{parts.netloc}"


if __name__ == "__main__":
    main()
