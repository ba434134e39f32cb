"""The recorder: from a spooled capture to a stored file, over full disks, crashes and broken captures."""

import resource
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.base.presence.models import Epoch
from ringback.channels.voice import services
from ringback.channels.voice.models import Call, Recording
from ringback.channels.voice.recordings import recorder as module
from ringback.channels.voice.recordings.recorder import Recorder
from ringback.channels.voice.recordings.worker import Converter
from tests.integration.voice.house import House
from tests.unit.media.captures import AGENT_PORT, VISITOR_PORT, capture, talk


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    (tmp_path / "pcaps").mkdir()
    return tmp_path


@pytest.fixture
def recorder(db: None, spool: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    monkeypatch.setattr(module, "LATER_SECONDS", 0.0)
    made = Recorder(presence.join("voice"), spool, 10**9)
    yield made
    made.stop()


def spooled(shop: House, spool: Path) -> Recording:
    """A call that ended a while ago, and its capture."""
    call = services.place(shop.order())
    over = clock.now() - timedelta(seconds=30)
    Call.objects.filter(id=call.pk).update(stage="ended", ended_at=over, live_number=None)
    pcap = spool / "pcaps" / f"{call.call_id}-abc.pcap"
    capture(pcap, talk(AGENT_PORT, 440.0, 3.0) + talk(VISITOR_PORT, 1000.0, 3.0))
    epoch = presence.join("voice")
    presence.leave(epoch)
    return Recording.objects.create(call=call, state=Recording.State.SPOOLED, spool_path=str(pcap), epoch=epoch)


def test_a_capture_becomes_a_file_and_is_deleted_last(shop: House, spool: Path, recorder: Recorder) -> None:
    row = spooled(shop, spool)
    pcap = Path(row.spool_path)
    assert recorder.work()
    row.refresh_from_db()
    assert (row.state, row.error, row.spool_path) == (Recording.State.READY, "", "")
    assert row.duration_seconds == pytest.approx(3.0, abs=0.3)
    assert row.file.size == row.bytes > 0
    assert not pcap.exists()
    assert not recorder.work()


def test_a_full_disk_is_told_and_the_capture_kept(shop: House, spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A size limit of the converting process (RLIMIT_FSIZE) stands for a full disk: a write fails half way."""
    monkeypatch.setattr(module, "LATER_SECONDS", 0.0)
    converter = Converter()
    recorder = Recorder(presence.join("voice"), spool, 10**9, converter)
    row = spooled(shop, spool)
    pid = converter._running().pid
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
    try:
        assert recorder.work()
        row.refresh_from_db()
        assert row.state == Recording.State.SPOOLED
        assert row.error
        for _ in range(module.MOST_TRIES):
            recorder.work()
        row.refresh_from_db()
        assert (row.state, row.tries) == (Recording.State.FAILED, module.MOST_TRIES)
        assert Path(row.spool_path).exists()
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        Recording.objects.update(state=Recording.State.SPOOLED, tries=0)
        assert recorder.work()
        row.refresh_from_db()
        assert (row.state, row.error) == (Recording.State.READY, "")
    finally:
        recorder.stop()


def test_a_capture_that_is_gone_fails_at_once(shop: House, spool: Path, recorder: Recorder) -> None:
    row = spooled(shop, spool)
    Path(row.spool_path).unlink()
    assert recorder.work()
    row.refresh_from_db()
    assert (row.state, row.error) == (Recording.State.FAILED, "the capture of this call is gone")


def test_a_crash_after_storing_does_not_store_twice(shop: House, spool: Path, recorder: Recorder) -> None:
    """The file was stored, the row was not written: the next process stores it in its own place."""
    row = spooled(shop, spool)
    capture = Path(row.spool_path).read_bytes()
    assert recorder.work()
    pcap = spool / "pcaps" / f"{row.call.call_id}-abc.pcap"
    pcap.write_bytes(capture)
    Recording.objects.update(state=Recording.State.CONVERTING, epoch=row.epoch, spool_path=str(pcap), file="")
    recorder.find_leftovers()
    assert recorder.work()
    row.refresh_from_db()
    assert row.file.name is not None
    folder = str(Path(row.file.name).parent)
    assert default_storage.listdir(folder)[1].count(Path(row.file.name).name) == 1
    assert row.state == Recording.State.READY


def test_a_capture_nobody_wrote_down_is_found(
    shop: House, spool: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = spooled(shop, spool)
    row.delete()
    monkeypatch.setattr(module, "QUIET_SECONDS", 0.0)
    recorder.find_leftovers()
    assert recorder.work()
    assert Recording.objects.get().state == Recording.State.READY


def test_a_capture_on_another_machine_is_left_to_that_machine(shop: House, spool: Path, recorder: Recorder) -> None:
    row = spooled(shop, spool)
    Epoch.objects.filter(id=row.epoch).update(host="elsewhere")
    assert not recorder.work()
    row.refresh_from_db()
    assert row.state == Recording.State.SPOOLED


def test_a_capture_with_nothing_in_it_fails_at_once_and_goes(shop: House, spool: Path, recorder: Recorder) -> None:
    row = spooled(shop, spool)
    pcap = Path(row.spool_path)
    pcap.write_bytes(b"this is no capture at all")
    assert recorder.work()
    row.refresh_from_db()
    assert (row.state, row.tries) == (Recording.State.FAILED, 1)
    assert row.error
    assert not pcap.exists()


def test_what_nobody_wants_any_more_is_discarded_and_not_adopted_again(
    shop: House, spool: Path, recorder: Recorder
) -> None:
    row = spooled(shop, spool)
    pcap = Path(row.spool_path)
    Recording.objects.filter(pk=row.pk).update(state=Recording.State.UNWANTED)
    assert not recorder.work()
    assert not Recording.objects.exists()
    assert not pcap.exists()
    recorder.find_leftovers()
    assert not Recording.objects.exists()


def test_a_conversion_that_ends_unwanted_leaves_no_file(
    shop: House, spool: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = spooled(shop, spool)
    names: list[str] = []

    def erased_meanwhile(call: Call, flac: Path) -> tuple[str, int]:
        name, size = stored(call, flac)
        names.append(name)
        Recording.objects.filter(pk=row.pk).update(state=Recording.State.UNWANTED, file="")
        return name, size

    stored = module._stored
    monkeypatch.setattr(module, "_stored", erased_meanwhile)
    assert recorder.work()
    assert not default_storage.exists(names[0])
    row.refresh_from_db()
    assert (row.state, row.file.name) == (Recording.State.UNWANTED, "")
    recorder.take_away()
    assert not Recording.objects.exists()
