"""An entry of the log in words: who did what, and what it changed, word by word."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext

from webapp.models import Area, Event, Staff
from webapp.text.differences import Piece, difference
from webapp.vocabulary import (
    AnswerState,
    BulkVerb,
    Channel,
    CorrectionKind,
    CyclePhase,
    DataRight,
    Decision,
    Ground,
    NoticeKind,
    NoticeState,
    Origin,
    PetitionKind,
    PlanField,
    Publication,
    PublicityChannel,
    PublicityStage,
    Renewal,
    Role,
    Standing,
    TerritoryKind,
    TokenPurpose,
)
from webapp.vocabulary.messages import N_, Worded
from webapp.vocabulary.verbs import Verb
from webapp.web.filters import day, last_moment, moment

LONGEST_IN_LIST = 600
"""Characters of a detail that a list shows; the entry's own page shows all of it."""
OF_THE_PUBLIC = (
    Verb.COMMENT_FILED,
    Verb.COMMENT_GROUP_HIDDEN,
    Verb.COMMENT_TERRITORY_HIDDEN,
    Verb.EVIDENCE_ERASED,
    Verb.SUBMITTER_CORRECTED,
    Verb.SUBMITTER_ERASED,
    Verb.SUBMITTER_NAME_HIDDEN,
)
LABELS = {
    "about": N_("Observations concerned"),
    "accounts": N_("Accounts"),
    "correction": N_("Correction"),
    "accepted_findings": N_("Warnings accepted"),
    "action": N_("Action"),
    "actions": N_("Actions"),
    "active": N_("Offered in forms"),
    "activities": N_("Activities carried out"),
    "address": N_("Address"),
    "answers": N_("Answers"),
    "approved_by": N_("Approved by"),
    "approved_on": N_("Approved on"),
    "area": N_("Area"),
    "attendance": N_("Attendance"),
    "audience": N_("Whom it was meant for"),
    "bulk": N_("Number of the bulk act"),
    "catalogues": N_("Lists"),
    "category": N_("Category"),
    "channel": N_("Channel"),
    "channels": N_("Channels"),
    "cites": N_("Where the plan says it"),
    "circumstances": N_("Digest of what else was kept when it was filed"),
    "closes_at": N_("Closes"),
    "code": N_("Code"),
    "comments": N_("Observations behind it"),
    "content": N_("Digest of the content"),
    "continues": N_("Continues action"),
    "counts_between": N_("What came in between counts"),
    "cycle_phase": N_("Phase of the cycle"),
    "decision": N_("Decision"),
    "drafters": N_("Drafters"),
    "details": N_("Where it went out"),
    "digest": N_("Digest"),
    "due_on": N_("Due on"),
    "elaborated_on": N_("Elaborated on"),
    "email": N_("E-mail"),
    "entity": N_("Entity"),
    "field": N_("What changed"),
    "filed": N_("Observations filed"),
    "filename": N_("File name"),
    "filing_prefix": N_("Prefix of filing numbers"),
    "ground": N_("Ground"),
    "group": N_("Number of the group"),
    "held_on": N_("Held on"),
    "items": N_("Observations"),
    "kind": N_("Kind"),
    "known": N_("Known from before"),
    "late": N_("Late"),
    "link": N_("Link"),
    "media_type": N_("Kind of file"),
    "medium": N_("Channel"),
    "minutes": N_("Minutes"),
    "minutes_digest": N_("Digest of the minutes"),
    "moderation": N_("Digest of what was decided on showing it"),
    "name": N_("Name"),
    "new_email": N_("The e-mail changed"),
    "new_name": N_("The name changed"),
    "notes": N_("Notes"),
    "number": N_("Number"),
    "of_age": N_("Whoever wrote it is of age"),
    "office_hours": N_("Office hours"),
    "on": N_("Date"),
    "opens_at": N_("Opens"),
    "origin": N_("It rests on"),
    "part": N_("Part"),
    "parts": N_("Parts"),
    "phone": N_("Telephone"),
    "place": N_("Place"),
    "position": N_("Position"),
    "privacy_notice": N_("Notice on personal data"),
    "privacy_version": N_("Version of the notice"),
    "publication": N_("What is shown"),
    "purpose": N_("Kind of link"),
    "reason": N_("Reason"),
    "received_on": N_("Received on"),
    "right": N_("What was asked"),
    "recipient": N_("Recipient"),
    "redactions": N_("Passages hidden"),
    "reopens_at": N_("Opens again"),
    "replaces": N_("It replaces report"),
    "results": N_("Results"),
    "retention_months": N_("Months that contact data is kept"),
    "roles": N_("Roles"),
    "round": N_("Round"),
    "scans": N_("Digests of the scans erased"),
    "scope": N_("What it asks about"),
    "seen": N_("Digest of the scan seen"),
    "sensitive": N_("Sensitive group"),
    "sessions": N_("Sessions"),
    "sha256": N_("Digest of the file"),
    "size": N_("Size"),
    "slug": N_("Short name in the address"),
    "source": N_("Made from edition"),
    "staff": N_("Person"),
    "stands": N_("How it stands"),
    "stage": N_("What it told of"),
    "standing": N_("What it counts for"),
    "starts_on": N_("Starts on"),
    "state": N_("State"),
    "submitter": N_("Digest of the contact data"),
    "subscriptions": N_("Subscriptions"),
    "summary": N_("Summary"),
    "summary_html": N_("Digest of the summary as the page shows it"),
    "tags": N_("Tags"),
    "tax_number": N_("Tax number (NIT)"),
    "text": N_("Text"),
    "timezone": N_("Time zone"),
    "title": N_("Title"),
    "to": N_("To"),
    "tracking_key": N_("Digest of the key of the tracking codes"),
    "what": N_("What was done"),
    "year": N_("Year"),
    "why": N_("Why it was made again"),
} | {field.value: field.message for field in PlanField}
"""How the details that the log keeps are called."""
LISTS: Mapping[str, type[Worded]] = {
    "channel": Channel,
    "channels": Channel,
    "cycle_phase": CyclePhase,
    "decision": Decision,
    "field": PlanField,
    "ground": Ground,
    "medium": PublicityChannel,
    "origin": Origin,
    "purpose": TokenPurpose,
    "roles": Role,
    "publication": Publication,
    "right": DataRight,
    "stage": PublicityStage,
    "standing": Standing,
    "state": AnswerState,
    "what": BulkVerb,
    "why": Renewal,
}
"""The closed list that the values of a detail come from."""
STATES: Mapping[str, type[Worded]] = {
    "comment": Publication,
    "answer": AnswerState,
    "notice": NoticeState,
}
KINDS: Mapping[str, type[Worded]] = {
    "correction": CorrectionKind,
    "petition": PetitionKind,
    "catalogue": TerritoryKind,
    "notice": NoticeKind,
}
DIGESTS = (
    "content", "submitter", "circumstances", "moderation", "scans", "seen", "sha256", "digest",
    "summary_html", "tracking_key",
)  # fmt: skip
COUNTED = ("accepted_findings",)
"""Lists of which the number says enough."""
UNSAID = ("id", "version", "before", "after", "salt", "drafters", "minutes_digest")
A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
AN_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?")


