"""Applications for places: the region's clock, once each, nothing lost, and what is kept of whom."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlparse

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ringback.base.accounts.services import Actor
from ringback.base.kit import ids
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.models import Message
from ringback.core.people import services as people
from ringback.core.promises.keeping import handler_of
from ringback.core.promises.models import Attempt, Promise
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.campaigns.services import QuestionValues
from ringback.doors.allocation.entries import public, services
from ringback.doors.allocation.entries.models import Draft, Entry, EntryFile, KnownApplicant
from ringback.doors.allocation.entries.saying import OWN_NAMES
from ringback.doors.allocation.entries.services import Submission, take
from ringback.doors.allocation.entries.services.confirming import KIND
from ringback.doors.allocation.entries.submissions import check
from ringback.doors.allocation.record import services as record
from ringback.project.mounting import PublicPaths
from tests.integration.accounts import scene
from tests.integration.allocation.applying import MAY, REGIONS, campaign, fields, key_of, said
from tests.servers.web import web

PDF = b"%PDF-1.4 the papers of a car"


def until_it_is(moment: SettableClock, at: datetime) -> None:
    moment.advance((at - moment.now()).total_seconds())


@pytest.fixture
def owner(transactional_db: None, moment: SettableClock) -> Actor:
    until_it_is(moment, MAY)
    return scene.organisation("Fast Cars")[1]


@pytest.fixture
def facts(owner: Actor) -> CampaignFacts:
    return campaign(owner)


@pytest.fixture
def edge(owner: Actor) -> Iterator[httpx.Client]:
    with web(PublicPaths([], "")) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def test_each_region_closes_by_its_own_clock(facts: CampaignFacts, edge: httpx.Client, moment: SettableClock) -> None:
    until_it_is(moment, datetime(2026, 5, 12, 21, 59, 59, tzinfo=UTC))
    assert edge.post("/v1/entries", json=fields(facts)).status_code == 201
    until_it_is(moment, datetime(2026, 5, 20, 12, tzinfo=UTC))
    late = edge.post("/v1/entries", json=fields(facts, country="FR"))
    assert late.status_code == 409
    assert late.json()["detail"] == (
        "Applications from Europe closed at the end of 12 May 2026 by the clock there (Central European Summer Time)."
    )
    refused = Client().post(f"/apply/{facts.token}/", form_of(facts, country="FR", language="de"))
    assert refused.status_code == 409 and "Ende des 12. Mai 2026" in refused.content.decode()
    assert edge.post("/v1/entries", json=fields(facts, country="JP")).status_code == 201
    assert edge.post("/v1/entries", json=fields(facts, country="US")).json()["errors"][0]["field"] == "country"
    until_it_is(moment, datetime(2026, 5, 24, 15, tzinfo=UTC))
    assert edge.post("/v1/entries", json=fields(facts, country="JP")).status_code == 409
    assert Client().get(f"/apply/{facts.token}/").status_code == 410
    assert sorted(Entry.objects.values_list("region__name", flat=True)) == ["Asia", "Europe"]


def test_an_application_counts_once_and_says_why_it_has_its_score(facts: CampaignFacts, edge: httpx.Client) -> None:
    sent = fields(
        facts, email="Vera@Example.org", phone="030 901820", answers=dict(fields(facts)["answers"]) | {"x": 1}
    )
    first = edge.post("/v1/entries", json=sent)
    again = edge.post("/v1/entries", json=sent)
    other = edge.post("/v1/entries", json=fields(facts, email="vera@example.org"))
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert first.json() == again.json() == {"status": f"/apply/status/{sent['token']}/"}
    entry = Entry.objects.get()
    assert (entry.email, entry.phone, entry.score) == ("vera@example.org", "+4930901820", Decimal(30))
    assert entry.price["gross"] == "123641.00" and entry.options == [key_of(facts, "Red")]
    assert entry.person_id == people.person_with_email(facts.organisation_id, "vera@example.org")
    assert edge.post("/v1/entries", json=fields(facts, email="vera@example.org", country="SG")).status_code == 201
    both = [services.submit(facts, said(facts, email="lot@example.org")) for _form in range(2)]
    assert [one.repeated for one in both] == [False, True]
    assert record.verify(facts.id).ok


def test_every_wrong_field_is_named_with_its_mend(owner: Actor, facts: CampaignFacts, edge: httpx.Client) -> None:
    sent = fields(facts, name=" ", email="nobody", phone="12", consent="old", options=["none"], language="de")
    answer = edge.post("/v1/entries", json=sent | {"answers": {facts.questions[1].key: "many"}})
    errors = {one["field"]: one["mend"] for one in answer.json()["errors"]}
    first = f"answers.{facts.questions[0].key}"
    assert answer.status_code == 422 and set(errors) == {"name", "email", "phone", "consent", "options", first}
    assert errors[first] == "Bitte beantworten Sie es."
    bad: dict[str, Any]
    for bad in ({"token": "short"}, {"campaign": None}, {"answers": []}):
        assert edge.post("/v1/entries", json=fields(facts) | bad).status_code == 422
    hostile = {"name": "N\0ul\u202e", "page": "\0https://x", "phone": "\0", "language": "\0", "country": "ZZ"}
    assert edge.post("/v1/entries", json=fields(facts, **hostile)).json()["errors"][0]["field"] == "country"
    everywhere = campaign(owner, regions=[replace(REGIONS[0], countries=())])
    assert edge.post("/v1/entries", json=fields(everywhere, **hostile)).status_code == 422
    taken = fields(everywhere, **hostile) | {"country": "BR", "phone": ""}
    assert edge.post("/v1/drafts", json=taken).status_code == 204
    assert edge.post("/v1/entries", json=taken).status_code == 201
    assert edge.post("/v1/entries", json=fields(facts, campaign="unknown")).status_code == 404
    assert edge.post("/v1/entries", json=fields(facts, name="x" * 90_000)).status_code == 413
    assert edge.post("/v1/entries", json=fields(facts, homepage="https://spam.example")).status_code == 201
    price = edge.get("/v1/price", params={"campaign": facts.token, "country": "JP", "option": key_of(facts, "Red")})
    assert price.json()["total"] == "€116,050.00" and len(price.json()["lines"]) == 4
    assert not Entry.objects.filter(campaign_id=facts.id).exists()


def form_of(facts: CampaignFacts, **changes: Any) -> dict[str, Any]:
    """What a browser without scripts posts."""
    sent = fields(facts, **changes)
    answers = {f"a-{key}": value for key, value in sent.pop("answers").items()}
    sent |= {"consent_version": sent["consent"], "consent": "on", "o-0": sent.pop("options")}
    return answers | sent | {"do": changes.get("do", "send")}


def test_the_address_alone_is_told_that_it_had_applied(owner: Actor, moment: SettableClock) -> None:
    """A stranger who types it in sees what they would have seen otherwise; what they can do changes nothing."""
    facts, browser = campaign(owner, QuestionValues("Papers", "file")), Client()
    services.submit(facts, said(facts, email="vera@example.org", language="de"))
    moment.advance(86_400)
    seen = []
    for email in ("vera@example.org", "new@example.org"):
        form = form_of(facts, email=email, token=ids.secret_token())
        papers = {f"a-{key_of(facts, 'Papers')}": SimpleUploadedFile("papers.pdf", PDF)}
        saved = browser.post(f"/apply/{facts.token}/", form | papers | {"do": "save"}).headers["Location"]
        sent = browser.post(f"/apply/{facts.token}/", form)
        once_more = browser.post(f"/apply/{facts.token}/", form)
        steps = [sent, once_more, browser.get(saved), browser.get(sent.headers["Location"])]
        steps.append(browser.post(f"/apply/status/{form['token']}/withdraw/", follow=True))
        seen.append([f"{one.status_code} {one.headers.get('Location')} {one.content.decode()}" for one in steps])
        seen[-1] = [text.replace(form["token"], "TOKEN") for text in seen[-1]]
    assert seen[0] == seen[1] and "Thank you, we have your application." in seen[0][3]
    assert list(Entry.objects.values_list("email", "state").order_by("id")) == [
        ("vera@example.org", "submitted"),
        ("new@example.org", "withdrawn"),
    ]
    assert not Draft.objects.exists() and EntryFile.objects.get().entry_id is not None


def test_everybody_who_applied_gets_one_mail_in_their_language(
    facts: CampaignFacts, moment: SettableClock, owner: Actor
) -> None:
    """In bulk, by one promise; whoever applies again is told so once a day; whoever took it back, nothing."""
    forms = [said(facts, email=f"{code}@example.org", language=code) for code in OWN_NAMES]
    again = [said(facts, email="ru@example.org", language="en") for _form in range(3)]
    back = said(facts, email="back@example.org")
    take([Submission(check(facts, one)) for one in [*forms, *again, back]])
    services.withdraw(back.token)
    assert Promise.objects.filter(kind=KIND).count() == 1 and not Message.objects.exists()
    handler = handler_of(KIND)
    for promise in [*Promise.objects.filter(kind=KIND)] * 2:  # a crash has it done again
        handler.keep(promise, Attempt())
    told = {(one.to_address, one.kind): one for one in Message.objects.all()}
    wanted = {(f"{code}@example.org", "allocation_received") for code in OWN_NAMES}
    assert set(told) == wanted | {("ru@example.org", "allocation_again")} and Message.objects.count() == 7
    until = "bis zum Ende des 12. Mai 2026 (Mitteleuropäische Sommerzeit)"
    assert until in told["de@example.org", "allocation_received"].text
    assert "Вы уже подавали заявку" in told["ru@example.org", "allocation_again"].text
    assert not services.resume_confirming()

    link = urlparse(re.findall(r"https?://\S+", told["ru@example.org", "allocation_again"].text)[0]).path
    page = Client().get(link)
    assert page.status_code == 200 and "Ваша заявка" in page.content.decode()
    assert Client().get(link[:-3] + "x/").status_code == 404
    assert Client().post(f"{link}withdraw/", follow=True).redirect_chain == [(link, 302)]
    assert Entry.objects.get(token=forms[3].token).state == "withdrawn"
    people.erase(owner, Entry.objects.get(token=forms[0].token).person_id or 0, "asked")
    english = urlparse(re.findall(r"https?://\S+", told["en@example.org", "allocation_received"].text)[0]).path
    assert Client().get(english).status_code == 404


def test_a_draft_survives_and_its_file_goes_with_it(owner: Actor, moment: SettableClock) -> None:
    facts = campaign(owner, QuestionValues("Papers", "file", required=True))
    papers, browser, token = key_of(facts, "Papers"), Client(), ids.secret_token()
    form = form_of(facts, name="Zoë Zebra", email="zoe@example.org", token=token, do="save")
    wrong = form | {f"a-{papers}": SimpleUploadedFile("papers.pdf", b"MZ\x90\x00")}
    refused = browser.post(f"/apply/{facts.token}/", wrong)
    assert refused.status_code == 422 and b"Send a PDF, JPEG, PNG or WebP" in refused.content
    saved = browser.post(f"/apply/{facts.token}/", form | {f"a-{papers}": SimpleUploadedFile("papers.pdf", PDF)})
    assert saved.status_code == 302 and Draft.objects.get().token == token
    moment.advance(86_400)
    page = Client().get(saved.headers["Location"]).content.decode()
    assert "Zoë Zebra" in page and "papers.pdf" in page and 'value="DE" selected' in page
    assert "January 2027" in page and "December 2028" in page
    assert Client().get(f"/apply/{facts.token}/draft/{ids.secret_token()}/").status_code == 404
    sent = browser.post(f"/apply/{facts.token}/draft/{token}/", form | {"do": "send"})
    assert sent.headers["Location"].startswith(f"/apply/status/{token}/") and not Draft.objects.exists()
    kept = EntryFile.objects.get()
    assert kept.entry_id == Entry.objects.get().pk and services.content_of_file(kept) == PDF
    with kept.file.open("rb") as stored:
        assert b"papers" not in stored.read()
    assert browser.get(f"/apply/{facts.token}/draft/{token}/").headers["Location"] == f"/apply/status/{token}/"


def test_a_status_page_tells_nothing_yet_and_takes_back(
    owner: Actor, facts: CampaignFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = Client().post(f"/apply/{facts.token}/", form_of(facts, language="ru", name="Zoë", do="language"))
    assert 'value="Zoë"' in turned.content.decode() and "Отправить заявку" in turned.content.decode()
    flood = form_of(facts, do="language") | {"saved": "1"}
    monkeypatch.setattr(public, "MOST_A_MINUTE", 1)
    assert Client().post(f"/apply/{facts.token}/", flood).status_code == 429 and not Draft.objects.exists()
    monkeypatch.undo()
    large = {"CONTENT_LENGTH": str(public.MOST_BODY + 1)}
    assert Client().post(f"/apply/{facts.token}/", flood, **large).status_code == 413  # type: ignore[arg-type]
    sent = Client().post(f"/apply/{facts.token}/", form_of(facts, language="ar"))
    status = sent.headers["Location"]
    page = Client().get(status).content.decode()
    assert 'dir="rtl"' in page and "وحتى نشر الأجوبة" in page
    assert Client().post(status.partition("?")[0] + "withdraw/").status_code == 302
    entry = Entry.objects.get()
    assert entry.state == "withdrawn" and services.submit(facts, said(facts, email=entry.email)).token
    assert Client().get("/apply/status/unknown/").status_code == 404
    assert record.verify(facts.id).deeds >= 3 and record.verify(facts.id).ok
    listed = scene.signed_in(owner).get(f"/allocation/{facts.id}/record/").content
    assert b"took an application in" in listed and b"noted that the applicant took it back" in listed
    desk = scene.signed_in(owner).get(f"/allocation/entries/{entry.pk}/").content
    assert b"withdrawn by the applicant" in desk and b"look twice" in desk


def test_who_is_known_is_marked_and_forgotten_when_erased(
    owner: Actor, facts: CampaignFacts, moment: SettableClock
) -> None:
    lists = {"why": "Club member", "text": "A@x.org, Club since 2009\nnobody\n"}
    told = scene.signed_in(owner).post(f"/allocation/{facts.id}/known/", lists, follow=True).content
    assert b"1 address is on the list" in told and b"no e-mail addresses: 2" in told
    people.known_by_email(owner.organisation_id, "b@x.org")
    services.submit(campaign(owner), said(facts, email="c@x.org"))
    moment.advance(timedelta(days=3).total_seconds())
    for email in ("a@x.org", "b@x.org", "c@x.org", "d@x.org"):
        services.submit(facts, said(facts, email=email))
    found = {
        one.email: [why.whence for why in services.reasons(one)] for one in Entry.objects.filter(campaign_id=facts.id)
    }
    assert found == {"a@x.org": ["list"], "b@x.org": ["contact"], "c@x.org": ["earlier"], "d@x.org": []}
    assert [Entry.objects.get(pk=one).email for one in services.on_lists(facts.id)] == ["a@x.org"]
    with pytest.raises(FieldError, match="no list of addresses"):
        services.list_known(owner, '"' + "x" * 140_000, "Club member")
    services.save_draft(facts, said(facts, email="a@x.org", name="Zebra"))
    person_id = people.person_with_email(owner.organisation_id, "a@x.org")
    assert person_id is not None and "Zebra" in str(people.export(owner, person_id))
    people.erase(owner, person_id, "asked")
    rows = str([*Entry.objects.values(), *Draft.objects.values(), *KnownApplicant.objects.values()])
    assert "a@x.org" not in rows and "Zebra" not in rows and "Club" not in rows
    assert Entry.objects.filter(campaign_id=facts.id).count() == 4 and record.verify(facts.id).ok


def test_reviewers_see_their_region_and_head_office_what_was_passed_on(owner: Actor, facts: CampaignFacts) -> None:
    opened = owner.organisation_id
    for country in ("DE", "JP", "JP"):
        services.submit(facts, said(facts, country=country))
    organisation = scene.member_of(owner).organisation
    europe = facts.regions[0]
    reviewer = scene.member(organisation, "regional_reviewer", "region", europe.id)
    office = scene.member(organisation, "head_office", "campaign", facts.id)
    counts = [services.entries_within(actor, facts.id).count() for actor in (owner, reviewer, office)]
    assert counts == [3, 1, 0] and opened == organisation.pk
