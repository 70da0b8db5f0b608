"""Every channel, one register: what arrives on paper, by telephone, in meetings and in files."""

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    OPENS_AT,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
)
from webapp.models import (
    Action,
    Comment,
    Event,
    Evidence,
    FilingSequence,
    Handling,
    ImportedComment,
    Meeting,
    Plan,
    Territory,
    ValueGroup,
)
from webapp.queries import public_register
from webapp.storage.db import db
from webapp.vocabulary import AuthorKind, Channel, Target
from webapp.workflow import intake, verifying
from webapp.workflow.acts import OPERATOR
from webapp.workflow.commenting import Arrival, Filing, Receipt
from webapp.workflow.intake import Gathering, ReadyRow, RowRefused, Scan
from webapp.workflow.matching_rows import Defaults, MatchFault, match
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy

PDF = b"%PDF-1.7 una carta"
PNG = b"\x89PNG\r\n\x1a\n una foto"
JPEG = b"\xff\xd8\xff\xe0 una foto"


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def meeting(plan, cast) -> Meeting:
    return held(plan, cast)


def held(plan: Plan, cast, **what: Any) -> Meeting:
    told = {
        "title": "Taller en la vereda",
        "place": "Escuela rural",
        "held_on": date(2026, 3, 7),
        "attendance": {"Jóvenes": 12},
        **what,
    }
    return intake.save_meeting(plan, Gathering(**told), by=cast.mario_moderator, at=WHILE_OPEN)


def an_entry(body: str = "Llegó en papel.", *, code: str | None = "1.1", **what: Any) -> Arrival:
    action = Action.get(Action.code == code) if code else None
    told = {"channel": Channel.FRONT_DESK, "received_at": WHILE_OPEN, **what}
    return Arrival(filing=Filing(body=body), action=action, **told)


def received(plan: Plan, cast, body: str = "Llegó en papel.", **what: Any) -> Receipt:
    at = what.pop("at", AFTER_CLOSE)
    kept = {name: what.pop(name) for name in ("scan", "meeting") if name in what}
    entry = an_entry(body, **what)
    return intake.receive(entry, plan=plan, by=cast.mario_moderator, at=at, **kept)


def a_row(number: int, body: str = "", **what: Any) -> ReadyRow:
    external_number = what.pop("external_number", "")
    body = body or f"Fila {number}."
    fingerprint = hashlib.sha256(body.encode()).hexdigest()
    return ReadyRow(
        number=number,
        entry=an_entry(body, **what),
        fingerprint=fingerprint,
        external_number=external_number,
    )


def brought(plan: Plan, cast, rows: list[ReadyRow], at=AFTER_CLOSE) -> intake.Outcome:
    return intake.import_comments(rows, plan=plan, by=cast.mario_moderator, at=at)


class TestR5TheTrueDateOfReceipt:
    @pytest.mark.parametrize(
        ("received_at", "late"),
        [(OPENS_AT, False), (CLOSES_AT - timedelta(minutes=1), False), (CLOSES_AT, True)],
    )
    def test_it_is_late_by_when_it_was_received_not_by_when_it_is_typed(
        self, plan, cast, received_at, late
    ):
        comment = received(plan, cast, received_at=received_at).comment
        assert (comment.late, comment.filed_at) == (late, AFTER_CLOSE)
        assert comment.filed_by == cast.mario_moderator
        totals = plan.fresh()
        assert (totals.comments_total, totals.comments_late) == ((0, 1) if late else (1, 0))

    def test_nothing_is_received_in_the_future(self, plan, cast):
        with pytest.raises(Invalid) as refused:
            received(plan, cast, received_at=AFTER_CLOSE, at=WHILE_OPEN)
        assert list(refused.value.faults) == ["received_at"]

    def test_only_who_moderates_or_edits_receives(self, plan, cast):
        intake.receive(an_entry(), plan=plan, by=cast.elena_editor, at=AFTER_CLOSE)
        for each in (cast.rosa_responder, cast.alba_approver, cast.aldo_auditor, cast.ada_admin):
            with pytest.raises(NotAllowed):
                intake.receive(an_entry(), plan=plan, by=each, at=AFTER_CLOSE)

    def test_a_double_click_files_once_and_keeps_one_scan_r4(self, plan, cast):
        scan = Scan.read("carta.pdf", PDF)
        first, again = (received(plan, cast, scan=scan, submission_id="x") for _ in range(2))
        assert again.repeated
        assert again.comment == first.comment
        assert Evidence.select().count() == 1


