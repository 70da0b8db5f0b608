"""Groups of like observations: answered together, never merged (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rapidfuzz import fuzz, process, utils

from webapp.models import Answer, BulkAct, Comment, CommentGroup, GroupMember, Plan, Staff
from webapp.models.base import tuples
from webapp.text import differences
from webapp.text.differences import Piece
from webapp.text.visible import is_blank
from webapp.vocabulary import BulkVerb, Publication, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import answering, bulk, segregating
from webapp.workflow.acts import act, claim, record
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import ListChanged, Listed
from webapp.workflow.refusals import Invalid, WrongState

ALIKE = 80
"""Out of 100, from which two texts are suggested as alike; a suggestion, never more."""
CAMPAIGN = 10
"""Members from which a group is pointed out to the staff."""
GROUPERS = (Role.MODERATOR, Role.RESPONDER, Role.APPROVER)


@dataclass(frozen=True)
class Likeness:
    """An observation like another one, how much, and the words in which they differ."""

    comment: Comment
    score: float
    pieces: Sequence[Piece]


def alike(comment: Comment, *, reader: Staff, limit: int = 20) -> list[Likeness]:
    """Observations of the same plan with like texts, most alike first; those in a group, its own
    or another, left out. Only a suggestion: "estoy" and "no estoy" are close, and say the opposite.

    Each text is compared as the reader may read it, so nothing withheld shows through (R3, R13).
    """
    own = comment.read_by(reader).body
    if is_blank(own):
        return []
    texts = dict(_readable(comment, reader))
    found = process.extract(
        own,
        texts,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        score_cutoff=ALIKE,
        limit=limit,
    )
    named = {
        each.id: each for each in Comment.select().where(Comment.id.in_([key for *_, key in found]))
    }
    return [
        Likeness(named[number], score, differences.difference(own, text))
        for text, score, number in found
    ]


def _readable(comment: Comment, reader: Staff) -> list[tuple[int, str]]:
    """The other observations of the plan that are in no group, by id, with what may be read."""
    original = reader.has(Role.MODERATOR)
    text = Comment.body if original else Comment.public_body
    others = Comment.select(Comment.id, text).where(
        Comment.plan == comment.plan_id,
        Comment.id != comment.id,
        Comment.id.not_in(GroupMember.select(GroupMember.comment)),
    )
    if not original:
        shown = [each for each in Publication if each.is_shown]
        others = others.where(Comment.publication.in_(shown))
    return tuples(others)


def start(
    plan: Plan, title: str, comments: Sequence[Comment], *, by: Staff, at: datetime
) -> CommentGroup:
    """Group observations that say the same. Each keeps author, number, count and notice. The log
    holds that it was made, not its name: that may be somebody's (R13)."""
    faults = {}
    if is_blank(title):
        faults["title"] = N_("Write a name for the group.")
    if not comments:
        faults["comments"] = N_("Pick at least one observation.")
    if faults:
        raise Invalid(**faults)
    with act(by, *GROUPERS):
        group = CommentGroup.create(plan=plan, title=title.strip(), made_by=by, made_at=at)
        record(Verb.GROUP_STARTED, group, by=by, at=at, plan=plan)
        for comment in comments:
            _join(group, comment, by=by, at=at)
        return group


def add(group: CommentGroup, comment: Comment, *, by: Staff, at: datetime) -> None:
    """Take one more observation into a group."""
    with act(by, *GROUPERS):
        _join(group, comment, by=by, at=at)


def _join(group: CommentGroup, comment: Comment, *, by: Staff, at: datetime) -> None:
    if comment.plan_id != group.plan_id:
        raise Invalid(comments=N_("Those observations belong to another plan."))
    if GroupMember.of(comment):
        raise WrongState(N_("It is already in a group. Take it out of that one first."))
    GroupMember.create(group=group, comment=comment)
    _note(Verb.GROUP_JOINED, group, comment, by=by, at=at)


def take_out(group: CommentGroup, comment: Comment, *, by: Staff, at: datetime) -> None:
    """Take an observation out of a group; it loses nothing, its answer included."""
    with act(by, *GROUPERS):
        left = (
            GroupMember.delete()
            .where(GroupMember.group == group, GroupMember.comment == comment)
            .execute()
        )
        if left:
            _note(Verb.GROUP_LEFT, group, comment, by=by, at=at)


def set_extra(member: GroupMember, extra: str, *, version: int, by: Staff, at: datetime) -> None:
    """Write the paragraph that answers a member's own point; it stands in the member's answer,
    already written or to be written with the group's (R15).

    Raises StaleCopy (R12), WrongState when its answer is no longer a draft, NotAllowed for whoever
    declared an impediment.
    """
    with act(by, *GROUPERS):
        segregating.require_no_impediment([member.comment], by)
        claim(member, version)
        before = member.fresh().extra
        answering.put_paragraph(member.comment, before, extra.strip(), by=by, at=at)
        GroupMember.update(extra=extra.strip()).where(GroupMember.id == member.id).execute()
        record(
            Verb.GROUP_EXTRA_WRITTEN,
            member.comment,
            by=by,
            at=at,
            plan=member.comment.plan,
            group=member.group_id,
            before=before,
            after=extra.strip(),
        )


def answer(
    group: CommentGroup,
    reply: Reply,
    listed: Sequence[Listed],
    *,
    submit: bool,
    version: int,
    by: Staff,
    at: datetime,
) -> BulkAct:
    """Give every member listed the same answer, each with its own extra paragraph.

    All or none; undone as any bulk act. Raises Invalid, StaleCopy, and ListChanged also when one
    of those listed was taken out of the group meanwhile.
    """
    write = answering.submit if submit else answering.draft
    if submit:
        reply.check()
    with act(by, Role.RESPONDER):
        claim(group, version)
        extras = {member.comment_id: member.extra for member in group.members}
        numbers = {member.comment.filing_number for member in group.members}
        strangers = [each.filing_number for each in listed if each.filing_number not in numbers]
        if strangers:
            raise ListChanged(strangers)

        def give(comment: Comment) -> object:
            existing = Answer.of(comment)
            text = "\n\n".join(part for part in (reply.text, extras.get(comment.id)) if part)
            return write(
                comment,
                replace(reply, text=text),
                version=existing.version if existing else None,
                by=by,
                at=at,
            )

        return bulk.act_on(listed, BulkVerb.GROUP_ANSWERED, give, plan=group.plan, by=by, at=at)


def _note(verb: Verb, group: CommentGroup, comment: Comment, *, by: Staff, at: datetime) -> None:
    record(
        verb,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        group=group.id,
    )
