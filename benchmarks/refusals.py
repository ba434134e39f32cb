"""An answer for everybody but one: looked at on a page, then sent, through the death of the keeper."""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from ringback.project import roles
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.waiting import until

METHOD = """\
Method: an opening with so many candidates and one more, who is hired. First the page on which all refusals are looked
at, each written out, from the request to its last byte. Then the decision, without delay; a real keeper process hands
the mails to a sink on loopback and is killed with SIGKILL in the middle of it; another goes on. In the end every
refusal was sent, or nobody knows whether it was; the sink says whether any came twice."""


def main() -> int:
    parser = argparse.ArgumentParser(description=METHOD, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--count", type=int, default=290)
    asked = parser.parse_args()
    print(METHOD)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ringback-benchmark-")))
        url = stack.enter_context(Postgres(durable=True)).url() if asked.database == "postgresql" else ""
        taken = folder / "taken"
        port = free_port()
        stack.enter_context(_process([sys.executable, "-m", "benchmarks._sinks", "mail", str(port), str(taken)]))
        until(taken.exists)
        _settle(folder, url, port)
        result = _measured(asked.count, taken)
    print(json.dumps(result))
    return 0


def _settle(folder: Path, url: str, port: int) -> None:
    """Make this process one of the installation, with its tables."""
    os.environ |= {
        "RINGBACK_DATA": str(folder / "data"),
        "RINGBACK_DATABASE_URL": url,
        "RINGBACK_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "RINGBACK_LOG_LEVEL": "warning",
        "RINGBACK_HOSTS": "*",
        "DJANGO_SETTINGS_MODULE": "ringback.project.settings",
    }
    roles.migrate()


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=60)


def _measured(count: int, taken: Path) -> dict[str, Any]:
    owner, opening, chosen = _scene(count + 1)
    preview_seconds = _looked_at(owner, opening, chosen)
    answers = import_module("ringback.doors.hiring.answers.services")
    answers.decide(owner, opening.pk, answers.Plan(hired_id=chosen, delay_seconds=0))
    keeper = [sys.executable, "-m", "ringback", "run", "keeper"]
    with _process(keeper) as first:
        until(lambda: len(taken.read_text().split()) >= count // 4, seconds=120, every=0.005)
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=20)
        before = len(taken.read_text().split())
    with _process(keeper):
        until(lambda: _left() == 0, seconds=180, every=0.2)
    counted = Counter(taken.read_text().split())
    messages = import_module("ringback.channels.messages.models").Message.objects.all()
    result = {
        "count": count,
        "preview_seconds": round(preview_seconds, 3),
        "sent": messages.filter(state="sent").count(),
        "twice": sum(times - 1 for times in counted.values()),
        "uncertain": _doubtful().count(),
    }
    print(f"\n{before} of {count} had been taken when the keeper died, {len(counted)} in the end\n")
    assert result["sent"] + result["uncertain"] == count, "each was sent, or is asked of a person"
    return result


def _looked_at(owner: Any, opening: Any, chosen: int) -> float:
    """Seconds for the page with everything that would go out."""
    client = import_module("django.test").Client()
    users = import_module("ringback.base.accounts.models").User
    client.force_login(users.objects.get(pk=owner.user_id))
    address = import_module("django.urls").reverse("hiring:answers", args=[opening.pk])
    sent = {"hired": str(chosen), "usual": "another", "delay": "7200", "merits": "five years with DATEV", "do": "look"}
    spent = []
    for _turn in range(3):
        began = time.monotonic()
        page = client.post(address, sent)
        spent.append(time.monotonic() - began)
        assert page.status_code == 200, page.status_code
    return sorted(spent)[1]


def _scene(count: int) -> tuple[Any, Any, int]:
    """Whoever decides, an opening with so many candidates, and the id of one of them."""
    accounts = import_module("ringback.base.accounts.services")
    users = import_module("ringback.base.accounts.models").User
    openings = import_module("ringback.doors.hiring.openings.services")
    candidates = import_module("ringback.doors.hiring.candidates.services")
    user = users.objects.create_user("owner@example.org", None, name="Owner")
    accounts.open_organisation(user, "Tents & Co", "DE", "Europe/Berlin", "en", as_operator=True)
    owner = accounts.actor_for(user)
    values = openings.OpeningValues(title="Bookkeeper", company="Tents & Co", consent_text="You may keep what I send.")
    opening = openings.open_opening(owner, openings.save_opening(owner, None, values).pk)
    made = [
        candidates.add_application(
            owner, opening.pk, candidates.ApplyValues(f"Candidate {number}", f"candidate{number}@example.org")
        )
        for number in range(count)
    ]
    return owner, opening, made[0].pk


def _promises() -> Any:
    return import_module("ringback.core.promises.models").Promise.objects.filter(kind="messages.mail")


def _doubtful() -> Any:
    return _promises().filter(state="keeping", attempts__outcome="uncertain")


def _left() -> int:
    return int(_promises().filter(closed_at=None).count() - _doubtful().count())


if __name__ == "__main__":
    sys.exit(main())
