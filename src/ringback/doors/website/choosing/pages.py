"""The page on which a site says when callbacks can be chosen."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.website import services
from ringback.doors.website.choosing.forms import TermsForm
from ringback.doors.website.choosing.terms import save_terms
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.slots import saying
from ringback.doors.website.slots.rules import Terms
from ringback.doors.website.slots.services import Offers, Visitor, offers

SHOWN = 6


@member_page("setup.edit")
def times(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Whether, how long, how many; and what a visitor in the site's zone would be offered now."""
    site = services.site_of(request.actor, site_id)
    form = TermsForm(request.POST or None, initial=Terms.from_json(site.slots).to_json())
    given = request.method == "POST" and form.is_valid()
    if given and form.saved(lambda: save_terms(request.actor, site_id, form.values())):
        messages.success(request, _("Saved. The pages follow within five minutes."))
        return redirect("website:times", site_id)
    facts = services.facts_by_key(site.key)
    shown = {"site": site, "form": form, **(_example(facts) if facts else {})}
    return render(request, "website/slots/times.html", shown, status=422 if form.errors else 200)


def _example(facts: SiteFacts) -> dict[str, object]:
    """What a visitor would be offered this moment, and why nothing is."""
    found: Offers = offers(facts, Visitor(facts.zone))
    spoken = saying.VOCABULARY.tongue(facts.zone, facts.language)
    return {
        "now": found.now,
        "opens": spoken.moment(found.opens_at) if found.opens_at else "",
        "first": [spoken.moment(at) for at in found.times[:SHOWN]],
        "more": max(0, len(found.times) - SHOWN),
        "nobody": facts.group_id is None,
    }
