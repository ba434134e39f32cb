"""The page of a hunt group's music: what is played, a player, and the file to be played instead."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.channels.voice import reads
from ringback.channels.voice.music import services
from ringback.channels.voice.music.forms import MusicForm


@member_page("setup.edit")
def music(request: MemberRequest, group_id: int) -> HttpResponseBase:
    """What who waits for the group hears, and another file to be heard instead."""
    group = reads.group(request.actor, group_id)
    if request.POST.get("do") == "remove":
        services.take_off(request.actor, group_id)
        messages.success(request, _("The file is not played any more."))
        return redirect("voice:group-music", group_id)
    form = MusicForm(request.POST, request.FILES) if request.method == "POST" else MusicForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["music"]
        # One byte more than is allowed tells that it is too much, and no more is read.
        content = file.read(services.MOST_BYTES + 1)
        if form.saved(lambda: services.save(request.actor, group_id, file.name, content)):
            messages.success(request, _("The music is saved. Whoever waits from now on hears it."))
            return redirect("voice:group-music", group_id)
    shown = {"group": group, "form": form, "playing": services.playing(group)}
    return render(request, "voice/music.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_safe
def sound(request: MemberRequest, group_id: int) -> HttpResponse:
    """The music itself, for the player."""
    content = services.heard(reads.group(request.actor, group_id))
    return HttpResponse(content, content_type="audio/wav", headers={"Cache-Control": "private, no-store"})
