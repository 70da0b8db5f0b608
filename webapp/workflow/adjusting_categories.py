"""Categories that the adjusted edition has and the one before has not, each with its reason."""

from datetime import datetime

from peewee import fn

from webapp.models import Category, Edition, Staff
from webapp.text.visible import is_blank
from webapp.vocabulary import PlanField, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import act, record, require_about
from webapp.workflow.adjusting import Why, alter, require_adjustable
from webapp.workflow.refusals import Invalid


def add_category(
    edition: Edition, title: str, why: Why, *, about: str | None = None, by: Staff, at: datetime
) -> Category:
    """Add a category at the end of the edition being adjusted, and say why. Its number is one that
    the plan never gave; it is taken back by undoing its change, while it has no actions.

    Raises Invalid (R9), WrongState on a published edition (R1) and one with corrections of form.
    """
    with act(by, Role.EDITOR):
        require_about(about, edition.plan)
        require_adjustable(edition, at, in_round=True)
        if is_blank(title):
            raise Invalid(title=N_("Write the title of the category."))
        why.check(edition)
        given = Category.select(fn.MAX(Category.number)).join(Edition)
        last = given.where(Edition.plan == edition.plan).scalar()
        category = Category.create(edition=edition, number=(last or 0) + 1, title=title.strip())
        record(Verb.CATEGORY_ADDED, category, by=by, at=at, plan=edition.plan, after=category.title)
        alter(
            edition, category, None, PlanField.CATEGORY_TITLE,
            before="", after=category.title, why=why, by=by, at=at,
        )  # fmt: skip
        return category
