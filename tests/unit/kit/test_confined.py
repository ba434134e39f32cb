"""Work in a process of its own: it gets its turn and its time, and no more."""

import pytest

from ringback.base.kit.confined import BusyError, Confined, TooLongError


def test_what_is_given_goes_through_the_process() -> None:
    done = Confined("base64", seconds=30, at_once=1).run(b"ring", "-e")
    assert (done.returncode, done.stdout.strip()) == (0, b"cmluZw==")


def test_whoever_gets_no_turn_or_takes_too_long_is_told_so() -> None:
    with pytest.raises(BusyError):
        Confined("base64", seconds=0.01, at_once=0).run(b"")
    endless = Confined("timeit", seconds=0.2, at_once=1)
    for _again in range(2):  # the turn is given back
        with pytest.raises(TooLongError):
            endless.run(b"", "while True: pass")
