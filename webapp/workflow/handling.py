"""Who has an observation: it arrives assigned, is passed on, tagged and noted on."""

from collections.abc import Iterable
from datetime import date, datetime

from webapp import terms
from webapp.messages import N_
from webapp.models import Area, Comment, Entity, Handling, Note, Staff
from webapp.vocabulary import Role
from webapp.workflow.record import Actor, act, claim, record
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy

WORKING_DAYS = 8
"""Working days an area has, by default, from the day after an observation arrives."""
HANDLERS = (Role.MODERATOR, Role.RESPONDER, Role.APPROVER, Role.EDITOR)


def arrive(comment: Comment, *, at: datetime) -> Handling:
    """Hand a filed observation to the area responsible for its action, if one is named.

    Part of the filing: call it inside its transaction.
    """
    wording = comment.action.wording_in(comment.edition) if comment.action else None
    area = Area.get_or_none(Area.name == wording.responsible_area) if wording else None
    today = terms.to_local(at, Entity.current().zone).date()
    return Handling.create(
        comment=comment,
        area=area,
        due_on=terms.add_working_days(today, WORKING_DAYS),
        changed_at=at,
    )


def assign(
    comment: Comment,
    *,
    area: Area | None,
    staff: Staff | None,
    due_on: date | None,
    note: str = "",
    version: int,
    by: Staff,
    at: datetime,
) -> Handling:
    """Hand an observation to an area, or to a person of it, until a day; the note is private."""
    if staff and area and staff.area_id != area.id:
        raise Invalid(staff=N_("This person belongs to another area."))
    with act(by, *HANDLERS):
        handling = _claimed(comment, version)
        before = _state(handling)
        Handling.update(area=area, staff=staff, due_on=due_on, changed_at=at).where(
            Handling.id == handling.id
        ).execute()
        if note.strip():
            Note.create(comment=comment, staff=by, text=note.strip(), written_at=at)
        handling = handling.fresh()
        _note("comment.assigned", comment, by=by, at=at, before=before, after=_state(handling))
        return handling


def recuse(comment: Comment, *, reason: str, version: int, by: Staff, at: datetime) -> Handling:
    """Declare an impediment (Ley 1437 de 2011, art. 11): it leaves this person, and is logged."""
    if not reason.strip():
        raise Invalid(reason=N_("Say what the impediment is."))
    with act(by, *HANDLERS):
        handling = _claimed(comment, version)
        before = _state(handling)
        Handling.update(staff=None, changed_at=at).where(Handling.id == handling.id).execute()
        Note.create(comment=comment, staff=by, text=reason.strip(), written_at=at)
        handling = handling.fresh()
        _note("comment.recused", comment, by=by, at=at, before=before, after=_state(handling))
        return handling


def tag(
    comment: Comment, tags: Iterable[str], *, version: int, by: Staff, at: datetime
) -> Handling:
    """Put the staff's own words on an observation, in place of the ones it has."""
    words = sorted({" ".join(word.split()).casefold() for word in tags} - {""})
    with act(by, *HANDLERS):
        handling = _claimed(comment, version)
        before = handling.tags
        Handling.update(tags=words, changed_at=at).where(Handling.id == handling.id).execute()
        _note("comment.tagged", comment, by=by, at=at, before=before, after=words)
        return handling.fresh()


def note(comment: Comment, text: str, *, by: Staff, at: datetime) -> Note:
    """Leave a private note on an observation. The log holds that it was left, not its words."""
    if not text.strip():
        raise Invalid(text=N_("Write the note."))
    with act(by, *HANDLERS):
        written = Note.create(comment=comment, staff=by, text=text.strip(), written_at=at)
        _note("comment.noted", comment, by=by, at=at, before=None, after=None)
        return written


def require_own_area(comment: Comment, by: Staff) -> None:
    """Raise NotAllowed for a responder of an area that does not have the observation.

    Who belongs to no area may answer for any.
    """
    handling = comment.handlings.first()
    if by.area_id and handling and handling.area_id and handling.area_id != by.area_id:
        raise NotAllowed(N_("Another area has this observation."))


def _claimed(comment: Comment, version: int) -> Handling:
    handling = comment.handlings.first()
    if handling is None:
        raise StaleCopy(comment)
    claim(handling, version)
    return handling.fresh()


def _state(handling: Handling) -> dict[str, object]:
    return {"area": handling.area_id, "staff": handling.staff_id, "due_on": handling.due_on}


def _note(
    verb: str, comment: Comment, *, by: Actor, at: datetime, before: object, after: object
) -> None:
    record(
        verb,
        f"comment:{comment.filing_number}",
        by=by,
        at=at,
        plan=comment.plan,
        before=before,
        after=after,
    )
