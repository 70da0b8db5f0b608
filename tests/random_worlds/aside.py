"""Beside the plan: petitions, publicity, internal reports, accounts, the entity, letters."""

from datetime import timedelta

from tests.random_worlds.receiving import PNG
from tests.random_worlds.world import World, step
from webapp.models import (
    AnswerTemplate,
    Area,
    Entity,
    Evidence,
    InternalReport,
    Meeting,
    Notice,
    Petition,
    Publicity,
    Subscription,
    ValueGroup,
)
from webapp.vocabulary import (
    CyclePhase,
    Easiness,
    NoticeReason,
    NoticeState,
    ParticipationSpace,
    PetitionKind,
    PublicityChannel,
    PublicityStage,
    Role,
    Understanding,
)
from webapp.workflow import (
    answer_templates,
    ease_questions,
    entity_settings,
    intake,
    internal_reporting,
    leaving,
    mailboxes,
    notice_delivery,
    petitioning,
    publicising,
    reminding,
    staffing,
    subscribing,
)
from webapp.workflow.ease_questions import Opinion
from webapp.workflow.entity_settings import Particulars
from webapp.workflow.intake import Scan
from webapp.workflow.internal_reporting import Account
from webapp.workflow.publicising import Sending
from webapp.workflow.staffing import Profile
from webapp.workflow.subscribing import SubscriptionRequest


