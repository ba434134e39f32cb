"""Which persons cannot be reached on a channel at all, for lists that say why something waits."""

from collections.abc import Collection

from ringback.core.people.models import Channel, PersonEmail, PersonPhone
from ringback.core.people.services.contact import closed_addresses


def closed_persons(organisation_id: int, channel: str, person_ids: Collection[int]) -> set[int]:
    """Those of the persons who asked not to be contacted on `channel`, at any address of theirs. Two queries.

    Who has no address there is not among them.
    """
    found: dict[int, set[tuple[int, str]]] = {}
    table, column = (PersonEmail, "address") if channel == Channel.MAIL else (PersonPhone, "e164")
    rows = table._default_manager.filter(organisation_id=organisation_id, person_id__in=person_ids)
    for person_id, address in rows.values_list("person_id", column):
        found.setdefault(person_id, set()).add((organisation_id, address))
    closed = closed_addresses(channel, {one for mine in found.values() for one in mine})
    return {person_id for person_id, mine in found.items() if mine <= closed}
