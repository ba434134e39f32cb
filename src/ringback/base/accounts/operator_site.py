"""The operator's view of the tables: Django's admin for superusers, read-only but for configuration."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField

# Columns that open something; no page shows them, whatever table they stand in.
_SECRET_NAMES = frozenset({"password", "secret", "token", "token_hash", "signature"})


class OperatorSite(admin.AdminSite):
    """Only superusers get in, by the same sign-in (and second factor) as everybody."""

    site_header = _("Operator of this installation")
    site_title = _("Operator")
    index_title = _("Tables")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and getattr(user, "is_superuser", False))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return render(request, "accounts/operators_only.html", status=403)
        return redirect_to_login(request.get_full_path())

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")


site = OperatorSite(name="operator")


class OperatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table to look at. Fields in `editable` are configuration and may be changed; nothing is added or deleted.

    Columns that hold secrets (sealed fields, hashes, passwords) are never shown.
    """

    editable: ClassVar[tuple[str, ...]] = ()
    show_full_result_count = False
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [field.name for field in self.model._meta.fields if not is_secret(field)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in self.get_fields(request, obj) if name not in self.editable]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.editable) and self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)


def is_secret(field: "models.Field[Any, Any]") -> bool:
    """Whether a column opens something and must not be shown."""
    return isinstance(field, SealedTextField) or field.name in _SECRET_NAMES
