"""How every act is done: by whom, in one transaction, and with its event (R17)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from webapp.models import GENESIS, Comment, Consultation, Event, Plan, Staff, Table, Versioned
from webapp.models.edition_content import newest_edition
from webapp.models.event import subject_of
from webapp.storage.db import transaction
from webapp.vocabulary import Phase, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.refusals import NotAllowed, OtherRound, StaleCopy, WrongState


class Operator:
    """Whoever runs commands on the server: trusted with every role, named nobody."""

    def has(self, *_roles: Role) -> bool:
        """Always: who can run commands can read the file anyway."""
        return True


OPERATOR = Operator()

Actor = Staff | Operator

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far one entry may lie before the one it follows: acts wait for each other."""

_WRONG_STAGE = N_("The plan is not at the stage in which this can be done.")


def person(by: Actor | None) -> Staff | None:
    """Who acted, as rows name them: the public and whoever runs commands are nobody."""
    return by if isinstance(by, Staff) else None


@contextmanager
def act(by: Actor, *roles: Role) -> Iterator[None]:
    """One act of someone who holds any of the roles, in one transaction.

    Raises NotAllowed.
    """
    if not by.has(*roles):
        raise NotAllowed(N_("Your role does not allow this."))
    with transaction():
        yield


def require_phase(of: Plan | Comment, at: datetime, *phases: Phase) -> None:
    """Raise WrongState unless the plan, or the round of an observation, stands in one of the
    phases."""
    if of.phase(at) not in phases:
        raise WrongState(_WRONG_STAGE)


def require_registered(comment: Comment) -> None:
    """Raise WrongState for an observation whose registration was annulled: nothing follows it."""
    if comment.fresh().annulment_id:
        raise WrongState(N_("This registration was annulled: nothing more is done with it."))


def require_round(consultation: Consultation, at: datetime, *phases: Phase) -> Consultation:
    """A round as it stands, in one of the phases whatever the others do, else WrongState (R5)."""
    consultation = consultation.fresh()
    if consultation.plan.cancelled_at or consultation.phase(at) not in phases:
        raise WrongState(_WRONG_STAGE)
    return consultation


def what_stands(plan: Plan, *further: object) -> str:
    """The newest round and edition of a plan, as the field `about` of a form carries them;
    `further` is what else tells the row acted on from one that takes its place."""
    consultation, edition = plan.consultation, newest_edition(plan)
    numbers = (consultation.number if consultation else 0, edition.number if edition else 0)
    return " ".join(["round:{} edition:{}".format(*numbers), *map(str, further)])


def require_about(about: str | None, plan: Plan, *further: object) -> None:
    """Raise OtherRound unless `about`, what a form was opened on, is what stands now: a form on
    another round or edition does nothing to this one (R12). Without a form it is None, which always
    passes."""
    if about is not None and about != what_stands(plan.fresh(), *further):
        raise OtherRound


def round_in(plan: Plan, at: datetime, *phases: Phase) -> Consultation:
    """The newest round of a plan that stands in one of the phases, else WrongState."""
    if plan.consultation is None or plan.phase(at) not in phases:
        raise WrongState(_WRONG_STAGE)
    return plan.consultation


def claim(row: Versioned, version: int) -> None:
    """Take the right to save over `version` of a row, or raise StaleCopy (R12); WrongState when
    the row is gone."""
    table = type(row)
    taken = (
        table.update(version=table.version + 1)
        .where(table.id == row.id, table.version == version)
        .execute()
    )
    if not taken:
        current = table.get_or_none(table.id == row.id)
        raise StaleCopy(current) if current else WrongState(N_("Someone else removed this."))


def record(
    verb: Verb,
    subject: Table | str,
    *,
    by: Actor | None,
    at: datetime,
    plan: Plan | None = None,
    **details: Any,
) -> Event:
    """Append an event to the log. Call it inside the act's own transaction.

    `by` is empty for the public. Details hold no personal data but as salted digests.
    """
    head = Event.head()
    note = clock_note(head, at)
    if note:
        note.save(force_insert=True)
    event = sealed(note or head, verb, subject, by=by, at=at, plan=plan, **details)
    event.save(force_insert=True)
    return event


def clock_note(head: Event | None, at: datetime) -> Event | None:
    """The entry, not yet written, that says that the clock went back since the head of the log:
    what follows would otherwise seem to have been before it (R5)."""
    if head is None or at >= head.at - CLOCK_TOLERANCE:
        return None
    return sealed(head, Verb.CLOCK_WENT_BACK, "clock", by=None, at=at, before=head.at, after=at)


def sealed(
    head: Event | None,
    verb: Verb,
    subject: Table | str,
    *,
    by: Actor | None,
    at: datetime,
    plan: Plan | None = None,
    **details: Any,
) -> Event:
    """The event that follows a head of the log, not yet written.

    Its details bring a salt of their own: seals are public, and what is sealed need not be.
    """
    event = Event(
        position=head.position + 1 if head else 1,
        at=at,
        staff=person(by),
        verb=str(verb),
        plan=plan,
        subject=subject if isinstance(subject, str) else subject_of(subject),
        details={**details, "salt": secrets.token_hex(16)},
        previous=head.seal if head else GENESIS,
    )
    event.seal = event.computed_seal()
    return event
