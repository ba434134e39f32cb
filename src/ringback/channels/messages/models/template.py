"""What an organisation changed about its messages: texts of its own, and whom they come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import clock


class TemplateText(models.Model):
    """An organisation's own texts for a kind of message in one language, in place of those that ship.

    Empty `html` means that the HTML part is made from `text`. `sms` is what a text message says instead of `text`;
    empty: what ships for text messages, or `text` where nothing does.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    sms = models.TextField(_("text message"), blank=True, default="", db_default="")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "language"], name="one_text_a_language")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class MailSender(models.Model):
    """Whom an organisation's mail comes from: the name beside the installation's address, and where answers go.

    `most_offers_month` is how many optional messages a person gets in thirty days (MISSION W23). `inlet` counts how
    often the address was renewed at which text messages come in.
    """

    organisation = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120, blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    most_offers_month = models.IntegerField(_("offers a person in thirty days"), default=2)
    inlet = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return self.name
