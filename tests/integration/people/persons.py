"""A person of whom every slice holds something, for tests of merge, export and erasure."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock, ids, phones
from ringback.channels.voice.models import Call, CallEvent, Leg, Recording, Stage
from ringback.core.people import services as people
from ringback.core.people.models import Person, PersonEmail
from ringback.core.promises import services as promises
from ringback.core.promises.models import Attempt, Promise
from ringback.doors.website.models import CallbackRequest, Site

NUMBER, OTHER_NUMBER, MAIL = "+4915123456789", "+4915123456780", "vera@example.org"


@dataclass
class Known:
    """One person, a promise to them with a request behind it, and a recorded call that ended."""

    person: Person
    promise: Promise
    attempt: Attempt
    request: CallbackRequest
    call: Call
    recording: Recording

    @property
    def sound(self) -> str:
        return str(self.recording.file.name)

    @property
    def sound_is_there(self) -> bool:
        return default_storage.exists(self.sound)


def shop() -> tuple[Organisation, Actor]:
    """An organisation with nobody in it, and the system acting there."""
    opened = Organisation.objects.create(name="Tents", zone="Europe/Berlin")
    return opened, system_actor(opened.pk)


def person(opened: Organisation, number: str = NUMBER, name: str = "Vera Vogel", mail: str = MAIL) -> Person:
    """A person with a number, an address and a consent."""
    made = people.known_by_phone(opened.pk, phones.parse(number, "DE"), name=name)
    if mail:
        PersonEmail.objects.create(organisation=opened, person=made, address=mail)
    people.record_consent(made, purpose="callback", text="Call me", version="1", page="https://shop.example/a?b=c")
    return made


def known(opened: Organisation, number: str = NUMBER, name: str = "Vera Vogel", mail: str = MAIL) -> Known:
    """A person of whom every slice holds something."""
    at = clock.now()
    made = person(opened, number, name, mail)
    site = Site.objects.create(organisation=opened, key=ids.public_id(), name="Shop")
    promise = promises.make(
        promises.Draft(
            organisation_id=opened.pk,
            door="website",
            kind="website.callback",
            channel="voice",
            person_id=made.pk,
            due_at=at + timedelta(hours=1),
            content={"say": f"hello {name}"},
        )
    )
    attempt = Attempt.objects.create(
        promise=promise,
        key=ids.public_id(),
        generation=1,
        step=0,
        number=1,
        outcome="no_answer",
        evidence={"said": name},
        error=f"{number} did not answer",
    )
    request = CallbackRequest.objects.create(
        organisation=opened,
        site=site,
        person=made,
        promise=promise,
        token=ids.secret_token(),
        phone=number,
        open_phone=number,
        name=name,
        page="https://shop.example/tents?name=Vera",
    )
    call = ended_call(opened, made, promise, number, name)
    recording = Recording(call=call, state=Recording.State.READY, duration_seconds=1, ready_at=at)
    recording.file.save(f"{ids.public_id()}.flac", ContentFile(b"sound of " + name.encode()), save=True)
    return Known(made, promise, attempt, request, call, recording)


def ended_call(opened: Organisation, made: Person, promise: Promise, number: str, name: str) -> Call:
    """A call with legs and a timeline, over a while ago."""
    at = clock.now() - timedelta(minutes=10)
    call = Call.objects.create(
        organisation=opened,
        call_id=ids.public_id(),
        key=ids.public_id(),
        promise=promise,
        person=made,
        number=number,
        stage=Stage.ENDED,
        outcome="connected",
        plan={"words": {"name": name}},
        note=f"{name} wants the green one",
        requested_at=at,
        expires_at=at,
        connected_at=at,
        ended_at=at,
        talk_seconds=61,
    )
    Leg.objects.create(
        call=call, number=1, role="visitor", address=f"sip:{number}@carrier.example", sip_call_id="x", dialled_at=at
    )
    CallEvent.objects.create(call=call, at=at, kind="leg_dialled", detail={"uri": number})
    return call
