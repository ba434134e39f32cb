"""Every setting is looked at before anything starts, and a wrong one is named without telling its secrets."""

import os
import re
import socket
from pathlib import Path

import pytest

from ringback.project import preflight
from ringback.project.environment import SETTINGS, SettingError

WRONG = {
    "BIND": ["foo", "127.0.0.1", "127.0.0.1:99999", ":80"],
    "CALLS_AT_ONCE": ["many", "-1", "1.5"],
    "INCOMING_AT_ONCE": ["many", "-1", "1.5"],
    "INCOMING_OF_A_NUMBER": ["many", "-1", "1.5"],
    "INCOMING_WAIT_SECONDS": ["many", "-1", "1.5"],
    "MESSAGE_SECONDS": ["many", "-1", "1.5"],
    "CITY_FILE": ["/nowhere/cities.mmdb"],
    "DATABASE_URL": ["mysql://someone:secret@host/name", "secret"],
    "DEBUG": ["maybe"],
    "DTMF_BIND": ["foo"],
    "INBOX_ADDRESS": ["answers", "a+b@example.org", "@example.org"],
    "INBOX_URL": ["http://mail.example:secret", "imaps://host", "secret"],
    "LOG_FORMAT": ["xml"],
    "LOG_LEVEL": ["loud"],
    "MAIL_URL": ["http://mail.example:secret", "secret"],
    "OUTGOING_NETWORKS": ["10.0.0.0/8, somewhere"],
    "PUBLIC_URL": ["calls.example.org", "ftp://calls.example.org"],
    "RTPENGINE": ["on", "host"],
    "RTP_PORTS": ["30000", "40000-30000", "10-20", "30000-70000"],
    "SIGN_UP": ["2"],
    "SEEKERS": ["2"],
    "SIP_BIND": ["5060"],
    "BACKUP_DAYS": ["0", "a week", "99999"],
    "SILENCE_SECONDS": ["0", "soon"],
    "SMS_GATEWAY": ["smpp"],
    "SMS_PRICE": ["cheap", "0.05", "0.05 XYZ", "-1 EUR", "NaN EUR"],
    "SMS_URL": ["secret", "http://host/without-user?secret", "ftp://user:secret@host/"],
    "SPOOL_MOST_MB": ["2 GB"],
    "TRUSTED_PROXIES": ["10.0.0.0/8, somewhere"],
    "TURN_URLS": ["turn.example.org", "turn://turn.example.org", "stun:"],
    "MUSIC": ["/nowhere/music.wav"],
    "VISITOR_WAIT_SECONDS": ["soon"],
    "WEATHER_PLACES_URL": ["weather.example.org"],
    "WEATHER_URL": ["ftp://weather.example.org"],
}
RIGHT = {
    "DATABASE_URL": ["postgresql://a:b@host/name", "sqlite:////tmp/file"],
    "INBOX_ADDRESS": ["Answers@Example.org"],
    "INBOX_URL": ["imaps://a%40b:c@host/Answers", "imap://a:b@127.0.0.1:10143"],
    "LOG_LEVEL": ["DEBUG"],
    "MAIL_URL": ["smtps://a:b@host:465"],
    "RTPENGINE": ["off", "127.0.0.1:2223"],
    "OUTGOING_NETWORKS": ["10.0.0.0/8, ::1"],
    "SMS_PRICE": ["0.075 EUR"],
    "SMS_URL": ["http://user:password@127.0.0.1:13013/cgi-bin/sendsms"],
    "TRUSTED_PROXIES": ["10.0.0.0/8, unix, ::1"],
    "TURN_URLS": ["stun:stun.example.org:3478, turns:turn.example.org:443?transport=tcp"],
}
# Any text will do for these, or using them is the only test of them.
FREE = {"DATA", "HOSTS", "KEYS", "MAIL_FROM", "METRICS_TOKEN", "RTP_INTERFACE", "SECRET_KEY", "SMS_FROM", "TURN_SECRET"}


@pytest.fixture(autouse=True)
def defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(f"RINGBACK_{setting.name}", raising=False)
    monkeypatch.setenv("RINGBACK_DATA", str(tmp_path / "a" / "b"))


def test_the_defaults_are_right(tmp_path: Path) -> None:
    preflight.check_settings()
    assert (tmp_path / "a" / "b").is_dir()


def test_every_setting_is_looked_at() -> None:
    assert {setting.name for setting in SETTINGS} == set(WRONG) | FREE


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_one_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RINGBACK_{name}", value)
    with pytest.raises(SettingError, match=f"^RINGBACK_{name} ") as caught:
        preflight.check_settings()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_a_right_one_passes(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RINGBACK_{name}", value)
    preflight.check_settings()


def test_a_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("RINGBACK_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(SettingError, match=re.escape(f"RINGBACK_DATA is '{tmp_path}/file/data': this folder cannot")):
        preflight.check_settings()


def test_a_folder_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SettingError, match="cannot be written by this user"):
        preflight.check_settings()


@pytest.mark.parametrize(("name", "kind"), [("BIND", socket.SOCK_STREAM), ("SIP_BIND", socket.SOCK_DGRAM)])
def test_a_taken_port_is_told_until_it_is_free(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: socket.SocketKind
) -> None:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        monkeypatch.setenv(f"RINGBACK_{name}", f"127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(SettingError, match=f"^RINGBACK_{name} .*End what does, or give another address and port"):
            preflight.check_ports(name)
    preflight.check_ports(name)


def test_an_address_of_another_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGBACK_BIND", "192.0.2.1:8000")
    with pytest.raises(SettingError, match="nothing can listen there"):
        preflight.check_ports("BIND")
