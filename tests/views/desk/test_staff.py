"""The people of the desk: invited by a link, edited, let in and out, and what each role may do."""

import re

import pytest

from tests.cast import MONDAY, PASSWORD, WHILE_OPEN
from tests.visitor import Page, Visitor
from webapp.models import Area, Entity, Event, Staff, StaffSession, StaffToken
from webapp.presenting.desk_sections import SECTIONS, section_of
from webapp.vocabulary import Role
from webapp.workflow import staffing

ANOTHER = "otra clave bien larga"


@pytest.fixture
def admin(desk, cast) -> Visitor:
    return desk(cast.ada_admin)


def link_on(page: Page) -> str:
    address = page.text_of(".//code[@id='link']")
    found = re.fullmatch(r"http://localhost(/gestion/clave/[\w-]{43})", address)
    assert found, address
    return found[1]


def invited(admin: Visitor, **fields: object) -> Page:
    given = {
        "name": "Sofía Nueva",
        "email": "sofia@concejo.example",
        "roles": ["responder", "moderator"],
    }
    return admin.fill("/gestion/personal/nueva", 201, **{**given, **fields})


def test_someone_invited_sets_a_password_by_the_link_and_signs_in(admin, visitor):
    page = invited(admin)
    assert page.h1 == "Enlace para Sofía Nueva"
    assert "no-store" in page.response.headers["Cache-Control"]
    address = link_on(page)
    assert "Con invitación; aún no define contraseña" in admin.get("/gestion/personal").words

    form = visitor.get(address)
    assert form.h1 == "Defina su contraseña"
    assert "sofia@concejo.example" in form.words
    landing = visitor.fill(address, password=ANOTHER, again=ANOTHER)
    assert landing.response.location == "/gestion/entrar"
    assert "Su contraseña quedó guardada. Entre con ella." in visitor.get("/gestion/entrar").words

    visitor.fill("/gestion/entrar", email="sofia@concejo.example", password=ANOTHER)
    assert "Sofía Nueva" in visitor.get("/gestion/").words
    over = visitor.get(address, 404)
    assert over.h1 == "Este enlace ya no sirve"


def test_the_page_of_a_link_is_kept_by_nobody_and_tells_nobody(admin, visitor):
    page = visitor.get(link_on(invited(admin)))
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Referrer-Policy"] == "strict-origin"
    assert page.tree.find(".//meta[@name='robots']").get("content").startswith("noindex")
    assert not [link for link in page.links if "clave" in link]


def test_passwords_that_differ_or_are_short_are_refused_and_the_link_lives_on(admin, visitor):
    address = link_on(invited(admin))
    page = visitor.fill(address, 422, password=ANOTHER, again="otra cosa")
    assert "Las dos contraseñas no son iguales." in page.words
    page = visitor.fill(address, 422, password="corta", again="corta")
    assert "al menos 12 caracteres" in page.words
    page = visitor.fill(address, 422, password="", again="")
    assert page.text_of(".//div[@class='summary']//li") == "Escriba la contraseña nueva."
    visitor.get("/gestion/clave/inventado", 404)
    visitor.fill(address, password=ANOTHER, again=ANOTHER)


def test_an_invitation_with_faults_says_which_and_makes_no_account(admin, cast):
    page = admin.fill("/gestion/personal/nueva", 422, name="", email="", roles=[])
    assert len(page.all(".//div[@class='summary']//li")) == 3
    page = admin.fill(
        "/gestion/personal/nueva", 422, name="X", email=cast.elena_editor.email, roles=["editor"]
    )
    assert "Ya hay" in page.words or "correo" in page.words
    assert Staff.select().count() == 6


def test_a_profile_is_edited_and_a_stale_copy_is_shown_beside_the_other_r12(admin, cast):
    area = Area.create(name="Archivo")
    address = f"/gestion/personal/{cast.rosa_responder.id}/datos"
    stale = admin.get(address).form()
    done = admin.fill(address, name="Rosa Luz", roles=["responder"], area=str(area.id))
    assert done.response.location == f"/gestion/personal/{cast.rosa_responder.id}"
    page = admin.get(done.response.location)
    assert page.h1 == "Rosa Luz"
    assert "Archivo" in page.words

    page = admin.post(address, {**stale, "name": "Rosa Otra", "roles": ["responder"]}, 409)
    assert "Rosa Luz" in page.words
    assert page.form()["name"] == "Rosa Otra"
    again = {**page.form(), "roles": ["responder"]}
    admin.post(address, again)
    assert cast.rosa_responder.fresh().name == "Rosa Otra"


def test_the_last_administrator_stays_one(admin, cast):
    address = f"/gestion/personal/{cast.ada_admin.id}/datos"
    page = admin.fill(address, 409, roles=["editor"])
    assert "Antes debe haber otra persona" in page.words
    page = admin.fill(f"/gestion/personal/{cast.ada_admin.id}/acceso", 409, then="off")
    assert "Antes debe haber otra persona" in page.words
    assert cast.ada_admin.fresh().has(Role.ADMIN)


