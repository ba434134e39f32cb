"""The voice role's one writer: claims, facts and chores of many calls go to the database in one transaction.

1. The SIP thread leaves claims and facts in a queue and goes on.
2. Claims and chores (new calls) start at once, in a short transaction together with the facts of the claiming calls;
   all other facts wait a moment for company, and are written in transactions between.
3. In one transaction the writer writes what the facts changed, judges the claims, and does the chores.
4. After the commit it answers the claims, and starts what the chores have prepared.
5. When the database is away, claims are denied, facts stay in memory in their order, and it tries again.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from ringback.base.database import doorbell
from ringback.base.database.collisions import collided
from ringback.base.kit import clock
from ringback.channels.voice import rules
from ringback.channels.voice.engine.facts import Fact
from ringback.channels.voice.engine.plan import Destination
from ringback.channels.voice.models import Call, Leg, Stage, Way
from ringback.channels.voice.role import grants, planning, writing
from ringback.channels.voice.role.ledger import CallState, Ledger, LegState

log = logging.getLogger(__name__)

# How long facts wait for company before they are written without a claim among them.
LINGER_SECONDS = 0.03
# How often a desk is told that calls have changed.
DESK_SECONDS = 0.25
# Between two tries while the database is away.
AWAY_SECONDS = 0.5
MOST_COLLISIONS = 5

Answer = Callable[[str | None], None]
AfterCommit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Claim:
    call_id: str
    leg: int
    role: str
    agent_id: int | None
    destination: Destination
    sip_call_id: str
    answer: Answer


class Chore(Protocol):
    """Work that shares the writer's transactions. `wanted` is asked outside one, and must be cheap."""

    def wanted(self) -> bool: ...

    def do(self) -> list[AfterCommit]:
        """Within the transaction; returns what is to be done once it has committed."""
        ...


