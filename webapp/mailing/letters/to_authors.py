"""The letters to the author of an observation."""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext, ngettext

from webapp.mailing.letters.letter import (
    ChangeInWords,
    Letter,
    NotNeeded,
    address_of_changes,
    as_it_was,
    cancelled,
    edition_of,
    in_its_round,
    link,
)
from webapp.models import Answer, Change, Comment, Correction, Edition, Notice, Part
from webapp.models.change import ChangeKind
from webapp.models.edition_content import brings_changes
from webapp.queries import changelog
from webapp.queries.changelog import WholeAction
from webapp.vocabulary import (
    Decision,
    NoticeKind,
    NoticeReason,
    Publication,
    Turn,
)
from webapp.web.filters import (
    day_of,
    moment,
    months,
    round_words,
    sentence,
    term_change,
    word,
    zone_words,
)


def to_author(notice: Notice, comment: Comment) -> Letter:
    """What a notice says to whoever sent an observation. Raises NotNeeded."""
    write: Callable[[Notice, Comment], Letter] = {
        NoticeKind.RECEIPT: _receipt,
        NoticeKind.MODERATED: _moderated,
        NoticeKind.ANSWERED: _answered,
        NoticeKind.ANNULLED: _annulled,
        NoticeKind.REINSTATED: _reinstated,
        NoticeKind.ANSWER_CORRECTED: _answer_corrected,
        NoticeKind.ADJUSTED: _adjusted,
        NoticeKind.CANCELLED: _cancelled,
    }[notice.kind]
    return replace(
        write(notice, comment),
        why=gettext(
            "We write because this address was given with the observation %(number)s. To have it "
            "erased, open %(address)s with the tracking code and choose “Erase my data”.",
            number=comment.filing_number,
            address=link("tracking.search"),
        ),
    )


def _receipt(notice: Notice, comment: Comment) -> Letter:
    facts = {
        gettext("Filing number"): comment.filing_number,
        gettext("Tracking code"): notice.code,
        gettext("Received on"): f"{moment(comment.received_at)}, {zone_words()}",
        gettext("Plan"): comment.edition.title,
        gettext("The consultation"): round_words(comment.consultation),
        gettext("About"): _about(comment),
        gettext("Digest of what you sent (SHA-256)"): comment.content_digest,
        gettext("Entry in the public record"): gettext(
            "Number %(position)s, seal %(seal)s", position=comment.log_size, seal=comment.log_head
        ),
    }
    keep = (
        gettext("Keep the tracking code: it opens your page, and nobody can tell it to you again.")
        if notice.code
        else gettext("The tracking code is the one on the receipt that you were given.")
    )
    where = (
        link("tracking.show", tracking_code=notice.code) if notice.code else link("tracking.search")
    )
    return Letter(
        subject=gettext("We received your observation %(number)s", number=comment.filing_number),
        opening=gettext("Thank you for writing. This is the receipt of your observation."),
        facts=[(name, text) for name, text in facts.items() if text],
        paragraphs=[
            *([] if comment.standing.is_usual else [sentence(comment.standing.explanation)]),
            keep,
            gettext("We will write to you when it is shown, when it is answered and, if there are "
                    "changes, when the adjusted plan comes out."),
            gettext("With the digest and the seal anyone can check that nobody changed your "
                    "observation or removed it: %(address)s",
                    address=link("record.log", entrada=comment.log_size)),
            gettext("If you did not send this observation, ignore this message: somebody wrote "
                    "your address by mistake."),
        ],
        link=(gettext("See how my observation is doing"), where),
    )  # fmt: skip


def _about(comment: Comment) -> str:
    if comment.action is None:
        return gettext("The whole plan")
    return gettext("Action %(code)s", code=comment.action.code)


