"""Everybody gets one answer at one instant; offers are signed, or pass on."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlparse

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from pypdf import PdfReader

from ringback.base.database.sealed import seal_bytes
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.messages.models import Message
from ringback.core.people import services as people
from ringback.core.promises.models import Promise
from ringback.doors.allocation.answers import reads
from ringback.doors.allocation.answers.links import answer_url
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.answers.services import Plan, answer_by_hand, prepare, preview, publish
from ringback.doors.allocation.answers.services.publishing import give_some
from ringback.doors.allocation.campaigns.services import AgreementValues, save_agreement
from ringback.doors.allocation.entries.links import status_url
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.offers.models import Agreement, Offer, Purchase
from ringback.doors.allocation.offers.services import agreement_file, confirm_purchase
from ringback.doors.allocation.record.services import verify
from ringback.doors.allocation.reviewing.models import Place, Review
from tests.integration.accounts import scene
from tests.integration.allocation.decided import TEXT, Decided, decided, published
from tests.integration.messages.kept import Round
from tests.integration.promises.team import told
from tests.servers.mail import DROP, MailSink


@pytest.fixture
def found(moment: clock.SettableClock, transactional_db: None) -> Decided:
    return decided()


def page_of(entry: Entry) -> str:
    return urlparse(answer_url(Entry.objects.get(pk=entry.pk))).path


def test_nothing_is_said_before_the_instant_and_then_everybody_hears_once(
    moment: clock.SettableClock, found: Decided, post: MailSink, keep: Round, client: Client
) -> None:
    office, campaign = found.office, found.campaign
    Review.objects.filter(entry=found.entries[-1]).delete()
    made = prepare(office, campaign.pk, Plan(waiting_most=2, notes={"none": "Visit us in May."}))
    ready = preview(office, campaign.pk)
    assert ready is not None
    assert (reads.counts(campaign), ready.unseen, ready.ready) == ({"place": 2, "waiting": 2, "none": 3}, 1, False)
    assert any("Visit us in May." in one.written.text for one in ready.samples if one.kind == "none")
    looked_at = "".join(one.written.text for one in ready.samples)
    assert not any(page_of(one) in looked_at for one in found.entries), "whoever has the link may sign"
    assert found.entries[1].name not in looked_at, "head office need not see whose the sample is"
    with pytest.raises(ConflictError, match="no person has looked"):
        publish(office, campaign.pk, made.sum)
    Review.objects.create(entry=found.entries[-1], verdict="no", looks=1)

    keep()
    status = reverse("apply:status", args=[found.entries[0].token])
    for entry in found.entries:
        shown = client.get(page_of(entry)).content.decode()
        assert 'value="accept"' not in shown and "list" not in shown.casefold()
    assert "answer/" not in client.get(status).content.decode()
    assert not Message.objects.filter(kind__startswith="allocation").exists() and post.mails == []
    with pytest.raises(ConflictError):
        publish(office, campaign.pk, "another sum")
    regional = scene.signed_in(found.house.european)
    assert regional.post(reverse("allocation:answers-publish", args=[campaign.pk])).status_code == 403

    desk = scene.signed_in(office)
    page = reverse("allocation:answers", args=[campaign.pk])
    assert "7 answers" in desk.get(page).content.decode()
    desk.post(reverse("allocation:answers-publish", args=[campaign.pk]), {"sum": made.sum, "sure": "yes"})
    assert "answer/" in client.get(urlparse(status_url(found.entries[0])).path).content.decode(), "pages say it at once"
    unproved = client.get(status).content.decode()
    assert "The answers are out" in unproved and "answer/" not in unproved
    post.answers = [*["250 OK"] * 3, DROP]
    keep()
    with pytest.raises(ConflictError):
        publish(office, campaign.pk, made.sum)
    moment.advance(3 * 86_400)
    keep()
    assert sorted(post.recipients) == sorted(one.email for one in found.entries), "one each, none twice"
    stands = reads.progress(office, campaign.__class__.objects.get(pk=campaign.pk))
    assert (stands.total, stands.given, len(stands.doubtful), stands.under_way) == (7, 6, 1, 0)
    assert "Nobody knows whether" in desk.get(page).content.decode()
    reviewed = desk.get(reverse("allocation:entry", args=[found.entries[0].pk])).content.decode()
    assert reviewed.count("nothing changes any more") == 1, "said once, whatever one might have done"
    answer_by_hand(office, stands.doubtful[0].answer.pk)
    assert Answer.objects.filter(given_at=None).count() == 0
    assert verify(campaign.pk).ok


def test_an_offer_not_taken_passes_to_the_next_by_itself(
    moment: clock.SettableClock, found: Decided, post: MailSink, keep: Round, client: Client
) -> None:
    published(found)
    keep()
    first, second, third, fourth, fifth = found.entries[:5]
    assert client.post(page_of(second), {"do": "decline"}).status_code == 302
    assert Offer.objects.get(entry=third).state == "open", "a place given up is the next one's at once"
    assert client.post(page_of(second), {"do": "accept"}).status_code == 409
    assert client.post(page_of(first), {"do": "accept"}).status_code == 302

    moment.advance(11 * 86_400)
    keep()
    reminders = [mail for mail in post.mails if "your place is kept until" in mail["Subject"]]
    assert [mail["To"] for mail in reminders] == [first.email], "three days before"
    moment.advance(3 * 86_400)
    keep()
    states = dict(Offer.objects.order_by("id").values_list("entry_id", "state"))
    expected = {first.pk: "expired", second.pk: "declined", third.pk: "expired", fourth.pk: "open", fifth.pk: "open"}
    assert states == expected, "accepted and not signed is not taken"
    assert set(Place.objects.values_list("entry_id", flat=True)) == {fourth.pk, fifth.pk}
    assert client.post(page_of(first), {"do": "accept"}).status_code == 409
    assert "allocation_passed" in told(found.office) + told(found.house.owner)

    people.erase(found.house.owner, fourth.person_id or 0, "They asked")
    assert Offer.objects.get(entry=fourth).state == "declined"
    assert Place.objects.count() == 1, "nobody waits: the place is free"
    desk = scene.signed_in(found.office).get(reverse("allocation:offers", args=[found.campaign.pk])).content.decode()
    assert "Free" in desk and fifth.name in desk
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(campaign=found.campaign, entry=fifth, expires_at=clock.now())
    assert verify(found.campaign.pk).ok


def test_a_place_of_somebody_erased_before_the_publication_goes_to_the_list(
    moment: clock.SettableClock, db: None
) -> None:
    found = decided()
    campaign = found.campaign
    text, found.campaign.agreement_text = campaign.agreement_text, ""
    found.campaign.save()
    made = prepare(found.office, campaign.pk, Plan())
    with pytest.raises(ConflictError, match="no agreement"):
        publish(found.office, campaign.pk, made.sum)
    found.campaign.agreement_text = text
    found.campaign.save()
    people.erase(found.house.owner, found.entries[0].person_id or 0, "They asked")
    publish(found.office, campaign.pk, made.sum)
    while give_some(campaign.pk):
        pass
    first, second, third = found.entries[:3]
    assert set(Offer.objects.values_list("entry_id", flat=True)) == {second.pk, third.pk}
    assert set(Place.objects.values_list("entry_id", flat=True)) == {second.pk, third.pk}
    assert not Answer.objects.filter(entry=first).exists()


def test_nothing_is_bought_before_it_is_signed_and_the_signed_file_is_known_by_its_sum(
    moment: clock.SettableClock, found: Decided, post: MailSink, keep: Round, client: Client
) -> None:
    published(found)
    keep()
    entry = found.entries[0]
    page = page_of(entry)
    for _wanted in ("open", "accepted"):
        assert client.post(page, {"do": "buy"}).status_code == 409
        with pytest.raises(ConflictError):
            confirm_purchase(entry.pk)
        client.post(page, {"do": "accept"})
    assert not Purchase.objects.exists()
    shown = client.get(page).content.decode()
    assert TEXT.splitlines()[0] in shown and 'value="buy"' not in shown
    version = re.search(r'name="version" value="(\w+)"', shown)
    assert version is not None
    signature = {"do": "sign", "name": "王小明 (Ирина)", "agree": "yes", "version": version[1]}
    assert "The agreement binds until" in shown, "the term is read before it is signed"
    longer, owner = AgreementValues("No resale", TEXT, 900), found.house.owner
    save_agreement(owner, found.campaign.pk, longer)
    assert client.post(page, signature).status_code == 409, "nobody signs another term than they read"
    with pytest.raises(FieldError, match="Offers stand"):
        save_agreement(owner, found.campaign.pk, replace(longer, text=""))
    save_agreement(owner, found.campaign.pk, replace(longer, term_days=730))
    assert client.post(page, {**signature, "name": " "}).status_code == 422
    assert client.post(page, {**signature, "agree": ""}).status_code == 422
    assert client.post(page, {**signature, "version": "older"}).status_code == 409
    assert client.post(page, signature, REMOTE_ADDR="203.0.113.77").status_code == 302
    assert client.post(page, signature).status_code == 409

    made = Agreement.objects.get()
    assert (made.name, made.address, made.term_ends_at - made.signed_at) == (
        "王小明 (Ирина)",
        "203.0.113.0",
        timedelta(days=730),
    )
    handed = client.get(f"{page}agreement.pdf")
    content = handed.content
    assert (handed["Content-Type"], len(content), made.sum) == (
        "application/pdf",
        made.size,
        sha256(content).hexdigest(),
    )
    pdf = PdfReader(io.BytesIO(content))
    assert "offer it to the maker first" in pdf.pages[0].extract_text()
    assert "王小明 (Ирина)" in pdf.attachments["agreement.json"][0].decode()
    with made.file.open("rb") as stored:
        assert b"%PDF" not in stored.read()
    keep()
    mail = next(mail for mail in post.mails if made.sum in str(mail.get_body(("plain",))))
    assert [part.get_content() for part in mail.iter_attachments()] == [content]

    assert client.post(page, {"do": "buy"}).status_code == 302
    assert client.post(page, {"do": "buy"}).status_code == 302
    assert Purchase.objects.count() == 1
    desk = scene.signed_in(found.office)
    url = reverse("allocation:offer-agreement", args=[made.offer_id])
    assert desk.get(url).content == content
    name = made.file.name or ""
    made.file.storage.delete(name)
    made.file.storage.save(name, ContentFile(seal_bytes(content.replace(b"%PDF-1.", b"%PDF-9.", 1))))
    assert desk.get(url).status_code == 302 and client.get(f"{page}agreement.pdf").status_code == 409

    made.file.storage.delete(name)
    made.file.storage.save(name, ContentFile(seal_bytes(content)))
    owner, person_id = found.house.owner, entry.person_id or 0
    assert people.export(owner, person_id)
    shown = scene.signed_in(owner).get(reverse("people:erase", args=[person_id])).content.decode()
    until = date_format(made.term_ends_at + timedelta(days=1461), "DATE_FORMAT")
    assert "The signed agreement for" in shown and f"until {until}" in shown and "17(3)(e)" in shown
    receipt = people.erase(owner, person_id, "They asked")
    assert len(receipt.kept) == 1 and receipt.counts["entries"] == 1 and "agreements" not in receipt.counts
    assert f"until {until}" in scene.signed_in(owner).get(reverse("people:receipts")).content.decode()
    assert client.get(page).status_code == 404, "who was erased has no page"
    assert agreement_file(Offer.objects.get(entry=entry)).content == content, "binding still, and needed for claims"

    moment.advance(730 * 86_400)
    keep()
    made.refresh_from_db()
    assert made.ended_at is not None
    assert Promise.objects.filter(kind="notice", owner_id=owner.member_id, content__what="allocation_term").exists()
    people.apply_retention(owner.organisation_id, 60)
    made.refresh_from_db()
    assert made.name and made.file
    moment.advance(1462 * 86_400)
    people.apply_retention(owner.organisation_id, 60)
    people.remove_leftovers(owner.organisation_id)
    made.refresh_from_db()
    assert (made.name, made.file.name, len(made.sum)) == ("", "", 64) and not default_storage.exists(name)
    with pytest.raises(Exception, match="no signed agreement"):
        agreement_file(Offer.objects.get(entry=entry))
    assert verify(found.campaign.pk).ok
