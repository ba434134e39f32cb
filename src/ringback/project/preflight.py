"""What must be right before anything starts: every setting, the data folder, the ports. Wrong ones are named."""

import os
import socket
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from ringback.project import environment, outgoing
from ringback.project.environment import PREFIX, SettingError
from ringback.project.mail import inbox, inbox_address


def check_settings() -> None:
    """Pass if every setting can be read and the data folder written. Raises SettingError for the first that cannot."""
    for name, check in _CHECKS.items():
        check(name)
    folder = Path(environment.text("DATA")).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{PREFIX}DATA is {str(folder)!r}: this folder cannot be made ({error.strerror}).") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingError(f"{PREFIX}DATA is {str(folder)!r}: this folder cannot be written by this user.")


def check_ports(*names: str) -> None:
    """Pass if the addresses of the settings `names` are free. Raises SettingError for the first that is not."""
    for name in names:
        kind = socket.SOCK_DGRAM if name == "SIP_BIND" else socket.SOCK_STREAM
        with socket.socket(_family(environment.address(name)[0]), kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(environment.address(name))
            except OSError as error:
                raise SettingError(f"{PREFIX}{name} is {environment.text(name)!r}: {_why(error)}") from None


def port_range(name: str) -> tuple[int, int]:
    """A "first-last" setting. Raises SettingError for anything else."""
    first, _, last = environment.text(name).partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1024 <= int(first) < int(last) <= 65535):
        raise SettingError(f"{PREFIX}{name} is {environment.text(name)!r}: give it as first-last, within 1024-65535.")
    return int(first), int(last)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _why(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such host. Give an address of this machine."
    if isinstance(error, PermissionError):
        return "this user may not listen there. Give a port above 1023."
    return f"nothing can listen there ({error.strerror}). End what does, or give another address and port."


def _url(*schemes: str) -> Callable[[str], object]:
    def check(name: str) -> None:
        value = environment.text(name)
        if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).hostname):
            # Not the value itself: it may hold a password.
            raise SettingError(f"{PREFIX}{name} cannot be read: give it as {' or '.join(schemes)}://…")

    return check


def _database(name: str) -> None:
    value = environment.text(name)
    if value and not value.startswith("sqlite:///"):
        _url("postgresql", "postgres")(name)


def _one_of(*words: str) -> Callable[[str], object]:
    def check(name: str) -> None:
        if environment.text(name).lower() not in words:
            raise SettingError(
                f"{PREFIX}{name} is {environment.text(name)!r}: give {', '.join(words[:-1])} or {words[-1]}."
            )

    return check


def _mailbox(name: str) -> None:
    inbox(environment.text(name))


def _answers(name: str) -> None:
    inbox_address(environment.text(name))


def _networks(name: str) -> None:
    for one in environment.listed(name):
        try:
            ip_network("127.0.0.1" if one == "unix" else one, strict=False)
        except ValueError:
            raise SettingError(f"{PREFIX}{name} has {one!r}: give networks such as 10.0.0.0/8, or unix.") from None


def _gateway(name: str) -> None:
    if environment.text(name) not in ("", *outgoing.FORMS):
        raise SettingError(f"{PREFIX}{name} is {environment.text(name)!r}: say kannel or twilio, or leave it empty.")


def _gateway_url(name: str) -> None:
    form = environment.text("SMS_GATEWAY")
    if environment.text(name) or form:
        outgoing.sms(form or outgoing.FORMS[0], environment.text(name))


def _media(name: str) -> None:
    if environment.text(name) not in ("", "off"):
        environment.address(name)


def _relays(name: str) -> None:
    for one in environment.listed(name):
        scheme, _, place = one.partition(":")
        if scheme not in ("stun", "stuns", "turn", "turns") or not place or place.startswith("//"):
            raise SettingError(f"{PREFIX}{name} has {one!r}: give addresses such as turns:turn.example.org:443.")


def _file(name: str) -> None:
    path = environment.text(name)
    if path and not os.access(path, os.R_OK):
        raise SettingError(f"{PREFIX}{name} is {path!r}: there is no file there that can be read.")


def _some(what: str, most: int) -> Callable[[str], None]:
    def check(name: str) -> None:
        if not 1 <= environment.number(name) <= most:
            raise SettingError(f"{PREFIX}{name} is {environment.text(name)!r}: give a whole number of {what}.")

    return check


_CHECKS: dict[str, Callable[[str], object]] = {
    "BACKUP_DAYS": _some("days", 36_500),
    "BIND": environment.address,
    "CALLS_AT_ONCE": environment.number,
    "CITY_FILE": _file,
    "DATABASE_URL": _database,
    "DEBUG": environment.truth,
    "DTMF_BIND": environment.address,
    "INCOMING_AT_ONCE": environment.number,
    "INCOMING_OF_A_NUMBER": environment.number,
    "INCOMING_WAIT_SECONDS": environment.number,
    "VISITOR_WAIT_SECONDS": environment.number,
    "MUSIC": _file,
    "MESSAGE_SECONDS": environment.number,
    "INBOX_ADDRESS": _answers,
    "INBOX_URL": _mailbox,
    "OUTGOING_NETWORKS": lambda name: outgoing.networks(environment.listed(name)),
    "SMS_GATEWAY": _gateway,
    "SMS_PRICE": lambda name: outgoing.price(environment.text(name)),
    "SMS_URL": _gateway_url,
    "LOG_FORMAT": _one_of("text", "json"),
    "LOG_LEVEL": _one_of("debug", "info", "warning", "error"),
    "MAIL_URL": _url("smtp", "smtps"),
    "PUBLIC_URL": _url("http", "https"),
    "RTPENGINE": _media,
    "RTP_PORTS": port_range,
    "SIGN_UP": environment.truth,
    "SEEKERS": environment.truth,
    "SIP_BIND": environment.address,
    "SILENCE_SECONDS": _some("seconds", 86_400),
    "SPOOL_MOST_MB": environment.number,
    "TRUSTED_PROXIES": _networks,
    "TURN_URLS": _relays,
    "WEATHER_PLACES_URL": _url("http", "https"),
    "WEATHER_URL": _url("http", "https"),
}
