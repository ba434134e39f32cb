"""How long clients take and how often they keep their word; and words for what they owe. Read-only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.core.promises.services import Promise
from ringback.desk.cards import Line
from ringback.doors.hiring.clients.models import Client, ClientDecision
from ringback.doors.hiring.clients.services import clients_of
from ringback.doors.hiring.clients.services.awaiting import CALL, DECISION

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Row:
    """One client: how many openings, decisions owed now and late, decided, and of those on time; days they took.

    On time means by the day they first named. `mean_days`: None while they have decided nothing.
    """

    client: Client
    openings: int
    owed: int
    late: int
    decided: int
    on_time: int
    mean_days: float | None
    longest_days: float | None

    @property
    def share(self) -> float | None:
        """On time, of all decided and those that are late now, 0 to 1."""
        whole = self.decided + self.late
        return self.on_time / whole if whole else None


def rows(actor: Actor) -> list[Row]:
    """Every client that is there, by name; three queries."""
    clients = list(clients_of(actor).prefetch_related("openings"))
    columns = ("client_id", "asked_at", "first_due_at", "answered_at", "closed_at")
    given: dict[int, list[ClientDecision]] = {one.pk: [] for one in clients}
    for found in ClientDecision.objects.filter(client__in=clients).only(*columns, "blocker_id", "application_id"):
        given[found.client_id].append(found)
    return [_row(one, given[one.pk]) for one in clients]


def _row(client: Client, given: list[ClientDecision]) -> Row:
    now = clock.now()
    owed = [one for one in given if one.closed_at is None]
    took = [(one.answered_at - one.asked_at).total_seconds() / DAY_SECONDS for one in given if one.answered_at]
    on_time = [one for one in given if one.answered_at is not None and one.answered_at <= one.first_due_at]
    return Row(
        client,
        len(client.openings.all()),
        len(owed),
        sum(1 for one in owed if one.first_due_at <= now),
        len(took),
        len(on_time),
        sum(took) / len(took) if took else None,
        max(took, default=None),
    )


def awaited(opening_id: int) -> QuerySet[ClientDecision]:
    """What clients owe about candidates of an opening, the soonest due first."""
    found = ClientDecision.objects.filter(application__opening_id=opening_id, closed_at=None)
    return found.select_related("client", "application").order_by("due_at", "id")


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What Today says of a client's decision, and of calling them about it."""
    ours = Promise.objects.filter(organisation_id=organisation_id, id__in=list(promise_ids), kind__in=(DECISION, CALL))
    by_kind = {(row.kind, row.subject_id or 0): row.pk for row in ours}
    of_blockers = {key: pk for (kind, key), pk in by_kind.items() if kind == DECISION}
    of_calls = {key: pk for (kind, key), pk in by_kind.items() if kind == CALL}
    decisions = ClientDecision.objects.annotate(post=F("application__opening__title")).select_related("client")
    found: dict[int, Line] = {}
    for row in decisions.filter(blocker_id__in=of_blockers):
        words = _("%(company)s decides about a candidate: %(post)s")
        found[of_blockers[row.blocker_id]] = _line(row, words)
    for row in decisions.filter(pk__in=of_calls):
        found[of_calls[row.pk]] = _line(row, _("Call %(company)s: their decision is missing, %(post)s"))
    return found


def _line(row: ClientDecision, words: str) -> Line:
    client = row.client
    said = {"company": client.company, "post": getattr(row, "post", "")}
    contact = " · ".join(one for one in (client.contact_name, client.phone or client.email) if one)
    return Line(words % said, contact, reverse("hiring:application", args=[row.application_id]) + "#answer")
