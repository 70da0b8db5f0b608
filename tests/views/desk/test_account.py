"""One's own account: password, second factor with its recovery codes, sessions."""

from datetime import UTC, timedelta

import pyotp
import pytest

from tests.cast import PASSWORD, WHILE_OPEN
from tests.visitor import Visitor
from webapp.models import Event, SecondFactor, Staff, StaffSession
from webapp.web.sign_in_limits import COOKIE
from webapp.workflow import staffing
from webapp.workflow.refusals import WrongState

SVG = "{http://www.w3.org/2000/svg}"
ANOTHER = "otra clave bien larga"
SIGN_IN = "/gestion/entrar"
ACCOUNT = "/gestion/mi-cuenta"
FACTOR = f"{ACCOUNT}/segundo-factor"


@pytest.fixture
def elena(desk, cast) -> Visitor:
    return desk(cast.elena_editor)


def code_at(staff: Staff, minutes: int = 0) -> str:
    """What the person's telephone shows so many minutes after the clock of the tests."""
    moment = (WHILE_OPEN + timedelta(minutes=minutes)).replace(tzinfo=UTC)
    factor = SecondFactor.get(SecondFactor.staff == staff)
    return pyotp.TOTP(factor.secret).at(moment)


def set_up(person: Visitor, staff: Staff) -> list[str]:
    """Go through the set-up as a person does; give the recovery codes."""
    person.fill(FACTOR)
    page = person.fill(FACTOR, 201, code=code_at(staff))
    return page.text_of(".//pre[@id='recovery-codes']").split()


# --- set-up --------------------------------------------------------------------------------------


def test_a_second_factor_is_set_up_with_a_qr_and_gives_ten_codes_once(elena, cast):
    page = elena.get(FACTOR)
    assert not page.all(f".//main//{SVG}svg")
    assert SecondFactor.select().count() == 0
    elena.fill(FACTOR)

    page = elena.get(FACTOR)
    (picture,) = page.all(f".//main//{SVG}svg")
    assert picture.find(f"./{SVG}title").text == "Código QR con la clave de su segundo factor"
    assert picture.find(f"./{SVG}path").get("d").startswith("M4 4h1v1h-1z")
    assert page.all(".//main//*[@style]") == []
    secret = SecondFactor.get().secret
    assert page.text_of(".//code[@id='secret']").replace(" ", "") == secret

    wrong = elena.fill(FACTOR, 422, code="123")
    assert "Ese código no es correcto" in wrong.words
    assert wrong.all(f".//main//{SVG}svg")
    codes = elena.fill(FACTOR, 201, code=code_at(cast.elena_editor))
    assert len(codes.text_of(".//pre[@id='recovery-codes']").split()) == 10
    assert codes.response.headers["Cache-Control"] == "no-store"
    assert secret not in elena.get(FACTOR).html
    assert "Le quedan 10 códigos de recuperación." in elena.get(ACCOUNT).words


def test_starting_over_makes_another_key_and_a_confirmed_one_is_not_replaced(elena, cast):
    elena.fill(FACTOR)
    first = SecondFactor.get().secret
    page = elena.get(FACTOR)
    elena.post(FACTOR, page.form(1))
    assert SecondFactor.get().secret != first
    elena.fill(FACTOR, 201, code=code_at(cast.elena_editor))
    elena.post(FACTOR, page.form(1), 409)


def test_it_is_removed_by_who_knows_the_password(elena, cast):
    set_up(elena, cast.elena_editor)
    page = elena.fill(f"{FACTOR}/retiro", 422, password="no es")
    assert "Esa no es su contraseña." in page.words
    elena.fill(f"{FACTOR}/retiro", password=PASSWORD)
    assert staffing.second_factor(cast.elena_editor) is None
    assert "Su cuenta no tiene segundo factor." in elena.get(f"{FACTOR}/retiro").words


def test_who_must_have_one_sets_it_up_and_goes_on(elena, cast):
    staffing.require_second_factor(True, by=cast.ada_admin, at=WHILE_OPEN)
    elena.get("/gestion/", 303)
    set_up(elena, cast.elena_editor)
    elena.get("/gestion/")


# --- signing in ----------------------------------------------------------------------------------


