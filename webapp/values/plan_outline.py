"""A plan as plain data: what a reader brings in and what the draft checker looks at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from webapp.vocabulary.messages import N_, Worded


class Field(Worded):
    """What an action says about itself, as a person would name it in a sentence."""

    CATEGORY = "category", N_("category")
    ACTIVITY = "activity", N_("management activity")
    IMPROVEMENT = "improvement", N_("improvement")
    TERM = "term", N_("term")
    EFFICACY_CHECK = "efficacy_check", N_("efficacy check")
    RESPONSIBLE_AREA = "responsible_area", N_("responsible area")


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """The facts of the plan as the document has them; blank or None where it has none."""

    title: str = ""
    code: str = ""
    entity_name: str = ""
    tax_number: str = ""
    approved_on: date | None = None
    elaborated_on: date | None = None
    approved_by: str = ""
    minutes: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionOutline:
    """One action. `term_months` are calendar months; `term_text` is how the document put it."""

    code: str
    activity: str
    improvement: str = ""
    term_months: int | None = None
    term_text: str = ""
    efficacy_check: str = ""
    responsible_area: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    continues: str | None = None

    def text_of(self, which: Field) -> str:
        """The action's text in a field; empty for the category, which belongs to many actions."""
        return {
            Field.CATEGORY: "",
            Field.ACTIVITY: self.activity,
            Field.IMPROVEMENT: self.improvement,
            Field.TERM: self.term_text,
            Field.EFFICACY_CHECK: self.efficacy_check,
            Field.RESPONSIBLE_AREA: self.responsible_area,
        }[which]


@dataclass(frozen=True, kw_only=True)
class CategoryOutline:
    """A category and its rows in the order of the document."""

    number: int
    title: str
    actions: tuple[ActionOutline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A whole plan. An action's code is its category's number, a dot, and its place there."""

    facts: PlanFacts = field(default_factory=PlanFacts)
    categories: tuple[CategoryOutline, ...] = ()
    starts_on: date | None = None

    def rows(self) -> Iterator[ActionOutline]:
        """Every row, continuations included, in the order of the document."""
        for category in self.categories:
            yield from category.actions

    def actions(self) -> Iterator[ActionOutline]:
        """Every action; a continuation is a part of one, not one more."""
        return (row for row in self.rows() if row.continues is None)

    @property
    def action_count(self) -> int:
        """How many actions the plan has, continuations not counted."""
        return sum(1 for _ in self.actions())


class JoinKind(StrEnum):
    """What a page break had split."""

    CATEGORY_TITLE = "category_title"
    ACTION = "action"


@dataclass(frozen=True, kw_only=True)
class Join:
    """Something a reader put together again: where (category or row code) and from what parts."""

    kind: JoinKind
    code: str
    parts: tuple[str, ...]
