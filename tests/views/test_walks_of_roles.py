"""Everybody opens every page that links lead them to, and reads only the data of others that they
need (R13)."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit
from zipfile import BadZipFile, ZipFile

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.visitor import Page, Visitor
from tests.worlds import answered
from webapp.models import Comment, Staff
from webapp.vocabulary import AuthorKind, Role
from webapp.workflow import answering, intake, personal_data
from webapp.workflow.intake import Scan

MOST_PAGES = 600
ITS_NAME, ITS_SCAN = "Eulalia Canaria", "carta-de-eulalia.png"
DATA: dict[str, str] = {
    "name": ITS_NAME,
    "organisation": "Junta Canaria",
    "email": "canaria@example.org",
    "phone": "3009998877",
    "author_kind": AuthorKind.ORGANISATION,
}
CONTACT = frozenset(each for each in DATA.values() if not isinstance(each, AuthorKind))
THE_SCAN = "the scan"
A_SCAN = b"\x89PNG\r\n\x1a\n canaria en la imagen"


@pytest.fixture
def comment(cast: Cast) -> Comment:
    """Answered and reported; its author left everything and had nothing shown."""
    plan = an_announced_plan(cast)
    given = filed(plan, consent=True, **DATA).comment
    intake.attach_scan(given, Scan.read(ITS_SCAN, A_SCAN), by=cast.mario_moderator, at=WHILE_OPEN)
    shown(given, cast)
    answered(given, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=later(AFTER_CLOSE, hours=1))
    return given.fresh()


def read_by(browser: Visitor, start: str) -> dict[str, set[str]]:
    """What of the author's data stands on each page and in each file that links lead to."""
    waiting, seen, found = [start], {start}, {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop()
        answer = browser.client.get(address)
        if answer.status_code != 200:
            continue
        read = {each for each in (*CONTACT, ITS_SCAN) if each in _text_of(answer.data)}
        read |= {THE_SCAN} if b"canaria en la imagen" in answer.data else set()
        if read:
            found[address] = read
        if answer.mimetype == "text/html":
            for link in Page(answer).links:
                there = urldefrag(urljoin(address, link)).url
                if not urlsplit(there).netloc and there not in seen:
                    seen.add(there)
                    waiting.append(there)
    return found


def _text_of(body: bytes) -> str:
    """The text of a file, of one that is packed too."""
    try:
        with ZipFile(BytesIO(body)) as packed:
            return "\n".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
            )
    except BadZipFile:
        files = [body]
    return "\n".join(each.decode("utf-8", "replace") for each in files)


def test_a_stranger_reads_nothing_of_who_asked_for_nothing_to_be_shown_r13(visitor, comment):
    assert read_by(visitor, "/") == {}
    assert read_by(visitor, f"/observaciones/{comment.filing_number}") == {}


@pytest.mark.parametrize("role", Role)
def test_at_the_desk_no_link_leads_to_contact_data_and_scans_open_for_who_receives_and_audits_r13(
    role: Role, comment: Comment, desk: Callable[[Staff], Visitor], cast: Cast
):
    read = read_by(desk(an_account("Quien trabaja", role)), "/gestion/")
    assert not {address: data & CONTACT for address, data in read.items() if data & CONTACT}
    opens_scans = role in (*intake.RECEIVERS, Role.AUDITOR)
    assert any(THE_SCAN in data for data in read.values()) is opens_scans


def test_once_erased_no_page_of_the_desk_has_them_r13(comment, desk, cast):
    personal_data.erase(comment, by=None, at=later(AFTER_CLOSE, hours=2))
    assert read_by(desk(cast.mario_moderator), "/gestion/") == {}
    assert read_by(desk(an_account("Quien audita", Role.AUDITOR)), "/gestion/") == {}
