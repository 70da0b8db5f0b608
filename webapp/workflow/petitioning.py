"""Observations that are also petitions: their term, its extension, handing them to another entity.

Ley 1437 de 2011, art. 14 and 21, as Ley 1755 de 2015 has them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from webapp.models import Comment, Entity, Petition
from webapp.text.visible import is_blank
from webapp.values import time_zones, working_days
from webapp.vocabulary import PetitionKind, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.reasons import fault_in_reason
from webapp.workflow.refusals import Invalid, WrongState

DAYS_TO_FORWARD = 5
"""Working days in which a petition that is another entity's is handed to it (art. 21)."""
HANDLERS = (Role.MODERATOR, Role.RESPONDER, Role.APPROVER)


def mark(comment: Comment, kind: PetitionKind, *, by: Actor, at: datetime) -> Petition:
    """Treat an observation as a petition; its term counts from the day after it was received."""
    with act(by, *HANDLERS):
        if Petition.of(comment):
            raise WrongState(N_("It is already treated as a petition."))
        received_on = time_zones.to_local(comment.received_at, Entity.current().zone).date()
        petition = Petition.create(
            comment=comment,
            kind=kind,
            received_on=received_on,
            due_on=working_days.add_working_days(received_on, kind.working_days),
        )
        _note(Verb.PETITION_MARKED, petition, by=by, at=at, kind=kind, due_on=petition.due_on)
        return petition