class Journal:
    """Given to the engine; `claim` and `record` never block. `ledger` belongs to the writer's thread.

    `freed` is called once it is written that an agent's phone is free again.
    """

    def __init__(self, epoch: str, ledger: Ledger) -> None:
        self._epoch = epoch
        self.ledger = ledger
        self._facts: deque[Fact] = deque()
        self._claims: deque[_Claim] = deque()
        self._chores: list[Chore] = []
        self._due: set[int] = set()
        self.freed: AfterCommit = lambda: None
        self._condition = threading.Condition()
        self._first_fact_at: float | None = None
        self._closing = False
        self._away_until: float | None = None
        self._doubtful = False
        self._urgent = False
        self._desks: set[int] = set()
        self._desks_at = 0.0
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    # any thread

    def start(self) -> None:
        self._thread.start()

    def claim(
        self,
        call_id: str,
        leg: int,
        role: str,
        agent_id: int | None,
        destination: Destination,
        sip_call_id: str,
        answer: Answer,
    ) -> None:
        """Ask for a leg; `answer(None)` follows once its row is committed, `answer(why not)` otherwise."""
        call = self.ledger.calls.get(call_id)
        if call is not None:
            call.asked = max(call.asked, leg)
        if call is not None and leg in call.granted and call.granted.pop(leg) == agent_id:
            answer(None)  # the row was written together with the call's own claim
            return
        with self._condition:
            self._claims.append(_Claim(call_id, leg, role, agent_id, destination, sip_call_id, answer))
            self._condition.notify()

    def record(self, fact: Fact) -> None:
        """Keep a fact; the rows follow within a moment, in order."""
        with self._condition:
            self._facts.append(fact)
            if self._first_fact_at is None:
                self._first_fact_at = clock.monotonic()
                self._condition.notify()

    def add_chore(self, chore: Chore) -> Callable[[], None]:
        """Register a chore before `start`; the returned function asks for it to be done soon."""
        number = len(self._chores)
        self._chores.append(chore)

        def soon() -> None:
            with self._condition:
                self._due.add(number)
                self._condition.notify()

        return soon

    def close(self, seconds: float = 10.0) -> None:
        """Write what is left, and end the thread."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)

    # the writer's thread

    def _run(self) -> None:
        while self._wait():
            try:
                self._turn()
            except Exception:
                log.exception("the journal stumbled")
        connection.close()

    def _wait(self) -> bool:
        """Until there is something to write now; False when all is written and the journal closes."""
        with self._condition:
            while True:
                seconds = self._seconds_left()
                if seconds is not None and seconds <= 0:
                    return True
                if self._closing and seconds is None:
                    return False
                self._condition.wait(seconds)

    def _seconds_left(self) -> float | None:
        """How long the writer may still wait; None when there is nothing to do."""
        now = clock.monotonic()
        if self._claims:
            return 0.0  # denied at once while the database is away
        if self._away_until is not None:
            waits = bool(self._facts or self._due or self.ledger.unwritten)
            return max(0.0, self._away_until - now) if waits and not self._closing else 0.0 if waits else None
        if self._due:
            return 0.0
        moments = []
        if self._first_fact_at is not None:
            moments.append(self._first_fact_at + (0.0 if self._closing else LINGER_SECONDS))
        if self._desks:
            moments.append(self._desks_at + DESK_SECONDS)
        return min(moments) - now if moments else None

    def _turn(self) -> None:
        facts, claims, due = self._taken()
        for fact in facts:
            self.ledger.apply(fact)
        self._desks |= writing.touched(self.ledger)
        chores = [self._chores[number] for number in due]
        try:
            afters = self._write_again_if_collided(claims, chores)
        except (OperationalError, InterfaceError) as trouble:
            self._database_is_away(claims, due, trouble)
            return
        except DatabaseError:
            log.exception("a batch could not be written: one call after the other")
            self._write_singly(claims, due)
            return
        except Exception:
            if self._away_until is None:
                log.exception("a batch failed, and is tried again")
            self._try_later(claims, due)
            return
        self._away_until = None
        for after in afters:
            after()

    def _taken(self) -> tuple[list[Fact], list[_Claim], list[int]]:
        """What this turn is about.

        Somebody waits for a claim and for a new call: they get a short transaction of their own, with the facts of
        the claiming calls. The rest follows in turns between, so that neither holds up the other for long.
        """
        with self._condition:
            overdue = self._first_fact_at is not None and clock.monotonic() - self._first_fact_at >= LINGER_SECONDS
            urgent = bool(self._claims or self._due)
            self._urgent = urgent and not (overdue and self._urgent)
            claims, due = (list(self._claims), sorted(self._due)) if self._urgent or not urgent else ([], [])
            if self._urgent:
                asking = {claim.call_id for claim in claims}
                facts = [fact for fact in self._facts if fact.call_id in asking]
                self._facts = deque(fact for fact in self._facts if fact.call_id not in asking)
            else:
                facts = list(self._facts)
                self._facts.clear()
            if claims or due:
                self._claims.clear()
                self._due.clear()
            if not self._facts:
                self._first_fact_at = None
        return facts, claims, due

    def _write(self, claims: list[_Claim], chores: list[Chore]) -> list[AfterCommit]:
        """One transaction; what it returns is to be done after it."""
        wanted = [chore for chore in chores if chore.wanted()]
        afters: list[AfterCommit] = []
        if claims or wanted or self._doubtful or self.ledger.unwritten:
            with transaction.atomic():
                if self._doubtful:
                    reconcile(self.ledger, self._epoch)
                writing.write(self.ledger, self._epoch)
                afters += self._judge(claims)
                for chore in wanted:
                    afters += chore.do()
                self._ring_desks()
            if self.ledger.frees_agents:
                afters.append(self.freed)
            self.ledger.written()
            self._doubtful = False
        else:
            self._ring_desks()
        return afters

    def _write_again_if_collided(self, claims: list[_Claim], chores: list[Chore]) -> list[AfterCommit]:
        """`_write`; a transaction that was undone in favour of another process's is simply done anew."""
        for _ in range(MOST_COLLISIONS):
            try:
                return self._write(claims, chores)
            except OperationalError as trouble:
                if not collided(trouble):
                    raise
                log.info("a transaction made way for another process's: %s", str(trouble).partition("\n")[0])
        return self._write(claims, chores)

    def _judge(self, claims: list[_Claim]) -> list[AfterCommit]:
        known = [(claim, self.ledger.calls.get(claim.call_id)) for claim in claims]
        wishes = {id(claim): _wish(claim, call) for claim, call in known if call is not None}
        ground = grants.survey(wishes.values(), self._epoch) if wishes else None
        at, afters = clock.now(), []
        for claim, call in known:
            if call is None or ground is None:
                afters.append(_later(claim.answer, rules.ENDED))
                continue
            granted = grants.grant(wishes[id(claim)], ground, at)
            if isinstance(granted, str):
                afters.append(_later(claim.answer, granted))
            else:
                afters.append(self._dial(call, granted, claim.answer))
        return afters

    def _dial(self, call: CallState, leg: LegState, answer: Answer) -> AfterCommit:
        def dial() -> None:
            self.ledger.add_leg(call, leg)
            answer(None)

        return dial

    def _database_is_away(self, claims: list[_Claim], due: list[int], trouble: Exception) -> None:
        """Nothing is dialled that cannot be written down. A commit whose answer was lost is looked into later."""
        if self._away_until is None:
            log.error("the database is away: %s", trouble)
        self._try_later(claims, due)

    def _try_later(self, claims: list[_Claim], due: list[int]) -> None:
        connection.close()
        self._doubtful = True
        self._away_until = clock.monotonic() + AWAY_SECONDS
        with self._condition:
            self._due.update(due)
        for claim in claims:
            claim.answer(rules.AWAY)

    def _write_singly(self, claims: list[_Claim], due: list[int]) -> None:
        """Something in the batch is not storable: the call it belongs to must not hold up the others."""
        for call in list(self.ledger.calls.values()):
            alone = Ledger()
            alone.take_from(self.ledger, call)
            try:
                with transaction.atomic():
                    writing.write(alone, self._epoch)
                self.ledger.forget_unwritten(call)
                if call.ended_at is not None:
                    self.ledger.drop(call)
            except DatabaseError:
                log.exception("call %s cannot be written any more", call.call_id)
                self.ledger.drop(call)
        with self._condition:
            self._due.update(due)
        for claim in claims:
            claim.answer(rules.AWAY)

    def _ring_desks(self) -> None:
        now = clock.monotonic()
        if not self._desks or now - self._desks_at < DESK_SECONDS:
            return
        doorbell.ring_all([doorbell.Ring("desk", {"organisation": key, "what": "calls"}) for key in self._desks])
        self._desks, self._desks_at = set(), now


def _wish(claim: _Claim, call: CallState) -> grants.Wish:
    return grants.Wish(
        call=call,
        number=claim.leg,
        role=claim.role,
        agent_id=claim.agent_id,
        uri=claim.destination.uri,
        trunk_id=planning.trunk_id_of(claim.destination),
        sip_call_id=claim.sip_call_id,
    )


def _later(answer: Answer, why: str) -> AfterCommit:
    return lambda: answer(why)


def reconcile(ledger: Ledger, epoch: str) -> None:
    """After a commit whose answer was lost: rows that say more than we know are taken back, for nothing was dialled."""
    known = [leg.row_id for call in ledger.calls.values() for leg in call.live_legs()]
    lost = Leg.objects.filter(call__epoch=epoch, ended_at=None).exclude(id__in=known)
    lost.update(ended_at=clock.now(), cause="denied", reason=rules.AWAY, live_agent_id=None, live_trunk_id=None)
    calls = Call.objects.filter(epoch=epoch, ended_at=None).exclude(call_id__in=list(ledger.calls))
    calls.filter(way=Way.IN).delete()  # whoever calls is still there, and is let in again
    calls.filter(way=Way.OUT).update(stage=Stage.PLANNED, epoch="", claimed_at=None)
