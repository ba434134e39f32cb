"""Turns spooled captures into stored recordings: a thread of the voice role that owns rows, a child that owns the work.

1. Claim one spooled recording whose call has been over for a moment (rtpengine then has written its last packet).
2. Have the converter, a process of low priority, make the FLAC beside the capture.
3. Store it through Django's storage API under a name that only this call has, so that doing it twice is doing it once.
4. Write the row, and only after that commit delete the capture.
A recording that is unwanted by then (its person was erased, its time was over) leaves nothing behind.
What fails is tried again, a little later each time, and told on the row with its reason; the capture is kept.
"""

import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, connection, transaction

from ringback.base.database import doorbell
from ringback.base.database.claims import claim
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.voice.models import Call, Recording
from ringback.channels.voice.recordings.capture import RecordingError
from ringback.channels.voice.recordings.convert import RecordingFacts
from ringback.channels.voice.recordings.spool import discard, find_pcap, left_behind, spool_room
from ringback.channels.voice.recordings.worker import Converter

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
SETTLED_SECONDS = 1.5
ROUND_SECONDS = 30.0
QUIET_SECONDS = 120.0
MOST_TRIES = 5
LATER_SECONDS = 10.0

_WAITS = f"""
    state = 'spooled' AND call_id IN (SELECT id FROM {Call._meta.db_table} WHERE ended_at <= %s)
"""