def test_a_reset_link_is_shown_once_and_takes_the_place_of_the_one_before(admin, visitor, cast):
    address = f"/gestion/personal/{cast.elena_editor.id}"
    links = []
    for _ in range(2):
        page = admin.get(address)
        (form,) = [f for f in page.all(".//main//form") if f.get("action").endswith("/enlace")]
        sent = admin.post(form.get("action"), {"csrf_token": page.form()["csrf_token"]}, 201)
        links.append(link_on(sent))
    visitor.get(links[0], 404)
    visitor.fill(links[1], password=ANOTHER, again=ANOTHER)
    assert staffing.authenticate(cast.elena_editor.email, ANOTHER)


def test_access_is_removed_and_given_back_after_a_page_that_says_what_it_means(
    admin, desk, visitor, cast
):
    elena = cast.elena_editor
    editor = desk(elena)
    address = f"/gestion/personal/{elena.id}/acceso"
    assert "Sus sesiones se cierran de inmediato" in admin.get(address).words
    admin.fill(address, then="off")
    editor.get("/gestion/", 302)
    visitor.fill("/gestion/entrar", 422, email=elena.email, password=PASSWORD)
    assert "Sin acceso" in admin.get("/gestion/personal").words

    again = admin.get(address)
    assert again.h1 == "Devolver el acceso a Elena Editora"
    admin.post(address, {**again.form(), "then": "off"}, 409)
    admin.fill(address, then="on")
    visitor.fill("/gestion/entrar", email=elena.email, password=PASSWORD)


def test_an_administrator_ends_someones_sessions_but_not_the_one_in_use(admin, desk, cast):
    editor = desk(cast.elena_editor)
    token = admin.get(f"/gestion/personal/{cast.elena_editor.id}").form()["csrf_token"]
    for person in (cast.elena_editor, cast.ada_admin):
        admin.post(f"/gestion/personal/{person.id}/sesiones/cierre", {"csrf_token": token})
    editor.get("/gestion/", 302)
    admin.get("/gestion/")
    assert StaffSession.running(cast.elena_editor, WHILE_OPEN) == []


def test_a_second_factor_is_required_of_everyone_and_no_longer(admin, desk, cast):
    page = admin.get("/gestion/personal/segundo-factor")
    assert "6 personas aún no lo tienen" in page.words
    editor = desk(cast.elena_editor)
    admin.fill("/gestion/personal/segundo-factor", then="on")
    assert Entity.current().requires_second_factor
    page = editor.get("/gestion/planes", 303)
    assert page.response.location == "/gestion/mi-cuenta/segundo-factor"
    assert "La entidad lo exige" in editor.get("/gestion/mi-cuenta/segundo-factor").words

    staffing.require_second_factor(False, by=cast.ada_admin, at=WHILE_OPEN)
    editor.get("/gestion/planes")


def test_nobody_has_a_second_factor_removed_who_has_none(admin, cast):
    address = f"/gestion/personal/{cast.elena_editor.id}/segundo-factor"
    page = admin.get(address)
    assert "Esta cuenta no tiene segundo factor." in page.words
    token = admin.get("/gestion/").form(inside=".//header")
    assert "No hay segundo factor que quitar." in admin.post(address, token, 409).words


def test_whoever_audits_reads_the_staff_and_is_offered_no_act(desk, cast):
    auditor = desk(cast.aldo_auditor)
    for address in ("/gestion/personal", f"/gestion/personal/{cast.elena_editor.id}"):
        page = auditor.get(address)
        assert page.all(".//main//form") == []
    auditor.get("/gestion/personal/nueva", 403)
    auditor.get("/gestion/personal/999", 404)


def test_the_matrix_of_roles_says_what_the_doors_do(admin, app):
    page = admin.get("/gestion/roles")
    rows = {
        " ".join("".join(row.find("th").itertext()).split()): [
            "".join(cell.itertext()) for cell in row.findall("td")
        ]
        for row in page.all(".//table")[0].findall(".//tbody/tr")
    }
    roles = list(Role)
    moderation = dict(zip(roles, rows["Moderación: qué se muestra"], strict=True))
    assert moderation[Role.MODERATOR] == "Lee y hace"
    assert moderation[Role.RESPONDER] == "—"
    assert rows["Bitácora"][roles.index(Role.AUDITOR)] == "Lee"
    staff = dict(zip(roles, rows["Personal"], strict=True))
    assert (staff[Role.ADMIN], staff[Role.EDITOR]) == ("Lee y hace", "—")
    auditor = [cells[roles.index(Role.AUDITOR)] for section, cells in rows.items()]
    assert auditor.count("Lee y hace") == 1
    on_page = {code.text for code in page.all(".//td/code") + page.all(".//th/code")}
    addresses = {r.rule for r in app.url_map.iter_rules() if r.endpoint.startswith("desk.")}
    assert on_page == addresses


def test_every_section_of_the_desk_has_a_plain_name(app):
    screens = [r.endpoint for r in app.url_map.iter_rules() if r.endpoint.startswith("desk.")]
    assert {section_of(screen) for screen in screens} == set(SECTIONS)


def test_what_the_administrator_did_is_in_the_log_without_the_link(admin, cast):
    page = invited(admin)
    secret = link_on(page).rpartition("/")[2]
    assert StaffToken.find(secret, WHILE_OPEN)
    assert Event.get(Event.verb == "staff.added", Event.at > MONDAY).staff == cast.ada_admin
    assert not any(secret in event.content() for event in Event.select())
