"""Asking for the notices of a plan, confirming from the mailbox, leaving with one click."""

import pytest
from flask import Flask

from tests.cast import WHILE_OPEN, Cast, a_draft, an_announced_plan, later
from tests.visitor import Visitor
from webapp.mailing.tokens import Purpose, token
from webapp.models import Notice, Plan, Subscription
from webapp.vocabulary import NoticeKind
from webapp.workflow import announcing, subscribing

ASK = "/planes/plan-de-prueba/suscripcion"
EVERY = "/suscripcion"
SUSANA = {"email": "susana@example.com", "consent": "y"}


@pytest.fixture
def plan(app: Flask, cast: Cast) -> Plan:
    """An open plan, where mail can be sent."""
    app.config.update(
        MAIL_URL="smtp://localhost?from=avisos@concejo.example", BASE_URL="https://concejo.example"
    )
    return an_announced_plan(cast)


@pytest.fixture
def subscriber(visitor: Visitor, plan: Plan) -> Subscription:
    """Someone who asked and has not confirmed yet."""
    visitor.fill(ASK, **SUSANA)
    return Subscription.get()


def link(app: Flask, purpose: Purpose, subscription: Subscription, noun: str) -> str:
    """The address that stands in a message."""
    with app.app_context():
        return f"/suscripciones/{token(purpose, subscription)}/{noun}"


@pytest.fixture
def confirm_url(app: Flask, subscriber: Subscription) -> str:
    return link(app, Purpose.CONFIRM, subscriber, "confirmacion")


@pytest.fixture
def leave_url(app: Flask, subscriber: Subscription) -> str:
    return link(app, Purpose.LEAVE, subscriber, "baja")


# --- asking ---------------------------------------------------------------------------------------


def test_the_plan_leads_to_the_form_and_the_form_to_the_mailbox(visitor, plan):
    assert ASK in visitor.get("/planes/plan-de-prueba").links
    page = visitor.fill(ASK, **SUSANA)
    assert visitor.get(page.response.location).h1 == "Revise su correo"
    assert Subscription.get().confirmed_at is None
    assert Notice.get().kind is NoticeKind.CONFIRMATION


def test_what_comes_back_says_nothing_of_whether_the_address_was_known(visitor, plan):
    first = visitor.fill(ASK, **SUSANA)
    subscribing.confirm(Subscription.get(), at=WHILE_OPEN)
    again = visitor.fill(ASK, **SUSANA)
    other = visitor.fill(ASK, email="otra@example.com", consent="y")
    assert first.response.location == again.response.location == other.response.location
    assert first.html == again.html == other.html


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "", "consent": "y"}, "Escriba un correo"),
        ({"email": "no es un correo", "consent": "y"}, "Escriba un correo"),
        ({"email": "susana@example.com"}, "Marque la autorización"),
        ({**SUSANA, "website": "http://x"}, "Una casilla oculta"),
    ],
)
def test_what_cannot_be_taken_is_handed_back(visitor, plan, htmx, typed, said):
    page = visitor.fill(ASK, 422, htmx=htmx, **typed)
    assert said in page.words
    assert page.form(inside=".")["email"] == typed["email"]
    assert ("<html" in page.html) is not htmx
    assert not Subscription.select().exists()


def test_nobody_is_asked_for_an_address_while_no_mail_can_be_sent(app, visitor, plan):
    form = visitor.get(ASK).form()
    app.config["MAIL_URL"] = ""
    assert ASK not in visitor.get("/planes/plan-de-prueba").links
    assert not visitor.get(ASK).all(".//main//form")
    assert "aún no están disponibles" in visitor.post(ASK, {**form, **SUSANA}, 409).words


