"""Click to call: the seeker's phone rings, then the employer's, by the seeker's own line; and nothing of it stays."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from ringback.base.accounts.services import Actor, actor_for, stop_dialling, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError, StoppedError
from ringback.channels.voice import services as voice
from ringback.channels.voice.models import Agent, Call, HuntGroup, Recording, Stage, Trunk
from ringback.channels.voice.own_line.models import OwnLine
from ringback.channels.voice.services.own_line import sweep
from ringback.channels.voice.spending.models import DayLimit
from ringback.doors.jobsearch.calling import services
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.services.phone import account_of
from ringback.doors.jobsearch.calling.words import PhoneWords
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_of, save_employer
from ringback.doors.jobsearch.employers.words import EmployerWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import open_workspace
from tests.integration.accounts import scene
from tests.integration.jobsearch.test_workspaces import dump
from tests.integration.media.parts import Phone as Sound
from tests.integration.voice.lines import Phones, Voices, media, phones, voices
from tests.integration.voice.role import answering, invites, join_sound
from tests.servers.rtpengine import Rtpengine
from tests.waiting import until

__all__ = ["media", "phones", "voices"]
LOOPBACK = [ip_network("127.0.0.0/8")]
LINE = PhoneWords("127.0.0.1", 5999, "mira", "olive tree", "+4940646199", "sip:mira@127.0.0.1:5998")
DIGITS = ("64612345", "olive tree", "mira@127", "'mira'", "+4940646199", "sip:")


@pytest.fixture
def open_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the hour is at which the test runs: they may be called."""
    monkeypatch.setattr("ringback.doors.jobsearch.calling.services.dialling.window_of", lambda *_given: _OPEN)


_OPEN = services.dialling.Window()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("open_hours")
def test_a_click_rings_both_phones_and_nothing_of_it_stays_after_a_crash_either(
    seeker: Actor,
    candidacy: Candidacy,
    media: Rtpengine,
    phones: Phones,
    voices: Voices,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.OUTGOING_NETWORKS = LOOPBACK
    low, high = Sound(440.0), Sound(1000.0, 8)
    own, theirs = phones(answering(tmp_path, low)), phones(answering(tmp_path, high))
    browser, card = scene.signed_in(seeker), reverse("jobsearch:call", args=[candidacy.pk])
    assert reverse("jobsearch:phone") in browser.get(card).content.decode(), "where a line is set"
    line = {"host": "127.0.0.1", "port": theirs.port, "username": "mira", "secret": "olive tree", "phone": own.uri}
    assert browser.post(reverse("jobsearch:phone"), line).status_code == 302
    assert not Trunk.objects.exists() and [word for word in DIGITS if word in dump()] == []
    voice_role = voices(media)
    try:
        assert browser.post(card, {"do": "dial"}).status_code == 302
        join_sound(own, low)
        join_sound(theirs, high)
        until(lambda: Call.objects.get().stage == Stage.TALKING, 20)
        call = Call.objects.get()
        shown = browser.get(reverse("jobsearch:call-line", args=[candidacy.pk])).content.decode()
        assert "Talking" in shown and "64612345" in dump(), "while it is under way, whoever dials knows the number"
        assert browser.post(card, {"do": "dial"}).status_code == 409, "a second click"
        assert (invites(own), invites(theirs)) == (1, 1)
        assert "Wrap-up" not in browser.get(card).content.decode(), "they are no agent of a desk"
        voice_role.kill()
        voice_role.start()
        until(lambda: Call.objects.get().epoch != call.epoch, 30)
        assert browser.post(card, {"do": "hang_up"}).status_code == 302
        until(lambda: not OwnLine.objects.exists(), 20)
    finally:
        low.hang_up()
        high.hang_up()
    call.refresh_from_db()
    assert (call.outcome, call.number, call.legs.count()) == ("connected", "", 2)
    assert not (Trunk.objects.exists() or Agent.objects.exists() or HuntGroup.objects.exists())
    assert [word for word in DIGITS if word in dump()] == []
    assert not Recording.objects.exists()
    assert "The call is over" in browser.get(card).content.decode()
    assert SeekerCall.objects.get().outcome == "", "what came of it is asked"


@pytest.mark.django_db
@pytest.mark.usefixtures("open_hours")
def test_what_a_line_may_not_do(seeker: Actor, candidacy: Candidacy, workspace: Workspace, settings: Any) -> None:
    settings.OUTGOING_NETWORKS = []
    for inside in ("127.0.0.1", "10.0.0.7", "169.254.1.1", "localhost"):
        with pytest.raises(FieldError):
            services.save_phone(seeker, PhoneWords(host=inside, phone="+4940646199"))
    with pytest.raises(FieldError, match="This port"):
        services.save_phone(seeker, PhoneWords(host="192.0.2.1", port=25, phone="+4940646199"))
    settings.OUTGOING_NETWORKS = LOOPBACK
    with pytest.raises(FieldError, match="not an address"):
        services.save_phone(seeker, PhoneWords(host="127.0.0.1", phone="sip:mira@10.0.0.7"))
    services.save_phone(seeker, LINE)
    services.save_phone(seeker, PhoneWords("127.0.0.1", 5999, "mira", "", "", LINE.phone))
    assert services.phone_of(workspace).secret == "olive tree", "an empty password stays"  # type: ignore[union-attr]

    call = services.dial(seeker, candidacy.pk)
    assert (DayLimit.objects.get().most_dials, HuntGroup.objects.get().record) == (100, False)
    with pytest.raises(ConflictError, match="called already"):
        services.dial(seeker, candidacy.pk)
    other = open_workspace(scene.user("Nia"), as_operator=True)
    stranger = actor_for(other.member.user, other.organisation_id)
    assert call.dialled_id is not None and voice.own_call(stranger, call.dialled_id) is None
    with pytest.raises(NotFoundError):
        voice.end_own_call(stranger, call.dialled_id)
    with pytest.raises(NotAllowedError):
        voice.call_by_own_line(system_actor(other.organisation_id), account_of(LINE), "+494064612345")
    services.hang_up(seeker, candidacy.pk)
    assert [word for word in DIGITS if word in dump()] == [], "also where nobody had dialled yet"

    stop_dialling(system_actor(seeker.organisation_id))
    with pytest.raises(StoppedError):
        services.dial(seeker, candidacy.pk)


@pytest.mark.django_db
def test_a_call_that_nobody_took_is_forgotten_and_hours_are_kept(
    seeker: Actor, candidacy: Candidacy, settings: Any, moment: clock.SettableClock
) -> None:
    settings.OUTGOING_NETWORKS = LOOPBACK
    services.save_phone(seeker, LINE)
    moment.advance((9 - moment.now().hour) % 24 * 3600)
    browser, card = scene.signed_in(seeker), reverse("jobsearch:call", args=[candidacy.pk])
    while services.window_of(_shown(seeker, candidacy), "+494064612345").why:
        moment.advance(24 * 3600)
    assert "not recorded" in browser.get(card).content.decode()
    assert browser.post(card, {"do": "dial"}).status_code == 302
    moment.advance(120)
    assert sweep() == 1 and [word for word in DIGITS if word in dump()] == []

    moment.advance(14 * 3600)
    refused = browser.post(card, {"do": "dial"})
    assert refused.status_code == 422 and "may not be called now" in refused.content.decode()
    save_employer(seeker, candidacy.employer_id, EmployerWords(name="Nordlicht", phone="0900 1234567", country="DE"))


def _shown(seeker: Actor, candidacy: Candidacy) -> Any:
    return candidacy_of(seeker, candidacy.pk)
