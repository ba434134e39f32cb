"""Answers as a recruiter gives them: promised, held up, decided for all at once, handed over, and erased."""

from collections.abc import Sequence

from django.apps import apps
from playwright.sync_api import expect

from ringback.base.accounts.models import User
from ringback.core.promises.models import Promise
from ringback.doors.hiring.answers.models import Answer
from ringback.doors.hiring.goodbye.services import GoodbyeValues, say_goodbye
from ringback.doors.hiring.interviews.services import InterviewValues, book
from tests.browser.hiring.house import House, link_in
from tests.integration.accounts import scene


def test_friday_four_passes_and_at_a_minute_past_the_recruiter_sees_who_blocks(house: House) -> None:
    recruiter = scene.member(house.organisation, "recruiter")
    anna = scene.member(house.organisation, "approver")
    opening = house.opening(owner_id=recruiter.member_id)
    mira = house.candidate(opening, "Mira Novak")
    desk = house.page(recruiter, f"/hiring/applications/{mira.pk}/")
    desk.get_by_label("Answer by").fill("2026-03-13T16:00")
    desk.get_by_role("button", name="Promise", exact=True).click()
    desk.get_by_text("Somebody must decide first").click()
    desk.get_by_label("Who must decide").select_option(label=anna.name)
    desk.get_by_label("What holds it").select_option(label="On a trip")
    desk.locator("details", has_text="Somebody must decide first").get_by_role("button", name="Note it").click()
    expect(desk.get_by_role("main")).to_contain_text(f"Waits for {anna.name} (On a trip)")

    house.move_to(house.local(2, 15, 50))
    house.keep()
    desk.goto("/")
    expect(desk.locator("[data-row]", has_text="Mira Novak")).not_to_contain_text("Overdue")
    house.move_to(house.local(2, 16, 1))
    house.keep()
    desk.goto("/")
    expect(desk.locator("[data-row]", has_text="Mira Novak")).to_contain_text("Overdue")
    expect(desk.locator("[data-row]", has_text="Mira Novak")).to_contain_text(f"waits for {anna.name}")


def test_one_of_ten_is_hired_and_the_runner_up_comes_first_when_the_winner_leaves(house: House) -> None:
    opening = house.opening()
    ten = [house.candidate(opening, f"Candidate {letter}") for letter in "ABCDEFGHIJ"]
    desk = house.page(house.owner, f"/hiring/{opening.pk}/answers/")
    desk.get_by_label("Hired").select_option(str(ten[0].pk))
    desk.get_by_label("Runner-up").select_option(str(ten[1].pk))
    desk.get_by_role("button", name="Look at all").click()
    expect(desk.locator(".desk-lead")).to_contain_text("8 refusals")
    assert not Answer.objects.exists() and house.around.post.mails == []
    desk.get_by_role("button", name="Decide, and let them go out").click()
    expect(desk.get_by_role("main")).to_contain_text("9 answers go out")
    house.move_to(house.local(0, 15, 30))
    house.keep()
    assert sorted(str(mail["To"]) for mail in house.around.post.mails) == sorted(row.email for row in ten[1:])

    reserve = f"/hiring/{opening.pk}/reserve/"
    desk.goto(reserve)
    expect(desk.locator("li.desk-row")).to_contain_text(["Candidate B"])
    expect(desk.get_by_text("Call first")).to_have_count(0)
    house.move_to(house.local(40, 10))
    desk.goto(f"/hiring/applications/{ten[0].pk}/")
    desk.get_by_label("Or end it").select_option("withdrawn")
    desk.get_by_label("Why", exact=True).fill("Found something nearer")
    desk.get_by_role("button", name="Do it").click()
    desk.goto(reserve)
    expect(desk.locator("li.desk-row").first).to_contain_text("Candidate B")
    expect(desk.locator("li.desk-row").first).to_contain_text("Call first")


