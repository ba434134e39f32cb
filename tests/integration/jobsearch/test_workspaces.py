"""A workspace is one person's own: opened, filled, taken along, deleted, and no word of it in the database in plain."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import Organisation, User
from ringback.base.accounts.services import Actor, GrantValue
from ringback.base.database.sealed import SealError
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError
from ringback.core.people import services as people
from ringback.core.people.models import Destruction
from ringback.core.promises.models import Promise
from ringback.core.promises.services import Draft, make
from ringback.doors.jobsearch.employers.models import Candidacy, Employer
from ringback.doors.jobsearch.employers.services import candidacies_of, close_search, keep_question, move
from ringback.doors.jobsearch.employers.words import ContactWords
from ringback.doors.jobsearch.interviews.services import AfterValues, Agreement, after_interview
from ringback.doors.jobsearch.touches.services import note_touch
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces import services
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.words import SeekerWords
from tests.integration.accounts import scene
from tests.integration.jobsearch.conftest import contact

pytestmark = pytest.mark.django_db

TYPED = (
    "Nordlicht",
    "Bookkeeper",
    "Hamburg",
    "Ms Berg",
    "+4940",
    "berg@nordlicht",
    "Ledgers",
    "Why did the last",
    "bay tree",
    "Ms Kern",
)


def dump() -> str:
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def lived(seeker: Actor, candidacy: Candidacy) -> None:
    """A life in which every kind of word is typed once."""
    services.save_seeker(seeker, SeekerWords(name="Mira", phone="040 6461 9999", strengths="Ledgers without a gap"))
    contact(seeker, candidacy, "hr", "Ms Berg", email="berg@nordlicht.example", notes="Ledgers are her hobby")
    keep_question(seeker, candidacy.pk, "Why did the last one leave?")
    after_interview(
        seeker,
        candidacy.pk,
        AfterValues(
            clock.now() - timedelta(hours=1),
            new=ContactWords(name="Ms Kern"),
            agreement=Agreement("they_call", clock.now() + timedelta(days=2)),
            signs=["longer"],
            agreed="Berg calls me in Hamburg",
            notes="A bay tree",
        ),
    )
    note_touch(candidacy.pk, "call", words=TouchWords("Ms Kern was friendly"))


def promised(seeker: Actor, candidacy: Candidacy) -> Promise:
    """Something the seeker has to do themselves."""
    draft = Draft(
        seeker.organisation_id,
        "jobsearch",
        "jobsearch.thank",
        "mail",
        clock.now(),
        subject_id=candidacy.pk,
        owner_id=seeker.member_id,
        automatic=False,
    )
    return make(draft)


def test_no_word_of_a_whole_life_stands_in_the_database(seeker: Actor, candidacy: Candidacy) -> None:
    lived(seeker, candidacy)
    assert candidacies_of(seeker)[0].words.question == "Why did the last one leave?"
    everything = dump()
    assert str(candidacy.workspace.key) in everything, "the dump sees what is there"
    assert [word for word in TYPED if word in everything] == []


def test_promises_of_ones_own_are_on_today_and_what_is_said_of_them_is_sealed(
    seeker: Actor, candidacy: Candidacy
) -> None:
    """Nothing of a team's is needed for it: no calls to see, nobody to hand over to."""
    promise = promised(seeker, candidacy)
    browser, page = scene.signed_in(seeker), reverse("desk:promise", args=[promise.pk])
    assert page in browser.get(reverse("desk:today")).content.decode()
    told = {"do": "snooze", "generation": "1", "until": "hour", "why": "Ledgers first, says Ms Berg"}
    assert browser.post(page, told).status_code == 302
    assert "Ledgers first" in browser.get(page).content.decode() and "Ledgers" not in dump()
    assert 'id="hand"' not in browser.get(page).content.decode()
    assert browser.post(page, {"do": "kept", "how": "Bookkeeper Berg has it"}).status_code == 302
    assert "Bookkeeper Berg" in browser.get(page).content.decode() and "Berg" not in dump()
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_who_sees_no_calls_sees_their_own_promises_alone(seeker: Actor, candidacy: Candidacy) -> None:
    firm, owner = scene.organisation("Firm")
    approver, viewer = scene.member(firm, "approver"), scene.member(firm, "viewer")
    draft = Draft(firm.pk, "desk", "desk.own", "desk", clock.now(), owner_id=approver.member_id, automatic=False)
    own, other = make(draft), make(replace(draft, owner_id=viewer.member_id))
    browser = scene.signed_in(approver)
    assert browser.get(reverse("desk:promises")).status_code == 200
    assert browser.get(reverse("desk:promise", args=[own.pk])).status_code == 200
    assert browser.get(reverse("desk:promise", args=[other.pk])).status_code == 404
    assert browser.post(reverse("desk:today-list")).status_code == 405
    assert browser.post(reverse("desk:promise", args=[own.pk]), {"do": "done"}).status_code == 302
    seen = scene.signed_in(viewer)
    assert seen.post(reverse("desk:promise", args=[other.pk]), {"do": "done"}).status_code == 403
    assert scene.signed_in(owner).get(reverse("desk:promise", args=[other.pk])).status_code == 200


