"""Letters go out from the seeker's own mailbox, at most once, and only then count; employers' mail comes back."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.inbox import reading
from ringback.channels.messages.inbox.mailbox import Account
from ringback.channels.messages.inbox.services import Brought, mail_address
from ringback.channels.messages.models import InboundMessage
from ringback.core.people.models import Person
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Ended, Outcome
from ringback.doors.jobsearch.employers.models import Candidacy, Employer
from ringback.doors.jobsearch.employers.services import move
from ringback.doors.jobsearch.employers.words import EmployerWords
from ringback.doors.jobsearch.interviews.services import AfterValues, after_interview
from ringback.doors.jobsearch.letters import keep
from ringback.doors.jobsearch.letters.models import EmployerMail, Letter, MailFile
from ringback.doors.jobsearch.letters.services import COPY, letter_of, take_mail
from ringback.doors.jobsearch.letters.services.coming_in import LETTER
from ringback.doors.jobsearch.letters.services.following import CHECK
from ringback.doors.jobsearch.touches.kinds import OWN_CALL, THANK
from ringback.doors.jobsearch.touches.models import Touch
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import open_workspace, save_seeker, vault_of
from ringback.doors.jobsearch.workspaces.words import SeekerWords
from ringback.project.mail import inbox
from ringback.project.outgoing import networks
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import contact
from tests.integration.jobsearch.test_workspaces import dump
from tests.servers.dovecot import Dovecot
from tests.servers.mail import DROP, MailSink, mail_sink
from tests.waiting import until

Post = Callable[..., Any]
WITH_FILES = """MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
{text}\r
--b\r
Content-Type: text/html; name="Offer <1>.pdf"\r
Content-Disposition: attachment; filename="Offer <1>.pdf"\r
\r
%PDF offer of 61,000\r
--b\r
Content-Type: application/pdf; name="run.exe"\r
Content-Disposition: attachment; filename="run.exe"\r
\r
MZ\r
--b--\r
"""


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    """Threads of the keeper see what the test writes."""
    scene.organisation("Tents & Co")
    return open_workspace(scene.user("Mira"), as_operator=True)


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    """The seeker's own mail server."""
    settings.OUTGOING_NETWORKS = networks(["127.0.0.0/8"])
    with mail_sink() as one:
        yield one


@pytest.fixture
def browser(seeker: Actor) -> Client:
    return scene.signed_in(seeker)


@pytest.fixture
def interviewed(seeker: Actor, candidacy: Candidacy) -> Candidacy:
    """Interviewed by Clara Weber, two hours ago; the seeker has said what goes into letters."""
    words = SeekerWords("Mira Novak", "040 6461 9999", "Bookkeeper", "ten years with DATEV", "figures on the third")
    save_seeker(seeker, words)
    contact(seeker, candidacy, "interviewer", "Clara Weber", email="weber@nordlicht.example")
    return move(seeker, candidacy.pk, 1, "interviewed")


@pytest.fixture
def mailbox(browser: Client, sink: MailSink) -> None:
    """The seeker's own mailbox, as they told it on its page."""
    given = {"sender": "mira@example.org", "host": "127.0.0.1", "port": sink.port, "security": "plain"}
    assert browser.post(reverse("jobsearch:mailbox"), given).status_code == 302


def begun_page(browser: Client, candidacy: Candidacy, kind: str) -> Any:
    return browser.post(reverse("jobsearch:letter-new", args=[candidacy.pk]), {"kind": kind})


def begun(browser: Client, candidacy: Candidacy, kind: str) -> Letter:
    """A draft begun on the candidacy's page."""
    page = begun_page(browser, candidacy, kind)
    assert page.status_code == 302
    return Letter.objects.latest("id")


def sent(browser: Client, letter: Letter, do: str = "send", **values: Any) -> Any:
    letter.refresh_from_db()
    given = {"version": letter.version, "do": do, **values}
    return browser.post(reverse("jobsearch:letter-send", args=[letter.pk]), given)


def work(letter: Letter, state: str) -> None:
    """Let a keeper work until the letter stands so, and its door was told."""
    keeper = Keeper()

    def there() -> bool:
        keeper.round()
        letter.refresh_from_db()
        return letter.state == state and not Promise.objects.filter(untold=True).exists()

    until(there)
    keeper.close()


