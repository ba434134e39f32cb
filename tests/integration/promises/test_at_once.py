"""Keeping a promise where it is made: the rows are those the keeper would have written, or none."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome, Policy
from tests.integration.promises.conftest import KIND, Scripted

pytestmark = pytest.mark.django_db


def draft(organisation: Organisation, due_at: datetime | None = None, **values: Any) -> services.Draft:
    return services.Draft(
        organisation_id=organisation.id,
        door="tests",
        kind=KIND,
        channel="voice",
        due_at=due_at or clock.now(),
        grace_seconds=30,
        policy=Policy({Outcome.BUSY: (60,)}),
        **values,
    )


def rows() -> list[dict[str, Any]]:
    """Everything written, but for what names one row or process."""
    own = {"id", "key", "promise_id", "epoch"}
    return [
        {name: value for name, value in row.items() if name not in own}
        for row in [*Promise.objects.values(), *Attempt.objects.values()]
    ]


def test_it_leaves_what_the_keeper_would_have_left(
    handler: Scripted, organisation: Organisation, moment: clock.SettableClock
) -> None:
    made = services.make_and_keep(draft(organisation), handler.keep)
    at_once = rows()
    assert handler.asked == [made.pk] and Attempt.objects.get().key == f"promise-{made.pk}-1-0-1"
    Promise.objects.all().delete()
    services.make(draft(organisation))
    Keeper().round()
    assert rows() == at_once
    assert Keeper().round() is False and len(handler.asked) == 2


def test_an_outcome_counts_as_it_does_at_the_keepers(handler: Scripted, organisation: Organisation) -> None:
    handler.answers = [Outcome.BUSY]
    made = services.make_and_keep(draft(organisation), handler.keep)
    made.refresh_from_db()
    assert (made.state, made.attempts_made, made.untold) == ("pending", 1, True)
    assert Attempt.objects.get().outcome == "busy"


@pytest.mark.parametrize(
    "later",
    [
        {"due_at": clock.now() + timedelta(days=3650)},
        {"not_before_at": clock.now() + timedelta(days=3650)},
        {"expires_at": clock.now() - timedelta(seconds=1)},
        {"automatic": False},
    ],
)
def test_what_is_not_due_waits_for_the_keeper(
    handler: Scripted, organisation: Organisation, later: dict[str, Any]
) -> None:
    made = services.make_and_keep(draft(organisation, **later), handler.keep)
    assert (made.state, made.attempts_made, handler.asked) == ("pending", 0, [])


def test_what_the_maker_raises_undoes_it_all(handler: Scripted, organisation: Organisation) -> None:
    handler.answers = [ValueError("no rows today")]
    with pytest.raises(ValueError, match="no rows"), transaction.atomic():
        services.make_and_keep(draft(organisation), handler.keep)
    assert not Promise.objects.exists() and not Attempt.objects.exists()


def test_the_same_key_is_kept_once(handler: Scripted, organisation: Organisation) -> None:
    first, again = (services.make_and_keep(draft(organisation, made_key="one"), handler.keep) for _ in range(2))
    assert first.pk == again.pk and len(handler.asked) == 1
