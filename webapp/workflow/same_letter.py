"""The registrations of one letter: the one that stands, and those annulled because the letter was
registered already (R3). Its author, who has the code of one of them, has rights over all (R13)."""

from webapp.models import Comment, Correction
from webapp.vocabulary import AnnulmentGround


def others(comment: Comment) -> list[Comment]:
    """The other registrations of the letter of an observation, oldest first."""
    found: dict[int, Comment] = {}
    waiting = [comment.fresh()]
    while waiting:
        each = waiting.pop()
        if each.id not in found:
            found[each.id] = each
            waiting += [*_annulled_beside(each), *_standing_for(each)]
    del found[comment.id]
    return sorted(found.values(), key=lambda each: each.id)


def _annulled_beside(comment: Comment) -> list[Comment]:
    number = comment.filing_number
    annulled = Comment.select(Comment, Correction).join(Correction, on=Comment.annulment)
    named = annulled.where(Correction.details.cast("text").contains(number))
    return [each for each in named if each.annulment.details["same_as"] == number]


def _standing_for(comment: Comment) -> list[Comment]:
    """The one under which an annulled one says that the letter stays. Where a whole intake was
    annulled under one number, only the same text is the same letter: the others are of other
    people, and nothing that they do may touch its data."""
    annulment = comment.annulment
    if annulment is None or annulment.details["ground"] != AnnulmentGround.DUPLICATE:
        return []
    standing = Comment.find(annulment.details["same_as"])
    is_alone = len(annulment.details["comments"]) == 1
    return [standing] if standing and (is_alone or standing.body == comment.body) else []