def test_a_plan_that_is_not_public_or_was_cancelled_has_no_notices(visitor, plan, cast):
    a_draft(cast, "borrador")
    visitor.get("/planes/borrador/suscripcion", 404)
    visitor.get("/planes/no-existe/suscripcion", 404)
    form = visitor.get(ASK).form()
    announcing.cancel(
        plan, reason="No hay recursos. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    assert not visitor.get(ASK).all(".//main//form")
    assert "ya no habrá más avisos" in visitor.post(ASK, {**form, **SUSANA}, 409).words
    assert not Subscription.select().exists()


def test_who_asks_too_often_must_wait(visitor, plan):
    form = visitor.get(ASK).form()
    statuses = [visitor.client.post(ASK, data={**form, **SUSANA}).status_code for _ in range(31)]
    assert (statuses[0], statuses[-1]) == (303, 429)
    visitor.get(ASK)


# --- every plan -----------------------------------------------------------------------------------


def test_the_entrance_leads_to_the_notices_of_every_plan(app, visitor, plan):
    assert EVERY in visitor.get("/").links
    page = visitor.fill(EVERY, **SUSANA)
    assert visitor.get(page.response.location).h1 == "Revise su correo"
    subscriber = Subscription.get()
    assert (subscriber.plan, subscriber.confirmed_at) == (None, None)

    visitor.fill(link(app, Purpose.CONFIRM, subscriber, "confirmacion"))
    confirmed = visitor.get(link(app, Purpose.CONFIRM, subscriber, "confirmacion"))
    assert "cuando se anuncie una consulta" in confirmed.words
    leave_url = link(app, Purpose.LEAVE, subscriber, "baja")
    assert "todos los planes" in visitor.get(leave_url).words
    visitor.fill(leave_url)
    assert not Subscription.select().exists()
    assert "Su correo se borró" in visitor.get(leave_url).words


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_taken_for_every_plan_is_handed_back_too(visitor, plan, htmx):
    page = visitor.fill(EVERY, 422, htmx=htmx, email="no es un correo", consent="y")
    assert "Escriba un correo" in page.words
    assert page.form(inside=".")["email"] == "no es un correo"


def test_what_the_address_is_for_is_said_without_speaking_of_observations(visitor, plan):
    for address in (ASK, EVERY):
        notice = visitor.get(address).text_of(".//*[@id='privacy-notice']")
        assert "únicamente para enviarle estos avisos" in notice
        assert "observación" not in notice


def test_nobody_is_asked_on_the_entrance_while_no_mail_can_be_sent(app, visitor, plan):
    app.config["MAIL_URL"] = ""
    assert EVERY not in visitor.get("/").links
    assert not visitor.get(EVERY).all(".//main//form")


# --- confirming -----------------------------------------------------------------------------------


def test_opening_the_link_confirms_nothing_and_its_button_does(visitor, subscriber, confirm_url):
    page = visitor.get(confirm_url)
    assert subscriber.fresh().confirmed_at is None
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert subscriber.email not in page.html

    visitor.fill(confirm_url)
    assert subscriber.fresh().confirmed_at == WHILE_OPEN
    assert visitor.get(confirm_url).h1 == "Usted recibirá nuestros avisos"


def test_a_link_that_was_altered_or_is_for_something_else_opens_nothing(
    app, visitor, subscriber, confirm_url, leave_url
):
    visitor.get(confirm_url.replace("/confirmacion", "x/confirmacion"), 404)
    visitor.get(confirm_url.replace("confirmacion", "baja"), 404)
    page = visitor.get(leave_url.replace("baja", "confirmacion"), 404)
    assert page.h1 == "Este enlace ya no sirve"
    subscribing.purge(at=later(WHILE_OPEN, days=7))
    visitor.get(confirm_url, 404)


# --- leaving --------------------------------------------------------------------------------------


def test_opening_the_link_leaves_nothing_and_its_button_erases_the_address(
    visitor, subscriber, leave_url
):
    page = visitor.get(leave_url)
    assert Subscription.select().exists()
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    assert page.response.headers["Cache-Control"] == "no-store"

    visitor.fill(leave_url)
    assert not Subscription.select().exists()
    assert visitor.get(leave_url).h1 == "Usted no recibe avisos"
    visitor.post(leave_url, {})


def test_a_mailbox_leaves_with_one_click_without_cookie_or_form(app, subscriber, leave_url):
    app.config["WTF_CSRF_ENABLED"] = True
    response = app.test_client().post(leave_url, data={"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.location) == (200, None)
    assert not Subscription.select().exists()


def test_many_leave_from_one_address_and_guesses_are_limited(app, subscriber, leave_url):
    client = app.test_client()
    one_click = {"List-Unsubscribe": "One-Click"}
    assert {client.post(leave_url, data=one_click).status_code for _ in range(40)} == {200}
    guess = leave_url.replace("/baja", "x/baja")
    statuses = [client.post(guess, data=one_click).status_code for _ in range(31)]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert client.post(leave_url, data=one_click).status_code == 200


def test_no_other_address_does_without_its_form(app, plan, subscriber, confirm_url):
    client = app.test_client()
    assert client.post(ASK, data=SUSANA).status_code in (400, 422)
    assert client.post(confirm_url, data={}).status_code in (400, 422)
    assert subscriber.fresh().confirmed_at is None


def test_neither_code_nor_token_comes_into_the_log(app, subscriber, leave_url, caplog):
    Subscription.drop_table()
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert app.test_client().get(leave_url).status_code >= 500
    assert leave_url.split("/")[2] not in caplog.text
