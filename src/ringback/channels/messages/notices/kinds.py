"""Which kinds of notice there are: the registry that slices fill at start, and those that belong to no door."""

from dataclasses import dataclass

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from ringback.base.kit.errors import NotFoundError

DESK, PUSH, MAIL = "desk", "push", "mail"
WAYS = (DESK, PUSH, MAIL)


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice: `fields` fill its texts (languages/<code>/notices.toml), `ways` are those it takes unless a
    member wishes otherwise. `urgent`: a device is woken for it. `together`: while one is unseen, further ones within a
    quarter of an hour are counted there ("many_title", "many_text"), and reach no device or mailbox of their own.

    A field that ends in "_at" is an instant, written by the organisation's clock; "who" is the name of the person
    whose `person_id` came with the values.
    """

    slug: str
    title: str | Text
    fields: tuple[str, ...]
    ways: tuple[str, ...] = (DESK, PUSH)
    urgent: bool = False
    together: bool = False


_kinds: dict[str, NoticeKind] = {}


def declare_notice(kind: NoticeKind) -> None:
    """Make `kind` known; the same slug again takes its place."""
    _kinds[kind.slug] = kind


def notice_kind(slug: str) -> NoticeKind:
    """The kind called `slug`. Raises NotFoundError."""
    try:
        return _kinds[slug]
    except KeyError:
        raise NotFoundError(f"There is no kind of notice {slug!r}.") from None


def every_notice() -> list[NoticeKind]:
    """All kinds, in the order in which they were declared."""
    return list(_kinds.values())


# Kinds of slices that cannot know this one are declared here.
OWN = (
    NoticeKind("new_lead", _("A visitor could not be called back"), ("site", "page"), urgent=True, together=True),
    NoticeKind("missed_call", _("You did not take a call"), ("site",)),
    NoticeKind("promise_before", _("A promise of yours comes up"), ("who", "due_at")),
    NoticeKind("promise_due", _("A promise of yours is due"), ("who", "due_at"), urgent=True),
    NoticeKind("promise_missed", _("A promise of yours was missed"), ("who", "due_at")),
    NoticeKind("promise_escalated", _("A promise is long overdue"), ("who", "due_at"), (DESK, PUSH, MAIL)),
    NoticeKind("promises_handed_over", _("Promises were handed over to you"), ("count",)),
    NoticeKind("member_left", _("Somebody who left had promises open"), ("count",), (DESK, PUSH, MAIL)),
    NoticeKind("mail_came_in", _("Somebody answered by mail"), ("who",)),
    NoticeKind("text_came_in", _("Somebody wrote a text message"), ("who",)),
    NoticeKind("message_written", _("A visitor has written on the website"), ("who",), urgent=True),
    NoticeKind("mail_came_back", _("A mail came back"), ("who",)),
    NoticeKind("mailbox_down", _("The mailbox cannot be read"), ("name", "why"), (DESK, MAIL)),
    NoticeKind("calendar_trouble", _("Your own calendar cannot be used"), ()),
    NoticeKind("uncertain", _("Nobody knows how a call or message ended"), ("who",)),
    NoticeKind("day_limit_near", _("Most of a day's dialling is used"), ("minutes", "dials"), (DESK, PUSH, MAIL)),
    NoticeKind(
        "day_limit_reached", _("A day's dialling is used up"), ("minutes", "dials"), (DESK, PUSH, MAIL), urgent=True
    ),
    NoticeKind("trunk_down", _("A phone line is down"), ("name", "why"), (DESK, PUSH, MAIL), urgent=True),
    NoticeKind("webhook_gone", _("A webhook was switched off"), ("name",), (DESK, MAIL), together=True),
    NoticeKind("webhook_failing", _("A webhook failed for days"), ("name",), (DESK, MAIL), together=True),
)
