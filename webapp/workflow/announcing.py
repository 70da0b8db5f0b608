"""Announcing a consultation: its window, its channels, the checklist, and moving its close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from webapp.models import Consultation, Document, Entity, Extension, Plan, ReceiptChannel
from webapp.models.edition_content import newest_edition
from webapp.text.visible import is_blank
from webapp.values import draft_checker, time_zones, working_days
from webapp.values.draft_checker import Finding
from webapp.vocabulary import Channel, CyclePhase, Phase, Role, RoundScope
from webapp.vocabulary.messages import N_, Worded
from webapp.vocabulary.verbs import Verb
from webapp.workflow import incorporating, notifying, plan_steps
from webapp.workflow.acts import (
    Actor,
    act,
    claim,
    record,
    require_about,
    require_phase,
    round_in,
)
from webapp.workflow.covered_words import refuse_covered
from webapp.workflow.drafting import outline_of
from webapp.workflow.proof_of_reading import require_proof
from webapp.workflow.publishing import freeze
from webapp.workflow.reasons import fault_in_reason, require_reason
from webapp.workflow.refusals import Incomplete, Invalid, StaleCopy, WrongState

USUAL_DAYS = 15
"""Calendar days that a window has unless a public reason says why it is shorter."""
FAR_DAYS = 60
"""Days ahead beyond which a last day has to be confirmed."""


class Need(Worded):
    """What a plan needs before it is announced."""

    ACTIONS = "actions", N_("At least one action")
    SUMMARY = "summary", N_("A summary in plain words")
    DOCUMENTS = "documents", N_("At least one supporting document")
    DATES = "dates", N_("The dates of the consultation")
    CHANNELS = "channels", N_("The channels that receive observations")
    OFFLINE_CHANNEL = "offline_channel", N_("A channel that works without the internet")
    CONTACT = "contact", N_("The contact data of the entity")
    PRIVACY_NOTICE = "privacy_notice", N_("The notice on personal data")

    @property
    def is_of_the_entity(self) -> bool:
        """Whether it is met by the entity's own particulars, for every plan at once."""
        return self in (Need.CONTACT, Need.PRIVACY_NOTICE)


