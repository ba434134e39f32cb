"""`ringback check` tells on, off and broken apart, and says what mends it."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from pytest_django.fixtures import Settings

from ringback.base.accounts.models import Installation
from ringback.base.kit import clock
from ringback.base.kit.clock import SettableClock
from ringback.base.presence import services as presence
from ringback.channels.messages.models import Mailbox
from ringback.channels.voice import media_server
from ringback.channels.voice.models import Trunk
from ringback.core.people import services as people
from ringback.project import doctor, mail
from ringback.project.doctor import BROKEN, OFF, ON, Finding
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db


def finding(part: str) -> Finding:
    return next(one for one in doctor.examine() if one.part == part)


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of something that answers NG's ping, as rtpengine does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                data, where = server.recvfrom(2000)
                if data == b"end":
                    return
                server.sendto(data.split()[0] + b" " + json.dumps({"result": "pong"}).encode(), where)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        monkeypatch.setenv("RINGBACK_RTPENGINE", address)
        yield address
        server.sendto(b"end", server.getsockname())
        thread.join()


def test_database() -> None:
    assert finding("database").state == ON


def test_a_database_that_lags_behind_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one", "two"])
    assert finding("database") == Finding("database", BROKEN, finding("database").why, "Run: ringback manage migrate")
    assert "2 migrations behind" in finding("database").why


def test_a_database_that_is_away_leaves_its_rows_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(MigrationExecutor, "migration_plan", away)
    found = {one.part: one.state for one in doctor.examine()}
    assert found["database"] == BROKEN
    assert "keeper" not in found and "disk" in found


def test_a_mistyped_setting_is_named_with_the_one_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RINGBACK_TEST_FOLDER", "RINGBACK_TEST_DATABASE", "RINGBACK_TEST_RUN"):
        monkeypatch.delenv(name, raising=False)
    assert finding("settings").state == ON
    monkeypatch.setenv("RINGBACK_BNID", "127.0.0.1:8000")
    assert (finding("settings").state, finding("settings").mend) == (
        BROKEN,
        "Did you mean: RINGBACK_BNID → RINGBACK_BIND?",
    )


def test_keys_that_others_can_read_are_broken(settings: Settings) -> None:
    place = Path(settings.DATA_DIR) / "keys" / "seal"
    assert finding("keys").state == ON
    place.chmod(0o644)
    assert (finding("keys").state, finding("keys").mend) == (BROKEN, f"Run: chmod 600 {place}")
    place.chmod(0o600)


def test_what_was_sealed_with_another_key_is_named_with_its_table(settings: Settings) -> None:
    opened, _owner = scene.organisation("Tents")
    Trunk.objects.create(organisation=opened, name="carrier", host="sip.example", secret="hunter2")
    assert "sealed" not in {one.part for one in doctor.examine()}
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    assert finding("sealed").state == BROKEN
    assert finding("sealed").why == "voice_trunk.secret: 1 rows were sealed with a key that is not there"


def test_text_messages_are_on_off_or_without_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GATEWAY", "URL", "FROM"):
        monkeypatch.delenv(f"RINGBACK_SMS_{name}", raising=False)
    assert finding("text messages").state == OFF
    assert "RINGBACK_SMS_GATEWAY" in finding("text messages").mend
    monkeypatch.setenv("RINGBACK_SMS_GATEWAY", "kannel")
    monkeypatch.setenv("RINGBACK_SMS_URL", "http://user:hush@10.0.0.7:13013/cgi-bin/sendsms")
    assert finding("text messages") == Finding("text messages", ON, "kannel at 10.0.0.7")
    monkeypatch.setenv("RINGBACK_SMS_GATEWAY", "twilio")
    assert (finding("text messages").state, finding("text messages").mend) == (BROKEN, "Set RINGBACK_SMS_FROM.")
    monkeypatch.setenv("RINGBACK_SMS_FROM", "+15005550006")
    assert finding("text messages").state == ON
    assert not any("hush" in one.why + one.mend for one in doctor.examine())


def test_a_full_disk_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding("disk").state == ON
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**62)
    assert finding("disk").state == BROKEN


@pytest.mark.parametrize(
    ("url", "state"),
    [("http://127.0.0.1:8000", ON), ("https://calls.example.org", ON), ("http://calls.example.org", BROKEN)],
)
def test_only_loopback_may_go_without_encryption(settings: Settings, url: str, state: str) -> None:
    settings.PUBLIC_URL = url
    assert finding("public address").state == state


def test_media_that_answers_is_on(media: str) -> None:
    assert finding("media") == Finding("media", ON, f"rtpengine at {media}")


def test_media_that_does_not_answer_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_RTPENGINE", "127.0.0.1:9")
    assert finding("media").state == BROKEN
    assert "not recorded" in finding("media").why


def test_media_switched_off_or_not_installed_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_RTPENGINE", "off")
    assert finding("media").state == OFF
    monkeypatch.setenv("RINGBACK_RTPENGINE", "")
    monkeypatch.setattr(media_server, "PROGRAM", "no-such-rtpengine")
    assert (finding("media").state, finding("media").mend) == (OFF, "apt-get install rtpengine-daemon")


def test_media_that_may_not_reach_its_folder_is_broken(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("RINGBACK_RTPENGINE", "")
    assert finding("media").state == ON
    config = Path(settings.DATA_DIR) / "media" / "rtpengine.conf"
    config.parent.mkdir(exist_ok=True)
    config.touch()
    monkeypatch.setattr(media_server, "trouble", lambda _: "its user may not go there")
    assert finding("media").state == BROKEN
    config.unlink()


def test_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding("speech").state == ON
    monkeypatch.setenv("PATH", "")
    assert finding("speech").state == OFF


def test_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_MAIL_URL", "")
    assert finding("mail").state == OFF
    monkeypatch.setenv("RINGBACK_MAIL_URL", "smtp://someone:secret@mail.example.org")
    assert finding("mail") == Finding("mail", ON, "sent through mail.example.org")


def test_the_inbox_is_named_as_it_stands(settings: Settings, moment: SettableClock) -> None:
    assert finding("inbox").state == OFF
    settings.INBOX = mail.inbox("imaps://answers:secret@mail.example.org")
    assert finding("inbox").why == "answers@mail.example.org/INBOX was not read yet"
    row = Mailbox.objects.create(name="answers@mail.example.org/INBOX", read_at=clock.now())
    assert finding("inbox") == Finding("inbox", ON, "answers@mail.example.org/INBOX, read at 2026-03-11 12:00 UTC")
    row.failing_since_at, row.trouble = clock.now(), "LoginError: no"
    row.save()
    assert finding("inbox").state == BROKEN


@pytest.mark.parametrize("role", ["keeper", "voice"])
def test_a_role_is_on_while_its_heart_beats(role: str, moment: SettableClock) -> None:
    assert finding(role).state == OFF
    epoch = presence.join(role)
    assert finding(role).state == ON
    moment.advance(doctor.STALE_SECONDS + 1)
    assert finding(role).state == OFF
    presence.beat(epoch, 2)
    assert finding(role).state == ON


def test_stopped_dialling_is_told() -> None:
    Installation.objects.update_or_create(id=1, defaults={"dialling_stopped_at": clock.now()})
    assert finding("dialling").state == OFF


def test_a_trunk_that_is_down_is_broken() -> None:
    opened, _ = scene.organisation()
    trunk = Trunk.objects.create(organisation=opened, name="Carrier", host="sip.example.org", state="down")
    trunk.state_detail = "403 Forbidden"
    trunk.save()
    assert (finding("trunk Carrier").state, finding("trunk Carrier").why) == (BROKEN, "down: 403 Forbidden")
    Trunk.objects.update(state="up")
    assert finding("trunk Carrier").state == ON


def test_a_dropped_key_takes_entries_of_no_contact_with_it(settings: Settings) -> None:
    opened, owner = scene.organisation()
    people.do_not_contact(owner, "voice", "+4915123456789", "said so")
    assert "no contact" not in {one.part for one in doctor.examine()}
    settings.SEAL_KEYS = [Fernet.generate_key().decode(), *settings.SEAL_KEYS]
    people.do_not_contact(owner, "voice", "+4915123456780", "said so")
    assert "no contact" not in {one.part for one in doctor.examine()}
    settings.SEAL_KEYS = settings.SEAL_KEYS[:1]
    assert finding("no contact").state == BROKEN
    assert finding("no contact").why.startswith("1 entries")
    assert people.may_contact(opened.pk, None, "voice", "+4915123456789") is None


@pytest.mark.parametrize(("state", "status"), [(ON, 0), (OFF, 0), (BROKEN, 1)])
def test_the_exit_status_is_one_only_when_something_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: str, status: int
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: iter([Finding("part", state, "why", "mend it")]))
    assert doctor.main() == status
    assert capsys.readouterr().out == f"{state:<7} part: why\n        → mend it\n"
