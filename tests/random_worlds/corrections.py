"""Putting right what was published, and people's rights over their data."""

from datetime import timedelta

from tests.random_worlds.adjusting import Adjusting
from tests.random_worlds.rounds import Rounds
from tests.random_worlds.world import World, identity, often, step
from webapp.models import (
    Answer,
    Change,
    Comment,
    Correction,
    Document,
    Part,
    Plan,
    Submitter,
    Subscription,
)
from webapp.models.correction import OF_ANSWERS
from webapp.text.covered import published
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AnnulmentGround,
    AnswerState,
    CorrectionKind,
    CorrectionState,
    CoverGround,
    DataRight,
    Origin,
    PlanField,
    Role,
)
from webapp.workflow import (
    adjusting,
    amending,
    amending_parts,
    annulling,
    answering,
    clean_copies,
    correcting,
    covering,
    data_requests,
    editorial,
    erasing,
    handling,
    moderating,
    moving,
    personal_data,
    splitting,
    taking_back,
    uncovering,
    withdrawing,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.amending_parts import PartReply
from webapp.workflow.data_requests import Request
from webapp.workflow.personal_data import Contact
from webapp.workflow.sent_file import SentFile
from webapp.workflow.splitting import LetterPiece


class Corrections(Rounds, Adjusting):
    """Steps of whoever puts something right."""

    @often
    def an_answer_is_to_be_corrected(self) -> None:
        out = Answer.select().where(Answer.state == AnswerState.PUBLISHED)
        answer = self.one(out.order_by(Answer.id))
        if answer is None:
            return
        by, plan = self.who(Role.RESPONDER), answer.comment.plan
        details = amending.details_of(answer, self.reply(), version=answer.version)
        self.do(
            correcting.propose, CorrectionKind.ANSWER, answer, plan=plan, reason=self.reason(),
            details=details, by=by,
        )  # fmt: skip

    @step
    def an_answer_to_a_part_is_to_be_corrected(self) -> None:
        published = Part.select().join(Comment).join(Answer)
        published = published.where(Answer.state == AnswerState.PUBLISHED).order_by(Part.id)
        if part := self.one(published):
            reply = self.reply()
            now = PartReply(
                decision=reply.decision, text=reply.text, reason=reply.reason, cites=reply.cites
            )
            details = amending_parts.details_of(part, now, version=part.version)
            self.do(
                correcting.propose, CorrectionKind.PART, part, plan=part.comment.plan,
                reason=self.reason(), details=details, by=self.who(Role.RESPONDER),
            )  # fmt: skip

    @often
    def registrations_are_to_be_annulled(self) -> None:
        plan = self.a_plan()
        comments = self.some(self.comments(Comment.plan == plan), 3)
        if not comments:
            return
        ground = self.luck.choice(list(AnnulmentGround))
        other = self.a_comment()
        same_as = other.filing_number if other and ground is AnnulmentGround.DUPLICATE else ""
        details = annulling.proposal(ground, comments, same_as=same_as)
        subject = comments[0] if len(comments) == 1 else plan
        self.do(
            correcting.propose, CorrectionKind.ANNULMENT, subject, plan=plan,
            reason=self.reason(), details=details, by=self.who(Role.MODERATOR),
        )  # fmt: skip

    @often
    def one_is_to_be_considered_elsewhere(self) -> None:
        if comment := self.a_comment():
            details = moving.proposal(self.one(comment.plan.actions))
            self.do(
                correcting.propose, CorrectionKind.MOVE, comment, plan=comment.plan,
                reason=self.reason(), details=details, by=self.who(Role.MODERATOR),
            )  # fmt: skip

    @step
    def an_adjusted_plan_is_to_be_withdrawn(self) -> None:
        plan = self.a_plan()
        if edition := plan.current_edition:
            details = withdrawing.proposal(edition, self.one([None, *Plan.select()]))
            self.do(
                correcting.propose, CorrectionKind.EDITION_WITHDRAWN, edition, plan=plan,
                reason=self.reason(), details=details, by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def an_edition_of_form_is_proposed(self) -> None:
        self.propose_form(self.a_plan())

    @step
    def an_edition_of_form_comes_out_or_is_thrown_away(self) -> None:
        plan = self.a_plan()
        with self.carefully():
            proposed, by = self.propose_form(plan), self.who(Role.APPROVER)
            if proposed and not self.do(
                correcting.approve, proposed, version=proposed.version, by=by
            ):
                by = proposed.proposed_by
                self.do(correcting.take_back, proposed, version=proposed.version, by=by)
                self.do(editorial.throw_away, plan, by=by)

    def propose_form(self, plan: Plan) -> Correction | None:
        """Mend the form of some action in a further edition, and propose it."""
        by = self.who(Role.EDITOR)
        edition = self.do(editorial.start, plan, by=by)
        wording = self.one(edition.wordings) if edition else None
        if wording is None:
            return None
        why = Why(origin=Origin.EDITORIAL_FIX, reason=self.reason())
        text = {PlanField.ACTIVITY: wording.activity.rstrip(".;") + self.luck.choice(".;")}
        changes = self.do(adjusting.reword, wording, text, why, version=wording.version, by=by)
        for change in changes or ():
            self.remember_cause(change, why)
        proposed: Correction | None = self.do(
            correcting.propose, CorrectionKind.EDITORIAL_EDITION, edition, plan=plan,
            reason=self.reason(), details=editorial.proposal(edition), by=by,
        )  # fmt: skip
        return proposed

    @often
    def words_are_to_be_covered(self) -> None:
        plan, word = self.a_plan(), self.one(self.memory.coverable)
        if word is None:
            return
        details = covering.details_of(
            covering.find(plan, [word]), data=self.luck.choice(list(RedactionKind)),
            ground=self.luck.choice(list(CoverGround)), order=self.words(), dated=self.day(-2),
        )  # fmt: skip
        proposed = self.do(
            correcting.propose, CorrectionKind.COVER, plan, plan=plan, reason=self.reason(),
            details=details, by=self.who(Role.MODERATOR),
        )  # fmt: skip
        if proposed:
            self.memory.covers[proposed.id] = word

    @often
    def a_document_is_to_have_a_clean_copy(self) -> None:
        document = self.one(Document.select().order_by(Document.id))
        if document is None:
            return
        content = b"%PDF-1.4 " + self.words().encode()
        copy = SentFile(filename="copia.pdf", media_type="application/pdf", content=content)
        file = self.one([copy, copy, copy, None])
        order = self.words()
        self.do(
            correcting.propose, CorrectionKind.CLEAN_COPY, document, plan=document.plan,
            reason=self.reason(), file=file, by=self.who(Role.MODERATOR),
            details=clean_copies.details_of(
                document, file, given=document.sha256, erases=self.luck.random() < 0.4,
                covers_name=self.luck.random() < 0.3, data=self.luck.choice(list(RedactionKind)),
                ground=self.luck.choice(list(CoverGround)), order=order, dated=self.day(-2),
            ),
        )  # fmt: skip

    # --- what was approved by mistake -----------------------------------------------------------

    def mistaken(self, kind: CorrectionKind) -> Correction | None:
        """One of a kind that was made."""
        made = Correction.select().where(
            Correction.kind == kind, Correction.state == CorrectionState.APPROVED
        )
        found = list(made.order_by(Correction.id))
        return found[-1] if found and self.careful else self.one(found)

    @often
    def an_annulment_is_to_be_taken_back(self) -> None:
        if annulment := self.mistaken(CorrectionKind.ANNULMENT):
            comments = self.some(self.comments(Comment.annulment == annulment), 3)
            if self.mistakes(6):
                comments = self.some(self.comments(), 2)
            self.do(
                correcting.propose, CorrectionKind.ANNULMENT_TAKEN_BACK, annulment,
                plan=annulment.plan, reason=self.reason(),
                details=taking_back.proposal(annulment, comments), by=self.who(Role.MODERATOR),
            )  # fmt: skip

    @step
    def a_withdrawal_is_to_be_taken_back(self) -> None:
        self._to_be_taken_back(
            CorrectionKind.EDITION_WITHDRAWN, CorrectionKind.WITHDRAWAL_TAKEN_BACK
        )

    @step
    def a_reopening_is_to_be_taken_back(self) -> None:
        self._to_be_taken_back(CorrectionKind.WINDOW_REOPENED, CorrectionKind.REOPENING_WITHDRAWN)

    def _to_be_taken_back(self, former: CorrectionKind, kind: CorrectionKind) -> None:
        if mistaken := self.mistaken(former):
            self.do(
                correcting.propose, kind, mistaken, plan=mistaken.plan, reason=self.reason(),
                details=taking_back.proposal(mistaken), by=self.who(Role.EDITOR),
            )  # fmt: skip

    @step
    def covered_words_are_to_be_read_again(self) -> None:
        if cover := self.mistaken(CorrectionKind.COVER):
            passages = self.some(uncovering.passages_of(cover), 3)
            order = "" if self.mistakes(5) else self.words()
            self.do(
                correcting.propose, CorrectionKind.COVER_LIFTED, cover, plan=cover.plan,
                reason=self.reason(), details=uncovering.proposal(cover, passages, order=order),
                by=self.who(Role.MODERATOR),
            )  # fmt: skip

    @often
    def covered_words_are_to_be_erased(self) -> None:
        kind = self.luck.choice(erasing.COVERS)
        if cover := self.mistaken(kind):
            order = "" if self.mistakes(5) else self.words()
            details = erasing.proposal(
                cover, ground=self.luck.choice(list(erasing.GROUNDS)), order=order
            )
            self.do(
                correcting.propose, CorrectionKind.WORDS_ERASED, cover, plan=cover.plan,
                reason=self.reason(), details=details, by=self.who(Role.MODERATOR),
            )  # fmt: skip

    @often
    def words_are_covered_and_erased(self) -> None:
        with self.carefully():
            for step_ in (
                self.words_are_to_be_covered,
                self.corrections_are_approved,
                self.covered_words_are_to_be_erased,
            ):
                step_()
            if self.perhaps():
                self.corrections_are_approved()

    def remember_erasing(self, correction: Correction, *, everywhere: bool) -> None:
        """From here on the driver knows texts with the mark alone."""
        cover = Correction.get_by_id(correction.details["cover"])
        word, mark = self.memory.covers.get(cover.id), cover.mark
        if word is None:
            return
        if everywhere:
            self.memory.erased.add(word)
        for change in Change.select():
            remembered = self.memory.causes.get(identity(change))
            if remembered and word not in published(change.reason):
                reason, named = remembered
                self.memory.causes[identity(change)] = reason.replace(word, mark), named

    @often
    def an_impediment_is_to_be_lifted(self) -> None:
        impeded = [number for number, people in self.memory.impeded.items() if people]
        if number := self.one(impeded):
            comment = Comment.get_by_id(number)
            people = [each for each in self.people if each.id in self.memory.impeded[number]]
            by = self.who(*handling.HANDLERS) if self.mistakes(5) else self.luck.choice(people)
            self.do(
                correcting.propose, CorrectionKind.IMPEDIMENT_LIFTED, comment, plan=comment.plan,
                reason=self.reason(), by=by,
            )  # fmt: skip

    @often
    def something_is_approved_by_mistake_and_taken_back(self) -> None:
        pairs = (
            (self.registrations_are_to_be_annulled, self.an_annulment_is_to_be_taken_back),
            (self.the_round_closes_and_opens_again, self.a_reopening_is_to_be_taken_back),
            (self.an_adjusted_plan_comes_and_goes, self.a_withdrawal_is_to_be_taken_back),
            (self.words_are_to_be_covered, self.covered_words_are_to_be_read_again),
            (self.somebody_has_an_impediment, self.an_impediment_is_to_be_lifted),
            (self.a_letter_in_parts_goes_out, self.an_answer_to_a_part_is_to_be_corrected),
        )
        mistake, back = self.luck.choice(pairs)
        with self.carefully():
            for step_ in (mistake, self.corrections_are_approved, back):
                step_()
            if self.perhaps():
                self.corrections_are_approved()

    def the_round_closes_and_opens_again(self) -> None:
        """Reopen the newest round of a plan."""
        self.close(self.a_plan())
        self.a_round_is_to_be_opened_again()

    def an_adjusted_plan_comes_and_goes(self) -> None:
        """Have a plan adjusted, and withdraw it."""
        self.all_goes_out()
        self.an_adjusted_plan_is_to_be_withdrawn()

    def a_letter_in_parts_goes_out(self) -> None:
        """Split a letter, answer its parts and publish them."""
        waits = Comment.id.not_in(Answer.select(Answer.comment)), Comment.annulment.is_null()
        comment = self.a_comment(*waits)
        if comment is None:
            return
        by, plan = self.who(Role.MODERATOR), comment.plan
        self.do(moderating.show, comment, version=comment.version, by=by)
        comment = comment.fresh()
        words = comment.public_body.split()
        pieces = [LetterPiece(" ".join(each), None) for each in (words[:1], words[1:])]
        self.do(splitting.split, comment, pieces, version=comment.version, by=by)
        self.answer_all(plan)
        answer = Answer.get_or_none(Answer.comment == comment)
        if answer:
            self.do(answering.publish, answer, version=answer.version, by=self.who(Role.APPROVER))

    def remember_taking_back(self, correction: Correction) -> None:
        """What is so again once one that was a mistake is taken back."""
        if correction.kind is CorrectionKind.ANNULMENT_TAKEN_BACK:
            back = Comment.filing_number.in_(correction.details["comments"])
            self.memory.reinstated |= {each.id: self.now for each in self.comments(back)}
        elif correction.kind is CorrectionKind.COVER_LIFTED:
            self.memory.secrets.discard(self.memory.covers[correction.details["correction"]])
        elif correction.kind is CorrectionKind.IMPEDIMENT_LIFTED:
            self.memory.impeded[correction.comment_id or 0].discard(correction.proposed_by_id)

    def waiting_corrections(self) -> list[Correction]:
        """Those that nobody decided."""
        proposed = Correction.state == CorrectionState.PROPOSED
        return list(Correction.select().where(proposed).order_by(Correction.id))

    def approve_correction(self, correction: Correction) -> None:
        """Approve one; whoever had a part in it cannot (R11)."""
        by, comment = self.who(Role.APPROVER), correction.comment_id
        parts = {correction.proposed_by_id}
        if comment and correction.kind in (*OF_ANSWERS, CorrectionKind.IMPEDIMENT_LIFTED):
            parts |= self.memory.writers[comment] | self.memory.impeded[comment]
        erases = correction.kind is CorrectionKind.WORDS_ERASED
        everywhere = (
            erases
            and erasing.reach(
                Correction.get_by_id(correction.details["cover"]), reader=by
            ).everywhere
        )
        if not self.do(correcting.approve, correction, version=self.version(correction), by=by):
            return
        if erases:
            self.remember_erasing(correction, everywhere=everywhere)
        World.done[f"correction made: {correction.kind.value}"] += 1
        self.held(by.id not in parts, "R11", by.name, "approved the correction", correction.id)
        self.remember_of_a_round(correction)
        self.remember_taking_back(correction)
        if word := self.memory.covers.get(correction.id):
            self.memory.secrets.add(word)
        if comment and correction.kind in OF_ANSWERS:
            self.memory.writers[comment].add(correction.proposed_by_id)
            self.memory.correctors[comment].add(correction.proposed_by_id)

    @often
    def corrections_are_approved(self) -> None:
        for correction in self.waiting_corrections():
            self.approve_correction(correction)

    @step
    def a_correction_is_rejected_or_taken_back(self) -> None:
        correction = self.one(self.waiting_corrections())
        if correction is None or not self.perhaps():
            return
        version = self.version(correction)
        if self.perhaps():
            self.do(
                correcting.reject, correction, note=self.words(), version=version,
                by=self.who(Role.APPROVER),
            )  # fmt: skip
        else:
            self.do(correcting.take_back, correction, version=version, by=correction.proposed_by)

    # --- the last moment ---------------------------------------------------------------------

    @often
    def somebody_files_as_a_window_opens_or_closes(self) -> None:
        moments = {
            moment
            for openings in self.memory.openings.values()
            for opening in openings
            for moment in (opening.opens_at, opening.closes_at)
            if moment > self.now + timedelta(minutes=3)
        }
        if moments and not self.is_full:
            hair = self.luck.choice((-1, 0, 0, 1))
            self.now = min(moments) + timedelta(microseconds=hair)
            for plan in Plan.select():
                self.file(plan, None)
            self.assisted(self.a_plan(), None)

    # --- personal data -------------------------------------------------------------------------

    def contact(self) -> tuple[Contact, str]:
        """Other data, and the mark by which a name is known."""
        self.memory.spoken += 1
        mark = f"canario{self.memory.spoken}x"
        email = f"otrobuzon{self.memory.spoken}@correo.example" if self.perhaps() else ""
        return Contact(name=f"Corregido {mark}" if self.perhaps() else "", email=email), mark

    def remember_contact(self, comment: Comment, contact: Contact, mark: str) -> None:
        """What is held now of somebody."""
        if contact.name:
            self.memory.names[comment.id].append(mark)
        self.remember_data(comment, contact.email)

    @often
    def somebody_uses_their_rights(self) -> None:
        comment = self.a_comment()
        if comment is None:
            return
        match self.luck.randrange(5):
            case 0:
                self.do(personal_data.hide_name, comment, by=None)
            case 1:
                self.do(personal_data.hide_group, comment, by=None)
                self.do(personal_data.hide_territory, comment, by=None)
            case 2:
                contact, mark = self.contact()
                if self.do(
                    personal_data.correct, comment, contact, consent=self.perhaps(), by=None,
                    tracking_code=self.memory.codes[comment.id],
                ):  # fmt: skip
                    self.remember_contact(comment, contact, mark)
            case 3:
                self.do(personal_data.erase, comment, by=None)
            case _:
                self._exercised()

    def _exercised(self) -> None:
        contact, mark = self.contact()
        comments = self.some(self.comments(), 3)
        request = Request(
            right=self.luck.choice(list(DataRight)),
            received_on=self.day(-1),
            comments=comments,
            subscriptions=self.some(Subscription.select(), 1) if self.perhaps(4) else [],
            contact=contact,
            consent=self.perhaps(),
        )
        done = self.do(data_requests.exercise, request, by=self.who(Role.MODERATOR))
        if done and request.right is DataRight.CORRECT:
            for comment in comments:
                self.remember_contact(comment, contact, mark)

    @step
    def contact_data_are_purged(self) -> None:
        if self.perhaps(4):
            due = Submitter.select().order_by(Submitter.purge_on).first()
            if due and self.perhaps(4):
                self.now += timedelta(days=max(0, (due.purge_on - self.today).days))
            self.do(personal_data.purge)
