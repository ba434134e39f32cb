"""A job search of one's own: whose it is, and the key that everything in it is sealed with."""

from django.db import models

from ringback.base.kit import clock


class Workspace(models.Model):
    """One person's own. `key` is theirs, sealed with the installation's; `secret` packs `words.SeekerWords`.

    Everything that is typed into a workspace stands in columns named `secret` and opens with that key alone. In plain
    stand ids, instants, counts and enumerations.
    """

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    member = models.OneToOneField("accounts.Member", models.CASCADE, related_name="+")
    key = models.TextField()
    secret = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"workspace {self.pk}"
