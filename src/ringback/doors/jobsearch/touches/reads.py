"""What Today, and a candidacy's page, say of the steps that are promised. Read-only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.core.promises.services import Direction, Promise
from ringback.desk.cards import Line
from ringback.doors.jobsearch.advice import saying
from ringback.doors.jobsearch.advice.norms import Norm
from ringback.doors.jobsearch.employers.models import Contact
from ringback.doors.jobsearch.employers.services import candidacies_of_workspace, workspace_at_work
from ringback.doors.jobsearch.employers.shown import Shown, shown_contact
from ringback.doors.jobsearch.touches import kinds
from ringback.doors.jobsearch.touches.dates import Waiting
from ringback.doors.jobsearch.touches.kinds import DOOR, LOOK_ON
from ringback.doors.jobsearch.touches.services import norms_of, open_steps, waiting_of
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of


@dataclass(frozen=True, slots=True)
class Step:
    """One thing promised next: in words, when, where it is kept, why then; the `norm` ("" agreed) and its `source`."""

    promise_id: int
    title: str
    due_at: datetime
    late: bool
    awaited: bool
    url: str
    why: str
    norm: str
    source: str


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """The lines of the steps among these promises, opened for the one who may read them."""
    rows = Promise.objects.filter(organisation_id=organisation_id, door=DOOR, kind__in=kinds.known())
    found = list(rows.filter(id__in=list(promise_ids)))
    workspace = workspace_at_work(organisation_id) if found else None
    if workspace is None:
        return {}
    ids = {one.subject_id or 0 for one in found if one.kind != LOOK_ON}
    about = {one.id: one for one in candidacies_of_workspace(workspace, ids)}
    names, norms = _names(workspace, found), norms_of(workspace)
    return {
        one.pk: Line(
            _title(one, about, names), _why(one, norms, workspace.organisation.language), _url(one), deed=_deed(one)
        )
        for one in found
        if one.kind == LOOK_ON or one.subject_id in about
    }


def steps_of(candidacy: Shown) -> list[Step]:
    """What is promised next about one candidacy, the soonest due first, each with the norm behind it."""
    found, now = open_steps(candidacy.row), clock.now()
    workspace = candidacy.row.workspace
    names, norms = _names(workspace, found), norms_of(workspace)
    return [
        Step(
            one.pk,
            _title(one, {candidacy.id: candidacy}, names),
            one.due_at,
            one.deadline_at <= now,
            one.direction == Direction.THEY_CONTACT,
            kinds.page_of(one.kind, candidacy.id, one.content),
            _why(one, norms, workspace.organisation.language),
            slug if (slug := one.content.get("norm", "")) in norms else "",
            norms[slug].source if slug in norms else "",
        )
        for one in found
    ]


def marks(candidacies: Sequence[Shown]) -> dict[int, str]:
    """What the board says of those for whose answer one waits too long, or doing nothing (MISSION S5, S6)."""
    if not candidacies:
        return {}
    waits = waiting_of([one.row for one in candidacies], norms_of(candidacies[0].row.workspace))
    words = {Waiting.PASSIVE: _("you only wait"), Waiting.PROBABLY_NOT: _("probably not")}
    return {key: words[one] for key, one in waits.items() if one in words}


def _title(one: Promise, about: Mapping[int, Shown], names: Mapping[int, str]) -> str:
    kind, found = kinds.kind_of(one.kind), about.get(one.subject_id or 0)
    assert kind is not None
    if found is None or one.kind == LOOK_ON:
        return str(kind.title)
    who = names.get(one.content.get("contact") or 0) or found.employer.name
    return str(kind.title) % {"who": who, "post": found.words.position or found.employer.name}


def _why(one: Promise, norms: Mapping[str, Norm], language: str) -> str:
    norm = norms.get(one.content.get("norm", ""))
    return saying.why(norm, language) if norm is not None else ""


def _deed(one: Promise) -> str:
    """What one does there, where it has a page of its own."""
    kind = kinds.kind_of(one.kind)
    if kind is None or not kinds.page_of(one.kind, one.subject_id or 0, one.content):
        return ""
    return str(kind.deed) or {"letter": _("Write"), "call": _("Call")}.get(kind.way, "")


def _url(one: Promise) -> str:
    if one.kind == LOOK_ON:
        return reverse("jobsearch:pipeline")
    own = kinds.page_of(one.kind, one.subject_id or 0, one.content)
    return own or reverse("jobsearch:candidacy", args=[one.subject_id or 0]) + "#steps"


def _names(workspace: Workspace, found: Sequence[Promise]) -> dict[int, str]:
    ids = {one.content.get("contact") for one in found} - {None}
    vault = vault_of(workspace)
    return {row.pk: shown_contact(vault, row).name for row in Contact.objects.filter(workspace=workspace, pk__in=ids)}
