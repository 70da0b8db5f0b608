"""Filing an observation, and the rights its author keeps over their data."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from webapp import crockford, terms
from webapp.db import transaction
from webapp.messages import N_
from webapp.models import (
    Action,
    Comment,
    Consultation,
    Entity,
    FilingSequence,
    Plan,
    Submitter,
    Territory,
    ValueGroup,
    canonical,
)
from webapp.vocabulary import AuthorKind, Channel, Kind, Phase, Role, Stance, Target
from webapp.workflow import handling
from webapp.workflow.record import Actor, person, record
from webapp.workflow.refusals import Invalid, NotAllowed, WindowClosed, WrongState

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
    consent: bool = False

    @property
    def has_personal_data(self) -> bool:
        """Whether anything in it needs consent; a minor's identity is never taken (R14)."""
        if self.is_minor:
            return False
        named = self.author_kind is not AuthorKind.ANONYMOUS and (self.name or self.organisation)
        return bool(named or self.email or self.phone)


@dataclass(frozen=True)
class Receipt:
    """What the person gets back; the only moment the tracking code is known to the server."""

    comment: Comment
    tracking_code: str
    repeated: bool


def file(
    filing: Filing,
    *,
    plan: Plan,
    action: Action | None,
    submission_id: str,
    at: datetime,
) -> Receipt:
    """File an observation on the web: numbered, bound to what its author read, receipted.

    `at` is the request's one reading of the clock, naive UTC. A repeat of the same form with the
    same text gives back the first receipt, even after closing (R4). Raises Invalid, or
    WindowClosed outside `opens_at <= at < closes_at` (R5).
    """
    return _file(
        filing,
        plan=plan,
        action=action,
        submission_id=submission_id,
        channel=Channel.WEB,
        received_at=at,
        at=at,
        by=None,
    )


def file_assisted(
    filing: Filing,
    *,
    plan: Plan,
    action: Action | None,
    submission_id: str,
    channel: Channel,
    received_at: datetime,
    by: Actor,
    at: datetime,
) -> Receipt:
    """File an observation that staff received off line, with its true time of receipt.

    Received out of the window it is kept and marked late (R5). Raises Invalid, NotAllowed, or
    WrongState before the consultation has opened.
    """
    if not by.has(Role.MODERATOR, Role.EDITOR):
        raise NotAllowed(N_("Your role does not allow this."))
    if received_at > at:
        raise Invalid(received_at=N_("The date of receipt cannot be in the future."))
    return _file(
        filing,
        plan=plan,
        action=action,
        submission_id=submission_id,
        channel=channel,
        received_at=received_at,
        at=at,
        by=by,
    )


def _file(
    filing: Filing,
    *,
    plan: Plan,
    action: Action | None,
    submission_id: str,
    channel: Channel,
    received_at: datetime,
    at: datetime,
    by: Actor | None,
) -> Receipt:
    check(filing)
    with transaction():
        entity = Entity.current()
        submission = _submission(submission_id, plan, action, filing)
        tracking_code = _tracking_code(entity.tracking_key, submission)
        earlier = Comment.get_or_none(Comment.submission_digest == _digest(submission))
        if earlier:
            return Receipt(earlier, tracking_code, repeated=True)
        consultation = _round_taking(plan.fresh(), action, by=by, at=at, received_at=received_at)
        comment = Comment(
            filing_number=_next_filing_number(entity, at),
            plan=plan,
            consultation=consultation,
            edition=consultation.edition,
            action=action,
            channel=channel,
            received_at=received_at,
            filed_at=at,
            filed_by=person(by),
            late=not consultation.opens_at <= received_at < consultation.closes_at,
            body=filing.body,
            proposed_text=filing.proposed_text,
            kind=filing.kind,
            stance=filing.stance,
            target=filing.target,
            author_kind=filing.author_kind,
            value_group=filing.value_group,
            territory=filing.territory,
            is_minor=filing.is_minor,
            content_salt=secrets.token_hex(16),
            submission_digest=_digest(submission),
            tracking_digest=tracking_digest(tracking_code),
        )
        comment.content_digest = _digest(canonical(comment.filed_content()))
        submitter = _submitter(filing, entity, consultation, at)
        event = record(
            "comment.filed",
            _subject(comment),
            by=by,
            at=at,
            plan=plan,
            content=comment.content_digest,
            submitter=submitter and _submitter_digest(submitter),
            channel=channel,
            late=comment.late,
        )
        comment.log_size, comment.log_head = event.position, event.seal
        comment.save(force_insert=True)
        if submitter:
            submitter.comment = comment
            submitter.save(force_insert=True)
        handling.arrive(comment, at=at)
        _count(comment)
        return Receipt(comment, tracking_code, repeated=False)


