"""One demo phone as a value: what it is doing, who calls it, and what may happen to it next."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ringback.base.kit.errors import ConflictError, FieldError

LONGEST_AUTO_SECONDS = 60.0
KEYS = "0123456789*#"


class PhoneState(StrEnum):
    """What a phone is doing."""

    IDLE = "idle"
    RINGING = "ringing"
    CALLING = "calling"
    TALKING = "talking"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why the last call of a phone is over, as its owner sees it."""

    THEY_HUNG_UP = "they_hung_up"
    YOU_HUNG_UP = "you_hung_up"
    THEY_GAVE_UP = "they_gave_up"
    NOT_TAKEN = "not_taken"
    DECLINED = "declined"
    BUSY = "busy"
    FAILED = "failed"


class Role(StrEnum):
    """Whose phone it is: one of the demo shop's team, or the visitor's own."""

    TEAM = "team"
    VISITOR = "visitor"


class HabitMode(StrEnum):
    """What a phone does by itself when it is called."""

    BY_HAND = "by_hand"
    ANSWERS = "answers"
    SILENT = "silent"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a phone behaves by itself: it answers after `after_seconds`, and then `presses` keys (or "")."""

    mode: HabitMode = HabitMode.BY_HAND
    after_seconds: float = 2.0
    presses: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.after_seconds <= LONGEST_AUTO_SECONDS:
            raise FieldError("after_seconds", "This is out of range.", f"Give 0 to {LONGEST_AUTO_SECONDS:.0f}.")
        if len(self.presses) > 4 or any(key not in KEYS for key in self.presses):
            raise FieldError("presses", "A phone has no such keys.", f"Give up to four of {KEYS}.")


@dataclass(frozen=True, slots=True)
class Caller:
    """The other party: the display name the INVITE gave, the user part of its From, and Ringback's id of the call."""

    name: str
    number: str
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it is now; the verbs give the phone as it is afterwards.

    `since` is on the house's monotonic clock. `talked_seconds` is how long the last conversation was.
    """

    phone_id: str
    name: str
    role: Role
    habit: Habit = Habit()
    state: PhoneState = PhoneState.IDLE
    since: float = 0.0
    caller: Caller | None = None
    ended: EndReason | None = None
    talked_seconds: float = 0.0
    held: bool = False
    pressed: str = ""

    @property
    def free(self) -> bool:
        """Whether another call may ring it."""
        return self.state in (PhoneState.IDLE, PhoneState.ENDED)

    def rings(self, caller: Caller, at: float) -> "Phone":
        """A call came in. Raises ConflictError when it is in a call already."""
        return self._begins(PhoneState.RINGING, caller, at)

    def calls(self, whom: Caller, at: float) -> "Phone":
        """Its owner calls somebody. Raises ConflictError when it is in a call already."""
        return self._begins(PhoneState.CALLING, whom, at)

    def _begins(self, state: PhoneState, caller: Caller, at: float) -> "Phone":
        if not self.free:
            raise ConflictError(f"{self.name}'s phone is in a call already.")
        return replace(
            self,
            state=state,
            since=at,
            caller=caller,
            ended=None,
            talked_seconds=0.0,
            held=False,
            pressed="",
        )

    def answers(self, at: float) -> "Phone":
        """Its owner picked up. Raises ConflictError when it does not ring."""
        self.must_be(PhoneState.RINGING)
        return replace(self, state=PhoneState.TALKING, since=at)

    def is_answered(self, at: float) -> "Phone":
        """Whom it calls picked up. Raises ConflictError when it calls nobody."""
        self.must_be(PhoneState.CALLING)
        return replace(self, state=PhoneState.TALKING, since=at)

    def presses(self, key: str) -> "Phone":
        """Its owner pressed `key`. Raises ConflictError outside a call."""
        self.must_be(PhoneState.TALKING)
        return replace(self, pressed=(self.pressed + key)[-12:])

    def ends(self, why: EndReason, at: float) -> "Phone":
        """The call is over, whatever it was doing; a second end changes nothing."""
        if self.free:
            return self
        talked = at - self.since if self.state is PhoneState.TALKING else 0.0
        return replace(self, state=PhoneState.ENDED, since=at, ended=why, talked_seconds=talked, held=False)

    def misses(self, caller: Caller, at: float) -> "Phone":
        """A call was turned away with busy before it rang; a phone in a call shows nothing of it."""
        if not self.free:
            return self
        return replace(self.rings(caller, at), state=PhoneState.ENDED, ended=EndReason.BUSY)

    def must_be(self, *states: PhoneState) -> None:
        """Raises ConflictError unless the phone is in one of `states`."""
        if self.state not in states:
            raise ConflictError(f"{self.name}'s phone is {self.state}, not {' or '.join(states)}.")

    def as_json(self, at: float) -> dict[str, object]:
        """What the page is told; `seconds` is how long the state has lasted at `at`."""
        return {
            "id": self.phone_id,
            "name": self.name,
            "role": self.role,
            "state": self.state,
            "seconds": round(max(0.0, at - self.since), 1),
            "caller": {"name": self.caller.name, "number": self.caller.number} if self.caller else None,
            "call": self.caller.call_id if self.caller else "",
            "ended": self.ended,
            "talked_seconds": round(self.talked_seconds, 1),
            "held": self.held,
            "pressed": self.pressed,
            "habit": {
                "mode": self.habit.mode,
                "after_seconds": self.habit.after_seconds,
                "presses": self.habit.presses,
            },
        }
