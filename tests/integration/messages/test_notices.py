"""Notices to members: on the desk, to their devices by web push, by mail; as each wishes, and to nobody else."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as real
from django.core import mail
from pytest_django import Settings

from ringback.base.accounts.services import Actor, remove_member, system_actor
from ringback.base.database.doorbell import listen
from ringback.base.kit import clock
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.messages.models import Device, Message, Notice, NoticeWish
from ringback.channels.messages.notices import expiry, services, web_push, wishes
from ringback.channels.messages.notices.wishes import DeviceValues
from ringback.core.people import services as people
from ringback.core.people.models import Person
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.services import notify
from ringback.project.outgoing import networks
from tests.integration.accounts import scene
from tests.servers.push_service import Browser, PushService
from tests.waiting import until


@pytest.fixture
def agent(organisation: Any) -> Actor:
    return scene.member(organisation, "agent")


@pytest.fixture
def keep(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Let a keeper do all that is due now."""
    keeper = Keeper()

    def quiet() -> bool:
        keeper.round()
        pending = Promise.objects.filter(state="pending", due_at__lte=clock.now(), automatic=True)
        under_way = Promise.objects.filter(state="keeping")
        return not (pending.exists() or under_way.exists() or Promise.objects.filter(untold=True).exists())

    def kept() -> None:
        until(quiet)

    yield kept
    keeper.close()


@pytest.fixture
def service(settings: Settings) -> Iterator[PushService]:
    settings.OUTGOING_NETWORKS = networks(["127.0.0.0/8"])
    with PushService(web_push.public_key(real.PUSH_KEY)) as one:
        yield one


def signed_up(actor: Actor, service: PushService, name: str = "one") -> Browser:
    browser = Browser()
    values = DeviceValues(f"{service.url}/{name}", browser.public_key, browser.auth, f"Firefox {name}")
    wishes.add_device(actor, values)
    return browser


def told(
    actor: Actor, what: str = "trunk_down", key: str | None = None, about: int | None = None, **values: Any
) -> None:
    values = values or {"name": "Main line", "why": "403 Forbidden"}
    notify(actor.organisation_id, [actor.member_id or 0], what, values, url="/trunks/1/", key=key, person_id=about)


def test_a_notice_is_on_the_list_until_it_is_seen(agent: Actor, keep: Callable[[], None]) -> None:
    told(agent)
    keep()
    (notice,) = services.newest(agent)
    assert notice.title == "The phone line “Main line” is down"
    assert notice.text == "Calls through it fail. The carrier says: 403 Forbidden"
    assert services.unseen(agent) == 1
    assert services.see(agent, notice.pk).url == "/trunks/1/"
    assert services.unseen(agent) == 0


def test_it_rings_the_members_own_desk_alone(agent: Actor, keep: Callable[[], None]) -> None:
    bell = listen(["desk"])
    told(agent)
    keep()
    rings = until(lambda: [one for one in bell.wait(0.1) if one.detail.get("what") == "notices"])
    assert rings[0].detail == {
        "organisation": agent.organisation_id,
        "member": agent.member_id,
        "what": "notices",
    }
    bell.close()


def test_the_same_key_tells_once(agent: Actor, keep: Callable[[], None]) -> None:
    for _time in range(3):
        told(agent, key="trunk 1 down")
    keep()
    assert Notice.objects.count() == 1


def test_leads_that_come_together_are_told_together(
    moment: SettableClock, agent: Actor, service: PushService, keep: Callable[[], None]
) -> None:
    signed_up(agent, service)
    for name in ("Eva", "Otto", "Ida"):
        person = Person.objects.create(organisation_id=agent.organisation_id, name=name)
        told(agent, "new_lead", about=person.pk, site="Shop", page="Tents")
        keep()
    (notice,) = services.newest(agent)
    assert (notice.title, notice.count) == ("Visitors who could not be called back: 3", 3)
    assert notice.person_id is None
    assert len(service.posted) == 1  # the device is woken once
    services.see_all(agent)
    told(agent, "new_lead", site="Shop", page="Tents")
    keep()
    assert [one.count for one in services.newest(agent)] == [1, 3]
    moment.advance(1000)
    told(agent, "new_lead", site="Shop", page="Tents")
    told(agent, "webhook_gone", name="Our CRM")
    keep()
    assert services.unseen(agent) == 3


def test_whoever_is_erased_takes_notices_about_them_along(agent: Actor, keep: Callable[[], None]) -> None:
    actor = system_actor(agent.organisation_id)
    eva, otto = (Person.objects.create(organisation_id=agent.organisation_id, name=name) for name in ("Eva", "Otto"))
    told(agent, "new_lead", about=eva.pk, site="Shop", page="Eva's wishes")
    keep()
    told(agent, "promise_due", about=eva.pk, due_at=clock.now().isoformat())
    told(agent, "promise_due", about=otto.pk, due_at=clock.now().isoformat())
    people.erase(actor, eva.pk, "asked")
    keep()
    (left,) = Notice.objects.all()
    assert left.title.startswith("Otto")
    notices = Promise.objects.filter(kind="notice")
    assert sorted(notices.values_list("state", flat=True)) == ["cancelled", "kept", "kept"]
    assert not any("Eva" in str(content) for content in notices.values_list("content", flat=True))


