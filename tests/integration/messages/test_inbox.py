"""Mail that comes into a real mailbox lands with the person and the message it is about, once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.inbox import elsewhere, landing, personal_data, reading, services, telling
from ringback.channels.messages.inbox import keep as looking
from ringback.channels.messages.inbox.mailbox import Account, MailboxError
from ringback.channels.messages.inbox.mailbox import Mailbox as OpenMailbox
from ringback.channels.messages.mail.answers import answers_to, organisation_address
from ringback.channels.messages.models import (
    BouncedAddress,
    CalendarAnswer,
    InboundMessage,
    Mailbox,
    MailKind,
    Matched,
    Message,
    State,
)
from ringback.core.people.models import Person, PersonEmail
from ringback.core.people.services import Subject, history, known_by_email
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Direction, Draft, make, recurring
from ringback.project.mail import inbox
from tests.servers.dovecot import Dovecot
from tests.servers.mail import MailSink
from tests.waiting import until

Order = Callable[..., Message]
Keep = Callable[..., Message]


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def account(dovecot: Dovecot, settings: Settings) -> Account:
    with dovecot.client() as client:
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    settings.INBOX = inbox(dovecot.url())
    settings.INBOX_ADDRESS = "answers@ringback.example"
    return Account(**settings.INBOX)


def written(text: str = "Yes, gladly.", **headers: str) -> bytes:
    """A mail from Mira, unless told otherwise; a name's underscore stands for a hyphen."""
    given = {
        "From": "Mira Novak <Mira@example.org>",
        "To": "answers@ringback.example",
        "Subject": "Re: your mail",
        "Message_ID": "<one@example.org>",
        "Date": "Wed, 11 Mar 2026 12:00:00 +0100",
    } | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return "\r\n".join([*lines, "", text, ""]).encode()


def only() -> InboundMessage:
    return InboundMessage.objects.get()


def test_an_answer_lands_with_the_person_and_the_message(
    dovecot: Dovecot, account: Account, order: Order, actor: Actor
) -> None:
    message = order()
    dovecot.deliver(written(In_Reply_To=message.message_id))
    assert reading.read(account).taken == 1
    mail = only()
    assert (mail.matched, mail.message, mail.promise_id) == (Matched.REFERENCE, message, message.promise_id)
    assert (mail.text, mail.subject, mail.kind) == ("Yes, gladly.", "Re: your mail", MailKind.LETTER)
    assert mail.person is not None and mail.person.name == "Mira Novak"
    (line,) = [one for one in history(actor, (mail.person.pk,)) if "Re: your mail" in str(one.title)]
    assert line.url == f"/messages/inbox/{mail.public_id}/"


def test_the_address_of_a_message_says_more_than_any_header(
    dovecot: Dovecot, account: Account, order: Order, organisation: Organisation
) -> None:
    other = order()
    person = Person.objects.create(organisation=organisation, name="Mira")
    message = order(person_id=person.pk)
    where = answers_to(message.public_id).upper()
    dovecot.deliver(written(To=f"Us <{where}>", In_Reply_To=other.message_id, From="assistant@example.net"))
    reading.read(account)
    assert (only().message, only().matched, only().person) == (message, Matched.TOKEN, person)
    assert not PersonEmail.objects.filter(address="assistant@example.net").exists()


def test_our_mail_says_where_answers_go(account: Account, order: Order, keep: Keep, server: MailSink) -> None:
    message = keep(order(), State.SENT)
    assert server.mails[0]["Reply-To"] == answers_to(message.public_id)
    assert server.envelopes == [answers_to(message.public_id)]


