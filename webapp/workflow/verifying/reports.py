"""What reports, internal reports and the log of publicity are."""

from collections.abc import Iterator

from peewee import fn

from webapp.models import Event, InternalReport, Publicity, Report
from webapp.models.event import name_of
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import internal_reporting, publicising, reporting
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import Digests, last, noted, since_erasing


def reports() -> Iterator[Checked]:
    """Every report as the log noted it, and what the one that stands of each round says: earlier
    ones showed what is no longer shown."""
    events = noted(Verb.REPORT_FROZEN)
    later = Report.alias()
    newer = later.select().where(
        later.consultation == Report.consultation, later.number > Report.number
    )
    standing = {each.id for each in Report.select(Report.id).where(~fn.EXISTS(newer))}
    for report in readable(Report.select().order_by(Report.id)):
        events.pop(name_of(report), None)
        kind = "reports" if report.id in standing else ""
        yield Checked(kind, report, _of_report(report, stands=report.id in standing))
    for subject, entries in events.items():
        yield Checked("reports", subject, _missing_report(entries[-1]))


def _of_report(report: Report, *, stands: bool) -> Iterator[Fault]:
    if not reporting.is_as_noted(report) or (stands and not reporting.is_sound(report)):
        yield Fault(
            N_("Report %(number)s of round %(round)s of %(plan)s is not what was frozen."),
            number=report.number,
            round=report.consultation.number,
            plan=report.consultation.plan.slug,
        )


def _missing_report(event: Event) -> Iterator[Fault]:
    yield Fault(
        N_("Report %(number)s of %(plan)s is missing."),
        number=event.details["number"],
        plan=event.plan.slug if event.plan else "",
    )


def internal_reports() -> Iterator[Checked]:
    """Every delivered report: numbered without gaps, each what its digest and the log say."""
    events = noted(Verb.INTERNAL_REPORT_DELIVERED)
    digests = since_erasing()
    count = 0
    delivered = InternalReport.select().where(InternalReport.delivered_at.is_null(False))
    for count, report in enumerate(readable(delivered.order_by(InternalReport.number)), start=1):
        event = last(events.pop(name_of(report), None))
        yield Checked(
            "internal_reports", report, _of_internal_report(report, count, event, digests)
        )
    for place, subject in enumerate(events, start=count + 1):
        yield Checked("internal_reports", subject, [_not_delivered_so(place)])


def _of_internal_report(
    report: InternalReport, count: int, event: Event | None, digests: Digests
) -> Iterator[Fault]:
    is_sound = event is not None and _is_as_delivered(report, event, digests)
    if report.number != count or not is_sound:
        yield _not_delivered_so(count)


def _is_as_delivered(report: InternalReport, event: Event, digests: Digests) -> bool:
    """Older entries note no year: it is that of the round's last day."""
    computed = internal_reporting.digest_of(report.snapshot)
    year = event.details.get("year", internal_reporting.year_of(report.consultation))
    return (
        event.details["digest"] == report.digest
        and digests.get(name_of(report), report.digest) == computed
        and (report.number, report.year) == (event.details["number"], year)
        and report.recipient == event.details["recipient"]
        and (report.delivered_at, report.delivered_by_id) == (event.at, event.staff_id)
    )


def _not_delivered_so(number: int) -> Fault:
    return Fault(N_("Internal report %(number)s is not what was delivered."), number=number)


def publicity() -> Iterator[Checked]:
    """Everything noted of how consultations were made known, with the files of its evidence."""
    noted_ones, removed = noted(Verb.PUBLICITY_NOTED), noted(Verb.PUBLICITY_REMOVED)
    for row in readable(Publicity.select().order_by(Publicity.id)):
        noted_ones.pop(name_of(row), None)
        yield Checked("publicity", row, _of_publicity(row, removed=name_of(row) in removed))
    for subject in noted_ones.keys() - removed.keys():
        yield Checked("publicity", subject, [_not_noted_so()])


def _of_publicity(row: Publicity, *, removed: bool) -> Iterator[Fault]:
    if removed or not publicising.is_as_noted(row):
        yield _not_noted_so()


def _not_noted_so() -> Fault:
    return Fault(N_("What was noted on publicity is not what the log says."))
