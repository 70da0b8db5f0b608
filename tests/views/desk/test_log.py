"""The log as whoever audits reads it: filters in the address, pages, before and after, CSV."""

import csv
import io

import pytest

from tests.cast import AFTER_CLOSE, Cast, an_announced_plan, filed, wording
from tests.queries import listened
from tests.visitor import Page, Visitor
from webapp.models import Area, Event
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Decision, Ground, Origin, PlanField, Role
from webapp.workflow import adjusting, answering, entity_settings, moderating, staffing
from webapp.workflow.acts import record
from webapp.workflow.answering import Reply
from webapp.workflow.staffing import Profile

LOG = "/gestion/bitacora"


@pytest.fixture
def world(cast: Cast, clock):
    """A plan whose observation was redacted, then shown, answered and brought a change."""
    plan = an_announced_plan(cast)
    comment = filed(
        plan,
        "Llamen a Marleny Quiceno.",
        author_kind=AuthorKind.PERSON,
        name="Marleny Quiceno",
        email="marleny@example.org",
        consent=True,
    ).comment
    places = moderating.everywhere(comment, "Marleny", RedactionKind.OTHER_PERSONAL)
    moderating.redact(
        comment,
        places,
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    moderating.see_submitter(comment, by=cast.mario_moderator, at=AFTER_CLOSE)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Construir tres mecanismos de recolección."},
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Lo pidieron. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    reply = Reply(
        decision=Decision.INCORPORATED,
        text="Gracias por escribir.",
        reason="Mejora. Así consta en el acta de la mesa directiva.",
    )
    answering.draft(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    answering.submit(comment, reply, version=1, by=cast.rosa_responder, at=AFTER_CLOSE)
    clock(AFTER_CLOSE)
    return comment


@pytest.fixture
def auditor(desk, cast, world) -> Visitor:
    return desk(cast.aldo_auditor)


def titles(page: Page) -> list[str]:
    return [
        " ".join("".join(heading.itertext()).split())
        for heading in page.all(".//ul[@class='entries']/li/h2")
    ]


def sheet(page: Page) -> list[dict[str, str]]:
    text = page.response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


# --- reading -------------------------------------------------------------------------------------


def test_the_newest_act_comes_first_in_plain_spanish(auditor, world):
    page = auditor.get(LOG)
    assert page.h1 == "Bitácora"
    listed = titles(page)
    assert listed[:3] == [
        "Entró a la gestión",
        f"Envió una respuesta a aprobación: {world.filing_number}",
        f"Redactó una respuesta: {world.filing_number}",
    ]
    assert f"Vio los datos de contacto: {world.filing_number}" in listed
    assert len(listed) == Event.select().count()
    assert f"{Event.head().position} anotaciones" in page.words
    assert Event.head().seal[:16] in page.words


def test_before_and_after_are_shown_word_by_word_and_in_words(auditor, world):
    page = auditor.get(f"{LOG}?acto=change.made")
    assert [mark.text for mark in page.all(".//main//dd//del")] != []
    removed = ["".join(each.itertext()) for each in page.all(".//main//dd//del")]
    added = ["".join(each.itertext()) for each in page.all(".//main//dd//ins")]
    assert any("dos" in text for text in removed)
    assert any("tres" in text for text in added)
    assert "Observaciones" in page.words

    page = auditor.get(f"{LOG}?acto=comment.redacted")
    assert "En revisión" in page.words
    assert "Tiene datos personales" in page.words or "datos personales" in page.words
    page = auditor.get(f"{LOG}?acto=answer.drafted")
    assert "Gracias por escribir." in page.words
    assert "Incorporada" in page.words


def test_the_salt_of_an_entry_is_read_on_its_own_page_alone(auditor, world):
    """R17"""
    event = Event.get(Event.verb == "submitter.seen")
    assert event.details["salt"] in auditor.get(f"{LOG}/{event.position}").words
    assert event.details["salt"] not in auditor.get(LOG).words
    assert event.details["salt"] not in auditor.get(f"/registro?entrada={event.position}").words


def test_a_long_text_is_read_on_the_page_of_its_entry(auditor, cast, world):
    answer = world.answers.get()
    long = "Palabra tras palabra. " * 60
    answering.give_back(answer, note="Más.", version=2, by=cast.alba_approver, at=AFTER_CLOSE)
    reply = Reply(
        decision=Decision.INCORPORATED,
        text=long,
        reason="Mejora. Así consta en el acta de la mesa directiva.",
    )
    answering.draft(world, reply, version=3, by=cast.rosa_responder, at=AFTER_CLOSE)
    page = auditor.get(f"{LOG}?acto=answer.drafted")
    assert "Palabra tras palabra." not in page.words
    (link,) = [
        each for each in page.all(".//main//a") if each.text == "Texto largo: leerlo completo"
    ]
    entry = auditor.get(link.get("href"))
    assert entry.words.count("Palabra tras") == 60
    event = Event.get(Event.position == int(link.get("href").rpartition("/")[2]))
    assert event.seal in entry.words
    assert event.previous in entry.words
    auditor.get(f"{LOG}/999999", 404)


def test_every_act_of_the_walk_is_told_without_a_word_of_code(auditor, cast, world):
    area = Area.create(name="Archivo")
    entity_settings.save_entry(
        Area,
        {"name": "Archivo central"},
        entry=area,
        version=area.version,
        by=cast.ada_admin,
        at=AFTER_CLOSE,
    )
    staffing.change_profile(
        cast.rosa_responder,
        Profile(
            email="rosa@concejo.example", name="Rosa", roles=[Role.RESPONDER], area=area.fresh()
        ),
        version=1,
        by=cast.ada_admin,
        at=AFTER_CLOSE,
    )
    page = auditor.get(LOG)
    assert "Archivo central" in page.text_of(".//ul[@class='entries']/li[1]")
    assert "Rosa Respuesta" not in page.text_of(".//ul[@class='entries']/li[1]//dl")
    labels = {"".join(each.itertext()).strip() for each in page.all(".//main//dt")}
    assert not {each for each in labels if "_" in each or each == each.lower()}, labels


def test_the_log_holds_no_personal_data_of_the_public_r13(auditor):
    for address in (LOG, f"{LOG}.csv"):
        page = auditor.get(address)
        assert "arleny" not in page.html
        assert "example.org" not in page.html


# --- filters and pages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ("acto=comment.redacted", {"comment.redacted"}),
        ("persona=nadie", {"comment.filed", "record.begun", "staff.added"}),
        ("acto=comment.redacted&persona=1", set()),
        ("radicado=CMC-2026-999999", set()),
        ("desde=2026-03-21", set()),
        ("hasta=2026-03-01", {"record.begun"}),
        ("desde=20/03/2026&acto=submitter.seen", {"submitter.seen"}),
        ("hasta=2026-03-10&radicado=cmc-2026-000001", {"comment.filed"}),
    ],
)
def test_filters_stand_in_the_address_and_the_export_keeps_them(auditor, asked, verbs):
    page = auditor.get(f"{LOG}?{asked}")
    rows = sheet(auditor.get(f"{LOG}.csv?{asked}"))
    assert {row["verbo"] for row in rows} == verbs
    assert len(titles(page)) == len(rows)


