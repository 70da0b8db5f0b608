"""The identity of a minor is never stored, and an unclear age is a minor's (R14)."""

from webapp.models import Comment
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import Ground


def are_protected_in(comment: Comment) -> bool:
    """Whether an observation is withheld, or words of it suppressed, to protect a minor."""
    kinds = {each["kind"] for each in comment.redactions}
    return comment.ground is Ground.MINOR or RedactionKind.MINOR in kinds


def may_have_written(comment: Comment) -> bool:
    """Whether a minor may have written an observation, whose identity is then not taken in. Not
    where a minor is protected and there are data of a submitter: then whoever moderated it has
    confirmed that its author is of age."""
    return comment.is_minor or (are_protected_in(comment) and comment.submitter is None)