def test_nobody_reads_or_sees_anothers(organisation: Any, agent: Actor, keep: Callable[[], None]) -> None:
    told(agent)
    keep()
    owner = scene.member(organisation, "owner")
    assert services.newest(owner) == []
    with pytest.raises(NotFoundError):
        services.see(owner, Notice.objects.get().pk)


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Telefonleitung"), ("ru", "линия"), ("zh", "线路"), ("", "line")]
)
def test_it_speaks_the_members_language(language: str, word: str, agent: Actor, keep: Callable[[], None]) -> None:
    wishes.save_wishes(agent, language, {})
    told(agent)
    keep()
    assert word in Notice.objects.get().title


def test_instants_are_written_by_the_organisations_clock_and_persons_by_name(
    organisation: Any, agent: Actor, keep: Callable[[], None]
) -> None:
    person = Person.objects.create(organisation=organisation, name="Mira\r\nNovak")
    told(agent, "promise_due", person_id=person.pk, due_at="2026-07-01T12:00:00+00:00")
    keep()
    notice = Notice.objects.get()
    assert notice.title == "Mira Novak: a promise of yours is due"
    assert "1 Jul, 14:00" in notice.text
    assert notice.person_id == person.pk


def test_a_person_who_was_erased_meanwhile_is_left_out(agent: Actor, keep: Callable[[], None]) -> None:
    told(agent, "uncertain", person_id=123456)
    keep()
    assert Notice.objects.get().title == "nobody knows how this ended"


def test_a_push_is_read_by_the_browser_it_is_for(agent: Actor, service: PushService, keep: Callable[[], None]) -> None:
    first, second = signed_up(agent, service, "one"), signed_up(agent, service, "two")
    told(agent)
    keep()
    by_path = {posted.path: posted for posted in service.posted}
    pushed = first.read(by_path["/one"].body)
    assert pushed["title"] == "The phone line “Main line” is down"
    assert (pushed["url"], by_path["/one"].headers["urgency"], by_path["/one"].headers["ttl"]) == (
        "/trunks/1/",
        "high",
        "3600",
    )
    assert second.read(by_path["/two"].body) == pushed
    with pytest.raises(Exception, match="Decryption"):
        second.read(by_path["/one"].body)
    assert all(device.reached_at for device in Device.objects.all())


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    status: int, agent: Actor, service: PushService, keep: Callable[[], None]
) -> None:
    signed_up(agent, service)
    service.refuse = status
    told(agent)
    keep()
    assert not Device.objects.exists()
    assert len(service.posted) == 1


def test_a_push_service_in_trouble_is_tried_again_but_not_for_what_was_seen(
    moment: SettableClock, agent: Actor, service: PushService, keep: Callable[[], None]
) -> None:
    browser = signed_up(agent, service)
    service.refuse = 503
    told(agent)
    keep()
    service.refuse = None
    moment.advance(31)
    keep()
    assert len(service.posted) == 2
    assert browser.read(service.posted[1].body)["title"]
    service.refuse = 503
    told(agent, name="Second line")
    keep()
    services.see_all(agent)
    moment.advance(31)
    keep()
    assert len(service.posted) == 3


def test_a_push_address_of_our_own_network_is_refused(agent: Actor, service: PushService, settings: Settings) -> None:
    settings.OUTGOING_NETWORKS = ()
    with pytest.raises(FieldError):
        signed_up(agent, service)
    browser = Browser()
    for public, auth in (("", ""), (browser.public_key, "short"), ("A" * 87, browser.auth)):
        with pytest.raises(FieldError):
            wishes.add_device(agent, DeviceValues("https://push.example/x", public, auth))
    assert not Device.objects.exists()


def test_each_member_chooses_the_ways(
    agent: Actor, service: PushService, keep: Callable[[], None], settings: Settings
) -> None:
    signed_up(agent, service)
    wishes.save_wishes(agent, "", {"trunk_down": ["push"], "new_lead": []})
    told(agent)
    told(agent, "new_lead", site="Tent shop")
    keep()
    assert services.newest(agent) == []
    assert len(service.posted) == 1
    wishes.save_wishes(agent, "de", {"trunk_down": ["desk", "mail"]})
    told(agent, name="Second line")
    keep()
    assert len(service.posted) == 1
    assert services.unseen(agent) == 1
    message = Message.objects.get()
    assert message.subject == "Die Telefonleitung „Second line“ ist gestört"
    assert f"{real.PUBLIC_URL}/trunks/1/" in message.text
    assert message.state == "sent"
    assert len(mail.outbox) <= 1


def test_who_has_left_is_told_nothing(
    organisation: Any, agent: Actor, service: PushService, keep: Callable[[], None]
) -> None:
    scene.member(organisation, "owner")
    signed_up(agent, service)
    wishes.save_wishes(agent, "de", {})
    told(agent)
    remove_member(scene.member(organisation, "owner"), agent.member_id or 0)
    keep()
    assert service.posted == []
    assert not (Notice.objects.exists() or Device.objects.exists() or NoticeWish.objects.exists())


def test_a_device_is_known_once_and_there_is_an_end_to_them(agent: Actor, service: PushService) -> None:
    for number in range(wishes.MOST_DEVICES + 3):
        signed_up(agent, service, str(number))
        signed_up(agent, service, str(number))
    assert Device.objects.count() == wishes.MOST_DEVICES
    wishes.remove_device(agent, address=f"{service.url}/12")
    assert Device.objects.count() == wishes.MOST_DEVICES - 1
    with pytest.raises(NotFoundError):
        wishes.remove_device(agent, address=f"{service.url}/12")


def test_old_notices_go(moment: SettableClock, agent: Actor, keep: Callable[[], None]) -> None:
    told(agent)
    keep()
    moment.advance(86_400)
    told(agent, name="Second line")
    keep()
    assert expiry.expire(agent.organisation_id, clock.now(), 10) == 1
    assert Notice.objects.count() == 1
