"""Notices on the desk: the bell, the list, one's own wishes and devices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.notices import services, web_push, wishes
from ringback.channels.messages.notices.forms import WishesForm
from ringback.channels.messages.notices.wishes import DeviceValues


@member_page()
@require_GET
def notices(request: MemberRequest) -> HttpResponse:
    """The member's notices, newest first; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "notices"
    name = "correspondence/notices/_list.html" if part else "correspondence/notices/list.html"
    shown = {"rows": services.newest(request.actor), "unseen": services.unseen(request.actor)}
    return render(request, name, shown)


@member_page()
@require_GET
def bell(request: MemberRequest) -> HttpResponse:
    """The bell with its count, for the page's frame."""
    return render(request, "correspondence/notices/_bell.html", {"unseen": services.unseen(request.actor)})


@member_page()
@require_POST
def seen(request: MemberRequest) -> HttpResponseBase:
    """All of them are seen."""
    services.see_all(request.actor)
    return redirect("correspondence:notices")


@member_page()
@require_POST
def opened(request: MemberRequest, notice_id: int) -> HttpResponseBase:
    """One is seen: on to the page it leads to."""
    notice = services.see(request.actor, notice_id)
    here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and here else "correspondence:notices")


@member_page()
def wishes_page(request: MemberRequest) -> HttpResponseBase:
    """What reaches the member, in which language, on which devices."""
    form = WishesForm(request.POST or None, wishes.wish_of(request.actor.member_id or 0))
    if request.method == "POST" and form.is_valid():
        language, ways = form.cleaned_data["language"], form.ways()
        if form.saved(lambda: wishes.save_wishes(request.actor, language, ways)):
            messages.success(request, _("Saved."))
            return redirect("correspondence:wishes")
    shown = {
        "form": form,
        "devices": wishes.devices_of(request.actor),
        "push_key": web_push.public_key(settings.PUSH_KEY),
    }
    return render(request, "correspondence/notices/wishes.html", shown, status=422 if form.errors else 200)


@member_page()
@require_POST
def add_device(request: MemberRequest) -> HttpResponseBase:
    """Send notices to the browser that asks, whose subscription is in the form."""
    given = request.POST
    values = DeviceValues(
        given.get("address", ""), given.get("public_key", ""), given.get("auth", ""), given.get("label", "")
    )
    wishes.add_device(request.actor, values)
    messages.success(request, _("Notices come to this device from now on."))
    return redirect("correspondence:wishes")


@member_page()
@require_POST
def remove_device(request: MemberRequest, device_id: int) -> HttpResponseBase:
    """Send nothing more to one of one's own devices."""
    wishes.remove_device(request.actor, device_id=device_id)
    messages.success(request, _("Nothing more is sent to that device."))
    return redirect("correspondence:wishes")


@member_page()
@require_POST
def remove_this(request: MemberRequest) -> HttpResponseBase:
    """Send nothing more to the browser that asks; it may be forgotten already."""
    try:
        wishes.remove_device(request.actor, address=request.POST.get("address", ""))
    except NotFoundError:
        pass
    messages.success(request, _("Nothing more is sent to this device."))
    return redirect("correspondence:wishes")
