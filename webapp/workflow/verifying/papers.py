"""What reports, internal reports and the log of publicity are."""

from peewee import fn

from webapp.messages import N_
from webapp.models import Event, InternalReport, Publicity, Report
from webapp.workflow import internal_reporting, publicising, reporting
from webapp.workflow.record import name_of
from webapp.workflow.verifying.fault import Fault


def reports() -> int:
    """Every report as the log noted it, and what the one that stands of each round says: earlier
    ones showed what is no longer shown."""
    kept = list(Report.select().order_by(Report.id))
    frozen = Event.select().where(Event.verb == "report.frozen").count()
    if frozen != len(kept):
        raise Fault(N_("The log noted %(frozen)s reports: some are missing."), frozen=frozen)
    later = Report.alias()
    newer = later.select().where(
        later.consultation == Report.consultation, later.number > Report.number
    )
    standing = {each.id for each in Report.select(Report.id).where(~fn.EXISTS(newer))}
    for report in kept:
        sound = reporting.is_as_noted(report)
        if not sound or (report.id in standing and not reporting.is_sound(report)):
            raise Fault(
                N_("Report %(number)s of round %(round)s of %(plan)s is not what was frozen."),
                number=report.number,
                round=report.consultation.number,
                plan=report.consultation.plan.slug,
            )
    return len(standing)


def internal_reports() -> int:
    """Every delivered report: numbered without gaps, each what its digest and the log say."""
    count = 0
    for report in reversed(list(InternalReport.delivered())):
        count += 1
        computed = internal_reporting.digest_of(report.snapshot)
        event = Event.get_or_none(
            Event.subject == name_of(report), Event.verb == "internal_report.delivered"
        )
        noted = event.details["digest"] if event else None
        if report.number != count or report.digest != computed or noted != computed:
            raise Fault(N_("Internal report %(number)s is not what was delivered."), number=count)
    delivered = Event.select().where(Event.verb == "internal_report.delivered").count()
    if delivered > count:
        raise Fault(N_("Internal report %(number)s is not what was delivered."), number=count + 1)
    return count


def publicity() -> int:
    """Everything noted of how consultations were made known, with the files of its evidence."""
    rows = list(Publicity.select().order_by(Publicity.id))
    for publicity in rows:
        if not publicising.is_as_noted(publicity):
            raise Fault(N_("What was noted on publicity is not what the log says."))
    noted, removed = (
        Event.select().where(Event.verb == verb).count()
        for verb in ("publicity.noted", "publicity.removed")
    )
    if noted - removed != len(rows):
        raise Fault(N_("What was noted on publicity is not what the log says."))
    return len(rows)
