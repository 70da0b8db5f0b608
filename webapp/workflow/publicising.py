"""Noting how a consultation and its results were made known, and by which channels not yet."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.models import (
    Consultation,
    Entity,
    Event,
    Publicity,
    PublicityFile,
    canonical,
)
from webapp.models.event import name_of
from webapp.text.visible import is_blank
from webapp.values import time_zones
from webapp.values.addresses import is_of_the_web
from webapp.vocabulary import PublicityChannel, PublicityStage, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words
from webapp.workflow.acts import Actor, act, claim, person, record
from webapp.workflow.intake import Scan
from webapp.workflow.refusals import Invalid, WrongState


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What is noted of one sending: of what, by which channel, on which day, to whom."""

    stage: PublicityStage
    channel: PublicityChannel
    on: date
    audience: str
    details: str = ""
    link: str = ""

    def check(self, consultation: Consultation, at: datetime) -> None:
        """Raise Invalid unless it may be noted."""
        faults = {}
        if self.on > time_zones.to_local(at, Entity.current().zone).date():
            faults["on"] = N_("It is noted once it has gone out: that day is still to come.")
        if is_blank(self.audience):
            faults["audience"] = N_("Write whom it was meant for.")
        if self.link.strip() and not is_of_the_web(self.link.strip()):
            faults["link"] = N_("Write the whole address, beginning with https://.")
        if self.stage is PublicityStage.RESULTS and consultation.report_published_at is None:
            faults["stage"] = N_("The answers are not published yet: there are no results to tell.")
        if faults:
            raise Invalid(**faults)


def note(
    consultation: Consultation,
    sending: Sending,
    *,
    scan: Scan | None = None,
    by: Actor,
    at: datetime,
) -> Publicity:
    """Note one sending, with its evidence. Raises Invalid, WrongState before the announcement."""
    with act(by, Role.EDITOR):
        consultation = consultation.fresh()
        if consultation.announced_at is None:
            raise WrongState(N_("The plan is not at the stage in which this can be done."))
        _check(consultation, sending, scan, at)
        publicity = Publicity(
            consultation=consultation,
            recorded_by=person(by),
            recorded_at=at,
            **_values(sending),
            **_evidence(scan),
        )
        publicity.save()
        _keep(publicity, scan)
        record(
            Verb.PUBLICITY_NOTED,
            publicity,
            by=by,
            at=at,
            plan=consultation.plan,
            after=_logged(publicity),
        )
        return publicity


def correct(
    publicity: Publicity,
    sending: Sending,
    *,
    scan: Scan | None = None,
    version: int,
    by: Actor,
    at: datetime,
) -> Publicity:
    """Correct what was noted; without a new file the present one stays. Raises StaleCopy (R12)."""
    with act(by, Role.EDITOR):
        consultation = publicity.consultation
        _check(consultation, sending, scan, at)
        claim(publicity, version)
        publicity = publicity.fresh()
        before = _logged(publicity)
        for name, value in {**_values(sending), **_evidence(scan)}.items():
            setattr(publicity, name, value)
        publicity.save()
        _keep(publicity, scan)
        record(
            Verb.PUBLICITY_CORRECTED,
            publicity,
            by=by,
            at=at,
            plan=consultation.plan,
            before=before,
            after=_logged(publicity),
        )
        return publicity


def remove(publicity: Publicity, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Take away what was noted by mistake; the log keeps it. Raises StaleCopy (R12)."""
    if is_blank(reason):
        raise Invalid(reason=N_("Say why it is removed: the log keeps it."))
    with act(by, Role.EDITOR):
        claim(publicity, version)
        publicity = publicity.fresh()
        record(
            Verb.PUBLICITY_REMOVED,
            publicity,
            by=by,
            at=at,
            plan=publicity.consultation.plan,
            before=_logged(publicity),
            reason=reason.strip(),
        )
        publicity.delete_instance()


def _check(consultation: Consultation, sending: Sending, scan: Scan | None, at: datetime) -> None:
    sending.check(consultation, at)
    if scan:
        scan.check()
    covered_words.refuse_covered(
        consultation.plan,
        audience=sending.audience,
        details=sending.details,
        link=sending.link,
        scan=scan.filename if scan else "",
    )


def _values(sending: Sending) -> dict[str, Any]:
    return {
        "stage": sending.stage,
        "channel": sending.channel,
        "on": sending.on,
        "audience": sending.audience.strip(),
        "details": sending.details.strip(),
        "link": sending.link.strip(),
    }


def _evidence(scan: Scan | None) -> dict[str, Any]:
    if scan is None:
        return {}
    return {
        "filename": scan.filename,
        "media_type": scan.media_type,
        "size": len(scan.content),
        "sha256": hashlib.sha256(scan.content).hexdigest(),
    }


def _keep(publicity: Publicity, scan: Scan | None) -> None:
    if scan:
        PublicityFile.delete().where(PublicityFile.publicity == publicity).execute()
        PublicityFile.create(publicity=publicity, content=scan.content)


def _logged(publicity: Publicity) -> dict[str, Any]:
    names = ("stage", "on", "audience", "details", "link", "sha256")
    return {"medium": publicity.channel, **{name: getattr(publicity, name) for name in names}}


def is_as_noted(publicity: Publicity) -> bool:
    """Whether the log, and the digest of its evidence, have it as it stands."""
    noted = (
        Event.select()
        .where(
            Event.subject == name_of(publicity),
            Event.verb.in_((Verb.PUBLICITY_NOTED, Verb.PUBLICITY_CORRECTED)),
        )
        .order_by(Event.position.desc())
        .first()
    )
    if noted is None or canonical(noted.details["after"]) != canonical(_logged(publicity)):
        return False
    file = PublicityFile.get_or_none(PublicityFile.publicity == publicity)
    sha256 = hashlib.sha256(bytes(file.content)).hexdigest() if file else ""
    return bool(sha256 == publicity.sha256)
