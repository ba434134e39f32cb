"""Static files: whole or in part, and none left open."""

import httpx
import pytest

from ringback.project.mounting import PublicPaths
from tests.integration.streamed import open_files
from tests.servers.web import web

PATH = "/static/website/preview.js"


@pytest.mark.django_db(transaction=True)
def test_a_file_is_served_whole_in_part_or_not_again() -> None:
    """Beside an event loop, where a warning of Django's would fail the request."""
    with web(PublicPaths([], "")) as address, httpx.Client(base_url=address) as client:
        whole = client.get(PATH)
        assert (whole.status_code, whole.headers["content-type"]) == (200, 'text/javascript; charset="utf-8"')
        assert len(whole.content) == int(whole.headers["content-length"]) > 100
        part = client.get(PATH, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        head = client.head(PATH)
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))
        again = client.get(PATH, headers={"If-None-Match": whole.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.post(PATH).status_code == 405
        assert [name for name in open_files() if name.endswith("preview.js")] == []
