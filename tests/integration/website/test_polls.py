"""Polls: asked in a variant by the token, answered once, counted by choice, and with an address promised."""

from typing import Any

import httpx
import pytest
from django.conf import settings

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.channels.messages.models import InboundMessage
from ringback.core.people.services import Subject
from ringback.core.promises.models import Promise
from ringback.doors.website import agreements, visit_token
from ringback.doors.website.models import PromptRule, Site
from ringback.doors.website.polls import personal_data, reads, services
from ringback.doors.website.polls.models import Poll, PollAnswer
from ringback.doors.website.polls.services import PollValues
from ringback.doors.website.prompts.models import PromptCount
from ringback.doors.website.prompts.services import RuleValues, save_rule
from ringback.doors.website.services import facts_by_key
from ringback.doors.website.visit_token import Token
from tests.integration.accounts import scene
from tests.integration.website.conftest import ORIGIN

VALUES = PollValues(
    "Leaving",
    {"en": {"question": "Why are you leaving?", "more": "What could we improve?"}},
    {"en": {"question": "What is missing?", "more": ""}},
    {"en": ["Too dear", "Just looking"]},
)


@pytest.fixture
def poll(site: Site, actor: Actor) -> Poll:
    return services.save_poll(actor, site.pk, None, VALUES)


def answer(client: httpx.Client, site: Site, poll: Poll, key: str = "", **changes: Any) -> httpx.Response:
    body = {"site": site.key, "poll": poll.pk, "choice": "c1", "page": f"{ORIGIN}/tents/two.html", "language": "en"}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/polls/answers", json=body | changes, headers=headers)


def consent_of(site: Site) -> dict[str, Any]:
    facts = facts_by_key(site.key)
    assert facts is not None
    return {"version": agreements.agreement(facts, "message", "en").version, "accepted": True}


def test_the_token_says_which_wording_and_a_rule_brings_it_to_the_page(
    client: httpx.Client, site: Site, actor: Actor, poll: Poll
) -> None:
    rule = save_rule(actor, site.pk, None, RuleValues("Exit", on_exit=True, poll_id=poll.pk))
    for bucket, question in ((4, "Why are you leaving?"), (5, "What is missing?")):
        token = visit_token.write(Token(bucket, 0), site.organisation_id, settings.SECRET_KEY)
        asked = client.post("/v1/polls", json={"site": site.key, "poll": poll.pk, "token": token}).json()
        assert (asked["question"], asked["more"]) == (question, "What could we improve?")
        assert asked["choices"] == [{"key": "c1", "text": "Too dear"}, {"key": "c2", "text": "Just looking"}]
    said = client.post("/v1/visits", json={"site": site.key, "page": ORIGIN}).json()
    assert said["rules"] == [{"id": rule.pk, "exit": True, "poll": poll.pk}]
    services.save_poll(actor, site.pk, poll.pk, PollValues("Leaving", VALUES.texts, {}, VALUES.choices, active=False))
    facts = facts_by_key(site.key)
    assert facts is not None and facts.prompt_rules == ()
    services.delete_poll(actor, site.pk, poll.pk)
    assert PromptRule.objects.filter(pk=rule.pk, active=False, poll=None).exists()


def test_answers_are_nobodys_counted_once_a_key_and_read_by_choice_and_variant(
    client: httpx.Client, site: Site, actor: Actor, poll: Poll
) -> None:
    for _ in range(2):
        assert answer(client, site, poll, key="0123456789").status_code == 201
    answer(client, site, poll, choice="c2", variant="b", text="=cheaper tents")
    answer(client, site, poll, choice="", text="More colours")
    assert PollAnswer.objects.filter(person=None, message=None).count() == 3 and not Promise.objects.exists()
    rule = PromptRule.objects.create(site=site, name="Exit", on_exit=True, poll=poll)
    PromptCount.objects.create(site=site, rule=rule, day=clock.now().date(), shown=6)
    found = reads.results(poll, 30)
    assert (found.answered, found.shown, found.share, found.by_variant) == (3, 6, 0.5, (2, 1))
    assert [(row.text, row.first, row.second, row.share) for row in found.choices] == [
        ("Too dear", 1, 0, 0.5),
        ("Just looking", 0, 1, 0.5),
    ]
    assert [row.text for row in found.texts] == ["More colours", "=cheaper tents"]
    lines = list(reads.as_csv(poll))
    assert len(lines) == 4 and "'=cheaper tents" in lines[2]
    for wrong in ({"choice": ""}, {"choice": "c9"}, {"contact": "nobody@"}, {"contact": "a@example.org"}):
        assert answer(client, site, poll, **wrong).status_code == 422
    assert client.post("/v1/polls", json={"site": site.key, "poll": poll.pk + 1}).status_code == 404