def steps(kind: str, state: str = "pending") -> int:
    return Promise.objects.filter(kind=kind, state=state).count()


def test_thanks_count_once_they_are_sent(
    seeker: Actor, browser: Client, interviewed: Candidacy, mailbox: None, sink: MailSink
) -> None:
    """From the promise of thanks to its being kept, by the pages alone (MISSION S7, S8)."""
    clara = interviewed.employer.contacts.get()
    after_interview(seeker, interviewed.pk, AfterValues(clock.now(), met_ids=(clara.pk,)))
    assert steps(THANK) == 1
    letter = begun(browser, interviewed, "thank")
    assert begun(browser, interviewed, "thank").pk == letter.pk, "a second click begins no second letter"
    page = browser.get(reverse("jobsearch:letter", args=[letter.pk])).content.decode()
    assert "ten years with DATEV" in page and "Clara Weber" in page
    found = letter_of(seeker, letter.pk)
    bare = {name: getattr(found.words, name) for name in ("to_address", "subject", "to_name", "position", "name")}
    saved = browser.post(
        reverse("jobsearch:letter", args=[letter.pk]), {**bare, "body": "Thank you!", "version": 1, "do": "send"}
    )
    assert saved.status_code == 302
    refused = sent(browser, letter)
    assert refused.status_code == 422 and "your strengths" in refused.content.decode()
    assert steps(THANK) == 1 and not Touch.objects.filter(way="letter").exists(), "a draft counts nothing"
    again = {**bare, "strengths": found.words.strengths, "benefit": found.words.benefit, "phone": found.words.phone}
    letter.refresh_from_db()
    browser.post(
        reverse("jobsearch:letter", args=[letter.pk]), again | {"body": "x", "version": letter.version, "do": "anew"}
    )
    assert sent(browser, letter).status_code == 302
    work(letter, "sent")
    (mail,) = sink.mails
    assert (mail["From"], mail["To"]) == ("Mira Novak <mira@example.org>", "Clara Weber <weber@nordlicht.example>")
    assert "Importance" not in mail and "ringback" not in str(mail).lower()
    assert steps(THANK, "kept") == 1 and steps(CHECK) == 0
    assert Touch.objects.filter(way="letter", contact=clara, counts=True).count() == 1
    assert [word for word in ("Clara", "weber@", "DATEV", "mira@example.org\\n", "Thank you") if word in dump()] == []


def test_a_status_letter_makes_its_calls_and_their_answer_spares_them(
    seeker: Actor, browser: Client, interviewed: Candidacy, mailbox: None, sink: MailSink
) -> None:
    """ "Within three days", the call whether it arrived, and what their mail makes of both (MISSION S9, S10, S30)."""
    letter = begun(browser, interviewed, "status")
    page = browser.get(reverse("jobsearch:letter-send", args=[letter.pk]))
    assert "within 3 days" in page.content.decode() and page.context["form"]["answer_days"].value() == 3
    Letter.objects.update(important=True)
    assert sent(browser, letter, checks_arrival="on", answer_days="3").status_code == 302
    work(letter, "sent")
    assert sink.mails[0]["Importance"] == "high"
    assert (steps(CHECK), steps(OWN_CALL)) == (1, 1)
    call = Promise.objects.get(kind=OWN_CALL)
    assert call.due_at > clock.now() + timedelta(days=3) and call.content["letter"] == letter.pk
    again = begun(browser, interviewed, "status")
    refused = sent(browser, again)
    assert refused.status_code == 422 and "Twice a day" in refused.content.decode()
    number = interviewed.workspace_id
    take_mail(number, brought("weber@nordlicht.example", "1", automatic=True))
    assert (steps(CHECK, "kept"), steps(OWN_CALL)) == (1, 1), "a machine's answer only says that it arrived"
    take_mail(number, brought("weber@nordlicht.example", "2"))
    take_mail(number, brought("weber@nordlicht.example", "2"))
    assert steps(OWN_CALL, "cancelled") == 1 and EmployerMail.objects.count() == 2
    assert Touch.objects.filter(way="mail_in", direction="in").count() == 1
    assert Promise.objects.filter(kind="notice", content__what="mail_came_in").count() == 1
    moved = sent(browser, again, at=f"{clock.now() + timedelta(days=30):%Y-%m-%dT%H:%M}")
    again.refresh_from_db()
    assert moved.status_code == 302 and again.state == "waiting"
    about = browser.get(reverse("jobsearch:candidacy", args=[interviewed.pk])).content.decode()
    assert "We decide on Friday" in about
    interviewed.refresh_from_db()
    move(seeker, interviewed.pk, interviewed.version, "refused")
    again.refresh_from_db()
    assert again.state == "draft" and steps("jobsearch.send_letter", "cancelled") == 1, "a no stops everything"
    assert begun_page(browser, interviewed, "status").status_code == 422


