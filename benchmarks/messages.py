"""Mails or webhooks a second through the whole path, beside a bare loop of the same library."""

import argparse
import contextlib
import json
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
from django.db.models import Max, Min

from ringback.project import roles
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.waiting import until

METHOD = """\
Method: a real keeper process and a sink on loopback that takes everything, on a database with durable commits. Each
message is ordered in a transaction of its own: checked, rendered, sealed, stored, promised. The keeper claims it,
writes its attempt, asks whether the person may be written to, hands it over, writes the outcome. Time runs from the
first order to the moment when the last promise is closed. Then as many again are ordered while no keeper runs, and a
keeper finds them: from its first attempt to the last closed promise. Beside it, before: the same number handed over by
one bare loop (smtplib, httpx) on one connection, with no database."""

WARM_UP = 20


@dataclass(frozen=True)
class Channel:
    """How one channel is benchmarked: what a bare loop does, and what orders one message."""

    bare: Callable[[int, int], None]
    order: Callable[[int, int], Any]


def bare_mail(port: int, count: int) -> None:
    mail = b"Message-ID: <bare@x>\r\nSubject: Half price\r\n\r\n" + b"All tents of the last season.\r\n" * 120
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(count):
            smtp.sendmail("post@ringback.example", [f"bare{number}@example.org"], mail)


def bare_webhook(port: int, count: int) -> None:
    with httpx.Client() as client:
        for number in range(count):
            client.post(f"http://127.0.0.1:{port}/", json={"number": number}, headers={"webhook-id": "bare"})


def order_mail(organisation_id: int, number: int) -> None:
    services = import_module("ringback.channels.messages.services")
    values = {"subject": "Your question", "body": "All tents of the last season.\n\n" * 30, "name": "Mira"}
    services.send(
        services.MessageOrder(organisation_id, "mail", "letter", f"person{number}@example.org", values=values)
    )


def order_webhook(organisation_id: int, number: int) -> None:
    services = import_module("ringback.channels.messages.services")
    services.emit(organisation_id, "benchmark.told", {"number": number})


CHANNELS = {"mail": Channel(bare_mail, order_mail), "webhook": Channel(bare_webhook, order_webhook)}


def main() -> int:
    parser = argparse.ArgumentParser(description=METHOD, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--channel", choices=list(CHANNELS), default="mail")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--count", type=int, default=1000)
    asked = parser.parse_args()
    print(METHOD)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ringback-benchmark-")))
        url = stack.enter_context(Postgres(durable=True)).url() if asked.database == "postgresql" else ""
        port = stack.enter_context(_sink(asked.channel, folder / "taken"))
        _settle(folder, url, port)
        result = _measured(asked.channel, asked.count, port, folder)
    print(json.dumps(result))
    return 0


def _settle(folder: Path, url: str, port: int) -> None:
    """Make this process one of the installation, with its tables."""
    os.environ |= {
        "RINGBACK_DATA": str(folder / "data"),
        "RINGBACK_DATABASE_URL": url,
        "RINGBACK_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "RINGBACK_OUTGOING_NETWORKS": "127.0.0.0/8",
        "RINGBACK_LOG_LEVEL": "warning",
        "DJANGO_SETTINGS_MODULE": "ringback.project.settings",
    }
    roles.migrate()


@contextlib.contextmanager
def _sink(channel: str, file: Path) -> Iterator[int]:
    port = free_port()
    with _process([sys.executable, "-m", "benchmarks._sinks", channel, str(port), str(file)]):
        until(file.exists)
        yield port


@contextlib.contextmanager
def _process(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _measured(channel: str, count: int, port: int, folder: Path) -> dict[str, Any]:
    began = time.monotonic()
    CHANNELS[channel].bare(port, count)
    bare = count / (time.monotonic() - began)
    organisation_id = _organisation(port)
    with _process([sys.executable, "-m", "ringback", "run", "keeper"]):
        _send(channel, organisation_id, range(WARM_UP))
        spent, ordered = _send(channel, organisation_id, range(WARM_UP, WARM_UP + count))
    drained = _drained(channel, organisation_id, range(WARM_UP + count, WARM_UP + 2 * count))
    taken = Counter(line for line in (folder / "taken").read_text().split() if "bare" not in line)
    promises = _promises()
    result = {
        "channel": channel,
        "per_second": round(count / spent, 1),
        "failed": promises.exclude(state="kept").count(),
        "twice": sum(times - 1 for times in taken.values()),
        "uncertain": promises.filter(attempts__outcome="uncertain").count(),
    }
    assert len(taken) + result["failed"] == 2 * count + WARM_UP, "what is kept has arrived"
    print(f"\n{count} of the channel {channel}: {result['per_second']:.0f} a second through the whole path,")
    print(f"of which ordering alone took {ordered:.1f} of {spent:.1f} s;")
    print(f"ordered before, a keeper sent {drained:.0f} a second; a bare loop handed over {bare:.0f} a second\n")
    return result


def _send(channel: str, organisation_id: int, numbers: range) -> tuple[float, float]:
    """Order so many and wait until all promises are closed: seconds in all, and until the last was ordered."""
    began = time.monotonic()
    for number in numbers:
        CHANNELS[channel].order(organisation_id, number)
    ordered = time.monotonic() - began
    until(lambda: not _promises().filter(closed_at=None).exists(), seconds=120, every=0.01)
    return time.monotonic() - began, ordered


def _drained(channel: str, organisation_id: int, numbers: range) -> float:
    """How many a second a keeper sends that finds them all waiting."""
    for number in numbers:
        CHANNELS[channel].order(organisation_id, number)
    waiting = list(_promises().filter(closed_at=None).values_list("id", flat=True))
    with _process([sys.executable, "-m", "ringback", "run", "keeper"]):
        until(lambda: not _promises().filter(closed_at=None).exists(), seconds=120, every=0.1)
    of_them = (
        _promises()
        .filter(id__gte=min(waiting))
        .aggregate(first=Min("attempts__started_at"), last=Max("attempts__finished_at"))
    )
    return len(waiting) / float((of_them["last"] - of_them["first"]).total_seconds())


def _promises() -> Any:
    return import_module("ringback.core.promises.models").Promise.objects.filter(kind__startswith="messages.")


def _organisation(port: int) -> int:
    """An organisation with an endpoint that hears everything."""
    accounts = import_module("ringback.base.accounts.models")
    models = import_module("ringback.channels.messages.models")
    services = import_module("ringback.channels.messages.services")
    services.declare_event(services.EventType("benchmark.told", "Benchmark", {"number": 1}))
    organisation = accounts.Organisation.objects.create(name="Benchmark")
    models.WebhookEndpoint.objects.create(
        organisation=organisation,
        name="Sink",
        url=f"http://127.0.0.1:{port}/",
        events=["benchmark.told"],
        secret="whsec_" + "A" * 32,
    )
    return int(organisation.pk)


if __name__ == "__main__":
    sys.exit(main())
