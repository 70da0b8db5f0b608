"""Signing in and out of the desk."""

from hashlib import sha256

from itsdangerous import URLSafeTimedSerializer

from tests.cast import PASSWORD, WHILE_OPEN
from tests.visitor import Visitor
from webapp.models import Event
from webapp.web.security import limiter
from webapp.web.sign_in_limits import COOKIE
from webapp.workflow import staffing

SIGN_IN = "/gestion/entrar"


def test_a_stranger_is_sent_to_sign_in_and_then_where_they_were_going(visitor, cast):
    page = visitor.get("/gestion/", status=302)
    assert page.response.location == "/gestion/entrar?next=/gestion/"

    page = visitor.fill(page.response.location, email=cast.elena_editor.email, password=PASSWORD)
    assert page.response.location == "/gestion/"
    assert "Elena Editora" in visitor.get("/gestion/").words


def test_a_wrong_password_says_nothing_about_the_account(visitor, cast):
    known = visitor.fill("/gestion/entrar", 422, email=cast.elena_editor.email, password="no es")
    unknown = visitor.fill("/gestion/entrar", 422, email="nadie@concejo.example", password="no es")
    assert known.text_of(".//*[@role='alert']") == unknown.text_of(".//*[@role='alert']")


def test_after_eight_failures_from_one_place_the_owner_still_enters_from_another(
    app, visitor, cast
):
    email = cast.elena_editor.email
    for _ in range(8):
        visitor.fill("/gestion/entrar", 422, email=email, password="no es")
    page = visitor.get("/gestion/entrar")
    refused = visitor.post(
        "/gestion/entrar", {**page.form(), "email": email, "password": PASSWORD}, 429
    )
    assert refused.response.headers["Retry-After"]

    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    owner = type(visitor)(elsewhere)
    owner.fill("/gestion/entrar", email=email, password=PASSWORD)


def test_a_session_that_was_ended_is_over_whatever_cookie_someone_kept(app, desk, cast):
    editor = desk(cast.elena_editor)
    cookie = editor.client.get_cookie("enmienda")
    editor.post("/gestion/salir", editor.get("/gestion/").form(inside=".//header"))

    thief = app.test_client()
    thief.set_cookie("enmienda", cookie.value)
    assert thief.get("/gestion/").status_code == 302


def guessed_from_everywhere(app, email: str, times: int = 60) -> list[int]:
    """What someone gets who tries passwords on an account, each from another network."""
    client = app.test_client()
    form = Visitor(client).get(SIGN_IN).form()
    statuses = []
    for number in range(times):
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        sent = {**form, "email": email, "password": "no es"}
        statuses.append(client.post(SIGN_IN, data=sent).status_code)
    return statuses


def test_guessing_from_many_networks_is_slowed_and_the_owner_still_enters(app, clock, cast):
    elena = cast.elena_editor
    at_her_desk = Visitor(app.test_client()).entered(elena)
    at_her_desk.post("/gestion/salir", at_her_desk.get("/gestion/").form(inside=".//header"))
    assert guessed_from_everywhere(app, elena.email) == [422] * 49 + [429] * 11
    at_her_desk.fill(SIGN_IN, email=elena.email, password=PASSWORD)
    told = [each.details for each in Event.select().where(Event.verb == "session.guessed")]
    assert len(told) == 1
    assert elena.email not in str(told)


def test_the_owner_enters_from_a_new_browser_by_a_link_while_strangers_wait(app, visitor, cast):
    elena = cast.elena_editor
    guessed_from_everywhere(app, elena.email)
    form = visitor.get(SIGN_IN).form()
    visitor.post(SIGN_IN, {**form, "email": elena.email, "password": PASSWORD}, 429)
    secret = staffing.offer_reset(elena, by=cast.ada_admin, at=WHILE_OPEN)
    new = "otra clave, bien larga"
    visitor.fill(f"/gestion/clave/{secret}", password=new, again=new)
    visitor.fill(SIGN_IN, email=elena.email, password=new)


def test_a_known_browser_guesses_no_more_than_others(app, clock, cast):
    person = Visitor(app.test_client()).entered(cast.elena_editor)
    person.post("/gestion/salir", person.get("/gestion/").form(inside=".//header"))
    form = person.get(SIGN_IN).form()
    sent = {**form, "email": cast.elena_editor.email, "password": "no es"}
    statuses = [person.client.post(SIGN_IN, data=sent).status_code for _ in range(10)]
    assert statuses[-2:] == [429, 429]


def test_an_account_that_is_not_there_is_slowed_as_any_other(app, cast):
    statuses = guessed_from_everywhere(app, "nadie@concejo.example")
    assert statuses == [422] * 50 + [429] * 10


def test_the_addresses_of_one_subscriber_of_ipv6_are_one_network(app, cast):
    client = app.test_client()
    form = Visitor(client).get(SIGN_IN).form()
    sent = {**form, "email": cast.elena_editor.email, "password": "no es"}
    statuses = []
    for number in range(9):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:7::{number:x}"
        statuses.append(client.post(SIGN_IN, data=sent).status_code)
    assert statuses == [422] * 8 + [429]


def test_the_log_tells_of_failures_by_account_and_network_without_the_address(
    visitor, cast, caplog
):
    for email in (cast.elena_editor.email, "nadie@concejo.example"):
        visitor.fill(SIGN_IN, 422, email=email, password="no es")
    assert f"wrong password, account {cast.elena_editor.id}, from 127.0.0.1" in caplog.text
    assert "wrong password, account unknown" in caplog.text
    assert "@" not in caplog.text


def test_the_store_of_limits_and_the_cookie_confirm_no_guess_of_an_address_r13(visitor, cast):
    email = cast.elena_editor.email
    visitor.fill(SIGN_IN, 422, email=email, password="no es")
    visitor.fill(SIGN_IN, email=email, password=PASSWORD)
    counted = " ".join(limiter.storage.events)
    assert "passwords at an account" in counted
    cookie = visitor.client.get_cookie(COOKIE, path="/gestion")
    told = counted + str(URLSafeTimedSerializer("").loads_unsafe(cookie.value))
    for guess in (email, f"account:{email}"):
        assert sha256(guess.encode()).hexdigest()[:32] not in told


def test_a_link_to_set_a_password_opens_however_many_were_missed(app, visitor, cast):
    for _ in range(31):
        last = visitor.client.get("/gestion/clave/no-es").status_code
    assert last == 429
    secret = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=WHILE_OPEN)
    visitor.get(f"/gestion/clave/{secret}")
