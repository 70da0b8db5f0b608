"""The sections of the report that come before its matrix."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from webapp.documents.response_report.report_words import ReportWords
from webapp.documents.response_report.shapes import (
    Grid,
    LinkedCount,
    Percentage,
    ReportSection,
    Value,
)
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


def _edition(words: ReportWords, edition: Any) -> str:
    numbered = words.say(N_("Edition %(number)s"), number=edition["number"])
    published = edition["published_at"]
    return f"{numbered}, {words.day(published)}" if published else numbered


def sections_of(words: ReportWords) -> list[ReportSection]:
    """Basic data, a description of each round, and the results."""
    several = len(words.report.header["rounds"]) > 1
    return [
        _basic(words),
        *(_consultation(words, each, several=several) for each in words.report.header["rounds"]),
        _results(words),
    ]


def _basic(words: ReportWords) -> ReportSection:
    header = words.report.header
    entity, plan, rounds = header["entity"], header["plan"], header["rounds"]
    consulted, adjusted, cancelled = header["consulted"], header["adjusted"], words.cancelled
    facts: list[tuple[str, Value]] = [
        (N_("Entity"), entity["name"]),
        (N_("Tax number (NIT)"), entity["tax_number"]),
        (N_("Address"), entity["address"]),
        (N_("Telephone"), entity["phone"]),
        (N_("E-mail"), entity["email"]),
        (N_("Plan"), plan["title"]),
        (N_("Code"), plan["code"]),
        (N_("Edition consulted on"), "" if len(rounds) > 1 else _edition(words, consulted)),
        (N_("Adjusted edition"), _edition(words, adjusted) if adjusted else ""),
        (N_("Phase of the management cycle"), ", ".join(dict.fromkeys(
            words.word(CyclePhase, each["cycle_phase"]) for each in rounds))),
        (N_("The plan on line"), words.link("")),
        (N_("Every observation on line"), words.link(_of_round(words, "/observaciones"))),
        (N_("What changed, on line"), adjusted and words.link(_changes(consulted, adjusted))),
        (N_("Cancelled on"), words.moment(cancelled["at"]) if cancelled else ""),
        (N_("Reason for cancelling"), cancelled["reason"] if cancelled else ""),
        (N_("State of this report"), words.standing),
        (N_("Why it was made again"), words.renewal),
        (N_("Digest of this report (SHA-256)"), words.report.digest),
    ]  # fmt: skip
    return ReportSection(
        words.say(N_("Basic data")),
        tuple((words.say(name), value) for name, value in facts if value),
        grids=tuple(_reports_of_rounds(words, rounds)),
    )


def _of_round(words: ReportWords, path: str) -> str:
    number = words.report.of_round
    return f"{path}?ronda={number}" if number else path


def _changes(consulted: Any, adjusted: Any) -> str:
    """The path of the page of changes between two editions, both named."""
    return f"/cambios?de={consulted['number']}&a={adjusted['number']}"


def _reports_of_rounds(words: ReportWords, rounds: Sequence[Any]) -> Iterator[Grid]:
    if len(rounds) > 1:
        yield Grid(
            words.say(N_("The report of each round")),
            (words.say(N_("Round")), words.say(N_("Report")), "SHA-256"),
            tuple(
                (
                    str(each["number"]),
                    words.say(N_("No. %(number)s"), number=each["report"]["number"])
                    if each["report"]
                    else words.say(N_("Draft")),
                    each["report"]["digest"] if each["report"] else "",
                )
                for each in rounds
            ),
        )


def _consultation(words: ReportWords, round_: Any, *, several: bool) -> ReportSection:
    title = words.say(N_("Description of the consultation"))
    if several:
        heading = N_("Description of the consultation: round %(number)s")
        title = words.say(heading, number=round_["number"])
    days, scope = round_["calendar_days"], round_.get("scope")
    published = round_["report_published_at"]
    facts: list[tuple[str, Value]] = [
        (N_("Objective"), words.report.header["summary"]),
        (N_("Asked about"), scope and words.word(RoundScope, scope)),
        (N_("Edition consulted on"), _edition(words, round_["edition"]) if several else ""),
        (N_("Announced on"), round_["announced_at"] and words.moment(round_["announced_at"])),
        (N_("Opening"), words.moment(round_["opens_at"])),
        (
            N_("It was to close on") if _was_cut_short(words, round_) else N_("Closing"),
            _last_moment(words, round_["closes_at"]),
        ),
        (
            N_("Days that were planned to comment")
            if _was_cut_short(words, round_)
            else N_("Days to comment"),
            words.say(N_("%(days)s calendar days"), days=days)
            if days != 1
            else words.say(N_("1 calendar day")),
        ),
        (N_("Why it was shorter than 15 calendar days"), round_["short_window_reason"]),
        (N_("Answers published on"), published and words.moment(published)),
        (N_("Documents that went with the plan"), "; ".join(
            each["title"] for each in words.report.header["documents"])),
        (
            N_("Channels of publicity"),
            "" if round_["publicity"] else words.say(N_("No publicity was noted.")),
        ),
    ]  # fmt: skip
    return ReportSection(
        title,
        tuple((words.say(name), value) for name, value in facts if value),
        (words.say(N_("Dates and hours are those of %(zone)s."), zone=_zone(words)),),
        tuple(_grids_of(words, round_)),
    )


def _was_cut_short(words: ReportWords, round_: Any) -> bool:
    """Whether the consultation was cancelled before its window came to close."""
    return bool(words.cancelled) and words.cancelled["at"] < round_["closes_at"]


def _last_moment(words: ReportWords, closes_at: str) -> str:
    """The last minute that counted: a window that closes at midnight ends the day before."""
    last = datetime.fromisoformat(closes_at) - timedelta(minutes=1)
    return words.moment(last.isoformat())


def _zone(words: ReportWords) -> str:
    name = str(words.report.header["entity"]["timezone"])
    return words.say(N_("Colombia")) if name == "America/Bogota" else name


def _why(words: ReportWords, extension: Any) -> str:
    """The reason of an extension; of one that opened the round again, from when, and of one that
    was withdrawn, when and why. Older reports have neither."""
    sentences = [extension["reason"]]
    if extension.get("reopens_at"):
        again = (
            N_("It opens again on %(moment)s: what came in between counts as in term.")
            if extension["counts_between"]
            else N_("It opens again on %(moment)s: what came in between stays late.")
        )
        sentences.append(words.say(again, moment=words.moment(extension["reopens_at"])))
    if extension.get("withdrawn_at"):
        withdrawn = N_("It was withdrawn on %(moment)s: %(reason)s")
        moment = words.moment(extension["withdrawn_at"])
        sentences.append(words.say(withdrawn, moment=moment, reason=extension["withdrawn_reason"]))
    return " ".join(sentences)


def _grids_of(words: ReportWords, round_: Any) -> Iterator[Grid]:
    def grid(title: str, header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Grid:
        return Grid(words.say(title), tuple(words.say(each) for each in header), tuple(rows))

    if round_["extensions"]:
        yield grid(
            N_("Extensions"),
            (N_("Decided on"), N_("New close"), N_("Reason")),
            (
                (
                    words.moment(each["decided_at"]),
                    _last_moment(words, each["closes_at"]),
                    _why(words, each),
                )
                for each in round_["extensions"]
            ),
        )
    if round_["publicity"]:
        yield grid(
            N_("Channels of publicity"),
            (N_("What was told"), N_("Channel"), N_("Day"), N_("Audience"), N_("Evidence")),
            (
                (
                    words.word(PublicityStage, each["stage"]),
                    words.word(PublicityChannel, each["channel"]),
                    words.voice.write_day(date.fromisoformat(each["on"])),
                    each["audience"],
                    " · ".join(filter(None, (each["details"], each["link"]))),
                )
                for each in round_["publicity"]
            ),
        )
    yield grid(
        N_("Channels of receipt"),
        (N_("Channel"), N_("How it is reached")),
        (
            (
                words.word(Channel, each["channel"]),
                each["details"] or (words.link("") if each["channel"] == Channel.WEB.value else ""),
            )
            for each in round_["channels"]
        ),
    )


def _results(words: ReportWords) -> ReportSection:
    results = words.report.header["results"]
    notes = [
        words.say(
            N_(
                "Observations are counted, not people: nobody has to say who they are, and one "
                "person may send several."
            )
        ),
        words.say(
            N_(
                "The percentages are of the accepted and the not accepted together; those to "
                "which it does not apply are apart."
            )
        ),
    ]
    if results["late"]:
        notes.append(
            words.say(
                N_(
                    "Those received out of term are answered and stand in the annex; they count "
                    "in no other total."
                )
            )
        )
    notes.extend(_on_groups(words, results))
    attendance = results["attendance"]
    facts: list[tuple[str, Value]] = [
        (N_("Observations received in term"), LinkedCount(results["observations"], "term")),
        (N_("Late observations"), LinkedCount(results["late"], "late")),
        # Missing in reports frozen before it was counted, and in those without any.
        (N_("Of all, registered after the answers were published"), _belated(results)),
        (N_("With a published answer"), LinkedCount(results["answered"], "answered")),
        (
            N_("Without a published answer")
            if words.cancelled
            else N_("Without a published answer yet"),
            LinkedCount(results["unanswered"], "unanswered"),
        ),
        (
            N_("Working days from receipt to answer (median)"),
            "" if results["median_answer_days"] is None else results["median_answer_days"],
        ),
        (
            N_("Actions put to consultation")
            if about_some_actions(words.report.rounds)
            else N_("Actions in all"),
            LinkedCount(results["actions"], "actions"),
        ),
        (N_("Actions with observations"), LinkedCount(results["actions_commented"], "commented")),
        (N_("Actions changed"), LinkedCount(results["actions_changed"], "changes")),
        # Missing in reports frozen before actions could come and go, and in those without any.
        (N_("New actions"), _of_changes(results.get("actions_new"))),
        (N_("Actions withdrawn"), _of_changes(results.get("actions_withdrawn"))),
        (N_("Published changes"), LinkedCount(results["changes"], "changes")),
        (N_("Level of incidence"), words.word(IncidenceLevel, results["incidence"])),
        (N_("Meetings held"), results["meetings"]),
        (
            N_("Attendance at the meetings")
            if words.report.counts_every_meeting
            else N_("Attendance at the meetings of 5 people or more"),
            _few(words) if attendance is None else attendance,
        ),
    ]
    return ReportSection(
        words.say(N_("Results of the consultation")),
        tuple((words.say(name), value) for name, value in facts if value != ""),
        tuple(notes),
        tuple(_counts(words, results)),
    )


def _belated(results: Any) -> Value:
    count = results.get("belated")
    return LinkedCount(count, "belated") if count else ""


def _of_changes(count: int | None) -> Value:
    """A number of actions, linked to the list of changes; empty when there are none."""
    return LinkedCount(count, "changes") if count else ""


def _few(words: ReportWords) -> str:
    if words.report.counts_every_meeting:
        return words.say(N_("Fewer than 5 people"))
    return words.say(N_("Fewer than 5 people at each"))


def _on_groups(words: ReportWords, results: Any) -> Iterator[str]:
    """Notes on the groups and territories whose number is not published (R14)."""
    tables = [(title, DisclosedTable.read(results.get(f"by_{by}"))) for title, _, by in _TABLES]
    for title, table in tables:
        if table:
            yield from _without_number(words, words.say(title), table)
    if all(table for _, table in tables):
        yield words.say(
            N_(
                "Groups and territories are told once, of the observations in term that there were "
                "when the first report was frozen; numbers, only of five people or more."
            )
        )
    elif words.report.is_draft:
        yield words.say(N_("Groups and territories are told when the report is published."))


def _without_number(words: ReportWords, title: str, table: DisclosedTable) -> Iterator[str]:
    if table.is_withheld:
        yield f"{title}: " + words.say(N_("too few people took part to tell them apart."))
    for state in _UNCOUNTED:
        names = ", ".join(each.name for each in table.of(state))
        if names:
            yield f"{title}. {words.say(state.message)}: {names}."


def _counts(words: ReportWords, results: Any) -> Iterator[Grid]:
    share = results["share"]
    yield Grid(
        words.say(N_("Answers by state")),
        (words.say(N_("State")), words.say(N_("Observations")), "%"),
        tuple(
            (
                words.say(state.message),
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
    for title, head, by, vocabulary in listed:
        counted = results.get(f"by_{by}")
        if counted:
            rows = [
                (words.say(each.message), LinkedCount(counted[each.value], by, each.value))
                for each in vocabulary
                if each.value in counted
            ]
            if "" in counted:
                rows.append((words.say(N_("Not said")), LinkedCount(counted[""], by)))
            yield _counted(words, title, head, rows)
    for title, head, by in _TABLES:
        table = DisclosedTable.read(results.get(f"by_{by}"))
        rows = [
            (each.name, LinkedCount(each.observations, by, str(each.id)))
            for each in (table.of(Disclosed.NUMBER) if table else ())
        ]
        if rows and table and table.unsaid and table.unsaid.observations:
            unsaid = LinkedCount(table.unsaid.observations, by)
            rows.append((words.say(N_("Not said, or not told")), unsaid))
        if rows:
            yield _counted(words, title, head, rows)


def _counted(
    words: ReportWords, title: str, head: str, rows: Sequence[tuple[str, LinkedCount]]
) -> Grid:
    header = (words.say(head), words.say(N_("Observations")))
    return Grid(words.say(title), header, tuple(rows), figures=1)


def _percentage(share: float | None) -> Value:
    return "" if share is None else Percentage(round(share, 1))