def test_mail_to_the_organisations_own_address_makes_a_person_known(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    Organisation.objects.create(name="Others")
    dovecot.deliver(written(To=organisation_address(organisation.pk)))
    reading.read(account)
    assert (only().organisation, only().matched) == (organisation, Matched.ADDRESS)
    assert PersonEmail.objects.get().address == "mira@example.org"


def test_an_address_that_we_did_not_make_opens_nothing(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    other = Organisation.objects.create(name="Others")
    dovecot.deliver(written(To=f"answers+o{other.pk}-{'0' * 12}@ringback.example"))
    reading.read(account)
    assert (only().organisation, only().matched, only().person) == (organisation, Matched.NOBODY, None)


def test_a_known_sender_is_the_last_resort(dovecot: Dovecot, account: Account, organisation: Organisation) -> None:
    other = Organisation.objects.create(name="Others")
    person = known_by_email(other.pk, "mira@example.org")
    dovecot.deliver(written())
    reading.read(account)
    assert (only().organisation, only().matched, only().person_id) == (other, Matched.SENDER, person.pk)


def test_whom_two_organisations_know_is_nobodys(dovecot: Dovecot, account: Account, organisation: Organisation) -> None:
    known_by_email(organisation.pk, "mira@example.org")
    known_by_email(Organisation.objects.create(name="Others").pk, "mira@example.org")
    dovecot.deliver(written())
    reading.read(account)
    assert (only().matched, only().person) == (Matched.NOBODY, None)


def test_nothing_is_read_twice_and_all_stays_in_the_mailbox(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    for number in range(3):
        dovecot.deliver(written(Message_ID=f"<{number}@example.org>"))
    assert reading.read(account).taken == 3
    assert reading.read(account).taken == 0
    assert InboundMessage.objects.count() == 3
    with dovecot.client() as client:
        client.select_folder("INBOX")
        assert len(client.search("SEEN")) == 3 and client.search("UNSEEN") == []


def test_a_crash_between_two_mails_loses_and_doubles_nothing(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        dovecot.deliver(written(Message_ID=f"<{number}@example.org>"))
    real, calls = landing._land, []

    def breaks(*arguments: Any) -> Any:
        landed = real(*arguments)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt  # after the row, before the commit
        return landed

    monkeypatch.setattr(landing, "_land", breaks)
    with pytest.raises(KeyboardInterrupt):
        reading.read(account)
    assert InboundMessage.objects.count() == 1
    reading.read(account)
    assert sorted(InboundMessage.objects.values_list("their_id", flat=True)) == [f"<{n}@example.org>" for n in range(3)]


def test_a_mailbox_that_starts_over_is_not_read_again(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    dovecot.deliver(written())
    reading.read(account)
    first = Mailbox.objects.get().uid_validity
    dovecot.start_over()
    dovecot.deliver(written("Something new.", Message_ID="<two@example.org>"))
    reading.read(account)
    assert Mailbox.objects.get().uid_validity != first
    assert sorted(InboundMessage.objects.values_list("their_id", flat=True)) == [
        "<one@example.org>",
        "<two@example.org>",
    ]


def test_over_tls_only_a_certificate_that_is_valid_is_trusted(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = Account(**inbox(dovecot.url("imaps")))
    with pytest.raises(MailboxError, match="certificate"):
        reading.read(secure)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    dovecot.deliver(written())
    assert reading.read(secure).taken == 1


@pytest.mark.parametrize("wrong", ["password", "folder"])
def test_a_mailbox_that_cannot_be_read_says_why(
    dovecot: Dovecot, account: Account, organisation: Organisation, wrong: str
) -> None:
    values = inbox(dovecot.url()) | {wrong: "nonsense"}
    with pytest.raises(MailboxError) as told:
        reading.read(Account(**values))
    assert str(told.value) and "quite-secret" not in str(told.value)


def test_who_was_to_write_to_us_has(
    dovecot: Dovecot, account: Account, organisation: Organisation, actor: Actor
) -> None:
    person = known_by_email(organisation.pk, "mira@example.org")
    due_at = clock.now() + timedelta(days=1)
    promise = make(
        Draft(
            organisation.pk,
            "website",
            "website.callback",
            "mail",
            due_at,
            person_id=person.pk,
            direction=Direction.THEY_CONTACT,
        )
    )
    dovecot.deliver(written(Auto_Submitted="auto-replied", Message_ID="<auto@example.org>"))
    reading.read(account)
    promise.refresh_from_db()
    assert promise.state == "pending" and only().kind == MailKind.AUTOMATIC and only().done_at is not None
    dovecot.deliver(written())
    reading.read(account)
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_our_own_mail_coming_around_is_left_alone(dovecot: Dovecot, account: Account, order: Order) -> None:
    message = order()
    dovecot.deliver(written(Message_ID=message.message_id))
    assert reading.read(account).taken == 1
    assert not InboundMessage.objects.exists()


def returned(message: Message, status: str = "5.1.1", action: str = "failed", **headers: str) -> bytes:
    """What a mail server reports of a mail that it could not deliver."""
    body = (
        f"--=b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--=b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {message.to_address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user\r\n\r\n"
        f"--=b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message.message_id}\r\nSubject: x\r\n\r\n--=b--"
    )
    return written(
        body,
        From="MAILER-DAEMON@mx.example.org",
        Content_Type='multipart/report; report-type=delivery-status; boundary="=b"',
        Auto_Submitted="auto-replied",
        **headers,
    )


def test_what_comes_back_for_good_marks_the_address(
    dovecot: Dovecot,
    account: Account,
    organisation: Organisation,
    order: Order,
    keep: Keep,
    server: MailSink,
    actor: Actor,
) -> None:
    message = keep(order(), State.SENT)
    dovecot.deliver(returned(message))
    reading.read(account)
    message.refresh_from_db()
    assert (only().kind, message.state) == (MailKind.BOUNCE, State.BOUNCED)
    assert message.promise is not None and message.promise.state == "broken"
    assert Attempt.objects.get(promise=message.promise).outcome == "refused"
    second = keep(order(), State.WITHHELD)
    assert "came back: 5.1.1" in second.trouble and len(server.mails) == 1
    services.reaches_again(actor, only().public_id)
    keep(order(), State.SENT)


def test_a_letter_from_an_address_proves_that_it_works(
    dovecot: Dovecot, account: Account, order: Order, organisation: Organisation
) -> None:
    BouncedAddress.objects.create(organisation=organisation, address="mira@example.org", status="5.1.1")
    message = order()
    dovecot.deliver(written(In_Reply_To=message.message_id))
    reading.read(account)
    assert not BouncedAddress.objects.exists()


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "delayed"), ("4.4.7", "failed"), ("5.2.2", "failed")])
def test_what_may_pass_marks_no_address(
    dovecot: Dovecot, account: Account, order: Order, keep: Keep, server: MailSink, status: str, action: str
) -> None:
    message = keep(order(), State.SENT)
    dovecot.deliver(returned(message, status, action))
    reading.read(account)
    message.refresh_from_db()
    assert message.state == (State.BOUNCED if status.startswith("5") else State.SENT)
    assert not BouncedAddress.objects.exists()


def test_a_report_about_nothing_of_ours_does_nothing(dovecot: Dovecot, account: Account, order: Order) -> None:
    message = order()
    dovecot.deliver(returned(Message(to_address=message.to_address, message_id="<guessed@ringback.example>")))
    reading.read(account)
    assert not BouncedAddress.objects.exists() and only().done_at is not None


def calendar(partstat: str, stamp: str = "20260311T120000Z", sequence: int = 0, method: str = "REPLY") -> bytes:
    body = (
        f"--=b\r\nContent-Type: text/plain\r\n\r\n{partstat}\r\n"
        f"--=b\r\nContent-Type: text/calendar; method={method}; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        f"PRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:interview-1\r\nSEQUENCE:{sequence}\r\nDTSTAMP:{stamp}\r\n"
        f"DTSTART:20260312T090000Z\r\nDTEND:20260312T100000Z\r\nORGANIZER:mailto:post@ringback.example\r\n"
        f"ATTENDEE;PARTSTAT={partstat};CN=Mira:mailto:Mira@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--=b--"
    )
    return written(body, Content_Type='multipart/alternative; boundary="=b"', Message_ID=f"<{stamp}{sequence}@x.org>")


def test_answers_to_invitations_are_told_once_and_in_order(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    known_by_email(organisation.pk, "mira@example.org")
    told: list[services.CalendarReply] = []
    services.on_calendar_reply("test", told.append)
    dovecot.deliver(calendar("ACCEPTED", "20260311T130000Z"))
    dovecot.deliver(calendar("TENTATIVE", "20260311T120000Z"))
    dovecot.deliver(calendar("DECLINED", "20260311T110000Z", sequence=1))
    dovecot.deliver(calendar("ACCEPTED", "20260311T140000Z"))
    reading.read(account)
    services.on_calendar_reply("test", lambda _reply: None)
    assert [(one.answer.partstat, one.answer.sequence, one.answer.attendee, one.proven) for one in told] == [
        ("ACCEPTED", 0, "mira@example.org", False),
        ("DECLINED", 1, "mira@example.org", False),
    ]
    assert list(CalendarAnswer.objects.order_by("id").values_list("stale", flat=True)) == [False, True, False, True]


def test_a_counter_proposal_is_told_as_such(dovecot: Dovecot, account: Account, organisation: Organisation) -> None:
    told: list[services.CalendarReply] = []
    services.on_calendar_reply("test", told.append)
    dovecot.deliver(calendar("NEEDS-ACTION", method="COUNTER"))
    reading.read(account)
    services.on_calendar_reply("test", lambda _reply: None)
    answer = told[0].answer
    assert answer.method == "COUNTER" and answer.starts_at is not None and answer.starts_at.hour == 9


def test_a_door_that_fails_does_not_lose_the_mail(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    def fails(_reply: services.CalendarReply) -> None:
        raise RuntimeError("no such interview")

    services.on_calendar_reply("test", fails)
    dovecot.deliver(calendar("ACCEPTED"))
    reading.read(account)
    services.on_calendar_reply("test", lambda _reply: None)
    assert only().notes and only().done_at is None


def test_a_mail_that_cannot_be_written_down_does_not_stop_the_others(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = landing._land

    def picky(mail: Any, raw: bytes) -> Any:
        if "poison" in mail.subject:
            raise ValueError("cannot be stored")
        return real(mail, raw)

    monkeypatch.setattr(landing, "_land", picky)
    dovecot.deliver(written(Subject="poison", Message_ID="<poison@example.org>"))
    dovecot.deliver(written())
    reading.read(account)
    first, second = InboundMessage.objects.order_by("id")
    assert first.notes == [landing.UNREADABLE] and second.subject == "Re: your mail"


def test_an_answer_goes_back_in_the_same_thread(
    dovecot: Dovecot, account: Account, order: Order, keep: Keep, server: MailSink, actor: Actor
) -> None:
    message = order()
    dovecot.deliver(written(In_Reply_To=message.message_id))
    reading.read(account)
    ours = services.answer(actor, only().public_id, "It weighs 3.9 kg.")
    keep(ours, State.SENT)
    sent = next(mail for mail in server.mails if mail["Subject"] == "Re: your mail")  # the first one went out, too
    assert (sent["In-Reply-To"], sent["To"]) == ("<one@example.org>", "mira@example.org")
    assert only().answer == ours and only().done_at is not None


def test_members_hear_of_it_once_and_in_a_flood_once_an_hour(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "leads_of", lambda _id: [7])
    monkeypatch.setattr(telling, "who_may", lambda _id, _what: [7])
    told: list[str] = []
    monkeypatch.setattr("ringback.core.promises.services.notify", lambda *_a, key, **_k: told.append(key))
    monkeypatch.setattr(telling, "MOST_NOTICES_AN_HOUR", 2)
    for number in range(4):
        dovecot.deliver(written(Message_ID=f"<{number}@example.org>"))
    dovecot.deliver(written(Auto_Submitted="auto-replied", Message_ID="<auto@example.org>"))
    reading.read(account)
    assert len(told) == 4 and len(set(told)) == 3


def test_nothing_is_promised_twice(organisation: Organisation, account: Account) -> None:
    for _time in range(3):
        recurring.plan_missing()
    recurring.plan_next(looking.KIND, organisation.pk)
    assert Promise.objects.filter(kind=looking.KIND).count() <= 2


def test_a_keeper_looks_into_the_mailbox_by_itself(
    dovecot: Dovecot, account: Account, organisation: Organisation, order: Order, server: MailSink
) -> None:
    dovecot.deliver(written())
    # The first look of a house is at the next whole minute, which nobody here waits for.
    recurring.plan_chore(looking.KIND, organisation.pk, clock.now())
    recurring.plan_missing()
    message = order()

    def sent_read_and_planned() -> bool:
        keeper.round()
        message.refresh_from_db()
        states = list(Promise.objects.filter(kind=looking.KIND).values_list("state", flat=True))
        sent = message.state == State.SENT
        return sent and InboundMessage.objects.exists() and sorted(states) == ["kept", "pending"]

    keeper = Keeper()
    until(sent_read_and_planned)


def test_a_mailbox_that_is_down_is_noted_told_and_read_again(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(reading, "notify", lambda *arguments, **_named: told.append(arguments[2]))
    dovecot.stop()
    with pytest.raises(MailboxError) as error:
        reading.read(account)
    reading.failed(account, error.value)
    assert told == [] and Mailbox.objects.get().failing_since_at is not None
    Mailbox.objects.update(failing_since_at=clock.now() - timedelta(hours=1))
    reading.failed(account, error.value)
    assert told == ["mailbox_down"]
    dovecot.start()
    reading.read(account)
    assert Mailbox.objects.get().failing_since_at is None


def test_what_came_in_is_handed_out_and_goes_with_the_person(
    dovecot: Dovecot, account: Account, organisation: Organisation
) -> None:
    person = known_by_email(organisation.pk, "mira@example.org")
    dovecot.deliver(written())
    dovecot.deliver(written(From="eva@example.org", Message_ID="<eva@example.org>"))
    reading.read(account)
    subject = Subject(organisation.pk, (person.pk,), emails=("mira@example.org",))
    (mails, _addresses) = personal_data.export(subject).sections
    assert [row["text"] for row in mails.rows] == ["Yes, gladly."]
    personal_data.erase(subject)
    assert only().from_address == "eva@example.org"
    InboundMessage.objects.update(arrived_at=clock.now() - timedelta(days=800))
    assert personal_data.expire(organisation.pk, clock.now(), 10) == 0  # somebody has yet to see to it
    InboundMessage.objects.update(done_at=clock.now())
    assert personal_data.expire(organisation.pk, clock.now(), 10) == 1


def test_mail_for_a_doors_own_address_lands_there_alone_and_leaves_the_mailbox(
    dovecot: Dovecot, account: Account, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[int, elsewhere.Brought]] = []
    monkeypatch.setattr(elsewhere, "_takers", {})
    elsewhere.takes_mail("z", lambda number, mail: taken.append((number, mail)))
    address = elsewhere.mail_address("z", 7)
    dovecot.deliver(written(Delivered_To=address.upper(), To="mira@example.net"))
    dovecot.deliver(written(To=address.replace("z7", "z8"), Message_ID="<two@example.org>"))
    with monkeypatch.context() as broken:

        def away(*_arguments: Any) -> None:
            raise MailboxError("gone")

        broken.setattr(OpenMailbox, "remove", away)
        with pytest.raises(MailboxError):
            reading.read(account)
    assert reading.read(account).taken == 0
    ((number, mail),) = taken
    assert (number, mail.from_address, mail.text, mail.automatic) == (7, "mira@example.org", "Yes, gladly.", False)
    assert only().their_id == "<two@example.org>", "an address that we did not make opens nothing"
    with dovecot.client() as client:
        client.select_folder("INBOX")
        assert len(client.search()) == 1
