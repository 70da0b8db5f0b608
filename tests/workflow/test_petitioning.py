"""Observations that are also petitions: their terms in working days, and what may alter them."""

from datetime import date, datetime

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_announced_plan, filed, later, shown
from tests.worlds import answered
from webapp.models import Event, Petition
from webapp.queries import caseload
from webapp.vocabulary import PetitionKind, Urgency
from webapp.workflow import answering, petitioning
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.verifying import verify

TODAY = date(2026, 3, 10)


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast):
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan):
    return filed(plan).comment


@pytest.fixture
def petition(comment, cast):
    return petitioning.mark(
        comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=WHILE_OPEN
    )


def put_off(
    petition: Petition,
    cast,
    to: date,
    at: datetime = WHILE_OPEN,
    reason="Falta un dato de la Alcaldía.",
):
    return petitioning.extend(
        petition,
        due_on=to,
        reason=reason,
        version=petition.version,
        by=cast.rosa_responder,
        at=at,
    )


def handed_over(petition: Petition, cast, **what) -> Petition:
    told = {"to": "Alcaldía", "on": TODAY, "copy_sent_on": None, "at": WHILE_OPEN, **what}
    return petitioning.forward(petition, version=petition.version, by=cast.mario_moderator, **told)


class TestTheTerm:
    @pytest.mark.parametrize(
        ("kind", "due_on"),
        [
            (PetitionKind.INFORMATION, date(2026, 3, 25)),
            (PetitionKind.GENERAL, date(2026, 4, 1)),
            (PetitionKind.CONSULTATION, date(2026, 4, 24)),
        ],
    )
    def test_ten_fifteen_or_thirty_working_days_from_the_day_after(
        self, comment, cast, kind, due_on
    ):
        """23 March is a holiday, 2 and 3 April are those of Easter."""
        petition = petitioning.mark(comment, kind, by=cast.mario_moderator, at=WHILE_OPEN)
        assert (petition.received_on, petition.due_on) == (TODAY, due_on)

    def test_it_counts_from_the_day_of_receipt_whenever_it_is_marked(self, comment, cast):
        petition = petitioning.mark(
            comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=AFTER_CLOSE
        )
        assert petition.due_on == date(2026, 3, 25)

    def test_received_late_at_night_it_is_of_that_day_in_the_entity_s_own_clock(self, plan, cast):
        comment = filed(plan, at=datetime(2026, 3, 11, 4, 30)).comment
        petition = petitioning.mark(
            comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=AFTER_CLOSE
        )
        assert petition.received_on == TODAY

    def test_another_entity_gets_it_within_five_working_days(self, petition):
        assert petitioning.forward_by(petition) == date(2026, 3, 17)

    def test_an_observation_is_one_petition_at_most(self, petition, comment, cast):
        with pytest.raises(WrongState):
            petitioning.mark(comment, PetitionKind.GENERAL, by=cast.mario_moderator, at=WHILE_OPEN)

    def test_who_edits_or_audits_does_not_mark(self, comment, cast):
        for each in (cast.elena_editor, cast.aldo_auditor, cast.ada_admin):
            with pytest.raises(NotAllowed):
                petitioning.mark(comment, PetitionKind.GENERAL, by=each, at=WHILE_OPEN)


