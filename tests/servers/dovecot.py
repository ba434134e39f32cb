"""Debian's Dovecot as an IMAP server of the tests' own: one mailbox, over TLS and plain, on free ports of loopback."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from imapclient import IMAPClient

from tests.servers.certificates import loopback_certificate
from tests.servers.ports import free_port
from tests.waiting import until

_PROGRAM = Path("/usr/sbin/dovecot")
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/loopback.pem
ssl_key = <{folder}/loopback.key
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail
mailbox_list_index = no
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """A context: the server runs within it, as an ordinary user, and is ended by its id."""

    user = "answers"
    password = "quite-secret"

    def __init__(self) -> None:
        if not Path("/usr/lib/dovecot/imap").is_file():
            raise FileNotFoundError("Dovecot is not installed: run scripts/system_packages.sh --tests")
        self.plain, self.secure = free_port(), free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="ringback-dovecot-"))
        self._as = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._process: subprocess.Popen[bytes] | None = None
        self.certificate = self._folder / "loopback.pem"

    def url(self, scheme: str = "imap", folder: str = "") -> str:
        """What RINGBACK_INBOX_URL would be."""
        port = self.secure if scheme == "imaps" else self.plain
        return f"{scheme}://{self.user}:{quote(self.password)}@127.0.0.1:{port}/{folder}"

    def deliver(self, mail: bytes) -> int:
        """Put a mail into the mailbox as a mail server would; its uid."""
        with self.client() as client:
            client.select_folder("INBOX")
            client.append("INBOX", mail)
            return int(max(client.search()))

    def client(self) -> IMAPClient:
        """A signed-in connection of a test's own."""
        client = IMAPClient("127.0.0.1", port=self.plain, ssl=False, timeout=20)
        client.login(self.user, self.password)
        return client

    def start_over(self) -> None:
        """Give the mailbox another UIDVALIDITY, as a mail server does that has lost its index."""
        for name in ("dovecot-uidlist", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"):
            (self._folder / "mail" / name).unlink(missing_ok=True)

    def start(self) -> None:
        """Start it, for the first time or after `stop`."""
        command = [str(_PROGRAM), "-F", "-c", str(self._folder / "dovecot.conf")]
        root = os.geteuid() == 0
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            user=self._as.pw_uid if root else None,
            group=self._as.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        until(self._answers)

    def stop(self) -> None:
        """End it; the mails stay."""
        if self._process is None:
            return
        os.kill(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            log = self._folder / "dovecot.log"
            raise RuntimeError(f"Dovecot ended: {log.read_text()[-800:] if log.exists() else 'without a word'}")
        try:
            self.client().logout()
        except OSError:
            return False
        return True

    def __enter__(self) -> Self:
        loopback_certificate(self._folder)
        group = str(self._as.pw_gid)
        names = {"user": self._as.pw_name, "group": _group(self._as.pw_gid), "folder": self._folder}
        configuration = _CONFIGURATION.format(password=self.password, plain=self.plain, secure=self.secure, **names)
        (self._folder / "dovecot.conf").write_text(configuration)
        for name in ("run", "state", "mail", "home"):
            (self._folder / name).mkdir()
        if os.geteuid() == 0:
            for path in (self._folder, *self._folder.iterdir()):
                shutil.chown(path, self._as.pw_uid, int(group))
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name
