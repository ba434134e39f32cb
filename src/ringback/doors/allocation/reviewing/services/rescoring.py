"""Scores after the weights were changed: everybody's anew, by the same questions (MISSION A2, A3)."""

from collections.abc import Iterator

import msgspec

from ringback.base.accounts.services import Actor
from ringback.base.database import many_rows
from ringback.base.database.sealed import SealError, opened
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.rules import Value, scorer
from ringback.doors.allocation.campaigns.services import facts_of
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.record import services as record

BATCH = 500


def rescore(actor: Actor | None, campaign: Campaign) -> int:
    """Score every entry of the campaign by its questions as they are now, in the caller's transaction.

    How many scores changed, which goes on record. What cannot be opened, or was erased, keeps its score.
    """
    points = scorer(facts_of(campaign).questions)
    changed = 0
    for batch in _batches(campaign):
        moved = []
        for one in batch:
            answers = _answers(one)
            found = None if answers is None else points(answers)
            if found is not None:
                if one.score != found.total:
                    changed += 1
                one.score, one.score_lines = found.total, msgspec.json.encode(found.lines).decode()
                moved.append(one)
        many_rows.update(moved, ("score", "score_lines"))
    if changed:
        record.write(campaign.pk, actor, "scores.changed", None, {"entries": changed})
    return changed


def _batches(campaign: Campaign) -> Iterator[list[Entry]]:
    last = 0
    rows = Entry.objects.filter(campaign=campaign).only("score", "answers", "score_lines").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _answers(entry: Entry) -> dict[str, Value] | None:
    try:
        return msgspec.json.decode(opened(entry.answers), type=dict[str, Value]) if entry.answers else None
    except (SealError, msgspec.DecodeError):
        return None
