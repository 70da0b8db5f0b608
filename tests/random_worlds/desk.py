"""At the desk: moderating, handing over, splitting, grouping, bulk acts and their undoing."""

from collections.abc import Sequence

from tests.random_worlds.world import World, often, step
from webapp.models import BulkAct, Comment, CommentGroup, GroupMember, Handling, Part, Plan
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import Ground, Publication, Role
from webapp.workflow import bulk, bulk_acts, grouping, handling, moderating, segregating, splitting
from webapp.workflow.answer_steps import SPLITTERS
from webapp.workflow.bulk import Listed
from webapp.workflow.bulk_acts import Assignment
from webapp.workflow.splitting import LetterPiece


class Desk(World):
    """Steps of moderators and of whoever hands observations on."""

    def moderate(self, comment: Comment) -> None:
        """Decide what is shown of one."""
        by, version = self.who(Role.MODERATOR), self.version(comment)
        match self.luck.randrange(6):
            case 0:
                self.do(
                    moderating.withhold, comment, ground=self.luck.choice(list(Ground)),
                    note=self.reason(), version=version, by=by,
                )  # fmt: skip
            case 1:
                mark = self.memory.marks[comment.id]
                redactions = moderating.everywhere(comment, mark, RedactionKind.NAME)
                self.do(
                    moderating.redact, comment, redactions, ground=Ground.PERSONAL_DATA,
                    version=version, by=by,
                )  # fmt: skip
            case _:
                self.do(moderating.show, comment, version=version, by=by)

    @often
    def one_is_moderated(self) -> None:
        if comment := self.a_comment():
            self.moderate(comment)

    @step
    def what_waits_is_moderated(self) -> None:
        for comment in self.comments(Comment.publication == Publication.PENDING)[:8]:
            self.moderate(comment)

    @step
    def contact_data_are_seen(self) -> None:
        if comment := self.a_comment():
            self.do(moderating.see_submitter, comment, by=self.who(Role.MODERATOR))

    # --- who has it ----------------------------------------------------------------------------

    def _handling(self, comment: Comment) -> int:
        held = Handling.get_or_none(Handling.comment == comment)
        return self.version(held) if held else 1

    @step
    def one_is_handed_over(self) -> None:
        if comment := self.a_comment():
            staff = self.one([None, *self.people])
            if self.do(
                handling.assign, comment, area=self.one([None, *self.areas]), staff=staff,
                due_on=self.one([None, self.day(3), self.day(-1)]), note=self.words(),
                version=self._handling(comment), by=self.who(*handling.HANDLERS),
            ) and staff:  # fmt: skip
                self.held(not segregating.is_impeded(comment, staff), "R11", "handed back")

    @step
    def somebody_has_an_impediment(self) -> None:
        comment, by = self.a_comment(), self.who(*handling.HANDLERS)
        if comment and self.do(
            handling.recuse, comment, reason=self.reason(), to=self.one([None, *self.people]),
            version=self._handling(comment), by=by,
        ):  # fmt: skip
            self.memory.impeded[comment.id].add(by.id)

    @step
    def one_is_tagged_and_noted(self) -> None:
        if comment := self.a_comment():
            by = self.who(*handling.HANDLERS)
            self.do(
                handling.tag, comment, [self.words(1, 1)], version=self._handling(comment), by=by
            )
            self.do(handling.note, comment, self.words(), by=by)

    # --- letters in parts ----------------------------------------------------------------------

    @step
    def a_letter_is_split_or_joined(self) -> None:
        shown = Comment.publication.in_((Publication.SHOWN, Publication.REDACTED))
        comment = self.a_comment(shown) if not self.perhaps(6) else self.a_comment()
        if comment is None:
            return
        by, version = self.who(*SPLITTERS), self.version(comment)
        if self.perhaps(4):
            self.do(splitting.join, comment, version=version, by=by)
            return
        words = (comment.public_body or comment.body).split()
        middle = self.luck.randint(1, max(1, len(words) - 1))
        actions = [None, *comment.plan.actions]
        pieces = [
            LetterPiece(" ".join(each), self.luck.choice(actions))
            for each in (words[:middle], words[middle:])
        ]
        self.do(splitting.split, comment, pieces, version=version, by=by)

    # --- groups --------------------------------------------------------------------------------

    @step
    def a_group_is_started(self) -> None:
        plan = self.a_plan()
        comments = self.some(self.comments(Comment.plan == plan))
        self.do(grouping.start, plan, self.words(), comments, by=self.who(*grouping.GROUPERS))

    @step
    def a_group_gains_or_loses_one(self) -> None:
        group, comment = self.one(CommentGroup.select()), self.a_comment()
        if group and comment:
            verb = grouping.add if self.perhaps() else grouping.take_out
            self.do(verb, group, comment, by=self.who(*grouping.GROUPERS))

    @step
    def a_member_gets_a_paragraph(self) -> None:
        if member := self.one(GroupMember.select()):
            by = self.who(*grouping.GROUPERS)
            if self.do(
                grouping.set_extra, member, self.words(), version=self.version(member), by=by
            ):
                self.memory.writers[member.comment_id].add(by.id)

    # --- many at once --------------------------------------------------------------------------

    def listed(self, comments: Sequence[Comment]) -> list[Listed]:
        """A list as it was shown."""
        stamps = bulk.stamps(comments)
        return [Listed(each.filing_number, stamps[each.id]) for each in comments]

    def remember_bulk(self, act: BulkAct, comments: Sequence[Comment], writer: int | None) -> None:
        """Who had written in each, so that undoing brings that back."""
        writers = self.memory.writers
        self.memory.before_bulk[act.id] = {each.id: set(writers[each.id]) for each in comments}
        for each in comments:
            if writer is not None:
                writers[each.id].add(writer)

    @step
    def many_are_done_at_once(self) -> None:
        plan = self.a_plan()
        comments = self.some(self.comments(Comment.plan == plan), 6)
        listed, by = self.listed(comments), self.who(*handling.HANDLERS)
        duty = Assignment(area=self.one([None, *self.areas]), staff=self.one([None, *self.people]))
        match self.luck.randrange(3):
            case 0:
                act = self.do(bulk_acts.assign, listed, duty, plan=plan, by=by)
            case 1:
                act = self.do(bulk_acts.show, listed, plan=plan, by=self.who(Role.MODERATOR))
            case _:
                act = self.do(bulk_acts.tag, listed, [self.words(1, 1)], plan=plan, by=by)
        if act:
            self.remember_bulk(act, comments, None)

    @often
    def what_was_done_at_once_is_undone(self) -> None:
        act = self.one(BulkAct.select().where(BulkAct.undone_at.is_null()))
        if act is None:
            return
        by = act.staff if not self.perhaps(4) else self.who(Role.EDITOR)
        left = self.do(bulk.undo, act, by=by)
        if left is not None and act.fresh().undone_at:
            kept = {each.comment.id for each in (left if isinstance(left, list) else [])}
            for number, writers in self.memory.before_bulk[act.id].items():
                if number not in kept:
                    self.memory.writers[number] = set(writers)

    def parts_of(self, comment: Comment) -> list[Part]:
        """The parts of a letter."""
        return list(comment.parts.order_by(Part.position))

    def waiting(self, plan: Plan) -> list[Comment]:
        """What nobody has moderated yet."""
        return self.comments(Comment.plan == plan, Comment.publication == Publication.PENDING)
