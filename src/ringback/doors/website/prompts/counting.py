"""Counting what came of prompts and experiments: one row a day and kind, whatever the traffic."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from ringback.base.kit import clock
from ringback.doors.website.prompts import tact
from ringback.doors.website.prompts.deciding import Counted
from ringback.doors.website.visitors.events import Happened

_ARM = """
    INSERT INTO website_armcount (site_id, day, arm, variant, visits, reached)
    SELECT id, %s, %s, %s, %s, %s FROM website_site WHERE id = %s
        ON CONFLICT (site_id, day, arm, variant) DO UPDATE
       SET visits = website_armcount.visits + excluded.visits, reached = website_armcount.reached + excluded.reached
"""
_PROMPT = """
    INSERT INTO website_promptcount (rule_id, site_id, day, variant, shown, dismissed, accepted)
    SELECT id, site_id, %s, %s, %s, %s, %s FROM website_promptrule WHERE id = %s AND site_id = %s
        ON CONFLICT (rule_id, variant, day) DO UPDATE
       SET shown = website_promptcount.shown + excluded.shown,
           dismissed = website_promptcount.dismissed + excluded.dismissed,
           accepted = website_promptcount.accepted + excluded.accepted
"""


def count(batch: Sequence[Sequence[Counted]]) -> None:
    """Count what many answers brought, in one transaction. What belongs to a site or rule that is gone is dropped."""
    with transaction.atomic():
        _count(Counter(one for counted in batch for one in counted))


def count_goals(batch: Sequence[Happened]) -> None:
    """The first goals of visits (MISSION W16), both arms alike. In the caller's transaction."""
    reached: Counter[Counted] = Counter()
    for one in batch:
        site, token = one.site, one.token
        if token is None or token.goal or not site.asks_visits:
            continue
        variant = tact.variant_of(token, has_variants=site.has_variants)
        reached[Counted(site.id, "reached", tact.arm_of(token, site.held_out_percent), variant)] += 1
    _count(reached)


def _count(counts: Counter[Counted]) -> None:
    day = clock.now().date().isoformat()
    arms: list[tuple[str | int, ...]] = []
    prompts: list[tuple[str | int, ...]] = []
    for one, number in sorted(counts.items(), key=lambda item: repr(item[0])):
        if one.rule_id is None:
            visits, reached = _columns(("visits", "reached"), one.what, number)
            arms.append((day, one.arm, one.variant, visits, reached, one.site_id))
        else:
            columns = _columns(("shown", "dismissed", "accepted"), one.what, number)
            prompts.append((day, one.variant, *columns, one.rule_id, one.site_id))
    with connection.cursor() as cursor:
        if arms:
            cursor.executemany(_ARM, arms)
        if prompts:
            cursor.executemany(_PROMPT, prompts)


def _columns(names: Iterable[str], what: str, number: int) -> list[int]:
    return [number if name == what else 0 for name in names]
