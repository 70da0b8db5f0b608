"""An internal report in words: its text and its figures, under the names of the form."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import format_decimal, format_number, gettext

from webapp.models.internal_report import counts_every_meeting, undisclosed_groups
from webapp.queries.disclosure import DisclosedTable
from webapp.vocabulary import (
    Channel,
    CyclePhase,
    Disclosed,
    IncidenceLevel,
    Kind,
    OfficialState,
    ParticipationSpace,
)
from webapp.web.filters import day, word

Rows = list[tuple[str, str]]
Content = dict[str, Any]


class ReportPart(NamedTuple):
    """One of its contents: what was typed, and figures by name."""

    title: str
    text: str
    rows: Rows


def facts(content: Content) -> Rows:
    """What activity it was, where and when; the days of a round are those of its consultation."""
    return [
        (gettext("Plan"), content["plan"]["title"]),
        *(_days(content["round"]) if content["indicators"] else []),
        (gettext("Area"), content["area"]),
        (gettext("Phase of the cycle"), word(CyclePhase(content["cycle_phase"]))),
        (gettext("Type of space"), word(ParticipationSpace(content["space"]))),
    ]


def _days(content: Content) -> Rows:
    first, last = (date.fromisoformat(content[each]) for each in ("first_day", "last_day"))
    return [
        (gettext("First day of the consultation"), day(first)),
        (gettext("Last day of the consultation"), day(last)),
    ]


def parts(content: Content) -> list[ReportPart]:
    """The minimum contents, then the others that say something."""
    others = [
        (gettext("Commitments"), content["commitments"]),
        (gettext("Evidence"), content["evidence"]),
        (gettext("Lessons"), content["lessons"]),
        (gettext("Good practice"), content["good_practice"]["text"]),
    ]
    minimum = _of_the_consultation(content) if content["indicators"] else _of_another_space(content)
    return [*minimum, *(ReportPart(title, text, []) for title, text in others if text)]


def _of_the_consultation(content: Content) -> list[ReportPart]:
    """What was typed, with the figures of the round."""
    activities, contributions = content["activities"], content["contributions"]
    return [
        ReportPart(gettext("Activities carried out"), activities["text"], _activities(content)),
        ReportPart(
            gettext("Value groups that took part"),
            gettext("How many observations each sent, where it can be told."),
            _groups(content["groups"]),
        ),
        ReportPart(gettext("Contributions"), contributions["text"], _contributions(contributions)),
        ReportPart(gettext("Indicators"), "", _indicators(content["indicators"], contributions)),
        ReportPart(gettext("Results"), content["results"], []),
    ]


def _of_another_space(content: Content) -> list[ReportPart]:
    """What was typed, and nothing else: groups and indicators are in the texts."""
    return [
        ReportPart(
            gettext("Activities carried out and who took part"), content["activities"]["text"], []
        ),
        ReportPart(gettext("Contributions"), content["contributions"]["text"], []),
        ReportPart(gettext("Results and indicators"), content["results"], []),
    ]


def _activities(content: Content) -> Rows:
    meetings, came = content["activities"]["meetings"], content["activities"]["attendance"]
    if not meetings:
        return []
    if counts_every_meeting(content):
        who, few = gettext("People who came"), gettext("Fewer than 5 people")
    else:
        who = gettext("People who came to those of 5 or more")
        few = gettext("Fewer than 5 people at each")
    return [
        (gettext("Meetings held"), format_number(meetings)),
        (who, few if came is None else format_number(came)),
    ]


def _groups(content: Content) -> Rows:
    if "cells" in content:
        return _rows_of(content)
    if "told" not in content:
        return [(gettext("How many"), gettext("It is told in the report of the round."))]
    return _groups_of_before(content)


def _rows_of(content: Content) -> Rows:
    """The table of the report: numbers, then the groups that have none (R14)."""
    table = DisclosedTable.read(content)
    if table is None or table.unsaid is None:
        return [(gettext("How many"), gettext("Too few people took part to tell them apart."))]
    counted = table.of(Disclosed.NUMBER)
    rows = [(each.name, format_number(each.observations)) for each in counted]
    if table.unsaid.observations:
        rows.append((gettext("Not said, or not told"), format_number(table.unsaid.observations)))
    states = (Disclosed.FEW, Disclosed.RESERVED, Disclosed.NOBODY)
    named = ((state, ", ".join(each.name for each in table.of(state))) for state in states)
    return [*rows, *((word(state), names) for state, names in named if names)]


def _groups_of_before(content: Content) -> Rows:
    """Those of the first snapshots."""
    rows = [(each["name"], _number(each)) for each in content["told"]]
    if content["rest"]:
        rows.append((gettext("Others, or not said"), format_number(content["rest"])))
    untold = undisclosed_groups(content)
    if untold:
        rows.append((gettext("No observations, or fewer than five"), ", ".join(untold)))
    return rows


def _contributions(content: Content) -> Rows:
    return [
        (gettext("Observations in term"), format_number(content["received"])),
        (gettext("Late observations"), format_number(content["late"])),
        *(
            (gettext("By channel: %(name)s", name=word(Channel(each["word"]))), _number(each))
            for each in content["channels"]
        ),
        *(
            (gettext("Of the kind: %(name)s", name=word(Kind(each["word"]))), _number(each))
            if each["word"]
            else (gettext("Kind not said"), _number(each))
            for each in content["kinds"]
        ),
    ]


def _number(content: Content) -> str:
    return format_number(content["observations"])


def _indicators(content: Content, contributions: Content) -> Rows:
    unknown = (
        gettext("Not known yet")
        if contributions["received"] or contributions["late"]
        else gettext("Not applicable: there were no observations")
    )
    share, days = content["accepted_share"], content["median_answer_days"]
    return [
        (gettext("Observations with a published answer"), format_number(content["answered"])),
        *(
            (word(OfficialState(state)), format_number(count))
            for state, count in content["states"].items()
        ),
        (
            gettext("Accepted, of the accepted and the not accepted"),
            unknown if share is None else f"{format_decimal(share, '0.#')} %",
        ),
        (
            gettext("Working days to answer (the middle one)"),
            unknown if days is None else format_decimal(days, "0.#"),
        ),
        (
            gettext("Actions with observations"),
            gettext(
                "%(count)s of %(total)s",
                count=format_number(content["actions_commented"]),
                total=format_number(content["actions"]),
            ),
        ),
        (gettext("Actions changed"), format_number(content["actions_changed"])),
        *(
            (name, format_number(count))
            for name, count in (
                (gettext("New actions"), content.get("actions_new")),
                (gettext("Actions withdrawn"), content.get("actions_withdrawn")),
            )
            if count
        ),
        (gettext("Published changes"), format_number(content["changes"])),
        (gettext("Level of incidence"), word(IncidenceLevel(content["incidence"]))),
    ]
