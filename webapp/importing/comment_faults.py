"""Why a file of observations, or a row of it, could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.importing.comment_columns import CommentColumn
from webapp.importing.faults import FileFault, UnreadableFile
from webapp.vocabulary.messages import N_, Worded

_MESSAGES: Mapping[FileFault, str] = {
    FileFault.UNKNOWN_KIND: N_(
        "“%(name)s” cannot be read. Bring the observations in one of these formats: %(accepted)s."
    ),
    FileFault.PDF: N_(
        "A PDF cannot be read. Bring the observations in a spreadsheet, one in each row."
    ),
    FileFault.OLD_OFFICE: N_(
        "The file has an old format of Excel, or is locked with a password. "
        "Save it without a password as .xlsx."
    ),
    FileFault.TOO_MANY_PARTS: N_(
        "The file has more than %(limit)s parts inside. Keep only the table of observations."
    ),
    FileFault.TOO_MUCH_INSIDE: N_(
        "Once opened, the file takes more than %(megabytes)s MB. "
        "Divide the observations into several files."
    ),
    FileFault.TOO_MUCH_WORK: N_(
        "Reading the file takes too much memory or time. "
        "Divide the observations into several files."
    ),
    FileFault.TOO_MANY_ROWS: N_(
        "The file has more than %(limit)s observations. Divide them into several files."
    ),
    FileFault.TOO_MANY_COLUMNS: N_(
        "The file has more than %(limit)s columns. Keep only the table of observations."
    ),
    FileFault.NO_TABLE: N_(
        "No table was found in the file. "
        "Each observation goes in a row, and the columns have a heading."
    ),
}


class UnreadableComments(UnreadableFile):
    """A file of observations refused whole: nothing of it was read."""

    @property
    def message(self) -> str:
        """The fault's message, still with its placeholders."""
        return _MESSAGES.get(self.fault, self.fault.message)


class CommentFault(Worded):
    """Why one field of a row could not be read."""

    NO_TEXT = "no_text", N_("The observation has no text.")
    TOO_LONG = "too_long", N_("It has %(length)s characters; up to %(limit)s fit.")
    UNKNOWN_WORD = (
        "unknown_word",
        N_("“%(text)s” is not understood. Write one of these: %(accepted)s."),
    )
    NOT_YES_OR_NO = "not_yes_or_no", N_("“%(text)s” is not understood. Write “sí” or “no”.")
    WRONG_DATE = (
        "wrong_date",
        N_("“%(text)s” is not a date. Write it as day/month/year: 14/11/2024."),
    )
    WRONG_TIME = "wrong_time", N_("“%(text)s” is not a time. Write it like this: 14:30.")
    TIME_WITHOUT_DATE = "time_without_date", N_("There is a time, but no date.")
    TWO_TIMES = "two_times", N_("The date says %(with_date)s, but the time says %(alone)s.")
    ACTION_BECAME_DATE = (
        "action_became_date",
        N_(
            "The spreadsheet turned the number of the action into a date (%(text)s). "
            "Write it again as text."
        ),
    )
    WRONG_EMAIL = "wrong_email", N_("“%(text)s” is not an e-mail address.")
    NO_CONSENT = (
        "no_consent",
        N_(
            "The row has personal data, but does not say that the person authorised their use. "
            "Write “sí” if that is so, or remove the data."
        ),
    )
    REPEATED_NUMBER = (
        "repeated_number",
        N_("The number “%(text)s” already stands in row %(first)s."),
    )
    TOO_MANY_CELLS = "too_many_cells", N_("The row has more cells than the table has columns.")


@dataclass(frozen=True)
class CommentRowFault:
    """One fault of one field: the row in the file, the column (None: the row), why."""

    row: int
    column: CommentColumn | None
    fault: CommentFault
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The fault's message, still with its placeholders."""
        return self.fault.message
