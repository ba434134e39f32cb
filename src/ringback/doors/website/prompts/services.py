"""Rules, tact and the hold-out of a site: what a person says of them, checked and stored."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.doors.website import rules
from ringback.doors.website.models import PromptRule
from ringback.doors.website.services import patterns, save_experiment, site_of
from ringback.doors.website.triggers import KNOWN, UNKNOWN, Words

MOST_RULES = 20
MOST_SECONDS = 3600
MOST_CHARACTERS = {"title": 80, "text": 300}
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


@dataclass(frozen=True, slots=True)
class RuleValues:
    """What a person says of a rule; see triggers.Rule. `utm` as lines "utm_source=news*"; empty texts count as none."""

    name: str
    seconds: int = 0
    scroll: int = 0
    on_exit: bool = False
    pages: Sequence[str] = ()
    not_pages: Sequence[str] = ()
    utm: Sequence[str] = ()
    visitor: str = ""
    device: str = ""
    active: bool = True
    poll_id: int | None = None
    texts: Words = field(default_factory=dict)
    second: Words = field(default_factory=dict)


def poll_choices(site_id: int) -> list[tuple[int, str]]:
    """(id, name) of the polls that a rule can show, through the rule's own foreign key."""
    polls = PromptRule.poll.field.related_model._default_manager.filter(site_id=site_id)
    return list(polls.order_by("id").values_list("id", "name"))


def rules_of(site_id: int) -> list[PromptRule]:
    """All rules of a site, in the order in which they are tried."""
    return list(PromptRule.objects.filter(site_id=site_id).order_by("position", "id"))


def save_rule(actor: Actor, site_id: int, rule_id: int | None, values: RuleValues) -> PromptRule:
    """Make or change a rule. Raises FieldError, NotFoundError, NotAllowedError."""
    site = site_of(actor, site_id)
    fields = _checked(values)
    if values.poll_id is not None and values.poll_id not in dict(poll_choices(site_id)):
        raise FieldError("poll", _("There is no such poll."), _("Choose one from the list."))
    with transaction.atomic():
        if rule_id is not None:
            saved = rule(site_id, rule_id)
        elif len(rules_of(site_id)) >= MOST_RULES:
            raise FieldError("name", _("A site has at most 20 rules."), _("Delete one first."))
        else:
            last = PromptRule.objects.filter(site=site).aggregate(last=Max("position"))["last"]
            saved = PromptRule(site=site, position=0 if last is None else last + 1)
        for name, value in fields.items():
            setattr(saved, name, value)
        saved.save()
        audit(actor, "site.rule_saved", f"site {site_id}", rule=saved.pk)
    return saved


def delete_rule(actor: Actor, site_id: int, rule_id: int) -> None:
    """Delete a rule with what was counted of it. Raises NotFoundError."""
    require(actor, "setup.edit", ("site", site_id))
    site_of(actor, site_id)
    with transaction.atomic():
        rule(site_id, rule_id).delete()
        audit(actor, "site.rule_deleted", f"site {site_id}", rule=rule_id)


def move_up(actor: Actor, site_id: int, rule_id: int) -> None:
    """Have a rule tried before the one that is before it now. Raises NotFoundError."""
    site_of(actor, site_id)
    with transaction.atomic():
        order = rules_of(site_id)
        place = next((place for place, one in enumerate(order) if one.pk == rule_id), None)
        if place is None:
            raise NotFoundError(_("There is no such rule."))
        order.insert(max(0, place - 1), order.pop(place))
        for position, one in enumerate(order):
            one.position = position
        PromptRule.objects.bulk_update(order, ["position"])
        audit(actor, "site.rule_moved", f"site {site_id}", rule=rule_id)


def save_tact(actor: Actor, site_id: int, *, quiet_days: int, held_out_percent: int) -> None:
    """Say how long a dismissed prompt is followed by quiet, and how many visitors never see the widget."""
    if not 1 <= quiet_days <= 365:
        raise FieldError("quiet_days", _("From 1 to 365 days."), _("Seven is kind."))
    if not 0 <= held_out_percent <= 50:
        raise FieldError("held_out_percent", _("From 0 to 50 per cent."), _("Ten is enough for most sites."))
    save_experiment(actor, site_id, quiet_days=quiet_days, held_out_percent=held_out_percent)


def rule(site_id: int, rule_id: int) -> PromptRule:
    """One rule of a site. Raises NotFoundError."""
    found = PromptRule.objects.filter(site_id=site_id, id=rule_id).first()
    if found is None:
        raise NotFoundError(_("There is no such rule."))
    return found


def _checked(values: RuleValues) -> dict[str, object]:
    name = rules.one_line(values.name, 60)
    if not name:
        raise FieldError("name", _("A rule needs a name."), _("Say in a few words when it prompts."))
    if not 0 <= values.seconds <= MOST_SECONDS:
        raise FieldError("seconds", _("From 0 to 3,600 seconds."), _("0: it does not matter."))
    if not 0 <= values.scroll <= 100:
        raise FieldError("scroll", _("From 0 to 100 per cent."), _("0: it does not matter."))
    if not (values.seconds or values.scroll or values.on_exit):
        raise FieldError(
            "seconds", _("It would prompt at once."), _("Wait for some seconds, for a depth, or for leaving.")
        )
    if values.visitor not in ("", KNOWN, UNKNOWN) or values.device not in ("", "touch", "mouse"):
        raise FieldError("visitor", _("There is no such choice."), _("Choose one from the list."))
    return {
        "name": name,
        "seconds": values.seconds,
        "scroll": values.scroll,
        "on_exit": values.on_exit,
        "pages": patterns("pages", values.pages),
        "not_pages": patterns("not_pages", values.not_pages),
        "utm": [_utm(line) for line in values.utm if line.strip()],
        "visitor": values.visitor,
        "device": values.device,
        "active": values.active,
        "poll_id": values.poll_id,
        "texts": said(values.texts),
        "second": said(values.second),
    }


def said(given: Words) -> dict[str, dict[str, str]]:
    """Texts as they are kept: one line each, and no language in which nothing is said."""
    kept = {
        tag: {name: line for name, most in MOST_CHARACTERS.items() if (line := rules.one_line(words.get(name), most))}
        for tag, words in given.items()
    }
    return {tag: words for tag, words in kept.items() if words}


def _utm(line: str) -> list[str]:
    name, _equals, pattern = (part.strip() for part in line.partition("="))
    if name not in UTM or not pattern or len(pattern) > 100:
        raise FieldError("utm", _("“%(text)s” cannot be read.") % {"text": line[:40]}, _("Write utm_source=news*."))
    return [name, pattern]