class TestScans:
    @pytest.mark.parametrize(
        ("filename", "content", "media_type", "kept_as"),
        [
            ("carta.pdf", PDF, "application/pdf", "carta.pdf"),
            ("foto.png", PNG, "image/png", "foto.png"),
            ("FOTO.JPEG", JPEG, "image/jpeg", "FOTO.JPEG"),
            ("../../carta.exe", PDF, "application/pdf", "carta.pdf"),
        ],
    )
    def test_its_type_is_told_by_its_content(
        self, plan, cast, filename, content, media_type, kept_as
    ):
        comment = received(plan, cast, scan=Scan.read(filename, content)).comment
        (evidence,) = Evidence.of(comment)
        assert (evidence.media_type, evidence.filename) == (media_type, kept_as)
        assert evidence.added_by == cast.mario_moderator
        whole = Evidence.get()
        assert bytes(whole.content) == content
        assert whole.sha256 == hashlib.sha256(content).hexdigest()

    @pytest.mark.parametrize(
        ("filename", "content"),
        [
            ("carta.pdf", b"MZ un programa"),
            ("carta.pdf", b""),
            ("pagina.html", b"<script>alert(1)</script>"),
            ("tabla.csv", b"a;b"),
            ("foto.gif", b"GIF89a"),
            ("foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("enorme.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)),
        ],
    )
    def test_what_is_not_a_scan_is_refused_and_nothing_is_filed(
        self, plan, cast, filename, content
    ):
        with pytest.raises(Invalid) as refused:
            received(plan, cast, scan=Scan.read(filename, content))
        assert list(refused.value.faults) == ["scan"]
        assert not Comment.select().exists()

    def test_ten_megabytes_fit(self, plan, cast):
        content = b"%PDF-" + b"0" * (10 * 1024 * 1024 - 5)
        received(plan, cast, scan=Scan.read("carta.pdf", content))

    def test_the_log_has_its_digest_r17(self, plan, cast):
        comment = received(plan, cast, scan=Scan.read("carta.pdf", PDF)).comment
        acts = Event.about(f"comment:{comment.filing_number}")
        assert [act.verb for act in acts] == ["comment.filed", "evidence.added"]
        assert acts[1].details["sha256"] == hashlib.sha256(PDF).hexdigest()


class TestMeetings:
    def test_observations_hang_on_it(self, plan, cast, meeting):
        comments = [received(plan, cast, f"Dijo {n}.", meeting=meeting).comment for n in range(2)]
        received(plan, cast, "Otra cosa.")
        assert [each.comment for each in meeting.made] == comments
        (listed,) = Meeting.of(plan)
        assert (listed.gathered, listed.people) == (2, 12)

    def test_one_of_another_plan_does_not_fit(self, plan, cast):
        other = held(an_announced_plan(cast, "otro-plan"), cast)
        with pytest.raises(Invalid) as refused:
            intake.receive(
                an_entry(code=None),
                plan=plan,
                meeting=other,
                by=cast.mario_moderator,
                at=AFTER_CLOSE,
            )
        assert list(refused.value.faults) == ["meeting"]

    @pytest.mark.parametrize(
        ("what", "field"),
        [
            ({"title": " "}, "title"),
            ({"place": ""}, "place"),
            ({"attendance": {"Jóvenes": -1}}, "attendance"),
            ({"held_on": date(2026, 3, 11)}, "held_on"),
        ],
    )
    def test_what_cannot_be_so_is_refused(self, plan, cast, what, field):
        with pytest.raises(Invalid) as refused:
            held(plan, cast, **what)
        assert list(refused.value.faults) == [field]

    def test_two_who_change_it_at_once_do_not_overwrite_each_other_r12(self, plan, cast, meeting):
        def change(title: str) -> Meeting:
            gathering = Gathering(
                title=title, place="Coliseo", held_on=date(2026, 3, 7), attendance={}
            )
            return intake.save_meeting(
                plan,
                gathering,
                meeting=meeting,
                version=1,
                by=cast.elena_editor,
                at=AFTER_CLOSE,
            )

        assert change("Primero").title == "Primero"
        with pytest.raises(StaleCopy):
            change("Segundo")


