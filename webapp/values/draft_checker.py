"""What can be found wrong with a draft by reading it: never a judgement, always computable.

Publishing with open findings stays possible; it is then a decision somebody takes knowingly.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from webapp.values.plan_outline import ActionOutline, Field, Join, JoinKind, Outline
from webapp.vocabulary.messages import N_, Worded

SAME_CHECK_IN_AT_LEAST = 3


class FindingKind(Worded):
    """What was found; the order is the order in which findings are shown."""

    APPROVED_BEFORE_ELABORATED = (
        "approved_before_elaborated",
        N_(
            "The plan says it was approved on %(approved_on)s, "
            "before it was drawn up (%(elaborated_on)s)."
        ),
    )
    NO_START_DATE = (
        "no_start_date",
        N_("The plan does not say from which date the terms count."),
    )
    CATEGORY_TITLE_SPLIT = (
        "category_title_split",
        N_("The title of category %(code)s came in two parts. Check that it reads: “%(title)s”."),
    )
    EMPTY_COLUMN = (
        "empty_column",
        N_("No action of the plan says this: %(field)s."),
    )
    EMPTY_CELLS = (
        "empty_cells",
        N_("In %(code)s this is missing: %(fields)s."),
    )
    UNREADABLE_TERM = (
        "unreadable_term",
        N_("The term of %(code)s is not a number of months or years: “%(term)s”."),
    )
    REPEATED_IMPROVEMENT = (
        "repeated_improvement",
        N_("The improvement of %(code)s repeats the activity word for word."),
    )
    REPEATED_ACTIVITY = (
        "repeated_activity",
        N_("The same activity stands in several actions: %(codes)s."),
    )
    IDENTICAL_EFFICACY_CHECKS = (
        "identical_efficacy_checks",
        N_("Actions with the very same efficacy check (“%(text)s”): %(count)s."),
    )
    NO_RESPONSIBLE_AREA = (
        "no_responsible_area",
        N_("Actions without a responsible area: %(count)s."),
    )


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding: on an action or category (`code`), on several (`codes`), or on the plan.

    `params` fill the placeholders of the kind's message; see `vocabulary.messages.sentence`.
    """

    kind: FindingKind
    code: str | None = None
    codes: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The kind's message, still with its placeholders."""
        return self.kind.message

    @property
    def actions(self) -> tuple[str, ...]:
        """The codes of the actions in which it is mended; none for the plan or a category."""
        if self.kind is FindingKind.CATEGORY_TITLE_SPLIT:
            return ()
        return self.codes or ((self.code,) if self.code else ())

    @property
    def is_in_the_facts(self) -> bool:
        """Whether it is mended on the page of the plan's facts."""
        return self.kind in (FindingKind.APPROVED_BEFORE_ELABORATED, FindingKind.NO_START_DATE)


def check(outline: Outline, *, joined: Sequence[Join] = ()) -> list[Finding]:
    """Everything found in a draft, document first, then action by action.

    `joined` is what a reader put together again; a draft that is stored has none.
    """
    found = [
        *_dates(outline),
        *_split_titles(outline, joined),
        *_empty_columns(outline),
        *_empty_cells(outline),
        *_unreadable_terms(outline),
        *_repeated_improvements(outline),
        *_repeated_activities(outline),
        *_identical_checks(outline),
        *_without_area(outline),
    ]
    order = list(FindingKind)
    return sorted(found, key=lambda finding: order.index(finding.kind))


def _dates(outline: Outline) -> Iterator[Finding]:
    approved, elaborated = outline.facts.approved_on, outline.facts.elaborated_on
    if approved and elaborated and approved < elaborated:
        yield Finding(
            kind=FindingKind.APPROVED_BEFORE_ELABORATED,
            params={"approved_on": approved, "elaborated_on": elaborated},
        )
    if outline.starts_on is None:
        yield Finding(kind=FindingKind.NO_START_DATE)


def _split_titles(outline: Outline, joined: Iterable[Join]) -> Iterator[Finding]:
    titles = {str(category.number): category.title for category in outline.categories}
    for join in joined:
        if join.kind is JoinKind.CATEGORY_TITLE and join.code in titles:
            yield Finding(
                kind=FindingKind.CATEGORY_TITLE_SPLIT,
                code=join.code,
                params={"code": join.code, "title": titles[join.code]},
            )


_OWN_FIELDS = (Field.IMPROVEMENT, Field.TERM, Field.EFFICACY_CHECK)


def _fields_in_use(outline: Outline) -> tuple[Field, ...]:
    return tuple(
        each for each in _OWN_FIELDS if any(action.text_of(each) for action in outline.rows())
    )


def _empty_columns(outline: Outline) -> Iterator[Finding]:
    used = _fields_in_use(outline)
    for each in _OWN_FIELDS if outline.action_count else ():
        if each not in used:
            yield Finding(kind=FindingKind.EMPTY_COLUMN, params={"field": each})


def _empty_cells(outline: Outline) -> Iterator[Finding]:
    used = (Field.ACTIVITY, *_fields_in_use(outline))
    for row in outline.rows():
        missing = tuple(each for each in used if not row.text_of(each))
        if missing:
            yield Finding(
                kind=FindingKind.EMPTY_CELLS,
                code=row.code,
                params={"code": row.code, "fields": missing},
            )


def _unreadable_terms(outline: Outline) -> Iterator[Finding]:
    for row in outline.rows():
        if row.term_text and row.term_months is None:
            yield Finding(
                kind=FindingKind.UNREADABLE_TERM,
                code=row.code,
                params={"code": row.code, "term": row.term_text},
            )


def _repeated_improvements(outline: Outline) -> Iterator[Finding]:
    for row in outline.rows():
        if row.improvement and _same_words(row.improvement) == _same_words(row.activity):
            yield Finding(
                kind=FindingKind.REPEATED_IMPROVEMENT, code=row.code, params={"code": row.code}
            )


def _repeated_activities(outline: Outline) -> Iterator[Finding]:
    for codes in _alike(outline.rows(), lambda row: row.activity).values():
        if len(codes) > 1:
            yield Finding(kind=FindingKind.REPEATED_ACTIVITY, codes=codes, params={"codes": codes})


def _identical_checks(outline: Outline) -> Iterator[Finding]:
    texts = {_same_words(row.efficacy_check): row.efficacy_check for row in outline.actions()}
    for words, codes in _alike(outline.actions(), lambda row: row.efficacy_check).items():
        if len(codes) >= SAME_CHECK_IN_AT_LEAST:
            yield Finding(
                kind=FindingKind.IDENTICAL_EFFICACY_CHECKS,
                codes=codes,
                params={"text": texts[words], "count": len(codes), "codes": codes},
            )


def _without_area(outline: Outline) -> Iterator[Finding]:
    codes = tuple(row.code for row in outline.actions() if not row.responsible_area)
    if codes:
        yield Finding(
            kind=FindingKind.NO_RESPONSIBLE_AREA,
            codes=codes,
            params={"count": len(codes), "codes": codes},
        )


def _alike(
    rows: Iterable[ActionOutline], text: Callable[[ActionOutline], str]
) -> dict[str, tuple[str, ...]]:
    """The codes of the rows with the same text, by that text; blank rows left out."""
    groups: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in rows:
        words = _same_words(text(row))
        if words:
            groups[words] += (row.code,)
    return dict(groups)


def _same_words(text: str) -> str:
    """The text as it is compared word for word: case, spacing and a final stop do not count."""
    return " ".join(text.casefold().split()).rstrip(" .;")
