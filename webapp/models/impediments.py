"""Impediments, as the log has them: declared, lifted, declared again (R11)."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from webapp.models.event import Event
from webapp.models.staff import Staff
from webapp.vocabulary.verbs import Verb

_DECLARED, _LIFTED = Verb.COMMENT_RECUSED, Verb.COMMENT_IMPEDIMENT_LIFTED


def standing_on(subjects: Collection[str]) -> Mapping[str, set[int]]:
    """Who has an impediment on each of some observations, by account number; observations as the
    log names them: one query."""
    acts = Event.select(Event.subject, Event.verb, Event.staff, Event.details).where(
        Event.subject.in_(list(subjects)), Event.verb.in_((_DECLARED, _LIFTED))
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for event in acts.order_by(Event.position):
        if event.verb == _LIFTED:
            found[event.subject].discard(event.details["staff"])
        elif event.staff_id:
            found[event.subject].add(event.staff_id)
    return found


def subjects_of(staff: Staff) -> set[str]:
    """The observations, as the log names them, on which a person has an impediment."""
    declared = Event.select(Event.subject).where(Event.staff == staff, Event.verb == _DECLARED)
    standing = standing_on({each.subject for each in declared})
    return {subject for subject, people in standing.items() if staff.id in people}
