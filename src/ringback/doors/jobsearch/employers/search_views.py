"""Taking in a list, and beginning and closing a search."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.jobsearch.employers import services


class FileForm(forms.Form):
    """A list of employers, people or posts."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        help_text=gettext_lazy("With a heading that has a column “employer”; in UTF-8, at most 2 MB."),
    )


@member_page("search.own")
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: MemberRequest) -> HttpResponseBase:
    """Take in a list, and say what of it was not understood."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    taken = None
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            taken = services.take_in(request.actor, sent.read(services.MOST_BYTES + 1))
        except (FieldError, ConflictError) as error:
            show_refusal(form, error)
    shown = {"here": "intake", "form": form, "taken": taken}
    return render(request, "jobsearch/employers/intake.html", shown, status=422 if form.errors else 200)


@member_page("search.own")
@require_POST
def begin(request: MemberRequest) -> HttpResponse:
    """Begin a search."""
    return _done(request, lambda: services.begin_search(request.actor, request.POST.get("wish", "")))


@member_page("search.own")
@require_POST
def close(request: MemberRequest) -> HttpResponse:
    """Put the open search away."""
    return _done(request, lambda: services.close_search(request.actor))


def _done(request: MemberRequest, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("jobsearch:pipeline")
