"""What a page is answered that asks what it may show, and what is counted for it: pure, from token and site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ringback.doors.website import triggers, visit_token
from ringback.doors.website.prompts import tact
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.triggers import KNOWN, UNKNOWN, PageView, Rule
from ringback.doors.website.visit_token import Token


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks: what may be shown, or with a rule's id whether it may prompt, or that a prompt was closed."""

    page: str = ""
    touch: bool = False
    rule: int | None = None
    dismissed: int | None = None
    accepted: int | None = None

    @property
    def is_view(self) -> bool:
        """Whether this is the first question of a page view."""
        return self.rule is None and self.dismissed is None and self.accepted is None


@dataclass(frozen=True, slots=True)
class Counted:
    """One more of something: `what` is "visits", "shown", "dismissed" or "accepted"; the last three are a rule's."""

    site_id: int
    what: str
    arm: str
    variant: str
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: the next token, and what may be shown; `prompt` is the rule that was allowed to."""

    token: Token
    arm: str
    variant: str
    rules: Sequence[Rule]
    prompt: Rule | None
    counted: Sequence[Counted]


def decide(site: SiteFacts, given: Token | None, asked: Asked, now: datetime) -> Decision:
    """1. The visit goes on or begins. 2. What became of a prompt is noted. 3. Arm, variant and rules follow.

    A rule is allowed only to a browser that brought a token of ours, and only if it fits the page.
    """
    begins = given is None or not given.same_visit(now)
    token = visit_token.seen(given or visit_token.fresh(now), now)
    arm = tact.arm_of(token, site.held_out_percent)
    variant = tact.variant_of(token, has_variants=site.has_variants)
    counted = [Counted(site.id, "visits", arm, variant)] if begins and asked.is_view else []
    for what, rule_id in (("dismissed", asked.dismissed), ("accepted", asked.accepted)):
        if rule_id is not None and _owns(site, token, rule_id):
            counted.append(Counted(site.id, what, arm, variant, rule_id))
    if asked.dismissed is not None:
        token = tact.dismissed(token, now, site.quiet_days)
    rules = _allowed(site, token, asked, arm, now)
    prompt = next((rule for rule in rules if given is not None and rule.id == asked.rule), None)
    if prompt is not None:
        token = tact.prompted(token, prompt.id, now)
        counted.append(Counted(site.id, "shown", arm, variant, prompt.id))
    return Decision(token, arm, variant, rules if asked.is_view else (), prompt, counted)


def _owns(site: SiteFacts, token: Token, rule_id: int) -> bool:
    """Whether this rule of the site has prompted here: nothing else can have been closed or taken up."""
    return any(rule.id == rule_id for rule in site.prompt_rules) and not tact.is_new(token, rule_id)


def _allowed(site: SiteFacts, token: Token, asked: Asked, arm: str, now: datetime) -> list[Rule]:
    if site.paused or arm == tact.HELD_OUT or not tact.may_prompt(token, now):
        return []
    view = PageView(asked.page, KNOWN if token.visitor else UNKNOWN, "touch" if asked.touch else "mouse")
    return [rule for rule in triggers.fitting(site.prompt_rules, view) if tact.is_new(token, rule.id)]
