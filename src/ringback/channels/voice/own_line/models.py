"""The line of a call under way, one a member's organisation."""

from django.db import models


class OwnLine(models.Model):
    """What was made for one call and goes with its end: the trunk, the phone that rings first, and what joins them."""

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    call = models.OneToOneField("voice.Call", models.CASCADE, related_name="+")
    trunk = models.ForeignKey("voice.Trunk", models.CASCADE, related_name="+")
    agent = models.ForeignKey("voice.Agent", models.CASCADE, related_name="+")
    group = models.ForeignKey("voice.HuntGroup", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"line of call {self.call_id}"
