"""What plans are: editions, documents, rounds, actions taken out of the consultation."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from webapp import markup
from webapp.messages import N_
from webapp.models import (
    Action,
    Consultation,
    Document,
    DocumentContent,
    Edition,
    Event,
    Extension,
    Plan,
    ReceiptChannel,
)
from webapp.models.base import digest
from webapp.workflow.record import name_of
from webapp.workflow.verifying.fault import Fault
from webapp.workflow.verifying.log import last, noted

# --- editions -------------------------------------------------------------------------------------


def editions() -> int:
    """How many editions are out, each with the content, the summary as the page shows it and the
    differences that were published. Raises Fault."""
    published = list(Edition.select().where(Edition.published_at.is_null(False)))
    events = noted("edition.published")
    for edition in published:
        event = last(events.pop(name_of(edition), None))
        if event is None or not _is_as_published(edition, event):
            raise _not_published_so(edition)
    for subject in events:
        raise _not_published_so(Edition.get(Edition.id == int(subject.partition(":")[2])))
    return len(published)


def _not_published_so(edition: Edition) -> Fault:
    return Fault(
        N_("Edition %(number)s of %(plan)s is not what was published."),
        number=edition.number,
        plan=edition.plan.slug,
    )


def _is_as_published(edition: Edition, event: Event) -> bool:
    return (
        edition.digest == event.details["digest"] == edition.computed_digest()
        and _has_its_summary(edition, event)
        and all(
            each.before == _side(each.pieces, "delete")
            and each.after == _side(each.pieces, "insert")
            for each in edition.listed_changes()
        )
    )


def _has_its_summary(edition: Edition, event: Event) -> bool:
    """Entries of before noted nothing of the page: it is made again."""
    if "summary_html" in event.details:
        return bool(event.details["summary_html"] == digest(edition.summary_html))
    return edition.summary_html == (markup.to_html(edition.summary) if edition.summary else "")


def _side(pieces: Sequence[Sequence[str]], own: str) -> str:
    return "".join(text for op, text in pieces if op in ("equal", own))


# --- documents ------------------------------------------------------------------------------------


def documents() -> int:
    """How many documents were added, each with its title, its bytes, and listed unless it was
    taken from the list. Raises Fault."""
    events = noted("document.added", "document.removed")
    rows = list(Document.select(Document, Plan).join(Plan).order_by(Document.id))
    for document in rows:
        if not _is_as_added(document, events.pop(name_of(document), [])):
            raise Fault(
                N_("Document “%(title)s” of %(plan)s is not what was added."),
                title=document.title,
                plan=document.plan.slug,
            )
    for gone in events.values():
        raise Fault(N_("Document “%(title)s” is missing."), title=gone[0].details["title"])
    return len(rows)


def _is_as_added(document: Document, entries: Sequence[Event]) -> bool:
    added, removed = last(entries, "document.added"), last(entries, "document.removed")
    held = DocumentContent.get_or_none(DocumentContent.document == document)
    return (
        added is not None
        and held is not None
        and document.removed_at == (removed.at if removed else None)
        and (document.title, document.sha256) == (added.details["title"], added.details["sha256"])
        and hashlib.sha256(bytes(held.content)).hexdigest() == document.sha256
    )


# --- rounds ---------------------------------------------------------------------------------------


@dataclass
class _Told:
    """What the log says of a round."""

    window: dict[str, Any] = field(default_factory=dict)
    announced_at: datetime | None = None
    from_entry: int = 0
    extensions: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    channels: Mapping[str, str] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take in one more entry on it."""
        details = event.details
        if event.verb == "consultation.window_set":
            self.window = dict(details["after"])
        elif event.verb == "consultation.channels_set":
            self.channels = {key: text.strip() for key, text in details["channels"].items()}
        elif event.verb == "consultation.announced":
            self.announced_at, self.from_entry = event.at, event.position
            if "opens_at" in details:
                asked = ("opens_at", "closes_at", "reason", "cycle_phase")
                self.window = {name: details[name] for name in asked if name in details}
        elif event.verb == "consultation.extended":
            self.window["closes_at"] = details["after"]
            moved = details["before"], details["after"], details["reason"], event.at
            self.extensions.append(moved)


