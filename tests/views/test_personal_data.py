"""After erasure nothing of a person is on any public address, in any file, or in the log (R13)."""

from pathlib import Path
from zipfile import ZipFile

import apsw
import pytest

from tests.cast import AFTER_CLOSE, Cast, an_announced_plan, filed, shown
from tests.test_case_file import exported
from tests.visitor import Visitor
from tests.workflow.test_personal_data import (
    CANARIES,
    LETTER,
    NAME,
    ORGANISATION,
    PERSON,
    PHONE,
    a_letter,
    a_letter_that_staff_talked_about,
)
from webapp.cli import enmienda
from webapp.models import Comment, Event, Evidence, Plan
from webapp.workflow import personal_data, verifying


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    return a_letter_that_staff_talked_about(plan, cast)


def files_of(app, plan: Plan, folder: Path) -> bytes:
    """The public side of a plan, page by page; its open data and both of its case files."""
    copied = app.test_cli_runner().invoke(enmienda, ["archive", plan.slug, str(folder / "public")])
    assert copied.exit_code == 0, copied.output
    for form in ("csv", "json", "xlsx", "zip"):
        for options in ((), ("--full",)):
            path = folder / f"{form}{len(options)}"
            assert exported(app, plan.slug, path, *options, form=form).exit_code == 0
    for path in list(folder.iterdir()):
        if path.name.startswith(("xlsx", "zip")):
            with ZipFile(path) as parcel:
                parcel.extractall(folder / f"{path.name}-opened")
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


def test_neither_public_pages_nor_exports_nor_case_files_tell_of_who_was_erased_r13(
    app, plan, comment, clock, tmp_path
):
    clock(AFTER_CLOSE)
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    before = files_of(app, plan, tmp_path / "before")
    assert ORGANISATION.encode() in before, "shown as they asked"
    assert PHONE.encode() in before, "in a note, in the desk's own copy"
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    after = files_of(app, plan, tmp_path / "after")
    assert [each for each in CANARIES if each.encode() in after] == []


def test_what_a_slow_reader_kept_in_the_write_ahead_log_goes_with_a_request_after_they_end_r13(
    comment, visitor, sqlite_url
):
    path = sqlite_url.removeprefix("sqlite:///")
    reader = apsw.Connection(path)
    rows = reader.execute("SELECT * FROM event, event AS other")
    next(rows)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    visitor.get("/")
    assert NAME.encode() in Path(f"{path}-wal").read_bytes(), "it is being read"
    reader.close(True)
    visitor.get("/")
    assert NAME.encode() not in Path(f"{path}-wal").read_bytes()


def test_the_desk_is_told_that_the_scan_was_erased_and_gets_it_no_more_r13(comment, cast, desk):
    mario = desk(cast.mario_moderator)
    address = f"/gestion/observaciones/{comment.filing_number}"
    scan = next(each for each in mario.get(address).links if "/soportes/" in each)
    assert NAME in mario.get(address).words
    mario.get(scan)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    page = mario.get(address)
    assert NAME not in page.html
    assert "Un soporte que se borró el viernes 20 de marzo de 2026" in page.words
    assert not [each for each in page.links if "/soportes/" in each]
    mario.get(scan, 404)


def test_who_sees_a_scan_is_noted_and_who_may_not_see_it_is_not_r13(plan, cast, desk):
    comment = a_letter(plan, cast, **PERSON)
    auditor, scan = desk(cast.aldo_auditor), Evidence.get()
    address = f"/gestion/observaciones/{comment.filing_number}/soportes/{scan.id}"
    assert auditor.client.get(address).data == LETTER
    assert desk(cast.rosa_responder).client.get(address).status_code == 403
    (noted,) = Event.select().where(Event.verb == "evidence.seen")
    assert (noted.staff, noted.details["seen"]) == (cast.aldo_auditor, scan.sha256)
    assert noted.subject == f"comment:{comment.filing_number}"
    assert "Vio un escaneo o una foto" in auditor.get("/gestion/bitacora").words
    verifying.verify()


def test_who_moderates_reads_the_name_that_will_be_shown_and_nobody_else_before_r13(
    plan, cast, desk
):
    comment = filed(plan, **PERSON).comment
    for address in (f"/gestion/observaciones/{comment.filing_number}",
                    f"/gestion/planes/{plan.slug}/observaciones"):  # fmt: skip
        assert ORGANISATION not in desk(cast.rosa_responder).get(address).html
    page = desk(cast.mario_moderator).get(f"/gestion/observaciones/{comment.filing_number}")
    assert f"Nombre que se mostrará con el texto {ORGANISATION}" in page.words
    shown(comment, cast)
    assert ORGANISATION in desk(cast.rosa_responder).get(address).html


@pytest.mark.parametrize("address", ["/gestion/bitacora", "/gestion/bitacora.csv"])
def test_the_log_tells_of_nobody_r13(comment, cast, desk, address):
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    page = Visitor.get(desk(cast.aldo_auditor), address)
    assert [each for each in CANARIES if each in page.html] == []
