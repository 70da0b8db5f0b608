"""Observations that arrive off line: their scan, the meeting they were made in, whole files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from webapp.models import Comment, Entity, Evidence, ImportedComment, Meeting, MeetingComment, Plan
from webapp.models.base import digest, insert_all
from webapp.text.visible import is_blank
from webapp.values import file_types, time_zones
from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import commenting, minors
from webapp.workflow.acts import Actor, act, claim, person, record
from webapp.workflow.commenting import Arrival, Receipt
from webapp.workflow.covered_words import refuse_covered
from webapp.workflow.reasons import require_reason
from webapp.workflow.refusals import Invalid, Refused, WrongState

LARGEST_SCAN = 10 * 1024 * 1024
SCANS = ("application/pdf", "image/jpeg", "image/png")
LONGEST_NAME = 200
RECEIVERS = (Role.MODERATOR, Role.EDITOR)
READERS = (*RECEIVERS, Role.AUDITOR)
"""Who may see the scans."""


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A scan or photograph, with the type that its content has."""

    filename: str
    media_type: str
    content: bytes

    @classmethod
    def read(cls, filename: str, content: bytes) -> Self:
        """A file that someone sent, named as its content asks."""
        media_type = file_types.type_of(filename, content) or ""
        if media_type in SCANS:
            filename = file_types.named_as(filename, media_type)
        return cls(filename=filename[-LONGEST_NAME:], media_type=media_type, content=content)

    def check(self) -> None:
        """Raise Invalid unless it may be kept."""
        if self.media_type not in SCANS:
            raise Invalid(scan=N_("The scan must be a PDF, JPEG or PNG file."))
        if len(self.content) > LARGEST_SCAN:
            raise Invalid(scan=N_("The file can have up to 10 MB."))


def receive(
    entry: Arrival,
    *,
    plan: Plan,
    meeting: Meeting | None = None,
    scan: Scan | None = None,
    by: Actor,
    at: datetime,
) -> Receipt:
    """File what arrived off line, with its scan and its meeting. Raises Invalid, WrongState."""
    if scan:
        scan.check()
    if meeting and meeting.plan_id != plan.id:
        raise Invalid(meeting=N_("That meeting was about another plan."))
    with act(by, *RECEIVERS):
        with commenting.assisted_register(plan, by=by, at=at) as register:
            receipt = register.file(entry)
        if not receipt.repeated and meeting:
            MeetingComment.create(meeting=meeting, comment=receipt.comment)
        if not receipt.repeated and scan:
            attach_scan(receipt.comment, scan, by=by, at=at)
        return receipt


def attach_scan(comment: Comment, scan: Scan, *, by: Actor, at: datetime) -> Evidence:
    """Keep the scan of what was received, for staff only, until the contact data that came with
    it are erased. Raises Invalid for the letter of a minor, whose identity is never kept (R14)."""
    scan.check()
    if minors.may_have_written(comment):
        raise Invalid(scan=N_("A minor's letter is not kept as a scan: it tells who they are."))
    with act(by, *RECEIVERS):
        submitter = comment.submitter
        evidence = Evidence.create(
            comment=comment,
            filename=scan.filename,
            media_type=scan.media_type,
            size=len(scan.content),
            sha256=hashlib.sha256(scan.content).hexdigest(),
            content=scan.content,
            added_by=person(by),
            added_at=at,
            purge_on=submitter.purge_on
            if submitter
            else commenting.purge_day(comment.consultation, Entity.current(), at),
        )
        record(
            Verb.EVIDENCE_ADDED,
            comment,
            by=by,
            at=at,
            plan=comment.plan,
            sha256=evidence.sha256,
        )
        return evidence


def see_scan(comment: Comment, number: int, *, by: Actor, at: datetime) -> Evidence | None:
    """A scan with its content, by its number, unless it was erased. That it was seen is logged: a
    letter names who signed it (R13)."""
    with act(by, *READERS):
        scan: Evidence | None = Evidence.get_or_none(
            Evidence.comment == comment, Evidence.id == number, Evidence.erased_at.is_null()
        )
        if scan:
            record(Verb.EVIDENCE_SEEN, comment, by=by, at=at, plan=comment.plan, seen=scan.sha256)
        return scan


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """What is noted of a meeting; attendance by value group."""

    title: str
    place: str
    held_on: date
    attendance: Mapping[str, int]
    minutes: str = ""

    def check(self) -> None:
        """Raise Invalid unless it may be kept."""
        faults = {}
        if is_blank(self.title):
            faults["title"] = N_("Write a name for the meeting.")
        if is_blank(self.place):
            faults["place"] = N_("Write where it was held.")
        if any(count < 0 for count in self.attendance.values()):
            faults["attendance"] = N_("Attendance cannot be below zero.")
        if faults:
            raise Invalid(**faults)


