"""Writing the adjusted edition, each change tied to the observations behind it (R8, R9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.models import (
    Action,
    Category,
    Change,
    ChangeSource,
    Comment,
    Correction,
    Edition,
    Plan,
    Staff,
    Versioned,
    Wording,
)
from webapp.models.change import as_text
from webapp.models.event import name_of
from webapp.queries.action_presence import Presence
from webapp.text import differences as words
from webapp.text.covered import published
from webapp.text.visible import is_blank
from webapp.vocabulary import (
    WORDING_FIELDS,
    CorrectionKind,
    Origin,
    Phase,
    PlanField,
    Role,
    Turn,
)
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words, editorial_limits
from webapp.workflow.acts import Actor, act, claim, record, require_about, require_phase, round_in
from webapp.workflow.drafting import check_wording
from webapp.workflow.incorporating import checking_incorporations
from webapp.workflow.reasons import fault_in_reason
from webapp.workflow.refusals import Invalid, WrongState

ADJUSTABLE = tuple(phase for phase in Phase if phase.is_adjustable)


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why something changes: what it rests on, the reason, the observations that caused it."""

    origin: Origin
    reason: str
    comments: Sequence[Comment] = ()

    def check(self, edition: Edition) -> None:
        """Raise Invalid unless it satisfies R9, for a change of an edition."""
        plan, faults = edition.plan, {}
        blank = N_("Say why it changes: the public will read it.")
        if fault := fault_in_reason(self.reason, blank):
            faults["reason"] = fault
        if self.origin is Origin.OBSERVATIONS and not self.comments:
            faults["comments"] = N_(
                "Pick the observations behind the change, or say that it has another origin."
            )
        if edition.is_editorial and self.origin is not Origin.EDITORIAL_FIX:
            faults["origin"] = N_("This edition only has corrections of form.")
        if any(comment.plan_id != plan.id for comment in self.comments):
            faults["comments"] = N_("Those observations belong to another plan.")
        if faults:
            raise Invalid(**faults)


def start_edition(plan: Plan, *, about: str | None = None, by: Actor, at: datetime) -> Edition:
    """The edition being adjusted, copied from the newest one if there is none yet."""
    with act(by, Role.EDITOR):
        require_about(about, plan)
        plan = plan.fresh()
        source = round_in(plan, at, *ADJUSTABLE).edition
        if plan.draft_edition:
            return plan.draft_edition
        edition = copy_of(source, at)
        record(Verb.EDITION_STARTED, edition, by=by, at=at, plan=plan, source=source.number)
        return edition


def copy_of(source: Edition, at: datetime) -> Edition:
    """The next edition, not published, as a copy of one. Part of a larger act."""
    edition = Edition.create(
        plan=source.plan,
        number=source.number + 1,
        title=source.title,
        code=source.code,
        summary=source.summary,
        summary_html=source.summary_html,
        elaborated_on=source.elaborated_on,
        approved_on=source.approved_on,
        approved_by=source.approved_by,
        minutes=source.minutes,
        starts_on=source.starts_on,
        created_at=at,
    )
    for old_category, wordings in source.outline:
        category = Category.create(
            edition=edition, number=old_category.number, title=old_category.title
        )
        for old in wordings:
            copied(old, edition, category)
    return edition


def copied(old: Wording, edition: Edition, category: Category, *, version: int = 1) -> Wording:
    return Wording.create(
        edition=edition,
        category=category,
        action=old.action,
        notes=old.notes,
        version=version,
        **{field.value: getattr(old, field.value) for field in WORDING_FIELDS},
    )