def unmark(petition: Petition, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Treat it no more as a petition; the log keeps that it was, and why not."""
    if is_blank(reason):
        raise Invalid(reason=N_("Say why it is not a petition."))
    with act(by, *HANDLERS):
        claim(petition, version)
        _note(Verb.PETITION_UNMARKED, petition, by=by, at=at, reason=reason.strip())
        Petition.delete().where(Petition.id == petition.id).execute()


def extend(
    petition: Petition, *, due_on: date, reason: str, version: int, by: Actor, at: datetime
) -> Petition:
    """Put the due date off once, before it passes, up to twice the term (art. 14, paragraph)."""
    if fault := fault_in_reason(reason, N_("Say why it takes longer, and tell the person.")):
        raise Invalid(reason=fault)
    with act(by, *HANDLERS):
        claim(petition, version)
        petition = petition.fresh()
        today = time_zones.to_local(at, Entity.current().zone).date()
        if today > petition.due_on:
            raise WrongState(N_("The term has passed: it can no longer be extended."))
        if petition.extension_reason:
            raise WrongState(N_("The term was already extended once."))
        _require_extended_day(petition, due_on)
        Petition.update(due_on=due_on, extension_reason=reason.strip()).where(
            Petition.id == petition.id
        ).execute()
        _note(Verb.PETITION_EXTENDED, petition, by=by, at=at, before=petition.due_on, after=due_on)
        return petition.fresh()


def forward(
    petition: Petition,
    *,
    to: str,
    on: date,
    copy_sent_on: date | None,
    version: int,
    by: Actor,
    at: datetime,
) -> Petition:
    """Hand a petition to the entity it belongs to, with a copy to the person (art. 21)."""
    if is_blank(to):
        raise Invalid(to=N_("Write the name of the entity."))
    with act(by, *HANDLERS):
        claim(petition, version)
        if petition.fresh().forwarded_on:
            raise WrongState(N_("It was handed to another entity already: correct that instead."))
        _require_days_of_transfer(petition, on, copy_sent_on, at)
        Petition.update(forwarded_to=to.strip(), forwarded_on=on, copy_sent_on=copy_sent_on).where(
            Petition.id == petition.id
        ).execute()
        _note(Verb.PETITION_FORWARDED, petition, by=by, at=at, to=to.strip(), on=on)
        return petition.fresh()


def correct_extension(
    petition: Petition,
    *,
    due_on: date | None,
    reason: str,
    why: str,
    version: int,
    by: Actor,
    at: datetime,
) -> Petition:
    """Put right the extension of a term, or take it back: then `due_on` is empty. `why` says what
    was wrong."""
    if due_on and (
        fault := fault_in_reason(reason, N_("Say why it takes longer, and tell the person."))
    ):
        raise Invalid(reason=fault)
    with _correcting(petition, why, version, by, at) as petition:
        if not petition.extension_reason:
            raise WrongState(N_("The term was not extended."))
        if due_on:
            _require_extended_day(petition, due_on)
        petition.due_on = due_on or first_due_on(petition)
        petition.extension_reason = reason.strip() if due_on else ""
    return petition.fresh()


def correct_transfer(
    petition: Petition,
    *,
    to: str,
    on: date | None,
    copy_sent_on: date | None,
    why: str,
    version: int,
    by: Actor,
    at: datetime,
) -> Petition:
    """Put right to whom and when a petition was handed over, or take that back: then `to` is empty
    and its term runs as before. `why` says what was wrong."""
    taken_back = is_blank(to)
    with _correcting(petition, why, version, by, at) as petition:
        if not petition.forwarded_on:
            raise WrongState(N_("It was not handed to another entity."))
        if taken_back:
            petition.forwarded_to, petition.forwarded_on, petition.copy_sent_on = "", None, None
        elif on is None:
            raise Invalid(on=N_("Write the day on which it was handed over."))
        else:
            _require_days_of_transfer(petition, on, copy_sent_on, at)
            petition.forwarded_to, petition.forwarded_on = to.strip(), on
            petition.copy_sent_on = copy_sent_on
    return petition.fresh()


@contextmanager
def _correcting(
    petition: Petition, why: str, version: int, by: Actor, at: datetime
) -> Iterator[Petition]:
    """One act that puts right what was noted of a petition, with what stood before and after."""
    if fault := fault_in_reason(why, N_("Say what was wrong.")):
        raise Invalid(why=fault)
    with act(by, *HANDLERS):
        claim(petition, version)
        petition = petition.fresh()
        before = state(petition)
        yield petition
        petition.save()
        after = state(petition)
        _note(
            Verb.PETITION_CORRECTED,
            petition,
            by=by,
            at=at,
            before=before,
            after=after,
            reason=why.strip(),
        )


def _require_extended_day(petition: Petition, due_on: date) -> None:
    if not first_due_on(petition) < due_on <= latest_due_on(petition):
        raise Invalid(due_on=N_("The new date is after the first one, up to twice the term."))
    if not working_days.is_working_day(due_on):
        raise Invalid(due_on=N_("That day is not a working day. Choose one that is."))


def _require_days_of_transfer(
    petition: Petition, on: date, copy_sent_on: date | None, at: datetime
) -> None:
    today = time_zones.to_local(at, Entity.current().zone).date()
    if not petition.received_on <= on <= today:
        raise Invalid(on=N_("The date is between the day of receipt and today."))
    if copy_sent_on and not petition.received_on <= copy_sent_on <= today:
        raise Invalid(copy_sent_on=N_("The date is between the day of receipt and today."))


def first_due_on(petition: Petition) -> date:
    """The day on which it is due when its term is not extended."""
    return working_days.add_working_days(petition.received_on, petition.kind.working_days)


def latest_due_on(petition: Petition) -> date:
    """The last day to which its term may be extended: twice the term (art. 14, paragraph)."""
    return working_days.add_working_days(petition.received_on, 2 * petition.kind.working_days)


def forward_by(petition: Petition) -> date:
    """The last day on which it may be handed to another entity."""
    return working_days.add_working_days(petition.received_on, DAYS_TO_FORWARD)


def state(petition: Petition) -> dict[str, object]:
    """What the log notes of a petition after each act on it."""
    return {
        "kind": petition.kind,
        "received_on": petition.received_on,
        "due_on": petition.due_on,
        "extension_reason": petition.extension_reason,
        "forwarded_to": petition.forwarded_to,
        "forwarded_on": petition.forwarded_on,
        "copy_sent_on": petition.copy_sent_on,
    }


def _note(verb: Verb, petition: Petition, *, by: Actor, at: datetime, **details: object) -> None:
    comment = petition.comment
    record(
        verb,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        stands=state(petition.fresh()),
        **details,
    )
