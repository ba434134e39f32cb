"""What the public hot path does with those who mean harm."""

import logging
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import altcha
import httpx
import pytest
from django.db import OperationalError

from ringback.base.accounts.services import Actor
from ringback.base.edge import bodies
from ringback.doors.website.models import CallbackRequest, Site, UsedChallenge
from ringback.doors.website.services import save_site
from ringback.project.mounting import PublicPaths
from tests.integration.website.conftest import ORIGIN, Ask, fresh_number, site_values, wish
from tests.waiting import until

EVIL = "https://evil.example"


@pytest.mark.parametrize("origin", [EVIL, "null", "http://shop.example", "https://shop.example.evil.example", ""])
def test_a_page_elsewhere_cannot_ask_nor_read_the_refusal(ask: Ask, origin: str) -> None:
    answer = ask(headers={"Origin": origin})
    assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers
    assert not CallbackRequest.objects.exists()


def test_a_program_without_an_origin_is_sent_to_the_api(served: str, site: Site) -> None:
    assert httpx.post(f"{served}/v1/callbacks", json=wish(site, fresh_number())).status_code == 403


def test_preflights_are_answered_to_known_origins_only(client: httpx.Client, site: Site) -> None:
    known = client.options("/v1/callbacks")
    assert known.headers["access-control-allow-origin"] == ORIGIN
    assert known.headers["access-control-max-age"] == "3600"
    assert "Idempotency-Key" in known.headers["access-control-allow-headers"]
    forged = client.options("/v1/callbacks", headers={"Origin": EVIL})
    assert "access-control-allow-origin" not in forged.headers


