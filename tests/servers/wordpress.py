"""Debian's WordPress with a MariaDB of its own, served by PHP on a free port of loopback and thrown away afterwards."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.servers.ports import free_port
from tests.waiting import until

_SOURCE = Path("/usr/share/wordpress")
_CONFIGURATION = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('FS_METHOD', 'direct');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
# As little as a theme can be; Debian packages the others apart.
_THEME = {
    "style.css": "/* Theme Name: Bare */",
    "index.php": "<!doctype html><html><head><?php wp_head(); ?></head><body><?php wp_footer(); ?></body></html>",
}
_INSTALL = """
define('WP_INSTALLING', true);
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Shop', 'owner', 'owner@shop.example', true, '', 'secret-of-the-test');
switch_theme('bare');
"""
_PLUGIN = """
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
wp_set_current_user(1);
$upgrader = new Plugin_Upgrader(new Automatic_Upgrader_Skin());
$installed = $upgrader->install({zip});
if (true !== $installed) {{ var_dump($installed, $upgrader->skin->get_upgrade_messages()); exit(1); }}
$failed = activate_plugin($upgrader->plugin_info());
if ($failed) {{ var_dump($failed); exit(1); }}
"""


class WordPress:
    """A context: the site runs within it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ringback-wordpress-"))
        self._root = self._folder / "www"
        self._socket = self._folder / "db.sock"
        self._port = free_port()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._as = ["--user=root"] if os.geteuid() == 0 else []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def install_plugin(self, packed: bytes) -> None:
        """Upload and activate a plugin's zip, as the page "Upload Plugin" does."""
        path = self._folder / "plugin.zip"
        path.write_bytes(packed)
        self.run(_PLUGIN.format(zip=json.dumps(str(path))))

    def run(self, code: str) -> str:
        """Run PHP inside WordPress; what it printed."""
        done = subprocess.run(
            ["php", "-d", "display_errors=1", "-r", f"$_SERVER['HTTP_HOST'] = '127.0.0.1:{self._port}';{code}"],
            cwd=self._root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError((done.stdout + done.stderr).decode(errors="replace")[-2000:])
        return done.stdout.decode()

    def front_page(self) -> httpx.Response:
        return httpx.get(f"{self.url}/", timeout=60)

    def _start(self) -> None:
        shutil.copytree(_SOURCE, self._root, ignore=shutil.ignore_patterns("wp-config.php", "languages"))
        (self._root / "wp-config.php").write_text(_CONFIGURATION.format(socket=self._socket, url=self.url))
        theme = self._root / "wp-content" / "themes" / "bare"
        theme.mkdir(parents=True)
        for name, text in _THEME.items():
            (theme / name).write_text(text)
        self._start_database()
        self.run(_INSTALL)
        self._begin(["php", "-S", f"127.0.0.1:{self._port}", "-t", str(self._root)])
        until(lambda: self._answers(), 20)

    def _answers(self) -> bool:
        try:
            return self.front_page().status_code == 200
        except httpx.TransportError:
            return False

    def _start_database(self) -> None:
        data = self._folder / "data"
        common = ["--no-defaults", f"--datadir={data}", *self._as]
        made = ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run(made, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        small = ["--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]
        self._begin(["mariadbd", *common, f"--socket={self._socket}", "--skip-networking", *small])
        until(self._socket.exists, 30)
        ask = ["mariadb", "--no-defaults", f"--socket={self._socket}", "-uroot", "-e", "CREATE DATABASE wordpress"]
        subprocess.run(ask, check=True, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)

    def _begin(self, command: list[str]) -> None:
        log = (self._folder / "log").open("ab")
        self._processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log))
        log.close()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in reversed(self._processes):
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        shutil.rmtree(self._folder, ignore_errors=True)
