"""The plugin in a real WordPress: uploaded, activated, and its line on the pages."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from ringback.doors.website.installing import plugin
from ringback.doors.website.installing.rules import Finding, Page, judge
from tests.servers.wordpress import WordPress

SERVER = "https://calls.example.com"


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with WordPress() as running:
        yield running


def _found(wordpress: WordPress, key: str) -> list[Finding]:
    answer = wordpress.front_page()
    assert answer.status_code == 200
    return judge(Page(wordpress.url, dict(answer.headers), answer.text), SERVER, key)


def test_a_plugin_made_for_a_site_needs_nothing_typed_and_can_be_told_otherwise(wordpress: WordPress) -> None:
    assert _found(wordpress, "KEY_of-site") == [Finding.NOT_FOUND]
    wordpress.install_plugin(plugin.zipped(SERVER, "KEY_of-site"))
    assert _found(wordpress, "KEY_of-site") == [Finding.LIVE]
    assert re.search(r"<script async [^>]*KEY_of-site", wordpress.front_page().text)
    saved = json.dumps({"server": f"{SERVER}/", "key": "OTHER"})
    wordpress.run(f"require 'wp-load.php'; update_option('ringback_site', json_decode('{saved}', true));")
    assert _found(wordpress, "OTHER") == [Finding.LIVE]
    said = _typed(wordpress, {"server": "javascript:alert(1)", "key": '"><script>'})
    assert said == {"saved": {"server": "", "key": "OTHER"}, "wrong": ["key"]}


def _typed(wordpress: WordPress, typed: dict[str, str]) -> Any:
    """What becomes of something typed on the settings page: what is saved, and the fields found wrong."""
    return json.loads(
        wordpress.run(
            "require 'wp-load.php'; require_once ABSPATH . 'wp-admin/includes/admin.php';"
            f"$saved = ringback_checked(json_decode('{json.dumps(typed)}', true));"
            "echo json_encode(['saved' => $saved, 'wrong' => array_column(get_settings_errors(), 'code')]);"
        )
    )


def test_the_zip_is_the_same_whenever_it_is_made_and_knows_only_what_it_was_told() -> None:
    assert plugin.zipped() == plugin.zipped()
    with zipfile.ZipFile(io.BytesIO(plugin.zipped())) as bare:
        assert f"{plugin.FOLDER}/site.json" not in bare.namelist()
    with zipfile.ZipFile(io.BytesIO(plugin.zipped(SERVER, "K"))) as told:
        assert json.loads(told.read(f"{plugin.FOLDER}/site.json")) == {"server": SERVER, "key": "K"}
