"""A draft takes in a corrected file: what would change, and changing it in one act.

Only categories and actions come from the file, and of an action only what the file has columns for.
An action that stays keeps its code.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from webapp.models import Action, Category, Edition, Plan, Wording
from webapp.text.visible import is_blank
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline
from webapp.vocabulary import PlanField
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, record
from webapp.workflow.drafting import editing, outline_of, place_action, unread_term
from webapp.workflow.proof_of_reading import require_proof
from webapp.workflow.refusals import Invalid, WrongState

NOTES = "notes"
_TERM_AS_READ = "Plazo"
"""The note under which a term stands that is no number of months."""
Row = TypeVar("Row", CategoryOutline, ActionOutline)


@dataclass(frozen=True, kw_only=True)
class Revision(Generic[Row]):
    """A category or an action as the draft has it and as the file has it, None where one of them
    has it not. `before` and `after` are what differs, by field."""

    drafted: Row | None
    read: Row | None
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def differs(self) -> bool:
        """Whether the file says anything else than the draft."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class CategoryRevision:
    """A category with its actions, in the order of the file; what that has not comes last."""

    own: Revision[CategoryOutline]
    actions: Sequence[Revision[ActionOutline]]

    @property
    def differs(self) -> bool:
        """Whether anything in it would change."""
        return self.own.differs or any(each.differs for each in self.actions)


def revisions(
    edition: Edition, outline: Outline, fields: Collection[PlanField], *, notes: bool
) -> list[CategoryRevision]:
    """What a draft would become by a file, category by category. `fields` are those of an action
    that the file has columns for; `notes` says whether it has any for notes."""
    pairs = _paired(outline_of(edition).categories, outline.categories, _title, _number)
    return [_of_category(drafted, read, fields, notes) for drafted, read in pairs]


def _of_category(
    drafted: CategoryOutline | None,
    read: CategoryOutline | None,
    fields: Collection[PlanField],
    notes: bool,
) -> CategoryRevision:
    rows = drafted.actions if drafted else (), read.actions if read else ()
    title = PlanField.CATEGORY_TITLE.value
    return CategoryRevision(
        own=Revision(
            drafted=drafted,
            read=read,
            before={title: drafted.title} if drafted else {},
            after={title: read.title} if read else {},
        ),
        actions=[
            _of_action(before, after, fields, notes)
            for before, after in _paired(*rows, _activity, _place)
        ],
    )


def _of_action(
    drafted: ActionOutline | None,
    read: ActionOutline | None,
    fields: Collection[PlanField],
    notes: bool,
) -> Revision[ActionOutline]:
    before, after = _texts(drafted, fields), _texts(read, fields)
    if drafted:
        before[NOTES] = _plain(drafted.notes)
    if read:
        own = read.notes if notes or drafted is None else _but_term(drafted.notes, fields)
        after[NOTES] = [*_plain(own), *unread_term(read)]
    same = {name for name in before if before[name] == after.get(name)} if read else set()
    return Revision(
        drafted=drafted,
        read=read,
        before={name: text for name, text in before.items() if name not in same},
        after={name: text for name, text in after.items() if name not in same},
    )


def _texts(row: ActionOutline | None, fields: Collection[PlanField]) -> dict[str, Any]:
    return {field.value: getattr(row, field.value) for field in fields} if row else {}


def _plain(notes: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(each) for each in notes]


def _but_term(
    notes: Sequence[tuple[str, str]], fields: Collection[PlanField]
) -> Sequence[tuple[str, str]]:
    """The notes of the draft, without the term that the file gives anew."""
    if PlanField.TERM_MONTHS not in fields:
        return notes
    return [each for each in notes if each[0] != _TERM_AS_READ]


def _title(row: CategoryOutline) -> object:
    return " ".join(row.title.split()).casefold()


def _number(row: CategoryOutline) -> object:
    return row.number


def _activity(row: ActionOutline) -> object:
    return row.continues is None, " ".join(row.activity.split()).casefold()


def _place(row: ActionOutline) -> object:
    return row.continues is None, row.code.partition(".")[2]


def _paired(
    drafted: Sequence[Row], read: Sequence[Row], *likenesses: Callable[[Row], object]
) -> list[tuple[Row | None, Row | None]]:
    """Each row of the file beside the one of the draft that it corrects, the most alike; those that
    the file has not come last."""
    left = list(drafted)
    found: dict[int, Row] = {}
    for likeness in likenesses:
        for place, row in enumerate(read):
            alike = (each for each in left if likeness(each) == likeness(row))
            if place not in found and (match := next(alike, None)):
                found[place] = match
                left.remove(match)
    pairs: list[tuple[Row | None, Row | None]] = []
    pairs.extend((found.get(place), row) for place, row in enumerate(read))
    pairs.extend((row, None) for row in left)
    return pairs


