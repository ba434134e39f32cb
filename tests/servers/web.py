"""The whole web process on a free port of loopback: uvicorn in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from starlette.types import ASGIApp

from ringback.project.mounting import Mounted, PublicPaths
from ringback.project.serving import Config, Guard
from tests.servers.ports import free_port
from tests.waiting import until


@contextmanager
def web(public: PublicPaths, guard: Guard | None = None) -> Iterator[str]:
    """Serve `public` beside Django; gives the address it is reached at."""
    port = free_port()
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns when it is not there
    config = Config(
        Mounted(cast(ASGIApp, get_asgi_application()), public),
        guard or Guard(["127.0.0.1/32"]),
        host="127.0.0.1",
        port=port,
        log_level="error",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        until(lambda: server.started, 20)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
