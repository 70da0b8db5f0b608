"""Filing observations: numbers, receipts, the closing second, and whose data it is."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from peewee import IntegrityError, PeeweeException

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
)
from webapp.models import Action, Comment, Event, Plan, Submitter, Territory, ValueGroup, canonical
from webapp.queries import public_register
from webapp.storage.db import db, is_sqlite
from webapp.vocabulary import AuthorKind, Channel, Role
from webapp.workflow import announcing, commenting, personal_data, verifying
from webapp.workflow.commenting import Filing, Receipt
from webapp.workflow.refusals import Invalid, NotAllowed, WindowClosed

LAST_INSTANT = CLOSES_AT - timedelta(microseconds=1)
RESIDENT = {
    "author_kind": AuthorKind.PERSON,
    "name": "Nubia Vecina",
    "email": "nubia@vecinas.example",
    "consent": True,
}


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def at_the_front_desk(plan: Plan, cast, body: str = "Llegó en papel.", **when) -> Receipt:
    return received(
        Filing(body=body),
        plan=plan,
        action=Action.get(Action.plan == plan, Action.code == "1.1"),
        submission_id="",
        channel=Channel.FRONT_DESK,
        by=cast.mario_moderator,
        **when,
    )


class TestR2BoundToWhatWasRead:
    def test_an_observation_names_its_action_and_the_edition_in_consultation(self, plan):
        comment = filed(plan).comment.fresh()
        assert comment.action.code == "1.1"
        assert comment.edition == plan.current_edition
        assert comment.consultation == plan.announced_round

    def test_an_observation_may_be_on_the_whole_plan(self, plan):
        comment = filed(plan, code=None).comment.fresh()
        assert comment.action is None
        assert comment.edition.number == 1

    def test_an_action_of_another_plan_takes_nothing_of_this_one(self, cast, plan):
        other = an_announced_plan(cast, "otro-plan")
        with pytest.raises(WindowClosed):
            commenting.file(
                Filing(body="Hola."),
                plan=plan,
                action=other.actions.first(),
                submission_id="",
                at=WHILE_OPEN,
            )


class TestR3KeptAsItCame:
    TEXT = "  Línea uno\n\n\tLínea dos — «comillas» 🙂 niño, 1ª\n"

    def test_the_text_is_kept_to_the_letter_with_its_hour_of_arrival(self, plan):
        comment = filed(plan, self.TEXT, at=WHILE_OPEN.replace(microsecond=123456)).comment.fresh()
        assert comment.body == self.TEXT
        assert comment.received_at == comment.filed_at == WHILE_OPEN.replace(microsecond=123456)

    @pytest.mark.parametrize(
        "field", ["body", "proposed_text", "filing_number", "received_at", "edition"]
    )
    def test_the_database_refuses_to_alter_what_was_filed(self, plan, field):
        comment = filed(plan).comment
        value = {"received_at": MONDAY, "edition": comment.edition_id}
        with pytest.raises((IntegrityError, PeeweeException)), db.atomic():
            Comment.update({field: value.get(field, "otra cosa")}).execute()
        assert comment.fresh().body == comment.body
        assert verifying.verify()["comments"] == 1

    def test_the_database_refuses_to_delete_an_observation(self, plan):
        comment = filed(plan).comment
        with pytest.raises((IntegrityError, PeeweeException)), db.atomic():
            Comment.delete().where(Comment.id == comment.id).execute()
        assert Comment.select().count() == 1

    def test_a_changed_text_would_be_found_even_without_the_database_s_guard(self, plan):
        filed(plan)
        drop = "DROP TRIGGER comment_filed"
        db.execute_sql(drop if is_sqlite() else f"{drop} ON comment")
        Comment.update(body="Lo que nunca dije.").execute()
        with pytest.raises(verifying.Unsound):
            verifying.verify()


class TestR4NumbersAndReceipts:
    def test_every_channel_shares_one_sequence(self, cast, plan):
        first = filed(plan).comment.filing_number
        second = at_the_front_desk(plan, cast, received_at=WHILE_OPEN, at=WHILE_OPEN)
        third = filed(plan, "Otra cosa.", code=None).comment.filing_number
        assert [first, second.comment.filing_number, third] == [
            f"CMC-2026-{number:06d}" for number in (1, 2, 3)
        ]

    def test_the_sequence_begins_anew_in_the_year_of_the_entity_s_own_clock(self, cast, plan):
        consultation = plan.announced_round
        announcing.extend(
            consultation,
            last_day=later(WHILE_OPEN, days=400).date(),
            reason="Lo pidió la comunidad.",
            confirmed=True,
            version=consultation.version,
            by=cast.elena_editor,
            at=WHILE_OPEN,
        )
        still_2026 = filed(plan, at=WHILE_OPEN.replace(month=12, day=31, hour=23))
        already_2027 = filed(plan, "Otra.", at=WHILE_OPEN.replace(2027, 1, 1, hour=5))
        numbers = [each.comment.filing_number for each in (still_2026, already_2027)]
        assert numbers == ["CMC-2026-000001", "CMC-2027-000001"]
        assert verifying.verify()["comments"] == 2

    @pytest.mark.slow
    def test_two_hundred_at_once_from_sixteen_threads_leave_no_gap(self, plan):
        def one(number: int) -> tuple[str, str]:
            with db.connection_context():
                receipt = filed(plan, f"Observación {number}.", form=f"form-{number}")
                return receipt.comment.filing_number, receipt.tracking_code

        with ThreadPoolExecutor(max_workers=16) as crowd:
            receipts = list(crowd.map(one, range(200)))
        numbers = sorted(number for number, _ in receipts)
        assert numbers == [f"CMC-2026-{number:06d}" for number in range(1, 201)]
        assert len({code for _, code in receipts}) == 200
        assert plan.fresh().comments_total == 200
        assert verifying.verify()["comments"] == 200

    @pytest.mark.slow
    def test_the_same_form_sent_by_sixteen_threads_is_one_observation(self, plan):
        def again(_: int) -> tuple[str, str]:
            with db.connection_context():
                receipt = filed(plan, form="el mismo formulario")
                return receipt.comment.filing_number, receipt.tracking_code

        with ThreadPoolExecutor(max_workers=16) as crowd:
            receipts = set(crowd.map(again, range(64)))
        assert len(receipts) == 1
        assert Comment.select().count() == 1

    def test_a_repeated_send_gives_back_the_first_receipt(self, plan):
        first = filed(plan, form="un formulario")
        again = filed(plan, form="un formulario", at=later(WHILE_OPEN, minutes=3))
        assert again.repeated
        assert again.comment == first.comment
        assert again.tracking_code == first.tracking_code
        assert plan.fresh().comments_total == 1

    def test_a_repeated_send_gives_back_the_first_receipt_even_after_closing(self, plan):
        first = filed(plan, form="un formulario", at=LAST_INSTANT)
        again = filed(plan, form="un formulario", at=AFTER_CLOSE)
        assert (again.repeated, again.tracking_code) == (True, first.tracking_code)

    def test_a_repeat_says_whether_it_gave_data_that_are_not_kept(self, plan):
        filed(plan, form="un formulario")
        assert not filed(plan, form="un formulario").left_out
        assert filed(
            plan, form="un formulario", email="nubia@vecinas.example", consent=True
        ).left_out
        filed(plan, form="otro", **RESIDENT)
        assert not filed(plan, form="otro", **RESIDENT).left_out
        assert filed(plan, form="otro", **(RESIDENT | {"email": "n@vecinas.example"})).left_out
        assert not filed(plan, form="otro", **(RESIDENT | {"is_minor": True})).left_out

    def test_the_same_form_with_another_text_is_a_new_observation(self, plan):
        first = filed(plan, "Pongan un buzón.", form="un formulario")
        second = filed(plan, "Pongan dos buzones.", form="un formulario")
        assert not second.repeated
        assert second.comment.filing_number != first.comment.filing_number
        assert second.tracking_code != first.tracking_code

    def test_the_same_form_on_another_action_is_a_new_observation(self, plan):
        filed(plan, form="un formulario", code="1.1")
        assert not filed(plan, form="un formulario", code="1.2").repeated

    def test_equal_texts_of_different_forms_are_all_kept(self, plan):
        receipts = [filed(plan, "Igual.", form=f"form-{number}") for number in range(3)]
        assert len({receipt.comment.filing_number for receipt in receipts}) == 3
        assert plan.actions.where(Action.code == "1.1").get().comments_total == 3

    def test_a_send_without_a_form_number_is_never_taken_for_a_repeat(self, plan):
        assert filed(plan).comment != filed(plan).comment

    @pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " ")])
    def test_the_tracking_code_opens_it_however_it_is_typed(
        self, plan, typed: Callable[[str], str]
    ):
        receipt = filed(plan)
        assert commenting.find_by_tracking_code(typed(receipt.tracking_code)) == receipt.comment

    def test_the_tracking_code_itself_is_stored_nowhere(self, plan):
        receipt = filed(plan, **RESIDENT)
        bare = receipt.tracking_code.replace("-", "")
        rows = [vars(row)["__data__"] for t in (Comment, Event, Submitter) for row in t.select()]
        assert receipt.tracking_code not in str(rows)
        assert bare not in str(rows)

    def test_a_code_that_opens_nothing(self, plan):
        assert not commenting.find_by_tracking_code("0000-0000-0000-0000")
        assert not commenting.find_by_tracking_code("esto no es un código")


class TestR5TheWindow:
    @pytest.mark.parametrize("at", [OPENS_AT, LAST_INSTANT])
    def test_from_the_first_instant_to_the_last_it_is_taken(self, plan, at):
        comment = filed(plan, at=at).comment
        assert not comment.late

    @pytest.mark.parametrize(
        "at", [OPENS_AT - timedelta(microseconds=1), CLOSES_AT, later(CLOSES_AT, seconds=1)]
    )
    def test_an_instant_before_or_after_it_is_refused(self, plan, at):
        with pytest.raises(WindowClosed):
            filed(plan, at=at)
        assert not Comment.select().exists()
        assert plan.fresh().comments_total == 0

    def test_a_refusal_leaves_no_hole_in_the_numbering(self, plan):
        with pytest.raises(WindowClosed):
            filed(plan, at=CLOSES_AT)
        assert filed(plan, at=LAST_INSTANT).comment.filing_number == "CMC-2026-000001"

    def test_before_writing_one_learns_whether_it_would_be_taken(self, plan):
        assert commenting.open_round(plan, None, at=LAST_INSTANT) == plan.announced_round
        with pytest.raises(WindowClosed):
            commenting.open_round(plan, None, at=CLOSES_AT)

    def test_a_plan_in_preparation_takes_none(self, cast):
        with pytest.raises(WindowClosed):
            filed(a_draft(cast, "en-preparacion"))

    def test_a_cancelled_plan_takes_none(self, cast, plan):
        announcing.cancel(
            plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
        )
        with pytest.raises(WindowClosed):
            filed(plan)

    def test_a_closed_action_takes_none_while_the_others_do(self, plan):
        Action.update(closed_reason="Ya se cumplió.").where(Action.code == "1.1").execute()
        with pytest.raises(WindowClosed):
            filed(plan, code="1.1")
        filed(plan, code="1.2")

    def test_what_the_front_desk_received_in_time_counts_whenever_it_is_typed(self, cast, plan):
        receipt = at_the_front_desk(plan, cast, received_at=LAST_INSTANT, at=AFTER_CLOSE)
        assert not receipt.comment.late
        assert receipt.comment.filed_at == AFTER_CLOSE
        assert plan.fresh().comments_total == 1

    def test_what_the_front_desk_received_late_is_kept_marked_and_left_out_of_totals(
        self, cast, plan
    ):
        receipt = at_the_front_desk(plan, cast, received_at=CLOSES_AT, at=AFTER_CLOSE)
        assert receipt.comment.late
        assert receipt.comment.filing_number == "CMC-2026-000001"
        plan = plan.fresh()
        assert (plan.comments_total, plan.comments_late) == (0, 1)
        assert plan.actions.where(Action.code == "1.1").get().comments_total == 0

    def test_nothing_is_received_in_the_future(self, cast, plan):
        with pytest.raises(Invalid) as refused:
            at_the_front_desk(plan, cast, received_at=AFTER_CLOSE, at=WHILE_OPEN)
        assert list(refused.value.faults) == ["received_at"]

    def test_only_who_moderates_or_edits_files_for_others(self, cast, plan):
        for each in (cast.rosa_responder, cast.alba_approver, cast.aldo_auditor, cast.ada_admin):
            assert not each.has(Role.MODERATOR, Role.EDITOR)
            with pytest.raises(NotAllowed):
                received(
                    Filing(body="Hola."),
                    plan=plan,
                    action=None,
                    submission_id="",
                    channel=Channel.PHONE,
                    received_at=WHILE_OPEN,
                    by=each,
                    at=WHILE_OPEN,
                )


class TestR13PersonalData:
    def test_only_the_text_is_mandatory(self, plan):
        assert filed(plan, "Sí.").comment.submitter is None

    @pytest.mark.parametrize(
        ("filing", "field"),
        [
            ({"body": ""}, "body"),
            ({"body": " \n\t "}, "body"),
            ({"body": "a" * 5_001}, "body"),
            ({"proposed_text": "a" * 5_001}, "proposed_text"),
            ({**RESIDENT, "consent": False}, "consent"),
            ({"phone": "300 000 0000"}, "consent"),
        ],
    )
    def test_what_cannot_be_filed_says_which_field_is_at_fault(self, plan, filing, field):
        with pytest.raises(Invalid) as refused:
            filed(plan, **{"body": "Hola.", **filing})
        assert list(refused.value.faults) == [field]
        assert not Comment.select().exists()

    def test_five_thousand_characters_fit_whatever_they_are(self, plan):
        assert filed(plan, "🙂" * 5_000).comment.fresh().body == "🙂" * 5_000

    def test_personal_data_lies_apart_with_consent_version_and_purge_date(self, plan):
        comment = filed(plan, **RESIDENT).comment.fresh()
        submitter = comment.submitter
        assert (submitter.name, submitter.email) == ("Nubia Vecina", "nubia@vecinas.example")
        assert (submitter.consented_at, submitter.policy_version) == (WHILE_OPEN, "1")
        assert submitter.purge_on.isoformat() == "2028-03-17"
        kept_elsewhere = str(
            [vars(row)["__data__"] for row in (*Comment.select(), *Event.select())]
        )
        assert "Nubia" not in kept_elsewhere
        assert "nubia@" not in kept_elsewhere

    def test_who_stays_anonymous_leaves_no_name_even_when_typed(self, plan):
        filing = RESIDENT | {"author_kind": AuthorKind.ANONYMOUS, "publish_name": True}
        submitter = filed(plan, **filing).comment.submitter
        assert (submitter.name, submitter.email) == ("", "nubia@vecinas.example")
        assert submitter.public_name == ""

    def test_a_name_is_public_only_when_its_owner_ticked_so(self, plan):
        hidden = filed(plan, **RESIDENT).comment.submitter
        ticked = filed(plan, "Otra.", **RESIDENT, publish_name=True).comment.submitter
        assert (hidden.public_name, ticked.public_name) == ("", "Nubia Vecina")

    def test_its_author_hides_the_name_again(self, plan):
        comment = filed(plan, **RESIDENT, publish_name=True).comment
        for _ in range(2):
            personal_data.hide_name(comment, by=None, at=later(WHILE_OPEN, days=1))
        assert comment.submitter.public_name == ""
        assert comment.submitter.name == "Nubia Vecina"
        assert _verbs_about(comment).count("submitter.name_hidden") == 1


class TestR13Leaves:
    """Group and territory stand beside an observation with their author's leave, each its own."""

    def test_none_is_given_unless_it_is_ticked(self, plan):
        comment = filed(plan, **_at_home()).comment.fresh()
        assert (comment.publish_group, comment.publish_territory) == (False, False)
        assert _shown_of(comment) == ("", "")

    @pytest.mark.parametrize("leave", ["publish_group", "publish_territory"])
    def test_each_shows_its_own_beside_a_text_that_is_shown(self, plan, cast, leave):
        home = _at_home()
        comment = filed(plan, **home, **{leave: True}).comment
        assert _shown_of(comment) == ("", ""), "its text is still in review"
        shown(comment, cast)
        expected = {
            "publish_group": (home["value_group"].name, ""),
            "publish_territory": ("", home["territory"].name),
        }
        assert _shown_of(comment) == expected[leave]

    def test_nobody_gives_a_leave_for_what_was_not_said(self, plan):
        comment = filed(plan, publish_group=True, publish_territory=True).comment.fresh()
        assert (comment.publish_group, comment.publish_territory) == (False, False)

    def test_a_minor_gives_none_r14(self, plan):
        leaves = {"publish_group": True, "publish_territory": True}
        comment = filed(plan, **_at_home(), **leaves, is_minor=True).comment.fresh()
        assert (comment.publish_group, comment.publish_territory) == (False, False)

    def test_a_sensitive_group_is_not_shown_though_its_author_asked_r14(self, plan, cast):
        sensitive = ValueGroup.get(ValueGroup.sensitive)
        comment = filed(plan, value_group=sensitive, publish_group=True).comment
        assert _shown_of(shown(comment, cast)) == ("", "")

    @pytest.mark.parametrize("which", ["group", "territory"])
    def test_its_author_withdraws_each_once(self, plan, cast, which):
        leaves = {"publish_group": True, "publish_territory": True}
        comment = shown(filed(plan, **_at_home(), **leaves).comment, cast)
        hide = {"group": personal_data.hide_group, "territory": personal_data.hide_territory}[which]
        for _ in range(2):
            hide(comment, by=None, at=later(WHILE_OPEN, days=1))
        assert _shown_of(comment)[which == "territory"] == ""
        assert _shown_of(comment)[which == "group"] != ""
        assert _verbs_about(comment).count(f"comment.{which}_hidden") == 1


