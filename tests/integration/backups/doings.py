"""What tests do inside a house, as a process of that house: `python -m …doings NAME WORDS`; prints JSON."""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django
from cryptography.fernet import Fernet

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")
django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from ringback.base.accounts import services as accounts  # noqa: E402
from ringback.base.accounts.models import Installation, User  # noqa: E402
from ringback.base.accounts.services import system_actor  # noqa: E402
from ringback.base.kit import clock  # noqa: E402
from ringback.base.presence import services as presence  # noqa: E402
from ringback.channels.voice.models import Call, Trunk  # noqa: E402
from ringback.core.people import services as people  # noqa: E402
from ringback.core.people.models import Consent, NoContact, Person  # noqa: E402
from ringback.core.promises import services as promises  # noqa: E402
from ringback.core.promises.keeper import Keeper  # noqa: E402
from ringback.core.promises.models import Attempt, Promise  # noqa: E402
from ringback.doors.jobsearch.workspaces import services as workspaces  # noqa: E402
from ringback.doors.jobsearch.workspaces.models import Workspace  # noqa: E402
from tests.integration.accounts import scene  # noqa: E402
from tests.integration.people import persons  # noqa: E402
from tests.integration.rolling import before  # noqa: E402

SECRET = "hush"


def settle() -> dict[str, Any]:
    """A house in full swing: two persons with recordings, a sealed secret, promises of every sort, a planned
    call, a job search of somebody's own."""
    opened, actor = persons.shop()
    vera = persons.known(opened)
    otto = persons.known(opened, persons.OTHER_NUMBER, "Otto", "otto@example.org")
    Trunk.objects.create(organisation=opened, name="trunk", host="carrier.example", secret=SECRET)
    people.do_not_contact(actor, "voice", "+4915123456781", "asked")
    now = clock.now()
    _promise(opened.pk, "due", now)
    _promise(opened.pk, "reminder", now, at_most_once=False)
    _promise(opened.pk, "tomorrow", now + timedelta(days=1))
    _promise(opened.pk, "not yet", now, not_before_at=now + timedelta(days=1))
    _calling(_promise(opened.pk, "calling", now))
    _leased(_promise(opened.pk, "leased", now))
    workspaces.open_workspace(scene.user("Mira"), as_operator=True)
    return {"vera": vera.person.pk, "otto": otto.person.pk, "sounds": [vera.sound, otto.sound]}


def settle_before() -> list[str]:
    """The release before this one, with two persons."""
    before.install()
    tables = before.Tables()
    opened = tables.organisation.objects.create(name="Tents", zone="Europe/Berlin")
    names = ["Otto", "Vera Vogel"]
    for name in names:
        tables.person.objects.create(organisation=opened, name=name, created_at=clock.now())
    return names


def _promise(
    organisation_id: int, name: str, due_at: Any, *, not_before_at: Any = None, at_most_once: bool = True
) -> Promise:
    made = promises.make(
        promises.Draft(
            organisation_id=organisation_id,
            door="test",
            kind="test.call",
            channel="voice",
            due_at=due_at,
            at_most_once=at_most_once,
            made_key=name,
        )
    )
    if not_before_at is not None:
        Promise.objects.filter(id=made.pk).update(not_before_at=not_before_at)
    return made


def _begun(promise: Promise, lease: str) -> Attempt:
    Promise.objects.filter(id=promise.pk).update(state="keeping", attempts_made=1, lease=lease, wake_at=None)
    return Attempt.objects.create(
        promise=promise, key=f"promise-{promise.pk}-1-0-1", generation=1, step=0, number=1, epoch=lease
    )


def _leased(promise: Promise) -> None:
    _begun(promise, presence.join("keeper"))


