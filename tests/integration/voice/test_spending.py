"""The limit of a day: warned of, minded, and over at midnight."""

from datetime import timedelta

import pytest
from django.db import transaction

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, dialling_stopped, resume_dialling, stop_dialling
from ringback.base.kit import clock, ids
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError, NotAllowedError
from ringback.channels.voice.models import Call, Leg
from ringback.channels.voice.spending import services
from ringback.channels.voice.spending.rules import Limit, Use
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.integration.accounts.scene import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(moment: SettableClock, db: None) -> Actor:
    return scene.organisation("Tents & Co")[1]


def _dialled(owner: Actor, minutes: int, trunk_id: int | None = 1) -> None:
    """A call of one leg that was answered `minutes` ago and has just ended."""
    now = clock.now()
    call = Call.objects.create(
        organisation_id=owner.organisation_id,
        call_id=ids.public_id(),
        key=ids.public_id(),
        number="+4915112345678",
        requested_at=now,
        planned_at=now - timedelta(minutes=minutes),
        expires_at=now,
        ended_at=now,
    )
    began = now - timedelta(minutes=minutes)
    Leg.objects.create(
        call=call,
        number=1,
        role="visitor",
        trunk_id=trunk_id,
        address="sip:1@carrier",
        sip_call_id=ids.public_id(),
        dialled_at=began,
        answered_at=began,
        ended_at=now,
    )


def _mind() -> None:
    with transaction.atomic():
        services.mind()


def _told() -> list[str]:
    return [str(one.content["what"]) for one in Promise.objects.filter(kind="notice").order_by("id")]


def test_it_warns_once_stops_at_the_limit_and_goes_on_at_midnight(owner: Actor, moment: SettableClock) -> None:
    services.set_limit(owner, Limit(minutes=100))
    _dialled(owner, 79)
    _mind()
    assert _told() == []
    _dialled(owner, 5)
    _mind()
    _mind()
    assert _told() == ["day_limit_near"] and dialling_stopped(owner.organisation_id) is None
    _dialled(owner, 30)
    _mind()
    _mind()
    assert _told() == ["day_limit_near", "day_limit_reached"]
    assert "midnight" in (dialling_stopped(owner.organisation_id) or "")
    moment.advance(timedelta(hours=11).total_seconds())  # from noon in UTC to midnight where the organisation is
    assert dialling_stopped(owner.organisation_id) is None
    _mind()
    assert services.today(owner).use == Use() and len(_told()) == 2


def test_who_switches_dialling_on_again_allows_as_much_once_more(owner: Actor) -> None:
    services.set_limit(owner, Limit(dials=2))
    for _ in range(2):
        _dialled(owner, 1)
    _mind()
    assert dialling_stopped(owner.organisation_id)
    resume_dialling(owner)
    _mind()
    assert dialling_stopped(owner.organisation_id) is None
    for _ in range(2):
        _dialled(owner, 1)
    _mind()
    assert dialling_stopped(owner.organisation_id)
    assert _told().count("day_limit_reached") == 2


def test_a_stop_by_a_person_has_no_end_and_outlasts_a_limit(owner: Actor, moment: SettableClock) -> None:
    services.set_limit(owner, Limit(dials=1))
    _dialled(owner, 1)
    _mind()
    stop_dialling(owner)
    moment.advance(timedelta(days=2).total_seconds())
    assert "stopped by" in (dialling_stopped(owner.organisation_id) or "")
    _dialled(owner, 1)
    _mind()
    assert Organisation.objects.get().dialling_stopped_until_at is None


def test_what_goes_past_trunks_and_what_others_dial_does_not_count(owner: Actor) -> None:
    other = scene.organisation("Others")[1]
    services.set_limit(owner, Limit(dials=1))
    _dialled(owner, 5, trunk_id=None)
    _dialled(other, 5)
    _mind()
    assert services.today(owner).use == Use()
    assert dialling_stopped(owner.organisation_id) is None and dialling_stopped(other.organisation_id) is None


def test_the_page_sets_it_and_says_what_is_used(owner: Actor) -> None:
    _dialled(owner, 3)
    browser = signed_in(owner)
    assert browser.post("/trunks/limit/", {"minutes": "0", "dials": ""}).status_code == 422
    assert browser.post("/trunks/limit/", {"minutes": "50", "dials": ""}).status_code == 302
    assert services.today(owner).limit == Limit(minutes=50)
    page = browser.get("/trunks/limit/").content.decode()
    assert "of 50" in page and AuditEntry.objects.filter(action="day_limit.changed").exists()
    with pytest.raises(FieldError):
        services.set_limit(owner, Limit(dials=-1))
    with pytest.raises(NotAllowedError):
        services.set_limit(scene.member(Organisation.objects.get(), "agent"), Limit())
