"""Words that were covered are not published again in a later text: a cover is of whole texts, and
one mended comma makes another text of the same words (R13, R21).

Who may read them again says so in the correction that lifts the cover.
"""

from collections.abc import Iterable

from webapp.models import Answer, Change, Edition, Part, Plan
from webapp.models.base import as_read, something_is_covered
from webapp.models.edition_content import changes_of
from webapp.text import redaction
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import TextPlace
from webapp.vocabulary.messages import N_
from webapp.workflow import public_texts
from webapp.workflow.refusals import Invalid, WrongState

LEADING_TO_SOMEBODY = (
    RedactionKind.NAME, RedactionKind.DOCUMENT, RedactionKind.ADDRESS, RedactionKind.PHONE,
    RedactionKind.EMAIL,
)  # fmt: skip
"""What tells of a person wherever it stands. Other data are made of everyday words, which another
text may need: an illness that was covered does not forbid an action against it."""

SAYS_AGAIN = N_(
    "This says again words that were covered in this plan. Write it without them; if they may be "
    "read, the cover is lifted first."
)


def require_unsaid(plan: Plan, **texts: str) -> None:
    """Raise Invalid, under the name of each text, for one that says again what was covered in a
    plan."""
    hidden = hidden_words(plan)
    faults = {name: SAYS_AGAIN for name, text in texts.items() if _says(hidden, text)}
    if faults:
        raise Invalid(**faults)


def saying_again(edition: Edition) -> list[Change]:
    """The changes of an edition in preparation that say again what was covered in its plan: they
    may have been written before."""
    hidden = hidden_words(edition.plan)
    changes = changes_of(edition) if hidden else []
    return [each for each in changes if _says(hidden, each.after, each.reason)]


def require_unsaid_by(answers: Iterable[Answer]) -> None:
    """Raise WrongState, naming the observations, when answers say again what was covered: they may
    have been written before."""
    if not something_is_covered():
        return
    hidden: dict[int, set[str]] = {}
    saying = []
    for each in answers:
        plan = each.comment.plan
        if plan.id not in hidden:
            hidden[plan.id] = hidden_words(plan)
        rows: list[Answer | Part] = [each, *Part.of_letter(each.comment)]
        said = [text for row in rows for text in (row.text, row.reason, row.cites)]
        if _says(hidden[plan.id], *said):
            saying.append(each.comment.filing_number)
    if saying:
        raise WrongState(
            N_(
                "These answers say again words that were covered in this plan: %(numbers)s. "
                "Return them to be written without those words."
            ),
            numbers=", ".join(saying),
        )


def hidden_words(plan: Plan) -> set[str]:
    """What leads to somebody and was covered in a plan, and is read in none of its texts.

    Names of files are left out: the whole of one is covered, whatever words it is made of.
    """
    if not something_is_covered():
        return set()
    texts = list(public_texts.of_plan(plan))
    covered = {
        each.text[start:end]
        for each in texts
        for start, end, kind in each.spans
        if kind in LEADING_TO_SOMEBODY and each.place is not TextPlace.DOCUMENT
    }
    read = "\n".join(redaction.apply(each.text, each.spans) for each in texts)
    return {words for words in covered if not redaction.find(read, words)}


def _says(hidden: set[str], *texts: str) -> bool:
    read = [as_read(each) for each in texts if each]
    return any(redaction.find(text, words) for text in read for words in hidden)
