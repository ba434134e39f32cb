"""What people asked of calls under way: rows of `CallCommand`, carried out by the process that holds the call."""

from collections.abc import Callable
from functools import partial

from django.db.models import Q

from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.channels.voice.engine.pages import KIND
from ringback.channels.voice.models import CallCommand
from ringback.channels.voice.role.journal import AfterCommit
from ringback.channels.voice.role.ledger import Ledger

_WAITING = f"SELECT 1 FROM {CallCommand._meta.db_table} WHERE done_at IS NULL LIMIT 1"


class Commands:
    """The chore that carries out what waits."""

    def __init__(
        self, epoch: str, ledger: Ledger, hang_up: Callable[[str, str], None], page_said: Callable[..., None]
    ) -> None:
        self._epoch = epoch
        self._ledger = ledger
        self._hang_up = hang_up
        self._page_said = page_said

    def wanted(self) -> bool:
        return bool(queries.fetch(_WAITING))

    def do(self) -> list[AfterCommit]:
        """Mark the commands done; what they ask for follows after the commit."""
        mine = Q(call__epoch=self._epoch) | Q(call__ended_at__isnull=False)
        waiting = list(CallCommand.objects.filter(mine, done_at=None).select_related("call").order_by("id")[:100])
        CallCommand.objects.filter(id__in=[one.pk for one in waiting]).update(done_at=clock.now())
        # What pages say holds their addresses and is of no use to anybody later.
        CallCommand.objects.filter(id__in=[one.pk for one in waiting if one.kind == KIND]).delete()
        return [partial(self._carry_out, one) for one in waiting if one.call.ended_at is None]

    def _carry_out(self, command: CallCommand) -> None:
        if command.kind == KIND:
            detail = command.detail
            self._page_said(command.call.call_id, int(detail["leg"]), detail["said"], detail.get("sdp", ""))
            return
        if command.kind != "hang_up":
            return
        state = self._ledger.calls.get(command.call.call_id)
        if state is not None:
            state.unwanted = True
            state.detail = state.detail or str(command.detail.get("why", ""))
        self._hang_up(command.call.call_id, str(command.detail.get("why", "")))
