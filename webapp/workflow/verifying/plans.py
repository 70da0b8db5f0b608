"""What plans are: editions, documents, rounds, actions taken out of the consultation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from webapp.models import Action, Consultation, Edition, Event, Extension, Plan, ReceiptChannel
from webapp.models.edition_content import changes_of, digest_of
from webapp.models.event import name_of
from webapp.text import markup
from webapp.text.covered import published
from webapp.vocabulary import CorrectionKind, RoundScope
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.discarding import laid_aside
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import Digests, last, noted, since_erasing

# --- editions -------------------------------------------------------------------------------------


def editions() -> Iterator[Checked]:
    """Every edition that is out, with the content, the summary as the page shows it and the
    differences that were published."""
    events, digests = noted(Verb.EDITION_PUBLISHED), since_erasing()
    for edition in readable(Edition.select().where(Edition.published_at.is_null(False))):
        event = last(events.pop(name_of(edition), None))
        yield Checked("editions", edition, _of_edition(edition, event, digests))
    for subject in events:
        yield Checked("editions", subject, _taken_back(subject))


def _of_edition(edition: Edition, event: Event | None, digests: Digests) -> Iterator[Fault]:
    if event is None or not _is_as_published(edition, event, digests):
        yield _not_published_so(edition)


def _taken_back(subject: str) -> Iterator[Fault]:
    yield _not_published_so(Edition.get_by_id(int(subject.partition(":")[2])))


def _not_published_so(edition: Edition) -> Fault:
    return Fault(
        N_("Edition %(number)s of %(plan)s is not what was published."),
        number=edition.number,
        plan=edition.plan.slug,
    )


def _is_as_published(edition: Edition, event: Event, digests: Digests) -> bool:
    return (
        edition.digest == event.details["digest"]
        and digests.get(name_of(edition), edition.digest) == digest_of(edition)
        and _has_its_summary(edition, event)
        and all(
            published(each.before) == _side(each.pieces, "delete")
            and published(each.after) == _side(each.pieces, "insert")
            for each in changes_of(edition)
        )
    )


def _has_its_summary(edition: Edition, event: Event) -> bool:
    """Older entries note nothing of the page: it is made again."""
    if "summary_html" in event.details:
        return bool(event.details["summary_html"] == edition.summary_digest)
    return edition.summary_html == (markup.to_html(edition.summary) if edition.summary else "")


def _side(pieces: Sequence[Sequence[str]], own: str) -> str:
    return "".join(text for op, text in pieces if op in ("equal", own))


# --- rounds ---------------------------------------------------------------------------------------


@dataclass
class _Logged:
    """What the log says of a round."""

    window: dict[str, Any] = field(default_factory=dict)
    scope: str = RoundScope.WHOLE
    announced_at: datetime | None = None
    from_entry: int = 0
    extensions: list[list[Any]] = field(default_factory=list)
    closed: tuple[str | None, str | None] = (None, None)
    channels: Mapping[str, str] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Take in one more entry on it."""
        details = event.details
        if event.verb == Verb.CONSULTATION_WINDOW_SET:
            self.window = dict(details["after"])
        elif event.verb == Verb.CONSULTATION_CHANNELS_SET:
            self.channels = {key: text.strip() for key, text in details["channels"].items()}
        elif event.verb == Verb.CONSULTATION_ANNOUNCED:
            self.announced_at, self.from_entry = event.at, event.position
            self.scope = details.get("scope", RoundScope.WHOLE)
            if "opens_at" in details:
                names = ("opens_at", "closes_at", "reason", "cycle_phase")
                self.window = {name: details[name] for name in names if name in details}
        elif event.verb in (Verb.CONSULTATION_EXTENDED, Verb.CONSULTATION_SHORTENED):
            self.window["closes_at"] = details["after"]
            moved = details["before"], details["after"], details["reason"], event.at
            self.extensions.append([*moved, None, False, None, ""])
        elif event.verb == Verb.CONSULTATION_REOPENED:
            self.window["closes_at"] = details["after"]
            moved = details["before"], details["after"], details["reason"], event.at
            self.closed = details["before"], details["reopens_at"]
            again = details["reopens_at"], details["counts_between"]
            self.extensions.append([*moved, *again, None, ""])
        elif event.verb == Verb.CONSULTATION_EXTENSION_WITHDRAWN:
            self.window["closes_at"] = details["after"]
            standing = [each for each in self.extensions if each[-2] is None]
            standing[-1][-2:] = [event.at, details["reason"]]
            reopened = [(each[0], each[4]) for each in standing[:-1] if each[4]]
            self.closed = reopened[-1] if reopened else (None, None)


