"""Answering: drafts, parts, groups, approval, giving back, publishing one or all."""

from dataclasses import replace

from tests.random_worlds.desk import Desk
from tests.random_worlds.world import Fault, often, step
from webapp.models import Answer, Comment, CommentGroup, Part, Staff
from webapp.vocabulary import AnswerState, Decision, Role
from webapp.workflow import answering, bulk_acts, grouping, splitting
from webapp.workflow.answering import Reply


class Answers(Desk):
    """Steps of responders and approvers."""

    def reply(self) -> Reply:
        """What somebody would answer."""
        return Reply(
            decision=None if self.mistakes(15) else self.luck.choice(list(Decision)),
            text=self.words().capitalize(),
            reason=self.reason(40),
            cites="" if self.mistakes(6) else self.words(),
        )

    def write(self, comment: Comment, *, submit: bool = True) -> Answer | None:
        """Write an answer, of a letter in parts to each part first."""
        by = self.who(Role.RESPONDER)
        for part in self.parts_of(comment):
            self.write_part(part)
        held, reply = comment.answers.first(), self.reply()
        reply = replace(reply, text=self.coverable(reply.text), reason=self.coverable(reply.reason))
        answer = self.do(
            answering.submit if submit else answering.draft, comment, reply,
            version=self.version(held) if held else None, by=by,
        )  # fmt: skip
        if answer:
            self.memory.writers[comment.id].add(by.id)
        return answer

    def write_part(self, part: Part) -> None:
        """Answer one part of a letter."""
        by, reply = self.who(Role.RESPONDER), self.reply()
        if self.do(
            splitting.answer_part, part, decision=reply.decision, text=reply.text,
            reason=reply.reason, cites=reply.cites, version=self.version(part), by=by,
        ):  # fmt: skip
            self.memory.writers[part.comment_id].add(by.id)

    def approve(self, answer: Answer) -> None:
        """Approve an answer; nobody who wrote in it or declared an impediment can (R11)."""
        comment = answer.comment_id
        by = self.an_approver_of(comment)
        if self.do(answering.approve, answer, version=self.version(answer), by=by):
            taken = self.memory.writers[comment] | self.memory.impeded[comment]
            if by.id in taken:
                raise Fault(f"R11: {by.name} had a part in the answer that they approved")

    def an_approver_of(self, comment: int) -> Staff:
        """Most often somebody who may approve its answer."""
        taken = self.memory.writers[comment] | self.memory.impeded[comment]
        free = [e for e in self.people if e.has(Role.APPROVER) and e.id not in taken]
        return self.luck.choice(free) if free and not self.mistakes(3) else self.who(Role.APPROVER)

    @often
    def one_is_answered(self) -> None:
        if comment := self.a_comment():
            self.write(comment, submit=not self.perhaps(4))

    @step
    def a_part_is_answered(self) -> None:
        if part := self.one(Part.select().order_by(Part.id)):
            self.write_part(part)

    @step
    def many_are_answered(self) -> None:
        for comment in self.comments(Comment.id.not_in(Answer.select(Answer.comment)))[:8]:
            self.write(comment)

    @often
    def answers_are_approved(self) -> None:
        for answer in Answer.select().where(Answer.state == AnswerState.SUBMITTED):
            self.approve(answer)

    @step
    def an_answer_is_given_back(self) -> None:
        answer = self.one(Answer.select().order_by(Answer.id))
        if answer and self.perhaps():
            self.do(
                answering.give_back, answer, note=self.words(), version=self.version(answer),
                by=self.who(Role.APPROVER),
            )  # fmt: skip

    @step
    def an_answer_is_published(self) -> None:
        approved = Answer.select().where(Answer.state == AnswerState.APPROVED)
        if answer := self.one(approved.order_by(Answer.id)):
            self.do(
                answering.publish, answer, version=self.version(answer), by=self.who(Role.APPROVER)
            )

    @step
    def the_report_is_published(self) -> None:
        self.do(answering.publish_report, self.a_plan(), by=self.who(Role.APPROVER))

    @step
    def the_same_answer_goes_to_many(self) -> None:
        plan, by = self.a_plan(), self.who(Role.RESPONDER)
        comments = self.some(self.comments(Comment.plan == plan), 5)
        act = self.do(
            bulk_acts.answer, self.listed(comments), self.reply(), submit=self.perhaps(),
            plan=plan, by=by,
        )  # fmt: skip
        if act:
            self.remember_bulk(act, comments, by.id)

    @step
    def a_group_is_answered(self) -> None:
        group = self.one(CommentGroup.select())
        if group is None:
            return
        by = self.who(Role.RESPONDER)
        comments = [member.comment for member in group.members]
        act = self.do(
            grouping.answer, group, self.reply(), self.listed(comments), submit=self.perhaps(),
            version=self.version(group), by=by,
        )  # fmt: skip
        if act:
            self.remember_bulk(act, comments, by.id)
