"""The registrations of one letter: the one that stands, and those annulled because the letter was
registered already, or in the wrong place (R3). Its author, who has the code of one of them, has
rights over all (R13)."""

from webapp.models import Comment, Correction, Submitter
from webapp.vocabulary import AnnulmentGround

_DATA = (Submitter.name, Submitter.organisation, Submitter.email, Submitter.phone)


def others(comment: Comment) -> list[Comment]:
    """The other registrations of the letter of an observation, oldest first."""
    found: dict[int, Comment] = {}
    waiting = [comment.fresh()]
    while waiting:
        each = waiting.pop()
        if each.id not in found:
            found[each.id] = each
            waiting += [*_annulled_beside(each), *_standing_for(each), *_with_the_same_data(each)]
    del found[comment.id]
    return sorted(found.values(), key=lambda each: each.id)


def _annulled_beside(comment: Comment) -> list[Comment]:
    number = comment.filing_number
    annulled = Comment.select(Comment, Correction).join(Correction, on=Comment.annulment)
    named = annulled.where(Correction.details.cast("text").contains(number))
    return [
        each
        for each in named
        if each.annulment.details["same_as"] == number and _is_of_one_letter(each, comment)
    ]


def _standing_for(comment: Comment) -> list[Comment]:
    """The one under which an annulled one says that the letter stays."""
    annulment = comment.annulment
    if annulment is None or annulment.details["ground"] != AnnulmentGround.DUPLICATE:
        return []
    standing = Comment.find(annulment.details["same_as"])
    return [standing] if standing and _is_of_one_letter(comment, standing) else []


def _is_of_one_letter(annulled: Comment, standing: Comment) -> bool:
    """Where a whole intake was annulled under one number, only the same text is the same letter:
    the others are of other people, and nothing that one of them does may touch another's data."""
    is_alone = len(annulled.annulment.details["comments"]) == 1
    return is_alone or annulled.body == standing.body


def _with_the_same_data(comment: Comment) -> list[Comment]:
    """Those with the same text of whoever gave the same data, if one of the two was annulled: of a
    whole intake nobody says one by one where each of its letters stays."""
    submitter = comment.submitter
    if submitter is None or not any(getattr(submitter, field.name) for field in _DATA):
        return []
    same = [field == getattr(submitter, field.name) for field in _DATA]
    found = Comment.select().join(Submitter).where(*same, Comment.body == comment.body)
    if comment.annulment_id is None:
        found = found.where(Comment.annulment.is_null(False))
    return list(found)
