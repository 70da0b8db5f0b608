"""Filing an observation."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from webapp.models import (
    Action,
    Comment,
    Consultation,
    Entity,
    Event,
    FilingSequence,
    Plan,
    Submitter,
    Territory,
    ValueGroup,
    canonical,
)
from webapp.models.base import digest, insert_all
from webapp.models.event import subject_of
from webapp.storage.db import transaction
from webapp.text.visible import is_blank
from webapp.values import time_zones, tracking_codes, working_days
from webapp.vocabulary import AuthorKind, Channel, Kind, Phase, Role, Stance, Standing, Target
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import handling, notifying, tallying
from webapp.workflow.acts import Actor, clock_note, person, sealed
from webapp.workflow.reception import Place, Reception
from webapp.workflow.refusals import (
    EditionChanged,
    Invalid,
    NotAllowed,
    WindowClosed,
)

LONGEST = 5_000
"""Characters that a body, or a proposed text, may have."""


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What a person sends. Only the body is mandatory (R13)."""

    body: str
    proposed_text: str = ""
    kind: Kind | None = None
    stance: Stance | None = None
    target: Target = Target.GENERAL
    author_kind: AuthorKind = AuthorKind.ANONYMOUS
    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    value_group: ValueGroup | None = None
    territory: Territory | None = None
    is_minor: bool = False
    publish_name: bool = False
    publish_group: bool = False
    publish_territory: bool = False
    consent: bool = False

    @property
    def has_personal_data(self) -> bool:
        """Whether anything in it needs consent; a minor's identity is never taken (R14)."""
        if self.is_minor:
            return False
        named = self.author_kind is not AuthorKind.ANONYMOUS and (self.name or self.organisation)
        return bool(named or self.email or self.phone)

    @property
    def shows_group(self) -> bool:
        """Whether its value group was given, with leave to show it; a minor's, and a sensitive one,
        is not shown (R14), though it may cease to be sensitive later."""
        group = self.value_group
        return self.publish_group and not self.is_minor and bool(group and not group.sensitive)

    @property
    def shows_territory(self) -> bool:
        """Whether its territory was given, with leave to show it; a minor's is not shown (R14)."""
        return self.publish_territory and self.territory is not None and not self.is_minor


@dataclass(frozen=True)
class Receipt:
    """What the person gets back; the only moment the tracking code is known to the server."""

    comment: Comment
    tracking_code: str
    repeated: bool
    left_out: bool = False
    """Whether a repeat gave personal data other than those kept: the first sending stands."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One observation to be filed: where, by which channel, when it was received.

    A repeat of the same form (`submission_id`) with the same text is known by both.
    """

    filing: Filing
    action: Action | None
    channel: Channel
    received_at: datetime
    submission_id: str = ""
    read_edition: int | None = None


def file(
    filing: Filing,
    *,
    plan: Plan,
    action: Action | None,
    submission_id: str,
    at: datetime,
    read_edition: int | None = None,
) -> Receipt:
    """File an observation on the web: numbered, bound to what its author read, receipted.

    `at` is the request's one reading of the clock, naive UTC. A repeat of the same form with the
    same text gives back the first receipt, even after closing (R4). Raises Invalid, WindowClosed
    outside `opens_at <= at < closes_at` (R5), or EditionChanged when `read_edition`, the number
    of the one that the author read, is no longer the one consulted on (R2).
    """
    entry = Arrival(
        filing=filing,
        action=action,
        channel=Channel.WEB,
        received_at=at,
        submission_id=submission_id,
        read_edition=read_edition,
    )
    with _registering(plan, by=None, at=at) as register:
        return register.file(entry)


@contextmanager
def assisted_register(plan: Plan, *, by: Actor, at: datetime) -> Iterator["Register"]:
    """The register, open for what staff received off line: many are filed as one is, and none
    of them unless all are. Raises NotAllowed."""
    if not by.has(Role.MODERATOR, Role.EDITOR):
        raise NotAllowed(N_("Your role does not allow this."))
    with _registering(plan, by=by, at=at) as register:
        yield register


@contextmanager
def _registering(plan: Plan, *, by: Actor | None, at: datetime) -> Iterator["Register"]:
    with transaction():
        register = Register(plan, by=by, at=at)
        yield register
        register.close()


