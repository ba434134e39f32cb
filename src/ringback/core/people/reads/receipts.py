"""Receipts: whose data was handed out or erased, by pseudonym."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ringback.base.accounts.services import Actor, require
from ringback.core.people.holders import Kept
from ringback.core.people.models import Receipt

MOST = 100


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt; `logged` is False while an erasure is not yet in the ledger outside the database;
    until `backups_until_at` older backups may still hold what was erased, and `kept` was left for now."""

    number: str
    kind: str
    kind_label: str
    pseudonym: str
    why: str
    counts: Mapping[str, int]
    kept: Sequence[Kept]
    by: str
    at: datetime
    logged: bool
    backups_until_at: datetime | None


def receipts(actor: Actor, most: int = MOST) -> list[ReceiptRow]:
    """The newest receipts of the organisation."""
    require(actor, "people.erase")
    rows = Receipt.objects.filter(organisation_id=actor.organisation_id).select_related("by__user")
    return [
        ReceiptRow(
            number=row.number,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            pseudonym=row.pseudonym,
            why=row.why,
            counts=row.counts,
            kept=[Kept(what, why, datetime.fromisoformat(until)) for what, why, until in row.kept],
            by=str(row.by.user) if row.by else "",
            at=row.at,
            logged=row.kind != Receipt.Kind.ERASURE or row.logged_at is not None,
            backups_until_at=row.backups_until_at,
        )
        for row in rows.order_by("-at", "-id")[:most]
    ]
