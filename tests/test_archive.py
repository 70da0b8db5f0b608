"""A plan's public side as plain files: every link leads to a file, to the site, or nowhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import html5lib
import pytest
import time_machine
from click.testing import Result
from flask import Flask
from werkzeug.exceptions import NotFound

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    later,
)
from tests.conftest import in_use
from tests.worlds import SECRET, an_adjusted_plan, crowd
from webapp import archiving, create_app
from webapp.archiving import CannotArchive
from webapp.cli import enmienda
from webapp.models import Plan
from webapp.workflow import announcing, drafting

SITE = "https://participe.example"
CROWD = 30


NEXT_DAY = later(AFTER_CLOSE, days=1)


@contextmanager
def running(database: str, at: datetime = NEXT_DAY) -> Iterator[Flask]:
    """The program on a database at a moment."""
    app = create_app(
        database_url=database, secret_key="only for tests: it is long enough", base_url=SITE
    )
    for _ in in_use(database):
        with time_machine.travel(at.replace(tzinfo=UTC), tick=False), app.app_context():
            yield app


def copied(app: Flask, plan: Plan, folder: Path, base: str = SITE) -> Path:
    archiving.archive(app, plan, folder, base=base, at=AFTER_CLOSE)
    return folder


@pytest.fixture(scope="module")
def copies(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An adjusted plan with a crowd, copied once with the address of the site, once without."""
    folder = tmp_path_factory.mktemp("copies")
    shutil.copy(sqlite_template, folder / "enmienda.db")
    with running(f"sqlite:///{folder}/enmienda.db") as app:
        plan = an_adjusted_plan(a_cast())
        crowd(plan, CROWD)
        with_address = copied(app, plan, folder / "con")
        app.config["BASE_URL"] = ""
        return with_address, copied(app, plan, folder / "sin", base="")


@pytest.fixture
def home(copies: tuple[Path, Path]) -> Path:
    return copies[0]


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    with running(sqlite_url, WHILE_OPEN) as app:
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    return a_cast()


def parsed(file: Path):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(file.read_text("utf-8"))
    assert not parser.errors, (file, parser.errors[:3])
    return tree


def links_of(tree) -> list[str]:
    return [
        value
        for each in tree.iter()
        for name in ("href", "src", "action")
        if (value := each.get(name)) is not None
    ]


def test_every_link_of_every_page_leads_to_a_file_or_to_the_site(home):
    ids = {
        file: {each.get("id") for each in parsed(file).iter() if each.get("id")}
        for file in home.rglob("*.html")
    }
    assert len(ids) > CROWD
    for file in ids:
        for link in links_of(parsed(file)):
            if link.startswith(("data:", "mailto:", f"{SITE}/", "https://creativecommons.org/")):
                continue
            path, fragment = urldefrag(link)
            assert not urlsplit(link).scheme
            assert not link.startswith("/"), f"{file}: {link}"
            target = (file.parent / unquote(path)).resolve() if path else file
            assert target.is_file(), f"{file}: {link}"
            assert target.is_relative_to(home.resolve())
            if fragment and target in ids:
                assert fragment in ids[target], f"{file}: {link}"


def test_it_has_every_kind_of_page_and_download(home):
    for name in (
        "index.html", "index-vista-cambios.html", "acciones/1.1.html", "observaciones.html",
        "observaciones-despues-25.html", "observaciones/CMC-2026-000001.html", "ediciones.html",
        "ediciones/2.html", "ediciones/2.json", "cambios.html", "resultados.html", "informe.html",
        "informe.pdf", "observaciones.csv", "observaciones.xlsx", "cambios.json",
        "expediente.zip", "datos.html", "static/css/base.css",
    ):  # fmt: skip
        assert (home / name).is_file(), name
    assert list(home.glob("documentos/*/diagnostico.pdf"))
    numbers = {each.stem for each in home.glob("observaciones/*.html")}
    assert len(numbers) == 1 + CROWD


def test_what_needs_a_server_is_left_out_and_said(home):
    for file in home.rglob("*.html"):
        tree = parsed(file)
        assert not [each for each in tree.iter() if each.tag in ("form", "script")], file
        assert not [name for each in tree.iter() for name in each.attrib if name.startswith("hx-")]
        assert "Copia hecha el" in "".join(tree.find(".//main").itertext()), file
        assert len(tree.findall(".//h1")) == 1
    register = "".join(parsed(home / "observaciones.html").itertext())
    assert "un formulario, que solo funciona en línea" in register


def test_an_open_plan_leads_to_its_form_on_the_site(app, cast, tmp_path):
    plan = an_announced_plan(cast)
    home = copied(app, plan, tmp_path / "copia")
    links = links_of(parsed(home / "acciones/1.1.html"))
    assert f"{SITE}/planes/plan-de-prueba/acciones/1.1/observaciones/nueva" in links
    assert not list(home.rglob("nueva*"))
    assert (home / "formulario.pdf").is_file()


