"""Rights over personal data, and the day on which they end: nothing of them stays (R13)."""

import re
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from runpy import run_path
from urllib.parse import quote_plus, urlencode

import apsw
import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.conftest import in_use
from webapp.models import (
    Action,
    Comment,
    CommentGroup,
    Entity,
    Event,
    Evidence,
    Note,
    Notice,
    Plan,
    Submitter,
    Subscription,
)
from webapp.settings import paths
from webapp.storage.db import db, is_sqlite
from webapp.values import time_zones
from webapp.vocabulary import AuthorKind, Channel, CorrectionKind, NoticeKind, Origin, PlanField
from webapp.workflow import (
    adjusting,
    bulk,
    bulk_acts,
    correcting,
    grouping,
    handling,
    intake,
    moderating,
    moving,
    personal_data,
    saved_lists,
    subscribing,
    verifying,
)
from webapp.workflow.bulk import Listed
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.intake import Scan
from webapp.workflow.mentions import mentions
from webapp.workflow.notifying import MOST_A_DAY
from webapp.workflow.personal_data import Contact
from webapp.workflow.refusals import Invalid
from webapp.workflow.subscribing import SubscriptionRequest

HOUSE = Path(__file__).parents[2]
CANARIES = ("Zoraida Quiñones", "Junta de Zaragoza", "zoraida@quinones.example", "3165550177",
            "firmada por Zoraida")  # fmt: skip
NAME, ORGANISATION, EMAIL, PHONE, SIGNATURE = CANARIES
LETTER = f"%PDF-1.7 una carta {SIGNATURE} ".encode() * 500
PERSON = {
    "author_kind": AuthorKind.PERSON,
    "name": NAME,
    "organisation": ORGANISATION,
    "email": EMAIL,
    "phone": PHONE,
    "publish_name": True,
    "consent": True,
}


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def a_letter(
    plan: Plan, cast: Cast, body: str = "Pongan un buzón en la plaza.", **filing: object
) -> Comment:
    """An observation that came on paper, with its scan."""
    entry = Arrival(
        filing=Filing(body=body, **filing),
        action=None,
        channel=Channel.FRONT_DESK,
        received_at=WHILE_OPEN,
    )
    scan = Scan.read(f"carta de {NAME}.pdf", LETTER)
    return intake.receive(
        entry, plan=plan, scan=scan, by=cast.mario_moderator, at=WHILE_OPEN
    ).comment


def a_letter_that_staff_talked_about(plan: Plan, cast: Cast) -> Comment:
    """Shown with its name, its contact data seen, and repeated in a private note."""
    comment = shown(a_letter(plan, cast, **PERSON), cast)
    moderating.see_submitter(comment, by=cast.mario_moderator, at=WHILE_OPEN)
    text = f"Llamé a {NAME} ({ORGANISATION}) al {PHONE} y le escribí a {EMAIL}."
    handling.note(comment, text, by=cast.rosa_responder, at=WHILE_OPEN)
    looked_for = urlencode({"q": NAME})
    saved_lists.keep("La de la junta", looked_for, by=cast.mario_moderator, at=WHILE_OPEN)
    return comment


def everything() -> bytes:
    """Every value of every table and, of a single file, every byte of it and of what goes with
    it."""
    rows = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for table in db.get_tables()
        for row in db.execute_sql(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
        for value in row
    )
    if not is_sqlite():
        return rows
    file = Path(db.obj.database)
    return rows + b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def left() -> list[str]:
    """The canaries that are still somewhere."""
    kept = everything()
    return [each for each in CANARIES if each.encode() in kept or quote_plus(each).encode() in kept]


def its_day(comment: Comment) -> date:
    """The day on which its data are to be erased."""
    return Evidence.get(Evidence.comment == comment).purge_on


def by_its_author(comment: Comment, cast: Cast) -> None:
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)


def by_the_desk(comment: Comment, cast: Cast) -> None:
    personal_data.erase(comment, by=cast.mario_moderator, at=AFTER_CLOSE)


def by_the_calendar(comment: Comment, cast: Cast) -> None:
    at, _ = time_zones.window(its_day(comment), its_day(comment), Entity.current().zone)
    assert personal_data.purge(at=at - timedelta(minutes=1)) == 0
    assert personal_data.purge(at=at) == 1


