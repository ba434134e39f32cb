"""When a visitor may be prompted unasked, judged by the token alone (MISSION W22): pure decisions.

One prompt a visit; after a dismissed one none for some days, on all the organisation's sites; and no rule twice to the
same browser for half a year. Whoever has no token, or a forged one, is asked nothing: a new visitor gets a first token,
and only with it the permission.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from ringback.doors.website.visit_token import BUCKETS, Token, day_of

SHOWN = "shown"
HELD_OUT = "held_out"
# Buckets come in pairs: the pair says the arm, which of the two the variant, so that neither tells of the other.
_VARIANTS = 2


def arm_of(token: Token, held_out_percent: int) -> str:
    """The arm of the hold-out that a browser is in (MISSION W16): the same on all sites with the same share."""
    return HELD_OUT if token.bucket // _VARIANTS < held_out_percent * (BUCKETS // _VARIANTS) // 100 else SHOWN


def variant_of(token: Token, *, has_variants: bool) -> str:
    """Which of the two variants of the texts a browser sees."""
    return "b" if has_variants and token.bucket % _VARIANTS else "a"


def may_prompt(token: Token, now: datetime) -> bool:
    """Whether any unasked prompt is allowed at all."""
    return not token.prompted and token.quiet_until <= int(now.timestamp())


def is_new(token: Token, rule_id: int) -> bool:
    """Whether this rule has not prompted here yet."""
    return rule_id not in dict(token.rules)


def prompted(token: Token, rule_id: int, now: datetime) -> Token:
    """The token after the rule has prompted."""
    others = tuple(one for one in token.rules if one[0] != rule_id)
    return replace(token, prompted=True, rules=(*others, (rule_id, day_of(now))))


def dismissed(token: Token, now: datetime, quiet_days: int) -> Token:
    """The token after a prompt was closed: quiet for so many days, or as long as was promised before."""
    until = int((now + timedelta(days=quiet_days)).timestamp())
    return replace(token, quiet_until=max(until, token.quiet_until))
