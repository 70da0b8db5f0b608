"""Drafting, announcing, extending, reopening, cancelling: the life of plans and their rounds."""

from datetime import date, timedelta

from tests.random_worlds.world import Opening, World, midnight, often, step
from webapp.models import (
    Action,
    Consultation,
    Correction,
    Document,
    Extension,
    Plan,
)
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline
from webapp.vocabulary import (
    Channel,
    CorrectionKind,
    CyclePhase,
    Phase,
    PlanField,
    Role,
    RoundScope,
)
from webapp.workflow import (
    announcing,
    correcting,
    discarding,
    drafting,
    proof_of_reading,
    reimporting,
)
from webapp.workflow.announcing import WindowDays
from webapp.workflow.reopening import Reopening

CHANNELS = {Channel.WEB: "", Channel.FRONT_DESK: "Carrera 1 # 2-3"}
PDF = b"%PDF-1.4 de prueba"
MOST_PLANS = 2


class Rounds(World):
    """Steps of whoever owns the plan."""

    def begin_with_a_plan(self) -> None:
        """Announce the first one."""
        while not self._announced(self._imported("primero")):
            pass

    # --- before it is announced ----------------------------------------------------------------

    def outline(self) -> Outline:
        """What a file with two categories says."""
        return Outline(
            categories=tuple(
                CategoryOutline(
                    number=number,
                    title=self.words(),
                    actions=tuple(
                        self._row(f"{number}.{place}")
                        for place in range(1, self.luck.randint(2, 3))
                    ),
                )
                for number in (1, 2)
            )
        )

    def _row(self, code: str) -> ActionOutline:
        return ActionOutline(
            code=code,
            activity=self.words().capitalize(),
            improvement=self.words().capitalize(),
            term_months=self.luck.randint(1, 12),
            responsible_area=self.luck.choice(["", *(each.name for each in self.areas)]),
        )

    def _imported(self, slug: str) -> Plan:
        editor = next(each for each in self.people if each.has(Role.EDITOR))
        return Plan.find(slug) or self.do(
            drafting.import_plan, self.outline(), slug=slug, title=f"Plan {slug}", by=editor
        )

    def _announced(self, plan: Plan) -> Consultation | None:
        editor = next(each for each in self.people if each.has(Role.EDITOR))
        plan = plan.fresh()
        edition = plan.draft_edition
        facts = drafting.Facts(title=edition.title, summary=self.words().capitalize())
        self.do(drafting.edit_facts, edition, facts, version=edition.version, by=editor)
        self._attached(plan)
        held = plan.consultation
        version = held.version if held else None
        round_ = self.do(announcing.set_window, plan, self._window(), version=version, by=editor)
        if not round_:
            return None
        if not round_.channels.exists():
            self.do(announcing.set_channels, round_, CHANNELS, by=editor)
        announced = self.do(announcing.announce, plan, by=editor, accept_findings=True)
        if announced:
            self.memory.openings[announced.id] = [Opening(announced.opens_at, announced.closes_at)]
        return announced

    def _window(self) -> WindowDays:
        first = self.day(self.luck.choice((0, 0, 1, 3)))
        return WindowDays(
            first_day=first,
            last_day=first + timedelta(days=self.luck.choice((3, 7, 14, 20))),
            short_reason=self.reason(),
            cycle_phase=self.luck.choice(list(CyclePhase)),
        )

    def _attached(self, plan: Plan) -> object:
        return self.do(
            drafting.attach, plan, title=self.words(), filename="anexo.pdf",
            media_type="application/pdf", content=PDF, by=self.who(Role.EDITOR),
        )  # fmt: skip

    @step
    def another_plan_is_imported(self) -> None:
        if Plan.select().count() < MOST_PLANS:
            self._imported("segundo")

    @step
    def a_draft_is_written_on(self) -> None:
        plan = self.a_plan()
        edition = self.draft_of(plan)
        if edition is None:
            return
        by = self.who(Role.EDITOR)
        wording = self.one(edition.wordings)
        category = self.one(edition.categories)
        match self.luck.randrange(7):
            case 0 if wording:
                values = {PlanField.IMPROVEMENT: self.words()}
                self.do(
                    drafting.edit_wording, wording, values, version=self.version(wording), by=by
                )
            case 1 if category:
                self.do(
                    drafting.edit_category, category, self.words(),
                    version=self.version(category), by=by,
                )  # fmt: skip
            case 2:
                self.do(drafting.add_category, edition, self.words(), by=by)
            case 3 if category:
                self.do(drafting.add_action, category, {PlanField.ACTIVITY: self.words()}, by=by)
            case 4 if wording:
                self.do(drafting.remove_action, wording, version=self.version(wording), by=by)
            case 5 if category:
                self.do(drafting.remove_category, category, version=self.version(category), by=by)
            case _:
                self._attached(plan)
                document = self.one(Document.select().where(Document.plan == plan))
                self.do(drafting.detach, document, by=by)

    @step
    def a_draft_is_announced(self) -> None:
        plan = self.a_plan()
        if plan.phase(self.now) is Phase.DRAFTING and plan.draft_edition:
            self._announced(plan)

    @step
    def a_draft_is_thrown_away_or_brought_back(self) -> None:
        plan, by = self.a_plan(), self.who(Role.EDITOR)
        if plan.discarded_at:
            self.do(discarding.restore, plan, by=by)
        elif edition := self.draft_of(plan):
            self.do(discarding.discard, plan, version=self.version(edition), by=by)

    @step
    def a_draft_takes_in_a_corrected_file(self) -> None:
        plan = self.a_plan()
        if self.draft_of(plan):
            fields = [PlanField.ACTIVITY, *self.some([PlanField.IMPROVEMENT], 1)]
            self.do(
                reimporting.take_in, plan, self.outline(), fields, notes=self.perhaps(),
                read=proof_of_reading.proof(plan), by=self.who(Role.EDITOR),
            )  # fmt: skip

    # --- while it runs -------------------------------------------------------------------------

    @step
    def an_action_is_closed_or_opened_again(self) -> None:
        action = self.one(Action.select().order_by(Action.id))
        by = self.who(Role.EDITOR)
        times = self.memory.closed[action.id]
        if self.perhaps():
            if self.do(drafting.close_action, action, reason=self.reason(), by=by):
                times.append([self.now, None])
        elif self.do(drafting.reopen_action, action, by=by):
            times[-1][1] = self.now

    @step
    def the_channels_are_set(self) -> None:
        if round_ := self.a_round():
            channels = {each: self.words() for each in self.some(Channel, 3)}
            self.do(
                announcing.set_channels, round_, channels,
                version=self.version(round_), by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def a_round_is_extended(self) -> None:
        round_ = self.a_round()
        if round_ is None:
            return
        last = (round_.closes_at.date()) + timedelta(days=self.luck.randint(-2, 9))
        if self.do(
            announcing.extend, round_, last_day=last, reason=self.reason(),
            version=self.version(round_), by=self.who(Role.EDITOR),
        ):  # fmt: skip
            self.memory.openings[round_.id][-1].closes_at = midnight(last + timedelta(days=1))

    @step
    def a_plan_is_cancelled(self) -> None:
        plan = self.a_plan()
        if self.perhaps(3) and self.do(
            announcing.cancel, plan, reason=self.reason(), by=self.who(Role.EDITOR)
        ):
            self.memory.cancelled[plan.id] = self.now

    @step
    def a_successor_is_named(self) -> None:
        successor = self.one([None, *Plan.select()])
        self.do(announcing.name_successor, self.a_plan(), successor, by=self.who(Role.EDITOR))

    @step
    def another_round_is_announced(self) -> None:
        plan = self.a_plan()
        round_ = self.do(
            announcing.announce_round, plan, self._window(),
            scope=self.luck.choice(list(RoundScope)), by=self.who(Role.EDITOR),
        )  # fmt: skip
        if round_:
            self.memory.openings[round_.id] = [Opening(round_.opens_at, round_.closes_at)]

    # --- what of it is corrected ---------------------------------------------------------------

    @step
    def a_cancellation_is_to_be_taken_back(self) -> None:
        plan = self.a_plan()
        self.do(
            correcting.propose, CorrectionKind.CANCELLATION_TAKEN_BACK, plan, plan=plan,
            reason=self.reason(), by=self.who(Role.EDITOR),
        )  # fmt: skip

    @step
    def a_round_is_to_be_opened_again(self) -> None:
        if round_ := self.a_round():
            first = self.day(self.luck.choice((-1, 0, 0, 2)))
            again = Reopening(
                first_day=first,
                last_day=first + timedelta(days=self.luck.randint(0, 6)),
                counts_between=self.perhaps(),
            )
            self.do(
                correcting.propose, CorrectionKind.WINDOW_REOPENED, round_, plan=round_.plan,
                reason=self.reason(), details=again.details(), by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def an_extension_is_to_be_withdrawn(self) -> None:
        if extension := self.one(Extension.select().order_by(Extension.id.desc()).limit(2)):
            self.do(
                correcting.propose, CorrectionKind.EXTENSION_WITHDRAWN, extension,
                plan=extension.consultation.plan, reason=self.reason(), by=self.who(Role.EDITOR),
            )  # fmt: skip

    def remember_of_a_round(self, correction: Correction) -> None:
        """What an approved correction means for when a round was open."""
        number = int(correction.subject.rpartition(":")[2])
        if correction.kind is CorrectionKind.REOPENING_WITHDRAWN:
            reopening = Correction.get_by_id(number)
            openings = self.memory.openings[int(reopening.subject.rpartition(":")[2])]
            if self.now < openings[-1].opens_at:
                openings.pop()
            else:
                openings[-1].closes_at = midnight(self.day(1))
        elif correction.kind is CorrectionKind.CANCELLATION_TAKEN_BACK:
            del self.memory.cancelled[number]
        elif correction.kind is CorrectionKind.WINDOW_REOPENED:
            again = correction.details
            first, last = (date.fromisoformat(again[each]) for each in ("first_day", "last_day"))
            self.memory.openings[number].append(
                Opening(
                    max(midnight(first), self.now),
                    midnight(last + timedelta(days=1)),
                    again["counts_between"],
                )
            )
        elif correction.kind is CorrectionKind.EXTENSION_WITHDRAWN:
            extension = Extension.get_by_id(number)
            opening = self.memory.openings[extension.consultation_id][-1]
            opening.closes_at = extension.closes_at_before

    # --- the clock -----------------------------------------------------------------------------

    @often
    def time_passes(self) -> None:
        self.now += timedelta(minutes=self.luck.choice((5, 60, 60 * 5, 60 * 24, 60 * 24 * 4)))
