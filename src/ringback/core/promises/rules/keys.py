"""The name of an attempt."""


def attempt_key(promise_id: int, generation: int, step: int, number: int) -> str:
    """The idempotency key of an attempt: the same only on a replay after a crash (MISSION C2)."""
    return f"promise-{promise_id}-{generation}-{step}-{number}"
