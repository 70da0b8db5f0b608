"""Who has an observation, as its own fragment of the desk shows it."""

from typing import Any

from webapp.models import Comment, Handling, Note, Staff
from webapp.workflow import handling, segregating


def holder_of(comment: Comment, staff: Staff) -> dict[str, Any]:
    """What `desk/handling/_holder.html` needs, for one reader."""
    return {
        "comment": comment,
        "holder": Handling.of(comment),
        "notes": Note.on(comment),
        "is_impeded": segregating.is_impeded(comment, staff),
        "may_pass_on": handling.may_pass_on(comment, staff),
    }
