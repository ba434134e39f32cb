"""The script a customer's page loads."""

import base64
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.website.models import Site
from ringback.doors.website.services import pause_site, save_site
from ringback.project.mounting import PublicPaths
from tests.integration.website.conftest import ORIGIN, site_values
from tests.waiting import until

EVIL = "</script><script>alert(1)</script>\u2028\u2029<!-- & \" '"


@pytest.fixture
def public(tmp_path: Path, settings: object) -> PublicPaths:
    public = PublicPaths([], "")
    (tmp_path / "beacon.js").write_text("/* the beacon */")
    (tmp_path / "dialog.en.js").write_text("/* the dialog */")
    (tmp_path / "dialog.de.js").write_text("/* der Dialog */")
    words = {
        language: {"title": "We call", "button": f"Call ({language})", "failed": "Oh"} for language in ("en", "de")
    }
    (tmp_path / "words.json").write_text(json.dumps(words))
    public.website._scripts._folder = tmp_path
    return public


def config_in(script: str) -> dict[str, Any]:
    start = script.index("push(") + len("push(")
    return dict(json.JSONDecoder().raw_decode(script[start:])[0])


def test_configuration_goes_before_the_beacon(client: httpx.Client, site: Site) -> None:
    answer = client.get(f"/w/{site.key}.js")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=300"
    config = config_in(answer.text)
    assert config["key"] == site.key and config["organisation"] == "Tents & Co" and config["seconds"] == 30
    assert config["consent"] == {"text": site.consent_text, "version": site.consent_version}
    assert config["phone"] is None and config["privacyUrl"] is None and config["pow"] is False
    assert config["button"] == "Call (en)" and answer.text.endswith("/* the beacon */")


def test_no_words_break_out_of_the_script(client: httpx.Client, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, title=EVIL[:80], consent_text=EVIL))
    text = client.get(f"/w/{site.key}.js").text
    assert config_in(text)["consent"]["text"] == EVIL.strip()
    head = text.splitlines()[0]
    assert not any(character in head for character in "<>&\u2028\u2029")


def test_the_dialog_speaks_the_sites_language_and_never_changes(client: httpx.Client, site: Site, actor: Actor) -> None:
    save_site(actor, site.pk, site_values(group_id=site.group_id, language="de"))
    config = config_in(client.get(f"/w/{site.key}.js").text)
    assert config["button"] == "Call (de)"
    path = config["dialog"]["url"].partition("/w/")[2]
    answer = client.get(f"/w/{path}", headers={"Accept-Encoding": "identity"})
    assert answer.text == "/* der Dialog */" and "immutable" in answer.headers["cache-control"]
    digest = base64.b64encode(sha256(answer.content).digest()).decode()
    assert config["dialog"]["integrity"] == f"sha256-{digest}"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert client.get(f"/w/{path}x").status_code == client.get("/w/0123/dialog.de.js").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")]
)
def test_compressed_as_the_browser_likes(client: httpx.Client, site: Site, accepted: str, encoding: str) -> None:
    plain = client.get(f"/w/{site.key}.js", headers={"Accept-Encoding": "identity"})
    answer = client.get(f"/w/{site.key}.js", headers={"Accept-Encoding": accepted})
    assert answer.headers["content-encoding"] == encoding and answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == plain.text and answer.headers["etag"] != plain.headers["etag"]


def test_unchanged_is_not_sent_again_and_changed_is(client: httpx.Client, site: Site, actor: Actor) -> None:
    first = client.get(f"/w/{site.key}.js")
    headers = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"/w/{site.key}.js", headers=headers).status_code == 304
    save_site(actor, site.pk, site_values(group_id=site.group_id, title="Changed"))
    until(lambda: client.get(f"/w/{site.key}.js", headers=headers).status_code == 200)


def test_a_paused_site_shows_nothing(client: httpx.Client, site: Site, actor: Actor) -> None:
    pause_site(actor, site.pk, paused=True)
    assert "push" not in client.get(f"/w/{site.key}.js").text


def test_a_site_is_seen_when_its_own_pages_load_the_script(client: httpx.Client, site: Site) -> None:
    client.get(f"/w/{site.key}.js", headers={"Referer": "https://elsewhere.example/"})
    client.get(f"/w/{site.key}.js", headers={"Referer": f"{ORIGIN}/tents"})
    until(lambda: Site.objects.get().seen_at is not None)
    long_ago = clock.now() - timedelta(hours=2)
    Site.objects.update(seen_at=long_ago)

    def seen_again() -> bool:
        client.get(f"/w/{site.key}.js", headers={"Referer": f"{ORIGIN}/tents"})
        return bool(Site.objects.exclude(seen_at=long_ago).exists())

    until(seen_again)


def test_without_a_built_widget_the_page_gets_a_reason(
    client: httpx.Client, site: Site, public: PublicPaths, tmp_path: Path
) -> None:
    public.website._scripts._folder = tmp_path / "nowhere"
    assert client.get(f"/w/{site.key}.js").status_code == 503
