"""What observations that are also petitions are: their term, its extension, their transfer."""

from collections.abc import Iterator, Sequence

from webapp.models import Comment, Event, Petition, canonical
from webapp.models.event import subject_of
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import petitioning
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import noted

_TAKEN_BACK = Verb.PETITION_UNMARKED


def petitions() -> Iterator[Checked]:
    """Every petition, as the last act on it left it; and those that are gone."""
    events = noted(
        Verb.PETITION_MARKED,
        Verb.PETITION_EXTENDED,
        Verb.PETITION_FORWARDED,
        Verb.PETITION_CORRECTED,
        _TAKEN_BACK,
    )
    standing = {
        subject: entries for subject, entries in events.items() if entries[-1].verb != _TAKEN_BACK
    }
    for petition in readable(Petition.select(Petition, Comment).join(Comment)):
        entries = standing.pop(subject_of(petition.comment), [])
        yield Checked("petitions", petition, _of_petition(petition, entries))
    for subject in standing:
        yield Checked("petitions", subject, [_not_so(subject.partition(":")[2])])


def _of_petition(petition: Petition, entries: Sequence[Event]) -> Iterator[Fault]:
    if not entries or not _is_as_noted(petition, entries):
        yield _not_so(petition.comment.filing_number)


def _is_as_noted(petition: Petition, entries: Sequence[Event]) -> bool:
    """Older entries note of each act only what was new."""
    newest = entries[-1].details
    if "stands" in newest:
        return canonical(newest["stands"]) == canonical(petitioning.state(petition))
    logged: dict[str, str] = {}
    for event in entries:
        if event.verb == Verb.PETITION_MARKED:
            logged = {name: event.details[name] for name in ("kind", "due_on")}
        elif event.verb == Verb.PETITION_EXTENDED:
            logged["due_on"] = event.details["after"]
        else:
            logged |= {"forwarded_to": event.details["to"], "forwarded_on": event.details["on"]}
    stands = petitioning.state(petition)
    return all(str(stands[name]) == value for name, value in logged.items())


def _not_so(number: str) -> Fault:
    return Fault(N_("The petition %(number)s is not what the log says."), number=number)
