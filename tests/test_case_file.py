"""The whole case file: what it holds, that it can be checked, and that it tells no more."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from textwrap import dedent
from urllib.parse import urldefrag

import html5lib
import pytest
import time_machine
from click.testing import Result
from flask import Flask

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.conftest import in_use
from tests.worlds import SECRET, a_delivered_report, an_adjusted_plan, answered, crowd
from webapp import create_app
from webapp.cli import enmienda
from webapp.documents.case_file.log import PUBLIC_ACTS
from webapp.documents.case_file.pages import OBSERVATIONS_OF_A_PAGE
from webapp.figures.of_plan import Figures
from webapp.models import Entity, Event, Plan
from webapp.storage.db import db
from webapp.values import time_zones
from webapp.vocabulary import AuthorKind, Ground
from webapp.vocabulary.verbs import Verb
from webapp.workflow import announcing, drafting, handling, moderating

HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") #let x = 1 \u202e' + "A" * 400
PEOPLE = ("Pepa Peralta", "pepa@example.com", "3105550199")


NEXT_DAY = later(AFTER_CLOSE, days=1)


@contextmanager
def running(database: str) -> Iterator[Flask]:
    """The program on a database, the day after."""
    app = create_app(database_url=database, secret_key="only for tests: it is long enough")
    for _ in in_use(database):
        with time_machine.travel(NEXT_DAY.replace(tzinfo=UTC), tick=False):
            yield app


def exported(app: Flask, slug: str, path: Path, *options: str, form: str = "zip") -> Result:
    command = ["export", slug, "--format", form, "--out", str(path), *options]
    return app.test_cli_runner().invoke(enmienda, command)


@dataclass
class Handed:
    """A case file taken out of its ZIP, and what the database said when it was made."""

    home: Path
    plan: Plan
    figures: Figures
    events: list[Event]

    @classmethod
    def over(cls, app: Flask, plan: Plan, folder: Path, *options: str) -> "Handed":
        file = folder / "expediente.zip"
        done = exported(app, plan.slug, file, *options)
        assert done.exit_code == 0, done.output
        with zipfile.ZipFile(file) as parcel:
            assert parcel.testzip() is None
            parcel.extractall(folder)
        figures = Figures(plan)
        assert plan.published_editions
        assert figures.total + figures.late + figures.changes_total
        events = list(Event.select().order_by(Event.position))
        of_the_desk = "-gestion" if "--full" in options else ""
        return cls(folder / f"expediente-{plan.slug}{of_the_desk}", plan, figures, events)


@pytest.fixture(scope="module")
def adjusted(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Handed:
    """That of an adjusted plan with a crowd, made once."""
    folder = tmp_path_factory.mktemp("adjusted")
    shutil.copy(sqlite_template, folder / "enmienda.db")
    with running(f"sqlite:///{folder}/enmienda.db") as app:
        cast = a_cast()
        plan = an_adjusted_plan(cast)
        filed(an_announced_plan(cast, "otro"), "De otro plan.")
        crowd(plan, OBSERVATIONS_OF_A_PAGE + 10)
        a_delivered_report(plan, cast)
        return Handed.over(app, plan.fresh(), folder)


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    with running(sqlite_url) as app:
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    return a_cast()


@pytest.fixture
def open_plan(cast: Cast) -> Plan:
    """In answer: with a hostile text, a withheld one, people's data and a note."""
    plan = an_announced_plan(cast)
    name, email, phone = PEOPLE
    person = {
        "author_kind": AuthorKind.PERSON,
        "name": name,
        "email": email,
        "phone": phone,
        "consent": True,
    }
    shown(filed(plan, HOSTILE, **person).comment, cast)
    hidden = filed(plan, f"Llámenme. {SECRET}", **person).comment
    moderating.withhold(
        hidden,
        ground=Ground.PERSONAL_DATA,
        note="",
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    handling.note(hidden, "Una nota interna.", by=cast.rosa_responder, at=WHILE_OPEN)
    answered(shown(filed(plan, "Otra.").comment, cast), cast, text="Respuesta que aún no sale.")
    return plan.fresh()


def table(file: Path) -> list[dict[str, str]]:
    text = io.StringIO(file.read_text("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


def texts(folder: Path) -> str:
    """Everything in it that can be read as text."""
    kinds = (".html", ".csv", ".json", ".txt", ".jsonl")
    readable = [each for each in folder.rglob("*") if each.suffix in kinds]
    return "\n".join(each.read_text("utf-8-sig") for each in readable)


def test_it_holds_everything_and_every_file_can_be_checked(adjusted):
    home = adjusted.home
    summer = shutil.which("sha256sum")
    assert summer
    checked = subprocess.run(
        [summer, "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")

    names = {str(each.relative_to(home)) for each in home.rglob("*") if each.is_file()}
    sums = {line.split("  ", 1)[1] for line in (home / "SHA256SUMS").read_text().splitlines()}
    assert sums == names - {"SHA256SUMS"}
    assert {row["archivo"] for row in table(home / "indice.csv")} == sums - {
        "indice.csv", "indice.html",
    }  # fmt: skip
    for name in (
        "LEEME.txt", "ediciones/edicion-1.html", "ediciones/edicion-2.json", "datos/cambios.csv",
        "datos/acciones.json", "datos/respuestas.csv", "datos/bitacora.csv",
        "observaciones/observaciones-0001.html", "observaciones/observaciones-0002.html",
        "informe/informe-ronda-1.pdf", "informe/informe-ronda-1.docx",
        "informe/informe-ronda-1.xlsx", "informe/informe-ronda-1.jsonl",
        "informes-internos/informe-interno-1.html", "informes-internos/informe-interno-1.json",
    ):  # fmt: skip
        assert name in names
    assert [name for name in names if name.startswith("documentos/")]


def test_its_totals_are_the_figures(adjusted):
    """R18"""
    home, figures = adjusted.home, adjusted.figures
    rows = json.loads((home / "datos/observaciones.json").read_text())
    assert len([row for row in rows if not row["extemporanea"]]) == figures.total
    assert len([row for row in rows if row["extemporanea"]]) == figures.late
    assert len(table(home / "datos/observaciones.csv")) == len(rows)
    assert len(table(home / "datos/cambios.csv")) == figures.changes_total
    pages = "".join(each.read_text() for each in sorted((home / "observaciones").iterdir()))
    assert pages.count("<article") == len(rows)


def test_editions_have_their_digest_and_the_log_its_chain(adjusted):
    """R1, R17"""
    home, head = adjusted.home, adjusted.events[-1]
    for edition in adjusted.plan.published_editions:
        file = home / f"ediciones/edicion-{edition.number}.json"
        assert hashlib.sha256(file.read_bytes()).hexdigest() == edition.digest
        assert edition.digest in file.with_suffix(".html").read_text()
    log = table(home / "datos/bitacora.csv")
    assert [int(row["anotacion"]) for row in log] == list(range(1, head.position + 1))
    seals = [row["sello"] for row in log]
    assert [row["sello_anterior"] for row in log] == ["0" * 64, *seals[:-1]]
    assert seals[-1] == head.seal
    assert seals[-1] in (home / "LEEME.txt").read_text()
    assert list(log[0]) == [
        "anotacion", "fecha", "acto", "objeto", "sello_anterior", "sello", "contenido",
    ]  # fmt: skip
    assert json.loads((home / "datos/bitacora.json").read_text())[-1]["sello"] == head.seal


def test_reports_have_the_digests_that_the_log_noted(app, cast, tmp_path):
    """R17"""
    plan = an_adjusted_plan(cast)
    a_delivered_report(plan, cast)
    adjusted = Handed.over(app, plan, tmp_path)
    files = {
        "report.frozen": "informe/informe-ronda-1.jsonl",
        "internal_report.delivered": "informes-internos/informe-interno-1.json",
    }
    for event in adjusted.events:
        if event.verb in files:
            file = adjusted.home / files.pop(event.verb)
            assert hashlib.sha256(file.read_bytes()).hexdigest() == event.details["digest"]
    assert not files
    page = (adjusted.home / "informes-internos/informe-interno-1.html").read_text()
    assert "Pidieron un buzón." in page


def test_a_document_keeps_a_name_that_every_disk_takes(app, cast, tmp_path):
    plan = a_draft(cast)
    drafting.attach(
        plan,
        title="Acta",
        filename="a" * 200 + ' ¿"Acta": sí?.pdf',
        media_type="application/pdf",
        content=b"%PDF-1.4",
        by=cast.elena_editor,
        at=MONDAY,
    )
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    assert exported(app, plan.slug, tmp_path / "a.zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as parcel:
        (name,) = [each for each in parcel.namelist() if each.endswith("-Acta-sí-.pdf")]
    assert len(name.rpartition("/")[2]) < 120


def recipe(home: Path) -> subprocess.CompletedProcess[str]:
    """What comes of following the recipe for the log, as LEEME.txt has it."""
    text = (home / "LEEME.txt").read_text()
    start, end = text.index("       import csv"), text.index("CÓMO LEERLO")
    return subprocess.run(
        [sys.executable, "-I", "-c", dedent(text[start:end])],
        cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_recipe_for_the_log_works_as_it_is_written(adjusted):
    """R17"""
    head = adjusted.events[-1]
    followed = recipe(adjusted.home)
    assert (followed.stderr, followed.stdout) == ("", f"{head.position} {head.seal}\n")


@pytest.mark.parametrize(
    "verb",
    ["comment.filed", "edition.published", "internal_report.delivered", "report.frozen"],
)
def test_the_recipe_finds_a_public_entry_that_was_altered(adjusted, tmp_path, verb):
    """R17"""
    home = Path(shutil.copytree(adjusted.home, tmp_path / "copia"))
    event = next(
        each for each in adjusted.events if each.verb == verb and each.plan_id == adjusted.plan.id
    )
    log = home / "datos/bitacora.csv"
    digest = event.details.get("content") or event.details["digest"]
    assert log.read_text().count(digest) == 1
    log.write_text(log.read_text().replace(digest, "0" * 64), newline="")
    followed = recipe(home)
    assert followed.returncode == 1
    assert f"AssertionError: {event.position}\n" in followed.stderr


def test_only_filings_editions_and_reports_have_their_content_in_the_open(adjusted):
    """R6, R13"""
    told = {
        event.verb
        for row, event in zip(
            table(adjusted.home / "datos/bitacora.csv"), adjusted.events, strict=True
        )
        if row["contenido"]
    }
    assert told == {
        "comment.filed", "edition.published", "internal_report.delivered", "report.frozen",
    }  # fmt: skip


def test_a_filing_that_tells_whether_contact_data_were_left_keeps_its_content(
    app, open_plan, tmp_path
):
    """R13: entries of before noted nobody as nothing."""
    former, *lately = Event.select().where(Event.verb == "comment.filed").order_by(Event.position)
    details = {"content": former.details["content"], "late": False, "submitter": None}
    db.execute_sql("DROP TRIGGER event_update")
    Event.update(details=details).where(Event.id == former.id).execute()
    home = Handed.over(app, open_plan, tmp_path).home
    rows = {row["anotacion"]: row for row in table(home / "datos/bitacora.csv")}
    assert rows[str(former.position)]["objeto"] == former.subject
    assert rows[str(former.position)]["contenido"] == ""
    assert all(rows[str(each.position)]["contenido"] for each in lately)
    assert recipe(home).returncode == 0


def test_what_is_not_told_keeps_its_salt(adjusted):
    """R6, R13: without it nobody guesses from a seal what its entry says."""
    rows = table(adjusted.home / "datos/bitacora.csv")
    kept = [
        event.details["salt"]
        for row, event in zip(rows, adjusted.events, strict=True)
        if not row["contenido"]
    ]
    public = texts(adjusted.home)
    assert len(kept) > 10
    assert not [salt for salt in kept if salt in public]


def test_two_made_without_an_act_in_between_are_the_same_bytes(app, cast, tmp_path):
    plan = an_adjusted_plan(cast)
    with time_machine.travel(later(NEXT_DAY, days=400).replace(tzinfo=UTC), tick=False):
        assert exported(app, plan.slug, tmp_path / "after.zip").exit_code == 0
    assert exported(app, plan.slug, tmp_path / "before.zip").exit_code == 0
    made = (tmp_path / "before.zip").read_bytes()
    assert made == (tmp_path / "after.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "before.zip") as parcel:
        local = time_zones.to_local(Event.head().at, Entity.current().zone)
        assert {each.date_time for each in parcel.infolist()} == {local.timetuple()[:6]}
    an_announced_plan(cast, "otro")
    assert exported(app, plan.slug, tmp_path / "changed.zip").exit_code == 0
    assert made != (tmp_path / "changed.zip").read_bytes()


def test_the_public_log_tells_the_public_acts_on_this_plan_alone(adjusted):
    """R6"""
    assert set(Verb) >= PUBLIC_ACTS
    log = table(adjusted.home / "datos/bitacora.csv")
    for row, event in zip(log, adjusted.events, strict=True):
        told = event.plan_id == adjusted.plan.id and event.verb in PUBLIC_ACTS
        assert (row["objeto"] == event.subject) is told
        assert ("no es público" in row["acto"]) is not told


def test_the_public_copy_holds_nothing_that_is_not_public(app, open_plan, tmp_path):
    """R6, R13"""
    words = texts(Handed.over(app, open_plan, tmp_path).home)
    hidden = (*PEOPLE, SECRET, "Una nota interna.", "Respuesta que aún no sale.", "Rosa Respuesta")
    for each in hidden:
        assert each not in words, each


def test_the_desks_copy_holds_the_originals_and_lets_the_chain_be_recomputed(
    app, open_plan, tmp_path
):
    home = Handed.over(app, open_plan, tmp_path, "--full").home
    rows = {row["radicado"]: row for row in table(home / "datos/observaciones.csv")}
    withheld = rows["CMC-2026-000002"]
    assert (withheld["texto"], withheld["texto_original"]) == ("", f"Llámenme. {SECRET}")
    assert withheld["notas"] == "Una nota interna."
    assert rows["CMC-2026-000003"]["respuesta_en_tramite"] == "Respuesta que aún no sale."
    for row in table(home / "datos/bitacora.csv"):
        assert hashlib.sha256(row["contenido"].encode()).hexdigest() == row["sello"]
        assert json.loads(row["contenido"])["previous"] == row["sello_anterior"]
    assert "NO SE PUBLICA" in (home / "LEEME.txt").read_text()
    words = texts(home)
    for each in PEOPLE:
        assert each not in words, "contact data stays in its one place (R13)"


def test_a_sign_after_a_comma_does_not_break_the_recipe(app, open_plan, cast, tmp_path):
    """R17"""
    reason = "No hay recursos,-dijo la mesa"
    announcing.cancel(open_plan, reason=reason, by=cast.elena_editor, at=NEXT_DAY)
    home = Handed.over(app, open_plan, tmp_path, "--full").home
    head = Event.head()
    followed = recipe(home)
    assert (followed.stderr, followed.stdout) == ("", f"{head.position} {head.seal}\n")
    row = table(home / "datos/bitacora.csv")[-1]
    assert (reason in row["contenido"], ",-" in row["detalles"]) == (True, False)


def test_its_pages_are_sound_spanish_and_lead_only_to_files_beside_them(adjusted):
    home = adjusted.home
    for file in home.rglob("*.html"):
        html = file.read_text()
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
        tree = parser.parse(html)
        assert not parser.errors, file
        assert tree.get("lang") == "es"
        assert len(tree.findall(".//h1")) == 1
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        assert not tree.findall(".//script")
        assert not tree.findall(".//style")
        links = [each.get("href") for each in tree.iter() if each.get("href")]
        for link in links:
            path, fragment = urldefrag(link)
            assert "://" not in link
            assert (file.parent / path).exists() if path else fragment in ids, f"{file}: {link}"
        assert len(links) > 1


def test_hostile_texts_are_text_in_it(app, open_plan, tmp_path):
    home = Handed.over(app, open_plan, tmp_path).home
    tree = html5lib.parse(
        (home / "observaciones/observaciones-0001.html").read_text(), namespaceHTMLElements=False
    )
    said = "".join(tree.find(".//blockquote").itertext())
    assert "<script>alert(1)</script>" in said
    assert "A" * 400 in said
    assert table(home / "datos/observaciones.csv")[0]["texto"] == HOSTILE


# --- the command ----------------------------------------------------------------------------------


def test_each_form_is_written_and_nothing_is_written_over(app, open_plan, tmp_path):
    for form in ("csv", "json", "xlsx"):
        path = tmp_path / f"datos.{form}"
        done = exported(app, open_plan.slug, path, form=form)
        assert (done.exit_code, path.stat().st_size > 1_000) == (0, True), done.output
        before = path.read_bytes()
        again = exported(app, open_plan.slug, path, form=form)
        assert (again.exit_code, path.read_bytes()) == (1, before)
        assert "ya existe" in again.output
    assert len(table(tmp_path / "datos.csv")) == open_plan.comments_total


def test_the_desks_table_has_more_columns(app, open_plan, tmp_path):
    assert exported(app, open_plan.slug, tmp_path / "a.csv", "--full", form="csv").exit_code == 0
    assert "texto_original" in table(tmp_path / "a.csv")[0]


def test_a_plan_that_is_not_public_and_a_place_that_is_not_there_are_refused(app, cast, tmp_path):
    a_draft(cast, "borrador")
    for slug in ("borrador", "no-existe"):
        refused = exported(app, slug, tmp_path / "x.zip")
        assert (refused.exit_code, "Traceback" in refused.output) == (1, False)
        assert slug in refused.output
    an_announced_plan(cast)
    lost = exported(app, "plan-de-prueba", tmp_path / "no" / "x.csv", form="csv")
    assert (lost.exit_code, "Traceback" in lost.output) == (1, False)
    assert exported(app, "plan-de-prueba", tmp_path / "x", form="ods").exit_code == 2
    assert not list(tmp_path.glob("x*"))
