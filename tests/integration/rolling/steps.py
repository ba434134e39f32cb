"""What happens in the house while it is updated, each as a process of its own: `python -m …steps NAME`."""

import json
import os
import sys
import uuid
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from ringback.base.accounts.services import organisation_ids  # noqa: E402
from ringback.base.kit import clock  # noqa: E402
from ringback.channels.voice.models import Call, HuntGroup  # noqa: E402
from ringback.core.people import services as people  # noqa: E402
from ringback.core.people.models import Person  # noqa: E402
from ringback.core.promises.models import Attempt, Promise  # noqa: E402
from ringback.doors.website.models import CallbackRequest  # noqa: E402
from tests.integration.rolling import before  # noqa: E402


def install() -> None:
    """The release before, with an organisation and its site."""
    before.install()
    tables = before.Tables()
    opened = tables.organisation.objects.create(name="Tents", zone="Europe/Berlin")
    tables.site.objects.create(organisation=opened, key="a" * 32, name="Shop")


def old_role() -> None:
    """Work as the release before does, a line a round, until the input ends."""
    tables, number = before.Tables(), 0
    os.set_blocking(sys.stdin.fileno(), False)
    while sys.stdin.buffer.read(1) is None:
        number += 1
        with transaction.atomic():
            _round(tables, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def _round(tables: before.Tables, number: int) -> None:
    """A callback from the request to its recorded call; then all of it is read again, as it was written."""
    at, phone, unique = clock.now(), f"+4915{number:09}", uuid.uuid4().hex
    opened, site = tables.organisation.objects.get(), tables.site.objects.get()
    person = tables.person.objects.create(organisation=opened, name=f"Véra {number}", created_at=at)
    promise = tables.promise.objects.create(
        organisation=opened,
        door="website",
        kind="website.callback",
        channel="voice",
        person=person,
        due_at=at,
        first_due_at=at,
        deadline_at=at + timedelta(hours=1),
        wake_at=at + timedelta(days=1),
    )
    attempt = tables.attempt.objects.create(promise=promise, key=unique, generation=1, step=0, number=1)
    tables.request.objects.create(
        organisation=opened, site=site, person=person, promise=promise, token=unique, phone=phone, open_phone=phone
    )
    call = tables.call.objects.create(
        organisation=opened,
        call_id=unique,
        key=unique,
        promise=promise,
        attempt_id=attempt.pk,
        person=person,
        number=phone,
        live_number=phone,
        requested_at=at,
        expires_at=at,
    )
    agent = tables.agent.objects.create(organisation=opened, name=f"Anna {number}", address="sip:a@pbx.example")
    group = tables.group.objects.create(organisation=opened, name=f"Sales {number}")
    leg = tables.leg.objects.create(call=call, number=1, role="agent", agent=agent, address="x", dialled_at=at)
    tables.recording.objects.create(call=call, spool_path="/nowhere")
    _claim(tables, promise)
    tables.attempt.objects.filter(id=attempt.pk).update(outcome="done", finished_at=at)
    for row in (person, promise, attempt, call, agent, group, leg):
        assert type(row).objects.filter(id=row.pk).get().pk == row.pk


def _claim(tables: before.Tables, promise: Any) -> None:
    """In plain SQL, prepared once and used again, as keepers do it."""
    columns = ", ".join(f'"{field.column}"' for field in tables.promise._meta.concrete_fields)
    sql = f"UPDATE {tables.promise._meta.db_table} SET state = 'keeping' WHERE id = %s RETURNING {columns}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [promise.pk])
        assert len(cursor.fetchall()) == 1


def look() -> dict[str, Any]:
    """What this release makes of what the old role wrote."""
    for organisation_id in organisation_ids():
        people.fold_names(organisation_id)
    rows = Promise.objects.values_list("at_most_once", "content", "made_key", "lead_id", "group_id", "minded_at")
    return {
        "promises": Promise.objects.count(),
        "attempts": Attempt.objects.filter(outcome="done").count(),
        "requests": CallbackRequest.objects.filter(promise__state="keeping", person__isnull=False).count(),
        "new columns": sorted({json.dumps(row) for row in rows}),
        "ways to ring": sorted(set(HuntGroup.objects.values_list("strategy", "matching", "prefers_known"))),
        "queued": Call.objects.exclude(queued_at=None).count(),
        "folded": Person.objects.filter(name_key__startswith="vera ").count(),
        "merged": Person.objects.exclude(merged_into=None).count(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])) + "\n")
