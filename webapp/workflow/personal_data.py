"""The rights that people keep over their data, and the day on which these are erased (R13).

The observation stays (R3), and so does the chain of the log: it holds only salted digests (R17).
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from urllib.parse import unquote_plus

from peewee import BooleanField, Expression

from webapp.models import (
    BulkAct,
    Comment,
    Correction,
    Entity,
    Evidence,
    Note,
    SavedFilter,
    Submitter,
)
from webapp.storage.db import overwrite_erased, transaction
from webapp.text import redaction
from webapp.text.redaction import RedactionKind, Span
from webapp.values import time_zones
from webapp.vocabulary import AuthorKind
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import notifying
from webapp.workflow.acts import Actor, record
from webapp.workflow.commenting import purge_day, submitter_digest
from webapp.workflow.refusals import Invalid


def letter_kept_until(comment: Comment) -> date | None:
    """When the last scan of a letter that is held with an observation is erased, if any is."""
    held = Evidence.comment == comment, Evidence.erased_at.is_null()
    last: date | None = (
        Evidence.select(Evidence.purge_on).where(*held).order_by(Evidence.purge_on.desc()).scalar()
    )
    return last


def hide_name(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the name. Harmless when repeated."""
    with transaction():
        changed = (
            Submitter.update(publish_name=False)
            .where(Submitter.comment == comment, Submitter.publish_name)
            .execute()
        )
        if changed:
            _note(Verb.SUBMITTER_NAME_HIDDEN, comment, by=by, at=at)


def hide_group(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the value group. Harmless when repeated."""
    _withdraw(Comment.publish_group, Verb.COMMENT_GROUP_HIDDEN, comment, by=by, at=at)


def hide_territory(comment: Comment, *, by: Actor | None, at: datetime) -> None:
    """Withdraw the leave to show the territory. Harmless when repeated."""
    _withdraw(Comment.publish_territory, Verb.COMMENT_TERRITORY_HIDDEN, comment, by=by, at=at)


def _withdraw(
    leave: BooleanField, verb: Verb, comment: Comment, *, by: Actor | None, at: datetime
) -> None:
    with transaction():
        given = (Comment.id == comment.id) & leave
        if Comment.update({leave: False}).where(given).execute():
            _note(verb, comment, by=by, at=at)


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
        earlier = comment.submitter
        _check(comment, contact, consent=consent or earlier is not None)
        given = contact.given
        Submitter.delete().where(Submitter.comment == comment).execute()
        submitter = _submitter(comment, earlier, given, at)
        if by is None and earlier and submitter.public_name != earlier.public_name:
            submitter.publish_name = not comment.fresh().is_shown
        submitter.save(force_insert=True)
        if earlier:
            _erase_repeats(comment, earlier, but=submitter)
        address = earlier.email if earlier else ""
        if by is None and submitter.email.lower() != address.lower():
            notifying.address_given(comment, tracking_code, at=at)
        digest = submitter_digest(comment, submitter)
        _note(Verb.SUBMITTER_CORRECTED, comment, by=by, at=at, submitter=digest)
    overwrite_erased()


def _check(comment: Comment, contact: Contact, *, consent: bool) -> None:
    given = contact.given
    if comment.is_minor:
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
    """The data as they stand now, under a new salt: the digest of the former ones tells nothing
    any more."""
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
    art. 8), and with the registrations of the same letter that were annulled. Harmless when
    repeated."""
    with transaction():
        for each in [comment, *_registered_twice(comment)]:
            _erase(each, Verb.SUBMITTER_ERASED, Verb.EVIDENCE_ERASED, by=by, at=at)
    overwrite_erased()


def _registered_twice(comment: Comment) -> list[Comment]:
    number = comment.filing_number
    annulled = Comment.select(Comment, Correction).join(Correction, on=Comment.annulment)
    named = annulled.where(Correction.details.cast("text").contains(number)).order_by(Comment.id)
    return [each for each in named if each.annulment.details["same_as"] == number]


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
    """Erase all that is held, or what is `due` by a day; under another verb if it is scans
    alone."""

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
        _erase_repeats(comment, submitter)
        Submitter.delete().where(Submitter.id == submitter.id).execute()
        notifying.forget(comment)
    Evidence.update(content=b"", filename="", erased_at=at).where(
        Evidence.id.in_([each.id for each in scans])
    ).execute()
    what = verb if submitter else verb_of_scans
    _note(what, comment, by=by, at=at, scans=[each.sha256 for each in scans])


_KINDS = {
    "name": RedactionKind.NAME,
    "organisation": RedactionKind.NAME,
    "email": RedactionKind.EMAIL,
    "phone": RedactionKind.PHONE,
}


def _erase_repeats(comment: Comment, submitter: Submitter, *, but: Submitter | None = None) -> None:
    """Suppress in the private notes what they repeat of the data, and take away the lists that
    staff kept of looking for them and the copies of undoing that repeat them; not of what is still
    held."""
    held = [
        (words, kind)
        for field, kind in _KINDS.items()
        if (words := getattr(submitter, field)) and words != getattr(but, field, None)
    ]
    held.sort(key=lambda each: -len(each[0]))
    for note in Note.select().where(Note.comment == comment):
        text = note.text
        for words, kind in held:
            text = redaction.apply(
                text, [Span(*each, kind) for each in redaction.find(text, words)]
            )
        if text != note.text:
            Note.update(text=text).where(Note.id == note.id).execute()
    for kept in SavedFilter.select():
        text = f"{kept.name}\n{unquote_plus(kept.query)}"
        if any(redaction.find(text, words) for words, _ in held):
            SavedFilter.delete().where(SavedFilter.id == kept.id).execute()
    _forget_how_it_was(comment, [words for words, _ in held])


def _forget_how_it_was(comment: Comment, held: list[str]) -> None:
    """Drop what acts at once hold of an observation for undoing, where it says any of the words:
    nobody can edit it there, and undoing would bring them back."""
    for bulk in BulkAct.select().where(BulkAct.plan == comment.plan_id):
        for item in bulk.items:
            if item["comment"] != comment.id or item["before"] is None:
                continue
            rows = [row.values() for row in item["before"].values() if row]
            texts = "\n".join(str(value) for row in rows for value in row).casefold()
            if any(redaction.find(texts, words.casefold()) for words in held):
                item["before"] = None
                BulkAct.update(items=bulk.items).where(BulkAct.id == bulk.id).execute()


def _note(
    verb: Verb, comment: Comment, *, by: Actor | None, at: datetime, **details: object
) -> None:
    record(verb, comment, by=by, at=at, plan=comment.plan, **details)
