"""Webhooks to a receiver that fails in every way."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings
from standardwebhooks import Webhook

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.channels.messages.models import WebhookDelivery, WebhookEndpoint, WebhookState
from ringback.channels.messages.services import EventType, declare_event, emit
from ringback.channels.messages.webhooks import expiry, rules, services, turns
from ringback.channels.messages.webhooks import keep as keeping
from ringback.channels.messages.webhooks.services import EndpointValues
from ringback.core.promises import reads
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.project.outgoing import networks
from tests.integration.accounts import scene
from tests.servers.ports import free_port
from tests.servers.receiver import Posted, Receiver, Reply
from tests.waiting import until

HEARD = "tests.happened"
DATA = {"id": 7, "state": "kept"}


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    declare_event(EventType(HEARD, "Something happened", DATA))
    settings.OUTGOING_NETWORKS = networks(["127.0.0.0/8"])
    with Receiver() as one:
        yield one


@pytest.fixture
def endpoint(actor: Actor, receiver: Receiver) -> WebhookEndpoint:
    return services.save_endpoint(actor, None, EndpointValues("Our CRM", f"{receiver.url}/hook", [HEARD]))


@pytest.fixture
def keep(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Let a keeper do all that is due now."""
    keeper = Keeper()

    def quiet() -> bool:
        keeper.round()
        open_now = Promise.objects.filter(kind="messages.webhook", state="pending", due_at__lte=clock.now())
        under_way = Promise.objects.filter(kind="messages.webhook", state="keeping")
        return not (open_now.exists() or under_way.exists() or Promise.objects.filter(untold=True).exists())

    def kept() -> None:
        until(quiet)

    yield kept
    close = getattr(keeper, "close", None)
    if close is not None:
        close()


def happened(organisation: Organisation, **more: Any) -> int:
    return emit(organisation.pk, HEARD, DATA, **more)


def verified(endpoint: WebhookEndpoint, posted: Posted) -> Any:
    return Webhook(endpoint.secret).verify(posted.body, dict(posted.headers))


def test_an_event_arrives_signed(
    organisation: Organisation, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    assert happened(organisation) == 1
    keep()
    (posted,) = receiver.posted
    assert posted.path == "/hook"
    assert verified(endpoint, posted)["data"] == DATA
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.event_id) == (WebhookState.DELIVERED, posted.headers["webhook-id"])
    assert [tried["status"] for tried in delivery.tries] == [200]
    assert delivery.closed_at is not None


