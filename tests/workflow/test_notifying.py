"""Notices go into the outbox with the acts that cause them: once, to the right people."""

from datetime import date, datetime, timedelta

import pytest
from peewee import IntegrityError

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import adjusted, answered, form_corrected
from webapp.models import Comment, MailboxCount, Notice, Plan, Subscription
from webapp.storage.db import transaction
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    Decision,
    Ground,
    NoticeKind,
    NoticeReason,
    NoticeState,
    PlanField,
    RoundScope,
)
from webapp.workflow import (
    announcing,
    answering,
    bulk,
    bulk_acts,
    commenting,
    mailboxes,
    moderating,
    notice_delivery,
    notifying,
    personal_data,
    reminding,
    subscribing,
)
from webapp.workflow.announcing import WindowDays
from webapp.workflow.bulk import Listed
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.refusals import NotAllowed, Refused, WrongState
from webapp.workflow.subscribing import SubscriptionRequest

SUSANA = {"email": "susana@example.com", "consent": True}
PEPA = {"email": "pepa@example.com", "consent": True}


def kinds(*conditions: object) -> list[NoticeKind]:
    """What is in the outbox, in the order in which it was put in."""
    chosen = Notice.select().where(Notice.id.is_null(False), *conditions)
    return [each.kind for each in chosen.order_by(Notice.id)]


def a_subscriber(plan: Plan | None, email: str = "susana@example.com") -> Subscription:
    """Someone who asked for the notices and confirmed; nothing else is in the outbox of it."""
    subscribing.subscribe(plan, SubscriptionRequest(email=email, consent=True), at=MONDAY)
    subscription = Subscription.get(Subscription.plan == plan, Subscription.email == email)
    subscribing.confirm(subscription, at=MONDAY)
    Notice.delete().where(Notice.subscription == subscription).execute()
    return subscription.fresh()


# --- to the author of an observation --------------------------------------------------------------


def test_whoever_gave_an_address_gets_a_receipt_and_nobody_else(database):
    plan = an_announced_plan(a_cast())
    receipt = filed(plan, **PEPA, form="a")
    filed(plan, "Sin correo.")
    filed(plan, "Soy menor.", is_minor=True, **PEPA)
    assert filed(plan, **PEPA, form="a").repeated
    notice = Notice.get()
    assert (notice.kind, notice.comment, notice.code) == (
        NoticeKind.RECEIPT,
        receipt.comment,
        receipt.tracking_code,
    )


def test_a_notice_holds_no_address_no_name_and_no_text(database):
    """R13"""
    plan = an_announced_plan(a_cast())
    filed(plan, "Pongan un buzón.", name="Pepa", author_kind=AuthorKind.PERSON, **PEPA)
    written = str(Notice.select().dicts().get())
    assert not [words for words in ("pepa", "Pepa", "example.com", "buzón") if words in written]


def test_an_act_that_fails_leaves_no_notice(database):
    cast = a_cast()
    plan = an_announced_plan(cast)

    def file_two_of_which_one_is_empty() -> None:
        with commenting.assisted_register(plan, by=cast.mario_moderator, at=WHILE_OPEN) as register:
            for body in ("Vale.", ""):
                register.file(by_mail(Filing(body=body, **PEPA)))

    with pytest.raises(Refused):
        file_two_of_which_one_is_empty()
    assert not Comment.select().exists()
    assert not kinds()


def by_mail(filing: Filing, received_at: datetime = WHILE_OPEN) -> Arrival:
    """An observation that came by e-mail."""
    return Arrival(filing=filing, action=None, channel=Channel.EMAIL, received_at=received_at)


