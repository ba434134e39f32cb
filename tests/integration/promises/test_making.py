"""Making promises: the same key makes one, and a notice is a promise to a member."""

from collections.abc import Callable

from ringback.base.accounts.models import Member, Organisation, User
from ringback.core.promises.models import Promise
from ringback.core.promises.services import NOTICE, notify

Make = Callable[..., Promise]


def test_the_same_key_makes_one_promise(promise: Make) -> None:
    first = promise(made_key="day before 7")
    again = promise(made_key="day before 7")
    assert (again.id, Promise.objects.count()) == (first.id, 1)


def test_promises_without_a_key_are_each_their_own(promise: Make) -> None:
    assert promise().id != promise().id


def test_a_member_is_told_once_of_one_thing(organisation: Organisation) -> None:
    members = [
        Member.objects.create(organisation=organisation, user=User.objects.create_user(f"{name}@example.com"))
        for name in ("anna", "ben")
    ]
    told = [member.pk for member in members]
    for _again in range(2):
        notify(organisation.pk, told, "trunk_down", {"trunk": "Sipgate"}, url="/trunks/1/", key="trunk 1 down")
    rows = Promise.objects.filter(kind=NOTICE)
    assert sorted(row.owner_id or 0 for row in rows) == sorted(told)
    assert {row.content["values"]["trunk"] for row in rows} == {"Sipgate"}
