"""The code sent for a request, as a keyed hash, and when it was given back."""

from django.db import models


class NumberCode(models.Model):
    """`sent`: how many codes were sent for the request; `tries`: how often the last was guessed at."""

    request = models.OneToOneField("website.CallbackRequest", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    sent = models.IntegerField(default=1)
    tries = models.IntegerField(default=0)
    sent_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "website"

    def __str__(self) -> str:
        return f"code of request {self.request_id}"
