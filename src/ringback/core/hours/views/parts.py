"""Parts of the editor that change while somebody types: the week, the preview, the regions of a country."""

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.core.hours import public_holidays, reads, rules, week_form, words
from ringback.core.hours.forms import WHOLE_COUNTRY
from ringback.core.hours.rules import Party, Who
from ringback.core.hours.services import calendar_of
from ringback.core.hours.services.reading import exceptions_of


@require_POST
@member_page()
def week(request: MemberRequest) -> HttpResponse:
    """The week after one step of its editor; nothing is saved."""
    rows = week_form.changed(week_form.sent_rows(request.POST), request.POST.get("do", ""))
    return render(request, "hours/_week.html", {"rows": rows})


@require_POST
@member_page()
def preview(request: MemberRequest) -> HttpResponse:
    """Open now, and the holidays of the year, as the form says; nothing is saved."""
    country, region = request.POST.get("holiday_country", ""), request.POST.get("holiday_region", "")
    home = organisation_of(request.actor)
    zone = rules.zone_named(request.POST.get("zone", "")) or rules.zone_named(home.zone)
    assert zone is not None
    today = clock.now().astimezone(zone).date()
    language = get_language() or home.language
    shown: dict[str, Any] = {
        "year": today.year,
        "today": today,
        "zone": words.zone_words(zone.key),
        "holidays": reads.holidays_of_year(country, region, language, today.year),
        "country": country,
    }
    with suppress(FieldError):
        typed = week_form.week_of(week_form.sent_rows(request.POST))
        checked = tuple(rules.checked_spans("week", spans) for spans in typed)
        holidays = public_holidays.holidays_of(country, region, language)
        party = Party(Who.WE, zone, checked, exceptions=_exceptions(request), holidays=holidays)
        seen = rules.outlook(clock.now(), [party])
        shown |= {"outlook": seen, "now": words.outlook_words(seen, zone), "week": words.week_words(checked)}
    return render(request, "hours/_preview.html", shown)


@require_safe
@member_page()
def regions(request: MemberRequest) -> HttpResponse:
    """The regions of a country, to choose from."""
    country = request.GET.get("holiday_country", "")
    choices = [WHOLE_COUNTRY, *public_holidays.region_choices(country)]
    return render(request, "hours/_regions.html", {"choices": choices})


def _exceptions(request: MemberRequest) -> dict[Any, Any]:
    """Those of the calendar that is being edited, if it is one of the actor's."""
    number = request.POST.get("calendar", "")
    if not number.isdecimal() or len(number) > 18:
        return {}
    return exceptions_of(calendar_of(request.actor, int(number)), clock.now().date())