def _at_home() -> dict[str, Any]:
    return {"value_group": ValueGroup.public()[0], "territory": Territory.get()}


def _shown_of(comment: Comment) -> tuple[str, str]:
    """The group and the territory that the public reads beside it."""
    author = public_register.find(comment.filing_number).author
    return author.group, author.territory


class TestR14Minors:
    def test_nothing_of_a_minor_is_stored(self, plan):
        filing = RESIDENT | {"is_minor": True, "publish_name": True, "phone": "300 000 0000"}
        comment = filed(plan, **filing).comment.fresh()
        assert comment.is_minor
        assert not Submitter.select().exists()
        assert "Nubia" not in str([event.details for event in Event.select()])

    def test_a_minor_needs_no_consent(self, plan):
        filed(plan, **(RESIDENT | {"is_minor": True, "consent": False}))

    def test_the_group_and_the_territory_are_no_identity_and_stay(self, plan):
        group = ValueGroup.get(ValueGroup.name == "Juventudes")
        assert filed(plan, is_minor=True, value_group=group).comment.fresh().value_group == group


class TestR17TheLog:
    def test_the_receipt_carries_the_log_s_size_and_head(self, plan):
        comment = filed(plan).comment.fresh()
        head = Event.head()
        assert (comment.log_size, comment.log_head) == (head.position, head.seal)
        filed(plan, "Otra.")
        verifying.verify(checkpoint=(comment.log_size, comment.log_head))

    def test_a_log_that_was_rewritten_no_longer_passes_through_an_old_receipt(self, plan):
        comment = filed(plan).comment
        with pytest.raises(verifying.Unsound):
            verifying.verify(checkpoint=(comment.log_size, "0" * 64))
        with pytest.raises(verifying.Unsound):
            verifying.verify(checkpoint=(comment.log_size + 1, comment.log_head))

    def test_anyone_can_recompute_the_digest_of_what_was_filed(self, plan):
        comment = filed(plan, "Con tilde y 🙂.", **RESIDENT).comment.fresh()
        text = canonical(comment.filed_content())
        assert hashlib.sha256(text.encode()).hexdigest() == comment.content_digest
        event = Event.get(Event.verb == "comment.filed")
        assert event.details["content"] == comment.content_digest
        assert "Nubia" not in text
        assert json.loads(text)["body"] == "Con tilde y 🙂."

    def test_erasing_one_s_data_leaves_observation_and_chain_verifiable(self, plan):
        comment = filed(plan, **RESIDENT).comment
        for _ in range(2):
            personal_data.erase(comment, by=None, at=later(WHILE_OPEN, days=1))
        assert not Submitter.select().exists()
        assert comment.fresh().body == comment.body
        assert _verbs_about(comment) == ["comment.filed", "submitter.erased"]
        assert verifying.verify(checkpoint=(comment.log_size, comment.log_head))["comments"] == 1


def _verbs_about(comment: Comment) -> list[str]:
    events = Event.select().where(Event.subject == f"comment:{comment.filing_number}")
    return [event.verb for event in events.order_by(Event.position)]


def test_r13_contact_data_is_erased_when_its_time_is_over_and_the_chain_still_verifies(database):
    plan = an_announced_plan(a_cast())
    comment = filed(
        plan, author_kind=AuthorKind.PERSON, name="Nubia", email="n@correo.example", consent=True
    ).comment
    submitter = comment.submitters.get()

    the_day_before = datetime.combine(submitter.purge_on, time(4, 59))
    assert personal_data.purge(at=the_day_before) == 0
    assert personal_data.purge(at=later(the_day_before, minutes=1)) == 1
    assert not comment.submitters.exists()
    assert comment.fresh().body == comment.body
    assert Event.head().verb == "submitter.purged"
    assert verifying.verify()["comments"] == 1
