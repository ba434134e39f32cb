"""The tables of accounts, for the operator."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts import services
from ringback.base.accounts.models import (
    ApiToken,
    AuditEntry,
    Grant,
    Installation,
    Invitation,
    Member,
    Organisation,
    User,
)
from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.base.kit.errors import ConflictError


@admin.register(User, site=site)
class UserAdmin(OperatorAdmin):
    """People. One who must not sign in any more is switched off here."""

    list_display = ("email", "name", "is_active", "is_superuser", "last_login", "date_joined")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    editable = ("is_active",)


@admin.register(Organisation, site=site)
class OrganisationAdmin(OperatorAdmin):
    """Organisations and whether their dialling is stopped."""

    list_display = ("name", "country", "zone", "dialling_stopped_at", "created_at")
    search_fields = ("name",)


@admin.register(Member, site=site)
class MemberAdmin(OperatorAdmin):
    """Who belongs where."""

    list_display = ("user", "organisation", "active", "created_at")
    list_filter = ("active",)
    list_select_related = ("user", "organisation")


@admin.register(Grant, site=site)
class GrantAdmin(OperatorAdmin):
    """What members may do."""

    list_display = ("member", "role", "scope", "scope_id", "created_at")
    list_filter = ("role", "scope")
    list_select_related = ("member__user",)


@admin.register(Invitation, site=site)
class InvitationAdmin(OperatorAdmin):
    """Places kept for somebody."""

    list_display = ("email", "organisation", "role", "created_at", "expires_at", "accepted_at", "withdrawn_at")
    list_select_related = ("organisation",)


@admin.register(ApiToken, site=site)
class ApiTokenAdmin(OperatorAdmin):
    """Keys for programs, by their prefix."""

    list_display = ("prefix", "name", "organisation", "last_used_at", "expires_at", "revoked_at")
    list_select_related = ("organisation",)


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(OperatorAdmin):
    """Who changed what, in every organisation and in the installation itself."""

    list_display = ("at", "organisation", "member", "action", "subject")
    list_filter = ("action",)
    date_hierarchy = "at"
    list_select_related = ("organisation", "member__user")


@admin.register(Installation, site=site)
class InstallationAdmin(OperatorAdmin):
    """The switch for all dialling of the installation."""

    list_display = ("__str__", "dialling_stopped_at", "dialling_stopped_by", "held_at", "restored_from_at")
    actions = ("stop", "resume")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Installation]":
        Installation.objects.get_or_create(id=1)
        return super().get_queryset(request)

    @admin.action(description=_("Stop all dialling"))
    def stop(self, request: HttpRequest, _rows: "QuerySet[Installation]") -> None:
        """Stop every organisation's dialling at once."""
        assert isinstance(request.user, User)
        services.stop_installation(request.user)
        messages.warning(request, _("All dialling of this installation is stopped."))

    @admin.action(description=_("Let dialling go on"))
    def resume(self, request: HttpRequest, _rows: "QuerySet[Installation]") -> None:
        """Let the organisations dial again, and a restored house send."""
        assert isinstance(request.user, User)
        try:
            services.resume_installation(request.user)
        except ConflictError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Dialling goes on."))
