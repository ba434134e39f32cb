"""The pages of a site's faces and texts, and of its departments."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import NotFoundError
from ringback.doors.website import logos, services
from ringback.doors.website.faces.forms import DepartmentForm, FacesForm, LogoForm, department_initial, initial_of


@member_page("setup.edit")
def faces(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Where the widget shows itself, and what it says in which language."""
    site = services.site_of(request.actor, site_id)
    form = FacesForm(request.POST or None, site=site, initial=initial_of(site))
    given = request.method == "POST" and form.is_valid()
    if given and form.saved(lambda: services.save_faces(request.actor, site_id, form.values())):
        messages.success(request, _("Saved. The pages follow within five minutes."))
        return redirect("website:faces", site_id)
    shown = {"site": site, "form": form, "logo_form": LogoForm()}
    return render(request, "website/faces/faces.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_POST
def logo(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Put a logo on the widget, or take it off."""
    site = services.site_of(request.actor, site_id)
    if request.POST.get("do") == "remove":
        services.save_logo(request.actor, site_id, None)
        return redirect("website:faces", site_id)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        # One byte more than is allowed tells that it is too much, and no more is read.
        content = form.cleaned_data["logo"].read(logos.MOST_BYTES + 1)
        if form.saved(lambda: services.save_logo(request.actor, site_id, content)):
            messages.success(request, _("The logo is saved."))
            return redirect("website:faces", site_id)
    shown = {"site": site, "form": FacesForm(site=site, initial=initial_of(site)), "logo_form": form}
    return render(request, "website/faces/faces.html", shown, status=422)


@member_page("setup.edit")
@require_GET
def departments(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """Whom visitors can be put through to."""
    site = services.site_of(request.actor, site_id)
    shown = {"site": site, "rows": services.departments_of(site)}
    return render(request, "website/faces/departments.html", shown)


@member_page("setup.edit")
def department(request: MemberRequest, site_id: int, department_id: int | None = None) -> HttpResponseBase:
    """One department, or a new one."""
    site = services.site_of(request.actor, site_id)
    found = next((one for one in services.departments_of(site) if one.pk == department_id), None)
    if department_id is not None and found is None:
        raise NotFoundError(_("There is no such department."))
    initial = department_initial(found) if found else {}
    form = DepartmentForm(
        request.POST or None, groups=services.group_choices(request.actor), site=site, initial=initial
    )
    given = request.method == "POST" and form.is_valid()
    if given and form.saved(lambda: services.save_department(request.actor, site_id, department_id, form.values())):
        messages.success(request, _("The department is saved."))
        return redirect("website:departments", site_id)
    shown = {"site": site, "department": found, "form": form}
    return render(request, "website/faces/department.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_POST
def department_delete(request: MemberRequest, site_id: int, department_id: int) -> HttpResponseBase:
    """Delete a department."""
    services.delete_department(request.actor, site_id, department_id)
    messages.success(request, _("The department is deleted."))
    return redirect("website:departments", site_id)


@member_page("setup.edit")
@require_POST
def department_up(request: MemberRequest, site_id: int, department_id: int) -> HttpResponseBase:
    """Offer a department earlier."""
    services.move_department_up(request.actor, site_id, department_id)
    return redirect("website:departments", site_id)
