"""Chooses the database before Django reads its settings, `pytest --database sqlite|postgresql`, and the tests' order.

Loaded with `-p`, in the controller and, through the environment, in every parallel worker.
"""

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers import migrated
from tests.servers.postgres import Postgres

_CHOICE = "RINGBACK_TEST_DATABASE"
_servers = ExitStack()


def _chosen() -> str:
    for index, word in enumerate(sys.argv):
        if word.startswith("--database"):
            return word.partition("=")[2] or sys.argv[index + 1]
    return os.environ.get(_CHOICE, "sqlite")


def _prepare() -> None:
    """Give this process a data folder of its own, and the run its database server."""
    folder = Path(tempfile.mkdtemp(prefix="ringback-tests-"))
    _servers.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["RINGBACK_DATA"] = str(folder)
    os.environ["RINGBACK_TEST_FOLDER"] = str(folder)
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    os.environ[_CHOICE], os.environ[migrated.FOLDER] = _chosen(), str(folder)
    os.environ.pop("RINGBACK_DATABASE_URL", None)
    if os.environ[_CHOICE] == "postgresql":
        server = _servers.enter_context(Postgres())
        os.environ["RINGBACK_DATABASE_URL"] = server.url()


_prepare()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite", help="where rows are kept")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal out the long tests, each worker's first: the last of them would be waited for while the others are idle."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    ends = [len(items) * (worker + 1) // workers for worker in range(workers)]
    items.clear()
    for worker, end in enumerate(ends):
        items += long[worker::workers]
        count = max(0, end - len(items))
        items += others[:count]
        del others[:count]
    items += others


def pytest_unconfigure() -> None:
    _servers.close()
