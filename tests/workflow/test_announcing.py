"""Announcing a consultation: its window, its channels, the checklist, and what moves later."""

from datetime import date, datetime, timedelta

import pytest
from peewee import Database

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    an_outline,
    filed,
    later,
)
from webapp.models import Consultation, Entity, Event, Extension, Plan, ReceiptChannel
from webapp.models.edition_content import digest_of
from webapp.values.draft_checker import FindingKind
from webapp.vocabulary import Channel, Phase
from webapp.workflow import announcing, drafting
from webapp.workflow.announcing import Need, WindowDays
from webapp.workflow.refusals import (
    Incomplete,
    Invalid,
    NotAllowed,
    StaleCopy,
    WindowClosed,
    WrongState,
)

AN_INSTANT = timedelta(microseconds=1)


@pytest.fixture
def cast(database: Database) -> Cast:
    """The staff, on each engine."""
    return a_cast()


@pytest.fixture
def draft(cast: Cast) -> Plan:
    """A plan that has all that its announcement needs."""
    return a_draft(cast)


def announced(plan: Plan, cast: Cast, at: datetime = MONDAY) -> Consultation:
    """The plan's round, announced with whatever was found in the draft."""
    return announcing.announce(plan, by=cast.elena_editor, at=at, accept_findings=True)


class TestR5TheWindow:
    """R5: `opens_at <= t < closes_at`; the whole last day counts."""

    def test_it_runs_from_midnight_to_the_midnight_after_the_last_day(self, draft):
        consultation = draft.consultation
        assert consultation.opens_at == OPENS_AT
        assert consultation.closes_at == CLOSES_AT

    def test_it_is_open_from_its_first_instant_to_the_one_before_its_close(self, draft, cast):
        consultation = announced(draft, cast)
        assert consultation.phase(OPENS_AT - AN_INSTANT) is Phase.ANNOUNCED
        assert consultation.phase(OPENS_AT) is Phase.OPEN
        assert consultation.phase(CLOSES_AT - AN_INSTANT) is Phase.OPEN
        assert consultation.phase(CLOSES_AT) is Phase.ANSWERING

    def test_the_last_instant_of_the_last_day_is_in_time_and_midnight_is_not(self, draft, cast):
        announced(draft, cast)
        filed(draft, at=CLOSES_AT - AN_INSTANT)
        with pytest.raises(WindowClosed):
            filed(draft, "Llegó a la medianoche.", at=CLOSES_AT)

    def test_what_is_open_is_never_stored(self, draft, cast):
        announced(draft, cast)
        assert draft.fresh().phase(WHILE_OPEN) is Phase.OPEN
        assert draft.fresh().phase(AFTER_CLOSE) is Phase.ANSWERING


