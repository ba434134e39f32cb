"""The candidate's own list beside ours: offered by the recruiter, shown on the candidate's page, ended by either."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import clock
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.goodbye.services import GoodbyeValues, say_goodbye
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db
CODE = re.compile(r">([2-9A-Z]{4}(?:-[2-9A-Z]{4}){3})<")


def test_a_candidate_links_the_answer_with_a_promise_of_their_own(
    owner: Actor, application: Application, settings: Settings
) -> None:
    desk, stranger = scene.signed_in(owner), Client()
    page, link = (reverse(f"hiring:{name}", args=[application.pk]) for name in ("application", "link"))
    path = "/jobs/answer/" + desk.get(page).content.decode().split("/jobs/answer/")[1].split('"')[0]
    assert desk.post(link, {"do": "offer"}).status_code == 409, "nothing is promised yet"
    due_at = clock.now() + timedelta(days=3)
    promise = say_goodbye(owner, application.pk, GoodbyeValues(due_at, owner.member_id)).promise
    assert promise is not None
    assert CODE.search(stranger.get(path).content.decode()) is None
    assert "with their own list" not in desk.get(page).content.decode(), "nobody looks for work here"
    settings.SEEKERS_OPEN = True
    assert "Let them link it with their own list" in desk.get(page).content.decode()
    desk.post(link, {"do": "offer"})
    assert "a code stands on their page" in desk.get(page).content.decode()
    found = CODE.search(stranger.get(path).content.decode())
    assert found is not None

    seeker = system_actor(Organisation.objects.create(name="A search of one's own").pk)
    draft = promises.Draft(seeker.organisation_id, "hiring", "hiring.answer", "voice", due_at, automatic=False)
    theirs = promises.make(draft)
    assert promises.accept_link(seeker, theirs.pk, found[1]).due_at == due_at
    assert "they mean to call on" in desk.get(page).content.decode()
    seen = stranger.get(path).content.decode()
    assert "Linked with your own list" in seen
    assert CODE.search(seen) is None

    later = due_at + timedelta(days=2)
    say_goodbye(owner, application.pk, GoodbyeValues(later, owner.member_id, channel="mail"))
    far = promises.linked([theirs.pk])[theirs.pk].far
    assert far == promises.Far(later, "pending", ended=False), "promised anew another way, it takes its link along"
    desk.post(link, {"do": "withdraw"})
    assert promises.linked([theirs.pk]) == {}
    assert "they mean to call on" not in desk.get(page).content.decode()

    desk.post(link, {"do": "offer"})
    people.erase(owner, application.person_id or 0, "asked for it")
    assert promises.linked([promise.pk]) == {}
