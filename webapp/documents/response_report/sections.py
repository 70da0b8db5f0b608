"""The sections of the report that come before its matrix."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from webapp.documents.response_report.telling import Grid, Percentage, Section, Telling, Value
from webapp.messages import N_, Worded
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    CyclePhase,
    Decision,
    IncidenceLevel,
    OfficialState,
    PublicityChannel,
    PublicityStage,
    RoundScope,
)


def _edition(told: Telling, edition: Any) -> str:
    said = told.say(N_("Edition %(number)s"), number=edition["number"])
    published = edition["published_at"]
    return f"{said}, {told.day(published)}" if published else said


def sections_of(told: Telling) -> list[Section]:
    """Basic data, a description of each round, and the results."""
    several = len(told.report.header["rounds"]) > 1
    return [
        _basic(told),
        *(_consultation(told, each, several=several) for each in told.report.header["rounds"]),
        _results(told),
    ]


def _basic(told: Telling) -> Section:
    header = told.report.header
    entity, plan, rounds = header["entity"], header["plan"], header["rounds"]
    adjusted = header["adjusted"]
    facts = [
        (N_("Entity"), entity["name"]),
        (N_("Tax number (NIT)"), entity["tax_number"]),
        (N_("Address"), entity["address"]),
        (N_("Telephone"), entity["phone"]),
        (N_("E-mail"), entity["email"]),
        (N_("Plan"), plan["title"]),
        (N_("Code"), plan["code"]),
        (N_("Edition consulted on"), _edition(told, header["consulted"])),
        (N_("Adjusted edition"), _edition(told, adjusted) if adjusted else ""),
        (N_("Phase of the management cycle"), ", ".join(dict.fromkeys(
            told.word(CyclePhase, each["cycle_phase"]) for each in rounds))),
        (N_("The plan on line"), told.link("")),
        (N_("Every observation on line"), told.link("/observaciones")),
        (N_("What changed, on line"), told.link("/cambios") if adjusted else ""),
        (N_("State of this report"), told.standing),
        (N_("Why it was made again"), told.renewal),
        (N_("Digest of this report (SHA-256)"), told.report.digest),
    ]  # fmt: skip
    return Section(
        told.say(N_("Basic data")),
        tuple((told.say(name), value) for name, value in facts if value),
        grids=tuple(_reports_of_rounds(told, rounds)),
    )


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


def _consultation(told: Telling, held: Any, *, several: bool) -> Section:
    title = told.say(N_("Description of the consultation"))
    if several:
        title = told.say(
            N_("Description of the consultation: round %(number)s"), number=held["number"]
        )
    days, scope = held["calendar_days"], held.get("scope")
    facts = [
        (N_("Objective"), told.report.header["summary"]),
        (N_("Asked about"), scope and told.word(RoundScope, scope)),
        (N_("Announced on"), held["announced_at"] and told.moment(held["announced_at"])),
        (N_("Opening"), told.moment(held["opens_at"])),
        (N_("Closing"), _last_moment(told, held["closes_at"])),
        (
            N_("Days to comment"),
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
    ]  # fmt: skip
    return Section(
        title,
        tuple((told.say(name), value) for name, value in facts if value),
        (told.say(N_("Dates and hours are those of %(zone)s."), zone=_zone(told)),),
        tuple(_grids_of(told, held)),
    )


def _last_moment(told: Telling, closes_at: str) -> str:
    """The last minute that counted: a window that closes at midnight ends the day before."""
    last = datetime.fromisoformat(closes_at) - timedelta(minutes=1)
    return told.moment(last.isoformat())


def _zone(told: Telling) -> str:
    name = str(told.report.header["entity"]["timezone"])
    return told.say(N_("Colombia")) if name == "America/Bogota" else name


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
                    each["reason"],
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


def _results(told: Telling) -> Section:
    results = told.report.header["results"]
    notes = [
        N_(
            "Observations are counted, not people: nobody has to say who they are, and one "
            "person may send several."
        ),
        N_(
            "The percentages are of the accepted and the not accepted together; those to "
            "which it does not apply are apart."
        ),
    ]
    if results["late"]:
        notes.append(
            N_(
                "Those received out of term are answered and stand in the annex; they count "
                "in no other total."
            )
        )
    attendance = results["attendance"]
    facts = [
        (N_("Observations received in term"), results["observations"]),
        (N_("Received out of term"), results["late"]),
        (N_("With a published answer"), results["answered"]),
        (N_("Without a published answer yet"), results["unanswered"]),
        (
            N_("Working days from receipt to answer (median)"),
            "" if results["median_answer_days"] is None else results["median_answer_days"],
        ),
        (N_("Actions in all"), results["actions"]),
        (N_("Actions with observations"), results["actions_commented"]),
        (N_("Actions modified"), results["actions_changed"]),
        (N_("Published changes"), results["changes"]),
        (N_("Level of incidence"), told.word(IncidenceLevel, results["incidence"])),
        (N_("Meetings held"), results["meetings"]),
        (
            N_("Attendance at the meetings"),
            told.say(N_("Fewer than 5 people")) if attendance is None else attendance,
        ),
    ]  # fmt: skip
    return Section(
        told.say(N_("Results of the consultation")),
        tuple((told.say(name), value) for name, value in facts if value != ""),
        tuple(told.say(each) for each in notes),
        tuple(_counts(told, results)),
    )


def _counts(told: Telling, results: Any) -> Iterator[Grid]:
    share = results["share"]
    yield Grid(
        told.say(N_("Answers by state")),
        (told.say(N_("State")), told.say(N_("Observations")), "%"),
        tuple(
            (
                told.say(state.message),
                results["by_state"][state.value],
                _percentage(share.get(state.value)),
            )
            for state in OfficialState
        ),
        figures=1,
    )
    listed: tuple[tuple[str, str, str, type[Worded]], ...] = (
        (N_("Answers by decision"), N_("Decision"), "by_decision", Decision),
        (N_("Who sent them"), N_("Sender"), "by_author", AuthorKind),
        (N_("How they came"), N_("Channel"), "by_channel", Channel),
    )
    for title, head, key, words in listed:
        if results[key]:
            yield Grid(
                told.say(title),
                (told.say(head), told.say(N_("Observations"))),
                tuple(
                    (told.say(each.message), results[key][each.value])
                    for each in words
                    if each.value in results[key]
                ),
                figures=1,
            )


def _percentage(share: float | None) -> Value:
    return "" if share is None else Percentage(round(share, 1))