def test_with_an_address_it_is_a_message_and_a_promise_and_erasing_leaves_the_choice(
    client: httpx.Client, site: Site, poll: Poll
) -> None:
    taken = answer(
        client, site, poll, key="0123456789", text="Too heavy", contact="vera@example.org", consent=consent_of(site)
    )
    assert taken.status_code == 201 and taken.json()["answer_by"]
    again = answer(
        client, site, poll, key="0123456789", text="Too heavy", contact="vera@example.org", consent=consent_of(site)
    )
    assert again.json()["answer_by"] == taken.json()["answer_by"]
    inbound, promise = InboundMessage.objects.get(), Promise.objects.get()
    assert inbound.subject == "Too dear" and inbound.text.startswith("Too dear\nToo heavy\n\n> Why are you leaving?")
    assert promise.kind == "website.message" and inbound.promise_id == promise.pk
    assert reads.results(poll, 30).texts[0].inbound == inbound.public_id
    assert personal_data.erase(Subject(site.organisation_id, (promise.person_id or 0,))).counts == {
        "answers to polls": 1
    }
    left = PollAnswer.objects.get()
    assert (left.choice, left.text, left.page, left.person_id) == ("c1", "", "", None)


def test_the_pages_of_a_poll_and_what_it_refuses(site: Site, actor: Actor, poll: Poll) -> None:
    browser = scene.signed_in(scene.member(site.organisation, "owner"))
    assert "Leaving" in browser.get(f"/sites/{site.pk}/polls/").content.decode()
    sent = {"name": "Other", "question": "Why <b>?", "choices": "One\nTwo", "active": "on"}
    assert browser.post(f"/sites/{site.pk}/polls/new/", sent).status_code == 302
    wrong = browser.post(f"/sites/{site.pk}/polls/new/", sent | {"choices": "One\nOne"})
    assert wrong.status_code == 422 and "each another one" in wrong.content.decode()
    made = Poll.objects.get(name="Other")
    PollAnswer.objects.create(poll=made, choice="c1", text="<script>")
    page = browser.get(f"/sites/{site.pk}/polls/{made.pk}/results/").content.decode()
    assert "&lt;script&gt;" in page and "100\N{NO-BREAK SPACE}%" in page
    assert browser.get(f"/sites/{site.pk}/polls/{made.pk}/results.csv")["Content-Type"].startswith("text/csv")
    rule = save_rule(actor, site.pk, None, RuleValues("Exit", on_exit=True, poll_id=poll.pk))
    preview = f"/sites/{site.pk}/prompts/{rule.pk}/preview/"
    assert browser.get(preview).context["poll"]["question"] == "Why are you leaving?"
    assert browser.post(preview, {"poll": made.pk}).context["poll"]["question"] == "Why <b>?"
    assert browser.post(preview, {"poll": ""}).context["poll"] is None
    Poll.objects.filter(pk=poll.pk).update(active=False)
    assert browser.get(preview).context["poll"] is None
    with pytest.raises(FieldError):
        services.save_poll(actor, site.pk, None, PollValues("Nothing", {"en": {"question": "Why?", "more": ""}}))
    with pytest.raises(NotFoundError):
        services.poll_of(site.pk + 1, poll.pk)