def test_a_larger_act_that_is_undone_takes_its_notices_along(database):
    plan = an_announced_plan(a_cast())

    def file_and_fail() -> None:
        with transaction():
            filed(plan, **PEPA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        file_and_fail()
    assert not kinds()


def test_what_moderation_decided_waits_a_little_and_only_the_last_word_is_told(database):
    cast = a_cast()
    comment = shown(filed(an_announced_plan(cast), **PEPA).comment, cast)
    moderating.withhold(
        comment, ground=Ground.ADVERTISING, note="", version=comment.version,
        by=cast.mario_moderator, at=later(WHILE_OPEN, minutes=1),
    )  # fmt: skip
    first, second = Notice.select().where(Notice.kind == NoticeKind.MODERATED).order_by(Notice.id)
    assert (first.state, first.reason) == (NoticeState.DROPPED, NoticeReason.REPLACED)
    assert second.due_at == later(WHILE_OPEN, minutes=1) + notifying.SECOND_THOUGHTS


def test_showing_many_at_once_tells_each_author_and_undoing_it_is_not_told(database):
    """R16: the notice is still there, and drops out when it would be written."""
    cast = a_cast()
    plan = an_announced_plan(cast)
    comments = [filed(plan, f"Buzón {n}.", **PEPA).comment for n in range(2)]
    stamps = bulk.stamps(comments)
    listed = [Listed(each.filing_number, stamps[each.id]) for each in comments]
    done = bulk_acts.show(listed, plan=plan, by=cast.mario_moderator, at=WHILE_OPEN)
    assert kinds(Notice.kind == NoticeKind.MODERATED) == [NoticeKind.MODERATED] * 2
    bulk.undo(done, by=cast.mario_moderator, at=later(WHILE_OPEN, minutes=1))
    assert kinds(Notice.kind == NoticeKind.MODERATED) == [NoticeKind.MODERATED] * 2


def test_every_answer_is_told_whatever_was_decided_and_once(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comments = [shown(filed(plan, f"Buzón {n}.", **PEPA).comment, cast) for n in range(3)]
    early = answered(comments[0], cast, Decision.NOT_INCORPORATED)
    answering.publish(early, version=early.version, by=cast.alba_approver, at=AFTER_CLOSE)
    answered(comments[1], cast, Decision.OUT_OF_SCOPE)
    answered(comments[2], cast, Decision.INFORMATIVE_REPLY)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    told = Notice.select().where(Notice.kind == NoticeKind.ANSWERED).order_by(Notice.comment)
    assert [notice.comment for notice in told] == comments


def test_the_adjusted_plan_is_told_to_all_who_gave_an_address_late_ones_included(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    named = shown(filed(plan, **PEPA).comment, cast)
    silent = shown(filed(plan, "Sin correo.").comment, cast)
    entry = by_mail(
        Filing(body="Tarde.", email="tarde@example.com", consent=True), received_at=CLOSES_AT
    )
    with commenting.assisted_register(plan, by=cast.mario_moderator, at=AFTER_CLOSE) as register:
        late = register.file(entry).comment
    a_subscriber(plan)
    a_subscriber(plan, "pepa@example.com")
    adjusted(plan, cast, [named, silent], {"1.1": {PlanField.TERM_MONTHS: 9}})
    told = list(Notice.select().where(Notice.kind == NoticeKind.ADJUSTED).order_by(Notice.id))
    assert [notice.comment for notice in told[:2]] == [named, late]
    emails = [notice.subscription.email for notice in told[2:]]
    assert emails == ["susana@example.com"], "who is told as an author is not told twice"


# --- to subscribers -------------------------------------------------------------------------------


def test_only_who_confirmed_is_told_and_a_second_round_is_announced_to_them(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    subscribing.subscribe(
        plan, SubscriptionRequest(email="nunca@example.com", consent=True), at=MONDAY
    )
    subscriber = a_subscriber(plan)
    comment = shown(filed(plan).comment, cast)
    plan = adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 9}})
    announcing.announce_round(
        plan,
        WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.WHOLE,
        by=cast.elena_editor,
        at=later(AFTER_CLOSE, days=1),
    )
    assert kinds(Notice.subscription == subscriber) == [
        NoticeKind.REPORT,
        NoticeKind.ADJUSTED,
        NoticeKind.ANNOUNCED,
    ]
    assert kinds(Notice.subscription.is_null(False), Notice.subscription != subscriber) == [
        NoticeKind.CONFIRMATION
    ]


def test_an_edition_that_only_corrects_the_form_is_told_once_and_to_subscribers_alone_r21(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    named = shown(filed(plan, **PEPA).comment, cast)
    subscriber, both = a_subscriber(plan), a_subscriber(plan, "pepa@example.com")
    of_every_plan = a_subscriber(None)
    plan = adjusted(plan, cast, [named], {"1.1": {PlanField.TERM_MONTHS: 9}})
    plan = form_corrected(plan, cast, at=later(AFTER_CLOSE, days=3))
    told = Notice.select().where(Notice.kind == NoticeKind.FORM_CORRECTED).order_by(Notice.id)
    assert [(each.comment, each.subscription) for each in told] == [
        (None, subscriber),
        (None, both),
    ], f"{of_every_plan.email} has one for this plan already"
    assert {each.edition for each in told} == {plan.current_edition}


AT_SEVEN = timedelta(hours=7)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (OPENS_AT, []),
        (OPENS_AT + AT_SEVEN, [NoticeKind.OPENED]),
        (OPENS_AT + timedelta(days=2), []),
        (CLOSES_AT - timedelta(days=3), []),
        (CLOSES_AT - timedelta(days=3) + AT_SEVEN, [NoticeKind.CLOSING_SOON]),
        (CLOSES_AT - timedelta(days=1), []),
        (CLOSES_AT + timedelta(days=1), []),
    ],
)
def test_what_is_due_by_the_clock_is_told_once_in_the_morning_of_its_day(
    database, at: datetime, told: list[NoticeKind]
):
    a_subscriber(an_announced_plan(a_cast()))
    for minutes in range(3):
        reminding.put_what_is_due(at=later(at, minutes=minutes))
    assert kinds() == told