class TestTheDates:
    """Setting them while the plan is in preparation."""

    def set_window(self, plan: Plan, cast: Cast, *days: date, at: datetime = MONDAY, **more):
        version = plan.consultation.version if plan.consultation else None
        return announcing.set_window(
            plan,
            WindowDays(first_day=days[0], last_day=days[1], **more),
            version=version,
            by=cast.elena_editor,
            at=at,
        )

    def test_fewer_than_fifteen_calendar_days_need_a_public_reason(self, draft, cast):
        days = (date(2026, 3, 3), date(2026, 3, 16))
        with pytest.raises(Invalid) as refusal:
            self.set_window(draft, cast, *days)
        assert set(refusal.value.faults) == {"short_reason"}
        consultation = self.set_window(draft, cast, *days, short_reason="Vence el plazo legal.")
        assert consultation.short_window_reason == "Vence el plazo legal."
        assert consultation.calendar_days(Entity.current().zone) == 14

    @pytest.mark.parametrize(
        ("first", "last", "field"),
        [
            (date(2026, 3, 1), date(2026, 3, 20), "first_day"),
            (date(2026, 3, 10), date(2026, 3, 9), "last_day"),
            (date(2026, 3, 10), date(9999, 12, 31), "last_day"),
            (date(9999, 12, 30), date(9999, 12, 31), "first_day"),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, draft, cast, first, last, field):
        with pytest.raises(Invalid) as refusal:
            self.set_window(draft, cast, first, last)
        assert set(refusal.value.faults) == {field}

    def test_once_announced_they_are_not_set_again(self, draft, cast):
        announced(draft, cast)
        with pytest.raises(WrongState):
            self.set_window(draft.fresh(), cast, date(2026, 3, 5), date(2026, 3, 30))

    def test_a_window_that_began_while_it_waited_is_not_announced(self, draft, cast):
        with pytest.raises(Invalid):
            announced(draft, cast, at=OPENS_AT + timedelta(days=1))
        assert draft.fresh().phase(WHILE_OPEN) is Phase.DRAFTING

    def test_the_second_of_two_people_is_told_and_may_insist(self, draft, cast):
        """R12"""
        held, by = draft.consultation.version, cast.elena_editor
        mine = WindowDays(first_day=date(2026, 3, 5), last_day=date(2026, 3, 30))
        theirs = WindowDays(first_day=date(2026, 3, 4), last_day=date(2026, 3, 25))
        announcing.set_window(draft, theirs, version=held, by=by, at=MONDAY)
        for stale in (held, None):
            with pytest.raises(StaleCopy) as refusal:
                announcing.set_window(draft, mine, version=stale, by=by, at=MONDAY)
        current = refusal.value.current
        assert current.last_day(Entity.current().zone) == date(2026, 3, 25)
        announcing.set_window(draft, mine, version=current.version, by=by, at=MONDAY)


class TestTheChannels:
    """Where observations are received."""

    def test_the_second_of_two_people_is_told(self, draft, cast):
        """R12"""
        consultation, by = draft.consultation, cast.elena_editor
        with pytest.raises(StaleCopy):
            announcing.set_channels(consultation, {Channel.WEB: ""}, by=by, at=MONDAY)
        announcing.set_channels(
            consultation,
            {Channel.PHONE: "602 000 0000"},
            version=consultation.version,
            by=by,
            at=MONDAY,
        )
        assert [each.channel for each in consultation.channels] == [Channel.PHONE]

    def test_once_announced_one_that_needs_no_internet_stays(self, draft, cast):
        consultation = announced(draft, cast)
        with pytest.raises(Invalid):
            announcing.set_channels(
                consultation,
                {Channel.WEB: ""},
                version=consultation.version,
                by=cast.elena_editor,
                at=WHILE_OPEN,
            )
        assert ReceiptChannel.select().count() == 2

    def test_they_do_not_change_after_the_close(self, draft, cast):
        consultation = announced(draft, cast)
        with pytest.raises(WrongState):
            announcing.set_channels(
                consultation,
                {Channel.PHONE: ""},
                version=consultation.version,
                by=cast.elena_editor,
                at=AFTER_CLOSE,
            )


class TestTheChecklist:
    """What a plan needs before it is announced."""

    def test_a_bare_draft_lacks_everything_but_actions_and_the_notice(self, cast):
        bare = drafting.import_plan(
            an_outline(), slug="pelado", title="Pelado", by=cast.elena_editor, at=MONDAY
        )
        unmet = {need for need, met in announcing.checklist(bare).items() if not met}
        assert unmet == set(Need) - {Need.ACTIONS, Need.PRIVACY_NOTICE}
        with pytest.raises(Incomplete) as refusal:
            announced(bare, cast)
        assert set(refusal.value.missing) == unmet
        assert bare.fresh().phase(WHILE_OPEN) is Phase.DRAFTING

    def test_the_web_alone_is_not_enough(self, draft, cast):
        ReceiptChannel.delete().where(ReceiptChannel.channel == Channel.FRONT_DESK).execute()
        with pytest.raises(Incomplete) as refusal:
            announced(draft, cast)
        assert refusal.value.missing == [Need.OFFLINE_CHANNEL]

    def test_findings_are_accepted_knowingly_and_the_log_says_which(self, draft, cast):
        with pytest.raises(Incomplete) as refusal:
            announcing.announce(draft, by=cast.elena_editor, at=MONDAY)
        found = [finding.kind for finding in refusal.value.missing]
        assert FindingKind.NO_START_DATE in found
        announced(draft, cast)
        event = Event.get(Event.verb == "consultation.announced")
        assert event.details["accepted_findings"] == [kind.value for kind in found]

    def test_only_an_editor_announces_and_only_once(self, draft, cast):
        with pytest.raises(NotAllowed):
            announcing.announce(draft, by=cast.ada_admin, at=MONDAY, accept_findings=True)
        announced(draft, cast)
        with pytest.raises(WrongState):
            announced(draft, cast)

    def test_the_announced_edition_is_sealed_with_its_digest(self, draft, cast):
        announced(draft, cast)
        edition = draft.fresh().current_edition
        assert edition.published_at == MONDAY
        assert edition.digest == digest_of(edition)


class TestExtension:
    """The close moves forward only, before it passes, with a public reason."""

    @pytest.fixture
    def consultation(self, cast: Cast) -> Consultation:
        """An announced round."""
        return an_announced_plan(cast).consultation

    def extend(self, consultation: Consultation, cast: Cast, day: date, at=WHILE_OPEN, **more):
        given = {"reason": "Lo pidieron las juntas.", "version": consultation.version} | more
        return announcing.extend(consultation, last_day=day, by=cast.elena_editor, at=at, **given)

    def test_the_whole_new_last_day_counts_and_the_former_date_is_kept(self, consultation, cast):
        self.extend(consultation, cast, date(2026, 3, 20))
        assert consultation.fresh().closes_at == datetime(2026, 3, 21, 5)
        assert Extension.get().closes_at_before == CLOSES_AT
        assert Extension.get().reason == "Lo pidieron las juntas."
        assert filed(consultation.plan, at=datetime(2026, 3, 21, 4, 59)).comment.late is False

    @pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 17), date(9999, 12, 31)])
    def test_it_never_moves_back_nor_out_of_the_calendar(self, consultation, cast, day):
        with pytest.raises(Invalid) as refusal:
            self.extend(consultation, cast, day)
        assert set(refusal.value.faults) == {"last_day"}
        assert consultation.fresh().closes_at == CLOSES_AT
        assert consultation.fresh().version == consultation.version

    def test_it_is_in_time_until_the_last_instant_and_not_at_the_close(self, consultation, cast):
        with pytest.raises(WrongState):
            self.extend(consultation, cast, date(2026, 3, 20), at=CLOSES_AT)
        self.extend(consultation, cast, date(2026, 3, 20), at=CLOSES_AT - AN_INSTANT)

    def test_it_needs_a_reason(self, consultation, cast):
        with pytest.raises(Invalid):
            self.extend(consultation, cast, date(2026, 3, 20), reason=" ")

    def test_two_people_do_not_both_extend_it(self, consultation, cast):
        """R12"""
        self.extend(consultation, cast, date(2026, 3, 20))
        with pytest.raises(StaleCopy):
            self.extend(consultation, cast, date(2026, 3, 25))
        assert Extension.select().count() == 1


