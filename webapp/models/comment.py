"""Observations, who sent them (apart), and what of them is suppressed."""

from datetime import datetime
from typing import Any, NamedTuple, Self

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DeferredForeignKey,
    Expression,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableText, JSONText, Table, Versioned
from webapp.models.consultation import Consultation
from webapp.models.entity import Territory, ValueGroup
from webapp.models.plan import Action, Edition, Plan
from webapp.models.staff import Staff
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    Ground,
    Kind,
    Phase,
    Publication,
    Role,
    Stance,
    Standing,
    Target,
)


class Reading(NamedTuple):
    """What of an observation someone may read, and whether it is the original."""

    body: str
    proposed_text: str
    is_original: bool


class FilingSequence(Table):
    """The last filing number given out in a year (R4)."""

    year = IntegerField(unique=True)
    last = IntegerField(default=0)


class Comment(Versioned):
    """An observation exactly as it came (R3), bound to action and edition (R2).

    `received_at` is when the entity received it; `filed_at` the server's clock when the row was
    written: on the web they are the same. Both naive UTC. `standing` is what it counts for;
    `late` that it is out of the totals, whatever the cause. `reinstated_at` is when its annulment
    was last taken back. `publish_group` and `publish_territory`
    are its author's leaves to show each of them beside the text (R13): given on filing or never.
    """

    filing_number = CharField(max_length=40, unique=True)
    plan = ForeignKeyField(Plan, backref="comments")
    consultation = ForeignKeyField(Consultation, backref="comments")
    edition = ForeignKeyField(Edition, backref="comments")
    action = ForeignKeyField(Action, null=True, backref="comments")
    channel = EnumField(Channel, max_length=20)
    received_at = DateTimeField()
    filed_at = DateTimeField()
    filed_by = ForeignKeyField(Staff, null=True, backref="filed_comments")
    late = BooleanField(default=False)
    standing = EnumField(Standing, default=Standing.IN_TERM, max_length=20)
    body = TextField()
    proposed_text = TextField(default="")
    kind = EnumField(Kind, null=True, max_length=20)
    stance = EnumField(Stance, null=True, max_length=20)
    target = EnumField(Target, default=Target.GENERAL, max_length=20)
    author_kind = EnumField(AuthorKind, default=AuthorKind.ANONYMOUS, max_length=20)
    value_group = ForeignKeyField(ValueGroup, null=True)
    territory = ForeignKeyField(Territory, null=True)
    is_minor = BooleanField(default=False)
    publish_group = BooleanField(default=False)
    publish_territory = BooleanField(default=False)
    content_digest = CharField(max_length=64)
    content_salt = CharField(max_length=32)
    submission_digest = CharField(max_length=64, unique=True)
    tracking_digest = CharField(max_length=64, unique=True)
    log_size = IntegerField(default=0)
    log_head = CharField(max_length=64, default="")

    publication = EnumField(Publication, default=Publication.PENDING, max_length=20)
    ground = EnumField(Ground, null=True, max_length=20)
    ground_note = CoverableText(default="")
    public_body = TextField(default="")
    public_proposed_text = TextField(default="")
    redactions = JSONText(default=list)
    moderated_at = DateTimeField(null=True)
    moderated_by = ForeignKeyField(Staff, null=True, backref="moderated_comments")
    considered_under = ForeignKeyField(Action, null=True, backref="considered")
    annulment = DeferredForeignKey("Correction", null=True, backref="annulled")
    reinstated_at = DateTimeField(null=True)

    plan_id: int
    consultation_id: int
    filed_by_id: int | None
    moderated_by_id: int | None
    annulment_id: int | None
    considered_under_id: int | None
    edition_id: int
    action_id: int | None
    value_group_id: int | None
    territory_id: int | None
    submitters: "ModelSelect[Submitter]"

    class Meta:
        indexes = (
            (("plan", "publication", "id"), False),
            (("plan", "action", "id"), False),
            (("plan", "considered_under", "id"), False),
            (("plan", "kind", "id"), False),
            (("plan", "channel", "id"), False),
            (("plan", "received_at"), False),
        )

    @classmethod
    def stands(cls) -> Expression:
        """The condition for those whose registration was not annulled: the others are in no total
        and wait for nothing."""
        return cls.annulment.is_null()

    @classmethod
    def in_term(cls) -> Expression:
        """The condition for those that count in the totals (R5)."""
        return ~cls.late & cls.stands()

    @property
    def was_moved(self) -> bool:
        """Whether it is considered under another action than the one that it was filed on."""
        return self.considered_under_id != self.action_id

    @classmethod
    def find(cls, filing_number: str) -> Self | None:
        """The observation with a filing number, in any case."""
        return cls.get_or_none(cls.filing_number == filing_number.strip().upper())

    def phase(self, at: datetime) -> Phase:
        """Where its own round stands at an instant: a later one does not hold up its answer."""
        return Phase.CANCELLED if self.plan.cancelled_at else self.consultation.phase(at)

    @property
    def is_belated(self) -> bool:
        """Whether it was registered after the report of its round, or stands again since: an
        addendum to the report has it."""
        reported_at = self.consultation.report_published_at
        return reported_at is not None and self.stands_since > reported_at

    @property
    def stands_since(self) -> datetime:
        """When it was registered, or since when it stands again."""
        return self.reinstated_at or self.filed_at

    @property
    def was_cut_short(self) -> bool:
        """Whether its own round was cancelled before its end: no answer and no edition follow."""
        return self.plan.cancelled_at is not None and self.consultation.adjusted_at is None

    @classmethod
    def numbered_between(cls, plan: Plan, first: str, last: str) -> list[Self]:
        """The observations of a plan from one filing number to another of the same year, both
        included, in their order."""
        first, last = first.strip().upper(), last.strip().upper()
        numbers = cls.filing_number.between(first, last or first)
        return list(cls.select().where(cls.plan == plan, numbers).order_by(cls.id))

    @property
    def is_shown(self) -> bool:
        """Whether the public may read its text, whole or with redactions."""
        return self.publication.is_shown

    @property
    def shown_body(self) -> str:
        """The text the public may read, empty when there is none."""
        return self.public_body if self.is_shown else ""

    @property
    def shown_proposed_text(self) -> str:
        """The proposed wording the public may read."""
        return self.public_proposed_text if self.is_shown else ""

    def shows(self, words: str) -> bool:
        """Whether the public may read these words in it, just as they are."""
        return any(words.strip() in text for text in (self.shown_body, self.shown_proposed_text))

    def read_by(self, reader: Staff) -> Reading:
        """The texts that a member of staff may read: the original for moderators alone, for
        everyone else what the public reads (R3, R13)."""
        if reader.has(Role.MODERATOR):
            return Reading(self.body, self.proposed_text, is_original=True)
        return Reading(self.shown_body, self.shown_proposed_text, is_original=False)

    @property
    def submitter(self) -> "Submitter | None":
        """Who sent it, if they gave their data and it has not been erased."""
        return self.submitters.first()

    def filed_content(self) -> dict[str, Any]:
        """What was filed, as its digest covers it. Holds no personal data of the form."""
        return {
            "filing_number": self.filing_number,
            "plan": self.plan.slug,
            "edition": self.edition.number,
            "action": self.action.code if self.action else None,
            "channel": self.channel.value,
            "received_at": self.received_at.isoformat(timespec="microseconds"),
            "body": self.body,
            "proposed_text": self.proposed_text,
            "kind": self.kind.value if self.kind else None,
            "stance": self.stance.value if self.stance else None,
            "target": self.target.value,
            "salt": self.content_salt,
        }

    def circumstances(
        self, *, group_hidden: bool = False, territory_hidden: bool = False
    ) -> dict[str, Any]:
        """What else was stored when it was filed. The log has its digest.

        A permission to publish that was withdrawn later, as the log shows, counts as given then.
        """
        return self.former_circumstances() | {
            "publish_group": self.publish_group or group_hidden,
            "publish_territory": self.publish_territory or territory_hidden,
        }

    def former_circumstances(self) -> dict[str, Any]:
        """The same as old entries of the log have it: there were no such permissions yet."""
        return {
            "round": self.consultation_id,
            "author_kind": self.author_kind.value,
            "value_group": self.value_group_id,
            "territory": self.territory_id,
            "is_minor": self.is_minor,
            "submission": self.submission_digest,
            "tracking": self.tracking_digest,
            "salt": self.content_salt,
        }

    def moderation(self) -> dict[str, Any]:
        """What was decided on showing it, in full. The log has its digest."""
        return {
            "publication": self.publication.value,
            "ground": self.ground.value if self.ground else None,
            "ground_note": self.ground_note,
            "body": self.public_body,
            "proposed_text": self.public_proposed_text,
            "redactions": self.redactions,
            "salt": self.content_salt,
        }