def save_meeting(
    plan: Plan,
    gathering: Gathering,
    *,
    meeting: Meeting | None = None,
    version: int = 1,
    by: Actor,
    at: datetime,
) -> Meeting:
    """Note a meeting, or change what was noted."""
    gathering.check()
    refuse_covered(plan, title=gathering.title, place=gathering.place, minutes=gathering.minutes)
    if gathering.held_on > time_zones.to_local(at, Entity.current().zone).date():
        raise Invalid(held_on=N_("A meeting is noted once it has been held."))
    with act(by, *RECEIVERS):
        if plan.fresh().discarded_at:
            raise WrongState(N_("This draft was thrown away."))
        if meeting is None:
            meeting = Meeting(plan=plan)
        else:
            claim(meeting, version)
            meeting = meeting.fresh()
        meeting.title, meeting.place = gathering.title.strip(), gathering.place.strip()
        meeting.held_on, meeting.minutes = gathering.held_on, gathering.minutes.strip()
        meeting.attendance = dict(gathering.attendance)
        meeting.save()
        record(
            Verb.MEETING_SAVED,
            meeting,
            by=by,
            at=at,
            plan=plan,
            **meeting.details(),
            minutes_digest=digest(meeting.minutes),
        )
        return meeting


def move_meeting(
    meeting: Meeting, to: Plan, *, reason: str, version: int, by: Actor, at: datetime
) -> Meeting:
    """Put a meeting that was noted on the wrong plan on its own.

    Only one that gave no observations: those are bound to the plan on which they were filed (R2),
    and are annulled and received anew there. Raises Invalid, WrongState."""
    reason = require_reason(reason, to)
    with act(by, *RECEIVERS):
        claim(meeting, version)
        meeting = meeting.fresh()
        if meeting.made.exists():
            raise WrongState(
                N_("Observations were made in it: they stay where they were filed, and so does it.")
            )
        to = to.fresh()
        if to == meeting.plan or to.discarded_at:
            raise Invalid(to=N_("Choose another plan."))
        before = meeting.plan.slug
        meeting.plan = to
        meeting.save()
        record(
            Verb.MEETING_MOVED,
            meeting,
            by=by,
            at=at,
            plan=to,
            before=before,
            after=to.slug,
            reason=reason,
            **meeting.details(),
            minutes_digest=digest(meeting.minutes),
        )
        return meeting


@dataclass(frozen=True, kw_only=True)
class ReadyRow:
    """One row of a file of observations, ready to be filed."""

    number: int
    entry: Arrival
    fingerprint: str
    external_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an import did: what was filed, and rows that an earlier import had filed already."""

    filed: Sequence[Receipt]
    known: Sequence[int]


class RowRefused(Refused):
    """A row that could not be filed, and why; nothing of the file was."""

    def __init__(self, number: int, refused: Refused) -> None:
        faults = refused.faults.values() if isinstance(refused, Invalid) else ()
        super().__init__(next(iter(faults), refused.message), **refused.params)
        self.number = number


def known_rows(plan: Plan, rows: Sequence[ReadyRow]) -> list[int]:
    """Numbers of the rows that an earlier import filed, by their content or external number."""
    earlier = ImportedComment.select().where(ImportedComment.plan == plan)
    prints, numbers = set(), set()
    for each in earlier.iterator():
        prints.add(each.fingerprint)
        numbers.add(each.external_number)
    numbers.discard("")
    return [r.number for r in rows if r.fingerprint in prints or r.external_number in numbers]


def import_comments(
    rows: Sequence[ReadyRow],
    *,
    plan: Plan,
    meeting: Meeting | None = None,
    by: Actor,
    at: datetime,
) -> Outcome:
    """File every row of a file, or none; those filed by an earlier import are left out.

    Raises RowRefused with the first row that cannot be filed.
    """
    with act(by, *RECEIVERS):
        known = set(known_rows(plan, rows))
        unknown = [row for row in rows if row.number not in known]
        with commenting.assisted_register(plan, by=by, at=at) as register:
            filed = [_filed(row, register) for row in unknown]
        insert_all(
            [
                ImportedComment(
                    plan=plan,
                    fingerprint=row.fingerprint,
                    external_number=row.external_number,
                    comment=receipt.comment,
                )
                for row, receipt in zip(unknown, filed, strict=True)
            ]
        )
        if meeting:
            insert_all([MeetingComment(meeting=meeting, comment=each.comment) for each in filed])
        record(
            Verb.COMMENTS_IMPORTED,
            plan,
            by=by,
            at=at,
            plan=plan,
            filed=len(filed),
            known=len(known),
        )
        return Outcome(filed=filed, known=sorted(known))


def _filed(row: ReadyRow, register: commenting.Register) -> Receipt:
    try:
        return register.file(row.entry)
    except Refused as refused:
        raise RowRefused(row.number, refused) from None