@dataclass(frozen=True, kw_only=True)
class WindowDays:
    """The days of a consultation, both whole, in the entity's zone. A last day that is far away is
    taken only when it was confirmed."""

    first_day: date
    last_day: date
    short_reason: str = ""
    cycle_phase: CyclePhase = CyclePhase.FORMULATION
    confirmed: bool = False

    def instants(self, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
        """`(opens_at, closes_at)`, naive UTC, half-open. Raises Invalid."""
        if self.first_day < time_zones.to_local(at, zone).date():
            raise Invalid(first_day=N_("The first day has already passed."))
        if self.last_day < self.first_day:
            raise Invalid(last_day=N_("The last day cannot be before the first."))
        opens_at = whole_day(self.first_day, zone, "first_day")[0]
        closes_at = whole_day(self.last_day, zone, "last_day")[1]
        require_meant(self.last_day, self.confirmed, zone, at)
        days = time_zones.calendar_days(opens_at, closes_at, zone, announced_at=at)
        _require_reason_if_short(days, self.short_reason)
        return opens_at, closes_at


def _require_reason_if_short(days: int, reason: str) -> None:
    blank = N_("With fewer than 15 calendar days, say why: it will be public.")
    if days < USUAL_DAYS and (fault := fault_in_reason(reason, blank)):
        raise Invalid(short_reason=fault)


def whole_day(day: date, zone: ZoneInfo, field: str) -> tuple[datetime, datetime]:
    """When a day begins and ends (naive UTC, half-open). Raises Invalid for the field."""
    if day.year > working_days.LAST_YEAR:
        raise Invalid(**{field: N_("That year is too far away.")})
    return time_zones.window(day, day, zone)


def is_far(last_day: date, zone: ZoneInfo, at: datetime) -> bool:
    """Whether a last day is so far away that it may be a slip, and has to be confirmed."""
    return (last_day - time_zones.to_local(at, zone).date()).days > FAR_DAYS


def require_meant(last_day: date, confirmed: bool, zone: ZoneInfo, at: datetime) -> None:
    """Raise Invalid for a last day that is far away unless it was confirmed."""
    if is_far(last_day, zone, at) and not confirmed:
        raise Invalid(
            last_day=N_("That is more than 60 days away. If it is right, tick the box below it.")
        )


def set_window(
    plan: Plan, window: WindowDays, *, version: int | None = None, by: Actor, at: datetime
) -> Consultation:
    """Set the dates of the coming round, while the plan is in preparation.

    `version` is empty for the first dates. Raises Invalid, StaleCopy (R12).
    """
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        plan_steps.require_draft(plan, at)
        opens_at, closes_at = window.instants(Entity.current().zone, at)
        consultation, before = plan.consultation, None
        if consultation is None:
            consultation = Consultation(plan=plan, number=1, edition=plan.draft_edition)
        elif version is None:
            raise StaleCopy(consultation)
        else:
            claim(consultation, version)
            consultation = consultation.fresh()
            before = consultation.window()
        consultation.opens_at, consultation.closes_at = opens_at, closes_at
        refuse_covered(plan, short_reason=window.short_reason)
        consultation.short_window_reason = window.short_reason.strip()
        consultation.cycle_phase = window.cycle_phase
        consultation.save()
        record(
            Verb.CONSULTATION_WINDOW_SET,
            consultation,
            by=by,
            at=at,
            plan=plan,
            before=before,
            after=consultation.window(),
        )
        return consultation


def set_channels(
    consultation: Consultation,
    channels: Mapping[Channel, str],
    *,
    version: int | None = None,
    about: str | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Say through which channels observations are received, and how each is reached.

    `version` is empty for the first channels. Once announced, one must work without the internet.
    Raises Invalid, StaleCopy (R12).
    """
    with act(by, Role.EDITOR):
        require_about(about, consultation.plan)
        consultation = plan_steps.require_unclosed(consultation, at)
        if consultation.announced_at and not any(each.is_offline for each in channels):
            raise Invalid(channels=N_("Keep at least one channel that works without the internet."))
        if version is not None:
            claim(consultation, version)
        elif consultation.channels.exists():
            raise StaleCopy(consultation)
        former = {each.channel: each.details for each in consultation.channels}
        ReceiptChannel.delete().where(ReceiptChannel.consultation == consultation).execute()
        for channel, details in channels.items():
            refuse_covered(consultation.plan, channels=details)
            read = {"channel": channel, "details": former.get(channel, "")}
            row = ReceiptChannel(consultation=consultation, **read)
            row.details = details.strip()
            row.save()
        record(
            Verb.CONSULTATION_CHANNELS_SET,
            consultation,
            by=by,
            at=at,
            plan=consultation.plan,
            channels=dict(channels),
        )


def checklist(plan: Plan) -> dict[Need, bool]:
    """Each need, and whether it is met."""
    entity = Entity.current()
    edition, consultation = newest_edition(plan), plan.consultation
    channels = list(consultation.channels) if consultation else []
    return {
        Need.ACTIONS: bool(edition and edition.wordings.exists()),
        Need.SUMMARY: edition is not None and not is_blank(edition.summary),
        Need.DOCUMENTS: bool(Document.listed(plan)),
        Need.DATES: consultation is not None,
        Need.CHANNELS: bool(channels),
        Need.OFFLINE_CHANNEL: any(each.channel.is_offline for each in channels),
        Need.CONTACT: not is_blank(entity.email + entity.phone + entity.address),
        Need.PRIVACY_NOTICE: not is_blank(entity.privacy_notice),
    }


def announce(
    plan: Plan,
    *,
    about: str | None = None,
    by: Actor,
    at: datetime,
    accept_findings: bool = False,
    read: str | None = None,
) -> Consultation:
    """Make the plan public and freeze its first edition; the window then opens by the clock.

    `read` is the proof of what the person read. Raises Incomplete with the needs not met, and with
    the draft checker's findings unless they are accepted; WrongState when the draft was changed
    since it was read.
    """
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_about(about, plan)
        plan_steps.require_draft(plan, at)
        consultation, edition = plan.consultation, plan.draft_edition
        unmet = [need for need, met in checklist(plan).items() if not met]
        if unmet or consultation is None or edition is None:
            raise Incomplete(N_("The plan is not ready to be announced."), unmet)
        require_proof(plan, read)
        findings = findings_of(plan)
        if findings and not accept_findings:
            raise Incomplete(N_("The draft has findings. Mend them or accept them."), findings)
        _check_dates(consultation, Entity.current().zone, at)
        Consultation.update(announced_at=at, edition=freeze(edition, by=by, at=at)).where(
            Consultation.id == consultation.id
        ).execute()
        record(
            Verb.CONSULTATION_ANNOUNCED,
            consultation,
            by=by,
            at=at,
            plan=plan,
            accepted_findings=[finding.kind for finding in findings],
        )
        notifying.announced(consultation, at=at)
        return consultation.fresh()


def _check_dates(consultation: Consultation, zone: ZoneInfo, at: datetime) -> None:
    """Check dates that were set earlier against the present day and zone. Raises Invalid."""
    first, last = consultation.first_day(zone), consultation.last_day(zone)
    if first < time_zones.to_local(at, zone).date():
        raise Invalid(first_day=N_("The first day has already passed."))
    if time_zones.window(first, last, zone) != (consultation.opens_at, consultation.closes_at):
        raise Invalid(
            first_day=N_("The time zone changed since the dates were set. Set them again.")
        )
    days = consultation.calendar_days(zone, announced_at=at)
    _require_reason_if_short(days, consultation.short_window_reason)


def announce_round(
    plan: Plan,
    window: WindowDays,
    *,
    scope: RoundScope,
    about: str | None = None,
    by: Actor,
    at: datetime,
) -> Consultation:
    """Announce one more round, on the adjusted edition as it stands: on all of it, or on what
    changed. Observations are numbered on; the channels are those of the round before.

    Raises Invalid, and WrongState unless the plan is adjusted.
    """
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_about(about, plan)
        before = check_round(plan, window, by=by, at=at)
        opens_at, closes_at = window.instants(Entity.current().zone, at)
        consultation = Consultation.create(
            plan=plan,
            number=before.number + 1,
            edition=plan.current_edition,
            opens_at=opens_at,
            closes_at=closes_at,
            short_window_reason=window.short_reason.strip(),
            cycle_phase=window.cycle_phase,
            scope=scope,
            announced_at=at,
        )
        for each in before.channels:
            ReceiptChannel.create(
                consultation=consultation, channel=each.channel, details=each.details
            )
        record(
            Verb.CONSULTATION_ANNOUNCED,
            consultation,
            by=by,
            at=at,
            plan=plan,
            round=consultation.number,
            scope=scope,
            **consultation.window(),
        )
        notifying.announced(consultation, at=at)
        return consultation.fresh()


def check_round(plan: Plan, window: WindowDays, *, by: Actor, at: datetime) -> Consultation:
    """The round before the one that may be announced with these days; writes nothing. Raises what
    `announce_round` would."""
    with act(by, Role.EDITOR):
        before = round_in(plan, at, Phase.ADJUSTED)
        if plan.draft_edition:
            raise WrongState(
                N_(
                    "An edition with corrections of form is being prepared: publish it or throw it "
                    "away first."
                )
            )
        window.instants(Entity.current().zone, at)
        refuse_covered(plan, short_reason=window.short_reason)
        return before


def findings_of(plan: Plan) -> list[Finding]:
    """What the draft checker says of the draft as it stands; nothing when there is no draft."""
    draft = plan.draft_edition
    return draft_checker.check(outline_of(draft)) if draft else []


def extend(
    consultation: Consultation,
    *,
    last_day: date,
    reason: str,
    confirmed: bool = False,
    version: int,
    about: str | None = None,
    by: Actor,
    at: datetime,
) -> Extension:
    """Move the close forward, before it passes, with a public reason. Raises Invalid for a day
    that is far away and was not confirmed."""
    reason = require_reason(reason, consultation.plan)
    with act(by, Role.EDITOR):
        require_about(about, consultation.plan)
        consultation = plan_steps.require_extensible(consultation, at)
        claim(consultation, version)
        before, zone = consultation.closes_at, Entity.current().zone
        _, closes_at = whole_day(last_day, zone, "last_day")
        if closes_at <= before:
            raise Invalid(last_day=N_("The closing date can only be moved forward."))
        require_meant(last_day, confirmed, zone, at)
        Consultation.update(closes_at=closes_at).where(Consultation.id == consultation.id).execute()
        extension = Extension.create(
            consultation=consultation,
            closes_at_before=before,
            closes_at=closes_at,
            reason=reason,
            decided_at=at,
        )
        record(
            Verb.CONSULTATION_EXTENDED,
            consultation,
            by=by,
            at=at,
            plan=consultation.plan,
            before=before,
            after=closes_at,
            reason=reason,
        )
        notifying.extended(extension, at=at)
        return extension


def cancel(plan: Plan, *, reason: str, about: str | None = None, by: Actor, at: datetime) -> None:
    """Cancel a plan that is not adjusted yet, with a public reason.

    Raises Incomplete while answers that are out promise a change that would never come out (R8).
    """
    reason = require_reason(reason, plan)
    with act(by, Role.EDITOR):
        require_about(about, plan)
        plan_steps.require_cancellable(plan.fresh(), at)
        incorporating.require_nothing_promised(plan)
        Plan.update(cancelled_at=at, cancel_reason=reason).where(Plan.id == plan.id).execute()
        record(Verb.PLAN_CANCELLED, plan, by=by, at=at, plan=plan, reason=reason)
        notifying.cancelled(plan.fresh(), at=at)


def name_successor(plan: Plan, successor: Plan | None, *, by: Actor, at: datetime) -> None:
    """Say which public plan takes the place of a cancelled one; none takes it back."""
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_phase(plan, at, Phase.CANCELLED)
        if successor and (successor == plan or successor.announced_round is None):
            raise Invalid(successor=N_("Choose another plan that is public."))
        Plan.update(successor=successor).where(Plan.id == plan.id).execute()
        before = plan.successor.slug if plan.successor else ""
        after = successor.slug if successor else ""
        record(Verb.PLAN_SUCCESSOR_NAMED, plan, by=by, at=at, plan=plan, before=before, after=after)
