"""`ringback demo`: everything on this machine, nothing beyond it."""

import fcntl
import json
import os
import socket
import sys
from importlib import import_module
from pathlib import Path

from django.utils.module_loading import import_string

from ringback.project import environment, roles, supervisor
from ringback.project.demo import ports
from ringback.project.demo.account import EMAIL, PASSWORD
from ringback.project.demo.ports import HOST, Ports
from ringback.project.environment import SettingError
from ringback.project.supervisor import Child

ADDRESSES = "demo.json"
_NEEDED = ("front end", "media", "speech", "disk")


def demo(auto: bool = False, first_port: int | None = None) -> int:
    """Prepare the demo's own data folder, seed it, and run all roles with the shop and its phones beside them.

    Once all of it answers, the folder's demo.json holds {"pid", "shop", "phones", "desk", "email", "password"}.
    """
    folder = Path(environment.text("DATA")).absolute() / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / ADDRESSES).open("a+", encoding="utf-8") as addresses:
        _claim(addresses.fileno(), folder)
        addresses.truncate(0)
        own = ports.choose(Ports.in_a_row(first_port) if first_port else Ports())
        os.environ.update(_settings(folder, own))
        print("\n  Setting up the demo…", flush=True)
        roles.migrate()
        site = import_string("ringback.project.demo.seed.seed")(own)
        _tell_what_is_off()

        def tell() -> None:
            _welcome(own)
            addresses.write(json.dumps(_addresses(own)) + "\n")
            addresses.flush()

        readiness = import_string("ringback.project.demo.readiness.Readiness")(own, site, tell)
        status = supervisor.run_all([_phones(own, auto), _shop(own, site)], readiness.look)
        addresses.truncate(0)
        return status


def _claim(file: int, folder: Path) -> None:
    """Held until this process ends, however it ends."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SettingError(
            f"A demo runs in {folder} already: end it, or set RINGBACK_DATA to another folder."
        ) from None


def _settings(folder: Path, own: Ports) -> dict[str, str]:
    return {
        "RINGBACK_DATA": str(folder),
        "RINGBACK_DATABASE_URL": "",
        "RINGBACK_PUBLIC_URL": own.url("web"),
        "RINGBACK_BIND": f"{HOST}:{own.web}",
        "RINGBACK_SIP_BIND": f"{HOST}:{own.voice}",
    }


def _tell_what_is_off() -> None:
    """What a first conversation would miss; the demo goes on without it."""
    doctor = import_module("ringback.project.doctor")
    for finding in doctor.examine():
        if finding.part in _NEEDED and finding.state != doctor.ON:
            print(f"  {finding.part} is {finding.state}: {finding.why}\n    → {finding.mend}", flush=True)


def _addresses(own: Ports) -> dict[str, str | int]:
    pages = {"shop": own.url("shop"), "phones": own.url("phones"), "desk": own.url("web")}
    return {"pid": os.getpid(), **pages, "email": EMAIL, "password": PASSWORD}


def _phones(own: Ports, auto: bool) -> Child:
    module = [sys.executable, "-m", "ringback.project.demo.phones"]
    where = ["--sip-port", str(own.sip), "--http-port", str(own.phones), "--shop-port", str(own.voice)]
    origins = ["--public-origin", own.url("shop"), "--public-origin", f"http://localhost:{own.shop}"]
    return Child("phones", [*module, *where, *origins, *(["--auto"] if auto else [])], quiet=True)


def _shop(own: Ports, site: str) -> Child:
    module = [sys.executable, "-m", "ringback.project.demo.shop"]
    pages = ["--web", own.url("web"), "--phones", own.url("phones")]
    return Child("shop", [*module, "--port", str(own.shop), "--site", site, *pages])


def _welcome(own: Ports) -> None:
    print(f"\n  Open this and play the visitor:  {own.url('shop')}/")
    print(f"  The shop's desk:                 {own.url('web')}/")
    print(f"  Sign in there as {EMAIL} with the password {PASSWORD}. Ctrl-C ends it all.", flush=True)
    if "SSH_CONNECTION" in os.environ:
        ways = " ".join(f"-L {port}:{HOST}:{port}" for port in (own.web, own.shop, own.phones))
        print(f"  It is reachable from this machine only. From yours: ssh {ways} {socket.gethostname()}")
    print(flush=True)
