"""Categories that the adjusted edition has and the one before has not, or the other way round, each
with its reason.

The title of one that is new goes from nothing to something, that of one withdrawn from something to
nothing (R9). The changes of one withdrawn name it as the edition before has it.
"""

from datetime import datetime

from peewee import fn

from webapp.models import Category, Change, Edition, Staff
from webapp.text.visible import is_blank
from webapp.vocabulary import PlanField, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import act, claim, record, require_about
from webapp.workflow.adjusting import Why, alter, require_adjustable
from webapp.workflow.incorporating import checking_incorporations
from webapp.workflow.refusals import Invalid, WrongState


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


def withdraw_category(
    category: Category,
    why: Why,
    *,
    version: int,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> None:
    """Take a category without actions out of the edition being adjusted, and say why. It stays in
    the editions before, under its number, and is brought back by undoing its change.

    Raises Invalid (R9), StaleCopy (R12), WrongState on a published edition (R1), for a category
    that has actions, and for one that is new in this edition.
    """
    edition = category.edition
    with act(by, Role.EDITOR), checking_incorporations(edition):
        require_about(about, edition.plan)
        source = require_adjustable(edition, at, in_round=True)
        why.check(edition)
        original = source.categories.where(Category.number == category.number).first()
        if original is None:
            raise WrongState(N_("This category is new: undo it instead of withdrawing it."))
        if category.wordings.exists():
            raise WrongState(N_("The category still has actions. Withdraw them first."))
        claim(category, version)
        own = (Change.edition == edition) & (Change.category == category)
        Change.update(category=original).where(own).execute()
        Category.delete().where(Category.id == category.id).execute()
        title = category.title
        record(Verb.CATEGORY_WITHDRAWN, category, by=by, at=at, plan=edition.plan, before=title)
        alter(
            edition, original, None, PlanField.CATEGORY_TITLE,
            before=original.title, after="", why=why, by=by, at=at, over=version,
        )  # fmt: skip


def withdrawable(edition: Edition) -> frozenset[int]:
    """The numbers of the categories that may be withdrawn from an edition being adjusted: those
    without actions that are not new in it."""
    source = edition.previous
    known = {each.number for each in source.categories} if source else set()
    empty = (category.number for category, wordings in edition.outline if not wordings)
    return frozenset(number for number in empty if number in known)
