"""What a published answer says beside its text, as its pages list it."""

from flask_babel import gettext

from webapp.models import Answer
from webapp.web.filters import moment


def reasons_of(answer: Answer) -> list[tuple[str, str]]:
    """Why it was decided so, where the plan says it, who answers for it and since when."""
    rows = {
        gettext("Reason"): answer.reason,
        gettext("Where the plan says it"): answer.cites,
        gettext("Who answered"): answer.responsible_area,
        gettext("Published on"): moment(answer.published_at) if answer.published_at else "",
    }
    return [(name, text) for name, text in rows.items() if text]
