"""A campaign's questions tried out: what an applicant sees, and how many points that gives, with the reasons."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.allocation.campaigns import rules, services
from ringback.doors.allocation.campaigns.rules import Asked, Value
from ringback.doors.allocation.campaigns.words import answer_words, problem_words, why_words


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with what was answered and what is wrong with it."""

    asked: Asked
    value: Value
    problem: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of the score, in words."""

    text: str
    answer: str
    points: Decimal
    why: str


@member_page("allocation.edit")
@require_http_methods(["GET", "POST"])
def trying(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """Answer as an applicant would; nothing is kept."""
    campaign = services.campaign_of(request.actor, campaign_id, "allocation.edit")
    asked = services.facts_of(campaign).questions
    several = {one.key for one in asked if one.kind == "several"}
    given = {name: request.POST.getlist(name) if name in several else request.POST[name] for name in request.POST}
    read = rules.read(asked, given, draft=request.method != "POST")
    score = rules.score(asked, read.answers)
    tried = [
        Tried(
            one,
            read.answers.get(one.key, ""),
            problem_words(read.problems[one.key]) if one.key in read.problems else "",
        )
        for one in rules.visible(asked, read.answers)
    ]
    lines = [Explained(one.text, answer_words(one), one.points, why_words(one)) for one in score.lines]
    shown = {"campaign": campaign, "tried": tried, "lines": lines, "total": score.total}
    part = request.htmx  # type: ignore[attr-defined]
    return render(request, "allocation/campaigns/_try.html" if part else "allocation/campaigns/try.html", shown)