class Recorder:
    """Start it once; `stop` lets a conversion under way come to its end. `room` is what the spool still takes."""

    def __init__(self, epoch: str, spool: Path, most_bytes: int, converter: Converter | None = None) -> None:
        self._epoch = epoch
        self._spool = spool
        self._most_bytes = most_bytes
        self._converter = converter or Converter()
        self._stopping = threading.Event()
        self._not_before: dict[int, float] = {}
        self._rounded_at = clock.monotonic() - ROUND_SECONDS
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self.room = most_bytes

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        self._converter.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self.work()
            except (DatabaseError, InterfaceError) as trouble:
                log.error("the database is away: %s", trouble)
                connection.close()
                busy = False
            except Exception:
                log.exception("the recorder stumbled")
                busy = False
            if not busy:
                self._stopping.wait(POLL_SECONDS)
        connection.close()

    def work(self) -> bool:
        """Convert one recording, if one waits. True when there may be more."""
        now = clock.monotonic()
        if now - self._rounded_at >= ROUND_SECONDS:
            self._rounded_at = now
            self.find_leftovers()
            self.take_away()
        self.room = spool_room(self._spool, self._most_bytes)
        row = self._claimed()
        if row is None:
            return False
        self._do(row)
        return True

    def _claimed(self) -> Recording | None:
        spooled = Recording.objects.filter(state=Recording.State.SPOOLED).values_list("epoch", flat=True)
        here = presence.on_this_host(spooled.distinct())  # captures lie on the machine that made them
        if not here:
            return None
        now = clock.monotonic()
        later = [row_id for row_id, at in self._not_before.items() if at > now]
        barred = f" AND id NOT IN ({', '.join(['%s'] * len(later))})" if later else ""
        with transaction.atomic():
            rows = claim(
                Recording,
                where=f"{_WAITS} AND epoch IN ({', '.join(['%s'] * len(here))}){barred}",
                params=[connection.ops.adapt_datetimefield_value(_settled()), *here, *later],
                changes={"state": "%s", "epoch": "%s", "tries": "tries + 1"},
                values=[Recording.State.CONVERTING, self._epoch],
                order="id",
                limit=1,
            )
        return rows[0] if rows else None

    def _do(self, row: Recording) -> None:
        call = Call.objects.get(id=row.call_id)
        pcap = Path(row.spool_path) if row.spool_path else find_pcap(self._spool, call.call_id)
        flac = self._spool / "converted" / f"{call.call_id}.flac"
        try:
            if pcap is None or not pcap.exists():
                raise RecordingError("the capture of this call is gone")
            flac.parent.mkdir(parents=True, exist_ok=True)
            facts = self._converter.convert(pcap, flac)
            name, size = _stored(call, flac)
        except (RecordingError, OSError) as trouble:
            hopeless = pcap is None or not pcap.exists() or (isinstance(trouble, RecordingError) and trouble.final)
            self._failed(row, call, trouble, final=hopeless)
            if hopeless and pcap is not None:
                discard(pcap)
            return
        finally:
            flac.unlink(missing_ok=True)
        self._ready(row, call, facts, name, size)
        discard(pcap)

    def _ready(self, row: Recording, call: Call, facts: RecordingFacts, name: str, size: int) -> None:
        with transaction.atomic():
            wanted = Recording.objects.filter(id=row.pk, state=Recording.State.CONVERTING).update(
                state=Recording.State.READY,
                file=name,
                duration_seconds=facts.duration_seconds,
                bytes=size,
                lost_packets=facts.lost_packets,
                error="" if facts.complete else "the capture was cut short",
                spool_path="",
                ready_at=clock.now(),
            )
            doorbell.ring("desk", organisation=call.organisation_id, what="recordings")
        if not wanted:
            default_storage.delete(name)
        self._not_before.pop(row.pk, None)

    def _failed(self, row: Recording, call: Call, trouble: Exception, *, final: bool) -> None:
        """Try again a little later each time, or give up; either way the row says why.

        The capture stays, unless it is itself to blame: then there is nothing in it to be had.
        """
        why = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
        over = final or row.tries >= MOST_TRIES
        log.warning("the recording of call %s failed (try %s): %s", call.call_id, row.tries, why)
        state = Recording.State.FAILED if over else Recording.State.SPOOLED
        self._not_before[row.pk] = clock.monotonic() + LATER_SECONDS * 2 ** (row.tries - 1)
        with transaction.atomic():
            Recording.objects.filter(id=row.pk, state=Recording.State.CONVERTING).update(state=state, error=why[:300])
            doorbell.ring("desk", organisation=call.organisation_id, what="recordings")

    def find_leftovers(self) -> None:
        """What a crash left: conversions of dead processes wait again; captures no row knows get one."""
        living = [epoch.id for epoch in presence.alive("voice")]
        dropped = Recording.objects.filter(state=Recording.State.CONVERTING).exclude(epoch__in=[*living, self._epoch])
        dropped.update(state=Recording.State.SPOOLED)
        lost = Recording.objects.filter(state=Recording.State.RECORDING, call__ended_at__isnull=False)
        lost.update(state=Recording.State.SPOOLED)
        for pcap in left_behind(self._spool, QUIET_SECONDS):
            self._adopt(pcap)

    def take_away(self) -> None:
        """Discard the captures on this machine that nobody wants any more, and then their rows."""
        unwanted = Recording.objects.filter(state=Recording.State.UNWANTED)
        here = presence.on_this_host(unwanted.values_list("epoch", flat=True).distinct())
        settled = unwanted.filter(call__ended_at__lte=_settled(), epoch__in=here)
        for row in settled.select_related("call"):
            pcap = Path(row.spool_path) if row.spool_path else find_pcap(self._spool, row.call.call_id)
            if pcap is not None:
                discard(pcap)
            row.delete()

    def _adopt(self, pcap: Path) -> None:
        call = Call.objects.filter(call_id=pcap.name[:32], ended_at__isnull=False).first()
        if call is None:
            return
        fields = {"state": Recording.State.SPOOLED, "spool_path": str(pcap), "epoch": self._epoch}
        made = Recording.objects.get_or_create(call=call, defaults=fields)[1]
        if made:
            log.warning("a capture of call %s was found that nobody had written down", call.call_id)


def recorder(epoch: str) -> Recorder:
    """The recorder as the settings want it."""
    return Recorder(epoch, Path(settings.SPOOL_DIR), settings.SPOOL_MOST_MB * 1_000_000)


def _settled() -> datetime:
    return clock.now() - timedelta(seconds=SETTLED_SECONDS)


def _stored(call: Call, flac: Path) -> tuple[str, int]:
    """Put the file into the storage, in place of an older one of the same call."""
    name = f"recordings/{call.planned_at:%Y/%m/%d}/{call.call_id}.flac"
    if default_storage.exists(name):
        default_storage.delete(name)
    with flac.open("rb") as file:
        return default_storage.save(name, File(file)), flac.stat().st_size