class Aside(World):
    """Steps that go along with a consultation."""

    # --- petitions -----------------------------------------------------------------------------

    @step
    def a_petition_is_marked(self) -> None:
        if comment := self.a_comment():
            kind = self.luck.choice(list(PetitionKind))
            self.do(petitioning.mark, comment, kind, by=self.who(*petitioning.HANDLERS))

    @step
    def a_petition_goes_on(self) -> None:
        petition = self.one(Petition.select().order_by(Petition.id))
        if petition is None:
            return
        named = {"version": self.version(petition), "by": self.who(*petitioning.HANDLERS)}
        match self.luck.randrange(6):
            case 0:
                self.do(petitioning.unmark, petition, reason=self.reason(), **named)
            case 2:
                self.do(
                    petitioning.correct_extension, petition, why=self.reason(),
                    due_on=self.one([None, self.day(12)]), reason=self.reason(), **named,
                )  # fmt: skip
            case 3:
                self.do(
                    petitioning.correct_transfer, petition, to=self.words(), why=self.reason(),
                    on=self.one([None, self.day(0)]), copy_sent_on=None, **named,
                )  # fmt: skip
            case 1:
                due = self.day(self.luck.randint(5, 40))
                self.do(petitioning.extend, petition, due_on=due, reason=self.reason(), **named)
            case _:
                self.do(
                    petitioning.forward, petition, to=self.words(), on=self.day(-1),
                    copy_sent_on=self.one([None, self.day(0)]), **named,
                )  # fmt: skip

    # --- publicity -----------------------------------------------------------------------------

    @step
    def publicity_is_noted(self) -> None:
        round_, held = self.a_round(), self.one([None, *Publicity.select()])
        if round_ is None:
            return
        by = self.who(Role.EDITOR)
        sending = Sending(
            stage=self.luck.choice(list(PublicityStage)),
            channel=self.luck.choice(list(PublicityChannel)),
            on=self.day(self.luck.randint(-3, 0)),
            audience=self.words(),
            link=self.one(["", "https://concejo.example/aviso"]),
        )
        scan = Scan.read("aviso.png", PNG) if self.perhaps(3) else None
        if held is None:
            self.do(publicising.note, round_, sending, scan=scan, by=by)
        elif self.perhaps():
            version = self.version(held)
            self.do(publicising.correct, held, sending, scan=scan, version=version, by=by)
        else:
            version = self.version(held)
            self.do(publicising.remove, held, reason=self.reason(), version=version, by=by)

    # --- internal reports ----------------------------------------------------------------------

    def account(self) -> Account:
        """What is told of an activity."""
        return Account(
            title=self.words(),
            cycle_phase=self.luck.choice(list(CyclePhase)),
            space=self.luck.choice([ParticipationSpace.CONSULTATION, *ParticipationSpace]),
            area=self.one([*self.areas, None]),
            activities=self.words(),
            contributions=self.words(),
            results=self.words(),
            is_good_practice=self.perhaps(4),
            good_practice=self.words(),
        )

    @step
    def an_internal_report_is_written(self) -> None:
        round_, held = self.a_round(), self.one(InternalReport.select())
        by = self.who(Role.EDITOR)
        if round_ and (held is None or held.number or self.perhaps(3)):
            replaces = held if held and held.number and self.perhaps() else None
            self.do(internal_reporting.start, round_, self.account(), replaces=replaces, by=by)
        elif held:
            version = self.version(held)
            match self.luck.randrange(4):
                case 0:
                    self.do(internal_reporting.discard, held, version=version, by=by)
                case 1:
                    self.do(internal_reporting.edit, held, self.account(), version=version, by=by)
                case _:
                    self.do(
                        internal_reporting.deliver, held, recipient=self.words(),
                        version=version, by=by,
                    )  # fmt: skip

    # --- accounts, the entity, templates -------------------------------------------------------

    @step
    def an_account_changes(self) -> None:
        by, number = self.who(Role.ADMIN), self.luck.randrange(len(self.people))
        staff = self.people[number].fresh()
        match self.luck.randrange(4):
            case 0:
                self.do(staffing.deactivate, staff, by=by)
            case 1 | 2:
                self.do(staffing.reactivate, staff, by=by)
            case _:
                roles = {*staff.roles, self.luck.choice(list(Role))}
                profile = Profile(email=staff.email, name=staff.name, roles=roles, area=staff.area)
                self.do(staffing.change_profile, staff, profile, version=self.version(staff), by=by)
        self.people[number] = staff.fresh()

    @step
    def somebody_leaves(self) -> None:
        by, number = self.who(Role.ADMIN), self.luck.randrange(len(self.people))
        staff = self.people[number].fresh()
        verb = leaving.leave if self.perhaps() else leaving.hand_over
        self.do(verb, staff, to=self.one([None, *self.people]), by=by)
        self.people[number] = staff.fresh()

    @step
    def a_meeting_is_moved(self) -> None:
        if meeting := self.one(Meeting.select()):
            self.do(
                intake.move_meeting, meeting, self.a_plan(), reason=self.reason(),
                version=self.version(meeting), by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def a_scan_is_seen(self) -> None:
        if scan := self.one(Evidence.select()):
            self.do(intake.see_scan, scan.comment, scan.id, by=self.who(*intake.READERS))

    @step
    def the_entity_says_something_else(self) -> None:
        entity, by = Entity.current(), self.who(Role.ADMIN)
        held = {name: getattr(entity, name) for name in Particulars.__dataclass_fields__}
        told = Particulars(**held | {"office_hours": self.words()})
        self.do(entity_settings.update_entity, entity, told, version=self.version(entity), by=by)

    @step
    def a_catalogue_changes(self) -> None:
        catalogue = self.luck.choice([Area, ValueGroup])
        entry, by = self.one(catalogue.select()), self.who(Role.ADMIN)
        if self.perhaps():
            self.do(entity_settings.move_entry, entry, up=self.perhaps(), by=by)
        else:
            values = {"name": f"{entry.name.partition(' (')[0]} ({self.words(1, 1)})"}
            self.do(
                entity_settings.save_entry,
                catalogue,
                values,
                entry=entry,
                version=entry.version,
                by=by,
            )

    @step
    def a_template_is_kept(self) -> None:
        held, by = self.one([None, *AnswerTemplate.select()]), self.who(Role.RESPONDER)
        self.do(
            answer_templates.keep, title=self.words(), text=self.words(), area=None, template=held,
            version=self.version(held) if held else 1, by=by,
        )  # fmt: skip

    # --- the public ----------------------------------------------------------------------------

    @step
    def somebody_tells_how_it_was(self) -> None:
        if codes := list(self.memory.codes.values()):
            opinion = Opinion(
                easy=self.one([None, *Easiness]),
                understood=self.one([None, *Understanding]),
                wish=self.words() if self.perhaps() else "",
            )
            self.do(ease_questions.save, self.luck.choice(codes), opinion, by=None)

    @step
    def somebody_subscribes_or_leaves(self) -> None:
        held = self.one(Subscription.select())
        match self.luck.randrange(4):
            case 0 if held:
                self.do(subscribing.leave, held)
            case 1 if held:
                self.do(subscribing.confirm, held)
            case 2:
                self.do(subscribing.purge)
            case _:
                number = self.luck.randrange(9)
                self.memory.secrets.add(f"suscriptor{number}z")
                asked = SubscriptionRequest(
                    email=f"suscriptor{number}z@correo.example", consent=True
                )
                self.do(subscribing.subscribe, self.one([None, self.a_plan()]), asked)

    @step
    def letters_go_out(self) -> None:
        """The mail server takes some, puts some off and refuses others."""
        for _ in range(self.luck.randint(1, 6)):
            notice = self.do(notice_delivery.claim_next, lasts=timedelta(minutes=2))
            if not isinstance(notice, Notice):
                return
            reason = self.luck.choice(list(NoticeReason))
            match self.luck.randrange(5):
                case 0:
                    self.do(notice_delivery.put_off, notice, reason, reply="450")
                case 1:
                    self.do(notice_delivery.give_up, notice, reason, reply="550")
                case 2:
                    self.do(notice_delivery.hand_over, notice, lasts=timedelta(minutes=2))
                    self.do(notice_delivery.in_doubt, notice)
                case _:
                    self.do(notice_delivery.hand_over, notice, lasts=timedelta(minutes=2))
                    self.do(notice_delivery.delivered, notice)

    @step
    def a_letter_is_decided_on(self) -> None:
        undecided = [state for state in NoticeState if state.asks_for_a_decision]
        notice = self.one(Notice.select().where(Notice.state.in_(undecided)))
        if notice:
            verb = self.luck.choice((notice_delivery.send_again, notice_delivery.take_as_sent))
            by = self.who(*notice_delivery.DECIDERS)
            self.do(verb, notice, attempts=notice.attempts, by=by)

    @step
    def the_house_is_put_in_order(self) -> None:
        """What the server does by itself every day."""
        self.do(notice_delivery.settle)
        self.do(notice_delivery.forget_codes)
        self.do(mailboxes.forget_days_over)
        self.do(subscribing.purge)
        self.do(reminding.put_what_is_due)
