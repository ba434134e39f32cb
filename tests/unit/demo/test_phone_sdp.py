"""SDP of the demo phones."""

import pytest

from ringback.project.demo.phone_sdp import SdpError, Sound, read, write

OFFER = """v=0
o=- 1 1 IN IP4 127.0.0.9
s=-
c=IN IP4 127.0.0.9
t=0 0
m=audio 4000 RTP/AVP 18 8 0 96
c=IN IP4 127.0.0.1
a=rtpmap:96 telephone-event/8000
a=sendrecv
m=video 5000 RTP/AVP 97
c=IN IP4 127.0.0.2
a=inactive
"""


def test_reads_an_offer() -> None:
    assert read(OFFER) == Sound("127.0.0.1", 4000, "PCMU", 96, "sendrecv")


def test_the_answer_can_be_read_back() -> None:
    answer = write("127.0.0.1", 6000, 7, 1, read(OFFER))
    assert read(answer) == Sound("127.0.0.1", 6000, "PCMU", 96, "sendrecv")
    assert "m=audio 6000 RTP/AVP 0 96\r\n" in answer


def test_an_own_offer_has_both_codecs_and_keys() -> None:
    assert "m=audio 6000 RTP/AVP 0 8 101\r\n" in write("127.0.0.1", 6000, 7, 1, None)


@pytest.mark.parametrize(
    ("theirs", "ours", "held"),
    [("sendonly", "recvonly", True), ("inactive", "inactive", True), ("recvonly", "sendonly", False)],
)
def test_directions_are_mirrored(theirs: str, ours: str, held: bool) -> None:
    sound = read(OFFER.replace("sendrecv", theirs))
    assert sound.held is held
    assert f"a={ours}\r\n" in write("127.0.0.1", 6000, 7, 1, sound)


def test_an_address_of_zeros_is_hold() -> None:
    assert read(OFFER.replace("127.0.0.1", "0.0.0.0")).held


@pytest.mark.parametrize(
    "wrong", ["", "m=audio 4000 RTP/AVP 0", OFFER.replace(" 8 0 ", " 9 "), OFFER.replace("audio 4000", "audio x")]
)
def test_offers_without_our_sound(wrong: str) -> None:
    with pytest.raises(SdpError):
        read(wrong)