def halfway(app, staff: Staff, address: str = "/gestion/entrar") -> Visitor:
    """Someone who gave a right password and owes the second factor."""
    person = Visitor(app.test_client())
    page = person.fill(address, email=staff.email, password=PASSWORD)
    assert page.response.location.startswith("/gestion/entrar/segundo-paso")
    return person


def test_signing_in_takes_two_steps_and_there_is_no_session_between_them(app, elena, cast, clock):
    staff = cast.elena_editor
    set_up(elena, staff)
    clock(WHILE_OPEN + timedelta(minutes=10))
    before = StaffSession.select().count()
    person = halfway(app, staff, "/gestion/entrar?next=/gestion/planes")
    assert StaffSession.select().count() == before
    person.get("/gestion/", 302)

    step = "/gestion/entrar/segundo-paso?next=/gestion/planes"
    assert "Ese código no es correcto" in person.fill(step, 422, code="000000").words
    page = person.fill(step, code=code_at(staff, 10))
    assert page.response.location == "/gestion/planes"
    assert "Elena Editora" in person.get("/gestion/").words

    replayed = halfway(app, staff)
    replayed.fill("/gestion/entrar/segundo-paso", 422, code=code_at(staff, 10))


def test_a_recovery_code_lets_in_once(app, elena, cast):
    codes = set_up(elena, cast.elena_editor)
    halfway(app, cast.elena_editor).fill("/gestion/entrar/segundo-paso", code=codes[3].upper())
    again = halfway(app, cast.elena_editor)
    again.fill("/gestion/entrar/segundo-paso", 422, code=codes[3])
    assert "Le quedan 9 códigos de recuperación." in elena.get(ACCOUNT).words


def test_the_mark_between_the_steps_lasts_five_minutes(app, elena, cast, clock):
    set_up(elena, cast.elena_editor)
    person = halfway(app, cast.elena_editor)
    form = person.get("/gestion/entrar/segundo-paso").form()
    clock(WHILE_OPEN + timedelta(minutes=5, seconds=1))
    late = {**form, "code": code_at(cast.elena_editor, 5)}
    page = person.post("/gestion/entrar/segundo-paso", late)
    assert page.response.location == "/gestion/entrar"
    person.get("/gestion/", 302)


def test_the_second_step_without_the_first_leads_back_to_it(visitor):
    page = visitor.get("/gestion/entrar/segundo-paso", 303)
    assert page.response.location == "/gestion/entrar"


def test_codes_are_not_guessed_without_end(app, elena, cast):
    set_up(elena, cast.elena_editor)
    person = halfway(app, cast.elena_editor)
    step = "/gestion/entrar/segundo-paso"
    form = person.get(step).form()
    for _ in range(5):
        person.post(step, {**form, "code": "000000"}, 422)
    over = person.post(step, {**form, "code": code_at(cast.elena_editor, 1)})
    assert over.response.location == "/gestion/entrar"
    assert "Comience de nuevo con su contraseña" in person.get("/gestion/entrar").words
    person.get(step, 303)
    assert Event.select().where(Event.verb == "second_factor.refused").count() == 1


def test_codes_are_not_guessed_by_signing_in_again_and_again(app, cast, clock):
    staff = cast.elena_editor
    elena = Visitor(app.test_client()).entered(staff)
    set_up(elena, staff)
    tried = 0
    for number in range(8):
        clock(WHILE_OPEN + timedelta(minutes=20 * number))
        person = halfway(app, staff)
        form = person.get("/gestion/entrar/segundo-paso").form()
        for _ in range(6):
            sent = {**form, "code": "000000"}
            tried += (
                person.client.post("/gestion/entrar/segundo-paso", data=sent).status_code == 422
            )
    assert tried == 30
    stranger = halfway(app, staff)
    code = code_at(staff, 140)
    assert stranger.fill("/gestion/entrar/segundo-paso", code=code).response.location == SIGN_IN

    cookie = elena.client.get_cookie(COOKIE, path="/gestion")
    owner = app.test_client()
    owner.set_cookie(COOKIE, cookie.value, path="/gestion")
    person = Visitor(owner)
    clock(WHILE_OPEN + timedelta(minutes=160))
    person.fill("/gestion/entrar", email=staff.email, password=PASSWORD)
    person.fill("/gestion/entrar/segundo-paso", code=code_at(staff, 160))
    person.get("/gestion/")


