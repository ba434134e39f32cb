"""The entries we wrote into members' own calendars."""

from django.db import models

from ringback.base.database.sealed import SealedTextField
from ringback.base.kit import clock
from ringback.doors.hiring.interviews.models import Interview


class CalendarCopy(models.Model):
    """An interview as it was last written into one member's calendar: where, under which name, for what time.

    `etag` is the server's word for what we wrote. `gone_at`: the member took it out; it is written again when the
    interview changes.
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="copies")
    account = models.ForeignKey("hours.CalendarAccount", models.CASCADE, related_name="+")
    url = SealedTextField()
    uid = models.CharField(max_length=400)
    etag = models.CharField(max_length=300, blank=True)
    sequence = models.IntegerField()
    starts_at = models.DateTimeField()
    written_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "account"], name="one_copy_an_account")]

    def __str__(self) -> str:
        return f"copy {self.pk} of interview {self.interview_id}"