def reword(
    wording: Wording,
    values: Mapping[PlanField, object],
    why: Why,
    *,
    version: int,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> list[Change]:
    """Give an action another wording in the edition being adjusted, and say why.

    Each field that differs from the edition before becomes a change; one put back as it was is a
    change no more. The reason is that of the fields altered now, and of no other (R9). Raises
    Invalid (R9), StaleCopy (R12), WrongState on a published edition (R1), Incomplete when an
    answer that is out would lose its change (R8).
    """
    edition = wording.edition
    with act(by, Role.EDITOR), checking_incorporations(edition):
        require_about(about, edition.plan)
        source = require_standing(wording, at)
        altered = {
            field: value
            for field, value in values.items()
            if value != getattr(wording.fresh(), field.value)
        }
        if not altered:
            raise Invalid(activity=N_("You have not changed the wording."))
        check_wording(values, wording.activity)
        why.check(edition)
        claim(wording, version)
        Wording.update({field.value: value for field, value in altered.items()}).where(
            Wording.id == wording.id
        ).execute()
        original = wording.action.wording_in(source)
        changes = [
            alter(
                edition,
                wording.category,
                wording.action,
                field,
                before=as_text(getattr(original, field.value)) if original else "",
                after=as_text(value),
                why=why,
                by=by,
                at=at,
                over=version,
            )
            for field, value in altered.items()
        ]
        if original is None:
            _touch_the_rest(edition, wording.action, altered)
        return _made(changes)


def _touch_the_rest(edition: Edition, action: Action, altered: Iterable[PlanField]) -> None:
    """Make stale the forms that take back a new action: they have not its present text (R12)."""
    Change.update(version=Change.version + 1).where(
        Change.edition == edition, Change.action == action, Change.field.not_in(list(altered))
    ).execute()


def retitle(
    category: Category,
    title: str,
    why: Why,
    *,
    version: int,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> list[Change]:
    """Give a category another title in the edition being adjusted, and say why."""
    edition = category.edition
    with act(by, Role.EDITOR), checking_incorporations(edition):
        require_about(about, edition.plan)
        source = require_adjustable(edition, at)
        if is_blank(title):
            raise Invalid(title=N_("Write the title of the category."))
        if title == category.fresh().title:
            raise Invalid(title=N_("You have not changed the wording."))
        why.check(edition)
        claim(category, version)
        Category.update(title=title).where(Category.id == category.id).execute()
        original = source.categories.where(Category.number == category.number).first()
        return _made(
            [
                alter(
                    edition,
                    category,
                    None,
                    PlanField.CATEGORY_TITLE,
                    before=original.title if original else "",
                    after=title,
                    why=why,
                    by=by,
                    at=at,
                    over=version,
                )
            ]
        )


def explain(
    change: Change, why: Why, *, version: int, about: str | None = None, by: Actor, at: datetime
) -> Change:
    """Correct the reason, origin or sources of a change not yet published.

    Of an action that is new or withdrawn, its other changes with the same ones are corrected too.
    """
    with act(by, Role.EDITOR), checking_incorporations(change.edition):
        require_about(about, change.edition.plan, *identity(change))
        source = require_adjustable(change.edition, at)
        why.check(change.edition)
        claim(change, version)
        touch(change)
        alike = [each for each in _with_it(change, source) if each.is_caused_as(change)]
        for each in alike:
            if each.id != change.id:
                claim(each, each.version)
            before = each.content()
            Change.update(origin=why.origin, reason=why.reason.strip()).where(
                Change.id == each.id
            ).execute()
            _set_sources(each, why.comments)
            after = each.fresh().content()
            _note(Verb.CHANGE_EXPLAINED, each, by=by, at=at, before=before, after=after)
        return change.fresh()


def identity(change: Change) -> tuple[str, str]:
    """The action or category, and the field, of a change: its id may be given to another (R12)."""
    owner = change.action.code if change.action else f"category:{change.place}"
    return owner, change.field.value


def turn_of(change: Change, source: Edition) -> Turn | None:
    """Whether its action is new in the edition, or withdrawn."""
    if change.action_id is None:
        return None
    presence = Presence(source.plan_id, [change.action_id])
    return presence.turn(change.action_id, source.number, change.edition.number)


def _with_it(change: Change, source: Edition) -> list[Change]:
    """The changes that are shown as one with it, itself among them."""
    if turn_of(change, source) is None:
        return [change]
    return Change.listed(Change.edition == change.edition, Change.action == change.action)


def touch(change: Change, *, back: bool = False) -> None:
    """Make stale the forms that reword the text of a change (R12); `back` restores the text."""
    if change.action:
        rows: type[Versioned] = Wording
        own = (Wording.edition == change.edition) & (Wording.action == change.action)
    elif change.category:
        here = Category.edition == change.edition
        rows, own = Category, here & (Category.id == change.category_id)
    else:
        rows, own = Edition, Edition.id == change.edition.id
    name = "title" if change.field is PlanField.CATEGORY_TITLE else change.field.value
    values = {name: _value_before(change)} if back else {}
    rows.update({**values, "version": rows.version + 1}).where(own).execute()


def _value_before(change: Change) -> object:
    if change.field is PlanField.TERM_MONTHS:
        return int(change.before or 0) or None
    if change.field.is_day:
        return date.fromisoformat(change.before) if change.before else None
    return change.before


def require_adjustable(edition: Edition, at: datetime, *, in_round: bool = False) -> Edition:
    """The published edition that this one adjusts or, unless it has to be `in_round`, corrects the
    form of; WrongState when it may not be changed now."""
    source, plan = edition.previous, edition.plan.fresh()
    if source is None or edition.fresh().published_at:
        raise WrongState(N_("A published edition never changes."))
    if not edition.is_editorial:
        round_in(plan, at, *ADJUSTABLE)
        return source
    if in_round:
        raise WrongState(N_("A correction of form neither adds nor takes out: it takes a round."))
    require_phase(plan, at, Phase.ADJUSTED)
    require_unproposed(edition)
    return source


def require_unproposed(edition: Edition) -> None:
    """Raise WrongState while an edition with corrections of form is proposed: whoever decides reads
    what will come out."""
    if Correction.is_proposed(CorrectionKind.EDITORIAL_EDITION, name_of(edition)):
        raise WrongState(N_("It is proposed already: take the proposal back to change it."))


def may_be_written(plan: Plan, at: datetime) -> bool:
    """Whether an edition of a plan may be written now: the adjusted one, or one with corrections of
    form that nobody has proposed."""
    phase, edition = plan.phase(at), plan.draft_edition
    if phase is not Phase.ADJUSTED or edition is None:
        return phase.is_adjustable
    return not Correction.is_proposed(CorrectionKind.EDITORIAL_EDITION, name_of(edition))


def require_standing(wording: Wording, at: datetime, *, in_round: bool = False) -> Edition:
    """The published edition that the one of a wording adjusts; WrongState when it may not be
    adjusted now, or somebody took the action out of it."""
    edition = wording.edition
    draft = edition.plan.fresh().draft_edition
    if draft and wording.action.wording_in(draft) is None:
        raise WrongState(N_("Someone else took this action out of the plan meanwhile."))
    return require_adjustable(edition, at, in_round=in_round)


def alter(
    edition: Edition,
    category: Category | None,
    action: Action | None,
    field: PlanField,
    *,
    before: str,
    after: str,
    why: Why,
    by: Staff,
    at: datetime,
    whole: bool = False,
    over: int = 0,
) -> Change | None:
    """Save what leads from the text before to the one after as a change, or drop it when they are
    alike and it is not `whole`. Its version comes after `over`. Part of a larger act. Raises
    Invalid for a text with words that were covered (R13)."""
    name = "title" if field is PlanField.CATEGORY_TITLE else field.value
    if edition.is_editorial and (fault := editorial_limits.fault(field, before, after)):
        raise Invalid(**{name: fault})
    covered_words.refuse_covered(edition.plan, **{name: after, "reason": why.reason})
    owner = Change.action == action if action else Change.action.is_null()
    own = Change.select().where(Change.edition == edition, Change.field == field, owner)
    change = own.where(Change.category == category).first() if category else own.first()
    if before == after and not whole:
        if change:
            drop(change, by=by, at=at)
        return None
    known = change.content() if change else None
    change = change or Change(edition=edition, category=category, action=action, field=field)
    change.before, change.after = before, after
    difference = words.difference(published(before), published(after))
    change.pieces = [[piece.op, piece.text] for piece in difference]
    change.origin, change.reason = why.origin, why.reason.strip()
    change.made_by, change.made_at = by, at
    change.version = max(change.version or 0, over) + 1
    change.save()
    _set_sources(change, why.comments)
    change = change.fresh()
    _note(Verb.CHANGE_MADE, change, by=by, at=at, before=known, after=change.content())
    return change


def _set_sources(change: Change, comments: Iterable[Comment]) -> None:
    ChangeSource.delete().where(ChangeSource.change == change).execute()
    for comment in sorted(set(comments), key=lambda each: each.id):
        ChangeSource.create(change=change, comment=comment)


def drop(change: Change, *, by: Actor, at: datetime) -> None:
    """Take a change away. Part of a larger act."""
    content = change.fresh().content()
    ChangeSource.delete().where(ChangeSource.change == change).execute()
    Change.delete().where(Change.id == change.id).execute()
    _note(Verb.CHANGE_UNDONE, change, by=by, at=at, before=content, after=None)


def _note(
    verb: Verb, change: Change, *, by: Actor, at: datetime, before: object, after: object
) -> None:
    record(verb, change, by=by, at=at, plan=change.edition.plan, before=before, after=after)


def _made(changes: Iterable[Change | None]) -> list[Change]:
    return [change for change in changes if change]
