"""/healthz and /metrics of a real web process tell the truth, also while its database is away."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.waiting import until

TOKEN = {"Authorization": "Bearer the-token"}


@pytest.fixture
def database() -> Iterator[Postgres]:
    """A server of this test's own, which it may stop."""
    with Postgres() as server:
        yield server


@pytest.fixture
def address(database: Postgres, tmp_path: Path) -> Iterator[str]:
    """Where the web process answers."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    settings = {
        "DATA": tmp_path,
        "DATABASE_URL": database.url(),
        "BIND": f"127.0.0.1:{port}",
        "METRICS_TOKEN": "the-token",
    }
    environment = {**kept, **{f"RINGBACK_{name}": str(value) for name, value in settings.items()}}
    ringback = [sys.executable, "-m", "ringback"]
    subprocess.run([*ringback, "manage", "migrate", "--verbosity", "0"], env=environment, check=True, timeout=120)
    process = subprocess.Popen([*ringback, "run", "web"], env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(30) == 0


def health(address: str) -> int:
    try:
        return httpx.get(f"{address}/healthz", timeout=10).status_code
    except httpx.TransportError:
        return 0


def test_health_and_metrics_while_the_database_goes_and_comes_back(address: str, database: Postgres) -> None:
    until(lambda: health(address) == 200, 60)
    assert httpx.get(f"{address}/metrics").status_code == 401
    assert httpx.get(f"{address}/metrics", headers={"Authorization": "Bearer guess"}).status_code == 401
    httpx.get(f"{address}/w/{'0' * 32}.js")
    told = httpx.get(f"{address}/metrics", headers=TOKEN).text
    assert "ringback_edge_writes_waiting 0.0" in told
    assert "ringback_edge_streams 0.0" in told
    assert 'status="404"} 1.0' in told
    database.stop()
    until(lambda: health(address) == 503, 30)
    assert httpx.get(f"{address}/healthz").json()["status"] == "broken"
    database.start()
    until(lambda: health(address) == 200, 30)