def test_an_export_holds_every_word(seeker: Actor, candidacy: Candidacy) -> None:
    lived(seeker, candidacy)
    file = zipfile.ZipFile(io.BytesIO(services.export_workspace(seeker)))
    whole = file.read("search.json").decode()
    assert [word for word in TYPED if word not in whole] == []
    assert json.loads(whole)["stage_changes"][-1]["to_stage"] == "interviewed"
    contacts = list(csv.DictReader(io.StringIO(file.read("contacts.csv").decode("utf-8-sig"))))
    assert contacts[0]["name"] == "Ms Berg"


def test_deleting_leaves_nothing(seeker: Actor, candidacy: Candidacy) -> None:
    lived(seeker, candidacy)
    promised(seeker, candidacy)
    key, own = candidacy.workspace.key, seeker.organisation_id
    services.delete_workspace(seeker)
    assert key not in dump()
    assert not Workspace.objects.exists() and not Employer.objects.exists()
    assert not Promise.objects.filter(organisation_id=own).exists()
    assert not Organisation.objects.filter(pk=own).exists() and not User.objects.filter(pk=seeker.user_id or 0).exists()


def test_what_a_backup_brings_back_goes_again_and_nothing_younger(workspace: Workspace, seeker: Actor) -> None:
    """By number and age: the number may have been given anew."""
    services.delete_workspace(seeker)
    gone = Destruction.objects.get()
    newer = services.open_workspace(scene.user("Nia"), as_operator=True)
    Workspace.objects.filter(pk=newer.pk).update(created_at=gone.made_at + timedelta(days=1))
    Destruction.objects.update(number=newer.pk)
    lines = list(people.read_ledger(people.known_lines()))
    assert people.replay_ledger(lines) == people.Replayed()
    Workspace.objects.filter(pk=newer.pk).update(created_at=gone.made_at, key="")  # its keys need not be there
    assert people.replay_ledger(lines).destroyed == 1
    assert not Workspace.objects.exists() and not User.objects.filter(name="Nia").exists()


def test_who_belongs_elsewhere_too_stays_there(workspace: Workspace) -> None:
    firm = Organisation.objects.exclude(pk=workspace.organisation_id).get()
    firm.members.create(user=workspace.member.user)
    services.delete_workspace(accounts.actor_for(workspace.member.user, workspace.organisation_id))
    assert accounts.organisations_of(User.objects.get(pk=workspace.member.user_id)) == [firm]