# --- doing it -------------------------------------------------------------------------------------


def take_in(
    plan: Plan,
    outline: Outline,
    fields: Collection[PlanField],
    *,
    notes: bool,
    read: str,
    by: Actor,
    at: datetime,
) -> None:
    """Make the draft say what a corrected file says. `read` is the proof of the draft against which
    the differences were shown.

    Raises Invalid, and WrongState when nothing would change or the draft was changed since.
    """
    if not outline.action_count or any(is_blank(row.activity) for row in outline.rows()):
        raise Invalid(activity=N_("Write the management activity."))
    edition = plan.draft_edition
    if edition is None:
        raise WrongState(N_("A published edition never changes."))
    with editing(edition, by, at):
        require_proof(plan.fresh(), read)
        wanted = revisions(edition, outline, fields, notes=notes)
        if not any(each.differs for each in wanted):
            raise WrongState(N_("The file says the same as the draft: there is nothing to change."))
        before, after = dict(_drafted(wanted)), dict(_read(wanted))
        _Draft(edition).revise(wanted)
        record(Verb.PLAN_REVISED, edition, by=by, at=at, plan=plan, before=before, after=after)


def _drafted(wanted: Sequence[CategoryRevision]) -> Iterator[tuple[str, Any]]:
    """The texts of the draft that change, by number or code."""
    for category in wanted:
        if category.own.differs and category.own.drafted:
            yield str(category.own.drafted.number), category.own.drafted.title
        for each in category.actions:
            if each.differs and each.drafted:
                yield each.drafted.code, [each.before]


def _read(wanted: Sequence[CategoryRevision]) -> Iterator[tuple[str, Any]]:
    """Their texts in the file; what is new has a plus and the code that the file gave it."""
    for category in wanted:
        if category.own.differs and (read := category.own.read):
            drafted = category.own.drafted
            yield str(drafted.number) if drafted else f"+{read.number}", read.title
        for each in category.actions:
            if each.differs and each.read:
                yield each.drafted.code if each.drafted else f"+{each.read.code}", [each.after]


class _Draft:
    """The rows of a draft while a file revises them."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._categories = {each.number: each for each in edition.categories}
        self._wordings = {each.action.code: each for each in edition.wordings}
        self._became: dict[str, Action] = {}
        """The action that each row of the file is, by the code that the file gave it."""

    def revise(self, wanted: Sequence[CategoryRevision]) -> None:
        """Add and change first, so that no code is given twice; then take out, and order."""
        placed: list[tuple[int, Wording]] = []
        for each in wanted:
            if each.own.read:
                category = self._category(each.own.drafted, each.own.read)
                rows = [(one, one.read) for one in each.actions]
                wordings = [self._wording(category, one, read) for one, read in rows if read]
                placed.extend((category.number, wording) for wording in wordings)
        for each in wanted:
            self._take_out(
                [one.drafted.code for one in each.actions if one.drafted and not one.read]
            )
            if each.own.drafted and not each.own.read:
                self._categories[each.own.drafted.number].delete_instance()
        for position, (_, wording) in enumerate(sorted(placed, key=lambda pair: pair[0]), start=1):
            Action.update(position=position).where(Action.id == wording.action_id).execute()

    def _category(self, drafted: CategoryOutline | None, read: CategoryOutline) -> Category:
        title = read.title.strip()
        if drafted is None:
            number = max(self._categories, default=0) + 1
            self._categories[number] = Category.create(
                edition=self._edition, number=number, title=title
            )
            return self._categories[number]
        category = self._categories[drafted.number]
        if drafted.title != read.title:
            Category.update(title=title, version=Category.version + 1).where(
                Category.id == category.id
            ).execute()
        return category

    def _wording(
        self, category: Category, wanted: Revision[ActionOutline], read: ActionOutline
    ) -> Wording:
        parent = self._became.get(read.continues or "")
        if wanted.drafted is None:
            texts = {PlanField(name): text for name, text in wanted.after.items() if name != NOTES}
            notes = wanted.after[NOTES]
            wording = place_action(category, texts, notes=notes, continues=parent)
        else:
            wording = self._wordings[wanted.drafted.code]
            if wanted.differs:
                Wording.update(version=Wording.version + 1, **wanted.after).where(
                    Wording.id == wording.id
                ).execute()
            Action.update(continues=parent).where(Action.id == wording.action_id).execute()
        self._became[read.code] = wording.action
        return wording

    def _take_out(self, codes: Sequence[str]) -> None:
        for code in sorted(codes, key=len, reverse=True):  # a continuation before what it continues
            wording = self._wordings[code]
            Wording.delete().where(Wording.id == wording.id).execute()
            Action.delete().where(Action.id == wording.action_id).execute()