def test_without_the_address_of_the_site_what_is_not_copied_is_not_linked(copies):
    for file in copies[1].rglob("*.html"):
        for link in links_of(parsed(file)):
            outside = urlsplit(link).scheme not in ("", "data", "mailto")
            assert not outside or link.startswith("https://creativecommons.org/"), link


def test_no_hidden_text_is_in_it(home):
    for file in home.rglob("*"):
        if file.suffix in (".html", ".csv", ".json", ".atom"):
            assert SECRET not in file.read_text("utf-8"), file


def test_a_folder_with_something_in_it_and_a_plan_that_is_not_public_are_refused(
    app, cast, tmp_path
):
    plan = an_announced_plan(cast)
    (tmp_path / "llena").mkdir()
    (tmp_path / "llena" / "algo.txt").write_text("algo")
    with pytest.raises(CannotArchive):
        copied(app, plan, tmp_path / "llena")
    assert [each.name for each in (tmp_path / "llena").iterdir()] == ["algo.txt"]
    with pytest.raises(CannotArchive):
        copied(app, a_draft(cast, "borrador"), tmp_path / "otra")
    assert not (tmp_path / "otra").exists()


def test_the_command_says_where_to_begin(app, cast, tmp_path):
    plan = an_announced_plan(cast)

    def run(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(enmienda, ["archive", *map(str, arguments)])

    done = run(plan.slug, tmp_path / "copia")
    assert done.exit_code == 0, done.output
    assert f"Empiece por {tmp_path}/copia/index.html" in done.output
    again = run(plan.slug, tmp_path / "copia")
    assert (again.exit_code, "no está vacía" in again.output) == (1, True)
    assert run("no-existe", tmp_path / "x").exit_code == 1


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("plans.show", "/planes/plan-de-prueba"),
        ("plans.action", "/planes/plan-de-prueba/acciones/1.1"),
    ],
)
def test_a_page_that_fails_is_said_in_one_sentence_and_nothing_is_left(
    app, cast, tmp_path, endpoint, address
):
    an_announced_plan(cast)

    def broken(**_address: str) -> str:
        raise RuntimeError("the disk is broken")

    app.view_functions[endpoint] = broken
    folder = tmp_path / "copia"
    for exists in (False, True):
        if exists:
            folder.mkdir()
        done = app.test_cli_runner().invoke(enmienda, ["archive", "plan-de-prueba", str(folder)])
        said = f"Error: El sitio falló en {address} (500): no se copió nada.\n"
        assert (done.exit_code, done.output) == (1, said)
        assert not exists or not list(folder.iterdir())
        assert folder.exists() is exists


def test_of_a_folder_that_was_there_nothing_but_its_content_is_removed(app, cast, tmp_path):
    an_announced_plan(cast)

    def broken(**_address: str) -> str:
        raise RuntimeError("the disk is broken")

    app.view_functions["plans.action"] = broken
    folder, link = tmp_path / "disco", tmp_path / "copia"
    folder.mkdir(mode=0o750)
    link.symlink_to(folder)
    for given in (folder, link):
        before = folder.stat()
        done = app.test_cli_runner().invoke(enmienda, ["archive", "plan-de-prueba", str(given)])
        assert done.exit_code == 1
        assert list(folder.iterdir()) == []
        assert (folder.stat().st_ino, folder.stat().st_mode) == (before.st_ino, before.st_mode)
    assert link.is_symlink()


def test_its_names_are_such_as_every_disk_takes(app, cast, tmp_path):
    plan = a_draft(cast)
    drafting.attach(
        plan,
        title="Acta",
        filename='El "acta": ¿cuál?.pdf',
        media_type="application/pdf",
        content=b"%PDF-1.4",
        by=cast.elena_editor,
        at=MONDAY,
    )
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    home = copied(app, plan.fresh(), tmp_path / "copia")
    names = [str(each.relative_to(home)) for each in home.rglob("*")]
    assert not [name for name in names if set(name) & set('<>:"|?*\\')]
    assert len({name.casefold() for name in names}) == len(names)
    (minutes,) = home.glob("documentos/*/El*")
    links = links_of(parsed(home / "index.html"))
    assert str(minutes.relative_to(home)) in [unquote(link) for link in links]


def test_what_is_gone_is_told_and_the_rest_is_copied(app, cast, tmp_path):
    an_announced_plan(cast)

    def gone(**_address: str) -> str:
        raise NotFound

    app.view_functions["plans.action"] = gone
    folder = tmp_path / "copia"
    done = app.test_cli_runner().invoke(enmienda, ["archive", "plan-de-prueba", str(folder)])
    assert done.exit_code == 0
    assert "No estaba: /planes/plan-de-prueba/acciones/1.1\n" in done.output
    assert (folder / "index.html").is_file()
