"""Making and changing polls: what a person says of one, checked and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.doors.website import rules as website_rules
from ringback.doors.website.models import PromptRule, Site
from ringback.doors.website.polls import rules
from ringback.doors.website.polls.models import Poll
from ringback.doors.website.services import site_of

MOST_POLLS = 20
_WORDS = ("question", "more")


@dataclass(frozen=True, slots=True)
class PollValues:
    """What a person says of a poll: `texts`, `second` and `choices` (lines) by language."""

    name: str
    texts: rules.Texts
    second: rules.Texts = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asks_contact: bool = True
    active: bool = True


def polls_of(site_id: int) -> list[Poll]:
    """All polls of a site, the newest last."""
    return list(Poll.objects.filter(site_id=site_id).order_by("id"))


def poll_of(site_id: int, poll_id: int) -> Poll:
    """One poll of a site. Raises NotFoundError."""
    found = Poll.objects.filter(site_id=site_id, id=poll_id).first()
    if found is None:
        raise NotFoundError(_("There is no such poll."))
    return found


def save_poll(actor: Actor, site_id: int, poll_id: int | None, values: PollValues) -> Poll:
    """Make or change a poll. Raises FieldError, NotFoundError, NotAllowedError."""
    site = site_of(actor, site_id)
    name = website_rules.one_line(values.name, 60)
    if not name:
        raise FieldError("name", _("A poll needs a name."), _("Name it for yourselves."))
    texts, second, choices = _words(values.texts), _words(values.second), _choices(site, values.choices)
    if not texts.get(site.language, {}).get("question"):
        raise FieldError("question", _("A poll needs a question."), _("Ask one thing, as “Why are you leaving?”"))
    if not choices.get(site.language) and not texts[site.language].get("more"):
        raise FieldError("choices", _("There is nothing to answer."), _("Give choices, or ask something in words."))
    with transaction.atomic():
        if poll_id is None and Poll.objects.filter(site=site).count() >= MOST_POLLS:
            raise FieldError("name", _("A site has at most 20 polls."), _("Delete one first."))
        poll = Poll(site=site) if poll_id is None else poll_of(site_id, poll_id)
        poll.name, poll.active, poll.asks_contact = name, values.active, values.asks_contact
        poll.texts, poll.second = texts, second
        poll.choices = rules.edited(poll.choices, choices, site.language)
        poll.save()
        audit(actor, "site.poll_saved", f"site {site_id}", poll=poll.pk)
    return poll


def delete_poll(actor: Actor, site_id: int, poll_id: int) -> None:
    """Delete a poll with its answers; rules that showed it rest, for they would prompt for a call instead."""
    site_of(actor, site_id)
    with transaction.atomic():
        poll = poll_of(site_id, poll_id)
        PromptRule.objects.filter(poll=poll).update(active=False)
        poll.delete()
        audit(actor, "site.poll_deleted", f"site {site_id}", poll=poll_id)


def _words(given: rules.Texts) -> dict[str, dict[str, str]]:
    cut = {
        tag: {name: website_rules.one_line(words.get(name, ""), rules.MOST_WORDS) for name in _WORDS}
        for tag, words in given.items()
    }
    return {tag: words for tag, words in cut.items() if any(words.values())}


def _choices(site: Site, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    lines = {
        tag: [line for text in texts if (line := website_rules.one_line(text, rules.MOST_WORDS))]
        for tag, texts in given.items()
    }
    own = lines.get(site.language, [])
    if len(own) > rules.MOST_CHOICES or len(set(own)) < len(own):
        raise FieldError("choices", _("At most ten choices, each another one."), _("Keep to what you would act on."))
    wrong = next((tag for tag, found in lines.items() if found and len(found) != len(own)), None)
    if wrong is not None:
        raise FieldError(
            f"choices_{wrong}", _("Each choice needs its line here."), _("As many lines as in the site's language.")
        )
    return lines
