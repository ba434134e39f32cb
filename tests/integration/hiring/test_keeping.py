"""Applications kept for other posts by consent alone, and as long as is usual where the work is."""

from typing import Any

import pytest
from django.test import Client

from ringback.base.accounts.services import Actor
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import ConflictError
from ringback.channels.messages.models import Message
from ringback.core.people.models import Consent
from ringback.core.people.services import apply_retention, retention, set_retention
from ringback.doors.hiring.answers import reads
from ringback.doors.hiring.answers.services import answer_by_hand
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import apply, finish, reconsider
from ringback.doors.hiring.goodbye import links
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant, opening_values
from tests.integration.hiring.test_candidates import send

DAY = 86_400


def opened(owner: Actor, **changes: Any) -> Opening:
    return open_opening(owner, save_opening(owner, None, opening_values(**changes)).pk)


def into_reserve(owner: Actor, row: Application) -> Application:
    kept = finish(owner, row.pk, row.version, "reserve", "Good, and second")
    answer_by_hand(owner, kept.pk, "told on the phone")
    return kept


def test_nobody_is_considered_elsewhere_who_did_not_agree(owner: Actor, opening: Opening) -> None:
    willing_too = {"name": "Willing", "email": "w@example.org", "keep": "on"}
    assert [send(opening, **one).status_code for one in ({}, willing_too)] == [302, 302]
    plain, willing = Application.objects.order_by("id")
    for row in (plain, willing):
        into_reserve(owner, row)
    consent = Consent.objects.get(purpose="reserve")
    assert consent.person_id == willing.person_id and "730 days" in consent.text
    other = opened(owner, title="Driver")
    assert [one.application.pk for one in reads.reserve_elsewhere(owner, other)] == [willing.pk]
    with pytest.raises(ConflictError, match="have not agreed"):
        reconsider(owner, plain.pk, other.pk)
    assert reconsider(owner, willing.pk, other.pk).person_id == willing.person_id

    desk, listed = scene.signed_in(owner), f"/hiring/{opening.pk}/reserve/"
    ask = f"/hiring/{opening.pk}/keep/{plain.pk}/"
    assert ask in desk.get(listed).content.decode()
    assert [desk.post(ask).status_code for _twice in range(2)] == [302, 302]
    (asked,) = Message.objects.filter(kind="hiring_keep_asked")
    assert asked.to_address == plain.email and "/jobs/answer/" in asked.text
    page = desk.get(listed).content.decode()
    assert ask not in page and "Asked whether they may be kept" in page and "were asked already" in page


def test_candidates_agree_and_take_it_back_on_their_own_page(owner: Actor, opening: Opening) -> None:
    row = apply(opening, applicant(opening, language="de"))
    address, visitor = f"/jobs/answer/{links.write(row)}/", Client()
    visitor.post(address, {"do": "keep"})
    assert not Consent.objects.filter(purpose="reserve").exists(), "only who is in reserve is asked"
    into_reserve(owner, row)
    assert "730 Tage" in visitor.get(address).content.decode()
    assert not Consent.objects.filter(purpose="reserve").exists(), "looking agrees to nothing"
    assert [visitor.post(address, {"do": "keep"}).status_code for _twice in range(2)] == [302, 302]
    assert Consent.objects.filter(purpose="reserve", withdrawn_at=None).count() == 1
    other = opened(owner, title="Driver")
    assert reads.reserve_elsewhere(owner, other) and "zurücknehmen" in visitor.get(address).content.decode()
    visitor.post(address, {"do": "keep_back"})
    assert not reads.reserve_elsewhere(owner, other)
    assert Consent.objects.get(purpose="reserve").withdrawn_at is not None


def test_each_country_has_its_own_time(owner: Actor, moment: SettableClock) -> None:
    here, dutch = opened(owner), opened(owner, title="Driver", country="NL")
    ended = [apply(one, applicant(one)) for one in (here, dutch)]
    for row in ended:
        finish(owner, row.pk, row.version, "refused")
        answer_by_hand(owner, row.pk, "told")
    kept, unasked = (into_reserve(owner, apply(dutch, applicant(dutch, keep=words))) for words in ("You may.", ""))
    periods = {one.slug: one.days for one in retention(owner.organisation_id)}
    assert [periods[slug] for slug in ("applications", "applications_NL", "reserve", "reserve_NL")] == [
        180,
        28,
        730,
        730,
    ]
    assert "Netherlands" in scene.signed_in(owner).get("/people/retention/").content.decode()

    def named() -> list[int]:
        apply_retention(owner.organisation_id, 60)
        return list(Application.objects.exclude(name="").order_by("id").values_list("pk", flat=True))

    moment.step(29 * DAY)
    assert named() == [ended[0].pk, kept.pk], "who never agreed to the reserve goes with the refused"
    set_retention(owner, {"reserve_NL": 60})
    moment.step(32 * DAY)
    assert named() == [ended[0].pk]
    moment.step(120 * DAY)
    assert named() == []
    assert unasked.pk in Application.objects.values_list("pk", flat=True), "the counts stay"
