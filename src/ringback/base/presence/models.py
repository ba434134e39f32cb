"""The table of processes."""

from django.db import models


class Epoch(models.Model):
    """One life of one process. Leases name it; who holds a lease and stops beating has died."""

    id = models.CharField(primary_key=True, max_length=32)
    role = models.CharField(max_length=20)
    host = models.CharField(max_length=120)
    process_id = models.IntegerField()
    beat = models.BigIntegerField(default=0)
    detail = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["role", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.role} {self.id[:8]}"