def test_another_sites_origin_does_not_open_this_one(ask: Ask, actor: Actor, site: Site) -> None:
    save_site(actor, None, site_values(origins=[EVIL], group_id=site.group_id))
    answer = ask(headers={"Origin": EVIL})
    assert answer.status_code == 403 and "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"more": ' + b"[" * 4000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"site": 1}', "application/json", 422),
        (b'{"site": "x", "phone": {}, "consent": {}}', "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"site=x&phone=1", "application/x-www-form-urlencoded", 415),
        (b" " * 9000, "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_problem(
    client: httpx.Client, site: Site, body: bytes, kind: str, status: int
) -> None:
    answer = client.post("/v1/callbacks", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.json()["status"] == status


def test_a_body_that_trickles_in_is_given_up(served: str, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_SECONDS", 0.3)
    host, port = served.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as wire:
        head = f"POST /v1/callbacks HTTP/1.1\r\nHost: {host}\r\nOrigin: {ORIGIN}\r\n"
        wire.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n".encode() + b'{"site"')
        assert wire.recv(2000).startswith(b"HTTP/1.1 408")


def test_a_body_larger_than_it_says_is_cut_off(client: httpx.Client, site: Site) -> None:
    def chunks() -> Any:
        for _ in range(20):
            yield b" " * 1000

    answer = client.post("/v1/callbacks", content=chunks(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("key", ["short", "x" * 81, "k\u00e9y-with-accent", "a b c d e f g"])
def test_keys_that_cannot_be_keys_are_refused(ask: Ask, key: str) -> None:
    answer = ask(headers={"Idempotency-Key": key.encode("latin-1")})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_nothing_a_visitor_sends_reaches_a_header_or_a_second_line(ask: Ask) -> None:
    evil = "Bob\r\nSet-Cookie: a=b\u2028<script>\x00"
    answer = ask(name=evil, page=f"{ORIGIN}/\r\nX: y", referrer="javascript:alert(1)", zone="../../etc/passwd")
    assert answer.status_code == 201 and "set-cookie" not in answer.headers
    request = CallbackRequest.objects.get()
    assert request.name == "Bob Set-Cookie: a=b <script>"
    assert "\n" not in request.page and request.referrer == "" and request.zone == ""


def test_the_trap_for_programs_shuts(ask: Ask) -> None:
    assert ask(website="https://spam.example").status_code == 422
    assert not CallbackRequest.objects.exists()


def test_spraying_numbers_from_one_address_ends_soon(ask: Ask, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, most_per_address_hour=5))
    sender = {"X-Forwarded-For": "2001:db8:1:2::1"}
    statuses = [ask(headers={"X-Forwarded-For": f"2001:db8:1:2::{n:x}"}).status_code for n in range(1, 15)]
    assert statuses.count(201) == 5 and set(statuses) == {201, 429}
    refused = ask(headers=sender)
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) == refused.json()["retry_after"]


class TestProofOfWork:
    """A site that asks for work first."""

    @pytest.fixture
    def site(self, actor: Actor, group: Any) -> Site:
        return save_site(actor, None, site_values(group_id=group.pk, proof_of_work=True))

    def solved(self, client: httpx.Client, site: Site) -> str:
        challenge = altcha.Challenge.from_dict(client.get("/v1/challenge", params={"site": site.key}).json())
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        return altcha.Payload(challenge, solution).to_base64()

    def test_work_is_needed_and_counts_once(self, client: httpx.Client, ask: Ask, site: Site) -> None:
        assert ask().status_code == 422
        payload = self.solved(client, site)
        assert ask(pow=payload).status_code == 201
        replayed = ask(pow=payload)
        assert replayed.status_code == 409 and UsedChallenge.objects.count() == 1

    def test_one_proof_sent_many_times_at_once_counts_once(self, served: str, client: httpx.Client, site: Site) -> None:
        payload = self.solved(client, site)

        def post(_: int) -> int:
            body = wish(site, fresh_number(), pow=payload)
            return httpx.post(f"{served}/v1/callbacks", json=body, headers={"Origin": ORIGIN}, timeout=30).status_code

        with ThreadPoolExecutor(10) as pool:
            statuses = list(pool.map(post, range(10)))
        assert sorted(statuses) == [201] + [409] * 9

    def test_another_sites_work_does_not_count(self, client: httpx.Client, ask: Ask, site: Site, actor: Actor) -> None:
        other = save_site(actor, None, site_values(group_id=site.group_id, proof_of_work=True))
        assert ask(pow=self.solved(client, other)).status_code == 422


def test_no_challenge_where_none_is_asked_for(client: httpx.Client, site: Site) -> None:
    assert client.get("/v1/challenge", params={"site": site.key}).status_code == 404
    assert client.get("/v1/challenge", params={"site": "unknown"}).status_code == 404


def test_made_up_sites_are_remembered_as_such(client: httpx.Client, public: PublicPaths, site: Site) -> None:
    for _ in range(3):
        assert client.get("/w/made-up.js").status_code == 404
    assert len(public.website.sites._sites) == 1


def test_numbers_are_not_logged_even_when_all_goes_wrong(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    number = fresh_number()

    def broken(*_: object) -> None:
        raise ValueError(f"Key (phone)=({number}) already exists")

    monkeypatch.setattr("ringback.doors.website.services.requests._write", broken)
    with caplog.at_level(logging.DEBUG):
        answer = ask(number)
    assert answer.status_code == 500 and number not in answer.text
    seen = capsys.readouterr()
    assert number not in caplog.text + seen.out + seen.err
    assert "a public request failed" in caplog.text + seen.out + seen.err


def test_an_overfull_queue_asks_to_come_again(ask: Ask, public: PublicPaths) -> None:
    public.machinery.writer._queue.maxsize = 0
    public.machinery.writer._stopping = True
    answer = ask()
    assert answer.status_code == 503 and answer.headers["retry-after"] == "2"


def test_a_database_that_is_away_asks_to_come_again(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("ringback.doors.website.services.requests._request", away)
    answer = ask()
    assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
    assert "server closed" not in answer.text


def test_health_and_metrics(client: httpx.Client, ask: Ask) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/metrics").status_code == 401
    ask()
    metrics = client.get("/metrics", headers={"Authorization": "Bearer secret-of-metrics"})
    assert 'ringback_edge_answers_total{route="ask",status="201"}' in metrics.text


def test_health_says_when_the_writer_is_gone(client: httpx.Client, public: PublicPaths) -> None:
    public.machinery.writer.stop()
    until(lambda: not public.machinery.writer.alive)
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/v1/nothing", "/w/", "/v1/callbacks/a/b/c"])
def test_unknown_paths_are_problems_too(client: httpx.Client, site: Site, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem_too(client: httpx.Client, site: Site) -> None:
    assert client.delete("/v1/callbacks").status_code == 405
