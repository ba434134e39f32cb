"""What dies is started again, calls go on working, and nothing is left behind."""

import os
import re
import signal
import uuid
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.servers.demo import Demo
from tests.waiting import until

pytestmark = pytest.mark.long
NUMBER = "+493023125123"
ROLES = ["web", "keeper", "voice", "rtpengine"]
MANAGERS = ["manager-1", "manager-2", "manager-3"]
RESTART_SECONDS = 60


def ask_for_a_call(demo: Demo) -> str:
    """Be the widget; gives the callback's address."""
    shop, web = demo.pages["shop"], demo.pages["desk"]
    found = re.search(r"/w/(\w+)\.js", httpx.get(f"{shop}/tents").text)
    assert found
    script = f"{web}/w/{found[1]}.js"
    version = re.search(r'"version":"([^"]+)"', served(demo, script))
    assert version
    answer = httpx.post(
        f"{web}/v1/callbacks",
        headers={"Origin": shop, "Idempotency-Key": uuid.uuid4().hex},
        json={
            "site": found[1],
            "phone": "030 23125123",
            "consent": {"version": version[1], "accepted": True},
            "page": f"{shop}/tents",
        },
        timeout=20,
    )
    assert answer.status_code == 201, answer.text
    return f"{web}/v1/callbacks/{answer.json()['token']}"


def served(demo: Demo, address: str) -> str:
    """What is at `address`. The web process may be coming back; a page that is loaded again asks again."""
    answers: list[httpx.Response] = []

    def well() -> bool:
        answers.append(httpx.get(address, timeout=20))
        return answers[-1].status_code == 200

    try:
        until(well, 10)
    except AssertionError:
        raise AssertionError(f"{answers[-1].status_code}: {answers[-1].text[:200]}\n{demo.log()[-3000:]}") from None
    return answers[-1].text


def state_of(callback: str) -> str:
    try:
        return str(httpx.get(callback, timeout=20).json()["state"])
    except httpx.TransportError:
        return "away"


def who_rings(demo: Demo) -> str:
    """The manager whose phone rings; "" where none does."""
    return next((name for name in MANAGERS if demo.phone(name)["state"] == "ringing"), "")


def hold_a_conversation(demo: Demo) -> None:
    callback = ask_for_a_call(demo)
    # Not always the first one: who has just talked is not rung for a while.
    manager = until(partial(who_rings, demo), 60)
    demo.push(manager, "answer")
    until(lambda: demo.phone(NUMBER).get("state") == "ringing", 30)
    demo.push(NUMBER, "answer")
    until(lambda: state_of(callback) == "connected", 30)
    demo.push(manager, "hang-up")
    until(lambda: state_of(callback) == "ended", 30)
    until(lambda: demo.phone(NUMBER)["state"] == "ended", 30)


def is_there(process_id: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return False


def works(demo: Demo, name: str) -> bool:
    """Whether the part does its work again: until then a call would only wait."""
    if name == "web":
        try:
            return httpx.get(f"{demo.pages['desk']}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False
    return is_there(demo.children().get(name, 0))


def is_another(demo: Demo, name: str, before: int) -> bool:
    """Whether the part runs, in another process than `before`."""
    return demo.children().get(name, before) != before


def end_in_a_call(demo: Demo, number: signal.Signals) -> None:
    """Stop the demo while a phone rings: everything ends, and nothing is left."""
    children = demo.children()
    ask_for_a_call(demo)
    until(partial(who_rings, demo), 60)
    demo.process.send_signal(number)
    assert demo.process.wait(40) == 0
    assert [name for name, one in children.items() if is_there(one)] == []


def test_what_dies_is_started_again_and_calls_go_on_until_a_stop_ends_everything(demo: Demo) -> None:
    with demo:
        before = demo.children()
        assert len(before) == 6
        for name in ROLES:
            os.kill(before[name], signal.SIGKILL)
            until(partial(is_another, demo, name, before[name]), RESTART_SECONDS)
            until(partial(works, demo, name), RESTART_SECONDS)
            hold_a_conversation(demo)
        after = demo.children()
        assert {name for name in before if before[name] == after[name]} == {"phones", "shop"}
        end_in_a_call(demo, signal.SIGTERM)


def test_a_killed_supervisor_takes_its_children_along_and_the_folder_is_used_again_without_media(demo: Demo) -> None:
    with demo:
        children = demo.children()
        demo.process.kill()
        until(lambda: not [name for name, one in children.items() if is_there(one)], 60)
    demo.settings["RINGBACK_RTPENGINE"] = "off"
    with demo:  # at once
        assert "media is off: switched off. Calls join, but are not recorded" in demo.log()
        assert set(demo.children()) == {"keeper", "voice", "web", "phones", "shop"}
        hold_a_conversation(demo)
        end_in_a_call(demo, signal.SIGINT)
