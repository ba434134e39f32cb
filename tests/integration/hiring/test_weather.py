"""The weather of an interview's day: heavy rain is warned about and another day offered; off without a place."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.core.promises.models import Promise
from ringback.doors.hiring.candidates.services import apply
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import planning
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.hiring.test_interviews import FRIDAY, WHOLE, booked, mails, page_of
from tests.integration.messages.kept import Round
from tests.servers.receiver import Posted, Receiver, Reply


@pytest.fixture
def sky(settings: Settings) -> Iterator[Receiver]:
    """A service that knows Hamburg, where it pours on Friday."""

    def said(asked: Posted) -> Reply:
        if asked.path.startswith("/places"):
            return Reply(body=json.dumps({"results": [{"latitude": 53.55, "longitude": 9.99}]}).encode())
        return Reply(body=json.dumps({"daily": {"time": ["2026-03-13"], "precipitation_sum": [23.4]}}).encode())

    with Receiver(said) as receiver:
        settings.WEATHER_URL, settings.WEATHER_PLACES_URL = f"{receiver.url}/forecast", f"{receiver.url}/places"
        yield receiver


@pytest.fixture
def firm(transactional_db: None, moment: SettableClock) -> Actor:
    return scene.organisation("Tents & Co")[1]


def interview_at(owner: Actor, place: str) -> Interview:
    opening = open_opening(owner, save_opening(owner, None, opening_values(**(WHOLE | {"place": place}))).pk)
    return booked(owner, apply(opening, applicant(opening)))


@pytest.mark.usefixtures("post")
def test_heavy_rain_is_warned_about_and_another_day_offered(
    sky: Receiver, firm: Actor, moment: SettableClock, keep: Round
) -> None:
    interview = interview_at(firm, "Hamburg")
    keep()
    interview.refresh_from_db()
    assert interview.rain_mm == 23.4
    place, forecast = sky.posted
    assert (
        "name=Hamburg" in place.path and "latitude=53.55" in forecast.path and "start_date=2026-03-13" in forecast.path
    )
    (alert,) = Promise.objects.filter(kind="notice", content__what="interview_rain")
    assert alert.owner_id == firm.member_id and alert.content["values"]["rain"] == "23"
    shown = Client().get(f"/{page_of(interview)}").content.decode()
    assert "Heavy rain is expected in Hamburg" in shown and "Move the interview" in shown
    moment.step((FRIDAY - moment.now()).total_seconds() - 23 * 3600)
    keep()
    assert "Heavy rain is expected in Hamburg" in mails("interview_reminded")[0].text


def test_nobody_is_asked_without_a_service(settings: Settings, firm: Actor) -> None:
    interview_at(firm, "Hamburg")
    assert not Promise.objects.filter(kind=planning.LOOK).exists()
