"""Somebody who looks for work, in a workspace of their own, and the first employer they have found."""

from typing import Any

import pytest

from ringback.base.accounts.services import Actor, actor_for
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import (
    CandidacyValues,
    ContactValues,
    save_candidacy,
    save_contact,
    save_employer,
)
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import open_workspace
from tests.integration.accounts import scene


@pytest.fixture
def workspace(db: None) -> Workspace:
    """In an installation that has an organisation already."""
    scene.organisation("Tents & Co")
    return open_workspace(scene.user("Mira"), as_operator=True)


@pytest.fixture
def seeker(workspace: Workspace) -> Actor:
    return actor_for(workspace.member.user, workspace.organisation_id)


@pytest.fixture
def candidacy(seeker: Actor) -> Candidacy:
    """Bookkeeper at Nordlicht in Hamburg, found."""
    words = EmployerWords(name="Nordlicht", city="Hamburg", country="DE", phone="040 6461 2345", opens="9", closes="17")
    employer = save_employer(seeker, None, words)
    return save_candidacy(seeker, None, CandidacyValues(employer.pk, CandidacyWords(position="Bookkeeper")))


def contact(seeker: Actor, candidacy: Candidacy, rank: str, name: str, **more: Any) -> int:
    """Somebody at the candidacy's employer; its id."""
    values = ContactValues(ContactWords(name=name, **more), candidacy.employer_id, rank)
    return save_contact(seeker, None, values).pk
