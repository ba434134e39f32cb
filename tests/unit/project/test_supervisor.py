"""What the supervisor does with a child that dies young, one that will not stop, and the order of the end."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ringback.base.kit.clock import SettableClock
from ringback.project import supervisor
from ringback.project.supervisor import Child, Supervisor
from tests.waiting import until

STUBBORN = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"


def ended(child: Child) -> None:
    assert child.process is not None
    child.process.wait(20)


def test_one_that_dies_at_once_is_started_ever_more_seldom(moment: SettableClock) -> None:
    child = Child("broken", ["false"])
    child.start()
    starts = []
    for _ in range(60 * 10):
        ended(child)
        child.mind()
        starts.append(child.starts)
        moment.advance(0.1)
    # 0, 0.5, 1.5, 3.5, 7.5, 15.5, 25.5, 35.5, 45.5, 55.5 s
    assert starts[-1] == 11
    ended(child)


def test_one_that_lived_is_started_again_at_once(moment: SettableClock) -> None:
    child = Child("brief", ["true"])
    child.start()
    for _ in range(3):
        ended(child)
        moment.advance(supervisor.CALM_SECONDS + 1)
        child.mind()
        assert child.pause == 0.0
    assert child.starts == 4
    ended(child)


def test_one_that_will_not_stop_is_killed_when_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "HURRY_SECONDS", 0.2)
    child = Child("stubborn", [sys.executable, "-c", STUBBORN], quiet=True)
    ours = Supervisor([child])
    thread = threading.Thread(target=ours.run)
    thread.start()
    until(lambda: child.process is not None and _ignores_sigterm(child.process.pid))
    ours.stop()
    assert child.lives
    ours.stop()
    thread.join(20)
    assert child.process is not None and child.process.returncode == -signal.SIGKILL


def _ignores_sigterm(process_id: int) -> bool:
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    ignored = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(ignored & 1 << (signal.SIGTERM - 1))


def test_the_turns_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    send = Child.tell

    def note(child: Child, number: signal.Signals) -> None:
        told.append(child.name)
        send(child, number)

    monkeypatch.setattr(Child, "tell", note)
    ours = Supervisor([Child(name, ["sleep", "60"], turn) for name, turn in [("media", 2), ("web", 1), ("voice", 0)]])
    ours.stop()
    ours.run()
    assert told == ["voice", "web", "media"]


def test_a_child_is_out_of_the_reach_of_ctrl_c() -> None:
    child = Child("own group", ["sleep", "60"])
    child.start()
    assert child.process is not None
    assert os.getpgid(child.process.pid) == child.process.pid != os.getpgid(0)
    child.tell(signal.SIGTERM)
    ended(child)


def test_a_child_ends_with_its_parent() -> None:
    script = (
        "from ringback.project.supervisor import Child; c = Child('c', ['sleep', '60']); c.start();"
        "print(c.process.pid, flush=True); import signal; signal.pause()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    grandchild = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(
        lambda: (
            not Path(f"/proc/{grandchild}").exists() or "\nState:\tZ" in Path(f"/proc/{grandchild}/status").read_text()
        )
    )