class TestOneRegister:
    def test_every_channel_shares_one_numbering_and_every_total_counts_them_alike(
        self, plan, cast, meeting
    ):
        """R4, R18: eight threads, by the web, on paper, by telephone, in a meeting, from a file."""

        def by_web(number: int) -> list[Comment]:
            return [filed(plan, f"Web {number}.", at=WHILE_OPEN).comment]

        def on_paper(number: int) -> list[Comment]:
            return [received(plan, cast, f"Papel {number}.", at=WHILE_OPEN).comment]

        def by_phone(number: int) -> list[Comment]:
            made = received(plan, cast, f"Llamada {number}.", channel=Channel.PHONE, at=WHILE_OPEN)
            return [made.comment]

        def in_a_meeting(number: int) -> list[Comment]:
            made = received(
                plan,
                cast,
                f"Taller {number}.",
                channel=Channel.EVENT,
                meeting=meeting,
                at=WHILE_OPEN,
            )
            return [made.comment]

        def from_a_file(number: int) -> list[Comment]:
            rows = [
                a_row(row, f"Archivo {number}, fila {row}.", channel=Channel.EMAIL)
                for row in range(3)
            ]
            return [each.comment for each in brought(plan, cast, rows, at=WHILE_OPEN).filed]

        ways = [by_web, on_paper, by_phone, in_a_meeting, from_a_file]

        def one(number: int) -> list[Comment]:
            with db.connection_context():
                return ways[number % len(ways)](number)

        with ThreadPoolExecutor(max_workers=8) as crowd:
            comments = [each for made in crowd.map(one, range(40)) for each in made]

        numbers = sorted(comment.filing_number for comment in comments)
        assert numbers == [f"CMC-2026-{number:06d}" for number in range(1, 57)]
        assert FilingSequence.get().last == 56
        assert plan.fresh().comments_total == 56
        assert Action.get(Action.code == "1.1").comments_total == 56
        assert Comment.select().count() == Handling.select().count() == 56
        by_channel = Counter(comment.channel for comment in Comment.select())
        assert by_channel == {
            Channel.WEB: 8,
            Channel.FRONT_DESK: 8,
            Channel.PHONE: 8,
            Channel.EVENT: 8,
            Channel.EMAIL: 24,
        }
        for channel, count in by_channel.items():
            listed = public_register.page(plan, public_register.RegisterFilter(channel=channel))
            assert len(listed) == count
        assert verifying.verify()["comments"] == 56


class TestBringingInAFile:
    def test_every_row_is_filed_with_one_event_each(self, plan, cast):
        outcome = brought(plan, cast, [a_row(2), a_row(3, code=None), a_row(4)])
        assert [each.comment.body for each in outcome.filed] == ["Fila 2.", "Fila 3.", "Fila 4."]
        assert outcome.known == []
        assert Event.select().where(Event.verb == "comment.filed").count() == 3
        (whole,) = Event.select().where(Event.verb == "comments.imported")
        assert (whole.details["filed"], whole.details["known"]) == (3, 0)

    def test_whoever_runs_commands_may_bring_one_in(self, plan, cast):
        outcome = intake.import_comments([a_row(2)], plan=plan, by=OPERATOR, at=AFTER_CLOSE)
        assert outcome.filed[0].comment.filed_by is None

    def test_one_row_that_cannot_be_filed_leaves_none(self, plan, cast):
        rows = [a_row(2), a_row(3, received_at=later(AFTER_CLOSE, days=1)), a_row(4)]
        with pytest.raises(RowRefused) as refused:
            brought(plan, cast, rows)
        assert refused.value.number == 3
        assert not Comment.select().exists()
        assert not ImportedComment.select().exists()
        assert plan.fresh().comments_total == 0
        assert filed(plan).comment.filing_number == "CMC-2026-000001"

    def test_a_refused_row_says_what_is_at_fault_in_it(self, plan, cast):
        with pytest.raises(RowRefused) as refused:
            brought(plan, cast, [a_row(7, received_at=later(AFTER_CLOSE, days=1))])
        assert refused.value.message == "The date of receipt cannot be in the future."

    def test_the_same_file_again_files_nothing(self, plan, cast):
        rows = [a_row(number) for number in range(2, 22)]
        brought(plan, cast, rows)
        assert intake.known_rows(plan, rows) == list(range(2, 22))
        again = brought(plan, cast, rows)
        assert (list(again.filed), again.known) == ([], list(range(2, 22)))
        assert plan.fresh().comments_total == 20

    def test_a_row_whose_own_number_was_brought_in_is_known_though_its_text_was_mended(
        self, plan, cast
    ):
        brought(plan, cast, [a_row(2, external_number="R-1")])
        outcome = brought(plan, cast, [a_row(2, "Otra.", external_number="R-1"), a_row(3)])
        assert outcome.known == [2]
        assert len(outcome.filed) == 1

    def test_what_another_plan_got_is_not_known_here(self, plan, cast):
        brought(plan, cast, [a_row(2, code=None)])
        other = an_announced_plan(cast, "otro-plan")
        assert intake.known_rows(other, [a_row(2, code=None)]) == []


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """A row as the reader of files leaves it."""

    row: int = 2
    body: str = "Pongan un buzón."
    action: str = "1.1"
    channel: Channel | None = Channel.FRONT_DESK
    received_on: date | None = date(2026, 3, 9)
    received_at: time | None = time(8, 30)
    proposed_text: str = ""
    kind: None = None
    stance: None = None
    target: Target = Target.GENERAL
    author_kind: AuthorKind = AuthorKind.ANONYMOUS
    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    value_group: str = ""
    territory: str = ""
    is_minor: bool = False
    consent: bool = False
    publish_name: bool = False
    publish_group: bool = False
    publish_territory: bool = False
    external_number: str = ""