class Register:
    """Observations being filed on one plan, in one transaction.

    What is the same for all of them is read once, and what goes with them is written at the end:
    nothing else may number, log or count until it is closed.
    """

    def __init__(self, plan: Plan, *, by: Actor | None, at: datetime) -> None:
        self.plan, self.by, self.at = plan, by, at
        self.entity = Entity.current()
        self.rounds: dict[int | None, Consultation] = {}
        self.events: list[Event] = []
        self.comments: list[Comment] = []
        self.submitters: list[Submitter] = []
        self.to_notify: list[tuple[Comment, str]] = []

    @cached_property
    def _sequence(self) -> FilingSequence:
        year = time_zones.to_local(self.at, self.entity.zone).year
        sequence, _ = FilingSequence.get_or_create(year=year)
        return sequence

    @cached_property
    def _head(self) -> Event | None:
        return Event.head()

    def file(self, entry: Arrival) -> Receipt:
        """File one. Raises Invalid, WindowClosed or WrongState, and then has written nothing."""
        filing = entry.filing
        check(filing)
        if entry.received_at > self.at:
            raise Invalid(received_at=N_("The date of receipt cannot be in the future."))
        submission = _submission(entry.submission_id, self.plan, entry.action, filing)
        tracking_code = _tracking_code(self.entity.tracking_key, submission)
        if entry.submission_id:
            earlier = Comment.get_or_none(Comment.submission_digest == _digest(submission))
            if earlier:
                left_out = _adds_to(earlier.submitter, filing)
                return Receipt(earlier, tracking_code, repeated=True, left_out=left_out)
        place = self._place(entry)
        comment = Comment(
            filing_number=self._next_number(),
            plan=self.plan,
            consultation=place.consultation,
            edition=place.edition,
            action=entry.action,
            considered_under=entry.action,
            channel=entry.channel,
            received_at=entry.received_at,
            filed_at=self.at,
            filed_by=person(self.by),
            late=not place.standing.counts,
            standing=place.standing,
            body=filing.body,
            proposed_text=filing.proposed_text,
            kind=filing.kind,
            stance=filing.stance,
            target=filing.target,
            author_kind=filing.author_kind,
            value_group=filing.value_group,
            territory=filing.territory,
            is_minor=filing.is_minor,
            publish_group=filing.shows_group,
            publish_territory=filing.shows_territory,
            content_salt=secrets.token_hex(16),
            submission_digest=_digest(submission),
            tracking_digest=tracking_digest(tracking_code),
        )
        comment.content_digest = digest(comment.filed_content())
        submitter = _submitter(filing, self.entity, place.consultation, self.at)
        event = self._logged(comment, submitter)
        comment.log_size, comment.log_head = event.position, event.seal
        comment.save(force_insert=True)
        self.comments.append(comment)
        if submitter:
            submitter.comment = comment
            self.submitters.append(submitter)
            if submitter.email:
                self.to_notify.append((comment, tracking_code))
        return Receipt(comment, tracking_code, repeated=False)

    @cached_property
    def _reception(self) -> Reception:
        return Reception(self.plan)

    def _place(self, entry: Arrival) -> Place:
        """Where it belongs and what it counts for; on the web only an open round takes any."""
        if self.by is not None:
            return self._reception.place(entry.action, entry.received_at)
        action_id = entry.action.id if entry.action else None
        if action_id not in self.rounds:
            self.rounds[action_id] = open_round(self.plan, entry.action, at=self.at)
        consultation = self.rounds[action_id]
        require_edition(consultation, entry.read_edition)
        return Place(consultation, consultation.edition, Standing.IN_TERM)

    def _next_number(self) -> str:
        self._sequence.last += 1
        year, last = self._sequence.year, self._sequence.last
        return f"{self.entity.filing_prefix}-{year}-{last:06d}"

    def _logged(self, comment: Comment, submitter: Submitter | None) -> Event:
        if not self.events and (note := clock_note(self._head, self.at)):
            self.events.append(note)
        event = sealed(
            self.events[-1] if self.events else self._head,
            Verb.COMMENT_FILED,
            subject_of(comment),
            by=self.by,
            at=self.at,
            plan=self.plan,
            content=comment.content_digest,
            submitter=submitter_digest(comment, submitter),
            circumstances=digest(comment.circumstances()),
            channel=comment.channel,
            late=comment.late,
            standing=comment.standing,
        )
        self.events.append(event)
        return event

    def close(self) -> None:
        """Write what goes with the observations: events, authors, who has them, the totals."""
        if not self.comments:
            return
        FilingSequence.update(last=self._sequence.last).where(
            FilingSequence.id == self._sequence.id
        ).execute()
        insert_all(self.events)
        insert_all(self.submitters)
        handling.arrive(self.comments, at=self.at)
        tallying.add_filed(self.comments)
        notifying.received(self.to_notify, at=self.at)
        _count(self.comments)


def open_round(plan: Plan, action: Action | None, *, at: datetime) -> Consultation:
    """The round that takes the public's observations at this instant, else WindowClosed (R5)."""
    plan = plan.fresh()
    consultation, phase = plan.round_receiving(at), plan.public_phase(at)
    if consultation is None or phase in (Phase.DRAFTING, Phase.CANCELLED):
        raise WindowClosed(N_("This plan does not take observations."))
    if phase is not Phase.OPEN:
        raise WindowClosed(_why_not_open(plan, action, phase))
    if action and not consultation.takes(action.fresh()):
        raise WindowClosed(N_("This action does not take observations."))
    return consultation


