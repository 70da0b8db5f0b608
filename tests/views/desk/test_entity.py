"""What the entity says of itself, on the desk."""

import pytest

from webapp.models import Entity

ENTITY = "/gestion/entidad"


def test_its_particulars_are_changed_and_everyone_reads_them(cast, desk, visitor):
    admin = desk(cast.ada_admin)
    admin.fill(ENTITY, name="Concejo de Prueba", phone="602 111 1111", filing_prefix="cdp")
    assert "Concejo de Prueba" in visitor.get("/").words
    assert "602 111 1111" in visitor.get("/").words
    assert Entity.current().filing_prefix == "CDP"
    admin.get(ENTITY)


def test_another_notice_is_another_version_and_the_same_notice_is_not(cast, desk):
    admin = desk(cast.ada_admin)
    admin.fill(ENTITY, phone="602 111 1111")
    assert Entity.current().privacy_version == "1"
    admin.fill(ENTITY, privacy_notice="Otro aviso.")
    assert Entity.current().privacy_version == "2"
    assert "Va en la versión 2" in admin.get(ENTITY).words


def test_faults_are_marked_and_everything_typed_stays(cast, desk):
    admin = desk(cast.ada_admin)
    page = admin.fill(
        ENTITY,
        422,
        filing_prefix="CM-C",
        timezone="Marte/Olimpo",
        office_hours="Siempre",
    )
    assert "Use solo letras sin tildes y números." in page.words
    assert "Esa zona horaria no existe." in page.words
    assert page.form()["office_hours"] == "Siempre"
    page = admin.fill(ENTITY, 422, name=" ", retention_months="0")
    assert "Escriba el nombre de la entidad." in page.words
    admin.fill(ENTITY, 422, filing_prefix="DEMASIADOLARGO")
    assert Entity.current().filing_prefix == "CMC"


@pytest.mark.parametrize(
    "typed", ["concejo", "Concejo <c@concejo.example>", "a@concejo.example; b@concejo.example"]
)
def test_the_address_of_the_entity_is_one_that_letters_can_come_from(cast, desk, typed):
    page = desk(cast.ada_admin).fill(ENTITY, 422, email=typed)
    assert "Escriba un correo como nombre@ejemplo.com" in page.words
    assert page.form()["email"] == typed


def test_two_people_see_both_notices(cast, desk):
    """R12"""
    admin = desk(cast.ada_admin)
    form = admin.get(ENTITY).form()
    admin.fill(ENTITY, privacy_notice="El aviso de la otra persona.")
    page = admin.post(ENTITY, {**form, "privacy_notice": "Mi aviso."}, 409)
    summary = page.text_of(".//*[@role='alert']")
    assert "El aviso de la otra persona." in summary
    assert "Mi aviso." in summary
    assert page.form()["privacy_notice"] == "Mi aviso."
    admin.post(ENTITY, page.form())
    assert Entity.current().privacy_notice == "Mi aviso."


def test_whoever_audits_reads_it_and_nobody_else_enters(cast, desk):
    auditor = desk(cast.aldo_auditor)
    page = auditor.get(ENTITY)
    assert "Prefijo de los radicados CMC" in page.words
    assert not page.all(".//main//form")
    auditor.post(ENTITY, page.form(inside=".//header"), 403)
    desk(cast.elena_editor).get(ENTITY, 403)


LINKS = "/gestion/entidad/participacion"
STRATEGY = "https://concejo.example/estrategia"


def test_its_own_links_for_the_participation_section_are_kept_and_taken_away(cast, desk):
    admin = desk(cast.ada_admin)
    admin.fill(LINKS, strategy=STRATEGY)
    page = admin.get(LINKS)
    assert page.form()["strategy"] == STRATEGY
    assert Entity.current().participation_links == {"6.1.3": STRATEGY}
    admin.fill(LINKS, strategy="")
    assert Entity.current().participation_links == {}


@pytest.mark.parametrize(
    "typed",
    [
        "concejo.example",
        "javascript:alert(1)",
        "https://",
        "https://a b.example/",
        "https://[a",
        "ftp://concejo.example/",
        'https://concejo.example/"x',
    ],
)
def test_what_is_no_address_of_the_web_is_refused(cast, desk, typed):
    admin = desk(cast.ada_admin)
    page = admin.fill(LINKS, 422, strategy=typed)
    assert "Escriba la dirección completa" in page.words
    assert page.form()["strategy"] == typed
    assert Entity.current().participation_links == {}


def test_two_people_see_both_addresses(cast, desk):
    """R12"""
    admin = desk(cast.ada_admin)
    form = admin.get(LINKS).form()
    admin.fill(LINKS, strategy=STRATEGY)
    other = "https://concejo.example/otra"
    page = admin.post(LINKS, {**form, "strategy": other}, 409)
    summary = page.text_of(".//*[@role='alert']")
    assert STRATEGY in summary
    assert other in summary
    admin.post(LINKS, page.form())
    assert Entity.current().participation_links == {"6.1.3": other}


def test_whoever_audits_reads_the_links_and_nobody_else_enters(cast, desk):
    desk(cast.ada_admin).fill(LINKS, strategy=STRATEGY)
    auditor = desk(cast.aldo_auditor)
    page = auditor.get(LINKS)
    assert STRATEGY in page.words
    assert not page.all(".//main//form//input[@type='text']")
    auditor.post(LINKS, page.form(inside=".//header"), 403)
    desk(cast.elena_editor).get(LINKS, 403)