class TestMatching:
    def matched(self, plan, defaults=None, at=WHILE_OPEN, **said):
        return match(
            [ReadRow(**said)],
            ["0" * 64],
            plan=plan,
            defaults=defaults or Defaults(),
            at=at,
        )

    def test_codes_and_names_become_rows_of_the_catalogues(self, plan):
        group, territory = ValueGroup.offered()[0], Territory.offered()[0]
        matched = self.matched(
            plan,
            value_group=f"  {group.name.upper()} ",
            territory=territory.name.lower().replace("ó", "o"),
        )
        (row,) = matched.rows
        assert not matched.mismatches
        assert row.entry.action.code == "1.1"
        assert row.entry.filing.value_group == group
        assert row.entry.filing.territory == territory
        assert row.entry.received_at.isoformat() == "2026-03-09T13:30:00"

    def test_no_code_is_the_whole_plan(self, plan):
        assert self.matched(plan, action="").rows[0].entry.action is None

    def test_without_an_hour_it_counts_as_midday_or_now(self, plan):
        (row,) = self.matched(plan, received_at=None).rows
        assert row.entry.received_at.isoformat() == "2026-03-09T17:00:00"
        (row,) = self.matched(plan, received_at=None, received_on=date(2026, 3, 10)).rows
        assert row.entry.received_at == WHILE_OPEN

    def test_what_a_row_does_not_say_is_taken_from_what_holds_for_all(self, plan):
        defaults = Defaults(channel=Channel.EVENT, received_on=date(2026, 3, 4))
        (row,) = self.matched(plan, defaults, channel=None, received_on=None, received_at=None).rows
        assert row.entry.channel is Channel.EVENT
        assert row.entry.received_at.date() == date(2026, 3, 4)
        (row,) = self.matched(plan, defaults).rows
        assert row.entry.channel is Channel.FRONT_DESK

    @pytest.mark.parametrize(
        ("said", "fault"),
        [
            ({"action": "9.9"}, MatchFault.NO_SUCH_ACTION),
            ({"channel": None}, MatchFault.NO_CHANNEL),
            ({"received_on": None, "received_at": None}, MatchFault.NO_DATE),
            ({"received_on": date(2026, 3, 11)}, MatchFault.IN_THE_FUTURE),
            (
                {"received_on": date(2026, 3, 10), "received_at": time(23)},
                MatchFault.IN_THE_FUTURE,
            ),
            ({"value_group": "Marcianos"}, MatchFault.NO_SUCH_GROUP),
            ({"territory": "Atlántida"}, MatchFault.NO_SUCH_TERRITORY),
        ],
    )
    def test_what_does_not_match_is_said_once_for_each_row(self, plan, said, fault):
        matched = self.matched(plan, **said)
        assert not matched.rows
        (mismatch,) = matched.mismatches
        assert (mismatch.row, mismatch.fault) == (2, fault)

    def test_what_matched_is_filed_as_it_was_read(self, plan, cast):
        matched = self.matched(
            plan,
            name="Nubia",
            phone="300",
            author_kind=AuthorKind.PERSON,
            consent=True,
            external_number="R-7",
        )
        brought(plan, cast, list(matched.rows))
        comment = Comment.get()
        assert (comment.submitter.name, comment.submitter.phone) == ("Nubia", "300")
        assert ImportedComment.get().external_number == "R-7"
