"""The settings of an installation, read from the environment: names, kinds, defaults, and what each is for.

docs/settings.md lists the same names; a test holds the two together.
"""

import os
from dataclasses import dataclass

PREFIX = "RINGBACK_"


class SettingError(Exception):
    """A setting in the environment cannot be used; names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One name without its prefix, its default as text, and one line of help."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("DATA", "var", "Folder for the SQLite database, recordings, keys, prompts and doorbells."),
    Setting("DATABASE_URL", "", "postgresql://user:password@host/name; empty: SQLite in the data folder."),
    Setting("KEYS", "", "Comma-separated keys that seal secrets, newest first; empty: kept in DATA/keys."),
    Setting("BACKUP_DAYS", "30", "Backups older than that go with the next one; receipts of erasures name the day."),
    Setting("SECRET_KEY", "", "Signs sessions and links; empty: kept in DATA/keys."),
    Setting("DEBUG", "no", "Django's debug pages; never in production."),
    Setting("PUBLIC_URL", "http://127.0.0.1:8000", "Where browsers reach this installation."),
    Setting("HOSTS", "", "Comma-separated host names to answer to, beside PUBLIC_URL's."),
    Setting("TRUSTED_PROXIES", "", "Comma-separated networks whose X-Forwarded-For is believed."),
    Setting("BIND", "127.0.0.1:8000", "Address and port the web process listens on."),
    Setting("SIGN_UP", "no", "Whether strangers may open an organisation; the first one always may."),
    Setting("SEEKERS", "no", "Whether anybody may sign up for a job search of their own, which nobody else can read."),
    Setting("MAIL_URL", "", "smtp://user:password@host:port or smtps://…; empty: mail goes to the log."),
    Setting("MAIL_FROM", "Ringback <ringback@localhost>", "Sender of the installation's own mail."),
    Setting("INBOX_URL", "", "imaps://user:password@host/folder, where answers and returned mail arrive; empty: none."),
    Setting("INBOX_ADDRESS", "", "Where answers go, as answers@example.org; what follows a + in it must arrive too."),
    Setting("SMS_GATEWAY", "", "How text messages are handed over: kannel or twilio; empty: none are sent."),
    Setting(
        "SMS_URL", "", "The gateway with its user and password: http://user:password@127.0.0.1:13013/cgi-bin/sendsms."
    ),
    Setting("SMS_FROM", "", "Sender of text messages: a number, a name, or Twilio's messaging service."),
    Setting("SMS_PRICE", "", "What a part of a text message costs, as 0.075 EUR: shown before many are sent."),
    Setting(
        "OUTGOING_NETWORKS",
        "",
        "Comma-separated private networks that webhooks, web push and members' calendars may reach.",
    ),
    Setting("CITY_FILE", "", "Path of a city database in MaxMind's format (.mmdb); empty: cities are not known."),
    Setting("WEATHER_URL", "", "A forecast service shaped as Open-Meteo's /v1/forecast; empty: no weather."),
    Setting("WEATHER_PLACES_URL", "", "Its search for places, shaped as Open-Meteo's /v1/search; empty: off as well."),
    Setting("SIP_BIND", "127.0.0.1:5062", "Address and port the voice process speaks SIP on."),
    Setting("RTPENGINE", "", "host:port of a running rtpengine's NG socket; empty: one is started; off: none."),
    Setting("RTP_INTERFACE", "127.0.0.1", "Address that a started rtpengine sends and receives sound on."),
    Setting("RTP_PORTS", "30000-34999", "Port range of a started rtpengine."),
    Setting("DTMF_BIND", "127.0.0.1:0", "Where key presses arrive; a port is needed with a rtpengine of your own."),
    Setting("TURN_URLS", "", "Comma-separated stun:, turn: and turns: addresses for calls in a browser; empty: none."),
    Setting("TURN_SECRET", "", "What the TURN server and Ringback share (coturn: static-auth-secret)."),
    Setting("CALLS_AT_ONCE", "200", "Most calls one voice process holds."),
    Setting("INCOMING_AT_ONCE", "20", "Most calls that come in for one organisation at the same time; more hear busy."),
    Setting("INCOMING_OF_A_NUMBER", "6", "Most calls from one number within ten minutes; more hear busy."),
    Setting("INCOMING_WAIT_SECONDS", "60", "How long a caller waits while all are busy, before the message."),
    Setting("VISITOR_WAIT_SECONDS", "300", "How long a visitor who was rung first waits on the line for an agent."),
    Setting(
        "MUSIC", "", "A WAV file of 16 bits for who waits for a group without music of its own; empty: soft chords."
    ),
    Setting("MESSAGE_SECONDS", "180", "Longest message a caller may leave."),
    Setting(
        "SILENCE_SECONDS",
        "45",
        "A call without sound from either side ends after that; shorter than rtpengine's timeout.",
    ),
    Setting("SPOOL_MOST_MB", "2000", "Most megabytes of recordings waiting to be converted."),
    Setting("METRICS_TOKEN", "", "Bearer token for /metrics; empty: switched off."),
    Setting("LOG_LEVEL", "info", "debug, info, warning or error."),
    Setting("LOG_FORMAT", "text", "text for people, json for machines."),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def text(name: str) -> str:
    """The value of RINGBACK_`name`, or its default."""
    setting = _BY_NAME[name]
    return os.environ.get(PREFIX + name, "").strip() or setting.default


def truth(name: str) -> bool:
    """A yes-or-no setting. Raises SettingError for anything else."""
    value = text(name).lower()
    if value in ("yes", "true", "1", "on"):
        return True
    if value in ("no", "false", "0", "off"):
        return False
    raise SettingError(f"{PREFIX}{name} is {value!r}: say yes or no.")


def number(name: str) -> int:
    """A whole number, zero or more. Raises SettingError for anything else."""
    value = text(name)
    if not value.isdecimal():
        raise SettingError(f"{PREFIX}{name} is {value!r}: give a whole number.")
    return int(value)


def listed(name: str) -> list[str]:
    """A comma-separated setting as a list without empty items."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def address(name: str) -> tuple[str, int]:
    """A "host:port" setting. Raises SettingError for anything else."""
    host, _, port = text(name).rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise SettingError(f"{PREFIX}{name} is {text(name)!r}: give it as host:port.")
    return host, int(port)
