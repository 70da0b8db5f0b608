"""A verb asks the round it is about, whatever the others do; days count as they were promised."""

from datetime import date, timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    IN_MARCH,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
)
from tests.worlds import an_adjusted_plan
from webapp.models import Consultation, Entity, Event, Plan
from webapp.vocabulary import Channel, RoundScope
from webapp.workflow import announcing, entity_settings, verifying
from webapp.workflow.announcing import WindowDays
from webapp.workflow.entity_settings import Particulars
from webapp.workflow.refusals import Invalid, WrongState

REASON = "Lo pidieron las juntas de acción comunal."
ADJUSTED = later(AFTER_CLOSE, days=2)
OPEN_AGAIN = ADJUSTED + timedelta(days=20)
IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
BOGOTA = "America/Bogota"


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


class TestAClosedRoundStaysAsItWas:
    @pytest.fixture
    def rounds(self, cast: Cast) -> list[Consultation]:
        """The first, closed and adjusted, and the second, which is open."""
        plan = an_adjusted_plan(cast)
        announcing.announce_round(
            plan, IN_APRIL, scope=RoundScope.WHOLE, by=cast.elena_editor, at=ADJUSTED
        )
        return plan.fresh().announced_rounds

    def test_it_is_not_extended_while_a_later_one_is_open_r5(self, rounds, cast):
        first, _ = rounds
        with pytest.raises(WrongState):
            announcing.extend(
                first,
                last_day=date(2026, 4, 30),
                reason=REASON,
                version=first.version,
                by=cast.elena_editor,
                at=OPEN_AGAIN,
            )
        assert first.fresh().closes_at == CLOSES_AT
        assert not first.extensions.exists()

    def test_nor_are_its_channels_set_r5(self, rounds, cast):
        first, _ = rounds
        with pytest.raises(WrongState):
            announcing.set_channels(
                first,
                {Channel.PHONE: "300 000 0000"},
                version=first.version,
                by=cast.elena_editor,
                at=OPEN_AGAIN,
            )
        assert [each.channel for each in first.channels] != [Channel.PHONE]

    def test_what_was_opened_about_the_first_is_not_done_to_the_second_r12(self, rounds, cast):
        plan = rounds[0].plan
        with pytest.raises(WrongState):
            announcing.cancel(
                plan, reason=REASON, about="round:1 edition:2", by=cast.elena_editor, at=OPEN_AGAIN
            )
        with pytest.raises(WrongState):
            announcing.announce_round(
                plan,
                IN_APRIL,
                scope=RoundScope.WHOLE,
                about="round:1 edition:2",
                by=cast.elena_editor,
                at=ADJUSTED,
            )
        assert plan.fresh().cancelled_at is None


class TestTheFirstDay:
    BEFORE_MIDNIGHT = later(OPENS_AT, minutes=-1)
    MIDNIGHT_TOLD = later(OPENS_AT, hours=23, minutes=59)

    def announced(self, cast: Cast, at, **more: str) -> Consultation:
        plan = a_draft(
            cast, window=WindowDays(first_day=date(2026, 3, 3), last_day=date(2026, 3, 17))
        )
        if more:
            window = WindowDays(first_day=IN_MARCH.first_day, last_day=IN_MARCH.last_day, **more)
            announcing.set_window(plan, window, version=1, by=cast.elena_editor, at=MONDAY)
        return announcing.announce(plan, by=cast.elena_editor, at=at, accept_findings=True)

    def test_it_counts_when_it_was_announced_before_it_began_r5(self, cast):
        round_ = self.announced(cast, self.BEFORE_MIDNIGHT)
        assert round_.calendar_days(Entity.current().zone) == 15

    def test_it_does_not_when_the_day_had_begun_and_the_window_is_short_then_r5(self, cast):
        with pytest.raises(Invalid) as refused:
            self.announced(cast, self.MIDNIGHT_TOLD)
        assert list(refused.value.faults) == ["short_reason"]

    def test_with_a_reason_it_is_announced_with_the_days_it_has_r5(self, cast):
        round_ = self.announced(cast, self.MIDNIGHT_TOLD, short_reason=REASON)
        assert round_.calendar_days(Entity.current().zone) == 14

    def test_dates_that_begin_today_are_short_by_one_r5(self, cast):
        plan = a_draft(cast)
        today = WindowDays(first_day=date(2026, 3, 2), last_day=date(2026, 3, 16))
        with pytest.raises(Invalid) as refused:
            announcing.set_window(plan, today, version=1, by=cast.elena_editor, at=MONDAY)
        assert list(refused.value.faults) == ["short_reason"]


class TestTheTimeZone:
    def moved(self, cast: Cast, zone: str, at) -> None:
        entity = Entity.current()
        held = {name: getattr(entity, name) for name in Particulars.__dataclass_fields__}
        entity_settings.update_entity(
            entity,
            Particulars(**{**held, "timezone": zone}),
            version=entity.version,
            by=cast.ada_admin,
            at=at,
        )

    @pytest.mark.parametrize("at", [later(MONDAY, hours=1), WHILE_OPEN])
    def test_it_stays_while_a_window_stands_r5(self, cast, at):
        an_announced_plan(cast)
        with pytest.raises(Invalid) as refused:
            self.moved(cast, "Asia/Tokyo", at)
        assert list(refused.value.faults) == ["timezone"]
        assert Entity.current().timezone == BOGOTA

    def test_it_may_change_once_all_have_closed_or_were_cancelled_r5(self, cast):
        an_announced_plan(cast)
        self.moved(cast, "America/Lima", CLOSES_AT)
        plan = an_announced_plan(cast, "otro-plan", window=IN_APRIL, at=ADJUSTED)
        announcing.cancel(plan, reason=REASON, by=cast.elena_editor, at=ADJUSTED)
        self.moved(cast, BOGOTA, ADJUSTED)
        assert Entity.current().timezone == BOGOTA

    def test_dates_set_in_another_zone_are_set_again_before_they_are_promised_r5(self, cast):
        plan = a_draft(cast)
        self.moved(cast, "Asia/Tokyo", MONDAY)
        with pytest.raises(Invalid):
            announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)


class TestAClockThatGoesBack:
    def backs(self) -> list[Event]:
        return list(Event.select().where(Event.verb == "clock.went_back"))

    @pytest.fixture
    def plan(self, cast: Cast) -> Plan:
        return an_announced_plan(cast)

    def test_it_is_noted_once_before_a_number_is_given_out_r5(self, plan):
        filed(plan, at=WHILE_OPEN)
        filed(plan, "Otra.", at=later(WHILE_OPEN, hours=-1))
        filed(plan, "Y otra.", at=later(WHILE_OPEN, minutes=-59))
        (back,) = self.backs()
        assert back.details["before"] == str(WHILE_OPEN)
        assert [note.params for note in verifying.examine().notes] == [{"position": back.position}]
        assert verifying.verify()["comments"] == 3

    def test_it_is_noted_before_an_act_of_staff_r5(self, plan, cast):
        filed(plan, at=WHILE_OPEN)
        round_ = plan.consultation
        announcing.extend(
            round_,
            last_day=date(2026, 3, 20),
            reason=REASON,
            version=round_.version,
            by=cast.elena_editor,
            at=later(WHILE_OPEN, hours=-2),
        )
        assert len(self.backs()) == 1
        verifying.verify()

    def test_acts_that_wait_for_each_other_are_no_such_thing_r5(self, plan):
        filed(plan, at=WHILE_OPEN)
        filed(plan, "Otra.", at=later(WHILE_OPEN, minutes=-4))
        assert not self.backs()
        assert not verifying.examine().notes
