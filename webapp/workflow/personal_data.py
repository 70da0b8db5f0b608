"""The rights that people keep over their data, and the day on which these are erased (R13).

The observation stays (R3), and so does the chain of the log: it holds only salted digests (R17).
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime

from peewee import BooleanField, Expression

from webapp.models import (
    Comment,
    Entity,
    Evidence,
    Submitter,
)
from webapp.storage.db import overwrite_erased, transaction
from webapp.values import time_zones
from webapp.vocabulary import AuthorKind
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import minors, notifying, repeats, same_letter
from webapp.workflow.acts import Actor, record
from webapp.workflow.commenting import purge_day, submitter_digest
from webapp.workflow.refusals import Invalid


def letter_purged_on(comment: Comment) -> date | None:
    """The day on which the last scan of an observation's letter is erased; none without one."""
    scans = Evidence.select(Evidence.purge_on).where(
        Evidence.comment == comment, Evidence.erased_at.is_null()
    )
    last: date | None = scans.order_by(Evidence.purge_on.desc()).scalar()
    return last


def hide_name(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the name, beside the registrations of the same letter that were
    annulled too. Harmless when repeated."""
    with transaction():
        for each in [comment, *same_letter.others(comment)]:
            given = Submitter.comment == each, Submitter.publish_name
            if Submitter.update(publish_name=False).where(*given).execute():
                _note(Verb.SUBMITTER_NAME_HIDDEN, each, by=by, at=at)


def hide_group(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the value group, as `hide_name` does."""
    _withdraw(Comment.publish_group, Verb.COMMENT_GROUP_HIDDEN, comment, by=by, at=at)


def hide_territory(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the territory, as `hide_name` does."""
    _withdraw(Comment.publish_territory, Verb.COMMENT_TERRITORY_HIDDEN, comment, by=by, at=at)


def _withdraw(
    leave: BooleanField, verb: Verb, comment: Comment, *, by: Actor | None, at: datetime
) -> None:
    with transaction():
        for each in [comment, *same_letter.others(comment)]:
            given = (Comment.id == each.id) & leave
            if Comment.update({leave: False}).where(given).execute():
                _note(verb, each, by=by, at=at)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What somebody says of themselves, or has put right; what is empty stays as it is."""

    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What is not empty, by its name."""
        return {name: value for name, value in asdict(self).items() if value}


def correct(
    comment: Comment,
    contact: Contact,
    *,
    consent: bool,
    by: Actor | None,
    at: datetime,
    tracking_code: str = "",
) -> None:
    """Put right the personal data held with an observation, or take in what was not given before.

    To take in data where none are held needs `consent`. A new address gets the receipt when its
    author gives it, with their `tracking_code`. A name that they change beside a text that is shown
    already stands there no more: nobody has looked at the new one. Raises Invalid.
    """
    with transaction():
        earlier, given = comment.submitter, contact.given
        _check(comment, contact, consent=consent or earlier is not None)
        submitter = _put_right(comment, earlier, given, by=by, at=at)
        if earlier:
            _put_right_beside(comment, earlier, given, by=by, at=at)
        address = earlier.email if earlier else ""
        if by is None and submitter.email.lower() != address.lower():
            notifying.address_given(comment, tracking_code, at=at)
    overwrite_erased()


def _put_right(
    comment: Comment,
    earlier: Submitter | None,
    given: dict[str, str],
    *,
    by: Actor | None,
    at: datetime,
) -> Submitter:
    Submitter.delete().where(Submitter.comment == comment).execute()
    submitter = _submitter(comment, earlier, given, at)
    if by is None and earlier and submitter.public_name != earlier.public_name:
        submitter.publish_name = not comment.fresh().is_shown
    submitter.save(force_insert=True)
    if earlier:
        repeats.erase(comment, earlier, but=submitter)
    digest = submitter_digest(comment, submitter)
    _note(Verb.SUBMITTER_CORRECTED, comment, by=by, at=at, submitter=digest)
    return submitter


def _put_right_beside(
    comment: Comment,
    earlier: Submitter,
    given: dict[str, str],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Put right the same data in the other registrations of the same letter."""
    for each in same_letter.others(comment):
        submitter = each.submitter
        wrong = {
            field: value
            for field, value in given.items()
            if submitter and getattr(submitter, field) == getattr(earlier, field) != value
        }
        if wrong:
            _put_right(each, submitter, wrong, by=by, at=at)


def _check(comment: Comment, contact: Contact, *, consent: bool) -> None:
    given = contact.given
    if minors.may_have_written(comment):
        raise Invalid(name=N_("Of a minor no personal data are kept."))
    if not given:
        raise Invalid(name=N_("Write what is to be corrected or added."))
    if comment.author_kind is AuthorKind.ANONYMOUS and given.keys() & {"name", "organisation"}:
        raise Invalid(
            name=N_("It was sent without a name: only an e-mail address or a telephone fit here.")
        )
    if not consent:
        raise Invalid(
            consent=N_("Tick the authorisation so that we may keep your data, or leave them out.")
        )


def _submitter(
    comment: Comment, earlier: Submitter | None, given: dict[str, str], at: datetime
) -> Submitter:
    """The data as they stand now, under a new salt: the former digest matches nothing any more."""
    salt = secrets.token_hex(16)
    if earlier:
        return Submitter(**{**earlier.__data__, **given, "id": None, "salt": salt})
    entity = Entity.current()
    scans = Evidence.select().where(Evidence.comment == comment, Evidence.erased_at.is_null())
    scan = scans.order_by(Evidence.purge_on).first()
    return Submitter(
        comment=comment,
        consented_at=at,
        policy_version=entity.privacy_version,
        salt=salt,
        purge_on=scan.purge_on if scan else purge_day(comment.consultation, entity, at),
        **given,
    )


def erase(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Erase the personal data held with an observation, scans of letters too (Ley 1581 de 2012,
    art. 8), and with the other registrations of the same letter. Harmless when repeated."""
    with transaction():
        for each in [comment, *same_letter.others(comment)]:
            _erase(each, Verb.SUBMITTER_ERASED, Verb.EVIDENCE_ERASED, by=by, at=at)
    overwrite_erased()


def erase_of_a_minor(comment: Comment, *, by: Actor, at: datetime) -> None:
    """Erase the same, as part of an act that protects a minor who may have written it (R14)."""
    for each in [comment, *same_letter.others(comment)]:
        _erase(each, Verb.SUBMITTER_OF_A_MINOR, Verb.EVIDENCE_OF_A_MINOR, by=by, at=at)


def purge(*, at: datetime) -> int:
    """Erase the personal data whose time is over, as `erase` does; give of how many
    observations."""
    today = time_zones.to_local(at, Entity.current().zone).date()
    with transaction():
        with_contact = Submitter.select(Submitter.comment).where(Submitter.purge_on <= today)
        with_scans = Evidence.select(Evidence.comment).where(
            Evidence.purge_on <= today, Evidence.erased_at.is_null()
        )
        over = list(
            Comment.select()
            .where(Comment.id.in_(with_contact) | Comment.id.in_(with_scans))
            .order_by(Comment.id)
        )
        for comment in over:
            _erase(comment, Verb.SUBMITTER_PURGED, Verb.EVIDENCE_PURGED, due=today, by=None, at=at)
    overwrite_erased()
    return len(over)


def _erase(
    comment: Comment,
    verb: Verb,
    verb_of_scans: Verb,
    *,
    due: date | None = None,
    by: Actor | None,
    at: datetime,
) -> None:
    """Erase all data, or those `due` by a day; under another verb if it is scans alone."""

    def is_due(table: type[Submitter] | type[Evidence]) -> Expression:
        its_own: Expression = table.comment == comment
        return its_own if due is None else its_own & (table.purge_on <= due)

    submitter = Submitter.get_or_none(is_due(Submitter))
    scans = list(
        Evidence.select(Evidence.id, Evidence.sha256)
        .where(is_due(Evidence), Evidence.erased_at.is_null())
        .order_by(Evidence.id)
    )
    if submitter is None and not scans:
        return
    if submitter:
        repeats.erase(comment, submitter)
        Submitter.delete().where(Submitter.id == submitter.id).execute()
        notifying.forget(comment)
    Evidence.update(content=b"", filename="", erased_at=at).where(
        Evidence.id.in_([each.id for each in scans])
    ).execute()
    what = verb if submitter else verb_of_scans
    _note(what, comment, by=by, at=at, scans=[each.sha256 for each in scans])


def _note(
    verb: Verb, comment: Comment, *, by: Actor | None, at: datetime, **details: object
) -> None:
    record(verb, comment, by=by, at=at, plan=comment.plan, **details)
