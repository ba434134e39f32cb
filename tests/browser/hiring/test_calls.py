"""A recruiter calls a candidate by a click: both phones ring, they talk, and the invitation follows."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from ringback.channels.voice.models import Agent, HuntGroup, HuntGroupMember, Trunk
from ringback.core.hours import services as hours
from ringback.core.hours.rules import ALWAYS
from tests.browser.hiring.house import House, event_in
from tests.integration.accounts import scene
from tests.integration.voice.lines import Phones, Voices
from tests.integration.voice.role import answering
from tests.waiting import until


def test_from_the_call_to_the_invitation(house: House, phones: Phones, voices: Voices, tmp_path: Path) -> None:
    house.move_to(datetime.now(UTC))  # the phones go by the machine's clock
    hours.save_window(house.owner, ALWAYS, on_holidays=True, source="at any hour that the tests run")
    recruiter = scene.member(house.organisation, "recruiter")
    mira = house.candidate(house.opening(owner_id=recruiter.member_id), "Mira Novak")
    hers, ours = phones(answering(tmp_path, talk_milliseconds=1500)), phones(answering(tmp_path))
    firm = house.organisation
    trunk = Trunk.objects.create(organisation=firm, name="Carrier", host="127.0.0.1", port=hers.port)
    group = HuntGroup.objects.create(organisation=firm, name="Recruiters", trunk=trunk)
    agent = Agent.objects.create(organisation=firm, name="Anna", address=ours.uri, member_id=recruiter.member_id)
    HuntGroupMember.objects.create(group=group, agent=agent, position=1)
    voices()

    desk = house.page(recruiter, f"/hiring/applications/{mira.pk}/")
    desk.get_by_role("link", name="Call card").click()
    desk.get_by_role("button", name="Call from my phone").click()
    expect(desk.get_by_text("Your phone rings first.")).to_be_visible()
    until(lambda: hers.finished() and ours.finished(), 20)
    desk.reload()
    desk.get_by_role("radio").first.check()
    desk.get_by_role("button", name="End and note it").click()
    expect(desk.get_by_role("heading", name="Plan an interview")).to_be_visible()
    desk.get_by_role("button", name="Show free times").click()
    desk.get_by_label("Free times").select_option(index=1)
    desk.get_by_role("button", name="Book and invite").click()
    expect(desk.get_by_text("The invitation is on its way.")).to_be_visible()
    assert event_in(house.mails_to(mira)[0])[0] == "REQUEST"
