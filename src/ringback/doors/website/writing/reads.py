"""What the desk says of promises to answer a message."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.channels.messages.inbox import services as inbox
from ringback.desk.callers import Fact
from ringback.desk.cards import Line
from ringback.doors.website import rules
from ringback.doors.website.writing.models import WrittenMessage


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """Where somebody wrote, on which page, and the way to the message."""
    rows = WrittenMessage.objects.filter(organisation_id=organisation_id, promise_id__in=list(promise_ids))
    found = list(rows.values_list("promise_id", "site__name", "page", "source"))
    names = inbox.written_for([promise_id for promise_id, *_rest in found if promise_id])
    return {
        promise_id: Line(
            (_("Answer to a poll on {site}") if source == "poll" else _("Message from {site}")).format(site=site),
            rules.page_words(page),
            reverse("correspondence:inbound", args=[names[promise_id]]) if promise_id in names else "",
        )
        for promise_id, site, page, source in found
        if promise_id is not None
    }


def facts(organisation_id: int, promise_id: int) -> list[Fact]:
    """What was written, where, and where its writer came from."""
    rows = WrittenMessage.objects.filter(organisation_id=organisation_id, promise_id=promise_id)
    message = rows.select_related("site").first()
    if message is None:
        return []
    page = rules.page_words(message.page) or rules.host_of(message.page)
    return [
        Fact(_("Message"), inbox.text_of(organisation_id, promise_id)),
        Fact(_("Site"), message.site.name),
        Fact(_("Page"), page, message.page),
        Fact(_("Came from"), rules.source_words(message.page, message.referrer)),
    ]