def _calling(promise: Promise) -> None:
    attempt, at = _begun(promise, ""), clock.now()
    Call.objects.create(
        organisation_id=promise.organisation_id,
        call_id="c" * 32,
        key=attempt.key,
        promise=promise,
        attempt_id=attempt.pk,
        number="+4915123456782",
        live_number="+4915123456782",
        requested_at=at,
        expires_at=at + timedelta(hours=1),
    )


def erase(person_id: str) -> None:
    """As somebody asks to be forgotten, and the keeper finishes it."""
    person = Person.objects.get(id=int(person_id))
    people.erase(system_actor(person.organisation_id), person.pk, "asked")
    people.remove_leftovers(person.organisation_id)
    people.write_ledger()


def delete_workspace() -> None:
    """As whoever looks for work deletes all of it."""
    workspaces.delete_workspace(accounts.actor_of_member(Workspace.objects.get().member))


def refuse(person_id: str) -> None:
    """As somebody asks never to be called again, leaves the newsletter, and withdraws what they agreed to."""
    person = Person.objects.get(id=int(person_id))
    actor = system_actor(person.organisation_id)
    people.never_again(actor, person.pk, "voice", "asked")
    with transaction.atomic():
        people.opt_out(person.organisation_id, "mail", "vera@example.org", "offers", "link")
    for consent in Consent.objects.filter(person=person):
        people.withdraw_consent(actor, consent.pk)


def look() -> dict[str, Any]:
    """What the house holds."""
    row = Installation.objects.filter(id=1).first()
    rows = Promise.objects.exclude(made_key=None).filter(door="test")
    doubted = Attempt.objects.filter(outcome="uncertain", promise__state="keeping")
    sounds = [str(call.recording.file) for call in Call.objects.exclude(recording=None).order_by("id")]
    return {
        "persons": sorted(Person.objects.values_list("id", flat=True)),
        "names": sorted(Person.objects.values_list("name", flat=True)),
        "sounds": {name: default_storage.open(name).read().decode() for name in sounds if default_storage.exists(name)},
        "recordings": len(sounds),
        "states": dict(rows.values_list("made_key", "state")),
        "doubted": sorted(doubted.values_list("promise__made_key", flat=True)),
        "open_calls": Call.objects.filter(ended_at=None).count(),
        "refused": sorted(NoContact.objects.filter(lifted_at=None).values_list("channel", "purpose", "source")),
        "consents": Consent.objects.filter(withdrawn_at=None).count(),
        "workspaces": Workspace.objects.count(),
        "users": sorted(User.objects.values_list("name", flat=True)),
        "held": bool(row and row.held_at and row.dialling_stopped_at),
    }


def secret() -> str:
    return str(Trunk.objects.get().secret)


def next_person() -> int:
    """The number that the next person gets."""
    return persons.person(persons.shop()[0], "+4915123456799", "New", "").pk


def may_call() -> bool:
    opened = Trunk.objects.get().organisation_id
    return people.may_contact(opened, None, "voice", "+4915123456781", "service") is None


def keep() -> dict[str, str]:
    """A keeper's round; nobody here keeps the promises, so that one which is claimed fails in the open."""
    keeper = Keeper()
    keeper.round()
    keeper.close()
    return dict(look()["states"])


def join() -> None:
    """As a keeper that runs."""
    presence.join("keeper")


def move_in() -> None:
    """As another program that shares the database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE stranger (id integer PRIMARY KEY)")
        cursor.execute("CREATE VIEW stranger_view AS SELECT id FROM stranger")


def lean_on_us() -> None:
    """A view of theirs on a table of ours."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW stranger_report AS SELECT name FROM people_person")


def strangers() -> list[str]:
    with connection.cursor() as cursor:
        there = connection.introspection.get_table_list(cursor)
    return sorted(one.name for one in there if one.name.startswith("stranger"))


def new_key() -> str:
    return Fernet.generate_key().decode()


def seal_again() -> None:
    """Write every sealed thing anew, with the newest key."""
    for trunk in Trunk.objects.all():
        trunk.save()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])) + "\n")