class TestTheExtension:
    def test_before_it_expires_the_term_goes_up_to_twice_as_long(self, petition, cast):
        assert petitioning.latest_due_on(petition) == date(2026, 4, 10)
        extended = put_off(petition, cast, date(2026, 4, 10))
        assert extended.due_on == date(2026, 4, 10)
        assert extended.extension_reason == "Falta un dato de la Alcaldía."

    def test_not_a_day_more_than_twice_the_term_nor_a_day_less_than_the_first(self, petition, cast):
        for day in (date(2026, 4, 13), petition.due_on, date(2026, 3, 24)):
            with pytest.raises(Invalid) as refused:
                put_off(petition, cast, day)
            assert list(refused.value.faults) == ["due_on"]

    def test_the_new_day_is_a_working_day(self, petition, cast):
        with pytest.raises(Invalid) as refused:
            put_off(petition, cast, date(2026, 4, 2))
        assert list(refused.value.faults) == ["due_on"]

    def test_on_its_last_day_it_may_still_be_extended_and_after_it_no_more(self, petition, cast):
        last_moment, next_day = datetime(2026, 3, 26, 4, 59), datetime(2026, 3, 26, 5, 0)
        with pytest.raises(WrongState):
            put_off(petition, cast, date(2026, 4, 6), at=next_day)
        put_off(petition, cast, date(2026, 4, 6), at=last_moment)

    def test_it_is_extended_once(self, petition, cast):
        extended = put_off(petition, cast, date(2026, 3, 26))
        with pytest.raises(WrongState):
            put_off(extended, cast, date(2026, 3, 27))

    def test_it_needs_a_reason(self, petition, cast):
        with pytest.raises(Invalid):
            put_off(petition, cast, date(2026, 3, 26), reason=" ")

    def test_two_who_extend_it_at_once_do_not_overwrite_each_other_r12(self, petition, cast):
        put_off(petition, cast, date(2026, 3, 26))
        with pytest.raises(StaleCopy) as stale:
            put_off(petition, cast, date(2026, 3, 30))
        assert stale.value.current.due_on == date(2026, 3, 26)
        assert petition.fresh().due_on == date(2026, 3, 26)


class TestForwarding:
    def test_it_says_to_whom_when_and_when_the_person_was_told(self, petition, cast):
        forwarded = handed_over(petition, cast, copy_sent_on=TODAY)
        assert (forwarded.forwarded_to, forwarded.forwarded_on) == ("Alcaldía", TODAY)
        assert forwarded.copy_sent_on == TODAY

    @pytest.mark.parametrize(
        ("what", "field"),
        [
            ({"to": " "}, "to"),
            ({"on": date(2026, 3, 9)}, "on"),
            ({"on": date(2026, 3, 11)}, "on"),
            ({"copy_sent_on": date(2026, 3, 11)}, "copy_sent_on"),
        ],
    )
    def test_what_cannot_be_so_is_refused(self, petition, cast, what, field):
        with pytest.raises(Invalid) as refused:
            handed_over(petition, cast, **what)
        assert list(refused.value.faults) == [field]
        assert not petition.fresh().forwarded_to

    def test_what_another_entity_has_is_no_longer_due_here(self, petition, cast):
        assert list(caseload.petitions()) == [petition]
        handed_over(petition, cast)
        assert list(caseload.petitions()) == []


class TestUnmarking:
    def test_the_log_keeps_that_it_was_one_and_why_not_r17(self, petition, comment, cast):
        with pytest.raises(Invalid):
            petitioning.unmark(
                petition,
                reason="",
                version=petition.version,
                by=cast.mario_moderator,
                at=AFTER_CLOSE,
            )
        petitioning.unmark(
            petition,
            reason="Solo opina.",
            version=petition.version,
            by=cast.mario_moderator,
            at=AFTER_CLOSE,
        )
        assert not comment.petitions.exists()
        acts = Event.about(f"comment:{comment.filing_number}")
        assert [act.verb for act in acts][-2:] == ["petition.marked", "petition.unmarked"]
        assert acts[-1].details["reason"] == "Solo opina."


class TestTheList:
    def test_urgency_follows_from_the_day(self, petition):
        assert petition.due_on == date(2026, 3, 25)
        assert petition.urgency(date(2026, 3, 18)) is Urgency.IN_TIME
        assert petition.urgency(date(2026, 3, 19)) is Urgency.DUE_SOON
        assert petition.urgency(date(2026, 3, 25)) is Urgency.DUE_SOON
        assert petition.urgency(date(2026, 3, 26)) is Urgency.OVERDUE

    def test_each_urgency_has_its_own_and_the_totals_agree_r18(self, plan, cast):
        for number, kind in enumerate(PetitionKind):
            comment = filed(plan, f"Petición {number}.").comment
            petitioning.mark(comment, kind, by=cast.mario_moderator, at=WHILE_OPEN)
        today = date(2026, 3, 30)
        listed = {each: caseload.petitions_page(today, urgency=each) for each in Urgency}
        assert {each: len(rows) for each, rows in listed.items()} == dict.fromkeys(Urgency, 1)
        assert caseload.petitions_by_urgency(today) == dict.fromkeys(Urgency, 1)
        assert listed[Urgency.OVERDUE][0].kind is PetitionKind.INFORMATION

    def test_pages_go_on_after_a_cursor_also_among_equal_days(self, plan, cast):
        marked = []
        for number in range(30):
            comment = filed(plan, f"Petición {number}.").comment
            marked.append(
                petitioning.mark(
                    comment, PetitionKind.GENERAL, by=cast.mario_moderator, at=WHILE_OPEN
                )
            )
        first = caseload.petitions_page(TODAY)
        assert len(first) == caseload.PAGE + 1
        rest = caseload.petitions_page(TODAY, after=first[caseload.PAGE - 1])
        assert [*first[: caseload.PAGE], *rest] == marked

    def test_an_answer_that_is_out_takes_it_off_the_list(self, petition, comment, cast, plan):
        answer = answered(shown(comment, cast), cast)
        assert list(caseload.petitions()) == [petition]
        answering.publish(
            answer,
            version=answer.version,
            by=cast.alba_approver,
            at=later(AFTER_CLOSE, hours=1),
        )
        assert list(caseload.petitions()) == []


