"""The list of messages, a message's page, and what can be done with a message."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import Actor
from ringback.channels.messages import reads
from ringback.channels.messages.forms import OutboxFilterForm
from ringback.channels.messages.reads import MessageFilters
from ringback.channels.messages.services import outbox as services
from ringback.channels.messages.views.framed import framed


@member_page("messages.see")
@require_GET
def outbox(request: MemberRequest) -> HttpResponse:
    """Messages, newest first, filtered and a page at a time; the list alone for htmx."""
    form = OutboxFilterForm(request.GET)
    wanted = MessageFilters(**form.cleaned_data) if form.is_valid() else MessageFilters()
    after = request.GET.get("after", "")
    query = request.GET.copy()
    query.pop("after", None)
    shown = {
        "form": form,
        "page": reads.messages(request.actor, wanted, after),
        "after": after,
        "filtered": wanted != MessageFilters(),
        "query": query.urlencode(),
        "may_set_up": request.actor.may("setup.edit"),
        "tab": "outbox",
    }
    part = request.headers.get("HX-Target") == "outbox"
    return render(request, "correspondence/_outbox.html" if part else "correspondence/outbox.html", shown)


@member_page("messages.see")
@require_GET
def message(request: MemberRequest, message_id: str) -> HttpResponse:
    """One message, what was said in it, and every attempt at it."""
    page = reads.message(request.actor, message_id)
    part = request.headers.get("HX-Target") == "message-live"
    shown = {"page": page, "message": page.message}
    return render(request, "correspondence/_message_live.html" if part else "correspondence/message.html", shown)


@xframe_options_sameorigin
@member_page("messages.see")
@require_GET
def body(request: MemberRequest, message_id: str) -> HttpResponse:
    """The HTML part of a message, for the frame on its page: it can run nothing and fetch nothing."""
    return framed(reads.message(request.actor, message_id).message.html)


@member_page("messages.act")
@require_POST
def act(request: MemberRequest, message_id: str, deed: str) -> HttpResponseBase:
    """Do one of the `DEEDS` with a message."""
    deeds: dict[str, tuple[Callable[[Actor, str], object], str]] = {
        "now": (services.send_now, _("The message is tried now.")),
        "back": (services.take_back, _("The message will not be sent.")),
        "arrived": (lambda actor, one: services.resolve(actor, one, arrived=True), _("Noted: it arrived.")),
        "lost": (lambda actor, one: services.resolve(actor, one, arrived=False), _("It is tried again.")),
    }
    do, done = deeds[deed]
    do(request.actor, message_id)
    messages.success(request, done)
    return redirect("correspondence:message", message_id)


@member_page("messages.act")
@require_POST
def again(request: MemberRequest, message_id: str) -> HttpResponseBase:
    """Send the same once more, as a new message."""
    copy = services.send_again(request.actor, message_id)
    messages.success(request, _("The message is on its way again."))
    return redirect("correspondence:message", copy.public_id)
