"""Agents whose wrap-up is over take calls again, and the desk shows it."""

from django.db.models import QuerySet

from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.base.kit import clock
from ringback.channels.voice.models import Agent, Presence
from ringback.channels.voice.role.journal import AfterCommit


class WrappingUp:
    """The chore that ends wrap-ups. Nobody waits for it: a wrap-up that is over takes calls already."""

    def wanted(self) -> bool:
        return self._over().exists()

    def do(self) -> list[AfterCommit]:
        rows = list(self._over().values_list("id", "organisation_id"))
        ids = [agent_id for agent_id, _ in rows]
        changes = {"presence": Presence.AVAILABLE, "presence_until_at": None, "presence_at": clock.now()}
        self._over().filter(id__in=ids).update(**changes)
        organisations = sorted({organisation_id for _, organisation_id in rows})
        doorbell.ring_all([Ring("desk", {"organisation": key, "what": "presence"}) for key in organisations])
        return []

    @staticmethod
    def _over() -> QuerySet[Agent]:
        return Agent.objects.filter(presence=Presence.WRAP_UP, presence_until_at__lte=clock.now())
