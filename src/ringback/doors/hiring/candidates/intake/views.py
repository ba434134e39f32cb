"""The page where candidates are taken in by hand or from files."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.hiring.candidates.intake import services
from ringback.doors.hiring.candidates.services import ApplyValues, add_application
from ringback.doors.hiring.openings.services import opening_of


class FileForm(forms.Form):
    """A list, or a résumé."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.pdf,.docx,.txt"}),
        help_text=gettext_lazy("A résumé (PDF, DOCX, text), a JSON Resume, or a CSV with a column “name”."),
    )


class PersonForm(forms.Form):
    """Somebody who applied another way."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.CharField(label=gettext_lazy("E-mail address"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=40, required=False)
    city = forms.CharField(label=gettext_lazy("Lives in"), max_length=110, required=False)
    source = forms.CharField(label=gettext_lazy("Where they come from"), max_length=60, required=False)


@member_page("hiring.act")
def intake(request: MemberRequest, opening_id: int) -> HttpResponseBase:
    """Take in a file, or one candidate by hand; says what was not understood."""
    opening = opening_of(request.actor, opening_id, "hiring.act")
    by_file = "file" in request.FILES or "file" in request.POST
    filled = request.method == "POST"
    file_form = FileForm(request.POST, request.FILES) if filled and by_file else FileForm()
    person_form = PersonForm(request.POST) if filled and not by_file else PersonForm()
    shown = {"opening": opening, "file_form": file_form, "person_form": person_form, "problems": []}
    form = file_form if by_file else person_form
    if filled and form.is_valid():
        try:
            problems = _taken(request, opening_id, form)
        except (FieldError, ConflictError) as error:
            show_refusal(form, error)
        else:
            if not problems:
                return redirect("hiring:candidates", opening_id)
            shown["problems"] = problems
    return render(request, "hiring/candidates/intake.html", shown, status=422 if form.errors else 200)


def _taken(request: MemberRequest, opening_id: int, form: forms.Form) -> list[str]:
    if isinstance(form, PersonForm):
        add_application(request.actor, opening_id, ApplyValues(**form.cleaned_data))
        messages.success(request, _("“%(name)s” is among the candidates.") % {"name": form.cleaned_data["name"]})
        return []
    sent = form.cleaned_data["file"]
    done = services.take_in(request.actor, opening_id, sent.file, sent.name, sent.size)
    words = ngettext("%(new)d candidate came in.", "%(new)d candidates came in.", done.new) % {"new": done.new}
    if done.known:
        more = ngettext("%(known)d had applied before.", "%(known)d had applied before.", done.known)
        words = f"{words} {more % {'known': done.known}}"
    messages.success(request, words)
    return done.problems
