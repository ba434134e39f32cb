"""The board and its bulk actions: what is seen is moved, and who moved meanwhile is left alone and named."""

from datetime import timedelta
from decimal import Decimal

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.doors.hiring.candidates import board, services
from ringback.doors.hiring.candidates.models import Application, StageMove
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.openings.services import stages_of
from tests.integration.accounts import scene
from tests.integration.hiring.conftest import applicant


def seen(opening: Opening) -> dict[int, int]:
    return dict(Application.objects.filter(opening=opening).values_list("id", "version"))


def test_columns_show_who_waits_longest_and_count_all(owner: Actor, opening: Opening) -> None:
    first = services.apply(opening, applicant(opening, wanted_pay=Decimal(5000)))
    for _number in range(board.CARDS):
        services.apply(opening, applicant(opening))
    Stage.objects.filter(opening=opening, position=0).update(days=3)
    Application.objects.filter(pk=first.pk).update(entered_at=clock.now() - timedelta(days=4))
    _opening, columns = board.columns(owner, opening.pk)
    assert (columns[0].count, len(columns[0].cards), columns[0].more) == (board.CARDS + 1, board.CARDS, 1)
    card = columns[0].cards[0]
    assert (card.id, card.days, card.late, card.too_dear, card.owed) == (first.pk, 4, True, True, True)
    assert not columns[0].cards[1].late and columns[1].cards == [] and columns[-1].next is None


def test_many_move_and_whoever_moved_meanwhile_stays(owner: Actor, opening: Opening) -> None:
    rows = [services.apply(opening, applicant(opening)) for _number in range(3)]
    stages, chosen = stages_of(opening.pk), seen(opening)
    services.move(owner, rows[0].pk, 1, stages[3].pk)
    done = services.move_many(owner, opening.pk, chosen, stages[1].pk)
    assert (done.count, done.left) == (2, [rows[0].name])
    assert Application.objects.get(pk=rows[0].pk).stage_id == stages[3].pk
    ended = services.finish_many(owner, opening.pk, seen(opening), "reserve", "for the next season")
    assert ended.count == 3 and StageMove.objects.filter(to_state="reserve").count() == 3


def test_pressed_on_the_pages(firm: tuple[Organisation, Actor], opening: Opening) -> None:
    rows = [services.apply(opening, applicant(opening)) for _number in range(2)]
    stages, browser = stages_of(opening.pk), scene.signed_in(firm[1])
    page = browser.get(f"/hiring/{opening.pk}/board/").content.decode()
    step = f"{rows[0].pk}:1:{stages[1].pk}"
    assert f'name="step" value="{step}"' in page
    assert browser.post(f"/hiring/{opening.pk}/many/", {"step": step}).status_code == 302
    ticked = {"chosen": [f"{row.pk}:1" for row in rows], "do": "end", "end": "refused"}
    back = browser.post(f"/hiring/{opening.pk}/many/", ticked | {"back": "//evil.example/hiring/"})
    assert back.headers["Location"] == f"/hiring/{opening.pk}/board/"
    told = browser.get(back.headers["Location"]).content.decode()
    assert "1 candidate moved." in told and rows[0].name in told
    assert list(Application.objects.order_by("id").values_list("state", flat=True)) == ["active", "refused"]
    viewer = scene.signed_in(scene.member(firm[0], "interviewer"))
    assert b'name="chosen"' not in viewer.get(f"/hiring/{opening.pk}/board/").content
    assert viewer.post(f"/hiring/{opening.pk}/many/", {"step": step}).status_code == 403


def test_the_page_of_stages(owner: Actor, opening: Opening) -> None:
    browser, stages = scene.signed_in(owner), stages_of(opening.pk)
    form = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "2", "form-0-id": str(stages[0].pk), "form-0-place": "1"}
    form |= {"form-0-name": "Post", "form-1-id": str(stages[1].pk), "form-1-name": "", "form-2-name": "Polygraph"}
    for number, kind in enumerate(("new", "phone", "test")):
        form |= {f"form-{number}-kind": kind, f"form-{number}-decides": "manager", f"form-{number}-days": "5"}
    assert browser.post(f"/hiring/{opening.pk}/stages/", form).status_code == 302
    assert [(one.name, one.kind) for one in stages_of(opening.pk)] == [("Post", "new"), ("Polygraph", "test")]
    wrong = browser.post(f"/hiring/{opening.pk}/stages/", form | {"form-0-name": ""})
    assert wrong.status_code == 422 and b"first stage is where" in wrong.content