def test_it_is_no_promise_to_a_person(
    actor: Actor, organisation: Organisation, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    """It neither fills Today nor counts in what was kept on time."""
    receiver.reply = Reply(500)
    happened(organisation)
    keep()
    now = clock.now()
    shown = reads.today(actor, now + timedelta(hours=1))
    assert (shown.overdue, shown.due) == ([], [])
    receiver.reply = Reply(200)
    happened(organisation)
    keep()
    assert reads.kept_on_time(actor, now - timedelta(days=1), now + timedelta(days=1)).closed == 0


def test_only_who_asked_hears_of_it(
    organisation: Organisation, actor: Actor, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    declare_event(EventType("tests.other", "Something else", {}))
    elsewhere = Organisation.objects.create(name="Another")
    assert emit(organisation.pk, "tests.other", {}) == 0
    assert happened(elsewhere) == 0
    services.switch(actor, endpoint.pk, on=False)
    assert happened(organisation) == 0
    assert not Promise.objects.filter(kind="messages.webhook").exists()
    with pytest.raises(NotFoundError):
        emit(organisation.pk, "tests.unknown", {})


def test_an_event_with_a_key_is_told_once(organisation: Organisation, endpoint: WebhookEndpoint) -> None:
    assert [happened(organisation, key="call 7") for _ in range(3)] == [1, 0, 0]
    assert happened(organisation, key="call 8") == 1
    assert WebhookDelivery.objects.count() == 2


def test_it_is_tried_by_the_schedule_under_one_id_and_then_given_up(
    moment: SettableClock,
    organisation: Organisation,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("random.random", lambda: 0.0)
    receiver.reply = Reply(500, b"broken")
    happened(organisation)
    keep()
    for number, gap in enumerate((5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400), start=1):
        assert len(receiver.posted) == number
        moment.advance(gap - 1)
        keep()
        assert len(receiver.posted) == number
        moment.advance(2)
        keep()
    assert len(receiver.posted) == 10
    assert len({posted.headers["webhook-id"] for posted in receiver.posted}) == 1
    assert len({posted.headers["webhook-timestamp"] for posted in receiver.posted}) == 10
    delivery = WebhookDelivery.objects.get()
    assert delivery.state == WebhookState.FAILED
    assert delivery.tries[-1]["said"] == "500 broken"


@pytest.mark.parametrize("status", [301, 307, 400, 404, 429, 500, 502])
def test_whatever_is_not_taken_is_tried_again(
    status: int, organisation: Organisation, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    receiver.reply = Reply(status, b"", {"Location": f"{receiver.url}/elsewhere"})
    happened(organisation)
    keep()
    assert [posted.path for posted in receiver.posted] == ["/hook"]
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.tries[0]["status"]) == (WebhookState.WAITING, status)


def test_an_answer_that_does_not_come_is_a_failure(
    organisation: Organisation,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "SECONDS", 0.3)
    free = threading.Event()
    receiver.reply = Reply(before=free.wait)
    happened(organisation)
    keep()
    free.set()
    assert "Timeout" in WebhookDelivery.objects.get().tries[0]["said"]
    assert Attempt.objects.get().outcome == "failed"


@pytest.mark.parametrize(("asked", "seconds"), [("1200", 1200), ("999999999", 86_400), ("soon", 5), ("0", 5)])
def test_an_endpoint_that_asks_for_a_pause_has_it_within_reason(
    asked: str,
    seconds: int,
    organisation: Organisation,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
) -> None:
    receiver.reply = Reply(429, headers={"Retry-After": asked})
    happened(organisation)
    keep()
    promise = Promise.objects.get(kind="messages.webhook")
    waits = (promise.due_at - clock.now()).total_seconds()
    assert seconds - 5 < waits <= seconds * 1.1
    keep()
    assert len(receiver.posted) == 1


def test_a_slow_endpoint_leaves_threads_for_the_others(
    organisation: Organisation,
    actor: Actor,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two requests wait for answers that do not come; what else is for that endpoint is put back, as if never tried."""
    monkeypatch.setattr(rules, "SLOW_SECONDS", 0.05)
    free = threading.Event()
    receiver.reply = lambda posted: Reply(before=free.wait if posted.path == "/hook" else lambda: None)
    keeper = Keeper()

    def rounds(over: Callable[[], bool]) -> None:
        until(lambda: keeper.round() is None or over())

    def waiting() -> int:
        return WebhookDelivery.objects.filter(endpoint=endpoint, promise__state="keeping").count()

    try:
        for count in (1, 2):
            happened(organisation)
            rounds(lambda count=count: len(receiver.posted) == count)  # type: ignore[misc]
            until(lambda: turns.slow(endpoint.pk) == count)  # noqa: B023
        for _ in range(10):
            happened(organisation)
        rounds(lambda: waiting() == 2)
        services.save_endpoint(actor, None, EndpointValues("Quick", f"{receiver.url}/quick", [HEARD]))
        happened(organisation)
        rounds(lambda: WebhookDelivery.objects.filter(state=WebhookState.DELIVERED).count() == 1)
        assert [posted.path for posted in receiver.posted] == ["/hook", "/hook", "/quick"]
        put_back = Promise.objects.filter(kind="messages.webhook", state="pending")
        assert set(put_back.values_list("attempts_made", "lease")) == {(0, "")}
        assert not Attempt.objects.filter(promise__in=put_back).exists()
        assert put_back.count() == 11
    finally:
        free.set()
        rounds(lambda: waiting() == 0)
        keeper.close()


def test_an_endpoint_that_is_deleted_while_it_is_asked(
    organisation: Organisation, actor: Actor, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    def delete() -> None:
        WebhookEndpoint.objects.all().delete()
        connection.close()  # the server's thread's

    receiver.reply = Reply(500, before=delete)
    happened(organisation)
    keep()
    promise = Promise.objects.get(kind="messages.webhook")
    attempt = Attempt.objects.get(promise=promise)
    assert (promise.state, attempt.outcome, attempt.error) == ("pending", "failed", "500 ok")


def test_an_endpoint_that_is_deleted_while_somebody_tells_of_something(
    organisation: Organisation, endpoint: WebhookEndpoint
) -> None:
    """On PostgreSQL who deletes waits for who tells; beside SQLite there is one writer at a time anyway."""
    began, gone = threading.Event(), threading.Event()

    def delete() -> None:
        began.set()
        WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()
        gone.set()
        connection.close()

    with transaction.atomic():
        assert happened(organisation) == 1
        thread = threading.Thread(target=delete)
        thread.start()
        began.wait(5)
        assert not gone.is_set()
    thread.join(20)
    assert gone.is_set()
    assert not WebhookDelivery.objects.exists()


def test_nobody_there_is_a_failure(
    actor: Actor, organisation: Organisation, endpoint: WebhookEndpoint, keep: Callable[[], None]
) -> None:
    WebhookEndpoint.objects.update(url=f"http://127.0.0.1:{free_port()}/hook")
    happened(organisation)
    keep()
    assert "refused" in WebhookDelivery.objects.get().tries[0]["said"]


def test_addresses_of_our_own_network_are_refused_when_they_are_used(
    organisation: Organisation,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
    settings: Settings,
) -> None:
    """It was permitted when it was saved, and may have come to mean something else since."""
    settings.OUTGOING_NETWORKS = ()
    WebhookEndpoint.objects.update(url=f"https://localhost:{receiver.port}/hook")
    happened(organisation)
    keep()
    assert receiver.posted == []
    assert "not an address we connect to" in WebhookDelivery.objects.get().tries[0]["said"]


def test_410_switches_the_endpoint_off_and_tells_the_admins(
    organisation: Organisation, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    admin, viewer = scene.member(organisation, "admin"), scene.member(organisation, "viewer")
    receiver.reply = Reply(410)
    happened(organisation)
    happened(organisation)
    keep()
    endpoint.refresh_from_db()
    assert endpoint.off_why == "gone"
    assert {one.state for one in WebhookDelivery.objects.all()} <= {WebhookState.FAILED, WebhookState.CANCELLED}
    told = Promise.objects.filter(kind="notice")
    assert [one.owner_id for one in told] == [admin.member_id] != [viewer.member_id]
    assert told[0].content["what"] == "webhook_gone"
    assert AuditEntry.objects.filter(action="webhook.switched_off").count() == 1


def test_an_endpoint_that_does_nothing_but_fail_for_days_is_switched_off(
    moment: SettableClock,
    organisation: Organisation,
    actor: Actor,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
) -> None:
    receiver.reply = Reply(500)
    happened(organisation)
    keep()
    moment.advance(4 * 86_400)
    receiver.reply = Reply(200)
    happened(organisation)
    keep()
    endpoint.refresh_from_db()
    assert endpoint.failing_since_at is None  # one success, and the days are counted anew
    receiver.reply = Reply(500)
    happened(organisation)
    keep()
    moment.advance(5 * 86_400)
    happened(organisation)
    keep()
    endpoint.refresh_from_db()
    assert endpoint.off_why == "failing"
    services.switch(actor, endpoint.pk, on=True)
    endpoint.refresh_from_db()
    assert (endpoint.off_at, endpoint.failing_since_at) == (None, None)


def test_a_renewed_secret_signs_beside_the_old_one_for_a_day(
    moment: SettableClock,
    organisation: Organisation,
    actor: Actor,
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    keep: Callable[[], None],
) -> None:
    old = endpoint.secret
    new = services.renew_secret(actor, endpoint.pk).secret
    assert new != old
    happened(organisation)
    keep()
    moment.advance(timedelta(days=1).total_seconds() + 1)
    happened(organisation)
    keep()
    during, after = (posted.headers["webhook-signature"].split(" ") for posted in receiver.posted)
    assert (len(during), len(after)) == (2, 1)


def test_secrets_and_bodies_are_sealed_in_the_database(organisation: Organisation, endpoint: WebhookEndpoint) -> None:
    from django.db import connection

    happened(organisation, personal={"phone": "+4915123456789"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM correspondence_webhookendpoint")
        assert endpoint.secret not in str(cursor.fetchall())
        cursor.execute("SELECT body FROM correspondence_webhookdelivery")
        assert "kept" not in str(cursor.fetchall())


def test_numbers_leave_the_house_only_where_it_was_set_up_so(
    organisation: Organisation, actor: Actor, receiver: Receiver, keep: Callable[[], None]
) -> None:
    for name, whole in (("masked", False), ("whole", True)):
        services.save_endpoint(actor, None, EndpointValues(name, f"{receiver.url}/{name}", [HEARD], whole))
    happened(organisation, personal={"phone": "+4915123456789", "name": "Mira"})
    keep()
    told = {posted.path: json.loads(posted.body)["data"] for posted in receiver.posted}
    assert told["/masked"] == {**DATA, "phone": "+49 •••• •••••89"}
    assert told["/whole"] == {**DATA, "phone": "+4915123456789", "name": "Mira"}


def test_a_test_and_a_second_delivery(
    organisation: Organisation, actor: Actor, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    sent = services.send_test(actor, endpoint.pk)
    with pytest.raises(ConflictError):
        services.deliver_again(actor, sent.public_id)
    keep()
    services.deliver_again(actor, sent.public_id)
    keep()
    assert [verified(endpoint, posted)["type"] for posted in receiver.posted] == ["webhook.test"] * 2
    assert len({posted.headers["webhook-id"] for posted in receiver.posted}) == 1
    sent.refresh_from_db()
    assert (sent.state, len(sent.tries)) == (WebhookState.DELIVERED, 2)
    services.switch(actor, endpoint.pk, on=False)
    with pytest.raises(ConflictError):
        services.send_test(actor, endpoint.pk)
    with pytest.raises(ConflictError):
        services.deliver_again(actor, sent.public_id)


def test_what_was_on_its_way_when_the_endpoint_went_is_called_off(
    organisation: Organisation, actor: Actor, endpoint: WebhookEndpoint, receiver: Receiver, keep: Callable[[], None]
) -> None:
    happened(organisation)
    services.delete_endpoint(actor, endpoint.pk)
    keep()
    assert receiver.posted == []
    assert Promise.objects.get(kind="messages.webhook").state == "cancelled"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 81}),
        ("url", {"url": "https://169.254.169.254/"}),
        ("url", {"url": "https://u:p@example.org/"}),
        ("events", {"events": []}),
        ("events", {"events": ["no.such"]}),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    field: str, changes: dict[str, Any], actor: Actor, receiver: Receiver
) -> None:
    values: dict[str, Any] = {"name": "CRM", "url": "https://example.org/hook", "events": [HEARD]}
    with pytest.raises(FieldError) as refused:
        services.save_endpoint(actor, None, EndpointValues(**(values | changes)))
    assert refused.value.field == field
    assert not WebhookEndpoint.objects.exists()


def test_setting_up_is_for_those_who_may_and_within_their_organisation(
    organisation: Organisation, endpoint: WebhookEndpoint
) -> None:
    lead = scene.member(organisation, "lead")
    stranger = scene.member(Organisation.objects.create(name="Another"), "owner")
    for actor, error in ((lead, NotAllowedError), (stranger, NotFoundError)):
        for deed in (services.delete_endpoint, services.renew_secret, services.send_test):
            with pytest.raises(error):
                deed(actor, endpoint.pk)
        with pytest.raises(error):
            services.switch(actor, endpoint.pk, on=False)


def test_old_deliveries_go(moment: SettableClock, organisation: Organisation, endpoint: WebhookEndpoint) -> None:
    happened(organisation)
    moment.advance(86_400)
    happened(organisation)
    cut = clock.now() - timedelta(hours=1)
    assert [expiry.expire(organisation.pk, cut, 10) for _ in range(2)] == [1, 0]
    assert WebhookDelivery.objects.count() == 1
