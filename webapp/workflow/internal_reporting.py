"""The internal report of a participation activity: written, delivered once, then frozen.

Of the consultation itself, groups, contributions and indicators are drawn from the round's figures,
as far as the public may read them (R14, R18); the rest is typed. Of any other space everything is
typed: the round's figures are not its own.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from webapp.figures.effects import effects
from webapp.figures.of_plan import Figures
from webapp.models import Area, Consultation, Entity, InternalReport, Plan, canonical
from webapp.text.visible import is_blank
from webapp.values import time_zones
from webapp.vocabulary import CyclePhase, OfficialState, ParticipationSpace, Phase, Role
from webapp.vocabulary.messages import N_, Worded
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, person, record
from webapp.workflow.covered_words import refuse_covered
from webapp.workflow.refusals import Incomplete, Invalid, WrongState

FORM = "enmienda.internal_report.4"
"""The shape of a snapshot. In the first one every space had the figures of the round, and
`delivered_at` was in UTC without saying so; the first two counted groups by another rule.
Before the fourth there was no salt, so that the digest confirmed what was covered to who guessed
it."""
LONGEST = 200
ENDED = (Phase.ANSWERING, Phase.REPORT_PUBLISHED, Phase.ADJUSTED)


class Lacking(Worded):
    """What a report needs before it is delivered."""

    AREA = "area", N_("The area that carried the activity out")
    ACTIVITIES = "activities", N_("The activities carried out")
    CONTRIBUTIONS = "contributions", N_("The contributions; if there were none, say so")
    RESULTS = "results", N_("The results")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What is typed of an activity."""

    title: str
    cycle_phase: CyclePhase
    space: ParticipationSpace
    area: Area | None = None
    activities: str = ""
    contributions: str = ""
    results: str = ""
    commitments: str = ""
    evidence: str = ""
    lessons: str = ""
    good_practice: str = ""
    is_good_practice: bool = False

    def check(self, plan: Plan) -> None:
        """Raise Invalid unless it may be kept as an activity of a plan."""
        faults = {}
        if is_blank(self.title):
            faults["title"] = N_("Write the name of the activity.")
        if self.is_good_practice and is_blank(self.good_practice):
            faults["good_practice"] = N_("Tell the good practice, so that others can repeat it.")
        if faults:
            raise Invalid(**faults)
        refuse_covered(plan, **self.values())

    def values(self) -> dict[str, Any]:
        """Its fields, texts trimmed."""
        given = vars(self).items()
        return {name: each.strip() if type(each) is str else each for name, each in given}


def start(
    consultation: Consultation,
    account: Account,
    *,
    replaces: InternalReport | None = None,
    by: Actor,
    at: datetime,
) -> InternalReport:
    """Begin a report on an announced round, or one that will stand in the place of a delivered
    one. Raises Invalid, WrongState."""
    account.check(consultation.plan)
    with act(by, Role.EDITOR):
        if consultation.fresh().announced_at is None:
            raise WrongState(N_("The plan is not at the stage in which this can be done."))
        if replaces:
            _require_to_stand(replaces.fresh(), consultation)
        report = InternalReport.create(
            consultation=consultation,
            replaces=replaces,
            started_by=person(by),
            started_at=at,
            **account.values(),
        )
        record(
            Verb.INTERNAL_REPORT_STARTED,
            report,
            by=by,
            at=at,
            plan=consultation.plan,
            replaces=replaces.number if replaces else None,
        )
        return report


def _require_to_stand(report: InternalReport, consultation: Consultation) -> None:
    if report.number is None or report.consultation_id != consultation.id:
        raise WrongState(N_("Only a delivered report is corrected by another."))
    if report.replacements.exists():
        raise WrongState(N_("This report is already being corrected by another."))


def edit(
    report: InternalReport, account: Account, *, version: int, by: Actor, at: datetime
) -> InternalReport:
    """Save a report that is not delivered yet. Raises Invalid, StaleCopy (R12), WrongState."""
    account.check(report.consultation.plan)
    with act(by, Role.EDITOR):
        report = _claimed(report, version)
        before = {name: getattr(report, name) for name in _CHANGING}
        for name, value in account.values().items():
            setattr(report, name, value)
        report.save()
        record(
            Verb.INTERNAL_REPORT_EDITED,
            report,
            by=by,
            at=at,
            plan=report.consultation.plan,
            before=before,
            after={name: getattr(report, name) for name in _CHANGING},
        )
        return report


_CHANGING = ("title", "activities", "results")
"""What the log keeps of a draft's edits; the snapshot keeps all of what is delivered."""


def _claimed(report: InternalReport, version: int) -> InternalReport:
    """The report as it stands, if it may still change and nobody saved it since."""
    current = InternalReport.get_or_none(InternalReport.id == report.id)
    if current and current.delivered_at:
        raise WrongState(N_("A delivered report never changes: correct it with a new one."))
    claim(report, version)
    return report.fresh()


