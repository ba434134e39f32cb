"""Somebody who looks for work, in a workspace of their own, and the first employer they have found."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ringback.base.accounts.services import Actor, actor_for
from ringback.base.kit import clock
from ringback.core.promises.keeper.care import Care
from ringback.core.promises.keeper.minding import Minding
from ringback.core.promises.keeper.telling import tell_batch
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

BERLIN = ZoneInfo("Europe/Berlin")
Moved = Callable[[datetime], None]


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """By Berlin's clock, in 2026; 11 March is a Wednesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


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


@pytest.fixture
def moved(moment: clock.SettableClock) -> Moved:
    """Let the clock come to an instant, and what a keeper minds by then be done, without its threads."""
    minding, care = Minding(), Care()

    def to(instant: datetime) -> None:
        moment.advance((instant - clock.now()).total_seconds())
        for _round in range(2):
            minding.mind(clock.now(), claiming=True)
            tell_batch(care)

    return to


def contact(seeker: Actor, candidacy: Candidacy, rank: str, name: str, **more: Any) -> int:
    """Somebody at the candidacy's employer; its id."""
    values = ContactValues(ContactWords(name=name, **more), candidacy.employer_id, rank)
    return save_contact(seeker, None, values).pk
