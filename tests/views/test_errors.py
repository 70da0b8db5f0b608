"""What a person reads when something did not go as asked."""

from io import BytesIO

import pytest
from peewee import OperationalError
from werkzeug.test import TestResponse

from tests.cast import an_announced_plan
from tests.visitor import Page
from webapp.workflow.refusals import NotAllowed, WrongState


def read(response: TestResponse, status: int) -> Page:
    """The page of an answer, which must be sound and say something in Spanish."""
    page = Page(response)
    assert page.status == status, page.words
    assert page.h1
    return page


def test_an_address_that_is_not_there(visitor):
    page = read(visitor.client.get("/planes/no-hay/nada"), 404)
    assert page.h1 == "No encontramos esa página"
    assert "/" in page.links


def test_a_way_that_an_address_does_not_take(visitor):
    response = visitor.client.delete("/gestion/entrar")
    assert "GET" in response.headers["Allow"]
    read(response, 405)


def test_a_form_without_its_token(visitor, cast, desk):
    page = read(visitor.client.post("/gestion/entrar", data={"email": "a"}), 422)
    assert "No pudimos confirmar que el formulario salió de esta página" in page.words
    page = read(desk(cast.elena_editor).client.post("/gestion/salir"), 400)
    assert page.h1 == "No pudimos confirmar que el formulario salió de esta página"


@pytest.mark.parametrize(
    ("address", "size"), [("/gestion/entrar", 13), ("/gestion/planes/importar", 13), ("/", 3)]
)
def test_more_than_any_form_may_carry(cast, desk, address, size):
    an_announced_plan(cast)
    target = "/planes/plan-de-prueba/observaciones" if address == "/" else address
    content = BytesIO(b"0" * size * 1024 * 1024)
    response = desk(cast.elena_editor).client.post(
        target, data={"file": (content, "a.pdf")}, content_type="multipart/form-data"
    )
    assert read(response, 413).h1 == "Lo que envió es demasiado grande"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (WrongState("The consultation is closed."), 409, "La consulta ya cerró."),
        (NotAllowed("Your role does not allow this."), 403, "Su rol no permite hacer esto."),
        (OperationalError("disk full"), 503, "Nada quedó guardado a medias."),
    ],
)
def test_what_a_rule_or_the_database_refuses(app, visitor, error, status, words):
    def refuse() -> None:
        raise error

    app.view_functions["pages.home"] = refuse
    page = read(visitor.client.get("/"), status)
    assert words in page.words
    assert "disk full" not in page.html