def require_edition(consultation: Consultation, read_edition: int | None) -> None:
    """Raise EditionChanged when the edition read is known and is not the one consulted on (R2)."""
    if read_edition and read_edition != consultation.edition.number:
        raise EditionChanged(consultation.edition)


def check(filing: Filing) -> None:
    """Raise Invalid unless an observation may be filed as it is."""
    faults = {}
    if is_blank(filing.body):
        faults["body"] = N_("Write your observation.")
    elif len(filing.body) > LONGEST:
        faults["body"] = N_("Your observation can have up to 5,000 characters.")
    if len(filing.proposed_text) > LONGEST:
        faults["proposed_text"] = N_("The wording you propose can have up to 5,000 characters.")
    if filing.has_personal_data and not filing.consent:
        faults["consent"] = N_(
            "Tick the authorisation so that we may keep your data, or leave your data out."
        )
    if faults:
        raise Invalid(**faults)


def _why_not_open(plan: Plan, action: Action | None, phase: Phase) -> str:
    """Why nobody can comment now; that the round to come does not ask about it, if so."""
    if phase is not Phase.ANNOUNCED:
        return N_("The consultation is closed.")
    coming = plan.announced_round
    if action and coming and not coming.takes(action.fresh()):
        return N_("This action does not take observations.")
    return N_("The consultation has not opened yet.")


def _submission(submission_id: str, plan: Plan, action: Action | None, filing: Filing) -> str:
    form = submission_id or secrets.token_urlsafe(16)
    code = action.code if action else None
    return canonical([form, plan.slug, code, filing.body, filing.proposed_text])


def _tracking_code(key: str, submission: str) -> str:
    mac = hmac.digest(bytes.fromhex(key), submission.encode(), "sha256")
    return tracking_codes.encode(mac[:10])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def tracking_digest(tracking_code: str) -> str:
    """What is stored of a tracking code; 80 random bits need no salt."""
    return _digest("seguimiento:" + tracking_code)


def find_by_tracking_code(typed: str) -> Comment | None:
    """The observation that a typed tracking code opens, in any case, dashes or not."""
    code = tracking_codes.normalise(typed)
    if not code:
        return None
    return Comment.get_or_none(Comment.tracking_digest == tracking_digest(code))


def _submitter(
    filing: Filing, entity: Entity, consultation: Consultation, at: datetime
) -> Submitter | None:
    if not filing.has_personal_data:
        return None
    anonymous = filing.author_kind is AuthorKind.ANONYMOUS
    return Submitter(
        name="" if anonymous else filing.name,
        organisation="" if anonymous else filing.organisation,
        email=filing.email,
        phone=filing.phone,
        publish_name=filing.publish_name and not anonymous,
        consented_at=at,
        policy_version=entity.privacy_version,
        salt=secrets.token_hex(16),
        purge_on=purge_day(consultation, entity, at),
    )


def _adds_to(submitter: Submitter | None, filing: Filing) -> bool:
    """Whether a filing gives personal data that the submitter has not, or has otherwise."""
    if not filing.has_personal_data:
        return False
    named = ("name", "organisation") if filing.author_kind is not AuthorKind.ANONYMOUS else ()
    given = {each: getattr(filing, each) for each in (*named, "email", "phone")}
    return any(text and text != getattr(submitter, each, "") for each, text in given.items())


def purge_day(consultation: Consultation, entity: Entity, at: datetime) -> date:
    """When personal data that are taken in now are to be erased: so many months after the round
    closed, or after today once it has."""
    last_day = time_zones.last_day_of(consultation.closes_at, entity.zone)
    today = time_zones.to_local(at, entity.zone).date()
    return working_days.add_months(max(last_day, today), entity.retention_months)


def submitter_digest(
    comment: Comment, submitter: Submitter | None, *, name_hidden: bool = False
) -> str:
    """The digest of a submitter as the log has it; for nobody there is one too, so that it does not
    show whether there is somebody (R13). `name_hidden` when the leave to publish the name was
    withdrawn since."""
    if submitter is None:
        return digest([comment.content_salt])
    leave = submitter.publish_name or name_hidden
    return digest(submitter.content(leave_to_publish=leave))


def _count(comments: Sequence[Comment]) -> None:
    """Add to the totals of the plan and of its actions; late ones have a total apart (R5)."""
    in_term = [comment for comment in comments if not comment.late]
    Plan.update(
        comments_total=Plan.comments_total + len(in_term),
        comments_late=Plan.comments_late + len(comments) - len(in_term),
    ).where(Plan.id == comments[0].plan_id).execute()
    for action, count in Counter(comment.action_id for comment in in_term).items():
        Action.update(comments_total=Action.comments_total + count).where(
            Action.id == action
        ).execute()
