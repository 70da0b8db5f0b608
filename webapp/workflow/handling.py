"""Who has an observation: it arrives assigned, is passed on, tagged and noted on."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from webapp.models import Area, Comment, Entity, Handling, Note, Staff, Wording
from webapp.models.base import insert_all, tuples
from webapp.text.visible import is_blank
from webapp.values import time_zones, working_days
from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import segregating
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.refusals import Invalid, NotAllowed

WORKING_DAYS = 8
"""Working days an area has, by default, from the day after an observation arrives."""
HANDLERS = (Role.MODERATOR, Role.RESPONDER, Role.APPROVER, Role.EDITOR)
_OF_EVERY_AREA = tuple(role for role in HANDLERS if role is not Role.RESPONDER)


def arrive(comments: Sequence[Comment], *, at: datetime) -> None:
    """Hand filed observations to the area responsible for the action of each, if one is named.

    Part of the filing: call it inside its transaction.
    """
    due_on = working_days.add_working_days(_today(at), WORKING_DAYS)
    areas = _areas_of({(comment.action_id, comment.edition_id) for comment in comments})
    insert_all(
        [
            Handling(
                comment=comment,
                area=areas.get((comment.action_id, comment.edition_id)),
                due_on=due_on,
                changed_at=at,
            )
            for comment in comments
        ]
    )


def _areas_of(read: Iterable[tuple[int | None, int]]) -> dict[tuple[int | None, int], int]:
    """The area that each edition names for each action."""
    actions, editions = {action for action, _ in read}, {edition for _, edition in read}
    named = (
        Wording.select(Wording.action, Wording.edition, Area.id)
        .join(Area, on=(Area.name == Wording.responsible_area))
        .where(Wording.action.in_(actions - {None}), Wording.edition.in_(editions))
    )
    return {(action, edition): area for action, edition, area in tuples(named)}


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
    """Hand an observation to an area, or to a person of it, until a day; the note is private.

    Raises Invalid for a person who cannot answer there or a day gone by, NotAllowed for a
    responder of an area that does not have it.
    """
    with act(by, *HANDLERS):
        _require_may_pass_on(comment, by)
        handling = _claimed(comment, version, at=at)
        area = area or (staff.area if staff else None)
        faults = _faults_of(comment, staff, area)
        if due_on and due_on != handling.due_on and due_on < _today(at):
            faults["due_on"] = N_("That day has gone by. Choose a later one.")
        if faults:
            raise Invalid(**faults)
        before = _state(handling)
        Handling.update(area=area, staff=staff, due_on=due_on, changed_at=at).where(
            Handling.id == handling.id
        ).execute()
        if not is_blank(note):
            Note.create(comment=comment, staff=by, text=note.strip(), written_at=at)
        handling = handling.fresh()
        _note(Verb.COMMENT_ASSIGNED, comment, by=by, at=at, before=before, after=_state(handling))
        return handling


def pass_on(comment: Comment, to: Staff | None, *, by: Actor, at: datetime) -> bool:
    """Hand an observation to another person, or to nobody of its area when that one may not have
    it; gives whether it went to whom it was meant for.

    Part of a larger act: call it inside its transaction.
    """
    handling = Handling.get(Handling.comment == comment)
    receiver = to if to and not _faults_of(comment, to, handling.area) else None
    before = _state(handling)
    claim(handling, handling.version)
    Handling.update(staff=receiver, changed_at=at).where(Handling.id == handling.id).execute()
    after = _state(handling.fresh())
    _note(Verb.COMMENT_ASSIGNED, comment, by=by, at=at, before=before, after=after)
    return to is None or receiver is not None


def recuse(
    comment: Comment,
    *,
    reason: str,
    to: Staff | None = None,
    version: int,
    by: Staff,
    at: datetime,
) -> Handling:
    """Declare an impediment (Ley 1437 de 2011, art. 11): it passes to someone else, or back to
    the area, and is logged. Whoever declared it has no more part in its answer, and nobody can
    hand it to them again (R11)."""
    if is_blank(reason):
        raise Invalid(reason=N_("Say what the impediment is."))
    with act(by, *HANDLERS):
        _require_may_pass_on(comment, by)
        handling = _claimed(comment, version, at=at)
        faults = _faults_of(comment, to, handling.area)
        if to == by:
            faults["staff"] = N_("Choose someone else.")
        if faults:
            raise Invalid(**faults)
        before = _state(handling)
        Handling.update(staff=to, changed_at=at).where(Handling.id == handling.id).execute()
        Note.create(comment=comment, staff=by, text=reason.strip(), written_at=at)
        handling = handling.fresh()
        _note(Verb.COMMENT_RECUSED, comment, by=by, at=at, before=before, after=_state(handling))
        return handling


def tag(
    comment: Comment, tags: Iterable[str], *, version: int, by: Staff, at: datetime
) -> Handling:
    """Put the staff's own words on an observation, in place of the ones it has. The log holds
    that it was done, not the words: they may name somebody (R13)."""
    words = sorted({" ".join(word.split()).casefold() for word in tags if not is_blank(word)})
    with act(by, *HANDLERS):
        handling = _claimed(comment, version, at=at)
        Handling.update(tags=words, changed_at=at).where(Handling.id == handling.id).execute()
        _note(Verb.COMMENT_TAGGED, comment, by=by, at=at, before=None, after=None)
        return handling.fresh()


def note(comment: Comment, text: str, *, by: Staff, at: datetime) -> Note:
    """Leave a private note on an observation. The log holds that it was left, not its words."""
    if is_blank(text):
        raise Invalid(text=N_("Write the note."))
    with act(by, *HANDLERS):
        written = Note.create(comment=comment, staff=by, text=text.strip(), written_at=at)
        _note(Verb.COMMENT_NOTED, comment, by=by, at=at, before=None, after=None)
        return written


def require_own_area(comment: Comment, by: Staff) -> None:
    """Raise NotAllowed for a responder of an area that does not have the observation, and for
    whoever declared an impediment.

    Who belongs to no area may answer for any.
    """
    handling = Handling.of(comment)
    if by.area_id and handling and handling.area_id and handling.area_id != by.area_id:
        raise NotAllowed(N_("Another area has this observation."))
    segregating.require_no_impediment([comment], by)


def may_pass_on(comment: Comment, by: Staff) -> bool:
    """Whether a person may hand it over: a responder, only what their area has."""
    if by.has(*_OF_EVERY_AREA):
        return True
    handling = Handling.of(comment)
    area = handling.area_id if handling else None
    return by.has(Role.RESPONDER) and (None in (area, by.area_id) or area == by.area_id)


def _require_may_pass_on(comment: Comment, by: Staff) -> None:
    if not may_pass_on(comment, by):
        raise NotAllowed(N_("Another area has this observation."))


def _faults_of(comment: Comment, staff: Staff | None, area: Area | None) -> dict[str, str]:
    if staff is None:
        return {}
    if segregating.is_impeded(comment, staff):
        return {"staff": N_("This person declared an impediment on this observation.")}
    if not staff.has(Role.RESPONDER):
        return {"staff": N_("This person does not draft answers.")}
    if area and staff.area_id not in (None, area.id):
        return {"staff": N_("This person belongs to another area.")}
    return {}


def _today(at: datetime) -> date:
    return time_zones.to_local(at, Entity.current().zone).date()


def _claimed(comment: Comment, version: int, *, at: datetime) -> Handling:
    if Handling.of(comment) is None:
        arrive([comment], at=at)
    handling = Handling.get(Handling.comment == comment)
    claim(handling, version)
    return handling.fresh()


def _state(handling: Handling) -> dict[str, object]:
    return {"area": handling.area_id, "staff": handling.staff_id, "due_on": handling.due_on}


def _note(
    verb: Verb, comment: Comment, *, by: Actor, at: datetime, before: object, after: object
) -> None:
    record(
        verb,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        before=before,
        after=after,
    )