def _moderated(_notice: Notice, comment: Comment) -> Letter:
    number = comment.filing_number
    if comment.publication is Publication.PENDING:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    subject, opening = {
        Publication.SHOWN: (
            gettext("Your observation %(number)s can be read now", number=number),
            gettext("Your observation %(number)s is shown just as you sent it.", number=number),
        ),
        Publication.REDACTED: (
            gettext("Your observation %(number)s can be read, with words suppressed",
                    number=number),
            gettext("Your observation %(number)s is shown with some words suppressed.",
                    number=number),
        ),
        Publication.WITHHELD: (
            gettext("The text of your observation %(number)s is not shown", number=number),
            gettext("The text of your observation %(number)s is not shown; its number and its "
                    "date are.", number=number),
        ),
    }[comment.publication]  # fmt: skip
    reason = comment.ground_note or word(comment.ground)
    answer = Answer.of(comment)
    answered = answer is not None and answer.published_at is not None
    paragraphs = [] if answered else [gettext("It will be answered like every other.")]
    if comment.publication is not Publication.SHOWN:
        paragraphs.append(
            gettext("The original is kept as it came. If you think this is a mistake, write to "
                    "us: how to reach us stands below.")
        )  # fmt: skip
    return Letter(
        subject=subject,
        opening=opening,
        facts=[(gettext("Reason"), reason)] if reason else [],
        paragraphs=paragraphs,
        link=(gettext("See it as everyone reads it"), _page_of(comment)),
    )


def _annulled(_notice: Notice, comment: Comment) -> Letter:
    annulment, number = comment.annulment, comment.filing_number
    if annulment is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    facts = {
        gettext("Reason"): f"{word(annulment.annulment_ground)}. {annulment.reason}",
        gettext("The letter stays under"): annulment.details["same_as"],
    }
    return Letter(
        subject=gettext("The registration of your observation %(number)s was annulled",
                        number=number),
        opening=gettext("The registration %(number)s was annulled: it keeps its number, counts in "
                        "no total and gets no answer.", number=number),
        facts=[(name, text) for name, text in facts.items() if text],
        paragraphs=[
            gettext("If you think this is a mistake, write to us: how to reach us stands below.")
        ],
        link=(gettext("See it as everyone reads it"), _page_of(comment)),
    )  # fmt: skip


def _reinstated(_notice: Notice, comment: Comment) -> Letter:
    correction, number = Correction.reinstatement_of(comment), comment.filing_number
    if correction is None or comment.annulment:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    return Letter(
        subject=gettext("Your observation %(number)s stands again", number=number),
        opening=gettext(
            "The registration %(number)s had been annulled by mistake: it stands again with the "
            "same number, counts as it did, and is answered.",
            number=number,
        ),
        facts=[(gettext("Reason"), correction.reason)],
        link=(gettext("See it as everyone reads it"), _page_of(comment)),
    )


def _answered(_notice: Notice, comment: Comment) -> Letter:
    answer = Answer.get_or_none(Answer.comment == comment, Answer.published_at.is_null(False))
    if answer is None:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    number = comment.filing_number
    facts = {
        gettext("Decision"): word(answer.decision),
        gettext("Reason"): answer.reason,
        gettext("Where the plan says it"): answer.cites,
        gettext("Who answered"): answer.responsible_area,
    }
    parts = gettext("Your letter had several parts: each has its own answer on the page.")
    return Letter(
        subject=gettext("Answer to your observation %(number)s", number=number),
        opening=gettext("The entity answered your observation %(number)s:", number=number),
        quote=answer.text,
        facts=[(name, text) for name, text in facts.items() if text],
        paragraphs=[parts] if Part.are_of(comment) else [],
        link=(gettext("See your observation and its answer"), _page_of(comment)),
    )