def test_the_second_step_is_gone_once_and_for_all(app, elena, cast, clock):
    staff = cast.elena_editor
    codes = set_up(elena, staff)
    person = halfway(app, staff)
    cookie = person.client.get_cookie("enmienda").value
    person.fill("/gestion/entrar/segundo-paso", code=codes[0])
    thief = app.test_client()
    thief.set_cookie("enmienda", cookie)
    assert thief.get("/gestion/entrar/segundo-paso").location == SIGN_IN


def test_a_password_set_anew_ends_the_sign_ins_that_were_halfway(app, elena, cast):
    set_up(elena, cast.elena_editor)
    person = halfway(app, cast.elena_editor)
    secret = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=WHILE_OPEN)
    staffing.set_password(secret, ANOTHER, at=WHILE_OPEN)
    person.get("/gestion/entrar/segundo-paso", 303)


def test_the_secret_of_a_second_step_sets_no_password(app, elena, cast):
    secret = staffing.begin_second_step(cast.elena_editor, at=WHILE_OPEN)
    elena.get(f"/gestion/clave/{secret}", 404)
    with pytest.raises(WrongState):
        staffing.set_password(secret, ANOTHER, at=WHILE_OPEN)


def test_a_wrong_password_never_gets_to_the_second_step(app, elena, cast, visitor):
    set_up(elena, cast.elena_editor)
    visitor.fill("/gestion/entrar", 422, email=cast.elena_editor.email, password="no es")
    visitor.get("/gestion/entrar/segundo-paso", 303)


# --- password and sessions -----------------------------------------------------------------------


def test_the_own_password_changes_and_the_other_sessions_end(elena, desk, cast):
    elsewhere = desk(cast.elena_editor)
    address = f"{ACCOUNT}/clave"
    page = elena.fill(address, 422, current="no es", password=ANOTHER, again=ANOTHER)
    assert "Esa no es su contraseña." in page.words
    page = elena.fill(address, 422, current=PASSWORD, password=ANOTHER, again="otra")
    assert "Las dos contraseñas no son iguales." in page.words
    page = elena.fill(address, 422, current=PASSWORD, password="corta", again="corta")
    assert ANOTHER not in page.html
    elena.fill(address, current=PASSWORD, password=ANOTHER, again=ANOTHER)
    elena.get("/gestion/")
    elsewhere.get("/gestion/", 302)
    assert staffing.authenticate(cast.elena_editor.email, ANOTHER)


def test_guessing_the_password_from_an_open_session_is_limited(elena):
    form = elena.get(f"{ACCOUNT}/clave").form()
    guess = {**form, "current": "no es", "password": ANOTHER, "again": ANOTHER}
    for _ in range(10):
        elena.post(f"{ACCOUNT}/clave", guess, 422)
    elena.post(f"{ACCOUNT}/clave", guess, 429)


def test_one_session_or_all_the_others_are_ended_from_the_account(elena, desk, cast):
    second, third = desk(cast.elena_editor), desk(cast.elena_editor)
    page = elena.get(ACCOUNT)
    assert page.words.count("Comenzó el") == 3
    assert page.words.count("La que está usando") == 1
    forms = [form.get("action") for form in page.all(".//main//form")]
    assert len(forms) == 3
    elena.post(forms[0], page.form(0))
    assert [v.client.get("/gestion/").status_code for v in (second, third)].count(302) == 1
    elena.post(f"{ACCOUNT}/sesiones/cierre", page.form(0))
    for over in (second, third):
        over.get("/gestion/", 302)
    elena.get("/gestion/")


def test_nobody_ends_the_session_of_someone_else_from_their_account(elena, desk, cast):
    rosa = desk(cast.rosa_responder)
    (session,) = StaffSession.running(cast.rosa_responder, WHILE_OPEN)
    form = elena.get("/gestion/").form(inside=".//header")
    elena.post(f"{ACCOUNT}/sesiones/{session.id}/cierre", form, 404)
    rosa.get("/gestion/")
