"""A managed rtpengine: its settings, its rights, and the command that starts it."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from ringback.base.kit.errors import RingbackError
from ringback.channels.voice.engine import sides

PROGRAM = "rtpengine"
USERS = ("rtpengine", "nobody")
SETPRIV = "setpriv"
# No sound from either side for so long and rtpengine frees a call's ports. The voice process ends silent calls before;
# this is for those of a voice process that is gone and found no successor.
LEAST_TIMEOUT_SECONDS = 60
GRACE_SECONDS = 15
CHECK_SECONDS = 5


class MediaServerError(RingbackError):
    """rtpengine cannot be run with these settings; says which and why."""


def available() -> bool:
    """Whether rtpengine is installed here (and, for root, a way to give its rights up)."""
    if shutil.which(PROGRAM) is None:
        return False
    return os.geteuid() != 0 or shutil.which(SETPRIV) is not None


def write_config(
    folder: Path,
    interface: str,
    ng_port: int,
    dtmf_port: int,
    ports: tuple[int, int],
    recording_dir: Path,
    silence_seconds: int = 0,
) -> Path:
    """Write `folder/rtpengine.conf`, make the recording folders, and return the file's path.

    `interface` is an address, or `local!advertised` behind a NAT; `ports` the first and last RTP port (two a party
    and call: a call takes four); `ng_port` is opened on 127.0.0.1 only, since NG knows no password; key presses go to
    127.0.0.1:`dtmf_port` (0: nowhere). Its calls live longer than the `silence_seconds` after which the voice process
    ends them. `MediaServerError` when a value cannot be used.
    """
    first, last = ports
    if not 1024 <= first < last <= 65535:
        raise MediaServerError(f"the range of RTP ports {first} to {last} is no range within 1024 to 65535")
    settings: dict[str, str | int] = {
        "table": -1,
        "interface": interface,
        "listen-ng": f"127.0.0.1:{ng_port}",
        "port-min": first,
        "port-max": last,
        "timeout": max(LEAST_TIMEOUT_SECONDS, silence_seconds + GRACE_SECONDS),
        "delete-delay": 0,
        "log-level": 4,
        "recording-dir": str(recording_dir),
        "recording-method": "pcap",
        "recording-format": "eth",
    }
    if dtmf_port:
        settings["dtmf-log-dest"] = f"127.0.0.1:{dtmf_port}"
    for name, value in settings.items():
        if any(character in str(value) for character in "\r\n;#"):
            raise MediaServerError(f"{name} = {str(value)!r} holds a character its file cannot carry")
    folder.mkdir(parents=True, exist_ok=True)
    make_spool(recording_dir)
    path = folder / "rtpengine.conf"
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    path.write_text(f"[rtpengine]\n{lines}", encoding="utf-8")
    path.chmod(0o644)
    return path


def command(config: Path) -> list[str]:
    """The command line, in the foreground, logging to stderr. It ends with its parent.

    Started by root it runs without capabilities, as the owner of its spool (see `make_spool`).
    """
    return [*_drop_rights(_spool_of(config)), PROGRAM, "-f", "-E", "--config-file", str(config)]


def make_spool(recording_dir: Path) -> None:
    """The folders rtpengine writes to, with rights for it and for us and for no one else.

    For root they belong to rtpengine's own user, or, where that user cannot get to them (a checkout in root's home),
    to root: rtpengine then runs as root, but with every capability taken away.
    """
    recording_dir.mkdir(parents=True, exist_ok=True)
    user = _user_for(recording_dir) if os.geteuid() == 0 else None
    for folder in (recording_dir, *(recording_dir / name for name in (sides.PCAPS, "metadata", "tmp"))):
        folder.mkdir(exist_ok=True)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        folder.chmod(0o700)
    (recording_dir / sides.FOLDER).mkdir(exist_ok=True, mode=0o700)


def trouble(config: Path) -> str | None:
    """Why the rtpengine that `command` starts could not read its settings or write recordings; None when it can."""
    spool = _spool_of(config)
    script = 'test -r "$1" && test -w "$2" && test -x "$2"'
    line = [*_drop_rights(spool), "sh", "-c", script, "sh", str(config), str(spool)]
    try:
        fine = subprocess.run(line, timeout=CHECK_SECONDS, check=False, capture_output=True).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the rights of rtpengine could not be tried: {error}"
    return None if fine else f"rtpengine's user may not reach {config} or {spool}"


def _spool_of(config: Path) -> Path:
    for line in config.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(" = ")
        if name == "recording-dir":
            return Path(value)
    raise MediaServerError(f"{config} names no recording-dir")


def _user_for(folder: Path) -> pwd.struct_passwd:
    """The least privileged user that can get to the folder."""
    for name in USERS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if all(_may_pass(user, parent) for parent in folder.resolve().parents):
            return user
    return pwd.getpwuid(0)


def _may_pass(user: pwd.struct_passwd, folder: Path) -> bool:
    facts = folder.stat()
    if facts.st_uid == user.pw_uid:
        return bool(facts.st_mode & 0o100)
    return bool(facts.st_mode & (0o010 if facts.st_gid == user.pw_gid else 0o001))


def _drop_rights(spool: Path) -> list[str]:
    """What comes before the program: for root, another user and no capabilities."""
    if os.geteuid() != 0:
        return []
    owner = spool.stat()
    return [
        SETPRIV,
        f"--reuid={owner.st_uid}",
        f"--regid={owner.st_gid}",
        "--clear-groups",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--no-new-privs",
        "--pdeathsig=TERM",
    ]
