"""The sound of the demo phones, taken from the wire."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Thread

import httpx
import numpy as np
from numpy.typing import NDArray

from ringback.project.demo.phone_rtp import FRAME_SAMPLES, KEY_ENDS, Packet, decode, encode, pack
from ringback.project.demo.phones import VOICES
from ringback.project.demo.sound import samples_of
from tests.integration.demo.conftest import FarEnd, Phones
from tests.integration.demo.sipp_caller import ack, calling, expect, hung_up_on, invite, sdp, went_well
from tests.waiting import until

SECOND = 50
KEY_TYPE = 101


def likeness(piece: NDArray[np.int16], whole: NDArray[np.int16]) -> float:
    """How well `piece` is found anywhere in `whole`, 0 to 1 (normalised cross-correlation)."""
    needle = piece.astype(float) / (np.linalg.norm(piece) or 1)
    hay = np.concatenate([whole, whole]).astype(float)
    size = 1 << int(np.ceil(np.log2(len(hay) + len(needle))))
    matches = np.fft.irfft(np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size)), size)[: len(whole)]
    energy = np.cumsum(np.concatenate([[0.0], hay**2]))
    windows = energy[len(needle) : len(needle) + len(whole)] - energy[: len(whole)]
    return float(np.max(matches / np.sqrt(np.maximum(windows, 1.0))))


def test_each_phone_speaks_its_own_words(phones: Phones, folder: Path, far_end: FarEnd, other_far_end: FarEnd) -> None:
    spoken = {phone_id: samples_of(VOICES[phone_id]) for phone_id in ("manager-1", "manager-2")}
    with (
        answered(phones, folder, "manager-1", far_end),
        answered(phones, folder, "manager-2", other_far_end),
    ):
        heard = {
            "manager-1": decode("PCMU", far_end.words(SECOND)),
            "manager-2": decode("PCMU", other_far_end.words(SECOND)),
        }
    for phone_id, other in (("manager-1", "manager-2"), ("manager-2", "manager-1")):
        assert likeness(heard[phone_id], spoken[phone_id]) > 0.95
        assert likeness(heard[phone_id], spoken[other]) < 0.5


def test_the_packets_are_paced_and_in_order(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    with answered(phones, folder, "manager-3", far_end):
        packets = far_end.packets(SECOND)
    assert {packet.payload_type for packet in packets} == {0}
    for before, after in pairwise(packets):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        assert (after.timestamp - before.timestamp) & 0xFFFFFFFF == FRAME_SAMPLES


def test_speaks_a_law_to_who_wants_nothing_else(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    with answered(phones, folder, "manager-1", far_end, "8 101"):
        packets = far_end.packets(SECOND)
    assert {packet.payload_type for packet in packets} == {8}
    heard = decode("PCMA", b"".join(packet.payload for packet in packets))
    assert likeness(heard, samples_of(VOICES["manager-1"])) > 0.95


def test_a_key_press_arrives_as_telephone_events(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    with answered(phones, folder, "manager-1", far_end):
        far_end.packets(2)
        assert phones.push("manager-1", "press", key="1").json()["pressed"] == "1"
        events = [packet for packet in far_end.packets(SECOND) if packet.payload_type == KEY_TYPE]
    _is_one_press_of(1, events)


def _is_one_press_of(key: int, events: list[Packet]) -> None:
    assert [packet.marker for packet in events] == [True] + [False] * (len(events) - 1)
    assert len({packet.timestamp for packet in events}) == 1
    assert {packet.payload[0] for packet in events} == {key}
    ends = [bool(packet.payload[1] & 0x80) for packet in events]
    assert ends == [False] * (len(events) - KEY_ENDS) + [True] * KEY_ENDS
    durations = [int.from_bytes(packet.payload[2:4], "big") for packet in events]
    assert durations == sorted(durations)
    assert durations[-1] >= 8 * 40


def test_no_key_press_to_who_did_not_offer_any(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    with answered(phones, folder, "manager-1", far_end, "0 8"):
        far_end.packets(2)
        assert phones.push("manager-1", "press", key="1").status_code == 409


def test_what_the_phone_hears_is_metered_and_can_be_listened_to(phones: Phones, folder: Path, far_end: FarEnd) -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)).astype(np.int16)
    with answered(phones, folder, "manager-1", far_end):
        place = far_end.source()
        heard: list[bytes] = []
        listener = Thread(target=_listen, args=(f"{phones.url}phones/manager-1/listen", heard))
        listener.start()
        frame = 0

        def loud() -> bool:
            nonlocal frame
            payload = encode("PCMU", tone[frame % 50 * 160 :][:160])
            far_end.socket.sendto(pack(0, frame == 0, frame, frame * 160, 7, payload), place)
            frame += 1
            levels = phones.client.get("/phones").json()["levels"]["manager-1"]
            return bool(levels["hears"] > 0.5 and sum(map(len, heard)) > 3200)

        until(loud)
        listener.join(20)
    samples = np.frombuffer(b"".join(heard)[:3200], dtype="<i2")
    spectrum = np.abs(np.fft.rfft(samples))
    assert abs(float(np.argmax(spectrum)) * 8000 / len(samples) - 440) < 20


def _listen(url: str, heard: list[bytes]) -> None:
    """Take what the page's listen button would play, until there is enough."""
    with httpx.stream("GET", url, timeout=20) as response:
        for piece in response.iter_bytes():
            heard.append(piece)
            if sum(map(len, heard)) > 3200:
                return


@contextmanager
def answered(phones: Phones, folder: Path, phone_id: str, far_end: FarEnd, types: str = "0 8 101") -> Iterator[None]:
    """A conversation with a phone that answers by itself; the phone hangs up at the end of the block."""
    phones.push(phone_id, "habit", mode="answers", after_seconds=0)
    steps = invite(sdp(far_end.port, types=types)), expect(180), expect(200), ack(), hung_up_on()
    with calling(folder, phone_id, phones.sip_port, *steps) as caller:
        phones.until(phone_id, state="talking")
        yield
        phones.push(phone_id, "hang-up")
        assert went_well(caller, folder)
