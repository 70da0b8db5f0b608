"""A form whose token is missing or stale: nothing is written, and all that was typed comes back."""

from io import BytesIO

import pytest

from tests.cast import PASSWORD, an_announced_plan, filed
from webapp.models import Comment, Event, Staff, Subscription
from webapp.vocabulary import AuthorKind

FORM = "/planes/plan-de-prueba/acciones/1.1/observaciones/nueva"
FILE = "/planes/plan-de-prueba/acciones/1.1/observaciones"
TYPED = {
    "body": "Pongan un buzón.\nCerca de la puerta.",
    "proposed_text": "Un buzón.",
    "name": "Nubia",
    "email": "nubia@vecinas.example",
    "consent": "y",
    "submission_id": "el-formulario-de-nubia",
}
STALE = "token-de-ayer"
AGAIN = "vuelva a enviarlo"


@pytest.fixture(autouse=True)
def plan(app, cast, clock):
    """A plan that is open."""
    return an_announced_plan(cast)


@pytest.mark.parametrize("token", [None, STALE], ids=["missing", "stale"])
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("address", [FORM, FILE])
def test_an_observation_comes_back_whole_and_is_filed_when_sent_again(
    visitor, token, htmx, address
):
    sent = {**TYPED, "csrf_token": token} if token else TYPED
    page = visitor.post(address, sent, 422, htmx=htmx)
    assert AGAIN in page.words
    assert not Comment.select().exists()
    form = page.form(inside=".")
    assert {name: form[name].replace("\r", "") for name in TYPED} == TYPED
    visitor.post(FILE, form)
    assert Comment.get().body == TYPED["body"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://otro.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_that_another_site_sent_does_not_come_back(visitor, headers):
    """Nor with a number of its own, by which it would open the page of who then sends it."""
    response = visitor.client.post(FORM, data=TYPED, headers=headers)
    assert response.status_code == 400
    assert TYPED["body"] not in response.text


def test_a_form_of_an_older_browser_comes_back(visitor):
    response = visitor.client.post(FORM, data=TYPED, headers={"Origin": "http://localhost"})
    assert response.status_code == 422
    assert TYPED["body"] in response.text


def test_a_tracking_code_comes_back(visitor):
    page = visitor.post("/seguimiento", {"tracking_code": "0000-1111"}, 422)
    assert AGAIN in page.words
    assert page.form()["tracking_code"] == "0000-1111"


@pytest.mark.parametrize("rest", ["nombre-oculto", "datos-borrados"])
def test_rights_over_the_own_data_are_asked_for_again(visitor, plan, rest):
    receipt = filed(plan, author_kind=AuthorKind.PERSON, name="Nubia", consent=True)
    address = f"/seguimiento/{receipt.tracking_code}/{rest}"
    page = visitor.post(address, {}, 422)
    assert AGAIN in page.words
    assert receipt.comment.fresh().submitter.name == "Nubia"
    visitor.post(address, page.form())


def test_what_was_said_of_how_easy_it_was_comes_back(visitor, plan):
    address = f"/seguimiento/{filed(plan).tracking_code}/facilidad"
    page = visitor.post(address, {"wish": "Letras más grandes."}, 422)
    assert AGAIN in page.words
    assert page.form()["wish"] == "Letras más grandes."
    visitor.post(address, page.form())


@pytest.mark.parametrize("address", ["/planes/plan-de-prueba/suscripcion", "/suscripcion"])
def test_the_address_for_notices_comes_back(app, visitor, address):
    app.config["MAIL_URL"], app.config["BASE_URL"] = "smtp://localhost?from=a@b.co", "https://b.co"
    page = visitor.post(address, {"email": "susana@correo.example", "consent": "y"}, 422)
    assert AGAIN in page.words
    assert page.form()["email"] == "susana@correo.example"
    assert not Subscription.select().exists()


def test_signing_in_goes_on_from_a_page_left_open_and_shows_no_password(visitor, cast):
    sent = {"email": cast.elena_editor.email, "password": PASSWORD}
    page = visitor.post("/gestion/entrar", sent, 422)
    assert AGAIN in page.words
    assert PASSWORD not in page.html
    visitor.post("/gestion/entrar", {**page.form(), "password": PASSWORD})


def test_staff_who_signed_in_again_elsewhere_lose_no_answer(desk, plan, cast):
    comment = filed(plan).comment
    address = f"/gestion/observaciones/{comment.filing_number}/notas"
    moderator = desk(cast.mario_moderator)
    typed = {**moderator.get(address).form(), "text": "Una nota larga.", "csrf_token": STALE}
    page = moderator.post(address, typed, 422)
    assert AGAIN in page.words
    assert "Una nota larga." in page.form().values()


def test_no_address_writes_anything_without_a_token(app, desk, plan, cast):
    comment = filed(plan, author_kind=AuthorKind.PERSON, name="Nubia", consent=True)
    given = {
        "slug": "plan-de-prueba",
        "code": "1.1",
        "filing_number": comment.comment.filing_number,
        "tracking_code": comment.tracking_code,
        "what": "nombre",
    }
    Staff.update(role_names=["admin", "editor", "moderator", "responder", "approver"]).where(
        Staff.id == cast.ada_admin.id
    ).execute()
    ada = desk(cast.ada_admin)
    before = Event.select().count()
    asked = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint == "subscriptions.leaving":
            continue
        values = {name: given.get(name, 1) for name in rule.arguments}
        address = rule.build(values)[1]
        response = ada.client.post(address, data={"body": "Algo", "file": (BytesIO(b"a"), "a.txt")})
        assert response.status_code in (200, 302, 303, 400, 403, 404, 409, 422), address
        assert Event.select().count() == before, address
        asked += 1
    assert asked > 100