@pytest.mark.parametrize("erase", [by_its_author, by_the_desk, by_the_calendar])
def test_after_erasure_no_byte_of_the_person_is_left_anywhere_r13(
    plan, cast, erase: Callable[[Comment, Cast], None]
):
    comment = a_letter_that_staff_talked_about(plan, cast)
    assert left() == list(CANARIES)
    erase(comment, cast)
    assert left() == []
    assert comment.fresh().body == "Pongan un buzón en la plaza."
    verifying.verify()


@pytest.mark.parametrize("erase", [by_its_author, by_the_desk, by_the_calendar])
def test_of_a_scan_its_digest_and_that_it_was_erased_stay_r13(plan, cast, erase):
    comment = a_letter(plan, cast, **PERSON)
    digest = Evidence.get().sha256
    erase(comment, cast)
    scan = Evidence.get()
    assert (bytes(scan.content), scan.filename, scan.sha256) == (b"", "", digest)
    assert scan.erased_at == Event.head().at
    assert Event.head().details["scans"] == [digest]


@pytest.mark.parametrize("erase", [by_its_author, by_the_desk, by_the_calendar])
def test_a_letter_without_contact_data_is_erased_too_r13(plan, cast, erase):
    comment = a_letter(plan, cast)
    assert not Submitter.select().exists()
    assert SIGNATURE in left()
    erase(comment, cast)
    assert left() == []
    verifying.verify()


