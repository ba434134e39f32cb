"""After a restore: calls that were open in the backup have ended since, nobody knows how; captures lie elsewhere."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.voice.engine.facts import CallOutcome
from ringback.channels.voice.models import Call, CallCommand, Leg, Recording, Stage
from ringback.channels.voice.own_line.forgetting import forget
from ringback.channels.voice.own_line.models import OwnLine
from ringback.core.promises import services as promises

WHY = "restored from a backup: nobody knows how this call ended"
_CAPTURED = (Recording.State.RECORDING, Recording.State.SPOOLED, Recording.State.CONVERTING)


def doubt_open_calls() -> int:
    """End every open call as uncertain, and with it its attempt; how many. To be run before any role is started."""
    with transaction.atomic():
        open_calls = list(Call.objects.select_for_update(of=("self",)).filter(ended_at=None).order_by("id"))
        at = clock.now()
        ids = [call.pk for call in open_calls]
        ended = {"stage": Stage.ENDED, "outcome": CallOutcome.uncertain, "detail": WHY}
        Call.objects.filter(id__in=ids).update(**ended, ended_at=at, live_number=None)
        Leg.objects.filter(call__in=ids, ended_at=None).update(ended_at=at, live_agent_id=None, live_trunk_id=None)
        CallCommand.objects.filter(call__in=ids, done_at=None).update(done_at=at)
        forget(OwnLine.objects.filter(call__in=ids).values_list("call_id", flat=True))
        attempts = [call.attempt_id for call in open_calls if call.attempt_id is not None]
        promises.report_all(promises.Report(one, promises.Outcome.UNCERTAIN, {}, at, WHY) for one in attempts)
    return len(ids)


def rehouse_captures() -> int:
    """Let what waits to be converted lie in this house's spool, where a restore put it; how many."""
    epoch = presence.join("restore")
    presence.leave(epoch)
    count = 0
    for row in Recording.objects.filter(state__in=_CAPTURED).exclude(spool_path=""):
        place = Path(settings.SPOOL_DIR, *Path(row.spool_path).parts[-2:])
        state = row.state if row.state == Recording.State.RECORDING else Recording.State.SPOOLED
        Recording.objects.filter(id=row.pk).update(spool_path=str(place), state=state, epoch=epoch)
        count += 1
    return count
