"""Noting a touch, and what follows from it."""

from datetime import datetime

from django.db import transaction

from ringback.base.kit import clock
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_in
from ringback.doors.jobsearch.touches.models import Heading, Touch, Way
from ringback.doors.jobsearch.touches.services.following import plan_second_contact
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of


def note_touch(
    candidacy_id: int,
    way: str,
    direction: str = Heading.OUT,
    at: datetime | None = None,
    contact_id: int | None = None,
    key: str | None = None,
    words: TouchWords | None = None,
    *,
    counts: bool = True,
) -> Touch:
    """Note that one was in touch, or tried (`counts` False); the same `key` notes it once (MISSION S12).

    Whoever calls has seen to it that the candidacy is the seeker's. What was sent or spoken moves the next contact.
    """
    assert way in Way.values and direction in Heading.values
    with transaction.atomic():
        workspace = Workspace.objects.select_related("organisation").get(candidacies=candidacy_id)
        found = candidacy_in(workspace, candidacy_id, locked=True)
        standing = Touch.objects.filter(made_key=key).first() if key else None
        if standing is not None:
            return standing
        touch = Touch.objects.create(
            candidacy=found.row,
            contact_id=contact_id,
            way=way,
            direction=direction,
            at=at or clock.now(),
            counts=counts,
            made_key=key,
            secret=vault_of(workspace).pack(words) if words else "",
        )
        if counts and direction == Heading.OUT:
            plan_second_contact(found, touch.at, touch.pk)
    return touch


def touches_of(candidacy: Candidacy) -> list[tuple[Touch, TouchWords]]:
    """Every touch with its words, the newest first."""
    vault = vault_of(candidacy.workspace)
    rows = Touch.objects.filter(candidacy=candidacy).order_by("-at", "-id")
    return [(row, vault.unpack(TouchWords, row.secret)) for row in rows]