class Detail(NamedTuple):
    """One thing that an act recorded or changed, ready to be shown."""

    label: str
    pieces: list[Piece]
    long: bool
    exact: bool = False


class Names(NamedTuple):
    """What the numbers in the log stand for: read once per page."""

    staff: dict[int, str]
    areas: dict[int, str]

    @classmethod
    def read(cls) -> "Names":
        """Everyone and every area, past ones too."""
        return cls(
            {each.id: each.name for each in Staff.select(Staff.id, Staff.name)},
            {each.id: each.name for each in Area.select(Area.id, Area.name)},
        )


class LogEntry(NamedTuple):
    """An act as it is shown."""

    event: Event
    who: str
    act: str
    subject: str
    href: str | None
    details: list[Detail]


def entry(event: Event, names: Names) -> LogEntry:
    """An entry of the log in words."""
    subject, href = _subject(event, names)
    return LogEntry(event, who(event), act(event.verb), subject, href, list(_details(event, names)))


def who(event: Event) -> str:
    """Who acted, in words."""
    if event.staff:
        return event.staff.name
    return gettext("The public") if event.verb in OF_THE_PUBLIC else gettext("The server")


def act(verb: str) -> str:
    """What was done, in words."""
    return gettext(Verb.words(verb))


def _subject(event: Event, names: Names) -> tuple[str, str | None]:
    """What the act was done to, if it has a page: words and address."""
    noun, _, key = event.subject.partition(":")
    if noun == "comment":
        return key, url_for("desk.comments.comment", filing_number=key)
    if noun == "correction":
        return key, url_for("desk.corrections.show", number=int(key))
    if noun == "staff" and int(key) in names.staff:
        return names.staff[int(key)], url_for("desk.staff.show", number=int(key))
    return "", None


