"""What visitors answered, counted and read. Read-only; whoever calls has looked whether the site may be seen."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.base.kit.lines import inert
from ringback.channels.messages.inbox import services as inbox
from ringback.doors.website import rules as website_rules
from ringback.doors.website.polls.models import Poll, PollAnswer
from ringback.doors.website.polls.rules import has_second
from ringback.doors.website.prompts.models import PromptCount

DAYS = (7, 30, 90, 365)
USUAL_DAYS = 30
MOST_TEXTS = 100
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """How often one choice was made, by variant; `share` of all who made any, 0 to 1."""

    text: str
    gone: bool
    first: int
    second: int
    share: float

    @property
    def count(self) -> int:
        return self.first + self.second


@dataclass(frozen=True, slots=True)
class TextRow:
    """What somebody wrote. `inbound`: the public id of the message that came with it."""

    at: datetime
    text: str
    choice: str
    variant: str
    page: str
    inbound: str


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a poll. `shown`: how often rules prompted with it; `contacts`: how many left an address."""

    shown: int
    answered: int
    contacts: int
    by_variant: tuple[int, int]
    has_second: bool
    choices: list[ChoiceRow]
    texts: list[TextRow]

    @property
    def share(self) -> float:
        """The share of those asked who answered, 0 to 1; more may answer than are counted as asked."""
        return min(1.0, self.answered / self.shown) if self.shown else 0.0


def answered_counts(site_id: int) -> dict[int, int]:
    """How many answers each poll of a site has."""
    rows = PollAnswer.objects.filter(poll__site_id=site_id).values_list("poll_id")
    return dict(rows.annotate(Count("id")))


def results(poll: Poll, days: int) -> Results:
    """The last `days` days of a poll."""
    since = clock.now() - timedelta(days=days)
    rows = PollAnswer.objects.filter(poll=poll, created_at__gte=since)
    counted = {
        (choice, variant): n for choice, variant, n in rows.values_list("choice", "variant").annotate(Count("id"))
    }
    variants = Counter[str]()
    for (_choice, variant), n in counted.items():
        variants[variant] += n
    shown = PromptCount.objects.filter(rule__poll=poll, day__gte=since.date()).aggregate(Sum("shown"))["shown__sum"]
    return Results(
        shown=shown or 0,
        answered=variants.total(),
        contacts=rows.filter(message__isnull=False).count(),
        by_variant=(variants["a"], variants["b"]),
        has_second=has_second(poll.second) or bool(variants["b"]),
        choices=_choices(poll, counted),
        texts=_texts(poll, rows),
    )


def _choices(poll: Poll, counted: dict[tuple[str, str], int]) -> list[ChoiceRow]:
    whole = sum(n for (key, _variant), n in counted.items() if key)
    found = []
    for one in poll.choices:
        first, second = counted.get((one["key"], "a"), 0), counted.get((one["key"], "b"), 0)
        gone = bool(one.get("gone"))
        if not gone or first + second:
            share = (first + second) / whole if whole else 0.0
            found.append(ChoiceRow(_name(poll, one["key"]), gone, first, second, share))
    return sorted(found, key=lambda row: -row.count)


def _texts(poll: Poll, rows: QuerySet[PollAnswer]) -> list[TextRow]:
    newest = rows.select_related("message").order_by("-created_at", "-id")[: MOST_TEXTS * 5]
    said = [row for row in newest if row.text][:MOST_TEXTS]
    promised = {row.message.promise_id: row.pk for row in said if row.message and row.message.promise_id}
    names = {promised[key]: name for key, name in inbox.written_for([*promised]).items()}
    return [
        TextRow(
            row.created_at,
            row.text,
            _name(poll, row.choice),
            row.variant,
            website_rules.page_words(row.page),
            names.get(row.pk, ""),
        )
        for row in said
    ]


def _name(poll: Poll, key: str) -> str:
    """A choice in the site's own language, or in whichever there is."""
    texts: dict[str, str] = next((one["texts"] for one in poll.choices if one["key"] == key), {})
    return texts.get(poll.site.language) or next(iter(texts.values()), "")


def as_csv(poll: Poll) -> Iterator[str]:
    """Every answer as a line for a spreadsheet, the oldest first; addresses stay in the inbox."""
    head = [_("When"), _("Page"), _("Language"), _("Variant"), _("Choice"), _("Text"), _("Left an address")]
    yield _line(head)
    rows = PollAnswer.objects.filter(poll=poll).order_by("id")[:MOST_ROWS]
    for row in rows.iterator(chunk_size=1000):
        left = _("yes") if row.message_id else ""
        said = [row.page, row.language, row.variant, _name(poll, row.choice), row.text, left]
        yield _line([row.created_at.isoformat(timespec="seconds"), *map(inert, said)])


def _line(values: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(values)
    return written.getvalue()