def rounds() -> Iterator[Checked]:
    """Every round, with the dates, the scope, the extensions and the channels that the log says."""
    events = noted(
        Verb.CONSULTATION_WINDOW_SET,
        Verb.CONSULTATION_CHANNELS_SET,
        Verb.CONSULTATION_ANNOUNCED,
        Verb.CONSULTATION_EXTENDED,
        Verb.CONSULTATION_SHORTENED,
        Verb.CONSULTATION_REOPENED,
        Verb.CONSULTATION_EXTENSION_WITHDRAWN,
    )
    for plan in readable(Plan.select().order_by(Plan.id)):
        of_plan = readable(plan.consultations.order_by(Consultation.number))
        for place, each in enumerate(of_plan):
            yield Checked("rounds", each, _of_round(plan, of_plan, place, events))


def _of_round(
    plan: Plan, of_plan: Sequence[Consultation], place: int, events: Mapping[str, Sequence[Event]]
) -> Iterator[Fault]:
    consultation, following = of_plan[place], of_plan[place + 1 : place + 2]
    logged = _Logged()
    for each in of_plan[: place + 1]:  # channels pass on to the next round
        logged = _Logged(channels=logged.channels)
        for event in events.get(name_of(each), ()):
            logged.take(event)
    announced = [last(events.get(name_of(each)), Verb.CONSULTATION_ANNOUNCED) for each in following]
    until = next((event.position for event in announced if event), None)
    if not _is_as_noted(consultation, logged, until):
        yield Fault(
            N_("Round %(round)s of %(plan)s is not what the log says."),
            round=consultation.number,
            plan=plan.slug,
        )


def _is_as_noted(consultation: Consultation, logged: _Logged, until: int | None) -> bool:
    window = consultation.window()
    extensions = [
        [
            str(each.closes_at_before),
            str(each.closes_at),
            each.reason,
            each.decided_at,
            each.reopens_at and str(each.reopens_at),
            each.counts_between,
            each.withdrawn_at,
            each.withdrawn_reason,
        ]
        for each in consultation.extensions.order_by(Extension.id)
    ]
    channels = {
        each.channel.value: each.details
        for each in consultation.channels.order_by(ReceiptChannel.id)
    }
    adjusted_at = _adjusted_at(consultation)
    return (
        bool(logged.window)
        and all(str(window[name]) == value for name, value in logged.window.items())
        and consultation.announced_at == logged.announced_at
        and consultation.scope == logged.scope
        and extensions == logged.extensions
        and _closed(consultation) == logged.closed
        and channels == logged.channels
        and consultation.adjusted_at == adjusted_at
        and consultation.report_published_at
        == (_report_published_at(consultation, logged, until) or adjusted_at)
    )


def _closed(consultation: Consultation) -> tuple[str | None, str | None]:
    """From when to when it was closed before it was opened again, as the log writes it."""
    closed_at, reopens_at = consultation.closed_at, consultation.reopens_at
    return str(closed_at) if closed_at else None, str(reopens_at) if reopens_at else None


def _adjusted_at(consultation: Consultation) -> datetime | None:
    """When the edition came out that a round led to."""
    following = Edition.get_or_none(
        Edition.plan == consultation.plan_id, Edition.number == consultation.leads_to
    )
    if following is None:
        return None
    event = Event.get_or_none(
        Event.subject == name_of(following), Event.verb == Verb.EDITION_PUBLISHED
    )
    return event.at if event else None


def _report_published_at(
    consultation: Consultation, logged: _Logged, until: int | None
) -> datetime | None:
    """When the answers of a round went out together; before the next round was announced."""
    query = Event.select().where(
        Event.plan == consultation.plan_id,
        Event.verb == Verb.REPORT_PUBLISHED,
        Event.position > logged.from_entry,
    )
    if until:
        query = query.where(Event.position < until)
    event = query.order_by(Event.position).first() if logged.from_entry else None
    return event.at if event else None


