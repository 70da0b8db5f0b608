"""What someone who means harm would send, and what they get."""

import time
from collections import Counter

import pytest

from tests.cast import (
    AFTER_CLOSE,
    PASSWORD,
    WHILE_OPEN,
    a_cast,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.visitor import Visitor
from webapp import create_app
from webapp.storage.db import db, transaction
from webapp.vocabulary import AuthorKind, Role
from webapp.web.security import limiter
from webapp.workflow import adjusting

SIGN_IN = "/gestion/entrar"
FORM = "/planes/plan-de-prueba/observaciones/nueva"
NUMBER = "9" * 30
PILE = "a" + "\u0301\u0316" * 100_000


def test_a_pile_of_accents_is_refused_at_once(visitor, cast):
    an_announced_plan(cast)
    began = time.process_time()
    visitor.fill(FORM, 422, body=PILE)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "address",
    [
        f"/gestion/cambios/{NUMBER}",
        f"/gestion/planes/plan-de-prueba/documentos/{NUMBER}",
        f"/gestion/planes/plan-de-prueba/categorias/{NUMBER}",
        f"/gestion/planes/plan-de-prueba/ajuste/categorias/{NUMBER}",
        f"/planes/plan-de-prueba/ediciones/{NUMBER}",
    ],
)
def test_a_number_that_no_row_can_have_leads_nowhere(desk, cast, address):
    an_announced_plan(cast)
    desk(cast.elena_editor).get(address, 404)


def test_a_cursor_that_no_row_can_have_is_not_read(desk, cast):
    an_announced_plan(cast)
    desk(cast.elena_editor).get(
        f"/gestion/planes/plan-de-prueba/observaciones?despues={NUMBER}", 400
    )


@pytest.mark.parametrize("version", [NUMBER, f"-{NUMBER}", "1" * 5_000, "uno"])
def test_a_version_that_no_row_can_have_saves_nothing(desk, cast, version):
    desk(cast.ada_admin).fill("/gestion/entidad", 422, version=version, name="Otro")


def test_nul_characters_in_the_address_of_the_desk_are_no_fault(desk, cast):
    an_announced_plan(cast)
    editor = desk(cast.elena_editor)
    editor.get("/gestion/planes/plan-de-prueba/observaciones?q=%00&accion=%00")
    editor.get("/gestion/planes/plan-de-prueba/ajuste/1.1?usar=%00")


def test_guessing_one_password_for_many_accounts_is_stopped(visitor, cast, clock):
    with transaction():
        emails = [an_account(f"Persona{number}", Role.AUDITOR).email for number in range(150)]
    form = visitor.get(SIGN_IN).form()
    minute = 0
    statuses = Counter()
    for number, email in enumerate(emails):
        minute += number % 50 == 0
        clock(later(WHILE_OPEN, minutes=2 * minute))
        sent = {**form, "email": email, "password": "no es"}
        statuses[visitor.client.post(SIGN_IN, data=sent).status_code] += 1
    assert statuses == {422: 100, 429: 50}


def test_an_endless_e_mail_takes_no_memory_of_the_limits(visitor, cast):
    visitor.fill(SIGN_IN, 422, email="a" * 1_000_000, password=PASSWORD)
    storage = limiter.storage
    assert max((len(key) for key in storage.events), default=0) < 1_000


def test_the_form_for_a_wrong_code_sends_its_referrer_so_that_https_takes_it(visitor, cast):
    page = visitor.get("/seguimiento/0000-0000-0000-0000", 404)
    assert page.form()
    assert page.response.headers["Referrer-Policy"] == "strict-origin"


def test_an_endless_wording_is_refused_before_it_is_compared(app, desk, cast, clock):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    clock(AFTER_CLOSE)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    desk(cast.elena_editor).fill(
        "/gestion/planes/plan-de-prueba/ajuste/1.1",
        422,
        to="/gestion/planes/plan-de-prueba/ajuste/1.1",
        improvement="a." * 20_000,
        origin="observations",
        reason="Porque sí. Así lo decidió la Mesa.",
        comments=comment.filing_number,
    )


def test_more_rows_to_suppress_than_a_text_can_need_are_not_read(desk, cast):
    comment = filed(an_announced_plan(cast)).comment
    address = f"/gestion/observaciones/{comment.filing_number}/supresiones"
    rows = {f"row{number}_words": "" for number in range(1, 1_100)}
    desk(cast.mario_moderator).fill(address, 413, to=address, **rows)


def test_a_code_of_another_is_not_given_to_who_repeats_their_text(app, visitor, cast):
    plan = an_announced_plan(cast)
    receipt = filed(plan, "El mismo texto.", code=None, form="formulario de otra persona")
    other = Visitor(app.test_client())
    page = other.fill(FORM, to="/planes/plan-de-prueba/observaciones", body="El mismo texto.")
    assert receipt.tracking_code not in page.response.location


def test_a_fault_is_logged_by_the_rule_of_its_address_and_not_by_a_tracking_code(
    sqlite_url, caplog
):
    app = create_app(database_url=sqlite_url, secret_key="only for tests: it is long enough")

    @app.get("/rota/<tracking_code>")
    def broken(tracking_code):
        raise RuntimeError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/rota/ABCD-EFGH-JKMN-PQRS").status_code == 500
    assert "/rota/<tracking_code>" in caplog.text
    assert "ABCD" not in caplog.text


@pytest.mark.postgresql
def test_a_fault_of_the_database_is_logged_without_the_row_that_it_quotes_r13(
    postgresql_url, caplog
):
    app = create_app(database_url=postgresql_url, secret_key="only for tests: it is long enough")
    with db.connection_context():
        plan = an_announced_plan(a_cast())
        db.execute_sql("ALTER TABLE submitter ADD COLUMN of_a_newer_version integer NOT NULL")

    @app.get("/rota")
    def broken():
        filed(plan, author_kind=AuthorKind.PERSON, name="Zoraida Quiñones", consent=True)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get("/rota").status_code == 500
    db.close_all()
    assert "Exception on /rota [GET]: IntegrityError" in caplog.text
    assert "in insert_all" in caplog.text, "it says where it failed"
    assert "Failing row" not in caplog.text