def brought(sender: str, name: str, text: str = "We decide then.", *, automatic: bool = False) -> Brought:
    now = clock.now()
    return Brought(sender, "Clara", "Fwd: We decide on Friday", text, f"<{name}@x>", (), now, now, automatic, name)


def test_whether_a_letter_in_doubt_went_out_is_for_the_seeker_to_say(
    browser: Client, interviewed: Candidacy, mailbox: None, sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most once: a broken line, and a crash between handing over and noting it, send nothing again (MISSION C2)."""
    Employer.objects.update(secret=vault_of(interviewed.workspace).pack(EmployerWords(name="N", language="de")))
    letter = begun(browser, interviewed, "thank")
    sink.answers = [DROP]
    assert sent(browser, letter).status_code == 302
    work(letter, "doubt")
    assert len(sink.mails) == 1 and Attempt.objects.get(outcome="uncertain").error == ""
    settle, own = reverse("jobsearch:letter-settle", args=[letter.pk]), reverse("jobsearch:letter", args=[letter.pk])
    today = browser.get(reverse("desk:today")).content.decode()
    assert own in today and "Danke für das Gespräch" in today
    told = Promise.objects.get(kind="notice", content__what="uncertain")
    assert told.owner_id == interviewed.workspace.member_id
    assert "It went out" in browser.get(own).content.decode()
    browser.post(settle, {"do": "lost"})
    letter.refresh_from_db()
    assert letter.state == "failed" and not Touch.objects.filter(way="letter").exists()

    handed = keep._handed_over

    def dies(*arguments: Any) -> Any:
        handed(*arguments)
        raise RuntimeError("the process is gone")

    with monkeypatch.context() as dying:
        dying.setattr(keep, "_handed_over", dies)
        assert sent(browser, letter).status_code == 302
        work(letter, "doubt")
    assert len(sink.mails) == 2
    browser.post(settle, {"do": "went"})
    letter.refresh_from_db()
    assert letter.state == "sent" and Touch.objects.filter(way="letter").count() == 1
    work(letter, "sent")
    assert len(sink.mails) == 2, "nothing is sent again"
    assert sink.mails[0]["Content-Language"] == "de" and "Vielen Dank".lower() in sink.mails[0].get_content().lower()


def test_a_copy_is_put_into_ones_own_folder_once_and_never_costs_the_letter(
    browser: Client, interviewed: Candidacy, sink: MailSink
) -> None:
    """Trouble with the copy is the mailbox's; it comes when the mailbox does, and no letter goes out for it."""
    with Dovecot() as dovecot:
        ways = {"host": "127.0.0.1", "port": sink.port, "security": "plain", "sender": "mira@example.org"}
        copies = {"imap_host": "127.0.0.1", "imap_port": dovecot.plain, "imap_security": "plain"}
        account = {"imap_user": dovecot.user, "imap_password": dovecot.password}
        page = reverse("jobsearch:mailbox")
        refused = browser.post(page, ways | copies | account | {"imap_password": "wrong"})
        assert refused.status_code == 422 and "does not let us in" in refused.content.decode()
        assert browser.post(page, ways | copies | account).status_code == 302
        assert browser.post(page, ways | copies | account | {"imap_password": ""}).status_code == 302, "it is known"
        dovecot.stop()
        letter = begun(browser, interviewed, "thank")
        assert sent(browser, letter).status_code == 302
        copied("pending")
        letter.refresh_from_db()
        assert (letter.state, len(sink.mails)) == ("sent", 1)
        assert "no copy is in your folder" in browser.get(page).content.decode()
        dovecot.start()
        Promise.objects.filter(kind=COPY).update(due_at=clock.now(), wake_at=clock.now())
        copied("kept")
        done = keep.CopyHandler().keep(Promise.objects.get(kind=COPY), Attempt())  # as after a crash
        assert isinstance(done, Ended) and done.outcome == Outcome.DONE
        with dovecot.client() as client:
            client.select_folder("Sent")
            (one,) = client.search()
            stored = client.fetch([one], ["BODY[]", "FLAGS"])[one]
        assert str(sink.mails[0]["Message-ID"]).encode() in stored[b"BODY[]"] and b"\\Seen" in stored[b"FLAGS"]
        assert "no copy is in your folder" not in browser.get(page).content.decode()
        letter.refresh_from_db()
        assert (letter.state, len(sink.mails)) == ("sent", 1)
        assert dovecot.password not in dump()
        assert dovecot.password not in browser.post(reverse("jobsearch:export")).content.decode("latin-1")


def copied(state: str) -> None:
    """Let one keeper work until the copy has been tried and stands so."""
    keeper, rows = Keeper(), Promise.objects.filter(kind=COPY, state=state, attempts_made__gte=1)

    def there() -> bool:
        keeper.round()
        return rows.exists()

    until(there)
    keeper.close()


def test_forwarded_mail_lands_in_the_vault_and_nowhere_else(
    browser: Client, interviewed: Candidacy, settings: Settings
) -> None:
    """Through a real mailbox: one forwarded by a rule finds its candidacy, one by hand of a stranger is placed."""
    settings.INBOX_ADDRESS = "answers@ringback.example"
    forwarding = mail_address(LETTER, interviewed.workspace_id)
    assert forwarding in browser.get(reverse("jobsearch:mailbox")).content.decode()
    with Dovecot() as dovecot:
        settings.INBOX = inbox(dovecot.url())
        account = Account(**settings.INBOX)
        for sender, text in (("Weber@nordlicht.example", "Friday it is."), ("boss@stranger.example", "Call us.")):
            head = f"From: {sender}\r\nTo: mira@example.org\r\nDelivered-To: {forwarding}\r\nSubject: Fwd: Hi"
            dovecot.deliver(f"{head}\r\n{WITH_FILES.format(text=text)}".encode())
        assert reading.read(account).taken == 2
        with dovecot.client() as client:
            client.select_folder("INBOX")
            assert client.search() == []
    assert InboundMessage.objects.count() == 0 and not Person.objects.exists()
    first, second = EmployerMail.objects.order_by("id")
    assert (first.candidacy, second.candidacy) == (interviewed, None)
    assert [
        word
        for word in ("Friday it is", "Call us", "stranger", "eber@", "Offer", "61,000", "%PDF", "JVBERi", "run.exe")
        if word in dump()
    ] == []
    asked = browser.get(reverse("jobsearch:mails")).content.decode()
    assert "boss@stranger.example" in asked.partition("From employers you know")[0]
    page = reverse("jobsearch:mail", args=[second.pk])
    assert "Call us." in browser.get(page).content.decode()
    kept = reverse("jobsearch:mail-file", args=[first.pk, first.kept_files.get().pk])
    shown = browser.get(reverse("jobsearch:candidacy", args=[interviewed.pk])).content.decode()
    assert kept in shown and "Offer <1>.pdf".replace("<", "&lt;").replace(">", "&gt;") in shown
    assert "run.exe" in browser.get(reverse("jobsearch:mail", args=[first.pk])).content.decode(), "left in the mailbox"
    file = browser.get(kept)
    assert (file.content, file["X-Content-Type-Options"]) == (b"%PDF offer of 61,000", "nosniff")
    assert file["Content-Disposition"].startswith("attachment;") and file["Content-Type"] == "application/octet-stream"
    assert browser.get(reverse("jobsearch:mail-file", args=[second.pk, first.kept_files.get().pk])).status_code == 404
    packed = zipfile.ZipFile(io.BytesIO(browser.post(reverse("jobsearch:export")).content))
    (name,) = [name for name in packed.namelist() if name.startswith(f"mails/{first.pk}/")]
    assert packed.read(name) == b"%PDF offer of 61,000" and "/Offer" not in name.partition("-")[2]
    assert browser.post(page, {"candidacy": interviewed.pk}).status_code == 302
    assert Touch.objects.filter(way="mail_in").count() == 2
    browser.post(page, {"do": "forget"})
    assert EmployerMail.objects.count() == MailFile.objects.count() == 1
    interviewed.workspace.delete()
    take_mail(interviewed.workspace_id, brought("weber@nordlicht.example", "late"))
    assert not EmployerMail.objects.exists()
