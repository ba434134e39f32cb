"""What is gained by scripting the form is nothing: the attacks, one by one (docs/security.md names them all)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from django.db import transaction

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, ids
from ringback.channels.voice.models import Call, Leg
from ringback.channels.voice.spending import services as spending
from ringback.channels.voice.spending.rules import Limit
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import save_site
from ringback.project import serving
from ringback.project.mounting import PublicPaths
from ringback.project.serving import Guard
from tests.integration.accounts import scene
from tests.integration.website.conftest import Ask, fresh_number, site_values
from tests.servers.web import web
from tests.waiting import until

OUR_PROXY = ["127.0.0.1/32"]


def from_elsewhere(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"198.51.100.{number}"}


class TestPeople:
    """Somebody is to be called who did not ask, again and again."""

    def test_one_victim_from_many_addresses_and_sites_and_spellings(self, ask: Ask, actor: Actor, site: Site) -> None:
        victim = fresh_number()
        other = save_site(actor, None, site_values(group_id=site.group_id))
        spellings = (victim, "0" + victim[3:], f"{victim[:3]} (0) {victim[3:6]}-{victim[6:]}", f"00{victim[1:]}")
        statuses = []
        for number in range(40):
            into = site if number % 2 else other
            statuses.append(ask(spellings[number % 4], into=into, headers=from_elsewhere(number)).status_code)
            CallbackRequest.objects.update(open_phone=None)
        assert statuses.count(201) == site.most_per_number_day and statuses[-1] == 429
        assert set(CallbackRequest.objects.values_list("phone", flat=True)) == {victim}
        assert Call.objects.filter(live_number=victim).count() == 1, "and never two calls at a time"

    def test_numbers_sprayed_from_many_addresses_end_at_the_sites_limit(
        self, ask: Ask, actor: Actor, site: Site
    ) -> None:
        save_site(actor, site.pk, site_values(group_id=site.group_id, most_per_site_hour=5))
        statuses = [ask(headers=from_elsewhere(number)).status_code for number in range(12)]
        assert statuses.count(201) == 5 and set(statuses[5:]) == {429}


class TestMoney:
    """Calls that cost us, and pay whoever has the number."""

    @pytest.mark.parametrize(
        "number",
        [
            "+499001234567",  # premium, Germany
            "+449098790000",  # premium, Great Britain
            "+447012345678",  # "personal", Great Britain: dear
            "+19002345678",  # premium, United States
            "+33892123456",  # premium, France
            "+870773123456",  # Inmarsat
            "+881612345678",  # Iridium
            "+8821612345678",  # Thuraya
            "+883510012345678",  # international networks
            "+979123456789",  # international premium
            "+80012345678",  # international freephone
        ],
    )
    def test_premium_and_satellite_numbers_are_refused_wherever_we_call(
        self, ask: Ask, actor: Actor, site: Site, number: str
    ) -> None:
        save_site(actor, site.pk, site_values(group_id=site.group_id, countries=["DE", "GB", "US", "FR"]))
        answer = ask(number)
        assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "phone"
        assert not Promise.objects.exists()

    def test_a_days_limit_stops_dialling_tells_us_and_takes_no_requests(
        self, ask: Ask, actor: Actor, site: Site
    ) -> None:
        scene.member(site.organisation, "owner")
        spending.set_limit(actor, Limit(dials=1))
        assert ask().status_code == 201
        call, now = Call.objects.get(), clock.now()
        Leg.objects.create(
            call=call,
            number=1,
            role="visitor",
            trunk_id=1,
            address="sip:1@c",
            sip_call_id=ids.public_id(),
            dialled_at=now,
        )
        Call.objects.update(planned_at=now)
        with transaction.atomic():
            spending.mind()
        told = [promise.content["what"] for promise in Promise.objects.filter(kind="notice")]
        assert told == ["day_limit_reached"]
        assert ask().status_code == 503


@contextmanager
def connected(address: str, said: bytes = b"") -> Iterator[socket.socket]:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=40) as wire:
        wire.sendall(said)
        yield wire


def is_closed(wire: socket.socket, drop: bytes = b"") -> bool:
    """Whether the other side has ended it; otherwise it is given one more drop."""
    wire.setblocking(False)
    try:
        if drop:
            wire.send(drop)
        return wire.recv(4000) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


class TestPatience:
    """Connections opened to be held, with nothing on them or drop by drop."""

    @pytest.fixture(autouse=True)
    def short_patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "HEAD_SECONDS", 0.3)
        monkeypatch.setattr(serving, "BODY_SECONDS", 0.3)

    @pytest.mark.parametrize(
        ("said", "drop"),
        [
            (b"", b""),
            (b"", b"\r\n"),
            (b"GET /healthz HTTP/1.1\r\n", b"X-A: b\r\n"),
            (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b"G"),
            (b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\n", b"a"),
        ],
        ids=["silence", "empty lines", "a head in drops", "the second head in drops", "a body in drops"],
    )
    def test_who_does_not_send_a_request_is_let_go(self, served: str, said: bytes, drop: bytes) -> None:
        with connected(served, said) as wire:
            until(lambda: is_closed(wire, drop))
        until(lambda: answers(served))

    def test_a_head_without_end_is_cut_off(self, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "HEAD_SECONDS", 600.0)
        with connected(served, b"GET /healthz HTTP/1.1\r\n") as wire:
            until(lambda: is_closed(wire, b"X-Long: " + b"y" * 8000 + b"\r\n"))

    def test_a_body_without_end_is_cut_off(self, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "BODY_SECONDS", 600.0)
        monkeypatch.setattr(serving, "MOST_BODY_BYTES", 100_000)
        head = b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000000\r\n\r\n"
        with connected(served, head) as wire:
            until(lambda: is_closed(wire, b"z" * 8000))

    def test_our_own_answer_may_take_its_time(
        self, ask: Ask, client: httpx.Client, public: PublicPaths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ringback.base.edge.streams.HEARTBEAT_SECONDS", 0.2)

        def goes_on() -> bool:
            """Whether the stream outlasts our patience; a busy machine may be slower than that with its own request."""
            try:
                token = ask().json()["token"]
                with client.stream("GET", f"/v1/callbacks/{token}/events") as events:
                    beats = (line for line in events.iter_lines() if line.startswith(": still here"))
                    return len([next(beats) for _ in range(4)]) == 4
            except httpx.TransportError:
                return False

        until(goes_on)


class TestCrowds:
    """More connections and streams than a process has room for."""

    def test_one_sender_has_so_many_connections_and_others_have_theirs(
        self, public: PublicPaths, transactional_db: None
    ) -> None:
        with web(public, Guard(most_of_one=5)) as address, ExitStack() as held:
            wires = [held.enter_context(connected(address)) for _ in range(5)]
            one_more = held.enter_context(connected(address))
            until(lambda: is_closed(one_more))
            assert not any(is_closed(wire) for wire in wires)
            wires[0].close()
            until(lambda: answers(address))

    def test_a_thousand_streams_leave_room_for_others(
        self, ask: Ask, client: httpx.Client, served: str, public: PublicPaths
    ) -> None:
        streams = public.machinery.streams
        streams._most, streams._most_a_sender = 6, 3
        path = f"/v1/callbacks/{ask().json()['token']}/events"
        with ExitStack() as open_ones:
            statuses = [
                open_ones.enter_context(client.stream("GET", path, headers=from_elsewhere(number // 10))).status_code
                for number in range(40)
            ]
            assert statuses.count(200) == 6 == len(streams) and set(statuses) == {200, 429, 503}
            assert client.get("/healthz").status_code == 200
            assert ask().status_code == 201, "and whoever asks for a call is heard"
        until(lambda: len(streams) == 0)
        with client.stream("GET", path) as again:
            assert again.status_code == 200


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False
