"""What candidates said of how they were treated."""

from django.db import models
from django.db.models import Q

from ringback.base.database.sealed import SealedTextField


class Treatment(models.Model):
    """One candidate's word: a `mark` from 1 to 5, and a sentence if they wrote one.

    Nothing here names the application: `key` is a keyed hash of it, so that nobody answers twice and who asks for it is
    handed out or erased their own; the tables alone say nothing of who said what. `month`: its first day, and no more.
    """

    opening = models.ForeignKey("hiring.Opening", models.CASCADE, related_name="+")
    stage = models.ForeignKey("hiring.Stage", models.SET_NULL, null=True, related_name="+")
    month = models.DateField()
    mark = models.SmallIntegerField()
    text = SealedTextField(blank=True)
    key = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="treatment_from_1_to_5", condition=Q(mark__gte=1, mark__lte=5))]

    def __str__(self) -> str:
        return f"treatment {self.pk}"