def plans() -> Iterator[Checked]:
    """Every plan, at the address it was given, thrown away, or cancelled, when and why the log
    says, unless that was taken back since, with the successor that it names."""
    addresses = noted(Verb.PLAN_IMPORTED, Verb.PLAN_DISCARDED, Verb.PLAN_RESTORED)
    cancelled = noted(Verb.PLAN_CANCELLED)
    taken_back, successors = _cancellations_taken_back(), noted(Verb.PLAN_SUCCESSOR_NAMED)
    for plan in readable(Plan.select().order_by(Plan.id)):
        since = taken_back.get(plan.id, 0)
        entries = [each for each in cancelled.get(name_of(plan), []) if each.position > since]
        yield Checked("", plan, _of_address(plan, last(addresses.get(name_of(plan)))))
        yield Checked("", plan, _of_successor(plan, last(successors.get(name_of(plan)))))
        yield Checked("plans", plan, _of_cancellation(plan, last(entries)))


def _cancellations_taken_back() -> dict[int | None, int]:
    """The place in the log where the cancellation of each plan was last taken back."""
    made = chain.from_iterable(noted(Verb.CORRECTION_APPROVED).values())
    kind = CorrectionKind.CANCELLATION_TAKEN_BACK
    some = [each for each in made if each.details["kind"] == kind]
    return {each.plan_id: each.position for each in sorted(some, key=lambda each: each.position)}


def _of_address(plan: Plan, event: Event | None) -> Iterator[Fault]:
    if event is None or (plan.slug, plan.discarded_at) != _given(plan, event):
        yield Fault(
            N_("The address %(plan)s is not the one that its plan was given."), plan=plan.slug
        )


def _of_successor(plan: Plan, event: Event | None) -> Iterator[Fault]:
    successor = plan.successor.slug if plan.successor else ""
    if successor != (event.details["after"] if event else ""):
        yield Fault(N_("The successor of %(plan)s is not what the log says."), plan=plan.slug)


def _given(plan: Plan, event: Event) -> tuple[str, datetime | None]:
    """The address that an entry gave a plan, and when it threw it away."""
    slug = event.details["slug"]
    if event.verb == Verb.PLAN_DISCARDED:
        return laid_aside(slug, plan), event.at
    return slug, None


def _of_cancellation(plan: Plan, event: Event | None) -> Iterator[Fault]:
    noted_so = (event.at, event.details["reason"]) if event else (None, "")
    if (plan.cancelled_at, plan.cancel_reason) != noted_so:
        yield Fault(N_("Whether %(plan)s is cancelled is not what the log says."), plan=plan.slug)


# --- actions --------------------------------------------------------------------------------------


def actions() -> Iterator[Checked]:
    """Every action, open or closed to observations as the log says."""
    events, removed = noted(Verb.ACTION_CLOSED, Verb.ACTION_REOPENED), _last_removals()
    for action in readable(Action.select(Action, Plan).join(Plan)):
        entries = events.get(name_of(action), [])
        yield Checked("actions", action, _of_action(action, entries, removed))


def _of_action(
    action: Action, entries: Sequence[Event], removed: Mapping[int | None, int]
) -> Iterator[Fault]:
    about = [each for each in entries if each.plan_id == action.plan.id]
    # An action of a draft may have the number of one that was removed before.
    own = [each for each in about if each.position > removed.get(each.plan_id, 0)]
    reasons = [each.details.get("reason", "") for each in own[-1:] or about]
    if action.closed_reason not in (reasons if own else ["", *reasons]):
        yield Fault(
            N_("Action %(code)s of %(plan)s is not open or closed as the log says."),
            code=action.code,
            plan=action.plan.slug,
        )


def _last_removals() -> dict[int | None, int]:
    """The place in the log where an action was last removed from the first draft of each plan: what
    an adjusted edition takes back was never open to observations."""
    out: set[int | None] = set()
    removed: dict[int | None, int] = {}
    some = chain.from_iterable(
        noted(Verb.ACTION_REMOVED, Verb.PLAN_REVISED, Verb.EDITION_PUBLISHED).values()
    )
    for event in sorted(some, key=lambda each: each.position):
        if event.verb == Verb.EDITION_PUBLISHED:
            out.add(event.plan_id)
        elif event.plan_id not in out:
            removed[event.plan_id] = event.position
    return removed
