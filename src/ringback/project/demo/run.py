"""`ringback demo`: everything on this machine, nothing beyond it."""

import os
import socket
import sys
from pathlib import Path

from django.utils.module_loading import import_string

from ringback.project import environment, roles, supervisor
from ringback.project.demo.account import EMAIL, PASSWORD
from ringback.project.demo.ports import Ports
from ringback.project.supervisor import Child

_WISHES = {"web": 8000, "shop": 8001, "phones": 8002, "sip": 5070, "voice": 5062}


def demo(auto: bool = False) -> int:
    """Prepare the demo's own data folder, seed it, and run all roles with the shop and its phones beside them."""
    ports = {name: _free(port, name in ("sip", "voice")) for name, port in _WISHES.items()}
    web = f"http://127.0.0.1:{ports['web']}"
    os.environ.update(
        {
            "RINGBACK_DATA": str(Path(environment.text("DATA")).absolute() / "demo"),
            "RINGBACK_DATABASE_URL": "",
            "RINGBACK_PUBLIC_URL": web,
            "RINGBACK_BIND": f"127.0.0.1:{ports['web']}",
            "RINGBACK_SIP_BIND": f"127.0.0.1:{ports['voice']}",
        }
    )
    roles.migrate()
    own = Ports(web=ports["web"], shop=ports["shop"], phones=ports["phones"], sip=ports["sip"])
    site = import_string("ringback.project.demo.seed.seed")(own)
    _welcome(own)
    return supervisor.run_all([_phones(own, auto), _shop(own, site, web)])


def _phones(ports: Ports, auto: bool) -> Child:
    module = [sys.executable, "-m", "ringback.project.demo.phones"]
    where = ["--sip-port", str(ports.sip), "--http-port", str(ports.phones)]
    origins = ["--public-origin", f"http://127.0.0.1:{ports.shop}", "--public-origin", f"http://localhost:{ports.shop}"]
    return Child("phones", [*module, *where, *origins, *(["--auto"] if auto else [])])


def _shop(ports: Ports, site: str, web: str) -> Child:
    module = [sys.executable, "-m", "ringback.project.demo.shop"]
    phones = f"http://127.0.0.1:{ports.phones}"
    return Child("shop", [*module, "--port", str(ports.shop), "--site", site, "--web", web, "--phones", phones])


def _free(wish: int, datagrams: bool) -> int:
    """`wish` if nobody listens there, otherwise a port the system chooses."""
    kind = socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM
    for port in (wish, 0):
        with socket.socket(socket.AF_INET, kind) as probe:
            if not datagrams:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise environment.SettingError("No free port on 127.0.0.1: end some other program first.")


def _welcome(ports: Ports) -> None:
    print(f"\n  The shop and its phones:  http://127.0.0.1:{ports.shop}/")
    print(f"  The desk:                 http://127.0.0.1:{ports.web}/")
    print(f"  Sign in as {EMAIL} with the password {PASSWORD}. Ctrl-C ends it all.\n", flush=True)