def _answer_corrected(notice: Notice, comment: Comment) -> Letter:
    corrections = Correction.of_answers([comment.id]).get(comment.id)
    if not corrections:
        raise NotNeeded(NoticeReason.OUT_OF_DATE)
    last = corrections[-1]
    letter = _of_part(last, comment) if last.part else _answered(notice, comment)
    number = comment.filing_number
    former = Decision(last.details["before"]["decision"])
    return replace(
        letter,
        subject=gettext("The answer to your observation %(number)s was corrected", number=number),
        opening=gettext(
            "The entity corrected its answer to your observation %(number)s. It now says:",
            number=number,
        ),
        facts=[
            (gettext("Why it was corrected"), last.reason),
            *letter.facts,
            (gettext("Decision before"), word(former)),
        ],
        paragraphs=[
            gettext("The former answer stays beside the new one, on the same page."),
            *letter.paragraphs,
        ],
    )


def _of_part(correction: Correction, comment: Comment) -> Letter:
    now = correction.details["after"]
    facts = {
        gettext("Part of your letter"): str(correction.part),
        gettext("Decision"): word(Decision(now["decision"])),
        gettext("Reason"): now["reason"],
        gettext("Where the plan says it"): now["cites"],
    }
    return Letter(
        subject="",
        opening="",
        quote=now["text"],
        facts=[(name, text) for name, text in facts.items() if text],
        link=(gettext("See your observation and its answer"), _page_of(comment)),
    )


def _adjusted(notice: Notice, comment: Comment) -> Letter:
    edition = edition_of(notice)
    letter = _changed(notice, edition, comment) if brings_changes(edition) else as_it_was(edition)
    where = gettext("Your observation in the public record: %(address)s", address=_page_of(comment))
    return in_its_round(replace(letter, paragraphs=[where]), comment.consultation)


def _changed(notice: Notice, edition: Edition, comment: Comment) -> Letter:
    number = comment.filing_number
    own = Change.caused_by(comment)
    changes = changelog.amendments([each for each in own if each.edition == edition])
    opening = (
        ngettext(
            "The adjusted plan is out. %(num)s change in it names your observation %(number)s:",
            "The adjusted plan is out. %(num)s changes in it name your observation %(number)s:",
            len(changes),
            number=number,
        )
        if changes
        else gettext(
            "The adjusted plan is out. No change in it names your observation %(number)s.",
            number=number,
        )
    )
    return Letter(
        subject=gettext("The adjusted plan is out: %(title)s", title=edition.title),
        opening=opening,
        changes=[_in_words(each) for each in changes],
        link=(gettext("See what changed and because of whom"), address_of_changes(edition)),
    )


def _cancelled(notice: Notice, comment: Comment) -> Letter:
    return in_its_round(cancelled(notice), comment.consultation)


def _in_words(amendment: changelog.ChangelogItem) -> ChangeInWords:
    if isinstance(amendment, WholeAction):
        return _whole_in_words(amendment)
    title, reason = word(amendment.field), amendment.last.reason
    if amendment.action:
        title = gettext(
            "Action %(code)s: %(field)s", code=amendment.action.code, field=title.lower()
        )
    if amendment.kind is ChangeKind.TERM:
        return ChangeInWords(title, "", term_change(amendment.before, amendment.after), reason)
    if amendment.kind is ChangeKind.DAY:
        before, after = (each and day_of(each) for each in (amendment.before, amendment.after))
        return ChangeInWords(title, before, after, reason)
    return ChangeInWords(title, amendment.before, amendment.after, reason)


def _whole_in_words(whole: WholeAction) -> ChangeInWords:
    """An action that is new or withdrawn, as one thing."""
    code = whole.action.code if whole.action else ""
    texts = "\n".join(
        months(int(text)) if each.kind is ChangeKind.TERM else text for each, text in whole.texts
    )
    reasons = " ".join(dict.fromkeys(each.change.reason for each in whole.causes))
    if whole.turn is Turn.NEW:
        return ChangeInWords(gettext("Action %(code)s is new", code=code), "", texts, reasons)
    return ChangeInWords(gettext("Action %(code)s was withdrawn", code=code), texts, "", reasons)


def _page_of(comment: Comment) -> str:
    return link("record.comment", filing_number=comment.filing_number)
