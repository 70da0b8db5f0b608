"""A plan, its editions, and the wording of each action in each edition."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from peewee import (
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)

from webapp.models.base import (
    CoverableJSON,
    CoverableText,
    Table,
    Versioned,
    digest,
)
from webapp.text import markup
from webapp.text.covered import is_covered
from webapp.values import working_days
from webapp.vocabulary import Phase

if TYPE_CHECKING:
    from webapp.models.consultation import Consultation


class Plan(Table):
    """A plan through its whole life. Its text is in its editions, its state in its rounds."""

    slug = CharField(unique=True)
    created_at = DateTimeField()
    cancelled_at = DateTimeField(null=True)
    cancel_reason = CoverableText(default="")
    successor = ForeignKeyField("self", null=True, backref="predecessors")
    discarded_at = DateTimeField(null=True)
    comments_total = IntegerField(default=0)
    comments_late = IntegerField(default=0)
    answers_published = IntegerField(default=0)
    corrections_made = IntegerField(default=0)

    actions: "ModelSelect[Action]"
    consultations: "ModelSelect[Consultation]"
    predecessors: "ModelSelect[Plan]"
    editions: "ModelSelect[Edition]"

    @classmethod
    def find(cls, slug: str) -> Self | None:
        """The plan at an address."""
        return cls.get_or_none(cls.slug == slug, cls.discarded_at.is_null())

    @classmethod
    def discarded(cls) -> list[Self]:
        """The drafts that were thrown away, the last one first."""
        thrown_away = cls.select().where(cls.discarded_at.is_null(False))
        return list(thrown_away.order_by(cls.discarded_at.desc(), cls.id.desc()))

    @cached_property
    def consultation(self) -> "Consultation | None":
        """The newest round of consultation."""
        rounds = self.consultations
        return rounds.order_by(rounds.model.number.desc()).first()

    @cached_property
    def announced_round(self) -> "Consultation | None":
        """The newest round that was announced: the one the public sees."""
        return next(reversed(self.announced_rounds), None)

    @cached_property
    def announced_rounds(self) -> "list[Consultation]":
        """Every round that was announced, oldest first, each with its edition: one query."""
        table = self.consultations.model
        rounds = table.select(table, Edition).join(Edition)
        rounds = rounds.where(table.plan == self, table.announced_at.is_null(False))
        return list(rounds.order_by(table.number))

    def round_numbered(self, number: int) -> "Consultation | None":
        """The announced round with a number."""
        return next((each for each in self.announced_rounds if each.number == number), None)

    def consulted_before(self, edition: "Edition") -> "Edition | None":
        """The edition that was put to consultation last before another one: the changes of that
        one are shown against it, those of the corrections of form in between included."""
        consulted = [each.edition for each in self.announced_rounds]
        earlier = [each for each in consulted if each.number < edition.number]
        return earlier[-1] if earlier else None

    def round_receiving(self, at: datetime) -> "Consultation | None":
        """The round that an observation received at an instant belongs to: the newest one that
        had opened, else the first."""
        opened = [each for each in self.announced_rounds if each.opens_at <= at]
        return next(iter(opened[-1:] or self.announced_rounds[:1]), None)

    def has_opened(self, consultation: "Consultation", at: datetime) -> bool:
        """Whether a round of it had opened by an instant: it may be cancelled before that."""
        return consultation.opens_at <= min(at, self.cancelled_at or at)

    @cached_property
    def published_editions(self) -> "list[Edition]":
        """Every edition that is out, oldest first."""
        return list(
            self.editions.where(Edition.published_at.is_null(False)).order_by(Edition.number)
        )

    @cached_property
    def draft_edition(self) -> "Edition | None":
        """The edition being written, if there is one."""
        return self.editions.where(Edition.published_at.is_null()).first()

    @property
    def public_actions(self) -> "ModelSelect[Action]":
        """The actions of its published editions; not those still being added."""
        out = Wording.select(Wording.action).join(Edition)
        out = out.where(Edition.plan == self, Edition.published_at.is_null(False))
        return self.actions.where(Action.id.in_(out))

    def public_action(self, code: str) -> "Action | None":
        """The action that the public knows under a code."""
        return self.public_actions.where(Action.code == code).first()

    @property
    def current_edition(self) -> "Edition | None":
        """The newest edition that is out."""
        return self.published_editions[-1] if self.published_editions else None

    @property
    def title(self) -> str:
        """The title the newest edition has, published or not."""
        edition = self.current_edition or self.draft_edition
        return edition.title if edition else self.slug

    def phase(self, at: datetime) -> Phase:
        """Where the plan stands at an instant (naive UTC). Never a stored flag (R5)."""
        if self.discarded_at:
            return Phase.DISCARDED
        if self.cancelled_at:
            return Phase.CANCELLED
        return self.consultation.phase(at) if self.consultation else Phase.DRAFTING

    def public_phase(self, at: datetime) -> Phase:
        """The phase as the public sees it: a round not yet announced does not count."""
        if self.cancelled_at:
            return Phase.CANCELLED
        return self.announced_round.phase(at) if self.announced_round else Phase.DRAFTING


class Edition(Versioned):
    """The plan as one document: its facts here, its categories and wordings in their rows.

    Frozen once published (R1); the database itself refuses to alter it. The `salt` goes into the
    digest and is public until something is covered: without it nobody can confirm a guess of the
    covered words by the digest (R13). Older editions have none.
    """

    plan = ForeignKeyField(Plan, backref="editions")
    number = IntegerField()
    title = CoverableText()
    code = CoverableText(default="")
    summary = CoverableText(default="")
    summary_html = TextField(default="")
    elaborated_on = DateField(null=True)
    approved_on = DateField(null=True)
    approved_by = CoverableText(default="")
    minutes = CoverableText(default="")
    starts_on = DateField(null=True)
    created_at = DateTimeField()
    published_at = DateTimeField(null=True)
    digest = CharField(max_length=64, default="")
    salt = CharField(max_length=32, default="")

    plan_id: int
    categories: "ModelSelect[Category]"
    consultations: "ModelSelect[Consultation]"
    changes: "ModelSelect[Any]"
    wordings: "ModelSelect[Wording]"

    class Meta:
        indexes = ((("plan", "number"), True),)

    @classmethod
    def every_published(cls) -> list[Self]:
        """Every edition that is out, of every plan, plans loaded, newest plan first."""
        return list(
            cls.select(cls, Plan)
            .join(Plan)
            .where(cls.published_at.is_null(False))
            .order_by(Plan.id.desc(), cls.number)
        )

    @property
    def is_first(self) -> bool:
        """Whether it is the one that was put to consultation at the beginning."""
        return self.number == 1

    @cached_property
    def source_round(self) -> "Consultation | None":
        """The round that it comes out of: the one held on the edition before it. The first and
        those that only correct the form come out of none."""
        previous = self.previous
        return previous.consultations.first() if previous else None

    @property
    def is_editorial(self) -> bool:
        """Whether it only corrects the form of the one before, on which no round was held."""
        return not self.is_first and self.source_round is None

    @cached_property
    def outline(self) -> "list[tuple[Category, list[Wording]]]":
        """Categories with their wordings, in order, actions loaded: two queries."""
        wordings: dict[int, list[Wording]] = {}
        for wording in (
            Wording.select(Wording, Action)
            .join(Action)
            .where(Wording.edition == self)
            .order_by(Action.position)
        ):
            wording.edition = self
            wordings.setdefault(wording.category_id, []).append(wording)
        categories = self.categories.order_by(Category.number)
        return [(category, wordings.get(category.id, [])) for category in categories]

    def category_of_actions(self) -> "dict[int, Category]":
        """The category of each action that it has, or had in an edition before, by the action's
        id, by the last edition that has the action: one query."""
        places = (
            Wording.select(Wording.id, Wording.action, Category)
            .join(Category)
            .join(Edition)
            .where(Edition.plan == self.plan_id, Edition.number <= self.number)
            .order_by(Edition.number)
        )
        return {each.action_id: each.category for each in places}

    @property
    def shown_summary_html(self) -> str:
        """Its summary as the page shows it; made again when something of it is covered."""
        return markup.to_html(self.summary) if is_covered(self.summary) else self.summary_html

    @property
    def summary_digest(self) -> str:
        """What the log notes of its summary as the page shows it."""
        return digest([self.salt, self.summary_html] if self.salt else self.summary_html)

    @property
    def previous(self) -> Self | None:
        """The edition before."""
        return type(self).get_or_none(
            type(self).plan == self.plan_id, type(self).number == self.number - 1
        )


class Category(Versioned):
    """A heading of one edition."""

    edition = ForeignKeyField(Edition, backref="categories")
    number = IntegerField()
    title = CoverableText()

    edition_id: int
    wordings: "ModelSelect[Wording]"

    class Meta:
        indexes = ((("edition", "number"), True),)


class Action(Table):
    """An action under its stable code; its texts are in its wordings, one for each edition."""

    plan = ForeignKeyField(Plan, backref="actions")
    code = CharField(max_length=20)
    position = IntegerField()
    continues = ForeignKeyField("self", null=True, backref="continuations")
    closed_reason = CoverableText(default="")
    comments_total = IntegerField(default=0)

    continues_id: int | None
    plan_id: int
    continuations: "ModelSelect[Action]"

    class Meta:
        indexes = ((("plan", "code"), True),)

    @property
    def takes_comments(self) -> bool:
        """Whether observations on it are accepted while the window is open."""
        return not self.closed_reason

    def wording_in(self, edition: Edition) -> "Wording | None":
        """Its wording in an edition, with its category."""
        wording = (
            Wording.select(Wording, Category)
            .join(Category)
            .where(Wording.action == self, Wording.edition == edition)
            .first()
        )
        if wording:
            wording.action, wording.edition = self, edition
        return wording

    def last_wording(self, edition: Edition) -> "Wording | None":
        """Its wording in an edition, or in the last one before it when it was withdrawn since;
        none while it is new in a later one."""
        wording = (
            Wording.select(Wording, Category, Edition)
            .join(Category)
            .switch(Wording)
            .join(Edition)
            .where(Wording.action == self, Edition.plan == self.plan_id)
            .where(Edition.number <= edition.number)
            .order_by(Edition.number.desc())
            .first()
        )
        if wording:
            wording.action = self
        return wording

    def before_in(self, edition: Edition) -> Self | None:
        """The action that comes before it in an edition."""
        table = type(self)
        earlier = self._listed_in(edition).where(table.position < self.position)
        return earlier.order_by(table.position.desc()).first()

    def after_in(self, edition: Edition) -> Self | None:
        """The action that comes after it in an edition."""
        table = type(self)
        later = self._listed_in(edition).where(table.position > self.position)
        return later.order_by(table.position).first()

    def _listed_in(self, edition: Edition) -> "ModelSelect[Self]":
        table = type(self)
        return table.select().join(Wording).where(Wording.edition == edition)


class Wording(Versioned):
    """The text of an action in one edition."""

    edition = ForeignKeyField(Edition, backref="wordings")
    category = ForeignKeyField(Category, backref="wordings")
    action = ForeignKeyField(Action, backref="wordings")
    activity = CoverableText()
    improvement = CoverableText(default="")
    term_months = IntegerField(null=True)
    efficacy_check = CoverableText(default="")
    responsible_area = CoverableText(default="")
    notes = CoverableJSON(default=list)

    action_id: int
    category_id: int
    edition_id: int

    class Meta:
        indexes = ((("edition", "action"), True),)

    @classmethod
    def last_of(cls, plan: Plan) -> list[Self]:
        """The last wording of each action that is or was public, in the plan's order: one query."""
        published = (
            cls.select(cls, Action)
            .join(Action)
            .switch(cls)
            .join(Edition)
            .where(Edition.plan == plan, Edition.published_at.is_null(False))
            .order_by(Edition.number)
        )
        last = {each.action_id: each for each in published}
        return sorted(last.values(), key=lambda each: each.action.position)

    def content(self) -> dict[str, Any]:
        """The wording as plain data."""
        return {
            "code": self.action.code,
            "continues": self.action.continues and self.action.continues.code,
            "activity": self.activity,
            "improvement": self.improvement,
            "term_months": self.term_months,
            "efficacy_check": self.efficacy_check,
            "responsible_area": self.responsible_area,
            "notes": self.notes,
        }

    def withdrawn_in(self, newest: Edition) -> int | None:
        """The number of the edition that withdrew its action, when this is its last wording up to
        the newest edition."""
        return None if self.edition_id == newest.id else self.edition.number + 1

    @property
    def due_on(self) -> date | None:
        """Its due date, when the entity gave a start date (R20)."""
        return working_days.due_date(self.edition.starts_on, self.term_months)
