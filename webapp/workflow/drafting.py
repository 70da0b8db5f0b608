"""Writing a draft: from an outline to a first edition, and every edit until it is announced."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from webapp.models import Action, Category, Document, DocumentContent, Edition, Plan, Wording
from webapp.text import markup
from webapp.text.normal_form import bare
from webapp.text.visible import is_blank
from webapp.values import working_days
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline, PlanFacts
from webapp.vocabulary import PlanField, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record, require_about
from webapp.workflow.covered_words import refuse_covered
from webapp.workflow.plan_steps import require_closable, require_draft
from webapp.workflow.reasons import require_reason
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.sent_file import SentFile

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
RESERVED_SLUGS = frozenset({"descartados", "importar"})
"""Words that the desk's own addresses have in the place of a plan's slug."""
LONGEST_SUMMARY = 300
"""Words that a plain-language summary may have."""
LONGEST_TERM = 240
"""Calendar months that an action's term may have."""
FIRST_START, LAST_START = (
    date(working_days.FIRST_YEAR, 1, 1),
    date(working_days.LAST_YEAR - 21, 12, 31),
)
"""Between these, every term ends within the years whose holidays are known."""


def slug_of(title: str) -> str:
    """An address made from a title: lower case, no accents, words joined by hyphens."""
    plain = bare(title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def free_slug(title: str) -> str:
    """An address made from a title that no plan has yet; empty when the title has no letters."""
    slug = slug_of(title)
    return free_slug_like(slug) if slug else ""


def free_slug_like(slug: str) -> str:
    """An address itself while no plan has it, else with the next number behind it."""
    taken = {plan.slug for plan in Plan.select(Plan.slug).where(Plan.slug.startswith(slug))}
    taken |= RESERVED_SLUGS
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the first page of a plan says."""

    title: str
    code: str = ""
    summary: str = ""
    elaborated_on: date | None = None
    approved_on: date | None = None
    approved_by: str = ""
    minutes: str = ""
    starts_on: date | None = None

    def check(self) -> None:
        """Raise Invalid unless it can be kept."""
        faults = {}
        if is_blank(self.title):
            faults["title"] = N_("Write the title of the plan.")
        if markup.count_words(self.summary) > LONGEST_SUMMARY:
            faults["summary"] = N_("The summary can have up to 300 words.")
        try:
            markup.to_html(self.summary)
        except markup.MarkupRefused:
            faults["summary"] = N_("The summary has marks that cannot be read. Simplify them.")
        if self.starts_on and not FIRST_START <= self.starts_on <= LAST_START:
            faults["starts_on"] = N_("Write a year between 1984 and 2079.")
        if faults:
            raise Invalid(**faults)


def import_plan(outline: Outline, *, slug: str, title: str, by: Actor, at: datetime) -> Plan:
    """Make a plan in preparation out of an outline. Raises Invalid."""
    faults = {}
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        faults["slug"] = N_("Use lower-case letters without accents, numbers and hyphens.")
    if is_blank(title):
        faults["title"] = N_("Write the title of the plan.")
    if any(is_blank(row.activity) for row in outline.rows()):
        faults["activity"] = N_("Write the management activity.")
    if faults:
        raise Invalid(**faults)
    with act(by, Role.EDITOR):
        if slug in RESERVED_SLUGS or Plan.find(slug):
            raise Invalid(slug=N_("Another plan already has this address."))
        plan = Plan.create(slug=slug, created_at=at)
        facts = outline.facts
        edition = Edition.create(
            plan=plan,
            number=1,
            title=title.strip(),
            code=facts.code,
            elaborated_on=facts.elaborated_on,
            approved_on=facts.approved_on,
            approved_by=facts.approved_by,
            minutes=facts.minutes,
            starts_on=_countable(outline.starts_on),
            created_at=at,
        )
        _write_outline(outline, edition)
        record(
            Verb.PLAN_IMPORTED,
            plan,
            by=by,
            at=at,
            plan=plan,
            slug=slug,
            actions=outline.action_count,
        )
        return plan


def _countable(day: date | None) -> date | None:
    return day if day and FIRST_START <= day <= LAST_START else None


def _write_outline(outline: Outline, edition: Edition) -> None:
    actions: dict[str, Action] = {}
    for category_outline in outline.categories:
        category = Category.create(
            edition=edition, number=category_outline.number, title=category_outline.title
        )
        for row in category_outline.actions:
            action = Action.create(
                plan=edition.plan,
                code=row.code,
                position=len(actions) + 1,
                continues=actions.get(row.continues or ""),
            )
            actions[row.code] = action
            Wording.create(
                edition=edition,
                category=category,
                action=action,
                activity=row.activity,
                improvement=row.improvement,
                term_months=row.term_months,
                efficacy_check=row.efficacy_check,
                responsible_area=row.responsible_area,
                notes=[*map(list, row.notes), *unread_term(row)],
            )


def unread_term(row: ActionOutline) -> list[list[str]]:
    """A note with the term as the document put it, when that is no number of months."""
    return [] if row.term_months or not row.term_text else [["Plazo", row.term_text]]


def outline_of(edition: Edition) -> Outline:
    """A stored edition as plain data, for the draft checker."""
    return Outline(
        facts=PlanFacts(
            title=edition.title,
            code=edition.code,
            approved_on=edition.approved_on,
            elaborated_on=edition.elaborated_on,
            approved_by=edition.approved_by,
            minutes=edition.minutes,
        ),
        categories=tuple(
            CategoryOutline(
                number=category.number,
                title=category.title,
                actions=tuple(_row_of(wording) for wording in wordings),
            )
            for category, wordings in edition.outline
        ),
        starts_on=edition.starts_on,
    )


def _row_of(wording: Wording) -> ActionOutline:
    return ActionOutline(
        code=wording.action.code,
        activity=wording.activity,
        improvement=wording.improvement,
        term_months=wording.term_months,
        term_text=str(wording.term_months or ""),
        efficacy_check=wording.efficacy_check,
        responsible_area=wording.responsible_area,
        notes=tuple((label, text) for label, text in wording.notes),
        continues=wording.action.continues and wording.action.continues.code,
    )


def edit_facts(
    edition: Edition,
    facts: Facts,
    *,
    version: int,
    about: str | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Change what the first page of a draft says."""
    facts.check()
    with editing(edition, by, at, about):
        write_facts(edition, facts, version=version, by=by, at=at)


def write_facts(edition: Edition, facts: Facts, *, version: int, by: Actor, at: datetime) -> None:
    """Save what a first page says, and the HTML of its summary.

    Part of a larger act: call it inside its transaction.
    """
    claim(edition, version)
    stored = edition.fresh()
    before = {name: getattr(stored, name) for name in vars(facts)}
    Edition.update(
        title=facts.title.strip(),
        code=facts.code,
        summary=facts.summary,
        summary_html=markup.to_html(facts.summary),
        elaborated_on=facts.elaborated_on,
        approved_on=facts.approved_on,
        approved_by=facts.approved_by,
        minutes=facts.minutes,
        starts_on=facts.starts_on,
    ).where(Edition.id == edition.id).execute()
    record(
        Verb.PLAN_FACTS_EDITED,
        edition,
        by=by,
        at=at,
        plan=edition.plan,
        before=before,
        after=vars(facts),
    )


def edit_wording(
    wording: Wording,
    values: Mapping[PlanField, object],
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Change what an action of the draft says."""
    check_wording(values, wording.activity)
    with editing(wording.edition, by, at):
        claim(wording, version)
        before = wording.fresh().content()
        Wording.update({field.value: value for field, value in values.items()}).where(
            Wording.id == wording.id
        ).execute()
        after = wording.fresh().content()
        record(
            Verb.WORDING_EDITED,
            wording,
            by=by,
            at=at,
            plan=wording.edition.plan,
            before=before,
            after=after,
        )


def check_wording(values: Mapping[PlanField, object], activity: str = "") -> None:
    """Raise Invalid unless an action may say this."""
    faults = {}
    if is_blank(str(values.get(PlanField.ACTIVITY, activity))):
        faults["activity"] = N_("Write the management activity.")
    term = values.get(PlanField.TERM_MONTHS)
    if isinstance(term, int) and not 0 < term <= LONGEST_TERM:
        faults["term_months"] = N_("The term is a number of months between 1 and 240.")
    if faults:
        raise Invalid(**faults)


def edit_category(category: Category, title: str, *, version: int, by: Actor, at: datetime) -> None:
    """Change a category's title in the draft."""
    if is_blank(title):
        raise Invalid(title=N_("Write the title of the category."))
    with editing(category.edition, by, at):
        claim(category, version)
        before = category.fresh().title
        Category.update(title=title.strip()).where(Category.id == category.id).execute()
        record(
            Verb.CATEGORY_EDITED,
            category,
            by=by,
            at=at,
            plan=category.edition.plan,
            before=before,
            after=title.strip(),
        )


def add_category(edition: Edition, title: str, *, by: Actor, at: datetime) -> Category:
    """Add a category at the end of the draft."""
    if is_blank(title):
        raise Invalid(title=N_("Write the title of the category."))
    with editing(edition, by, at):
        last = edition.categories.order_by(Category.number.desc()).first()
        number = last.number + 1 if last else 1
        category = Category.create(edition=edition, number=number, title=title.strip())
        record(Verb.CATEGORY_ADDED, category, by=by, at=at, plan=edition.plan, after=title.strip())
        return category


def remove_category(category: Category, *, version: int, by: Actor, at: datetime) -> None:
    """Take a category without actions out of the draft. The others keep their numbers."""
    with editing(category.edition, by, at):
        claim(category, version)
        if category.wordings.exists():
            raise WrongState(N_("The category still has actions. Remove them first."))
        Category.delete().where(Category.id == category.id).execute()
        record(
            Verb.CATEGORY_REMOVED,
            category,
            by=by,
            at=at,
            plan=category.edition.plan,
            before=category.title,
        )


def add_action(
    category: Category, values: Mapping[PlanField, object], *, by: Actor, at: datetime
) -> Wording:
    """Add an action at the end of a category of the draft, with the next code of it."""
    check_wording(values)
    edition = category.edition
    with editing(edition, by, at):
        wording = place_action(category, values)
        record(Verb.ACTION_ADDED, wording, by=by, at=at, plan=edition.plan, after=wording.content())
        return wording


def place_action(
    category: Category,
    values: Mapping[PlanField, object],
    *,
    notes: Sequence[Sequence[str]] = (),
    continues: Action | None = None,
) -> Wording:
    """Put an action at the end of a category. Its code is the next one of the category, or of the
    action that it continues, after every code that the plan has given: one withdrawn keeps its own.

    Part of a larger act: call it inside its transaction.
    """
    edition = category.edition
    action = Action.create(
        plan=edition.plan,
        code=_next_code(edition.plan, continues.code if continues else str(category.number)),
        position=_room_after(category),
        continues=continues,
    )
    return Wording.create(
        edition=edition,
        category=category,
        action=action,
        notes=[list(each) for each in notes],
        **{field.value: value for field, value in values.items()},
    )


def _next_code(plan: Plan, prefix: str) -> str:
    given = re.compile(rf"{re.escape(prefix)}\.([0-9]+)")
    found = (given.match(action.code) for action in plan.actions)
    return f"{prefix}.{max((int(each[1]) for each in found if each), default=0) + 1}"


def _room_after(category: Category) -> int:
    """A position after the last action that the category ever had, or the categories before it:
    those behind move on, in the order they have."""
    plan = category.edition.plan
    last = (
        Action.select()
        .join(Wording)
        .join(Category)
        .where(Action.plan == plan, Category.number <= category.number)
        .order_by(Action.position.desc())
        .first()
    )
    position: int = last.position + 1 if last else 1
    Action.update(position=Action.position + 1).where(
        Action.plan == plan, Action.position >= position
    ).execute()
    return position


def remove_action(wording: Wording, *, version: int, by: Actor, at: datetime) -> None:
    """Take an action out of the draft; its code is free again."""
    with editing(wording.edition, by, at):
        claim(wording, version)
        action = wording.action
        if action.continuations.exists():
            raise WrongState(N_("Remove its continuation first."))
        before = wording.content()
        Wording.delete().where(Wording.id == wording.id).execute()
        Action.delete().where(Action.id == action.id).execute()
        record(Verb.ACTION_REMOVED, wording, by=by, at=at, plan=wording.edition.plan, before=before)


def close_action(
    action: Action, *, reason: str, about: str | None = None, by: Actor, at: datetime
) -> None:
    """Take no observations on one action, with a public reason."""
    reason = require_reason(reason, action.plan)
    with act(by, Role.EDITOR):
        require_about(about, action.plan)
        require_closable(action.plan.fresh(), at)
        if not action.fresh().takes_comments:
            raise WrongState(N_("Someone else has already closed this action."))
        Action.update(closed_reason=reason).where(Action.id == action.id).execute()
        record(Verb.ACTION_CLOSED, action, by=by, at=at, plan=action.plan, reason=reason)


def reopen_action(action: Action, *, about: str | None = None, by: Actor, at: datetime) -> None:
    """Take observations on an action again."""
    with act(by, Role.EDITOR):
        require_about(about, action.plan)
        require_closable(action.plan.fresh(), at)
        if action.fresh().takes_comments:
            raise WrongState(N_("This action already takes observations."))
        Action.update(closed_reason="").where(Action.id == action.id).execute()
        record(Verb.ACTION_REOPENED, action, by=by, at=at, plan=action.plan)


def attach(
    plan: Plan,
    *,
    title: str,
    filename: str,
    media_type: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> Document:
    """Add a supporting document (at most 10 MB), kept with its SHA-256.

    Its content must be what `media_type` says, and that one of `media.ENDINGS`. Raises Invalid.
    """
    file = SentFile(filename=filename, media_type=media_type, content=content)
    faults = {}
    if is_blank(title):
        faults["title"] = N_("Write the title of the document.")
    if file.fault:
        faults["file"] = file.fault
    if faults:
        raise Invalid(**faults)
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        if plan.cancelled_at:
            raise WrongState(N_("The plan was cancelled."))
        if plan.discarded_at:
            raise WrongState(N_("This draft was thrown away."))
        values = {"title": title.strip(), **file.facts}
        refuse_covered(plan, title=title, file=filename)
        document = Document.create(plan=plan, added_at=at, **values)
        DocumentContent.create(document=document, content=content)
        record(Verb.DOCUMENT_ADDED, document, by=by, at=at, plan=plan, **values)
        return document


def detach(document: Document, *, by: Actor, at: datetime) -> None:
    """Stop listing a document; while the plan is a draft, and never its bytes."""
    with act(by, Role.EDITOR):
        require_draft(document.plan, at)
        Document.update(removed_at=at).where(Document.id == document.id).execute()
        title = document.title
        record(Verb.DOCUMENT_REMOVED, document, by=by, at=at, plan=document.plan, title=title)


@contextmanager
def editing(edition: Edition, by: Actor, at: datetime, about: str | None = None) -> Iterator[None]:
    """One act that changes a draft, before anything of the plan is public."""
    with act(by, Role.EDITOR):
        require_about(about, edition.plan)
        require_draft(edition.plan.fresh(), at)
        if edition.fresh().published_at:
            raise WrongState(N_("A published edition never changes."))
        yield
