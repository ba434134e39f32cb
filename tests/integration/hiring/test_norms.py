"""How long candidates wait: said by an organisation beside the house's, and taken back."""

from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.doors.hiring.openings.models import WaitingNorm
from ringback.doors.hiring.openings.services import Norm, norm_for, norms_of
from tests.integration.accounts import scene


def test_an_organisation_says_its_own_and_goes_back(firm: tuple[Organisation, Actor]) -> None:
    opened, owner = firm
    house = Norm(7, 10, "practice")
    WaitingNorm.objects.update_or_create(
        organisation=None, level="specialist", defaults={"from_days": 7, "to_days": 10, "source": "practice"}
    )
    browser = scene.signed_in(owner)

    def posted(client: Client = browser, **given: str) -> int:
        return client.post("/hiring/norms/", {"level": "specialist", **given}).status_code

    for wrong in (("0", "3", "us"), ("5", "3", "us"), ("1", "731", "us"), ("x", "3", "us"), ("1", "3", "  ")):
        assert posted(from_days=wrong[0], to_days=wrong[1], source=wrong[2]) == 422
    assert posted(level="nobody", from_days="1", to_days="2", source="us") == 422
    assert norm_for(opened.pk, "specialist") == house
    assert posted(from_days="2", to_days="4", source="Works council\nagreement") == 302
    assert norm_for(opened.pk, "specialist") == Norm(2, 4, "Works council agreement")
    page = browser.get("/hiring/norms/").content.decode()
    assert "The house: 7 to 10 days. practice" in page and "Works council agreement" in page
    other, _owner = scene.organisation("Sails & Co")
    assert norm_for(other.pk, "specialist") == house
    assert posted(scene.signed_in(scene.member(opened, "approver")), do="reset") == 403
    assert posted(do="reset") == posted(do="reset") == 302
    assert norm_for(opened.pk, "specialist") == house and norms_of(owner)[0].own is None
