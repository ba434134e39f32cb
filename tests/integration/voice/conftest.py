"""A house that calls, and a running journal with a fake engine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ringback.base.presence import services as presence
from ringback.channels.voice.engine.facts import Fact
from ringback.channels.voice.engine.plan import CallPlan, Destination
from ringback.channels.voice.models import Call
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.role.claiming import Claiming
from ringback.channels.voice.role.commands import Commands
from ringback.channels.voice.role.holding import Holding
from ringback.channels.voice.role.journal import Journal
from ringback.channels.voice.role.ledger import Ledger
from ringback.channels.voice.role.planning import Setups
from ringback.channels.voice.role.recovery import Recovery
from ringback.channels.voice.role.sounds import SoundMaker
from tests.integration.voice.house import Answers, FakeEngine, House, house
from tests.integration.voice.lines import media, phones, voices
from tests.waiting import until

__all__ = ["desk", "media", "phones", "shop", "voices"]


@pytest.fixture
def shop(transactional_db: None) -> House:
    return house()


@dataclass
class Desk:
    """A journal at work, its chores as functions, and the engine they talk to."""

    epoch: str
    engine: FakeEngine
    journal: Journal
    recovery: Recovery
    claiming: Claiming
    chores: dict[str, Callable[[], None]] = field(default_factory=dict)

    def claim_calls(self) -> None:
        self.chores["claim"]()

    def command(self) -> None:
        self.chores["command"]()

    def recover(self) -> None:
        assert self.recovery.look()
        self.chores["recover"]()

    def placed(self, count: int = 1) -> list[CallPlan]:
        """Claim what is planned, and wait until the engine has that many plans."""
        self.claim_calls()
        until(lambda: len(self.engine.placed) >= count)
        return self.engine.placed

    def claim(self, plan: CallPlan, leg: int, agent_id: int | None, destination: Destination) -> str | None:
        """Ask for a leg as the engine would; None means go."""
        answers = Answers()
        role = "visitor" if agent_id is None else "agent"
        self.journal.claim(plan.call_id, leg, role, agent_id, destination, f"{plan.call_id}-{leg}@h", answers)
        return answers.wait()

    def tell(self, *facts: Fact) -> None:
        """Record facts and wait until they are written."""
        for fact in facts:
            self.journal.record(fact)
        until(lambda: not self.journal._facts and not self.journal.ledger.unwritten)

    def row(self, plan: CallPlan) -> Call:
        return Call.objects.get(call_id=plan.call_id)


@pytest.fixture
def desk(transactional_db: None, tmp_path: Path) -> Iterator[Desk]:
    epoch, engine = presence.join("voice"), FakeEngine()
    journal = Journal(epoch, Ledger())
    with ThreadPoolExecutor(1) as speakers:
        sounds = SoundMaker(Prompts(tmp_path), speakers, media=True, room=lambda: 10**9)
        claiming = Claiming(epoch, journal, Setups(), sounds, engine, Holding(journal.ledger), 50)
        recovery = Recovery(epoch, journal, engine.resume)
        made = Desk(epoch, engine, journal, recovery, claiming)
        made.chores["recover"] = journal.add_chore(recovery)
        made.chores["claim"] = journal.add_chore(claiming)
        made.chores["command"] = journal.add_chore(Commands(epoch, journal.ledger, engine.hang_up, engine.page_said))
        journal.start()
        yield made
        journal.close()
