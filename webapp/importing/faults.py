"""Why a file, or a row of it, could not be read."""

from dataclasses import dataclass

from webapp.vocabulary.messages import N_, Worded


class FileFault(Worded):
    """Why nothing of a file was read. What each message needs comes in the refusal's `params`."""

    EMPTY_FILE = "empty_file", N_("The file is empty.")
    TOO_LARGE = "too_large", N_("The file is larger than %(megabytes)s MB.")
    UNKNOWN_KIND = (
        "unknown_kind",
        N_("“%(name)s” cannot be read. Bring the plan in one of these formats: %(accepted)s."),
    )
    PDF = (
        "pdf",
        N_(
            "A PDF cannot be read as it is. Open it, copy its whole text into a text file, "
            "and bring that file with a name that ends in .txt."
        ),
    )
    OLD_OFFICE = (
        "old_office",
        N_(
            "The file has an old format of Word or Excel, or is locked with a password. "
            "Save it without a password as .docx or .xlsx."
        ),
    )
    NOT_WHAT_ITS_NAME_SAYS = (
        "not_what_its_name_says",
        N_("The name of the file ends in %(ending)s, but its content is something else: %(kind)s."),
    )
    NOT_TEXT = "not_text", N_("The content of the file is not text.")
    DAMAGED = "damaged", N_("The file is damaged and cannot be opened.")
    TOO_MANY_PARTS = (
        "too_many_parts",
        N_("The file has more than %(limit)s parts inside. That is not a plan."),
    )
    TOO_MUCH_INSIDE = (
        "too_much_inside",
        N_("Once opened, the file takes more than %(megabytes)s MB. That is not a plan."),
    )
    FORBIDDEN_CONTENT = (
        "forbidden_content",
        N_("The file carries definitions that could harm the server. Save it again and retry."),
    )
    TOO_MUCH_WORK = (
        "too_much_work",
        N_("Reading the file takes too much memory or time. Keep only the table of the plan."),
    )
    TOO_MANY_ROWS = (
        "too_many_rows",
        N_("The file has more than %(limit)s rows. Keep only the table of the plan."),
    )
    TOO_MANY_COLUMNS = (
        "too_many_columns",
        N_("The file has more than %(limit)s columns. Keep only the table of the plan."),
    )
    NO_TABLE = (
        "no_table",
        N_(
            "No table was found in the file. "
            "Each action goes in a row, and the columns have a heading."
        ),
    )
    EMPTY_TABLE = "empty_table", N_("The table has headings, but no row below them.")
    MISSING_COLUMN = (
        "missing_column",
        N_("These columns were not found: %(columns)s. Say which column of the file each one is."),
    )
    NO_ACTION_READ = "no_action_read", N_("No row of the table could be read as an action.")


class FileKind(Worded):
    """What a file really is, found from its content."""

    TEXT = "text", N_("text")
    XLSX = "xlsx", N_("an Excel workbook")
    DOCX = "docx", N_("a Word document")
    PDF = "pdf", N_("a PDF")
    OLD_OFFICE = "old_office", N_("an old or locked Office file")
    ARCHIVE = "archive", N_("a compressed archive")
    IMAGE = "image", N_("an image")
    OTHER = "other", N_("unknown data")


class RowFault(Worded):
    """Why one row was left out, or a part of it not understood."""

    NO_ACTIVITY = "no_activity", N_("The row does not say the management activity.")
    NO_CATEGORY = "no_category", N_("There is no category above the row.")
    NO_ACTION_BELOW = "no_action_below", N_("The category has no action below it.")
    TOO_MANY_CELLS = (
        "too_many_cells",
        N_("The row has more cells than the table has columns."),
    )
    OUTSIDE_COLUMNS = "outside_columns", N_("The line is not divided into columns.")
    WRONG_DATE = "wrong_date", N_("The date does not exist or cannot be understood.")


@dataclass(frozen=True)
class UnreadableRow:
    """A row left out: where it stands in the file, what it says and why."""

    row: int
    text: str
    fault: RowFault


class UnreadableFile(Exception):
    """A file refused whole: nothing of it was read."""

    def __init__(self, fault: FileFault, **params: object) -> None:
        super().__init__(fault.value, params)
        self.fault = fault
        self.params = params

    @property
    def message(self) -> str:
        """The fault's message, still with its placeholders."""
        return self.fault.message
