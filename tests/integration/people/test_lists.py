"""The list of no contact comes in from elsewhere, goes out, and comes back the same."""

import csv
import io

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError, NotAllowedError
from ringback.core.people import reads, services
from ringback.core.people.models import NoContact
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import MAIL, NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


def closed(opened: Organisation, channel: str, address: str, purpose: str = "service") -> bool:
    return services.may_contact(opened.pk, None, channel, address, purpose) is not None


def test_a_plain_list_is_taken_in(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    text = "\ufeff0151 23456789,old customer\n\nVera@Example.org\nnonsense\n@\n+4915123456789\n"
    done = services.import_list(clerk, text, "the old system")
    assert (done.added, done.known, done.unread) == (3, 2, (4, 5))
    assert closed(opened, "voice", NUMBER)
    assert closed(opened, "sms", NUMBER)
    assert closed(opened, "mail", MAIL)
    assert {row.why for row in NoContact.objects.all()} == {"the old system"}


def test_what_went_out_comes_back_even_where_only_hashes_are_left(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    person = persons.person(opened)
    services.do_not_contact(clerk, "voice", NUMBER, "=cmd()")
    services.opt_out(opened.pk, "mail", "other@example.org", "offers", "link")
    services.erase(clerk, person.pk, "asked")
    text = "".join(services.export_list(clerk))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["channel"], row["purpose"], row["address"]) for row in rows] == [
        ("voice", "", ""),
        ("mail", "offers", "other@example.org"),
    ]
    NoContact.objects.all().delete()
    done = services.import_list(clerk, text, "our own list")
    assert (done.added, done.known, done.unread) == (2, 0, ())
    assert closed(opened, "voice", NUMBER)
    assert not closed(opened, "mail", "other@example.org")
    assert NoContact.objects.filter(purpose="offers").count() == 1


def test_a_formula_is_harmless_and_a_foreign_hash_refused(shop: tuple[Organisation, Actor]) -> None:
    _opened, clerk = shop
    services.do_not_contact(clerk, "voice", NUMBER, "=HYPERLINK(1)")
    assert "'=HYPERLINK" in "".join(services.export_list(clerk))
    foreign = "channel,purpose,address,digest,why,at\nvoice,,,00000000ffff,x,\npigeon,,+4915123456780,,x,\n"
    assert services.import_list(clerk, foreign, "elsewhere").unread == (2, 3)


def test_limits_and_permissions(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    with pytest.raises(FieldError):
        services.import_list(clerk, NUMBER, " ")
    with pytest.raises(FieldError):
        services.import_list(clerk, "x\n" * 20_001, "too long")
    lead, agent = scene.member(opened, "lead"), scene.member(opened, "agent")
    with pytest.raises(NotAllowedError):
        list(services.export_list(lead))
    with pytest.raises(NotAllowedError):
        services.import_list(agent, NUMBER, "mine")
    with pytest.raises(NotAllowedError):
        reads.closed_list(agent)


def test_a_typed_address_must_fit_its_channel(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    services.close_typed(clerk, "0151 23456789", "voice", "said so")
    services.close_typed(clerk, " Vera@example.org", "mail", "said so")
    assert closed(opened, "voice", NUMBER)
    assert closed(opened, "mail", MAIL)
    for address, channel in ((MAIL, "voice"), (NUMBER, "mail"), ("12", "sms")):
        with pytest.raises(FieldError):
            services.close_typed(clerk, address, channel, "said so")


def test_an_entry_is_found_by_its_whole_address(shop: tuple[Organisation, Actor]) -> None:
    _opened, clerk = shop
    services.do_not_contact(clerk, "voice", NUMBER, "said so")
    assert [row.address for row in reads.closed_list(clerk, NUMBER).rows] == ["+49 1512 3456789"]
    assert reads.closed_list(clerk, "+4915123456780").rows == ()


def test_never_again_closes_every_number_of_a_person(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    person = persons.person(opened)
    services.add_phone(clerk, person.pk, "+49 30 12345678")
    services.never_again(clerk, person.pk, "voice", "said so")
    assert closed(opened, "voice", NUMBER)
    assert closed(opened, "voice", "+493012345678")
    assert not closed(opened, "mail", MAIL)
    nobody = services.known_by_email(opened.pk, "only@example.org")
    with pytest.raises(FieldError):
        services.never_again(clerk, nobody.pk, "voice", "said so")
