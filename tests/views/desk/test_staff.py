"""The people of the desk."""

import pytest

from tests.views.test_every_page import faults_of
from webapp.models import Area, Staff
from webapp.vocabulary import Role

STAFF = "/gestion/personal"


@pytest.fixture
def admin(cast, desk):
    """Ada, signed in."""
    return desk(cast.ada_admin)


def test_everyone_is_listed_with_their_roles(admin):
    page = admin.get(STAFF)
    rows = [["".join(cell.itertext()) for cell in row] for row in page.all(".//tbody/tr")]
    assert ["Elena Editora", "elena@concejo.example", "Edición", "—", "Con acceso"] in rows
    assert not faults_of(page)


def test_a_person_is_added_and_enters_with_the_password_that_was_proposed(app, admin, visitor):
    page = admin.get(f"{STAFF}/nueva")
    password = page.form()["password"]
    assert len(password) >= 12
    area = Area.get(Area.name == "Planeación")
    data = page.form() | {
        "name": "Pía Planea",
        "email": "PIA@concejo.example",
        "roles": ["responder", "approver"],
        "area": area.id,
    }
    answer = admin.post(f"{STAFF}/nueva", data)
    assert answer.response.location == STAFF
    words = admin.get(STAFF).words
    assert "Pía Planea ya puede entrar" in words
    assert password not in words
    pia = Staff.get(Staff.email == "pia@concejo.example")
    assert pia.roles == {Role.RESPONDER, Role.APPROVER}
    assert pia.area == area
    visitor.fill("/gestion/entrar", email="pia@concejo.example", password=password)
    assert "Pía Planea" in visitor.get("/gestion/").words


def test_faults_are_marked_and_everything_typed_stays(admin):
    page = admin.fill(f"{STAFF}/nueva", 422, name="Pía", email="pia", password="corta")
    assert "Escoja al menos un rol." in page.words
    assert page.form()["name"] == "Pía"
    assert not faults_of(page)
    page = admin.fill(f"{STAFF}/nueva", 422, name="Pía", email="pia", roles="editor", password="x")
    assert "Escriba un correo como nombre@ejemplo.com." in page.words
    assert "La contraseña necesita al menos 12 caracteres." in page.words
    email = "elena@concejo.example"
    page = admin.fill(f"{STAFF}/nueva", 422, name="Pía", email=email, roles="editor")
    assert "Alguien ya tiene ese correo." in page.words
    admin.fill(f"{STAFF}/nueva", 422, name="Pía", email="p@c.co", roles="emperor")
    admin.fill(f"{STAFF}/nueva", 422, name="Pía", email="p@c.co", roles="editor", area="999")


def test_whoever_audits_reads_the_list_and_nobody_else_enters(cast, desk):
    auditor = desk(cast.aldo_auditor)
    assert f"{STAFF}/nueva" not in auditor.get(STAFF).links
    auditor.get(f"{STAFF}/nueva", 403)
    desk(cast.elena_editor).get(STAFF, 403)
