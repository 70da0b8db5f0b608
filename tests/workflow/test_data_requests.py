"""Requests over personal data at the desk: found by what is given, done in one act (R13)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, a_cast, an_announced_plan, filed, later
from tests.workflow.test_personal_data import (
    CANARIES,
    EMAIL,
    NAME,
    ORGANISATION,
    PERSON,
    PHONE,
    a_letter,
    a_letter_that_staff_talked_about,
    left,
)
from webapp.models import Comment, Event, Plan, Subscription, Territory, ValueGroup
from webapp.vocabulary import Clue, DataRight
from webapp.workflow import data_requests, subscribing, verifying
from webapp.workflow.data_requests import Request
from webapp.workflow.personal_data import Contact
from webapp.workflow.refusals import Invalid, NotAllowed
from webapp.workflow.subscribing import SubscriptionRequest

ON_FRIDAY = date(2026, 3, 20)


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def found(cast: Cast, clue: Clue, typed: str) -> list[Comment]:
    return data_requests.find(clue, typed, by=cast.mario_moderator, at=AFTER_CLOSE)


def done(cast: Cast, right: DataRight, *comments: Comment, **more: object) -> Event:
    request = Request(right=right, received_on=ON_FRIDAY, comments=comments, **more)
    return data_requests.exercise(request, by=cast.mario_moderator, at=AFTER_CLOSE)


class TestFinding:
    @pytest.mark.parametrize(
        ("clue", "typed"),
        [
            (Clue.EMAIL, EMAIL),
            (Clue.EMAIL, f" {EMAIL.upper()} "),
            (Clue.NAME, NAME),
            (Clue.NAME, "zoraida  QUINONES"),
            (Clue.ORGANISATION, "JUNTA DE ZARAGOZA"),
            (Clue.PHONE, "+57 316 555-0177"),
        ],
    )
    def test_what_a_person_gives_finds_theirs_in_every_plan_and_nobody_elses(
        self, plan, cast, clue, typed
    ):
        mine = [filed(plan, **PERSON).comment]
        mine.append(filed(an_announced_plan(cast, "otro"), **PERSON).comment)
        another = PERSON | {
            "name": "Zoraida Quiñonez", "email": "z@quinones.example",
            "organisation": "Junta", "phone": "3165550178",
        }  # fmt: skip
        filed(plan, **another)
        filed(plan)
        assert found(cast, clue, typed) == mine

    @pytest.mark.parametrize(
        ("clue", "typed"),
        [
            (Clue.EMAIL, "zoraida"),
            (Clue.NAME, "Zoraida"),
            (Clue.NAME, "%"),
            (Clue.PHONE, "3"),
            (Clue.PHONE, "sin número"),
            (Clue.EMAIL, ""),
        ],
    )
    def test_a_part_of_it_lists_nobody_r13(self, plan, cast, clue, typed):
        filed(plan, **PERSON)
        assert found(cast, clue, typed) == []

    def test_numbers_and_codes_find_one(self, plan, cast):
        receipt = filed(plan)
        number, code = receipt.comment.filing_number, receipt.tracking_code
        assert found(cast, Clue.FILING_NUMBER, number.lower()) == [receipt.comment]
        assert found(cast, Clue.TRACKING_CODE, code.replace("-", "")) == [receipt.comment]
        assert found(cast, Clue.FILING_NUMBER, "CMC-2026-000009") == []
        assert found(cast, Clue.TRACKING_CODE, "0000-0000-0000-0000") == []

    def test_that_data_were_seen_is_in_the_log_and_what_was_typed_is_not_r13_r17(self, plan, cast):
        comment = filed(plan, **PERSON).comment
        found(cast, Clue.NAME, NAME)
        event = Event.head()
        assert (event.verb, event.staff) == ("submitter.seen", cast.mario_moderator)
        assert event.subject == f"comment:{comment.filing_number}"
        assert set(event.details) == {"salt"}

    def test_only_who_moderates_may(self, plan, cast):
        filed(plan, **PERSON)
        asked = Request(right=DataRight.KNOW, received_on=ON_FRIDAY, comments=[Comment.get()])
        for each in (
            cast.elena_editor, cast.rosa_responder, cast.alba_approver, cast.aldo_auditor,
            cast.ada_admin,
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                data_requests.find(Clue.NAME, NAME, by=each, at=AFTER_CLOSE)
            with pytest.raises(NotAllowed):
                data_requests.exercise(asked, by=each, at=AFTER_CLOSE)


class TestExercising:
    def test_erasing_takes_all_that_was_ticked_scans_and_subscription_too_r13(self, plan, cast):
        first = a_letter_that_staff_talked_about(plan, cast)
        second = a_letter(an_announced_plan(cast, "otro"), cast, **PERSON)
        subscribing.subscribe(plan, SubscriptionRequest(email=EMAIL, consent=True), at=WHILE_OPEN)
        subscriptions = data_requests.subscriptions(Clue.EMAIL, EMAIL.upper())
        assert len(subscriptions) == 1
        done(cast, DataRight.ERASE, first, second, subscriptions=subscriptions)
        assert left() == []
        assert not Subscription.select().exists()
        verifying.verify()

    def test_the_log_names_the_observations_and_what_was_done_and_no_data_r13_r17(self, plan, cast):
        first, second = (filed(plan, f"Una {n}.", **PERSON).comment for n in range(2))
        event = done(cast, DataRight.ERASE, first, second)
        assert (event.verb, event.subject) == ("rights.exercised", "data_request:1")
        assert event.staff == cast.mario_moderator
        assert event.details["about"] == [first.filing_number, second.filing_number]
        assert event.details["right"] == "erase"
        erased = Event.select().where(Event.verb == "submitter.erased")
        assert [each.staff for each in erased] == [cast.mario_moderator] * 2
        assert not [each for each in CANARIES if each in str(list(Event.select().dicts()))]

    @pytest.mark.parametrize(
        ("right", "due_on"),
        [(DataRight.KNOW, date(2026, 4, 8)), (DataRight.ERASE, date(2026, 4, 15))],
    )
    def test_it_is_due_in_the_working_days_of_the_law(self, plan, cast, right, due_on):
        event = done(cast, right, filed(plan, **PERSON).comment)
        assert event.details["due_on"] == due_on.isoformat(), "with three holidays on the way"

    def test_to_know_alters_nothing(self, plan, cast):
        comment = filed(plan, **PERSON).comment
        done(cast, DataRight.KNOW, comment)
        assert comment.submitter.name == NAME

    def test_to_hide_takes_back_name_group_and_territory_r13_r14(self, plan, cast):
        leaves = {"publish_group": True, "publish_territory": True}
        group, place = ValueGroup.public()[0], Territory.get()
        comment = filed(plan, value_group=group, territory=place, **PERSON, **leaves).comment
        done(cast, DataRight.HIDE, comment)
        comment = comment.fresh()
        assert comment.submitter.public_name == ""
        assert (comment.publish_group, comment.publish_territory) == (False, False)
        assert comment.submitter.name == NAME
        verifying.verify()

    def test_to_correct_alters_all_of_them_or_none_r13(self, plan, cast):
        first, second = (filed(plan, f"Una {n}.", **PERSON).comment for n in range(2))
        minor = filed(plan, "Otra.", is_minor=True).comment
        contact = Contact(phone="3100000000")
        with pytest.raises(Invalid):
            done(cast, DataRight.CORRECT, first, minor, contact=contact)
        assert first.submitter.phone == PHONE
        done(cast, DataRight.CORRECT, first, second, contact=contact)
        assert {each.submitter.phone for each in (first, second)} == {"3100000000"}
        assert {each.submitter.organisation for each in (first, second)} == {ORGANISATION}
        verifying.verify()

    def test_nothing_ticked_and_a_day_to_come_are_refused(self, plan, cast):
        comment = filed(plan, **PERSON).comment
        with pytest.raises(Invalid) as refused:
            done(cast, DataRight.ERASE)
        assert list(refused.value.faults) == ["numbers"]
        request = Request(
            right=DataRight.ERASE,
            received_on=later(AFTER_CLOSE, days=1).date(),
            comments=[comment],
        )
        with pytest.raises(Invalid) as refused:
            data_requests.exercise(request, by=cast.mario_moderator, at=AFTER_CLOSE)
        assert list(refused.value.faults) == ["received_on"]
        assert comment.submitter