class Submitter(Table):
    """Personal data of whoever sent an observation, stored nowhere else (R13)."""

    comment = ForeignKeyField(Comment, unique=True, backref="submitters")
    name = CharField(default="")
    organisation = CharField(default="")
    email = CharField(default="")
    phone = CharField(default="")
    publish_name = BooleanField(default=False)
    consented_at = DateTimeField()
    policy_version = CharField()
    salt = CharField(max_length=32)
    purge_on = DateField()

    def content(self, *, leave_to_publish: bool) -> list[Any]:
        """All the data stored about a person, with the permission to publish the name as it was
        given at filing. The log has its digest."""
        return [
            self.salt,
            self.name,
            self.organisation,
            self.email,
            self.phone,
            leave_to_publish,
            self.consented_at.isoformat(timespec="microseconds"),
            self.policy_version,
            self.purge_on.isoformat(),
        ]

    @property
    def public_name(self) -> str:
        """The name that may be shown: only when its owner ticked so."""
        return (self.organisation or self.name) if self.publish_name else ""


def shows_name() -> Expression:
    """The condition for an observation to show its author's name (R13): not before its text, since
    until then nobody has moderated the name either."""
    return _shows(Submitter.publish_name)


def shows_group() -> Expression:
    """The condition for an observation to show its value group (R13), unless it is sensitive."""
    return _shows(Comment.publish_group)


def shows_territory() -> Expression:
    """The condition for an observation to show its territory (R13)."""
    return _shows(Comment.publish_territory)


def _shows(leave: Any) -> Expression:
    return leave & _may_show_author()


def _may_show_author() -> Expression:
    """The condition for an observation to show anything of its author, where the author permits it:
    its text is shown, and it is neither a minor's nor suppressed in part to protect one (R14)."""
    shown = [each for each in Publication if each.is_shown]
    for_a_minor = (Comment.ground.is_null(False) & (Comment.ground == Ground.MINOR)) | (
        Comment.redactions.cast("text").contains(f'"{RedactionKind.MINOR}"')
    )
    return Comment.publication.in_(shown) & ~Comment.is_minor & ~for_a_minor
