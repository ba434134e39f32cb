"""Openings that must be approved before they are opened: by whom, asked, and what is missing (MISSION H9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require, who_may
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.doors.hiring.goodbye import rules
from ringback.doors.hiring.goodbye.models import Blocker, OpeningApprover
from ringback.doors.hiring.goodbye.services import awaiting
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of


@dataclass(frozen=True, slots=True)
class Approval:
    """One who must approve an opening, and how that stands (None: not asked, or asked about other terms)."""

    member_id: int
    name: str
    blocker: Blocker | None

    @property
    def given(self) -> bool:
        """Whether they have approved the opening as it is now."""
        return self.blocker is not None and self.blocker.decision == Blocker.Decision.YES


def approver_ids(organisation_id: int) -> list[int]:
    """The members who must approve every opening."""
    rows = OpeningApprover.objects.filter(organisation_id=organisation_id, member__active=True)
    return list(rows.order_by("member_id").values_list("member_id", flat=True))


def save_approvers(actor: Actor, member_ids: Iterable[int]) -> None:
    """Say who must approve openings; nobody: they are opened without. Raises NotFoundError."""
    require(actor, "setup.edit")
    wanted = set(member_ids)
    if wanted - set(who_may(actor.organisation_id, "hiring.decide")):
        raise NotFoundError(_("There is no such member who may decide."))
    with transaction.atomic():
        rows = OpeningApprover.objects.filter(organisation_id=actor.organisation_id)
        rows.exclude(member_id__in=wanted).delete()
        there = set(rows.values_list("member_id", flat=True))
        OpeningApprover.objects.bulk_create(
            OpeningApprover(organisation_id=actor.organisation_id, member_id=one) for one in sorted(wanted - there)
        )
        audit(actor, "openings.approvers_changed", f"organisation {actor.organisation_id}", members=sorted(wanted))


def approvals_of(opening: Opening) -> list[Approval]:
    """Everybody who must approve the opening, as it is now, by name."""
    names = member_names(opening.organisation_id)
    rows = Blocker.objects.filter(opening=opening, terms=terms_of(opening)).select_related("promise")
    latest = {row.member_id: row for row in rows.order_by("id")}
    must = approver_ids(opening.organisation_id)
    found = [Approval(one, names[one], latest.get(one)) for one in must if one in names]
    return sorted(found, key=lambda one: one.name.casefold())


def ask_approval(actor: Actor, opening_id: int) -> list[Blocker]:
    """Ask everybody who must approve the opening and was not asked about it as it is now. Raises ConflictError."""
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        if opening.state == Opening.State.OPEN:
            raise ConflictError(_("It is open already."))
        _let_go(opening)
        missing = [one.member_id for one in approvals_of(opening) if one.blocker is None]
        now, due_at = clock.now(), rules.usual_due(clock.now(), rules.DECIDE_DAYS, None, opening.zone)
        made = [
            Blocker.objects.create(
                opening=opening,
                member_id=one,
                asked_at=now,
                due_at=due_at,
                terms=terms_of(opening),
                noted_by_id=actor.member_id,
            )
            for one in missing
        ]
        for blocker in made:
            awaiting.ask(blocker, opening)
        audit(actor, "opening.approval_asked", f"opening {opening_id}", members=missing)
    return made


def what_misses(opening: Opening) -> str:
    """Who has not approved the opening yet; "" where it may be opened."""
    waiting = [one.name for one in approvals_of(opening) if not one.given]
    return _("Not approved yet: %(names)s. Ask under Approvals.") % {"names": ", ".join(waiting)} if waiting else ""


def terms_of(opening: Opening) -> str:
    """A digest of what is approved: the post, its level, pay, place and duties. Changed, it must be approved anew."""
    said = (opening.title, opening.level, opening.pay_from, opening.pay_to, opening.currency, opening.pay_period)
    text = "\x00".join(_plain(one) for one in (*said, opening.place, opening.remote, opening.duties))
    return sha256(text.encode()).hexdigest()[:40]


def _plain(value: object) -> str:
    return "" if value is None else f"{value}".removesuffix(".00")


def _let_go(opening: Opening) -> None:
    """Whoever was asked about other terms need not decide on those any more."""
    stale = Blocker.objects.filter(opening=opening, decided_at=None).exclude(terms=terms_of(opening))
    awaiting.release(list(stale))
