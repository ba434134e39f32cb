"""`ringback check`: each part on, off or broken, why, and the mend."""

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ringback.base.accounts.models import Installation
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.messages.inbox.mailbox import configured
from ringback.channels.messages.models import Mailbox
from ringback.channels.voice import media_server
from ringback.channels.voice.models import Trunk
from ringback.core.people import services as people
from ringback.core.promises.keeper import stuck
from ringback.project import environment
from ringback.project.backups.unreadable import unreadable

STALE_SECONDS = 10.0
LOCAL = ("http://127.0.0.1", "http://localhost")
ON, OFF, BROKEN = "on", "off", "broken"
LEAST_FREE_BYTES = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part stands, why, and what would mend it (empty when nothing needs mending)."""

    part: str
    state: str
    why: str
    mend: str = ""


def main() -> int:
    """Print every finding; 1 when something is broken."""
    findings = list(examine())
    for finding in findings:
        print(f"{finding.state:<7} {finding.part}: {finding.why}")
        if finding.mend:
            print(f"        → {finding.mend}")
    return 1 if any(finding.state == BROKEN for finding in findings) else 0


def examine() -> Iterator[Finding]:
    """Look at each part in turn. What cannot be looked at because the database is away is left out."""
    yield _database()
    for look in (_settings, _keys, _disk, _front_end, _public_url, _media, _browsers, _speech, _mail, _text_messages):
        yield look()
    if _database().state == ON:
        for look_rows in (_roles, _dialling, _trunks, _sealed, _no_contact, _inbox):
            yield from look_rows()


def _database() -> Finding:
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    try:
        executor = MigrationExecutor(connection)
        behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        return Finding("database", BROKEN, f"{kind} does not answer: {error}", "Check RINGBACK_DATABASE_URL.")
    if behind:
        return Finding("database", BROKEN, f"{kind}, {behind} migrations behind", "Run: ringback manage migrate")
    return Finding("database", ON, kind)


def _settings() -> Finding:
    known = [environment.PREFIX + setting.name for setting in environment.SETTINGS]
    strange = sorted(name for name in os.environ if name.startswith(environment.PREFIX) and name not in known)
    if not strange:
        return Finding("settings", ON, "every RINGBACK_ name in the environment is known")
    meant = [get_close_matches(name, known, 1)[:1] or ["no setting"] for name in strange]
    mend = ", ".join(f"{name} → {near[0]}" for name, near in zip(strange, meant, strict=True))
    return Finding("settings", BROKEN, f"unknown and without effect: {', '.join(strange)}", f"Did you mean: {mend}?")


def _keys() -> Finding:
    place = Path(settings.DATA_DIR) / "keys" / "seal"
    if environment.listed("KEYS"):
        return Finding("keys", ON, "from RINGBACK_KEYS")
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        return Finding("keys", BROKEN, f"others can read {place}", f"Run: chmod 600 {place}")
    return Finding("keys", ON, f"kept in {place.parent}: back them up apart from the database")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    why = f"{free // 2**20} MB free in {settings.DATA_DIR}"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", BROKEN, why, "Free some space: recordings are refused when it runs out.")
    return Finding("disk", ON, why)


def _front_end() -> Finding:
    here = Path(__file__).parent.parent
    built = [here / "desk/static/desk/built", here / "doors/website/static/website/built"]
    missing = [path.parts[-4] for path in built if not path.is_dir() or not any(path.iterdir())]
    if missing:
        return Finding("front end", BROKEN, f"not built: {', '.join(missing)}", "Run: npm ci && npm run build")
    return Finding("front end", ON, "widget and desk are built")


def _public_url() -> Finding:
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
        mend = "Put a proxy with a certificate in front, and set RINGBACK_PUBLIC_URL to its https address."
        return Finding("public address", BROKEN, f"{settings.PUBLIC_URL} is not encrypted", mend)
    return Finding("public address", ON, settings.PUBLIC_URL)


def _media() -> Finding:
    wish = environment.text("RTPENGINE")
    without = "Calls join, but are not recorded, nothing is whispered, and browser phones are off."
    if wish == "off":
        return Finding("media", OFF, f"switched off. {without}")
    if not wish:
        if not media_server.available():
            return Finding("media", OFF, f"rtpengine is not installed. {without}", "apt-get install rtpengine-daemon")
        config = Path(settings.DATA_DIR) / "media" / "rtpengine.conf"
        if config.exists() and (trouble := media_server.trouble(config)):
            return Finding("media", BROKEN, f"{trouble}. {without}", "Put RINGBACK_DATA where that user may go.")
        return Finding("media", ON, "rtpengine is started with the roles")
    host, port = environment.address("RTPENGINE")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect((host, port))
            probe.send(b'check {"command": "ping"}')
            probe.recv(1000)
        except OSError as error:
            mend = "Start rtpengine, or empty RINGBACK_RTPENGINE and let Ringback start one."
            return Finding("media", BROKEN, f"rtpengine at {wish} does not answer ({error}). {without}", mend)
    return Finding("media", ON, f"rtpengine at {wish}")


def _browsers() -> Finding:
    """Calls taken in a page: what they need beside the media server."""
    if environment.text("RTPENGINE") == "off" or not (environment.text("RTPENGINE") or media_server.available()):
        return Finding("calls in browsers", OFF, "they need the media server")
    if settings.PUBLIC_URL.startswith("http://") and not settings.PUBLIC_URL.startswith(LOCAL):
        return Finding("calls in browsers", OFF, "browsers give no microphone to a page that is not encrypted")
    if any(url.startswith(("turn:", "turns:")) for url in settings.TURN_URLS) and not settings.TURN_SECRET:
        mend = "Set RINGBACK_TURN_SECRET to the TURN server's static-auth-secret."
        return Finding("calls in browsers", BROKEN, "a TURN server without its secret lets nobody in", mend)
    way = (
        f"by way of {', '.join(settings.TURN_URLS)} where needed" if settings.TURN_URLS else "directly: no TURN server"
    )
    return Finding("calls in browsers", ON, way)


def _speech() -> Finding:
    if shutil.which("espeak-ng") is None:
        return Finding("speech", OFF, "no espeak-ng: tones instead of spoken words", "apt-get install espeak-ng")
    return Finding("speech", ON, "espeak-ng speaks whispers and announcements")


def _mail() -> Finding:
    if not environment.text("MAIL_URL"):
        return Finding("mail", OFF, "invitations and password resets go to the log", "Set RINGBACK_MAIL_URL.")
    return Finding("mail", ON, f"sent through {urlsplit(environment.text('MAIL_URL')).hostname}")


def _text_messages() -> Finding:
    form = environment.text("SMS_GATEWAY")
    if not form:
        return Finding("text messages", OFF, "none are sent", "Set RINGBACK_SMS_GATEWAY and RINGBACK_SMS_URL.")
    if form == "twilio" and not environment.text("SMS_FROM"):
        return Finding("text messages", BROKEN, "twilio sends nothing without a sender", "Set RINGBACK_SMS_FROM.")
    return Finding("text messages", ON, f"{form} at {urlsplit(environment.text('SMS_URL')).hostname}")


def _roles() -> Iterator[Finding]:
    for role in ("keeper", "voice"):
        seen = [epoch.beat_at for epoch in presence.alive(role)]
        if role == "keeper" and (hanging := stuck()):
            mend = "Restart it. A handler must not wait for anything: please report this one with the log."
            yield Finding(role, BROKEN, f"everybody waits for {'; '.join(hanging)}", mend)
        elif seen and (clock.now() - max(seen)).total_seconds() < STALE_SECONDS:
            yield Finding(role, ON, "running")
        else:
            yield Finding(role, OFF, "not running", "Run: ringback run")


def _dialling() -> Iterator[Finding]:
    if Installation.objects.exclude(dialling_stopped_at=None).exists():
        yield Finding("dialling", OFF, "stopped for the whole installation", "Resume it on the desk.")


def _trunks() -> Iterator[Finding]:
    for trunk in Trunk.objects.filter(active=True).order_by("name"):
        if trunk.state == "down":
            mend = "Check its host, user and secret on the desk."
            yield Finding(f"trunk {trunk.name}", BROKEN, f"down: {trunk.state_detail}", mend)
        else:
            yield Finding(f"trunk {trunk.name}", ON, trunk.state)


def _sealed() -> Iterator[Finding]:
    """Said only where something cannot be opened: its rows are shown without it, and nothing is sent of it."""
    for one in unreadable():
        mend = "Add the key it was sealed with to RINGBACK_KEYS (kept in DATA/keys/seal and in the backup's keys)."
        yield Finding("sealed", BROKEN, one.words, mend)


def _no_contact() -> Iterator[Finding]:
    """Said only where something is lost: hashes whose key was dropped can never be found again."""
    if lost := people.lost_entries():
        mend = "Add the keys they were made with at the end of RINGBACK_KEYS: until then these people may be called."
        yield Finding("no contact", BROKEN, f"{lost} entries were made with a key that is not there", mend)


def _inbox() -> Iterator[Finding]:
    account = configured()
    if account is None:
        yield Finding("inbox", OFF, "answers to mail are not read", "Set RINGBACK_INBOX_URL.")
        return
    row = Mailbox.objects.filter(name=account.name).first()
    if row is not None and row.failing_since_at is not None:
        since = f"{row.failing_since_at:%Y-%m-%d %H:%M} UTC"
        yield Finding("inbox", BROKEN, f"cannot be read since {since}: {row.trouble}", "Check RINGBACK_INBOX_URL.")
    elif row is None or row.read_at is None:
        yield Finding("inbox", OFF, f"{account.name} was not read yet", "Run: ringback run")
    else:
        yield Finding("inbox", ON, f"{account.name}, read at {row.read_at:%Y-%m-%d %H:%M} UTC")