def discard(report: InternalReport, *, version: int, by: Actor, at: datetime) -> None:
    """Throw away a report that was never delivered. Raises StaleCopy (R12), WrongState."""
    with act(by, Role.EDITOR):
        report = _claimed(report, version)
        record(
            Verb.INTERNAL_REPORT_DISCARDED,
            report,
            by=by,
            at=at,
            plan=report.consultation.plan,
            title=report.title,
        )
        report.delete_instance()


def lacking(report: InternalReport) -> list[Lacking]:
    """What keeps a report from being delivered, besides time."""
    return [each for each in Lacking if not getattr(report, each.value)]


def is_time(consultation: Consultation, at: datetime) -> bool:
    """Whether a round has ended, so that its figures no longer grow."""
    return consultation.phase(at) in ENDED or consultation.plan.cancelled_at is not None


def deliver(
    report: InternalReport, *, recipient: str, version: int, by: Actor, at: datetime
) -> InternalReport:
    """Freeze a report with its number, date, recipient and digest; from here on it never changes.

    Raises Invalid, StaleCopy (R12), WrongState while the round is running, Incomplete with what
    is lacking.
    """
    recipient = recipient.strip()
    if is_blank(recipient) or len(recipient) > LONGEST:
        raise Invalid(recipient=N_("Write who receives it, in up to 200 characters."))
    with act(by, Role.EDITOR):
        report = _claimed(report, version)
        consultation = report.consultation
        if not is_time(consultation, at):
            raise WrongState(N_("It is delivered once the consultation has closed."))
        missing = lacking(report)
        if missing:
            raise Incomplete(N_("The report is not complete yet."), missing)
        refuse_covered(consultation.plan, **report.__data__ | {"recipient": recipient})
        newest = InternalReport.select(fn.MAX(InternalReport.number)).scalar()
        report.number, report.recipient = (newest or 0) + 1, recipient
        report.year = year_of(consultation)
        report.delivered_by, report.delivered_at = person(by), at
        report.snapshot = canonical(content(report))
        report.digest = digest_of(report.snapshot)
        report.save()
        record(
            Verb.INTERNAL_REPORT_DELIVERED,
            report,
            by=by,
            at=at,
            plan=consultation.plan,
            number=report.number,
            year=report.year,
            recipient=recipient,
            digest=report.digest,
        )
        return report


def year_of(consultation: Consultation) -> int:
    """The year that a report on a round is counted in."""
    return consultation.last_day(Entity.current().zone).year


def digest_of(snapshot: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def content(report: InternalReport) -> dict[str, Any]:
    """All that a report says, as plain data, with the figures as they stand now."""
    consultation, entity = report.consultation, Entity.current()
    figures = _figures(report)
    return {
        "form": FORM,
        "salt": secrets.token_hex(16),
        "number": report.number,
        "replaces": report.replaces.number if report.replaces else None,
        "entity": entity.name,
        "recipient": report.recipient,
        "delivered_at": report.delivered_at and _with_offset(report.delivered_at, entity),
        "plan": {
            "slug": consultation.plan.slug,
            "title": consultation.edition.title,
            "edition": consultation.edition.number,
        },
        "round": {
            "number": consultation.number,
            "first_day": consultation.first_day(entity.zone).isoformat(),
            "last_day": consultation.last_day(entity.zone).isoformat(),
        },
        "title": report.title,
        "area": report.area.name if report.area else "",
        "cycle_phase": report.cycle_phase.value,
        "space": report.space.value,
        "activities": {"text": report.activities} | (_meetings(figures) if figures else {}),
        "groups": _groups(figures) if figures else None,
        "contributions": {"text": report.contributions} | (_received(figures) if figures else {}),
        "indicators": _indicators(figures) if figures else None,
        "results": report.results,
        "commitments": report.commitments,
        "evidence": report.evidence,
        "lessons": report.lessons,
        "good_practice": {"is": report.is_good_practice, "text": report.good_practice},
    }


def _figures(report: InternalReport) -> Figures | None:
    """Those of the round, which are the consultation's and of no other space."""
    if report.space is not ParticipationSpace.CONSULTATION:
        return None
    return Figures(report.consultation.plan, report.consultation)


def _with_offset(at: datetime, entity: Entity) -> str:
    return time_zones.to_local(at, entity.zone).isoformat(timespec="seconds")


def _meetings(figures: Figures) -> dict[str, Any]:
    return {"meetings": len(figures.meetings), "attendance": figures.attendance}


def _received(figures: Figures) -> dict[str, Any]:
    return {
        "received": figures.total,
        "late": figures.late,
        "channels": _counted(figures.by_channel),
        "kinds": _counted(figures.by_kind),
    }


def _groups(figures: Figures) -> dict[str, Any]:
    """The value groups that took part, as the report of the round has them; none before there is a
    report (R14)."""
    table = figures.by_group
    return table.content() if table else {}


def _counted(rows: Sequence[tuple[Worded | None, int]]) -> list[dict[str, Any]]:
    return [{"word": word.value if word else None, "observations": count} for word, count in rows]


def _indicators(figures: Figures) -> dict[str, Any]:
    share = figures.share(OfficialState.ACCEPTED)
    return {
        "answered": figures.answered,
        "states": {state.value: count for state, count in figures.by_state.items()},
        "accepted_share": None if share is None else round(share, 1),
        **effects(figures),
    }
