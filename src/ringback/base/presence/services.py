"""Joining, beating, leaving; and telling which other processes have died."""

import os
import socket
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock, ids
from ringback.base.presence.models import Epoch

BEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 5.0
REMEMBERED_DAYS = 90


def join(role: str, **detail: Any) -> str:
    """Begin an epoch for this process in `role`; returns its id, which leases then name."""
    at = clock.now()
    epoch = Epoch.objects.create(
        id=ids.public_id(),
        role=role,
        host=socket.gethostname(),
        process_id=os.getpid(),
        detail=detail,
        started_at=at,
        beat_at=at,
    )
    return epoch.id


def beat(epoch_id: str, number: int, **detail: Any) -> bool:
    """Show that the process lives. False once others have buried the epoch: its leases are gone, so stop."""
    fields: dict[str, Any] = {"beat": number, "beat_at": clock.now()}
    if detail:
        fields["detail"] = detail
    with transaction.atomic():  # beside SQLite a transaction waits for the lock in smaller steps than a statement
        return Epoch.objects.filter(id=epoch_id, ended_at=None).update(**fields) == 1


def leave(epoch_id: str) -> bool:
    """End an epoch, one's own or a dead one's. True for the one caller that ended it."""
    return Epoch.objects.filter(id=epoch_id, ended_at=None).update(ended_at=clock.now()) == 1


def alive(role: str) -> list[Epoch]:
    """The epochs of `role` that have not ended; they may have died a moment ago."""
    return list(Epoch.objects.filter(role=role, ended_at=None).order_by("started_at"))


def on_this_host(epoch_ids: Iterable[str]) -> list[str]:
    """Those of the epochs, living or ended, whose process ran on this machine."""
    return list(Epoch.objects.filter(id__in=epoch_ids, host=socket.gethostname()).values_list("id", flat=True))


def sweep_epochs() -> int:
    """Delete the epochs of processes that ended long ago; how many."""
    return sweep(Epoch.objects.filter(ended_at__lt=clock.now() - timedelta(days=REMEMBERED_DAYS)))


class Watch:
    """Tells the dead from the living on one's own monotonic clock, so that a stepping wall clock kills nobody.

    Time counts only while somebody looks: when the database was away, nobody could beat and nobody could see it.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float]] = {}
        self._watched_seconds = 0.0
        self._looked_at: float | None = None

    def dead(self, role: str, besides: str = "") -> list[str]:
        """Epochs of `role` whose process is gone from this host, or whose beat has stood still too long."""
        epochs = [epoch for epoch in alive(role) if epoch.id != besides]
        at = self._watched()
        for epoch in epochs:
            if self._seen.get(epoch.id, (-1, 0.0))[0] != epoch.beat:
                self._seen[epoch.id] = (epoch.beat, at)
        self._seen = {epoch.id: self._seen[epoch.id] for epoch in epochs}
        return [
            epoch.id for epoch in epochs if at - self._seen[epoch.id][1] > DEAD_AFTER_SECONDS or _process_is_gone(epoch)
        ]

    def _watched(self) -> float:
        """Seconds of watching until now; of a longer gap between two looks only as much as one beat takes counts."""
        at = clock.monotonic()
        gap = at - self._looked_at if self._looked_at is not None else 0.0
        self._watched_seconds += gap if gap < DEAD_AFTER_SECONDS / 2 else BEAT_SECONDS
        self._looked_at = at
        return self._watched_seconds


def _process_is_gone(epoch: Epoch) -> bool:
    if epoch.host != socket.gethostname():
        return False
    if epoch.process_id == os.getpid():
        return True  # an earlier life with our number: there is one epoch a role in a process
    try:
        os.kill(epoch.process_id, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
