"""A managed rtpengine: its settings, its rights, and the command that starts it."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from ringback.base.kit.errors import RingbackError
from ringback.channels.voice.engine import sides

PROGRAM = "rtpengine"
USER = "rtpengine"
SETPRIV = "setpriv"
# No sound from either side for so long ends the call in rtpengine: a lost BYE must not hold ports for ever.
SILENCE_SECONDS = 60
CHECK_SECONDS = 5


class MediaServerError(RingbackError):
    """rtpengine cannot be run with these settings; says which and why."""


def available() -> bool:
    """Whether rtpengine is installed here (and, for root, a way to give its rights up)."""
    if shutil.which(PROGRAM) is None:
        return False
    return os.geteuid() != 0 or (shutil.which(SETPRIV) is not None and _unprivileged() is not None)


def write_config(
    folder: Path,
    interface: str,
    ng_port: int,
    dtmf_port: int,
    ports: tuple[int, int],
    recording_dir: Path,
) -> Path:
    """Write `folder/rtpengine.conf`, make the recording folders, and return the file's path.

    `interface` is an address, or `local!advertised` behind a NAT; `ports` the first and last RTP port (two a party
    and call: a call takes four); `ng_port` is opened on 127.0.0.1 only, since NG knows no password; key presses go to
    127.0.0.1:`dtmf_port` (0: nowhere). `MediaServerError` when a value cannot be used.
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
        "timeout": SILENCE_SECONDS,
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
    """The command line, in the foreground, logging to stderr; as the unprivileged user when we are root."""
    line = [PROGRAM, "-f", "-E", "--config-file", str(config)]
    return _drop_rights() + line if os.geteuid() == 0 else line


def make_spool(recording_dir: Path) -> None:
    """The folders rtpengine writes to, with rights for it and for us and for no one else."""
    recording_dir.mkdir(parents=True, exist_ok=True)
    for folder in (recording_dir, *(recording_dir / name for name in (sides.PCAPS, "metadata", "tmp"))):
        folder.mkdir(exist_ok=True)
        user = _unprivileged() if os.geteuid() == 0 else None
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        folder.chmod(0o700)
    (recording_dir / sides.FOLDER).mkdir(exist_ok=True, mode=0o700)


def trouble(config: Path, recording_dir: Path) -> str | None:
    """Why the rtpengine that `command` starts could not read its settings or write recordings; None when it can."""
    script = 'test -r "$1" && test -w "$2" && test -x "$2"'
    rights = _drop_rights() if os.geteuid() == 0 else []
    line = [*rights, "sh", "-c", script, "sh", str(config), str(recording_dir)]
    try:
        fine = subprocess.run(line, timeout=CHECK_SECONDS, check=False, capture_output=True).returncode == 0
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the rights of rtpengine could not be tried: {error}"
    return None if fine else f"rtpengine's user may not reach {config} or {recording_dir}"


def _unprivileged() -> pwd.struct_passwd | None:
    for name in (USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _drop_rights() -> list[str]:
    user = _unprivileged()
    if user is None:
        raise MediaServerError(f"there is neither a user {USER} nor nobody to run rtpengine as")
    return [
        SETPRIV,
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--no-new-privs",
    ]
