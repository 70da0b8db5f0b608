"""The adjusted edition: rewording, retitling, new and withdrawn actions, and publishing it."""

from typing import Any

from tests.random_worlds.answers import Answers
from tests.random_worlds.receiving import Receiving
from tests.random_worlds.world import identity, often, step
from webapp.models import Answer, Change, Comment, Plan
from webapp.vocabulary import AnswerState, Origin, Phase, PlanField, Publication, Role
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    adjusting_categories,
    answering,
    publishing,
    undoing,
)
from webapp.workflow.adjusting import Why


class Adjusting(Answers, Receiving):
    """Steps of whoever writes the adjusted plan."""

    def why(self, plan: Plan, comments: list[Comment] | None = None) -> Why:
        """What a change rests on."""
        named = comments or self.some(self.comments(Comment.plan == plan), 3)
        origin = Origin.OBSERVATIONS if comments else self.luck.choice(list(Origin))
        return Why(
            origin=origin,
            reason=self.coverable(self.reason()),
            comments=[] if self.mistakes(9) else named,
        )

    def values(self) -> dict[PlanField, Any]:
        """Another wording."""
        return {
            PlanField.IMPROVEMENT: self.words().capitalize(),
            PlanField.TERM_MONTHS: self.luck.randint(1, 24),
        }

    def reword(self, plan: Plan, comments: list[Comment] | None = None) -> None:
        """Give some action another wording."""
        edition = self.draft_of(plan)
        wording = self.one(edition.wordings) if edition else None
        if wording:
            why = self.why(plan, comments)
            changes = self.do(
                adjusting.reword, wording, self.values(), why,
                version=self.version(wording), by=self.who(Role.EDITOR),
            )  # fmt: skip
            for change in changes or ():
                self.remember_cause(change, why)

    def remember_cause(self, change: Change, why: Why) -> None:
        """What somebody said that a change rests on."""
        named = {each.id for each in why.comments}
        self.memory.causes[identity(change)] = why.reason.strip(), named

    def forget_causes(self, action: int | None) -> None:
        """What was said of an action's changes: its withdrawal, or an account of it as new, says
        it of all of them."""
        for key in [each for each in self.memory.causes if each[2] == action]:
            del self.memory.causes[key]

    @step
    def an_edition_is_started(self) -> None:
        self.do(adjusting.start_edition, self.a_plan(), by=self.who(Role.EDITOR))

    @often
    def an_action_is_reworded(self) -> None:
        self.reword(self.a_plan())

    @step
    def a_category_is_retitled(self) -> None:
        plan = self.a_plan()
        edition = self.draft_of(plan)
        category = self.one(edition.categories) if edition else None
        if category:
            self.do(
                adjusting.retitle, category, self.words(), self.why(plan),
                version=self.version(category), by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def a_change_is_explained_or_undone(self) -> None:
        if change := self.one(Change.select().order_by(Change.id)):
            by, version = self.who(Role.EDITOR), self.version(change)
            if self.perhaps():
                why = self.why(change.edition.plan)
                if self.do(adjusting.explain, change, why, version=version, by=by):
                    self.forget_causes(change.action_id)
                    self.remember_cause(change, why)
            else:
                self.do(undoing.undo, change, version=version, by=by)

    @step
    def an_action_is_added_or_withdrawn(self) -> None:
        plan = self.a_plan()
        edition = self.draft_of(plan)
        if edition is None:
            return
        by, why = self.who(Role.EDITOR), self.why(plan)
        if self.perhaps():
            values = {PlanField.ACTIVITY: self.words(), **self.values()}
            category = self.one(edition.categories)
            self.do(adjusting_actions.add_action, category, values, why, by=by)
        elif wording := self.one(edition.wordings):
            version = self.version(wording)
            if self.do(adjusting_actions.withdraw, wording, why, version=version, by=by):
                self.forget_causes(wording.action_id)

    @step
    def a_category_is_added_or_withdrawn(self) -> None:
        plan = self.a_plan()
        edition = self.draft_of(plan)
        if edition is None:
            return
        by, why = self.who(Role.EDITOR), self.why(plan)
        if self.perhaps():
            self.do(adjusting_categories.add_category, edition, self.words(), why, by=by)
        elif category := self.one(edition.categories):
            for wording in [] if self.mistakes(3) else reversed(category.wordings):
                if self.do(
                    adjusting_actions.withdraw, wording, why, version=wording.version, by=by
                ):
                    self.forget_causes(wording.action_id)
            version = self.version(category)
            if self.do(
                adjusting_categories.withdraw_category, category, why, version=version, by=by
            ):
                self.forget_causes(None)

    @step
    def the_adjusted_edition_is_published(self) -> None:
        self.do(publishing.publish_edition, self.a_plan(), by=self.who(Role.EDITOR))

    # --- whole chapters, so that worlds come far ------------------------------------------------

    def close(self, plan: Plan) -> None:
        """Let the newest round run out; somebody is late by nothing at all."""
        round_ = plan.fresh().announced_round
        if round_ and round_.phase(self.now) in (Phase.ANNOUNCED, Phase.OPEN):
            self.now = max(self.now, self.memory.openings[round_.id][-1].closes_at)
            if not self.is_full:
                self.file(plan, None)
            self.begin(self.luck.randrange(2**32))

    def answer_all(self, plan: Plan) -> None:
        """Moderate, answer and approve whatever waits, and name it in a change if it must be."""
        for comment in self.comments(Comment.plan == plan):
            if comment.publication is Publication.PENDING:
                self.moderate(comment)
            held = comment.answers.first()
            if held is None or held.state.is_writable:
                self.write(comment.fresh())
        if promised := [each for each in self.comments(Comment.plan == plan) if promises(each)]:
            self.do(adjusting.start_edition, plan, by=self.who(Role.EDITOR))
            self.reword(plan, promised)
        submitted = Answer.state == AnswerState.SUBMITTED
        for answer in Answer.select().join(Comment).where(Comment.plan == plan, submitted):
            self.approve(answer)

    @step
    def the_round_runs_out_and_all_is_answered(self) -> None:
        plan = self.a_plan()
        with self.carefully():
            self.close(plan)
            self.answer_all(plan)

    @step
    def all_goes_out(self) -> None:
        plan = self.a_plan()
        with self.carefully():
            self.close(plan)
            self.answer_all(plan)
            self.answer_all(plan)
            self.do(answering.publish_report, plan, by=self.who(Role.APPROVER))
            if not self.perhaps(3):
                self.do(adjusting.start_edition, plan, by=self.who(Role.EDITOR))
                self.do(publishing.publish_edition, plan, by=self.who(Role.EDITOR))


def promises(comment: Comment) -> bool:
    """Whether its answer says incorporated, and is not out."""
    answer = comment.answers.first()
    if answer is None or answer.decision is None or answer.published_at:
        return False
    return bool(answer.decision.needs_change)
