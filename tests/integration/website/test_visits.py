"""What pages are allowed to show: prompts and arms through the public route, and what is counted of them."""

from typing import Any

import httpx
import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError
from ringback.channels.voice.models import Call, HuntGroup
from ringback.core.people.models import Consent
from ringback.core.promises.models import Promise
from ringback.doors.website import script, visit_token
from ringback.doors.website.built import built
from ringback.doors.website.models import CallbackRequest, Department, PromptRule, Site
from ringback.doors.website.prompts.models import ArmCount, PromptCount
from ringback.doors.website.services import FaceValues, facts_by_key, save_faces
from tests.integration.website.conftest import ORIGIN, Ask
from tests.waiting import until

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def rule(site: Site) -> PromptRule:
    return PromptRule.objects.create(site=site, name="Leaving", on_exit=True, pages=["/tents/*"])


class Browser:
    """A browser as the widget uses it: it keeps the token, and sends text."""

    def __init__(self, client: httpx.Client, site: Site, **headers: str) -> None:
        self.client, self.site, self.token = client, site, ""
        self.headers = {"Content-Type": "text/plain;charset=UTF-8", "User-Agent": FIREFOX, **headers}

    def asks(self, page: str = "/tents/two", **asked: Any) -> dict[str, Any]:
        body = {"site": self.site.key, "token": self.token, "page": ORIGIN + page, **asked}
        answer = self.client.post("/v1/visits", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        self.token = said["token"]
        return said

    def reaches(self, goal: str) -> None:
        body = {
            "site": self.site.key,
            "token": self.token,
            "view": "0123456789",
            "events": [{"kind": "goal", "at": 1, "goal": goal}],
        }
        assert self.client.post("/v1/beacons", json=body, headers=self.headers).status_code == 204


def test_a_prompt_is_asked_for_shown_once_and_counted(client: httpx.Client, site: Site, rule: PromptRule) -> None:
    visitor = Browser(client, site)
    assert visitor.asks("/boots")["rules"] == []
    assert visitor.asks()["rules"] == [{"id": rule.pk, "exit": True}]
    assert visitor.asks(rule=rule.pk)["prompt"] == {"rule": rule.pk}
    assert visitor.asks(rule=rule.pk)["prompt"] is None
    visitor.asks(dismissed=rule.pk)
    assert visitor.asks()["rules"] == []
    until(PromptCount.objects.filter(dismissed=1).exists)
    counts = PromptCount.objects.get()
    assert (counts.site_id, counts.shown, counts.accepted, counts.variant) == (site.pk, 1, 0, "a")
    assert ArmCount.objects.get().visits == 1


@pytest.mark.parametrize("token", ["", "A" * 60, "eyJ.AAAA", "x" * 5000, "-"])
def test_without_a_token_of_ours_nothing_is_prompted(
    client: httpx.Client, site: Site, rule: PromptRule, token: str
) -> None:
    visitor = Browser(client, site)
    visitor.token = token
    assert visitor.asks(rule=rule.pk)["prompt"] is None


def test_the_token_of_another_organisation_is_a_strangers(client: httpx.Client, site: Site, rule: PromptRule) -> None:
    other = Organisation.objects.create(name="Boots & Co")
    elsewhere = Site.objects.create(organisation=other, key="0" * 32, name="Boots", origins=[ORIGIN])
    visitor = Browser(client, elsewhere)
    visitor.asks()
    visitor.site = site
    assert visitor.asks(rule=rule.pk)["prompt"] is None


def test_both_arms_are_counted_and_a_visit_reaches_one_goal(client: httpx.Client, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(held_out_percent=50, variants={"en": {"button": "Ring me"}})
    seen: dict[str, Browser] = {}
    while len(seen) < 2:
        visitor = Browser(client, site)
        seen[visitor.asks()["arm"]] = visitor
    for visitor in seen.values():
        visitor.reaches("phone")
        visitor.token += visit_token.GOAL_MARK
        visitor.reaches("form")
    until(lambda: sum(ArmCount.objects.values_list("reached", flat=True)) == 2)
    reached = {count.arm: count.reached for count in ArmCount.objects.filter(reached__gt=0)}
    assert reached == {"shown": 1, "held_out": 1}


@pytest.mark.parametrize("headers", [{"DNT": "1"}, {"Sec-GPC": "1"}, {"User-Agent": "Googlebot/2.1"}])
def test_who_is_not_to_be_counted_is_not(client: httpx.Client, site: Site, headers: dict[str, str]) -> None:
    Browser(client, site, **headers).asks()
    Browser(client, site).asks()
    until(ArmCount.objects.exists)
    assert sum(ArmCount.objects.values_list("visits", flat=True)) == 1


def test_other_pages_and_other_types_are_refused(client: httpx.Client, site: Site) -> None:
    body = {"site": site.key}
    assert client.post("/v1/visits", json=body, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/v1/visits", content=b"{}", headers={"Content-Type": "text/html"}).status_code == 415
    assert client.post("/v1/visits", json={"site": "nowhere"}).status_code == 404


def test_a_consent_in_another_language_is_kept_as_it_was_read(ask: Ask, site: Site, actor: Actor) -> None:
    said = {"button": "Rückruf", "consent": "Zelte & Co darf mich zurückrufen."}
    save_faces(actor, site.pk, FaceValues(languages={"de": said}, variants={"en": {"button": "Ring me"}}))
    facts = facts_by_key(site.key)
    assert facts is not None and facts.asks_visits
    told = script.config(facts, "https://calls.example", built())
    german = told["languages"]["de"]
    assert told["languages"]["en"] == {} and told["variant"] == {"button": "Ring me"}
    assert (german["button"], german["consent"]["text"]) == ("Rückruf", said["consent"])
    answer = ask(consent={"version": german["consent"]["version"], "accepted": True})
    assert answer.status_code == 201 and Consent.objects.get().text == said["consent"]
    save_faces(actor, site.pk, FaceValues(languages={"de": said | {"consent": "Anders."}}))
    later = facts_by_key(site.key)
    assert later is not None and {said["consent"], "Anders.", site.consent_text} <= set(later.consent_texts.values())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (FaceValues(opener="a{color:red}"), "opener"),
        (FaceValues(opener="<script>"), "opener"),
        (FaceValues(languages={"xx": {}}), "languages"),
    ],
)
def test_what_is_no_face_is_refused(site: Site, actor: Actor, values: FaceValues, field: str) -> None:
    with pytest.raises(FieldError) as refused:
        save_faces(actor, site.pk, values)
    assert refused.value.field == field


def test_the_department_decides_who_is_rung(ask: Ask, site: Site, organisation: Organisation) -> None:
    support = HuntGroup.objects.create(organisation=organisation, name="Support")
    Department.objects.create(site=site, key="support", name="Help", group=support)
    Department.objects.create(site=site, key="nobody", name="Nobody yet")
    answers = [ask(department=key) for key in ("support", "nobody", "made-up", None)]
    assert [answer.status_code for answer in answers] == [201] * 4
    requests = CallbackRequest.objects.order_by("id")
    assert [request.department for request in requests] == ["support", "", "", ""]
    groups = Promise.objects.order_by("id").values_list("group_id", flat=True)
    assert list(groups) == [support.pk, None, None, None]
    called = Call.objects.order_by("id").values_list("group_id", flat=True)
    assert list(called) == [support.pk, site.group_id, site.group_id, site.group_id]