def rounds() -> int:
    """How many rounds there are, each with the dates, extensions and channels that the log says,
    and plans cancelled when and why it says. Raises Fault."""
    events = noted(
        "consultation.window_set",
        "consultation.channels_set",
        "consultation.announced",
        "consultation.extended",
    )
    count = 0
    for plan in Plan.select().order_by(Plan.id):
        _cancelled_as_noted(plan)
        channels: Mapping[str, str] = {}
        told: list[tuple[Consultation, _Told]] = []
        for each in plan.consultations.order_by(Consultation.number):
            said = _Told(channels=channels)
            for event in events.get(name_of(each), ()):
                said.take(event)
            channels = said.channels
            told.append((each, said))
        for (each, said), following in zip(told, [*told[1:], None], strict=True):
            until = following[1].from_entry if following else None
            if not _is_as_noted(each, said, until):
                raise Fault(
                    N_("Round %(round)s of %(plan)s is not what the log says."),
                    round=each.number,
                    plan=plan.slug,
                )
        count += len(told)
    return count


def _is_as_noted(consultation: Consultation, told: _Told, until: int | None) -> bool:
    window = consultation.window()
    extensions = [
        (str(each.closes_at_before), str(each.closes_at), each.reason, each.decided_at)
        for each in consultation.extensions.order_by(Extension.id)
    ]
    channels = {
        each.channel.value: each.details
        for each in consultation.channels.order_by(ReceiptChannel.id)
    }
    adjusted_at = _adjusted_at(consultation)
    return (
        bool(told.window)
        and all(str(window[name]) == value for name, value in told.window.items())
        and consultation.announced_at == told.announced_at
        and extensions == told.extensions
        and channels == told.channels
        and consultation.adjusted_at == adjusted_at
        and consultation.report_published_at
        == (_report_published_at(consultation, told, until) or adjusted_at)
    )


def _adjusted_at(consultation: Consultation) -> datetime | None:
    """When the edition came out that a round led to."""
    following = Edition.get_or_none(
        Edition.plan == consultation.plan_id, Edition.number == consultation.edition.number + 1
    )
    if following is None:
        return None
    event = Event.get_or_none(
        Event.subject == name_of(following), Event.verb == "edition.published"
    )
    return event.at if event else None


def _report_published_at(
    consultation: Consultation, told: _Told, until: int | None
) -> datetime | None:
    """When the answers of a round went out together; before the next round was announced."""
    query = Event.select().where(
        Event.plan == consultation.plan_id,
        Event.verb == "report.published",
        Event.position > told.from_entry,
    )
    if until:
        query = query.where(Event.position < until)
    event = query.order_by(Event.position).first() if told.from_entry else None
    return event.at if event else None


def _cancelled_as_noted(plan: Plan) -> None:
    event = Event.get_or_none(Event.subject == name_of(plan), Event.verb == "plan.cancelled")
    noted_so = (event.at, event.details["reason"]) if event else (None, "")
    if (plan.cancelled_at, plan.cancel_reason) != noted_so:
        raise Fault(N_("Whether %(plan)s is cancelled is not what the log says."), plan=plan.slug)


# --- actions --------------------------------------------------------------------------------------


def actions() -> int:
    """How many actions there are, each open or closed to observations as the log says. Raises
    Fault."""
    events, removed = noted("action.closed", "action.reopened"), _last_removals()
    rows = list(Action.select(Action, Plan).join(Plan))
    for action in rows:
        about = [each for each in events.get(name_of(action), ()) if each.plan_id == action.plan.id]
        # An action of a draft may have the number of one that was removed before.
        own = [each for each in about if each.position > removed.get(each.plan_id, 0)]
        reasons = [each.details.get("reason", "") for each in own[-1:] or about]
        if action.closed_reason not in (reasons if own else ["", *reasons]):
            raise Fault(
                N_("Action %(code)s of %(plan)s is not open or closed as the log says."),
                code=action.code,
                plan=action.plan.slug,
            )
    return len(rows)


def _last_removals() -> dict[int | None, int]:
    """The place in the log where an action was last removed from the first draft of each plan: what
    an adjusted edition takes back was never open to observations."""
    out: set[int | None] = set()
    removed: dict[int | None, int] = {}
    some = chain.from_iterable(noted("action.removed", "edition.published").values())
    for event in sorted(some, key=lambda each: each.position):
        if event.verb == "edition.published":
            out.add(event.plan_id)
        elif event.plan_id not in out:
            removed[event.plan_id] = event.position
    return removed