def test_nobody_else_reads_it_whatever_they_are(workspace: Workspace, seeker: Actor) -> None:
    _firm, owner = scene.organisation("Other")
    operator = scene.user("Root", is_superuser=True, is_staff=True)
    intruder = workspace.organisation.members.create(user=operator)
    intruder.grants.create(role="owner")
    for actor in (owner, accounts.actor_of_member(intruder), accounts.system_actor(workspace.organisation_id)):
        with pytest.raises(NotAllowedError):
            services.workspace_of(actor)
    intruder.grants.create(role="seeker")
    with pytest.raises(NotAllowedError):
        services.workspace_of(accounts.actor_of_member(intruder))
    with pytest.raises(NotAllowedError):
        accounts.invite(seeker, "friend@example.org", GrantValue("agent"))
    with pytest.raises((NotAllowedError, FieldError)):
        accounts.invite(owner, "friend@example.org", GrantValue("seeker"))


def test_one_a_person_and_none_where_they_are_not_open(workspace: Workspace) -> None:
    with pytest.raises(ConflictError):
        services.open_workspace(workspace.member.user, as_operator=True)
    with pytest.raises(NotAllowedError):
        services.open_workspace(scene.user("Late"))


def test_none_comes_before_the_first_organisation() -> None:
    with pytest.raises(NotAllowedError):
        services.open_workspace(scene.user("First"), as_operator=True)


def test_without_its_key_nothing_opens(workspace: Workspace, seeker: Actor, candidacy: Candidacy) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(key="")
    with pytest.raises(SealError):
        candidacies_of(seeker)
    page = scene.signed_in(seeker).get(reverse("jobsearch:pipeline"))
    assert page.status_code == 409


def test_a_search_is_put_away_once_all_has_ended(seeker: Actor, candidacy: Candidacy) -> None:
    with pytest.raises(ConflictError):
        close_search(seeker)
    signed = move(seeker, candidacy.pk, 1, "signed")
    signed.search.refresh_from_db()
    assert signed.search.signed_at == signed.ended_at
    close_search(seeker)
    with pytest.raises(ConflictError):
        move(seeker, candidacy.pk, 2, "offer")


def test_a_stranger_signs_up_for_a_search_of_their_own(settings: object, seeker: Actor) -> None:
    """From the door of the installation to the first application, by the pages alone."""
    stranger = Client()
    assert "invitation" in stranger.get(reverse("account_signup")).content.decode().lower()
    settings.SEEKERS_OPEN = True  # type: ignore[attr-defined]
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"  # type: ignore[attr-defined]
    about = {"name": "Nia", "email": "nia@example.org", "password1": scene.PASSWORD}
    assert stranger.post(reverse("account_signup"), about).status_code == 302
    beginning = stranger.get(reverse("accounts:open"))
    assert reverse("jobsearch:open") in beginning.content.decode()
    place = {"name": "Nia", "country": "XX", "zone": "Europe/Berlin", "language": "de"}
    assert stranger.post(reverse("jobsearch:open"), place).status_code == 422
    assert stranger.post(reverse("jobsearch:open"), place | {"country": "AT"}).status_code == 302
    new = {
        "employer": "new",
        "employer_name": "Südstern",
        "position": "Cook",
        "level": "specialist",
    }
    page = stranger.post(reverse("jobsearch:candidacy-new"), new, follow=True)
    assert "Südstern" in page.content.decode()
    assert "Südstern" in stranger.get(reverse("jobsearch:pipeline")).content.decode()
    foreign = stranger.get(reverse("jobsearch:candidacy", args=[Candidacy.objects.first().pk + 9]))  # type: ignore[union-attr]
    assert foreign.status_code == 404
    assert stranger.post(reverse("jobsearch:delete"), {}).status_code == 302 and Workspace.objects.count() == 2
    assert stranger.post(reverse("jobsearch:export"))["Content-Type"] == "application/zip"
    stranger.post(reverse("jobsearch:delete"), {"sure": "on"})
    assert Workspace.objects.count() == 1 and not User.objects.filter(email="nia@example.org").exists()


def test_every_model_keeps_words_in_secret_alone() -> None:
    """Text columns of this door are enumerations or sealed: a new one has to say which."""
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_app_config("jobsearch").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "JSONField", "EmailField", "URLField", "FileField")
        and not (field.choices or field.name in ("secret", "key", "made_key"))
    ]
    assert plain == []
