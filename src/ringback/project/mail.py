"""From a mail URL to Django's settings."""

from typing import Any
from urllib.parse import unquote, urlsplit

from ringback.project.environment import SettingError

_PORTS = {"smtp": 587, "smtps": 465}


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
