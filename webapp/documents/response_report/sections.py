"""The sections of the report that come before its matrix."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from webapp.documents.response_report.shapes import (
    Grid,
    LinkedCount,
    Percentage,
    ReportSection,
    Value,
)
from webapp.documents.response_report.telling import Telling
from webapp.figures.of_plan import about_some_actions
from webapp.queries.disclosure import DisclosedTable
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    CyclePhase,
    Decision,
    Disclosed,
    IncidenceLevel,
    Kind,
    OfficialState,
    PublicityChannel,
    PublicityStage,
    RoundScope,
)
from webapp.vocabulary.messages import N_, Worded

_TABLES = (
    (N_("Which value groups they come from"), N_("Value group"), "group"),
    (N_("Which territories they come from"), N_("Territory"), "territory"),
)
_UNCOUNTED = (Disclosed.FEW, Disclosed.RESERVED, Disclosed.NOBODY)


def _edition(told: Telling, edition: Any) -> str:
    said = told.say(N_("Edition %(number)s"), number=edition["number"])
    published = edition["published_at"]
    return f"{said}, {told.day(published)}" if published else said


def sections_of(told: Telling) -> list[ReportSection]:
    """Basic data, a description of each round, and the results."""
    several = len(told.report.header["rounds"]) > 1
    return [
        _basic(told),
        *(_consultation(told, each, several=several) for each in told.report.header["rounds"]),
        _results(told),
    ]


def _basic(told: Telling) -> ReportSection:
    header = told.report.header
    entity, plan, rounds = header["entity"], header["plan"], header["rounds"]
    consulted, adjusted, cancelled = header["consulted"], header["adjusted"], told.cancelled
    facts: list[tuple[str, Value]] = [
        (N_("Entity"), entity["name"]),
        (N_("Tax number (NIT)"), entity["tax_number"]),
        (N_("Address"), entity["address"]),
        (N_("Telephone"), entity["phone"]),
        (N_("E-mail"), entity["email"]),
        (N_("Plan"), plan["title"]),
        (N_("Code"), plan["code"]),
        (N_("Edition consulted on"), "" if len(rounds) > 1 else _edition(told, consulted)),
        (N_("Adjusted edition"), _edition(told, adjusted) if adjusted else ""),
        (N_("Phase of the management cycle"), ", ".join(dict.fromkeys(
            told.word(CyclePhase, each["cycle_phase"]) for each in rounds))),
        (N_("The plan on line"), told.link("")),
        (N_("Every observation on line"), told.link(_of_round(told, "/observaciones"))),
        (N_("What changed, on line"), told.link(_changes(consulted, adjusted)) if adjusted else ""),
        (N_("Cancelled on"), told.moment(cancelled["at"]) if cancelled else ""),
        (N_("Reason for cancelling"), cancelled["reason"] if cancelled else ""),
        (N_("State of this report"), told.standing),
        (N_("Why it was made again"), told.renewal),
        (N_("Digest of this report (SHA-256)"), told.report.digest),
    ]  # fmt: skip
    return ReportSection(
        told.say(N_("Basic data")),
        tuple((told.say(name), value) for name, value in facts if value),
        grids=tuple(_reports_of_rounds(told, rounds)),
    )


def _of_round(told: Telling, path: str) -> str:
    number = told.report.of_round
    return f"{path}?ronda={number}" if number else path


def _changes(consulted: Any, adjusted: Any) -> str:
    """The changes between two editions: without them the page would follow the newest."""
    return f"/cambios?de={consulted['number']}&a={adjusted['number']}"


def _reports_of_rounds(told: Telling, rounds: Sequence[Any]) -> Iterator[Grid]:
    if len(rounds) > 1:
        yield Grid(
            told.say(N_("The report of each round")),
            (told.say(N_("Round")), told.say(N_("Report")), "SHA-256"),
            tuple(
                (
                    str(each["number"]),
                    told.say(N_("No. %(number)s"), number=each["report"]["number"])
                    if each["report"]
                    else told.say(N_("Draft")),
                    each["report"]["digest"] if each["report"] else "",
                )
                for each in rounds
            ),
        )


def _consultation(told: Telling, held: Any, *, several: bool) -> ReportSection:
    title = told.say(N_("Description of the consultation"))
    if several:
        title = told.say(
            N_("Description of the consultation: round %(number)s"), number=held["number"]
        )
    days, scope = held["calendar_days"], held.get("scope")
    facts: list[tuple[str, Value]] = [
        (N_("Objective"), told.report.header["summary"]),
        (N_("Asked about"), scope and told.word(RoundScope, scope)),
        (N_("Edition consulted on"), _edition(told, held["edition"]) if several else ""),
        (N_("Announced on"), held["announced_at"] and told.moment(held["announced_at"])),
        (N_("Opening"), told.moment(held["opens_at"])),
        (
            N_("It was to close on") if _was_cut_short(told, held) else N_("Closing"),
            _last_moment(told, held["closes_at"]),
        ),
        (
            N_("Days that were planned to comment")
            if _was_cut_short(told, held)
            else N_("Days to comment"),
            told.say(N_("%(days)s calendar days"), days=days)
            if days != 1
            else told.say(N_("1 calendar day")),
        ),
        (N_("Why it was shorter than 15 calendar days"), held["short_window_reason"]),
        (
            N_("Answers published on"),
            held["report_published_at"] and told.moment(held["report_published_at"]),
        ),
        (N_("Documents that went with the plan"), "; ".join(
            each["title"] for each in told.report.header["documents"])),
        (
            N_("Channels of publicity"),
            "" if held["publicity"] else told.say(N_("No publicity was noted.")),
        ),
    ]  # fmt: skip
    return ReportSection(
        title,
        tuple((told.say(name), value) for name, value in facts if value),
        (told.say(N_("Dates and hours are those of %(zone)s."), zone=_zone(told)),),
        tuple(_grids_of(told, held)),
    )


def _was_cut_short(told: Telling, held: Any) -> bool:
    """Whether the consultation was cancelled before its window came to close."""
    return bool(told.cancelled) and told.cancelled["at"] < held["closes_at"]


def _last_moment(told: Telling, closes_at: str) -> str:
    """The last minute that counted: a window that closes at midnight ends the day before."""
    last = datetime.fromisoformat(closes_at) - timedelta(minutes=1)
    return told.moment(last.isoformat())


def _zone(told: Telling) -> str:
    name = str(told.report.header["entity"]["timezone"])
    return told.say(N_("Colombia")) if name == "America/Bogota" else name


def _why(told: Telling, extension: Any) -> str:
    """The reason of an extension; of one that opened the round again, from when, and of one that
    was withdrawn, when and why. Reports of before know of neither."""
    said = [extension["reason"]]
    if extension.get("reopens_at"):
        again = (
            N_("It opens again on %(moment)s: what came in between counts as in term.")
            if extension["counts_between"]
            else N_("It opens again on %(moment)s: what came in between stays late.")
        )
        said.append(told.say(again, moment=told.moment(extension["reopens_at"])))
    if extension.get("withdrawn_at"):
        withdrawn = N_("It was withdrawn on %(moment)s: %(reason)s")
        moment = told.moment(extension["withdrawn_at"])
        said.append(told.say(withdrawn, moment=moment, reason=extension["withdrawn_reason"]))
    return " ".join(said)


def _grids_of(told: Telling, held: Any) -> Iterator[Grid]:
    def grid(title: str, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Grid:
        return Grid(told.say(title), tuple(told.say(each) for each in header), tuple(rows))

    if held["extensions"]:
        yield grid(
            N_("Extensions"),
            (N_("Decided on"), N_("New close"), N_("Reason")),
            (
                (
                    told.moment(each["decided_at"]),
                    _last_moment(told, each["closes_at"]),
                    _why(told, each),
                )
                for each in held["extensions"]
            ),
        )
    if held["publicity"]:
        yield grid(
            N_("Channels of publicity"),
            (N_("What was told"), N_("Channel"), N_("Day"), N_("Audience"), N_("Evidence")),
            (
                (
                    told.word(PublicityStage, each["stage"]),
                    told.word(PublicityChannel, each["channel"]),
                    told.voice.write_day(date.fromisoformat(each["on"])),
                    each["audience"],
                    " · ".join(filter(None, (each["details"], each["link"]))),
                )
                for each in held["publicity"]
            ),
        )
    yield grid(
        N_("Channels of receipt"),
        (N_("Channel"), N_("How it is reached")),
        (
            (
                told.word(Channel, each["channel"]),
                each["details"] or (told.link("") if each["channel"] == Channel.WEB.value else ""),
            )
            for each in held["channels"]
        ),
    )


def _results(told: Telling) -> ReportSection:
    results = told.report.header["results"]
    notes = [
        told.say(
            N_(
                "Observations are counted, not people: nobody has to say who they are, and one "
                "person may send several."
            )
        ),
        told.say(
            N_(
                "The percentages are of the accepted and the not accepted together; those to "
                "which it does not apply are apart."
            )
        ),
    ]
    if results["late"]:
        notes.append(
            told.say(
                N_(
                    "Those received out of term are answered and stand in the annex; they count "
                    "in no other total."
                )
            )
        )
    notes.extend(_on_groups(told, results))
    attendance = results["attendance"]
    facts: list[tuple[str, Value]] = [
        (N_("Observations received in term"), LinkedCount(results["observations"], "term")),
        (N_("Late observations"), LinkedCount(results["late"], "late")),
        # Reports frozen before it was noted do not say it; nor those without any.
        (N_("Of all, registered after the answers were published"), _belated(results)),
        (N_("With a published answer"), LinkedCount(results["answered"], "answered")),
        (
            N_("Without a published answer")
            if told.cancelled
            else N_("Without a published answer yet"),
            LinkedCount(results["unanswered"], "unanswered"),
        ),
        (
            N_("Working days from receipt to answer (median)"),
            "" if results["median_answer_days"] is None else results["median_answer_days"],
        ),
        (
            N_("Actions put to consultation")
            if about_some_actions(told.report.rounds)
            else N_("Actions in all"),
            LinkedCount(results["actions"], "actions"),
        ),
        (N_("Actions with observations"), LinkedCount(results["actions_commented"], "commented")),
        (N_("Actions changed"), LinkedCount(results["actions_changed"], "changes")),
        # Reports frozen before actions could come and go do not say it; nor those without any.
        (N_("New actions"), _of_changes(results.get("actions_new"))),
        (N_("Actions withdrawn"), _of_changes(results.get("actions_withdrawn"))),
        (N_("Published changes"), LinkedCount(results["changes"], "changes")),
        (N_("Level of incidence"), told.word(IncidenceLevel, results["incidence"])),
        (N_("Meetings held"), results["meetings"]),
        (
            N_("Attendance at the meetings")
            if told.report.counts_every_meeting
            else N_("Attendance at the meetings of 5 people or more"),
            _few(told) if attendance is None else attendance,
        ),
    ]
    return ReportSection(
        told.say(N_("Results of the consultation")),
        tuple((told.say(name), value) for name, value in facts if value != ""),
        tuple(notes),
        tuple(_counts(told, results)),
    )


def _belated(results: Any) -> Value:
    count = results.get("belated")
    return LinkedCount(count, "belated") if count else ""


def _of_changes(count: int | None) -> Value:
    """A number of actions that the list of changes tells apart; nothing when there are none."""
    return LinkedCount(count, "changes") if count else ""


def _few(told: Telling) -> str:
    if told.report.counts_every_meeting:
        return told.say(N_("Fewer than 5 people"))
    return told.say(N_("Fewer than 5 people at each"))


def _on_groups(told: Telling, results: Any) -> Iterator[str]:
    """What the tables of groups and territories say without a number (R14)."""
    tables = [(title, DisclosedTable.read(results.get(f"by_{by}"))) for title, _, by in _TABLES]
    for title, table in tables:
        if table:
            yield from _without_number(told, told.say(title), table)
    if all(table for _, table in tables):
        yield told.say(
            N_(
                "Groups and territories are told once, of the observations in term that there were "
                "when the first report was frozen; numbers, only of five people or more."
            )
        )
    elif told.report.is_draft:
        yield told.say(N_("Groups and territories are told when the report is published."))


def _without_number(told: Telling, title: str, table: DisclosedTable) -> Iterator[str]:
    if table.is_withheld:
        yield f"{title}: " + told.say(N_("too few people took part to tell them apart."))
    for state in _UNCOUNTED:
        names = ", ".join(each.name for each in table.of(state))
        if names:
            yield f"{title}. {told.say(state.message)}: {names}."


def _counts(told: Telling, results: Any) -> Iterator[Grid]:
    share = results["share"]
    yield Grid(
        told.say(N_("Answers by state")),
        (told.say(N_("State")), told.say(N_("Observations")), "%"),
        tuple(
            (
                told.say(state.message),
                LinkedCount(results["by_state"][state.value], "state", state.value),
                _percentage(share.get(state.value)),
            )
            for state in OfficialState
        ),
        figures=1,
    )
    listed: tuple[tuple[str, str, str, type[Worded]], ...] = (
        (N_("Answers by decision"), N_("Decision"), "decision", Decision),
        (N_("Who sent them"), N_("Sender"), "author", AuthorKind),
        (N_("How they came"), N_("Channel"), "channel", Channel),
        (N_("Of what kind they are"), N_("Kind"), "kind", Kind),
    )
    for title, head, by, words in listed:
        counted = results.get(f"by_{by}")
        if counted:
            rows = [
                (told.say(each.message), LinkedCount(counted[each.value], by, each.value))
                for each in words
                if each.value in counted
            ]
            if "" in counted:
                rows.append((told.say(N_("Not said")), LinkedCount(counted[""], by)))
            yield _counted(told, title, head, rows)
    for title, head, by in _TABLES:
        table = DisclosedTable.read(results.get(f"by_{by}"))
        rows = [
            (each.name, LinkedCount(each.observations, by, str(each.id)))
            for each in (table.of(Disclosed.NUMBER) if table else ())
        ]
        if rows and table and table.unsaid and table.unsaid.observations:
            unsaid = LinkedCount(table.unsaid.observations, by)
            rows.append((told.say(N_("Not said, or not told")), unsaid))
        if rows:
            yield _counted(told, title, head, rows)


def _counted(told: Telling, title: str, head: str, rows: Sequence[tuple[str, LinkedCount]]) -> Grid:
    header = (told.say(head), told.say(N_("Observations")))
    return Grid(told.say(title), header, tuple(rows), figures=1)


def _percentage(share: float | None) -> Value:
    return "" if share is None else Percentage(round(share, 1))
