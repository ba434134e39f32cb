"""An outage of a trunk is told once to those who may mend it, however often the trunk fails meanwhile."""

import pytest

from ringback.base.kit.clock import SettableClock
from ringback.channels.voice.models import Trunk
from ringback.channels.voice.role.registrations import Registrations
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.integration.voice.house import house

pytestmark = pytest.mark.django_db


def test_once_an_outage(moment: SettableClock) -> None:
    place = house()
    admin = scene.member(place.organisation, "admin")
    scene.member(place.organisation, "agent")
    trunk = place.trunk
    Trunk.objects.filter(pk=trunk.pk).update(registers=True)
    registrations = Registrations("epoch")

    def heard(*states: str) -> int:
        for state in states:
            moment.advance(10)
            registrations.heard(str(trunk.pk), state, "403 Forbidden")
            registrations.do()
        return Promise.objects.filter(kind="notice", owner_id=admin.member_id).count()

    assert heard("failed") == 1
    assert heard("failed", "unregistered", "failed") == 1
    assert heard("registered") == 1
    assert heard("failed") == 2
    assert heard("unregistered", "registered", "unregistered", "failed") == 3
    told = Promise.objects.filter(kind="notice").first()
    assert told is not None
    assert told.content["values"] == {"name": trunk.name, "why": "403 Forbidden"}
    assert told.content["url"] == f"/trunks/{trunk.pk}/"
    assert set(Promise.objects.filter(kind="notice").values_list("owner_id", flat=True)) == {admin.member_id}