def test_a_recruiter_leaves_and_every_promise_has_a_new_owner(house: House) -> None:
    leaving, staying = (scene.member(house.organisation, "recruiter") for _ in range(2))
    for actor, name in ((leaving, "Lea Leaving"), (staying, "Sam Staying")):
        User.objects.filter(pk=scene.user_of(actor).pk).update(name=name)
    opening = house.opening(owner_id=leaving.member_id)
    rows = [house.candidate(opening, name) for name in ("Mira Novak", "Omar Said")]
    for row in rows:
        say_goodbye(leaving, row.pk, GoodbyeValues(due_at=house.local(9, 16), owner_id=leaving.member_id))
    assert house.owner.member_id is not None
    book(house.owner, rows[0].pk, InterviewValues([house.owner.member_id]), house.local(5, 10))
    theirs = Promise.objects.filter(door="hiring", automatic=False, closed_at=None)
    assert set(theirs.values_list("owner_id", flat=True)) == {leaving.member_id} and theirs.count() == 3

    desk = house.page(house.owner, "/team/")
    desk.get_by_role("button", name="Remove Lea Leaving").click()
    desk.get_by_role("dialog").get_by_role("button").last.click()
    expect(desk.get_by_text("Members who have left still have open promises:")).to_contain_text("Lea Leaving (3)")
    desk.goto("/hiring/owed/")
    desk.get_by_role("link", name="Hand candidates over").click()
    desk.get_by_label("From", exact=True).select_option(label="Lea Leaving")
    desk.get_by_label("To", exact=True).select_option(label="Sam Staying")
    desk.get_by_role("button", name="Hand everything over").click()
    expect(desk.locator("li.desk-row", has_text="Sam Staying")).to_have_count(2)
    assert set(theirs.values_list("owner_id", flat=True)) == {staying.member_id} and theirs.count() == 3
    desk.goto("/team/")
    expect(desk.get_by_text("Members who have left still have open promises:")).to_have_count(0)


def test_erasure_leaves_counts_and_nothing_else(house: House) -> None:
    opening = house.opening()
    zelda = house.candidate(opening, "Zelda Vanish", city="Kleinmachnow", message="I have a secretword for you.")
    assert house.owner.member_id is not None
    interview = book(house.owner, zelda.pk, InterviewValues([house.owner.member_id]), house.local(2, 10))
    say_goodbye(house.owner, zelda.pk, GoodbyeValues(due_at=house.local(9, 16), owner_id=house.owner.member_id))
    status = house.mails_to(zelda)[0]
    page = house.stranger(link_in(status))
    page.get_by_text("You cannot come?").click()
    page.get_by_label("Why, if you want to say").fill("secretword again")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", name="You have declined")).to_be_visible()
    house.keep()
    desk = house.page(house.owner, f"/hiring/applications/{zelda.pk}/")
    desk.get_by_label("What speaks for them").fill("secretword, and five years with DATEV")
    desk.get_by_role("button", name="Save").click()
    theirs = ("Zelda", "Vanish", "secretword", "Kleinmachnow", zelda.email, zelda.phone)
    assert found_in_rows(theirs), "the search would find them"

    desk.get_by_role("link", name="Everything between us and them").click()
    desk.get_by_role("link", name="Erase").click()
    desk.get_by_label("Reason").fill("They asked for it")
    desk.get_by_label("Type “Zelda Vanish” to confirm").fill("Zelda Vanish")
    desk.get_by_role("button", name="Erase for good").click()
    expect(desk.get_by_role("heading", level=1)).not_to_contain_text("Zelda")
    house.keep()
    assert found_in_rows(theirs) == []
    page.reload()
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    desk.goto(f"/hiring/{opening.pk}/funnel/")
    expect(desk.get_by_role("row", name="Résumés")).to_contain_text("1")
    desk.goto(f"/hiring/interviews/{interview.pk}/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Somebody who was erased")


def found_in_rows(words: Sequence[str]) -> list[str]:
    """Which table and column has one of `words`, in all of the database, opened where it is sealed."""
    return [
        f"{model._meta.label}.{name}: {value!r:.80}"
        for model in apps.get_models()
        for row in model._default_manager.values()
        for name, value in row.items()
        if any(word in str(value) for word in words)
    ]