class TestWhatWasNotedWrong:
    """An extension or a transfer is put right, or taken back, with its trace (R16, R21)."""

    WHY = "La fecha se escribió mal en el formulario."

    def extension(self, petition, cast, due_on, *, reason="Falta un dato de la Alcaldía.", why=WHY):
        return petitioning.correct_extension(
            petition, due_on=due_on, reason=reason, why=why, version=petition.version,
            by=cast.mario_moderator, at=AFTER_CLOSE,
        )  # fmt: skip

    def transfer(self, petition, cast, to="Gobernación", on=TODAY, *, why=WHY):
        return petitioning.correct_transfer(
            petition, to=to, on=on, copy_sent_on=None, why=why, version=petition.version,
            by=cast.mario_moderator, at=AFTER_CLOSE,
        )  # fmt: skip

    def test_a_wrong_date_is_corrected_with_what_stood_before_r21(self, petition, cast):
        wrong = put_off(petition, cast, date(2026, 4, 7))
        right = self.extension(wrong, cast, date(2026, 4, 6), reason="Falta un dato del SIG.")
        assert (right.due_on, right.extension_reason) == (
            date(2026, 4, 6), "Falta un dato del SIG.",
        )  # fmt: skip
        details = Event.head().details
        assert (details["before"]["due_on"], details["after"]["due_on"], details["reason"]) == (
            "2026-04-07", "2026-04-06", self.WHY,
        )  # fmt: skip
        verify()

    def test_an_extension_is_taken_back_and_the_first_date_stands_r21(self, petition, cast):
        back = self.extension(put_off(petition, cast, date(2026, 4, 7)), cast, None)
        assert (back.due_on, back.extension_reason) == (date(2026, 3, 25), "")
        verify()

    def test_a_wrong_entity_is_corrected_and_not_written_over_r21(self, petition, cast):
        wrong = handed_over(petition, cast)
        with pytest.raises(WrongState):
            handed_over(wrong, cast, to="Gobernación")
        right = self.transfer(wrong, cast)
        assert right.forwarded_to == "Gobernación"
        assert Event.head().details["before"]["forwarded_to"] == "Alcaldía"
        verify()

    def test_a_transfer_is_taken_back_and_the_petition_waits_again_r21(self, petition, cast):
        back = self.transfer(handed_over(petition, cast), cast, to="", on=None)
        assert (back.forwarded_to, back.forwarded_on) == ("", None)
        assert list(caseload.petitions()) == [back]
        verify()

    def test_a_correction_says_why_and_keeps_within_the_law_r7(self, petition, cast):
        with pytest.raises(WrongState):
            self.extension(petition, cast, date(2026, 4, 6))
        with pytest.raises(WrongState):
            self.transfer(petition, cast)
        extended = put_off(petition, cast, date(2026, 4, 7))
        for due_on in (date(2026, 3, 25), date(2026, 5, 29), date(2026, 4, 5)):
            with pytest.raises(Invalid):
                self.extension(extended, cast, due_on)
            extended = extended.fresh()
        with pytest.raises(Invalid):
            self.extension(extended, cast, date(2026, 4, 6), why="Mal.")
        with pytest.raises(StaleCopy):
            self.extension(petition, cast, date(2026, 4, 6))