def _details(event: Event, names: Names) -> Iterator[Detail]:
    before, after = event.details.get("before"), event.details.get("after")
    noun = event.verb.partition(".")[0]
    if isinstance(before, dict) or isinstance(after, dict):
        old, new = _sides(before, after)
        for key in dict.fromkeys((*old, *new)):
            if old.get(key) != new.get(key) and key not in UNSAID:
                texts = [_in_words(key, side.get(key), noun, names) for side in (old, new)]
                yield _detail(_label(key), *texts, both=key in old and key in new)
    elif before is not None or after is not None:
        texts = [_in_words("", side, noun, names) for side in (before, after)]
        yield _detail("", *texts, both=before is not None and after is not None)
    for key, value in event.details.items():
        if key not in UNSAID and value not in (None, False, "", [], {}):
            detail = _detail(_label(key), "", _in_words(key, value, noun, names), both=False)
            yield detail._replace(exact=key in DIGESTS)


def _sides(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both states as dictionaries; a change to the plan brings its own two texts, which stand
    under the name of the field."""
    old, new = _flat(before), _flat(after)
    whole = new or old
    if {"field", "before", "after"} <= set(whole):
        # What is undone went the other way.
        texts = (whole["before"], whole["after"]) if new else (whole["after"], whole["before"])
        same = old and new and (old["before"], old["after"]) == (new["before"], new["after"])
        for side in (old, new):
            side.pop("before", None)
            side.pop("after", None)
        if not same:
            field = whole["field"]
            old, new = {field: texts[0], **old}, {**new, field: texts[1]}
    return old, new


def _flat(state: Any) -> dict[str, Any]:
    """A state whose parts, such as the answer of an observation, are not nested."""
    flat: dict[str, Any] = {}
    for key, value in (state if isinstance(state, dict) else {}).items():
        flat |= value if isinstance(value, dict) else {key: value}
    return flat


def _label(key: str) -> str:
    return gettext(LABELS[key]) if key in LABELS else key


def _in_words(key: str, value: object, noun: str, names: Names) -> str:
    """A value of the log in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        words = (_in_words(key, each, noun, names) for each in value)
        return str(len(value)) if key in COUNTED else ", ".join(words)
    if isinstance(value, dict):
        listed = key in LISTS
        pairs = (
            (
                _in_words(key, name, noun, names) if listed else _label(name),
                _in_words("" if listed else name, each, noun, names),
            )
            for name, each in value.items()
        )
        return "; ".join(f"{name}: {words}" if words else name for name, words in pairs)
    if isinstance(value, int):
        named = {"area": names.areas, "staff": names.staff}.get(key, {})
        return named.get(value, str(value))
    return _text_in_words(key, str(value), noun)


def _text_in_words(key: str, text: str, noun: str) -> str:
    words = LISTS.get(key) or (KINDS if key == "kind" else {} if key else STATES).get(noun)
    if words and text in set(words):
        return gettext(words(text).message)
    if AN_INSTANT.fullmatch(text):
        closes = key == "closes_at" or (noun == "consultation" and not key)
        return (last_moment if closes else moment)(datetime.fromisoformat(text))
    return day(date.fromisoformat(text)) if A_DAY.fullmatch(text) else text


def _detail(label: str, before: str, after: str, *, both: bool) -> Detail:
    """A detail with its difference by words, when there were two states to compare."""
    long = len(before) + len(after) > LONGEST_IN_LIST
    if both:
        return Detail(label, difference(before, after), long)
    if before:
        return Detail(label, [Piece("delete", before)], long)
    return Detail(label, [Piece("equal", after)] if after else [], long)
