"""From the URLs of mail, out and in, to Django's settings."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from ringback.project.environment import SettingError

_PORTS = {"smtp": 587, "smtps": 465}
_INBOX_PORTS = {"imap": 143, "imaps": 993}
# A message's own sign of 33 characters still fits behind it, within the 64 that an address may have there.
_LOCAL = re.compile(r"[a-z0-9._-]{1,30}")
_DOMAIN = re.compile(r"[a-z0-9.-]{1,200}")


def mail(url: str, sender: str) -> dict[str, Any]:
    """Django's EMAIL_* settings for `url` (smtp://user:password@host:port, smtps://…); empty: mail goes to the log.

    Over smtp the connection is turned into TLS before signing in; without a user it stays plain, as to a relay
    on the same machine. Raises SettingError for anything else.
    """
    settings: dict[str, Any] = {
        "EMAIL_BACKEND": "ringback.channels.messages.backend.EmailBackend",
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
        "EMAIL_TIMEOUT": 10,
    }
    if not url:
        return settings | {"EMAIL_HOST": ""}
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise SettingError("RINGBACK_MAIL_URL cannot be read: give it as smtp://user:password@host:port.")
    return settings | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }


def inbox(url: str) -> dict[str, Any]:
    """The mailbox that `url` names (imaps://user:password@host:port/folder); empty: none.

    Over imap the connection is turned into TLS before signing in, but for a server on this very machine. Without a
    folder it is INBOX. Raises SettingError for anything else.
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in _INBOX_PORTS or not parts.hostname or not parts.username:
        raise SettingError("RINGBACK_INBOX_URL cannot be read: give it as imaps://user:password@host/folder.")
    return {
        "scheme": parts.scheme,
        "host": parts.hostname,
        "port": parts.port or _INBOX_PORTS[parts.scheme],
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def inbox_address(text: str) -> str:
    """The address that answers go to, in lower case; empty: none. Raises SettingError for what is no such address."""
    local, at, domain = text.lower().rpartition("@")
    if text and (not _LOCAL.fullmatch(local) or not at or not _DOMAIN.fullmatch(domain)):
        raise SettingError(f"RINGBACK_INBOX_ADDRESS is {text!r}: give it as answers@example.org, without a +.")
    return text.lower()
