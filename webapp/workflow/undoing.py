"""Undoing a change of the edition being adjusted, before it is published."""

from datetime import datetime

from webapp.models import Action, Category, Change, Edition, Wording
from webapp.vocabulary import PlanField, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record, require_about
from webapp.workflow.adjusting import copied, drop, identity, require_adjustable, touch, turn_of
from webapp.workflow.incorporating import checking_incorporations
from webapp.workflow.refusals import WrongState


def undo(
    change: Change, *, version: int, about: str | None = None, by: Actor, at: datetime
) -> None:
    """Put the changed field back as the edition before has it; of an action or a category that is
    new or withdrawn, the whole of it.

    Raises WrongState for a continuation whose action is withdrawn, for an action whose category is,
    and for a new category that has actions.
    """
    with act(by, Role.EDITOR), checking_incorporations(change.edition):
        require_about(about, change.edition.plan, *identity(change))
        source = require_adjustable(change.edition, at)
        claim(change, version)
        if change.action and turn_of(change, source):
            _undo_whole(change, change.action, source, by=by, at=at)
            return
        if change.field is PlanField.CATEGORY_TITLE and not change.before:
            _undo_category(change, by=by, at=at)
            return
        if change.field is PlanField.CATEGORY_TITLE and not change.after:
            _restore_category(change, by=by, at=at)
            return
        touch(change, back=True)
        drop(change, by=by, at=at)


def _undo_whole(
    change: Change, action: Action, source: Edition, *, by: Actor, at: datetime
) -> None:
    edition = change.edition
    changes = Change.listed(Change.edition == edition, Change.action == action)
    wording, original = action.wording_in(edition), action.wording_in(source)
    for each in changes:
        drop(each, by=by, at=at)
    if wording:
        content = wording.content()
        Wording.delete().where(Wording.id == wording.id).execute()
        Action.delete().where(Action.id == action.id).execute()
        record(Verb.ACTION_REMOVED, wording, by=by, at=at, plan=edition.plan, before=content)
    elif original and change.category:
        if change.category.edition_id != edition.id:
            raise WrongState(N_("Bring back its category first."))
        if action.continues and action.continues.wording_in(edition) is None:
            raise WrongState(N_("Bring back the action that it continues first."))
        # Later than any copy of it that somebody may still have open (R12).
        version = max(each.version for each in changes) + 1
        restored = copied(original, edition, change.category, version=version)
        after = restored.content()
        record(Verb.ACTION_RESTORED, restored, by=by, at=at, plan=edition.plan, after=after)


def _undo_category(change: Change, *, by: Actor, at: datetime) -> None:
    """Take back a category that is new, while it has no actions."""
    category, edition = change.category, change.edition
    if category is None or category.wordings.exists():
        raise WrongState(N_("The category still has actions. Remove them first."))
    title = category.title
    drop(change, by=by, at=at)
    Category.delete().where(Category.id == category.id).execute()
    record(Verb.CATEGORY_REMOVED, category, by=by, at=at, plan=edition.plan, before=title)


def _restore_category(change: Change, *, by: Actor, at: datetime) -> None:
    """Bring back a category that was withdrawn, without the actions that were withdrawn of it."""
    withdrawn, edition = change.category, change.edition
    if withdrawn is None:
        raise ValueError("the change of a category's title names the category")
    # Later than any copy of it that somebody may still have open (R12).
    category = Category.create(
        edition=edition,
        number=withdrawn.number,
        title=withdrawn.title,
        version=change.version + 1,
    )
    Change.update(category=category).where(
        Change.edition == edition, Change.category == withdrawn
    ).execute()
    drop(change, by=by, at=at)
    title = category.title
    record(Verb.CATEGORY_RESTORED, category, by=by, at=at, plan=edition.plan, after=title)
