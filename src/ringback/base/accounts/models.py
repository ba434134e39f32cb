"""Users, organisations, members and what they may do; tokens; the audit log."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock, money


class UserManager(BaseUserManager["User"]):
    """Makes users, who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they may do stands in their grants, an organisation each."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """Whose promises they are. Every row that somebody owns belongs to exactly one."""

    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="DE")
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    language = models.CharField(_("language"), max_length=8, default="en")
    currency = models.CharField(_("currency"), max_length=3, default=money.USUAL, db_default=money.USUAL)
    dialling_stopped_at = models.DateTimeField(null=True)
    dialling_stopped_until_at = models.DateTimeField(null=True)
    dialling_stopped_by = models.ForeignKey("Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """The one row of the whole installation: its switch for all dialling, and whether a restore holds it.

    `held_at` is set while a restored house neither dials nor sends: until its operator lets it go on. What it knows is
    of `restored_from_at`; until `restored_at` is set, the restore has not come to its end.
    """

    dialling_stopped_at = models.DateTimeField(null=True)
    dialling_stopped_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    restored_from_at = models.DateTimeField(null=True)
    restored_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = _("installation")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return "installation"


class Member(models.Model):
    """A user within an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_member_a_user")]

    def __str__(self) -> str:
        return str(self.user)


class Role(models.TextChoices):
    """What a grant lets one be."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")
    RECRUITER = "recruiter", _("Recruiter")
    APPROVER = "approver", _("Approver")
    INTERVIEWER = "interviewer", _("Interviewer")
    REGIONAL_REVIEWER = "regional_reviewer", _("Regional reviewer")
    HEAD_OFFICE = "head_office", _("Head office")
    SEEKER = "seeker", _("Job seeker")


class Scope(models.TextChoices):
    """How far a grant reaches."""

    ORGANISATION = "organisation", _("Organisation")
    SITE = "site", _("Site")
    GROUP = "group", _("Hunt group")
    OPENING = "opening", _("Opening")
    CAMPAIGN = "campaign", _("Campaign")
    REGION = "region", _("Region of a campaign")


class Grant(models.Model):
    """A role, and how far it reaches: the whole organisation, or one part of it (`scope_id`), as a site."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.ORGANISATION)
    scope_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role", "scope", "scope_id"], name="one_grant_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.scope} {self.scope_id or ''}".strip()


class Invitation(models.Model):
    """A place kept for somebody by e-mail; its token is stored hashed and works once."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices)
    scope = models.CharField(max_length=20, choices=Scope.choices, default=Scope.ORGANISATION)
    scope_id = models.BigIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class ApiToken(models.Model):
    """A key for programs, acting as its member. Only a hash is kept; `prefix` tells tokens apart."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="tokens")
    member = models.ForeignKey(Member, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}…"


class AuditEntry(models.Model):
    """Who changed what, when. `detail` holds field names and pseudonyms, never a person's data."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="audit_entries")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class CacheRow(models.Model):
    """Django's database cache, which names the columns: it holds the rate limits of sign-in, and nothing to keep."""

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
