"""What the adjusted edition says of itself: what differs is a change, and says why (R9)."""

from datetime import datetime

from webapp.models import Change, Edition, Staff
from webapp.models.change import as_text
from webapp.vocabulary import FACT_FIELDS, Role
from webapp.vocabulary.messages import N_
from webapp.workflow.acts import act, claim, require_about
from webapp.workflow.adjusting import Why, alter, require_adjustable
from webapp.workflow.drafting import Facts
from webapp.workflow.incorporating import checking_incorporations
from webapp.workflow.refusals import Invalid


def edit_facts(
    edition: Edition,
    facts: Facts,
    why: Why,
    *,
    version: int,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> list[Change]:
    """Change what the first page of the edition being adjusted will say, and say why.

    The reason is that of the facts altered now, and of no other; one put back as the edition
    before has it is a change no more. Raises Invalid (R9), StaleCopy (R12), WrongState on a
    published edition (R1).
    """
    facts.check()
    with act(by, Role.EDITOR), checking_incorporations(edition):
        require_about(about, edition.plan)
        source, stored = require_adjustable(edition, at), edition.fresh()
        wanted = {each: getattr(facts, each.value) for each in FACT_FIELDS}
        altered = {
            each: value.strip() if isinstance(value, str) else value
            for each, value in wanted.items()
            if value != getattr(stored, each.value)
        }
        if not altered:
            raise Invalid(title=N_("You have not changed anything."))
        why.check(edition)
        claim(edition, version)
        values = {each.value: value for each, value in altered.items()}
        Edition.update(values).where(Edition.id == edition.id).execute()
        made = [
            alter(
                edition, None, None, each,
                before=as_text(getattr(source, each.value)), after=as_text(value),
                why=why, by=by, at=at, over=version,
            )
            for each, value in altered.items()
        ]  # fmt: skip
        return [each for each in made if each]
