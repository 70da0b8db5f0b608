"""The outbox on the desk: how each notice stands, and the two decisions that people take."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import WHILE_OPEN, Cast, an_announced_plan, filed
from tests.queries import listened
from webapp.models import Notice, Plan
from webapp.vocabulary import NoticeReason, NoticeState
from webapp.workflow import notice_delivery

NOTICES = "/gestion/avisos"
LATER = timedelta(minutes=1)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


def a_receipt(plan: Plan, who: str = "pepa") -> Notice:
    """A receipt in the outbox."""
    comment = filed(plan, email=f"{who}@example.com", consent=True).comment
    return Notice.get(Notice.comment == comment)


def in_doubt(plan: Plan) -> Notice:
    """One that may have arrived."""
    a_receipt(plan)
    notice = notice_delivery.claim_next(lasts=LATER, at=WHILE_OPEN)
    notice_delivery.hand_over(notice, lasts=LATER, at=WHILE_OPEN)
    notice_delivery.in_doubt(notice)
    return notice.fresh()


def given_up(plan: Plan) -> Notice:
    """One that was refused for good."""
    a_receipt(plan)
    notice = notice_delivery.claim_next(lasts=LATER, at=WHILE_OPEN)
    notice_delivery.give_up(notice, NoticeReason.ADDRESS_REFUSED, reply="550 5.1.1")
    return notice.fresh()


def test_each_notice_says_how_it_stands_and_none_says_to_whom(desk, cast, plan):
    """R13"""
    given_up(plan)
    page = desk(cast.mario_moderator).get(NOTICES)
    for words in (
        "Constancia de recibo: CMC-2026-000001",
        "No entregado",
        "El servidor de correo no entrega a esa dirección.",
        "550 5.1.1",
        "1 intento",
    ):
        assert words in page.words, words
    assert "pepa" not in page.html


def test_it_says_what_is_missing_before_anything_is_sent(app: Flask, desk, cast, plan):
    moderator = desk(cast.mario_moderator)
    a_receipt(plan)
    assert "ENMIENDA_MAIL_URL" in moderator.get(NOTICES).words
    assert "falta configurarlo" in moderator.get("/gestion/").words
    app.config["MAIL_URL"] = "smtp://localhost"
    assert "ENMIENDA_BASE_URL" in moderator.get(NOTICES).words
    app.config["BASE_URL"] = "https://concejo.example"
    assert "No se está enviando" not in moderator.get(NOTICES).words
    assert "falta configurarlo" not in moderator.get("/gestion/").words


def test_a_doubt_is_shown_on_the_first_screen_and_sent_again_by_decision(desk, cast, plan):
    notice, moderator = in_doubt(plan), desk(cast.mario_moderator)
    assert "1 aviso está en duda" in moderator.get("/gestion/").words
    moderator.fill(f"{NOTICES}?estado=in_doubt", to=f"{NOTICES}/{notice.id}/reenvio")
    assert notice.fresh().state is NoticeState.WAITING
    assert "El aviso se enviará otra vez." in moderator.get(NOTICES).words


def test_a_doubt_is_taken_as_sent_by_decision(desk, cast, plan):
    notice, admin = in_doubt(plan), desk(cast.ada_admin)
    admin.fill(NOTICES, to=f"{NOTICES}/{notice.id}/constancia-de-envio")
    assert notice.fresh().state is NoticeState.SENT


def test_a_decision_on_what_has_moved_on_is_refused(desk, cast, plan):
    """R12"""
    notice, moderator = in_doubt(plan), desk(cast.mario_moderator)
    form = moderator.get(NOTICES).form()
    moderator.post(f"{NOTICES}/{notice.id}/constancia-de-envio", form)
    page = moderator.post(f"{NOTICES}/{notice.id}/reenvio", form, 409)
    assert "Este aviso ya cambió de estado" in page.words
    assert notice.fresh().state is NoticeState.SENT
    moderator.post(f"{NOTICES}/{notice.id}/reenvio", {**form, "attempts": "x"}, 422)
    moderator.post(f"{NOTICES}/999/reenvio", form, 404)


def test_auditors_read_and_decide_nothing_and_strangers_sign_in(desk, visitor, cast, plan):
    notice, auditor = in_doubt(plan), desk(cast.aldo_auditor)
    assert not auditor.get(NOTICES).all(".//main//form[@method='post']")
    token = auditor.get(NOTICES).form(inside=".")["csrf_token"]
    auditor.post(f"{NOTICES}/{notice.id}/reenvio", {"csrf_token": token, "attempts": 1}, 403)
    visitor.get(NOTICES, 302)


def test_the_list_is_narrowed_down_by_state_and_goes_on(desk, cast, plan):
    for number in range(27):
        a_receipt(plan, f"vecina{number}")
    moderator = desk(cast.mario_moderator)
    page = moderator.get(f"{NOTICES}?estado=waiting")
    assert len(page.all(".//ul[@class='entries']/li")) == 25
    following = next(link for link in page.links if "despues=" in link)
    assert len(moderator.get(following).all(".//ul[@class='entries']/li")) == 2
    assert "Aquí no hay ningún aviso." in moderator.get(f"{NOTICES}?estado=sent").words
    moderator.get(f"{NOTICES}?estado=perdido", 400)


def test_the_list_takes_as_many_queries_with_one_notice_as_with_a_page_of_them(desk, cast, plan):
    moderator = desk(cast.mario_moderator)

    def queries() -> int:
        with listened() as heard:
            moderator.get(NOTICES)
        return len(heard)

    a_receipt(plan)
    one = queries()
    for number in range(20):
        a_receipt(plan, f"vecina{number}")
    assert queries() <= one + 1