class TestCancellation:
    """A plan is cancelled once, with a public reason, until it is adjusted."""

    def test_a_cancelled_plan_takes_nothing_and_keeps_what_came(self, draft, cast):
        announced(draft, cast)
        comment = filed(draft).comment
        announcing.cancel(
            draft, reason="Se rehace. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
        )
        assert draft.fresh().phase(WHILE_OPEN) is Phase.CANCELLED
        assert draft.fresh().cancel_reason == "Se rehace. Así lo decidió la Mesa."
        with pytest.raises(WindowClosed):
            filed(draft, "Otra.", at=later(WHILE_OPEN, minutes=1))
        assert comment.fresh().body

    def test_it_needs_a_reason_and_happens_once(self, draft, cast):
        by = cast.elena_editor
        with pytest.raises(Invalid):
            announcing.cancel(draft, reason=" ", by=by, at=MONDAY)
        announcing.cancel(draft, reason="Se rehace. Así lo decidió la Mesa.", by=by, at=MONDAY)
        with pytest.raises(WrongState):
            announcing.cancel(draft, reason="Otra vez. Así lo decidió la Mesa.", by=by, at=MONDAY)
        assert draft.fresh().cancel_reason == "Se rehace. Así lo decidió la Mesa."

    def test_nothing_of_a_cancelled_draft_goes_on(self, draft, cast):
        announcing.cancel(
            draft, reason="Se rehace. Así lo decidió la Mesa.", by=cast.elena_editor, at=MONDAY
        )
        with pytest.raises(WrongState):
            announced(draft, cast)
        with pytest.raises(WrongState):
            drafting.attach(
                draft,
                title="Anexo",
                filename="a.pdf",
                media_type="application/pdf",
                content=b"%PDF-1.7",
                by=cast.elena_editor,
                at=MONDAY,
            )