def open_round(plan: Plan, action: Action | None, *, at: datetime) -> Consultation:
    """The round that takes the public's observations at this instant, else WindowClosed (R5)."""
    return _round_taking(plan.fresh(), action, by=None, at=at, received_at=at)


def check(filing: Filing) -> None:
    """Raise Invalid unless an observation may be filed as it is."""
    faults = {}
    if not filing.body.strip():
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


def _round_taking(
    plan: Plan, action: Action | None, *, by: Actor | None, at: datetime, received_at: datetime
) -> Consultation:
    consultation, phase = plan.announced_round, plan.public_phase(at)
    if consultation is None or phase in (Phase.DRAFTING, Phase.CANCELLED):
        raise WindowClosed(N_("This plan does not take observations."))
    if by is None and phase is not Phase.OPEN:
        raise WindowClosed(
            N_("The consultation has not opened yet.")
            if phase is Phase.ANNOUNCED
            else N_("The consultation is closed.")
        )
    if received_at < consultation.opens_at:
        raise WrongState(N_("The consultation had not opened on that date."))
    if action and not _may_be_commented(action.fresh(), consultation):
        raise WindowClosed(N_("This action does not take observations."))
    return consultation


def _may_be_commented(action: Action, consultation: Consultation) -> bool:
    return action.takes_comments and action.wording_in(consultation.edition) is not None


def _submission(submission_id: str, plan: Plan, action: Action | None, filing: Filing) -> str:
    form = submission_id or secrets.token_urlsafe(16)
    code = action.code if action else None
    return canonical([form, plan.slug, code, filing.body, filing.proposed_text])


def _tracking_code(key: str, submission: str) -> str:
    mac = hmac.digest(bytes.fromhex(key), submission.encode(), "sha256")
    return crockford.encode(mac[:10])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def tracking_digest(tracking_code: str) -> str:
    """What is stored of a tracking code; 80 random bits need no salt."""
    return _digest("seguimiento:" + tracking_code)


def find_by_tracking_code(typed: str) -> Comment | None:
    """The observation that a typed tracking code opens, in any case, dashes or not."""
    code = crockford.normalise(typed)
    if not code:
        return None
    return Comment.get_or_none(Comment.tracking_digest == tracking_digest(code))


def _next_filing_number(entity: Entity, at: datetime) -> str:
    year = terms.to_local(at, entity.zone).year
    sequence, _ = FilingSequence.get_or_create(year=year)
    FilingSequence.update(last=FilingSequence.last + 1).where(
        FilingSequence.id == sequence.id
    ).execute()
    return f"{entity.filing_prefix}-{year}-{sequence.last + 1:06d}"


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
        purge_on=terms.add_months(
            terms.last_day_of(consultation.closes_at, entity.zone), entity.retention_months
        ),
    )


def _submitter_digest(submitter: Submitter) -> str:
    return _digest(
        canonical(
            [
                submitter.salt,
                submitter.name,
                submitter.organisation,
                submitter.email,
                submitter.phone,
            ]
        )
    )


def _subject(comment: Comment) -> str:
    return f"comment:{comment.filing_number}"


def _count(comment: Comment) -> None:
    if comment.late:
        Plan.update(comments_late=Plan.comments_late + 1).where(
            Plan.id == comment.plan_id
        ).execute()
        return
    Plan.update(comments_total=Plan.comments_total + 1).where(Plan.id == comment.plan_id).execute()
    if comment.action_id:
        Action.update(comments_total=Action.comments_total + 1).where(
            Action.id == comment.action_id
        ).execute()


def hide_name(comment: Comment, *, at: datetime) -> None:
    """Withdraw, as the author, the leave to show the name. Harmless when repeated."""
    with transaction():
        changed = (
            Submitter.update(publish_name=False)
            .where(Submitter.comment == comment, Submitter.publish_name)
            .execute()
        )
        if changed:
            record("submitter.name_hidden", _subject(comment), by=None, at=at, plan=comment.plan)


def revoke_consent(comment: Comment, *, at: datetime) -> None:
    """Erase, as the author, the personal data held (Ley 1581 de 2012, art. 8). The observation
    stays (R3), and so does the chain: it holds only a salted digest (R17)."""
    with transaction():
        if Submitter.delete().where(Submitter.comment == comment).execute():
            record("submitter.erased", _subject(comment), by=None, at=at, plan=comment.plan)
