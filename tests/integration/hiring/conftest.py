"""A firm with an open post, its recruiter, and whoever applies."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import ApplyValues, apply
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import OpeningValues, open_opening, save_opening
from tests.integration.accounts import scene
from tests.integration.messages.kept import keep, post

__all__ = ["keep", "post"]

_numbers = count(1)


def opening_values(**changes: Any) -> OpeningValues:
    values: dict[str, Any] = {
        "title": "Bookkeeper",
        "duties": "You book forty invoices a day, remind those who are late, and close the month with the tax adviser.",
        "requirements": ["Three years of bookkeeping", "DATEV"],
        "pay_from": Decimal(2800),
        "pay_to": Decimal(3400),
        "place": "Hamburg",
        "company": "Tents & Co",
        "consent_text": "Tents & Co may keep what I send to decide about this post.",
    }
    return OpeningValues(**(values | changes))


def applicant(opening: Opening, **changes: Any) -> ApplyValues:
    """Somebody nobody has heard of yet."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Candidate {number}",
        "email": f"candidate{number}@example.org",
        "phone": f"+49151{number:08d}",
        "consent_version": opening.consent_version,
    }
    return ApplyValues(**(values | changes))


@pytest.fixture
def firm(db: None) -> tuple[Organisation, Actor]:
    return scene.organisation("Tents & Co")


@pytest.fixture
def owner(firm: tuple[Organisation, Actor]) -> Actor:
    return firm[1]


@pytest.fixture
def opening(owner: Actor) -> Opening:
    return open_opening(owner, save_opening(owner, None, opening_values()).pk)


@pytest.fixture
def application(opening: Opening) -> Application:
    return apply(opening, applicant(opening))