def test_acts_of_a_person_on_a_plan(auditor, cast):
    page = auditor.get(f"{LOG}?persona={cast.mario_moderator.id}&plan=plan-de-prueba")
    assert len(titles(page)) == 2
    chosen = [o.text for o in page.all(".//select/option[@selected]")]
    assert chosen == ["Mario Moderador", "Plan de prueba"]
    assert "Quitar filtros" in page.words


@pytest.mark.parametrize(
    "asked",
    ["persona=x", "persona=999", "acto=x", "plan=x", "desde=ayer", "hasta=0001-01-01", "despues=0"],
)
def test_what_no_list_offers_is_refused(auditor, asked):
    auditor.get(f"{LOG}?{asked}", 400)


def test_pages_of_fifty_follow_a_cursor_and_miss_nothing(auditor, cast):
    for _ in range(120):
        record("staff.reset_offered", cast.elena_editor, by=cast.ada_admin, at=AFTER_CLOSE)
    address, seen = f"{LOG}?acto=staff.reset_offered", []
    while address:
        page = auditor.get(address)
        seen.append(len(titles(page)))
        following = page.tree.find(".//a[@rel='next']")
        address = following.get("href") if following is not None else None
    assert seen == [50, 50, 20]
    assert len(sheet(auditor.get(f"{LOG}.csv?acto=staff.reset_offered"))) == 120


def test_a_page_costs_the_same_however_long_the_log(auditor, cast):
    with listened() as few:
        auditor.get(f"{LOG}?acto=session.started")
    for _ in range(60):
        record("session.ended", cast.elena_editor, by=cast.ada_admin, at=AFTER_CLOSE)
    with listened() as many:
        auditor.get(LOG)
    assert len(many) == len(few)


# --- export --------------------------------------------------------------------------------------


def test_the_export_has_every_entry_with_its_seal_and_no_cell_that_runs(auditor, world):
    answer = world.answers.get()
    page = auditor.get(f"{LOG}.csv")
    assert page.response.headers["Content-Type"].startswith("text/csv")
    assert "bitacora.csv" in page.response.headers["Content-Disposition"]
    assert page.response.headers["Cache-Control"] == "no-store"
    rows = sheet(page)
    assert [int(row["anotacion"]) for row in rows] == list(range(len(rows), 0, -1))
    assert len(rows) == Event.select().count()
    newest = next(row for row in rows if row["verbo"] == "answer.submitted")
    assert newest["persona"] == "Rosa Respuesta"
    assert answer.text in newest["despues"]
    assert newest["sello"] == Event.get(Event.position == int(newest["anotacion"])).seal
    assert newest["fecha"].endswith("-05:00")


def test_a_name_that_begins_like_a_formula_is_guarded_in_the_export(auditor, cast):
    cast.mario_moderator.name = "=HYPERLINK(1)"
    cast.mario_moderator.save()
    rows = sheet(auditor.get(f"{LOG}.csv?acto=submitter.seen"))
    assert [row["persona"] for row in rows] == ["'=HYPERLINK(1)"]


def test_only_who_audits_or_administers_reads_it(desk, cast, world):
    for person in (cast.elena_editor, cast.mario_moderator, cast.rosa_responder):
        for address in (LOG, f"{LOG}.csv", f"{LOG}/1"):
            desk(person).get(address, 403)
    desk(cast.ada_admin).get(LOG)
