"""A table → the outline of a plan, by the rules of how such tables are written.

A blank category cell means the category above. A row with nothing but a category, or one cell as
wide as the table, is the title of the rows below it. At the top of a page a category may be the
second half of a title, and a row with nothing but an activity the second half of an action.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from webapp.importing.columns import PlanColumn
from webapp.importing.faults import RowFault, UnreadableRow
from webapp.importing.table import Row, folded
from webapp.importing.values import months_in
from webapp.text.visible import is_blank
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Join, JoinKind

_STEP = r"(?:paso|fase|etapa|momento|componente|eje|linea|capitulo|parte|dimension)"
_NUMBER = r"(?:\d{1,2}|[ivx]{1,5})"
_ENDS_WITH_STEP = re.compile(rf"\b{_STEP} {_NUMBER}$")
_BEGINS_WITH_STEP = re.compile(rf"(?:{_STEP} )?{_NUMBER}\b")
_ENDS_OPEN = re.compile(
    r"[,;:\u2013-]$|\b(?:a|al|con|de|del|e|el|en|la|las|los|o|para|por|que|su|sus|u|y)$"
)


@dataclass(frozen=True)
class Assembled:
    """The categories read from a table, with what was left out and what was put together."""

    categories: tuple[CategoryOutline, ...]
    unreadable: tuple[UnreadableRow, ...]
    joined: tuple[Join, ...]


@dataclass
class _Category:
    title: str
    cell: str
    actions: list[ActionOutline] = field(default_factory=list)


def assemble(
    rows: Sequence[Row], headings: Sequence[str], mapping: Mapping[int, PlanColumn]
) -> Assembled:
    """The outline of the rows below the headings; repeated headings are already left out."""
    assembler = _Assembler(headings, mapping, paged=len({row.page for row in rows}) > 1)
    for at, row in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else None
        assembler.take(row, following)
    return assembler.result()


class _Assembler:
    def __init__(
        self, headings: Sequence[str], mapping: Mapping[int, PlanColumn], *, paged: bool
    ) -> None:
        self.headings = headings
        self.mapping = mapping
        self.paged = paged
        self.categories: list[_Category] = []
        self.unreadable: list[UnreadableRow] = []
        self.joined: list[Join] = []
        self.title_row: Row | None = None
        self.title = ""
        self.previous: Row | None = None

    def take(self, row: Row, following: Row | None) -> None:
        """Read one row."""
        if row.banner:
            self._announce(row, row.text)
        elif any(row.cells[len(self.headings) :]):
            self._leave_out(row, RowFault.TOO_MANY_CELLS)
        elif not is_blank(self._cell(row, PlanColumn.ACTIVITY)):
            self._take_action(row, following)
            self.previous = row
        elif row.filled == 1 and self._cell(row, PlanColumn.CATEGORY):
            self._announce(row, self._cell(row, PlanColumn.CATEGORY))
        else:
            self._leave_out(row, RowFault.NO_ACTIVITY)

    def result(self) -> Assembled:
        """All that was read."""
        self._drop_title()
        return Assembled(
            tuple(
                CategoryOutline(number=number, title=each.title, actions=tuple(each.actions))
                for number, each in enumerate(self.categories, start=1)
            ),
            tuple(self.unreadable),
            tuple(self.joined),
        )

    def _take_action(self, row: Row, following: Row | None) -> None:
        cell = self._cell(row, PlanColumn.CATEGORY)
        if self._continues_action(row, following):
            self._add_continuation(row)
            return
        self._place(row, cell)
        if self.categories:
            self._add_action(row)
        else:
            self._leave_out(row, RowFault.NO_CATEGORY)

    # --- categories

    def _announce(self, row: Row, title: str) -> None:
        """Keep a title that stands alone until an action comes below it."""
        self._drop_title()
        if not self.categories or title != self.categories[-1].cell:
            self.title_row, self.title = row, title

    def _drop_title(self) -> None:
        if self.title_row is not None:
            self._leave_out(self.title_row, RowFault.NO_ACTION_BELOW)
        self.title_row = None

    def _place(self, row: Row, cell: str) -> None:
        """Open the category of a row, or lengthen its title, when the row says one."""
        if cell and self.title_row is not None and cell != self.title:
            self._drop_title()
        title = cell or (self.title if self.title_row is not None else "")
        self.title_row = None
        if not title or (self.categories and title == self.categories[-1].cell):
            return
        if self._continues_title(row, title):
            self._join_title(title)
        else:
            self.categories.append(_Category(title, title))

    def _continues_title(self, row: Row, cell: str) -> bool:
        """Whether the title that opened in the last row of the page before goes on in this one.

        The break alone does not tell: the first part must look unfinished too.
        """
        if not self._tops_page(row) or not self.categories:
            return False
        category = self.categories[-1]
        if len(category.actions) != 1:
            return False
        names_step = _ENDS_WITH_STEP.search(folded(category.title))
        return (
            cell[0].islower()
            or bool(_ENDS_OPEN.search(category.title.casefold()))
            or bool(names_step and not _BEGINS_WITH_STEP.match(folded(cell)))
        )

    def _join_title(self, cell: str) -> None:
        category = self.categories[-1]
        parts = (category.title, cell)
        category.title, category.cell = " ".join(parts), cell
        code = str(len(self.categories))
        self.joined.append(Join(kind=JoinKind.CATEGORY_TITLE, code=code, parts=parts))

    # --- actions

    def _continues_action(self, row: Row, following: Row | None) -> bool:
        """Whether a row with nothing but an activity is the rest of the action above it.

        Where pages are known it must top one. Where they are not it must stand alone: several
        such rows in succession are actions still to be written.
        """
        if not self._is_bare(row) or self.title_row is not None or not self.categories:
            return False
        actions = self.categories[-1].actions
        if not actions or actions[-1].continues is not None:
            return False
        above = actions[-1]
        if not (above.improvement or above.term_text or above.efficacy_check):
            return False
        if self.paged:
            return self._tops_page(row)
        return following is None or not self._is_bare(following)

    def _is_bare(self, row: Row) -> bool:
        cell = self._cell(row, PlanColumn.CATEGORY)
        if cell and not (self.categories and cell in self._titles()):
            return False
        rest = (
            PlanColumn.IMPROVEMENT,
            PlanColumn.TERM,
            PlanColumn.EFFICACY_CHECK,
            PlanColumn.RESPONSIBLE_AREA,
        )
        return bool(self._cell(row, PlanColumn.ACTIVITY)) and not any(
            self._cell(row, column) for column in rest
        )

    def _titles(self) -> tuple[str, str]:
        return self.categories[-1].cell, self.categories[-1].title

    def _tops_page(self, row: Row) -> bool:
        return self.previous is not None and self.previous.page != row.page

    def _add_action(self, row: Row) -> None:
        actions = self.categories[-1].actions
        place = 1 + sum(1 for action in actions if action.continues is None)
        actions.append(self._action(row, f"{len(self.categories)}.{place}"))

    def _add_continuation(self, row: Row) -> None:
        actions = self.categories[-1].actions
        above = actions[-1]
        rest = replace(self._action(row, f"{above.code}.1"), continues=above.code)
        actions.append(rest)
        parts = (above.activity, rest.activity)
        self.joined.append(Join(kind=JoinKind.ACTION, code=rest.code, parts=parts))

    def _action(self, row: Row, code: str) -> ActionOutline:
        term = self._cell(row, PlanColumn.TERM)
        return ActionOutline(
            code=code,
            activity=self._cell(row, PlanColumn.ACTIVITY),
            improvement=self._cell(row, PlanColumn.IMPROVEMENT),
            term_months=months_in(term),
            term_text=term,
            efficacy_check=self._cell(row, PlanColumn.EFFICACY_CHECK),
            responsible_area=self._cell(row, PlanColumn.RESPONSIBLE_AREA),
            notes=self._notes(row),
        )

    # --- cells

    def _cell(self, row: Row, column: PlanColumn) -> str:
        for index, cell in enumerate(row.cells):
            if self.mapping.get(index) is column:
                return cell
        return ""

    def _notes(self, row: Row) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self.headings[index] or str(index + 1), cell)
            for index, cell in enumerate(row.cells)
            if cell and self.mapping.get(index) is PlanColumn.NOTE
        )

    def _leave_out(self, row: Row, fault: RowFault) -> None:
        self.unreadable.append(UnreadableRow(row.number, row.text, fault))
