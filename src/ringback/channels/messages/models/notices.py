"""What members are told, where, and on which devices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock


class Notice(models.Model):
    """Something a member was told, in their language, when it happened. `url` is the page of the desk it leads to.

    `on_desk`: it is on their list there, and counts until they have seen it. `count`: how many of a kind it tells of.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    promise = models.OneToOneField("promises.Promise", models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    text = SealedTextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    on_desk = models.BooleanField(default=True, db_default=True)
    count = models.IntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["member", "-created_at"], name="notice_newest"),
            models.Index(fields=["member"], name="notice_unseen", condition=models.Q(seen_at=None)),
            models.Index(fields=["created_at"], name="notice_old"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"


class NoticeWish(models.Model):
    """How a member wants to be told: in which language ("": the organisation's), and per kind of notice by which ways.

    `ways` holds only what differs from the kind's own: {"trunk_down": ["desk", "mail"]}.
    """

    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=12, blank=True)
    ways = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"wishes of member {self.member_id}"


class Device(models.Model):
    """A browser of a member that may be sent web push. Whoever knows its address may send to it, so it is sealed."""

    member = models.ForeignKey("accounts.Member", models.CASCADE, related_name="+")
    address = SealedTextField()
    address_hash = models.CharField(max_length=64)
    public_key = models.CharField(max_length=100)
    auth = SealedTextField()
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "address_hash"], name="device_once_a_member")]

    def __str__(self) -> str:
        return f"device {self.pk}"
