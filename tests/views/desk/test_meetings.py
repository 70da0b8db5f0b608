"""Meetings: noting them, reading them, receiving what was said there."""

from datetime import date

import pytest

from tests.cast import WHILE_OPEN, a_draft, an_announced_plan, filed
from webapp.models import Action, Meeting, MeetingComment, ValueGroup
from webapp.vocabulary import Channel
from webapp.workflow import intake
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.intake import Gathering

LIST = "/gestion/planes/plan-de-prueba/reuniones"
TOLD = {"title": "Taller rural", "place": "Escuela", "held_on": "2026-03-07", "minutes": "Se oyó."}


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def mario(cast, desk, plan):
    return desk(cast.mario_moderator)


@pytest.fixture
def meeting(plan, cast) -> Meeting:
    gathering = Gathering(title="Taller", place="Escuela", held_on=date(2026, 3, 7), attendance={})
    return intake.save_meeting(plan, gathering, by=cast.mario_moderator, at=WHILE_OPEN)


def made_there(plan, meeting, cast, body="Pongan luz."):
    entry = Arrival(
        filing=Filing(body=body),
        action=Action.get(Action.code == "1.1"),
        channel=Channel.EVENT,
        received_at=WHILE_OPEN,
    )
    return intake.receive(
        entry, plan=plan, meeting=meeting, by=cast.mario_moderator, at=WHILE_OPEN
    ).comment


def test_a_meeting_is_noted_with_who_came_and_listed(mario):
    group = ValueGroup.offered()[0].name
    mario.fill(f"{LIST}/nueva", **TOLD, **{f"attendance-{group}": "14"})
    meeting = Meeting.get()
    assert meeting.attendance == {group: 14}
    page = mario.get(LIST)
    assert "Taller rural" in page.words
    assert "14 personas" in page.words
    page = mario.get(f"{LIST}/{meeting.id}")
    assert group in page.words
    assert "Se oyó." in page.words


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": ""}, "title"),
        ({"place": " "}, "place"),
        ({"held_on": "ayer"}, "held_on"),
        ({"held_on": "2026-03-11"}, "held_on"),
        ({"minutes": "a" * 50_001}, "minutes"),
    ],
)
def test_what_cannot_be_so_is_refused_and_kept(mario, told, field):
    page = mario.fill(f"{LIST}/nueva", 422, **{**TOLD, **told})
    assert page.all(f".//*[@id='{field}-error']")
    fragment = mario.fill(f"{LIST}/nueva", 422, htmx=True, **{**TOLD, **told})
    assert "<html" not in fragment.html
    assert not Meeting.select().exists()


@pytest.mark.parametrize("typed", ["-1", "catorce", "1,5", "99999999", "²"])
def test_attendance_is_whole_numbers_and_what_was_typed_stays(mario, typed):
    group = ValueGroup.offered()[0].name
    page = mario.fill(f"{LIST}/nueva", 422, **TOLD, **{f"attendance-{group}": typed})
    assert group in page.text_of(".//*[@id='attendance-error']")
    assert page.form()[f"attendance-{group}"] == typed


def test_observations_hang_on_it_as_each_may_read_them(mario, plan, meeting, cast, desk):
    made_there(plan, meeting, cast)
    address = f"{LIST}/{meeting.id}"
    assert "Pongan luz." in mario.get(address).words
    page = desk(cast.rosa_responder).get(address)
    assert "CMC-2026-000001" in page.words
    assert "Pongan luz." not in page.words
    assert address in mario.get("/gestion/observaciones/CMC-2026-000001").links


def test_from_it_one_receives_the_next_with_everything_filled_in(mario, meeting):
    page = mario.get(f"{LIST}/{meeting.id}")
    receive = next(link for link in page.links if "/recepcion?" in link)
    form = mario.get(receive).form()
    assert (form["channel"], form["received_on"]) == ("event", "2026-03-07")
    assert form["meeting"] == str(meeting.id)


def test_two_who_change_it_at_once_see_both_and_lose_neither_r12(mario, meeting):
    address = f"{LIST}/{meeting.id}/edicion"
    mine = mario.get(address).form()
    mario.fill(address, place="Coliseo")
    page = mario.post(address, {**mine, "place": "Plaza"}, 409)
    assert "Coliseo" in page.words
    assert page.form()["place"] == "Plaza"
    mario.post(address, page.form())
    assert meeting.fresh().place == "Plaza"


def test_a_long_list_goes_on_after_a_cursor(mario, plan, meeting, cast):
    for number in range(27):
        made_there(plan, meeting, cast, f"Dijo {number}.")
    page = mario.get(f"{LIST}/{meeting.id}")
    following = next(link for link in page.links if "despues=" in link)
    assert "Dijo 26." in mario.get(following).words


def test_others_read_and_do_not_write(desk, cast, meeting):
    aldo = desk(cast.aldo_auditor)
    assert not [link for link in aldo.get(LIST).links if link.endswith("/nueva")]
    aldo.get(f"{LIST}/{meeting.id}")
    aldo.get(f"{LIST}/nueva", 403)
    aldo.get(f"{LIST}/{meeting.id}/edicion", 403)


def test_that_of_another_plan_is_not_found(mario, meeting, cast):
    an_announced_plan(cast, "otro-plan")
    mario.get(f"/gestion/planes/otro-plan/reuniones/{meeting.id}", 404)


def test_a_stranger_is_sent_to_sign_in(visitor, plan):
    assert "/gestion/entrar" in visitor.get(LIST, 302).response.location


def test_a_meeting_on_the_wrong_plan_is_moved_r21(cast, desk):
    plan, other = an_announced_plan(cast), a_draft(cast, "otro-plan")
    gathering = Gathering(title="Mesa", place="Sede", held_on=date(2026, 3, 5), attendance={})
    meeting = intake.save_meeting(plan, gathering, by=cast.mario_moderator, at=WHILE_OPEN)
    moderator = desk(cast.mario_moderator)
    address = f"/gestion/planes/{plan.slug}/reuniones/{meeting.id}"
    assert f"{address}/traslado" in moderator.get(address).links
    page = moderator.get(f"{address}/traslado")
    asked = {"to": other.slug, "reason": "Trató del otro plan."}
    page = moderator.post(f"{address}/traslado", {**page.form(), **asked})
    assert page.response.location == f"/gestion/planes/otro-plan/reuniones/{meeting.id}"
    moderator.get(address, 404)


def test_a_meeting_with_observations_says_why_it_stays_r2(cast, desk):
    plan = an_announced_plan(cast)
    gathering = Gathering(title="Mesa", place="Sede", held_on=date(2026, 3, 5), attendance={})
    meeting = intake.save_meeting(plan, gathering, by=cast.mario_moderator, at=WHILE_OPEN)
    MeetingComment.create(meeting=meeting, comment=filed(plan).comment)
    page = desk(cast.mario_moderator).get(
        f"/gestion/planes/{plan.slug}/reuniones/{meeting.id}/traslado"
    )
    assert "Cada observación se queda en el plan en el que se radicó" in page.words
