"""The three roles, each a process of its own; they meet only in the database."""

import gc
import signal
import sys
import threading

import django
import structlog
import uvicorn
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from ringback.project import environment, preflight
from ringback.project.environment import SettingError
from ringback.project.serving import Config, Guard, trusted_proxies

log = structlog.get_logger(__name__)

# Every role has a thread that somebody waits for beside one that talks to the database: Python's own five milliseconds
# between turns would be half of the time from click to ring.
SWITCH_SECONDS = 0.0005


def run(name: str) -> int:
    """Run a role until a signal says stop. Returns the process's exit status.

    Raises SettingError when another program holds the role's port.
    """
    preflight.check_ports(*_LISTENS[name])
    sys.setswitchinterval(SWITCH_SECONDS)
    return RUNS[name]()


def migrate() -> None:
    """Bring the database to this release. Raises SettingError when there is none to be had."""
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        why = str(error).strip().splitlines()[0]
        raise SettingError(f"the database cannot be used: {why}. See RINGBACK_DATABASE_URL.") from None
    finally:
        connection.close()


def _web() -> int:
    host, port = environment.address("BIND")
    config = Config(
        "ringback.project.asgi:application",
        Guard(trusted_proxies()),
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    config.load()
    _keep_what_is_loaded()
    server = uvicorn.Server(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal once more after a clean stop: then it finds this, and the exit status is 0.
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    server.run()
    return 0 if server.started else 1


def _keeper() -> int:
    stop = _until_signal("keeper")
    _plan_the_nights()
    run = import_string("ringback.core.promises.keeper.run")
    _keep_what_is_loaded()
    run(stop)
    return 0


def _plan_the_nights() -> None:
    """See to it that what the house does again and again has its next time planned: each plans one."""
    try:
        import_string("ringback.core.promises.services.recurring.plan_missing")()
    except DatabaseError as trouble:  # the keeper itself waits until the database is back
        log.warning("the nights are not planned", why=type(trouble).__name__)


def _voice() -> int:
    stop = _until_signal("voice")
    import_string("ringback.channels.voice.role.process.run")(stop)
    return 0


def _keep_what_is_loaded() -> None:
    """Spare whoever waits the collector's walks through all that start-up has loaded: it stays for good."""
    gc.collect()
    gc.freeze()


def _until_signal(name: str) -> threading.Event:
    """Make Django ready, and give an event that SIGTERM and SIGINT set."""
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # From a thread: the signal may interrupt the very code that holds the event's lock.
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    log.info("role started", role=name)
    return stop


RUNS = {"web": _web, "keeper": _keeper, "voice": _voice}
_LISTENS = {"web": ["BIND"], "keeper": [], "voice": ["SIP_BIND"]}