def test_a_close_moved_forward_is_told_and_three_days_before_it_is_told_anew(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    a_subscriber(plan)
    first_word = CLOSES_AT - timedelta(days=3) + AT_SEVEN
    reminding.put_what_is_due(at=first_word)
    announcing.extend(
        plan.consultation, last_day=date(2026, 3, 31),
        reason="Llovió mucho. Así lo decidió la Mesa.",
        version=plan.consultation.version, by=cast.elena_editor, at=later(first_word, hours=1),
    )  # fmt: skip
    reminding.put_what_is_due(at=later(first_word, hours=2))
    reminding.put_what_is_due(at=later(first_word, days=14))
    assert [(each.kind, each.state) for each in Notice.select().order_by(Notice.id)] == [
        (NoticeKind.CLOSING_SOON, NoticeState.DROPPED),
        (NoticeKind.EXTENDED, NoticeState.WAITING),
        (NoticeKind.CLOSING_SOON, NoticeState.WAITING),
    ]


def test_a_close_moved_in_the_last_days_is_told_in_one_notice_not_in_two(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    a_subscriber(plan)
    announcing.extend(
        plan.consultation, last_day=date(2026, 3, 18),
        reason="Llovió mucho. Así lo decidió la Mesa.",
        version=plan.consultation.version, by=cast.elena_editor, at=later(CLOSES_AT, days=-1),
    )  # fmt: skip
    reminding.put_what_is_due(at=later(CLOSES_AT, days=-1, minutes=1))
    assert kinds() == [NoticeKind.EXTENDED]


def test_a_plan_that_is_cancelled_is_told_and_no_longer_invites(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    a_subscriber(plan)
    reminding.put_what_is_due(at=OPENS_AT + AT_SEVEN)
    filed(plan, **PEPA)
    announcing.cancel(
        plan, reason="No hay recursos. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    reminding.put_what_is_due(at=CLOSES_AT - timedelta(days=3) + AT_SEVEN)
    assert [(each.kind, each.state) for each in Notice.select().order_by(Notice.id)] == [
        (NoticeKind.OPENED, NoticeState.DROPPED),
        (NoticeKind.RECEIPT, NoticeState.WAITING),
        (NoticeKind.CANCELLED, NoticeState.WAITING),
        (NoticeKind.CANCELLED, NoticeState.WAITING),
    ]


def test_who_asked_for_every_plan_is_told_of_a_new_one_and_of_all_that_follows(database):
    cast = a_cast()
    everywhere = a_subscriber(None)
    plan = an_announced_plan(cast)
    assert [(each.kind, each.plan) for each in Notice.select()] == [(NoticeKind.ANNOUNCED, plan)]
    reminding.put_what_is_due(at=later(OPENS_AT, hours=8))
    assert kinds(Notice.subscription == everywhere) == [NoticeKind.ANNOUNCED, NoticeKind.OPENED]


def test_who_asked_for_a_plan_and_for_every_plan_is_told_once(database):
    plan = an_announced_plan(a_cast())
    a_subscriber(None)
    own = a_subscriber(plan)
    reminding.put_what_is_due(at=later(OPENS_AT, hours=8))
    assert [each.subscription for each in Notice.select()] == [own]


def test_an_address_asks_for_every_plan_once_and_is_kept_until_it_leaves(database):
    everywhere = a_subscriber(None)
    subscribing.subscribe(None, SubscriptionRequest(**SUSANA), at=MONDAY)
    assert Subscription.select().count() == 1
    with pytest.raises(IntegrityError), transaction():
        Subscription.create(
            email=everywhere.email, handle="otro", created_at=MONDAY, policy_version="1"
        )
    subscribing.purge(at=later(CLOSES_AT, days=3650))
    assert list(Subscription.select()) == [everywhere]


def test_a_mailbox_is_asked_to_confirm_once_a_day_at_most(database):
    plan = an_announced_plan(a_cast())
    for _ in range(3):
        subscribing.subscribe(
            plan, SubscriptionRequest(email="Susana@Example.COM", consent=True), at=MONDAY
        )
    assert Subscription.get().email == "susana@example.com"
    assert kinds() == [NoticeKind.CONFIRMATION]
    subscribing.subscribe(
        plan,
        SubscriptionRequest(email="susana@example.com", consent=True),
        at=later(MONDAY, days=1),
    )
    assert kinds() == [NoticeKind.CONFIRMATION] * 2


@pytest.mark.parametrize(
    "asked",
    [
        SubscriptionRequest(email="no es un correo", consent=True),
        SubscriptionRequest(email="a@example.com", consent=False),
    ],
)
def test_neither_a_wrong_address_nor_one_without_leave_is_kept(
    database, asked: SubscriptionRequest
):
    with pytest.raises(Refused):
        subscribing.subscribe(an_announced_plan(a_cast()), asked, at=MONDAY)
    assert not Subscription.select().exists()


# --- leaving and erasing --------------------------------------------------------------------------


def test_who_leaves_is_erased_and_gets_nothing_that_was_waiting(database):
    plan = an_announced_plan(a_cast())
    subscriber = a_subscriber(plan)
    reminding.put_what_is_due(at=OPENS_AT + AT_SEVEN)
    subscribing.leave(subscriber)
    subscribing.leave(subscriber)
    assert not Subscription.select().exists()
    notice = Notice.get()
    assert (notice.state, notice.reason) == (NoticeState.DROPPED, NoticeReason.NO_ADDRESS)
    assert notice.subscription is None


def test_who_subscribes_and_leaves_again_and_again_does_not_fill_anothers_mailbox(database):
    for _ in range(notifying.MOST_CONFIRMATIONS + 3):
        subscribing.subscribe(
            None, SubscriptionRequest(email="pepa@example.com", consent=True), at=MONDAY
        )
        subscribing.leave(Subscription.get())
    assert len(kinds(Notice.kind == NoticeKind.CONFIRMATION)) == notifying.MOST_CONFIRMATIONS


def test_someone_new_is_told_although_the_number_of_one_who_left_is_used_again(database):
    plan = an_announced_plan(a_cast())
    subscribing.leave(a_subscriber(plan))
    a_subscriber(plan, "otra@example.com")
    reminding.put_what_is_due(at=OPENS_AT + AT_SEVEN)
    assert kinds(Notice.state == NoticeState.WAITING) == [NoticeKind.OPENED]


def test_who_withdraws_consent_gets_nothing_more_and_no_code_is_kept(database):
    comment = filed(an_announced_plan(a_cast()), **PEPA).comment
    personal_data.erase(comment, by=None, at=WHILE_OPEN)
    notice = Notice.get()
    assert (notice.state, notice.code) == (NoticeState.DROPPED, "")


def test_purge_erases_who_never_confirmed_after_seven_days_and_everyone_in_the_end(database):
    plan = an_announced_plan(a_cast())
    subscribing.subscribe(
        plan, SubscriptionRequest(email="nunca@example.com", consent=True), at=MONDAY
    )
    a_subscriber(plan)
    assert subscribing.purge(at=later(MONDAY, days=6)) == 0
    assert subscribing.purge(at=later(MONDAY, days=7)) == 1
    assert Subscription.get().email == "susana@example.com"
    assert subscribing.purge(at=later(MONDAY, days=365)) == 0
    assert subscribing.purge(at=later(MONDAY, days=3 * 365)) == 1


def test_a_receipt_that_does_not_go_out_loses_its_code_in_a_week(database):
    filed(an_announced_plan(a_cast()), **PEPA)
    assert notice_delivery.forget_codes(at=later(WHILE_OPEN, days=6)) == 0
    assert notice_delivery.forget_codes(at=later(WHILE_OPEN, days=7)) == 1
    assert (Notice.get().code, Notice.get().state) == ("", NoticeState.WAITING)


# --- deciding about one ---------------------------------------------------------------------------


def test_only_doubts_and_failures_are_decided_by_people_of_the_role_and_once(database):
    """R12, R17"""
    cast = a_cast()
    plan = an_announced_plan(cast)
    filed(plan, **PEPA)
    notice = Notice.get()
    decide = {"attempts": 1, "at": later(WHILE_OPEN, days=1)}
    with pytest.raises(WrongState):
        notice_delivery.send_again(notice, **{**decide, "attempts": 0}, by=cast.mario_moderator)

    claimed = notice_delivery.claim_next(lasts=timedelta(minutes=1), at=WHILE_OPEN)
    notice_delivery.give_up(claimed, NoticeReason.ADDRESS_REFUSED)
    with pytest.raises(NotAllowed):
        notice_delivery.take_as_sent(notice.fresh(), **decide, by=cast.aldo_auditor)
    with pytest.raises(WrongState):
        notice_delivery.take_as_sent(notice, **{**decide, "attempts": 9}, by=cast.ada_admin)
    notice_delivery.take_as_sent(notice.fresh(), **decide, by=cast.ada_admin)
    with pytest.raises(WrongState):
        notice_delivery.send_again(notice.fresh(), **decide, by=cast.ada_admin)
    assert plan.events.order_by(-plan.events.model.position).first().verb == "notice.taken_as_sent"


VICTIM = ("Victima@example.com", "victima+1@example.com", "victima+compras@example.com")


def test_nobodys_mailbox_is_filled_by_another_who_types_its_address(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    for number in range(notifying.MOST_A_DAY + 3):
        address = VICTIM[number % len(VICTIM)]
        filed(plan, f"Opinión {number}.", **(PEPA | {"email": address}))
    filed(plan, "Otra persona.", **PEPA)
    due = Notice.select().where(Notice.kind == NoticeKind.RECEIPT, Notice.due_at.is_null(False))
    assert due.count() == notifying.MOST_A_DAY + 1
    unsent = Notice.select().where(Notice.reason == NoticeReason.TOO_MANY)
    assert [(each.state, each.code) for each in unsent] == [(NoticeState.DROPPED, "")] * 3

    for each in unsent:
        shown(each.comment, cast)
    assert not Notice.select().where(Notice.kind == NoticeKind.MODERATED).exists()
    assert not notifying.with_address([each.comment_id for each in unsent])

    filed(plan, "Al otro día.", at=later(WHILE_OPEN, days=1), **(PEPA | {"email": VICTIM[0]}))
    assert due.count() == notifying.MOST_A_DAY + 2
    announcing.cancel(
        plan,
        reason="No, lo decidió la Mesa.",
        by=cast.elena_editor,
        at=later(WHILE_OPEN, days=2),
    )
    told = {each.comment_id for each in Notice.select().where(Notice.kind == NoticeKind.CANCELLED)}
    assert len(told) == notifying.MOST_A_DAY + 2
    assert not told & {each.comment_id for each in unsent}


def test_nor_by_who_files_erases_and_files_again_r13(database):
    plan = an_announced_plan(a_cast())
    for number in range(notifying.MOST_A_DAY + 3):
        comment = filed(plan, f"Opinión {number}.", **PEPA).comment
        personal_data.erase(comment, by=None, at=WHILE_OPEN)
    assert Notice.select().where(Notice.reason == NoticeReason.TOO_MANY).count() == 3


def test_what_a_mailbox_had_leads_to_nobody_and_is_another_digest_each_day_r13(database):
    plan = an_announced_plan(a_cast())
    comment = filed(plan, **PEPA).comment
    filed(plan, "Otra.", **PEPA)
    (counted,) = MailboxCount.select()
    assert counted.count == 2
    assert {each.column_name for each in MailboxCount._meta.sorted_fields} == {
        "id", "digest", "day", "count",
    }  # fmt: skip
    personal_data.erase(comment, by=None, at=WHILE_OPEN)
    filed(plan, "Al otro día.", at=later(WHILE_OPEN, days=1), **PEPA)
    (next_day,) = MailboxCount.select()
    assert (next_day.count, next_day.digest == counted.digest) == (1, False)


def test_many_observations_of_others_in_between_do_not_lift_the_bound(database):
    plan = an_announced_plan(a_cast())
    victim = PEPA | {"email": VICTIM[0]}
    for number in range(notifying.MOST_A_DAY):
        filed(plan, f"Opinión {number}.", **victim)
    waiting = Notice.select().where(Notice.kind == NoticeKind.RECEIPT).get()
    copied = {name: getattr(waiting, name) for name in ("kind", "plan", "comment", "created_at")}
    Notice.insert_many([{**copied, "key": f"otro:{each}"} for each in range(600)]).execute()
    filed(plan, "Una más.", **victim)
    assert Notice.select().where(Notice.reason == NoticeReason.TOO_MANY).count() == 1


def test_what_staff_type_in_for_one_organisation_is_told_of_however_much(database):
    """R4"""
    cast = a_cast()
    plan = an_announced_plan(cast)
    with commenting.assisted_register(plan, by=cast.mario_moderator, at=WHILE_OPEN) as register:
        for number in range(notifying.MOST_A_DAY + 2):
            letter = Filing(body=f"Carta {number}.", **PEPA)
            register.file(
                Arrival(
                    filing=letter, action=None, channel=Channel.FRONT_DESK, received_at=WHILE_OPEN
                )
            )
    assert not Notice.select().where(Notice.state == NoticeState.DROPPED).exists()


def test_nobody_is_asked_again_and_again_to_confirm_under_variants_of_their_address(database):
    an_announced_plan(a_cast())
    for number in range(notifying.MOST_CONFIRMATIONS + 3):
        asked = SubscriptionRequest(email=f"vic.tima+{number}@gmail.com", consent=True)
        subscribing.subscribe(None, asked, at=MONDAY)
    for email in ("v.ictima@gmail.com", "victima@googlemail.com"):
        subscribing.subscribe(None, SubscriptionRequest(email=email, consent=True), at=MONDAY)
    assert len(kinds(Notice.kind == NoticeKind.CONFIRMATION)) == notifying.MOST_CONFIRMATIONS


def test_how_a_mailbox_is_known_is_forgotten_with_the_day_r13(database):
    filed(an_announced_plan(a_cast()), **PEPA)
    assert mailboxes.forget_days_over(at=WHILE_OPEN) == 0
    assert mailboxes.forget_days_over(at=later(WHILE_OPEN, days=1)) == 1
    assert not MailboxCount.select().exists()


def test_a_subscriber_misses_nothing_because_another_wrote_under_their_address(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    subscriber = a_subscriber(plan, PEPA["email"])
    comment = filed(plan, **PEPA).comment
    announcing.cancel(
        plan, reason="No hay recursos. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    (cancelled,) = Notice.select().where(Notice.kind == NoticeKind.CANCELLED)
    assert cancelled.comment == comment
    personal_data.erase(comment, by=None, at=WHILE_OPEN)
    (instead,) = Notice.select().where(Notice.state == NoticeState.WAITING)
    assert (instead.kind, instead.subscription) == (NoticeKind.CANCELLED, subscriber)
