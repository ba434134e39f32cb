"""Kept on time: what counts, for whom, and what the page says of it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from ringback.base.kit import clock
from ringback.core.promises import reads
from ringback.core.promises import services as promises
from ringback.insight import kept
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db

UTC = ZoneInfo("UTC")


def made(place: Office, *, kept_after: float | None, owner_id: int | None = None, **values: object) -> None:
    """A promise due an hour ago, kept so many seconds after it was due, or open still and late."""
    promise = place.promise(clock.now() - timedelta(hours=1), owner_id=owner_id, grace_seconds=60, **values)
    promise.deadline_at = promise.due_at + timedelta(seconds=60)
    if kept_after is None:
        promise.missed_at = promise.deadline_at
    else:
        promise.state, promise.closed_at = "kept", promise.due_at + timedelta(seconds=kept_after)
    promise.save()


def test_what_is_late_and_open_counts_against_the_figure() -> None:
    place = office()
    made(place, kept_after=30)
    made(place, kept_after=900)
    made(place, kept_after=None)
    now = clock.now()
    figure = reads.kept_on_time(place.actor(), now - timedelta(days=1), now)
    assert (figure.counted, figure.on_time, figure.late, figure.broken, figure.open_late) == (3, 1, 1, 0, 1)


def test_it_is_told_apart_by_person_and_week() -> None:
    place = office()
    anna = place.actor("agent")
    made(place, kept_after=30, owner_id=anna.member_id)
    made(place, kept_after=900)
    now, owner = clock.now(), place.actor()
    by_owner = reads.kept_by(owner, now - timedelta(days=1), now, "owner", UTC)
    assert {key: one.on_time for key, one in by_owner.items()} == {anna.member_id: 1, None: 0}
    (week,) = [one for one in kept.report(owner, now, 4).weeks if one.figure is not None]
    assert week.figure is not None and week.figure.counted == 2
    assert week.column is not None and week.column.height == 50.0


def test_notices_and_the_houses_own_promises_do_not_count() -> None:
    place = office()
    owner = place.actor()
    assert owner.member_id is not None
    promises.notify(place.house.organisation.pk, [owner.member_id], "trunk_down", {"trunk": "A"})
    made(place, kept_after=30, channel="house")
    now = clock.now()
    assert reads.kept_on_time(owner, now - timedelta(days=1), now).counted == 0


def test_an_agent_of_one_group_sees_their_own_share_alone() -> None:
    place = office()
    agent = place.actor("agent", "group", place.house.group.pk)
    made(place, kept_after=30, owner_id=agent.member_id)
    made(place, kept_after=900)
    now = clock.now()
    assert reads.kept_on_time(agent, now - timedelta(days=1), now).counted == 1


def test_the_page_shows_the_figure_and_survives_any_span() -> None:
    place = office()
    made(place, kept_after=30)
    client = place.client()
    for weeks in ("4", "52", "-1", "99999999999999999999", "x"):
        text = client.get("/insight/kept/", {"weeks": weeks}).content.decode()
        assert "100 %" in text and "Callbacks from the website" in text


def test_the_page_of_an_empty_office_says_what_will_stand_there() -> None:
    assert "Nothing to count yet" in office().client("viewer").get("/insight/kept/").content.decode()
