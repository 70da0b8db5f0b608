"""The cells of one row → the fields of an observation, with one fault at most for each."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeVar

from email_validator import EmailNotValidError, validate_email

from webapp.importing.comment_columns import CommentColumn
from webapp.importing.comment_faults import CommentFault
from webapp.importing.comment_values import (
    AUTHOR_KINDS,
    CHANNELS,
    KINDS,
    STANCES,
    TARGETS,
    action_code,
    moment_of,
    time_of,
    word_of,
    yes_or_no,
)
from webapp.text.visible import is_blank
from webapp.vocabulary import AuthorKind, Target
from webapp.vocabulary.messages import Worded

LONGEST_TEXT = 5_000
LONGEST_WORDS = 200
"""Characters that an observation, and any other field, may have: as many as the form takes."""

_IDENTITY = (
    CommentColumn.NAME,
    CommentColumn.ORGANISATION,
    CommentColumn.EMAIL,
    CommentColumn.PHONE,
)
_NOBODY = {column.value: "" for column in _IDENTITY}
_QUOTED = 80
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: .*)?", re.ASCII)

Word = TypeVar("Word", bound=Worded)


class FieldReader:
    """Reads one row."""

    def __init__(self, cells: Mapping[CommentColumn, str]) -> None:
        self.cells = cells
        self.faults: dict[CommentColumn, tuple[CommentFault, dict[str, object]]] = {}

    def read(self) -> dict[str, Any]:
        """Every field of the observation; what is faulty is blank and stands in `faults`."""
        received_on, received_at = self._moment()
        values: dict[str, Any] = {
            "body": self._text(CommentColumn.BODY, LONGEST_TEXT),
            "action": self._action(),
            "channel": self._word(CommentColumn.CHANNEL, CHANNELS),
            "received_on": received_on,
            "received_at": received_at,
            "proposed_text": self._text(CommentColumn.PROPOSED_TEXT, LONGEST_TEXT),
            "kind": self._word(CommentColumn.KIND, KINDS),
            "stance": self._word(CommentColumn.STANCE, STANCES),
            "target": self._word(CommentColumn.TARGET, TARGETS) or Target.GENERAL,
            "value_group": self._text(CommentColumn.VALUE_GROUP),
            "territory": self._text(CommentColumn.TERRITORY),
            "external_number": self._text(CommentColumn.EXTERNAL_NUMBER),
            **self._author(),
        }
        if is_blank(values["body"]):
            self._fault(CommentColumn.BODY, CommentFault.NO_TEXT)
        return values

    def _author(self) -> dict[str, Any]:
        is_minor = self._yes(CommentColumn.IS_MINOR)
        consent = self._yes(CommentColumn.CONSENT)
        identity = _NOBODY if is_minor else self._identity()
        author_kind = self._word(CommentColumn.AUTHOR_KIND, AUTHOR_KINDS) or _kind_of(identity)
        if _needs_consent(author_kind, identity) and not consent:
            self._fault(CommentColumn.CONSENT, CommentFault.NO_CONSENT)
        return {
            **identity,
            "author_kind": author_kind,
            "is_minor": is_minor,
            "consent": consent,
            **{
                column.value: self._yes(column) and not is_minor
                for column in (
                    CommentColumn.PUBLISH_NAME,
                    CommentColumn.PUBLISH_GROUP,
                    CommentColumn.PUBLISH_TERRITORY,
                )
            },
            "identity_left_out": is_minor and any(self._cell(column) for column in _IDENTITY),
        }

    def _identity(self) -> dict[str, str]:
        return {
            "name": self._text(CommentColumn.NAME),
            "organisation": self._text(CommentColumn.ORGANISATION),
            "email": self._email(),
            "phone": self._text(CommentColumn.PHONE),
        }

    def _moment(self) -> tuple[date | None, time | None]:
        text = self._cell(CommentColumn.RECEIVED_ON)
        clock_text = self._cell(CommentColumn.RECEIVED_AT)
        moment = moment_of(text) if text else None
        if text and moment is None:
            self._fault(CommentColumn.RECEIVED_ON, CommentFault.WRONG_DATE, text=_quoted(text))
        day, clock_of_day = moment or (None, None)
        clock = time_of(clock_text) if clock_text else clock_of_day
        if clock_text and clock is None:
            column, fault = CommentColumn.RECEIVED_AT, CommentFault.WRONG_TIME
            self._fault(column, fault, text=_quoted(clock_text))
        elif clock_text and not text:
            self._fault(CommentColumn.RECEIVED_AT, CommentFault.TIME_WITHOUT_DATE)
        elif clock_of_day and clock and not _same_minute(clock_of_day, clock):
            times = {"with_date": _shown(clock_of_day), "alone": _shown(clock)}
            self._fault(CommentColumn.RECEIVED_AT, CommentFault.TWO_TIMES, **times)
        return day, clock

    def _action(self) -> str:
        text = self._text(CommentColumn.ACTION)
        if _ISO_DATE.fullmatch(text):
            self._fault(CommentColumn.ACTION, CommentFault.ACTION_BECAME_DATE, text=text)
        return action_code(text)

    def _email(self) -> str:
        text = self._text(CommentColumn.EMAIL)
        if not text:
            return ""
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            self._fault(CommentColumn.EMAIL, CommentFault.WRONG_EMAIL, text=_quoted(text))
            return ""

    def _cell(self, column: CommentColumn) -> str:
        return self.cells.get(column, "")

    def _text(self, column: CommentColumn, limit: int = LONGEST_WORDS) -> str:
        text = self._cell(column)
        if len(text) > limit:
            self._fault(column, CommentFault.TOO_LONG, length=len(text), limit=limit)
        return text

    def _word(self, column: CommentColumn, words: Mapping[str, Word]) -> Word | None:
        text = self._cell(column)
        word = word_of(text, words) if text else None
        if text and word is None:
            accepted = tuple(dict.fromkeys(words.values()))
            fault = CommentFault.UNKNOWN_WORD
            self._fault(column, fault, text=_quoted(text), accepted=accepted)
        return word

    def _yes(self, column: CommentColumn) -> bool:
        text = self._cell(column)
        answer = yes_or_no(text)
        if answer is None:
            self._fault(column, CommentFault.NOT_YES_OR_NO, text=_quoted(text))
        return bool(answer)

    def _fault(self, column: CommentColumn, fault: CommentFault, **params: object) -> None:
        self.faults.setdefault(column, (fault, params))


def _kind_of(identity: Mapping[str, str]) -> AuthorKind:
    if identity["organisation"]:
        return AuthorKind.ORGANISATION
    return AuthorKind.PERSON if identity["name"] else AuthorKind.ANONYMOUS


def _needs_consent(author_kind: AuthorKind, identity: Mapping[str, str]) -> bool:
    named = identity["name"] or identity["organisation"]
    reachable = identity["email"] or identity["phone"]
    return bool(reachable or (named and author_kind is not AuthorKind.ANONYMOUS))


def _same_minute(one: time, other: time) -> bool:
    return (one.hour, one.minute) == (other.hour, other.minute)


def _shown(clock: time) -> str:
    return clock.isoformat(timespec="minutes")


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
