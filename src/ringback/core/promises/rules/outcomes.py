"""How an attempt may end, and what may follow."""

from enum import StrEnum


class Outcome(StrEnum):
    """How an attempt ended, in words all channels share."""

    DONE = "done"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    FAILED = "failed"
    NOBODY = "nobody"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


# Never tried again, whatever a policy says; do-not-call comes as REFUSED.
NEVER_AGAIN = frozenset({Outcome.REFUSED, Outcome.WRONG_NUMBER, Outcome.CANCELLED})

# The fault was ours: nobody of ours was free, or our own machinery failed.
OURS = frozenset({Outcome.NOBODY, Outcome.INTERRUPTED, Outcome.FAILED})

# They were tried for, and not reached.
THEIRS = frozenset({Outcome.BUSY, Outcome.NO_ANSWER, Outcome.VOICEMAIL})

# What a policy may say something about.
RETRIED = tuple(outcome for outcome in Outcome if outcome in OURS | THEIRS)

# After these the person had nothing of it: they are no contact, for caps.
NOT_REACHED_OUT = OURS | {Outcome.CANCELLED}


class Verdict(StrEnum):
    """What follows an outcome."""

    KEPT = "kept"
    AGAIN = "again"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    ASK = "ask"