def test_scan_and_contact_data_go_on_the_same_day_r13(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    assert its_day(comment) == Submitter.get().purge_on == date(2028, 3, 17)


def test_what_comes_in_years_later_is_not_erased_the_day_after_r13(plan, cast):
    comment = a_letter(plan, cast)
    scan, at = Scan.read("otra.pdf", LETTER), later(AFTER_CLOSE, days=3 * 365)
    intake.attach_scan(comment, scan, by=cast.mario_moderator, at=at)
    assert personal_data.purge(at=at) == 1
    first, second = Evidence.of(comment)
    assert first.erased_at
    assert second.erased_at is None
    assert second.purge_on > time_zones.to_local(at, Entity.current().zone).date()


def test_of_what_was_erased_nothing_is_erased_again(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    head = Event.head()
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert personal_data.purge(at=later(AFTER_CLOSE, days=5 * 365)) == 0
    assert Event.head() == head


def test_other_peoples_data_stay(plan, cast):
    mine, theirs = a_letter(plan, cast, **PERSON), a_letter(plan, cast, "Otra cosa.", **PERSON)
    personal_data.erase(mine, by=None, at=AFTER_CLOSE)
    assert theirs.submitter.name == NAME
    assert [bytes(each.content) for each in Evidence.select().order_by(Evidence.id)] == [
        b"", LETTER,
    ]  # fmt: skip


def test_a_tag_that_names_the_author_is_told_though_tags_are_in_small_letters_r13(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    listed = [Listed(comment.filing_number, bulk.stamps([comment])[comment.id])]
    bulk_acts.tag(listed, [NAME], plan=plan, by=cast.rosa_responder, at=WHILE_OPEN)
    assert [str(each.where) for each in mentions(comment)] == ["its tags"]


def test_a_tag_of_another_observation_that_names_the_author_is_told_too_r13(plan, cast):
    comment, other = a_letter(plan, cast, **PERSON), filed(plan, "Otra cosa.").comment
    listed = [Listed(other.filing_number, bulk.stamps([other])[other.id])]
    bulk_acts.tag(listed, [f"vecina de {NAME}"], plan=plan, by=cast.rosa_responder, at=WHILE_OPEN)
    assert [(each.comment, str(each.where)) for each in mentions(comment)] == [(other, "its tags")]


def a_note_on_another(plan: Plan, cast: Cast, text: str) -> Callable[[], str]:
    """What it says now, when asked."""
    other = filed(plan, "Otra cosa.").comment
    note = handling.note(other, text, by=cast.rosa_responder, at=WHILE_OPEN)
    return lambda: str(note.fresh().text)


def test_a_note_on_another_observation_says_no_more_who_was_erased_r13(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    says = a_note_on_another(plan, cast, f"Es la hermana de {NAME.upper()}, {PHONE} y {EMAIL}.")
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert says() == (
        "Es la hermana de [nombre suprimido], [teléfono suprimido] y [correo suprimido]."
    )
    assert left() == []


def test_a_note_on_another_observation_keeps_what_may_be_of_somebody_else(plan, cast):
    """Whoever has one name alone, and a telephone that a neighbour gave too."""
    comment = a_letter(plan, cast, **PERSON | {"name": "Zoraida"})
    filed(plan, "La vecina.", author_kind=AuthorKind.PERSON, phone=PHONE, consent=True)
    text = f"Zoraida llamó del {PHONE}."
    says = a_note_on_another(plan, cast, text)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert says() == text


def test_a_note_keeps_the_rest_of_its_words(plan, cast):
    comment = a_letter_that_staff_talked_about(plan, cast)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert Note.get().text == (
        "Llamé a [nombre suprimido] ([nombre suprimido]) al [teléfono suprimido] y le escribí a "
        "[correo suprimido]."
    )


def test_a_minors_letter_is_not_kept_as_a_scan_r14(plan, cast):
    with pytest.raises(Invalid) as refused:
        a_letter(plan, cast, is_minor=True)
    assert list(refused.value.faults) == ["scan"]
    assert not Comment.select().exists()


def test_scans_of_before_get_the_day_that_was_promised_or_that_would_have_been(plan, cast):
    with_contact = a_letter(plan, cast, **PERSON)
    Submitter.update(purge_on=date(2027, 7, 7)).execute()
    without = a_letter(plan, cast, "Otra cosa.")
    Evidence.update(purge_on=date(9999, 12, 31)).execute()
    migration = run_path(str(paths.migrations() / "0016_personal_data.py"))
    migration["_set_purge_days"](db.obj)
    assert (its_day(with_contact), its_day(without)) == (date(2027, 7, 7), date(2028, 3, 17))


def test_of_who_leaves_a_subscription_no_byte_is_left_r13(plan):
    subscribing.subscribe(plan, SubscriptionRequest(email=EMAIL, consent=True), at=WHILE_OPEN)
    assert EMAIL in left()
    subscribing.leave(Subscription.get())
    assert left() == []


@pytest.mark.postgresql
def test_the_command_of_the_readme_leaves_nothing_in_the_files_of_postgresql_r13(postgresql_url):
    (command,) = re.findall(r"psql -c '(.+)'", (HOUSE / "README.md").read_text(encoding="utf-8"))
    with contextmanager(in_use)(postgresql_url):
        cast = a_cast()
        comment = a_letter_that_staff_talked_about(an_announced_plan(cast), cast)
        personal_data.erase(comment, by=None, at=AFTER_CLOSE)
        assert NAME in in_files_of_postgresql(), "it is only let go of"
        db.execute_sql(command)
        assert in_files_of_postgresql() == []


def in_files_of_postgresql() -> list[str]:
    """The canaries that stand in the files of this database."""
    db.execute_sql("CHECKPOINT")
    ((place, number),) = db.execute_sql(
        "SELECT current_setting('data_directory'), oid FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchall()
    files = [each for each in Path(place, "base", str(number)).iterdir() if each.is_file()]
    kept = b"".join(each.read_bytes() for each in files)
    return [each for each in CANARIES if each.encode() in kept]


def test_whoever_is_reading_holds_up_no_erasure(sqlite, sqlite_url):
    cast = a_cast()
    comment = filed(an_announced_plan(cast), **PERSON).comment
    reader = apsw.Connection(sqlite_url.removeprefix("sqlite:///"))
    rows = reader.execute("SELECT * FROM event, event AS other")
    next(rows)
    began = time.monotonic()
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert time.monotonic() - began < 10, "it waits 30 seconds where it waits"
    assert comment.submitter is None
    reader.close(True)
    assert personal_data.purge(at=AFTER_CLOSE) == 0
    assert left() == [], "it went with the next one"


class TestCorrection:
    """Data put right, or added later, through their owner or the desk."""

    def test_only_what_is_given_is_altered_and_the_log_holds_none_of_it_r13_r17(self, plan, cast):
        comment = a_letter(plan, cast, **PERSON)
        contact = Contact(name="Zoraida Quintero", email="otra@quinones.example")
        personal_data.correct(comment, contact, consent=False, by=None, at=AFTER_CLOSE)
        held = comment.submitter
        assert (held.name, held.organisation) == ("Zoraida Quintero", ORGANISATION)
        assert (held.email, held.phone) == ("otra@quinones.example", PHONE)
        assert held.publish_name
        assert held.consented_at == WHILE_OPEN
        assert {NAME, EMAIL} & set(left()) == {NAME}, "in the name of the scan's file"
        event = Event.head()
        assert event.verb == "submitter.corrected"
        assert set(event.details) == {"submitter", "salt"}
        verifying.verify()

    def test_what_was_put_right_stays_in_no_note_r13(self, plan, cast):
        comment = a_letter_that_staff_talked_about(plan, cast)
        contact = Contact(name="Zoraida Quintero", email="z@quintero.example")
        personal_data.correct(comment, contact, consent=False, by=None, at=AFTER_CLOSE)
        text = Note.get().text
        assert NAME not in text
        assert EMAIL not in text
        assert PHONE in text, "it is still held"
        personal_data.erase(comment, by=None, at=AFTER_CLOSE)
        assert left() == []

    def test_an_address_may_be_left_later_and_the_receipt_goes_there(self, plan, cast):
        receipt = filed(plan)
        contact = Contact(email=EMAIL)
        with pytest.raises(Invalid) as refused:
            personal_data.correct(receipt.comment, contact, consent=False, by=None, at=WHILE_OPEN)
        assert list(refused.value.faults) == ["consent"]
        personal_data.correct(
            receipt.comment,
            contact,
            consent=True,
            by=None,
            at=WHILE_OPEN,
            tracking_code=receipt.tracking_code,
        )
        assert receipt.comment.submitter.purge_on == date(2028, 3, 17)
        notice = Notice.get(Notice.comment == receipt.comment)
        assert (notice.kind, notice.code) == (NoticeKind.RECEIPT, receipt.tracking_code)
        verifying.verify()

    def test_nobody_fills_anothers_mailbox_by_leaving_its_address_later(self, plan, cast):
        some = [filed(plan, f"Una {n}.").comment for n in range(MOST_A_DAY + 1)]

        def leave(comment: Comment) -> None:
            contact = Contact(email=EMAIL)
            personal_data.correct(comment, contact, consent=True, by=None, at=WHILE_OPEN)

        for comment in some[:-1]:
            leave(comment)
        with pytest.raises(Invalid) as refused:
            leave(some[-1])
        assert list(refused.value.faults) == ["email"]
        assert some[-1].submitter is None

    def test_after_erasure_data_may_be_given_again_and_erased_again_r13(self, plan, cast):
        comment = filed(plan, **PERSON).comment
        personal_data.erase(comment, by=None, at=AFTER_CLOSE)
        personal_data.correct(comment, Contact(email=EMAIL), consent=True, by=None, at=AFTER_CLOSE)
        verifying.verify()
        personal_data.erase(comment, by=None, at=AFTER_CLOSE)
        assert left() == []
        verifying.verify()

    def test_a_name_hidden_before_a_correction_stays_hidden_and_after_it_too(self, plan, cast):
        comment = filed(plan, **PERSON).comment
        for name in ("Zoraida Quintero", "Zoraida Quintana"):
            personal_data.hide_name(comment, by=None, at=AFTER_CLOSE)
            personal_data.correct(
                comment, Contact(name=name), consent=False, by=None, at=AFTER_CLOSE
            )
            assert comment.submitter.public_name == ""
            verifying.verify()

    def test_a_name_that_nobody_looked_at_does_not_stand_beside_a_text_that_is_shown_r13(
        self, plan, cast
    ):
        person = {**PERSON, "organisation": ""}
        comment = shown(filed(plan, **person).comment, cast)
        contact = Contact(name="Pedro Vecino, enfermo, 3001112233")
        personal_data.correct(comment, contact, consent=False, by=None, at=AFTER_CLOSE)
        assert comment.submitter.public_name == ""
        verifying.verify()

    def test_a_name_corrected_by_the_desk_or_before_anyone_looked_is_shown_as_asked_r13(
        self, plan, cast
    ):
        person, contact = {**PERSON, "organisation": ""}, Contact(name="Zoraida Quintero")
        early, late = filed(plan, "Una.", **person).comment, filed(plan, "Dos.", **person).comment
        personal_data.correct(early, contact, consent=False, by=None, at=WHILE_OPEN)
        late = shown(late, cast)
        personal_data.correct(late, contact, consent=False, by=cast.mario_moderator, at=AFTER_CLOSE)
        assert early.submitter.public_name == late.submitter.public_name == "Zoraida Quintero"
        other = Contact(email="z@quintero.example")
        personal_data.correct(late, other, consent=False, by=None, at=AFTER_CLOSE)
        assert late.submitter.public_name == "Zoraida Quintero", "the name is still the same"
        verifying.verify()

    @pytest.mark.parametrize(
        ("filing", "contact", "fault"),
        [
            ({"is_minor": True}, Contact(email=EMAIL), "name"),
            ({}, Contact(name=NAME), "name"),
            ({}, Contact(), "name"),
        ],
    )
    def test_what_may_not_be_held_is_not_taken_in_r13_r14(self, plan, cast, filing, contact, fault):
        comment = filed(plan, **filing).comment
        with pytest.raises(Invalid) as refused:
            personal_data.correct(comment, contact, consent=True, by=None, at=WHILE_OPEN)
        assert list(refused.value.faults) == [fault]
        assert comment.submitter is None

    @pytest.mark.parametrize("alteration", [{"name": "Otra"}, {"publish_name": False}])
    def test_data_altered_beside_the_log_are_named_r17(self, plan, cast, alteration):
        comment = filed(plan, **PERSON).comment
        personal_data.correct(
            comment, Contact(name="Zoraida Q."), consent=False, by=None, at=AFTER_CLOSE
        )
        Submitter.update(**alteration).execute()
        (fault,) = verifying.examine().faults
        assert "not those that were given" in str(fault)


class TestVerify:
    """What `enmienda verify` says of scans (R17)."""

    def faults(self) -> list[str]:
        return [str(each) for each in verifying.examine().faults]

    @pytest.mark.parametrize(
        "alter",
        [
            lambda: Evidence.update(content=b"%PDF-1.7 otra").execute(),
            lambda: Evidence.update(sha256="0" * 64).execute(),
            lambda: Evidence.update(erased_at=AFTER_CLOSE, content=b"", filename="").execute(),
            lambda: Evidence.delete().execute(),
        ],
    )
    def test_a_scan_that_was_altered_or_erased_in_silence_is_named_r17(self, plan, cast, alter):
        comment = a_letter(plan, cast)
        assert self.faults() == []
        alter()
        fault = f"A scan of {comment.filing_number} is not what was added."
        assert set(self.faults()) == {fault}

    def test_what_should_have_been_erased_and_is_there_is_named_r13_r17(self, plan, cast):
        comment = a_letter(plan, cast, **PERSON)
        personal_data.erase(comment, by=None, at=AFTER_CLOSE)
        assert self.faults() == []
        Evidence.update(content=LETTER).execute()
        assert self.faults() == [f"A scan of {comment.filing_number} is not what was added."]


def test_a_note_that_names_them_in_capitals_is_suppressed_too_r13(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    text = f"Llamó {NAME.upper()}, la de la {ORGANISATION.lower()}."
    handling.note(comment, text, by=cast.rosa_responder, at=WHILE_OPEN)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert Note.get().text == "Llamó [nombre suprimido], la de la [nombre suprimido]."


def test_neither_log_nor_groups_keep_a_name_that_staff_wrote_in_a_tag_or_a_group_r13(plan, cast):
    comment = a_letter(plan, cast, **PERSON)
    grouping.start(plan, f"Lo de {NAME}", [comment], by=cast.rosa_responder, at=WHILE_OPEN)
    by = cast.rosa_responder
    handling.tag(comment, [NAME], version=1, by=by, at=WHILE_OPEN)
    handling.tag(comment, ["buzón"], version=2, by=by, at=WHILE_OPEN)
    personal_data.erase(comment, by=None, at=AFTER_CLOSE)
    assert CommentGroup.get().title == "Lo de [nombre suprimido]"
    assert NAME.casefold() not in everything().decode(errors="ignore").casefold()


def test_a_public_reason_that_names_the_author_is_told_r13(plan, cast):
    comment = shown(a_letter(plan, cast, **PERSON), cast)
    moved = correcting.propose(
        CorrectionKind.MOVE,
        comment.fresh(),
        plan=plan,
        reason=f"{NAME} la quería en esta acción.",
        details=moving.proposal(plan.actions.order_by(Action.id).first()),
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    correcting.approve(moved, version=1, by=cast.alba_approver, at=WHILE_OPEN)
    assert [str(each.where) for each in mentions(comment.fresh())] == ["a correction"]


def test_a_change_that_names_its_author_is_told_r13(plan, cast):
    comment = shown(a_letter(plan, cast, **PERSON), cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    why = adjusting.Why(
        origin=Origin.OBSERVATIONS, reason=f"Lo pidió {NAME} en su carta.", comments=[comment]
    )
    current = wording(plan, "1.1")
    adjusting.reword(
        current,
        {PlanField.IMPROVEMENT: "Poner un buzón."},
        why,
        version=current.version,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    assert [str(each.where) for each in mentions(comment.fresh())] == [
        "a change of the plan that it caused"
    ]
