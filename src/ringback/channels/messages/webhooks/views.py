"""Webhooks on the desk: the list, one with its secret and what was sent to it, one delivery."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.models import WebhookEndpoint
from ringback.channels.messages.webhooks import reads, rules, services
from ringback.channels.messages.webhooks.forms import WebhookForm


@member_page("setup.edit")
@require_GET
def webhooks(request: MemberRequest) -> HttpResponse:
    """All webhooks with how they stand; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "webhooks"
    name = "correspondence/webhooks/_list.html" if part else "correspondence/webhooks/list.html"
    return render(request, name, {"rows": reads.endpoints(request.actor)})


@member_page("setup.edit")
def webhook(request: MemberRequest, webhook_id: int | None = None) -> HttpResponseBase:
    """One webhook's settings and deliveries, or a new one, whose secret is shown this once."""
    found = None if webhook_id is None else reads.endpoint(request.actor, webhook_id)
    if request.headers.get("HX-Target") == "deliveries" and found is not None:
        return render(request, "correspondence/webhooks/_deliveries.html", _deliveries(request, found))
    form = WebhookForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        saved: list[WebhookEndpoint] = []
        if form.saved(lambda: saved.append(services.save_endpoint(request.actor, webhook_id, form.values()))):
            if webhook_id is None:
                return _page(request, saved[0], WebhookForm(initial=_initial(saved[0])), saved[0].secret)
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved[0].name})
            return redirect("correspondence:webhooks")
    return _page(request, found, form)


def _page(request: MemberRequest, found: WebhookEndpoint | None, form: WebhookForm, secret: str = "") -> HttpResponse:
    shown: dict[str, Any] = {"webhook": found, "form": form, "secret": secret, "days": rules.GIVEN_UP_AFTER.days}
    if found is not None:
        shown |= {"look": reads.endpoint_look(found), **_deliveries(request, found)}
    return render(request, "correspondence/webhooks/webhook.html", shown, status=422 if form.errors else 200)


def _deliveries(request: MemberRequest, found: WebhookEndpoint) -> dict[str, Any]:
    return {"webhook": found, "deliveries": reads.deliveries(request.actor, found.pk)}


def _initial(found: WebhookEndpoint | None) -> dict[str, object]:
    return {name: getattr(found, name) for name in WebhookForm.base_fields} if found else {}


@member_page("setup.edit")
@require_POST
def act(request: MemberRequest, webhook_id: int) -> HttpResponseBase:
    """Send a test, renew the secret, switch on or off."""
    match request.POST.get("do"):
        case "test":
            services.send_test(request.actor, webhook_id)
            messages.success(request, _("The test is on its way: see below what came of it."))
        case "renew":
            found = services.renew_secret(request.actor, webhook_id)
            return _page(request, found, WebhookForm(initial=_initial(found)), found.secret)
        case "on":
            services.switch(request.actor, webhook_id, on=True)
            messages.success(request, _("The webhook is on again. Events from now on are sent there."))
        case "off":
            services.switch(request.actor, webhook_id, on=False)
            messages.success(request, _("The webhook is off. Nothing more is sent there."))
        case _other:
            raise FieldError("do", _("There is no such action."), _("Choose one of the buttons."))
    return redirect("correspondence:webhook", webhook_id)


@member_page("setup.edit")
@require_POST
def delete(request: MemberRequest, webhook_id: int) -> HttpResponseBase:
    """Delete a webhook and the record of what was sent to it."""
    services.delete_endpoint(request.actor, webhook_id)
    messages.success(request, _("The webhook is deleted."))
    return redirect("correspondence:webhooks")


@member_page("setup.edit")
@require_GET
def delivery(request: MemberRequest, delivery_id: str) -> HttpResponse:
    """One event: what was sent, and what came back each time."""
    page = reads.delivery(request.actor, delivery_id)
    part = request.headers.get("HX-Target") == "delivery"
    name = "correspondence/webhooks/_delivery.html" if part else "correspondence/webhooks/delivery.html"
    return render(request, name, {"page": page, "delivery": page.row.delivery})


@member_page("setup.edit")
@require_POST
def again(request: MemberRequest, delivery_id: str) -> HttpResponseBase:
    """Send an event once more."""
    services.deliver_again(request.actor, delivery_id)
    messages.success(request, _("It is being sent again."))
    return redirect("correspondence:webhook-delivery", delivery_id)
