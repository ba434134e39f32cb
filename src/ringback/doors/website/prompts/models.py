"""What came of prompts and of experiments: numbers a day, and nobody's."""

from django.db import models


class PromptCount(models.Model):
    """What became of a rule's prompts on one day (in UTC). Who did nothing with it is the rest: ignored."""

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+")
    rule = models.ForeignKey("website.PromptRule", models.CASCADE, related_name="+")
    variant = models.CharField(max_length=1, default="a")
    day = models.DateField()
    shown = models.IntegerField(default=0)
    dismissed = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "variant", "day"], name="one_prompt_count_a_day")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.variant} {self.day}"


class ArmCount(models.Model):
    """Visits of one day (in UTC) in one arm and with one variant of the texts, and how many of them reached a goal."""

    site = models.ForeignKey("website.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    arm = models.CharField(max_length=8)
    variant = models.CharField(max_length=1, default="a")
    visits = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day", "arm", "variant"], name="one_arm_count_a_day")]

    def __str__(self) -> str:
        return f"{self.arm} {self.variant} {self.day}"
