"""R14: what a report tells of groups and territories, attacked by somebody who keeps every reading,
files what they like, and takes away all that they know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
)
from tests.worlds import answered, reported
from webapp.figures.of_plan import Figures
from webapp.models import Comment, Plan, Report, Territory, ValueGroup
from webapp.queries import disclosure
from webapp.queries.cell_suppression import UNSAID, Counted, states
from webapp.queries.disclosure import Cell, DisclosedTable, together
from webapp.queries.distinct_people import Crowd, People
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AnnulmentGround,
    AuthorKind,
    Channel,
    CorrectionKind,
    Disclosed,
    Ground,
)
from webapp.workflow import (
    annulling,
    answering,
    correcting,
    moderating,
    personal_data,
)
from webapp.workflow.commenting import Filing

FEW, NOBODY, NUMBER, RESERVED = (
    Disclosed.FEW,
    Disclosed.NOBODY,
    Disclosed.NUMBER,
    Disclosed.RESERVED,
)


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def groups() -> list[ValueGroup]:
    return ValueGroup.public()


def crowd(plan: Plan, count: int, group: ValueGroup | None = None, **said: Any) -> list[Comment]:
    """Some people of whom nothing is known, and their observations."""
    number = Comment.select().count()
    return [
        filed(plan, f"Opinión {number + each}.", value_group=group, **said).comment
        for each in range(count)
    ]


def person(name: str, **said: Any) -> dict[str, Any]:
    """What somebody leaves of themselves."""
    return {"author_kind": AuthorKind.PERSON, "name": name, "consent": True, **said}


def report(plan: Plan, cast: Cast, at: datetime = AFTER_CLOSE) -> DisclosedTable:
    """The report of the newest round, with its answers taken for granted; its table of groups."""
    table = Figures(plan.fresh(), reported(plan, cast, at)).by_group
    assert table
    return table


def of(table: DisclosedTable, group: ValueGroup) -> tuple[Disclosed, int]:
    """What is told of a group."""
    (cell,) = (each for each in table.cells if each.id == group.id)
    return cell.state, cell.observations


# --- when -----------------------------------------------------------------------------------------


def test_nothing_is_told_before_the_report_and_then_once_for_all_r14(plan, cast):
    crowd(plan, 9, groups()[0])
    crowd(plan, 9)
    assert Figures(plan.fresh()).by_group is None
    for comment in Comment.select():
        answered(shown(comment, cast), cast)
    assert Figures(plan.fresh()).by_group is None, "closed, and still open to be reopened"
    answering.publish_report(plan.fresh(), by=cast.alba_approver, at=AFTER_CLOSE)
    table = Figures(plan.fresh()).by_group
    assert table
    assert of(table, groups()[0]) == (NUMBER, 9)
    assert of(table, groups()[1]) == (NOBODY, 0)
    assert table.unsaid
    assert (table.unsaid.state, table.unsaid.observations) == (NUMBER, 9)


def test_two_readings_never_differ_whatever_comes_between_r14(plan, cast):
    one, other, *_ = groups()
    hers = filed(plan, "Mía.", value_group=one, **person("Ana Uno", email="ana@example.org"))
    crowd(plan, 8, one, publish_group=True)
    crowd(plan, 12, other)
    crowd(plan, 9)
    before = report(plan, cast)
    personal_data.erase(hers.comment, by=None, at=later(AFTER_CLOSE, days=1))
    for each in Comment.select().where(Comment.publish_group):
        personal_data.hide_group(each, by=None, at=later(AFTER_CLOSE, days=1))
    received(
        Filing(body="Carta que llegó a tiempo.", value_group=one),
        plan=plan.fresh(), action=None, submission_id="", channel=Channel.FRONT_DESK,
        received_at=WHILE_OPEN, by=cast.mario_moderator, at=later(AFTER_CLOSE, days=2),
    )  # fmt: skip
    ValueGroup.update(sensitive=True).where(ValueGroup.id == other.id).execute()
    ValueGroup.create(name="Un grupo nuevo", position=99)
    figures = Figures(plan.fresh())
    assert figures.by_group == before
    reported(plan, cast, later(AFTER_CLOSE, days=3))
    assert Report.select().count() == 2
    assert Figures(plan.fresh()).by_group == before
    assert figures.total == before.observations + 1, "the letter counts, of no group"


def test_a_report_frozen_before_this_rule_gets_no_second_table_r14(plan, cast):
    crowd(plan, 9, groups()[0])
    crowd(plan, 9)
    report(plan, cast)
    first = Report.get()
    former = {"named": [{"id": 1, "name": "x", "observations": 9}], "rest": 9, "untold": []}
    results = first.header["results"] | {"by_group": former, "by_territory": former}
    Report.update(header=first.header | {"results": results}).execute()
    reported(plan, cast)
    assert disclosure.published(plan.fresh().announced_rounds) == {}
    assert Figures(plan.fresh()).by_group is None


# --- people, not observations ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "repeats",
    [
        [person("Ana", email="ana@example.org")] * 5,
        [person(f"Ana {n}", email=f"a.n.a+{n}@{host}") for n, host in
         enumerate(["gmail.com", "GMAIL.com", "googlemail.com", "gmail.com", "gmail.com"])],
        [person(f"A{n}", phone=phone) for n, phone in
         enumerate(["3001234567", "300 123 4567", "+57 300 1234567", "(300)1234567"] * 2)],
        [person(name) for name in ("Ana Pérez", "ANA PEREZ", "ana  pérez", "Ana Perez.")] * 2,
        [person("Ana"), person("Ana", email="a@example.org"), person("B", email="A@example.org"),
         person("B", phone="3001234567"), person("C", phone="3001234567")],
    ],
)  # fmt: skip
def test_five_of_one_person_are_one_person_r14(plan, cast, repeats):
    one = groups()[0]
    for number, said in enumerate(repeats):
        filed(plan, f"Otra vez {number}.", value_group=one, **said)
    crowd(plan, 9)
    assert of(report(plan, cast), one)[0] is FEW


def test_data_erased_before_the_report_add_nobody_r14(plan, cast):
    """Else one person files five times, and erases the e-mail that says so."""
    one = groups()[0]
    for number in range(5):
        hers = filed(plan, f"Mía {number}.", value_group=one, **person("A", email="a@example.org"))
        personal_data.erase(hers.comment, by=None, at=later(WHILE_OPEN, hours=1))
    crowd(plan, 20)
    assert of(report(plan, cast), one)[0] is FEW


def test_data_corrected_before_the_report_add_nobody_r14(plan, cast):
    """Else one person files five times, and then gives each another name."""
    one = groups()[0]
    for number in range(5):
        hers = filed(plan, f"Mía {number}.", value_group=one, **person("A", email="a@example.org"))
        other = personal_data.Contact(name=f"Otra {number}", email=f"otra{number}@example.org")
        at = later(WHILE_OPEN, hours=1)
        personal_data.correct(hers.comment, other, consent=True, by=None, at=at)
    crowd(plan, 20)
    assert of(report(plan, cast), one)[0] is FEW


def test_five_people_are_five_r14(plan, cast):
    one = groups()[0]
    for number in range(5):
        filed(plan, f"De {number}.", value_group=one, **person(f"Persona {number}"))
    crowd(plan, 6)
    assert of(report(plan, cast), one) == (NUMBER, 5)


# --- what a reader takes away ---------------------------------------------------------------------


def test_false_ones_who_show_their_group_protect_nobody_r14(plan, cast):
    """Four of hers, or forty: their rows are known, and what is left is one."""
    one = groups()[0]
    crowd(plan, 40, one, publish_group=True)
    filed(plan, "La de ella.", value_group=one)
    crowd(plan, 30)
    assert of(report(plan, cast), one) == (FEW, 0)


def test_leaves_that_were_withdrawn_are_remembered_by_who_read_them_r14(plan, cast):
    one = groups()[0]
    for each in crowd(plan, 9, one, publish_group=True):
        personal_data.hide_group(each, by=None, at=later(WHILE_OPEN, hours=1))
    filed(plan, "La de ella.", value_group=one)
    crowd(plan, 30)
    assert of(report(plan, cast), one) == (FEW, 0)


def test_minors_whose_rows_say_so_protect_nobody_r14(plan, cast):
    """Who is no minor in this round is of the group, each of them."""
    crowd(plan, 9, groups()[0])
    crowd(plan, 9, is_minor=True)
    assert report(plan, cast).is_withheld


def test_minors_whose_rows_say_so_are_taken_from_who_said_nothing_r14(plan, cast):
    crowd(plan, 9, groups()[0])
    crowd(plan, 9, groups()[1])
    crowd(plan, 9, is_minor=True)
    crowd(plan, 1)
    table = report(plan, cast)
    assert table.unsaid
    assert table.unsaid.state is RESERVED


def test_leaves_beside_texts_that_are_not_shown_hide_nobody_r14(plan, cast):
    """Her leave is for a text that is shown: of six, five are read, and the sixth is her."""
    one = groups()[0]
    crowd(plan, 5, one, publish_group=True)
    hers = filed(plan, "Compren aquí.", value_group=one, publish_group=True).comment
    crowd(plan, 12)
    for each in Comment.select().where(Comment.id != hers.id):
        shown(each, cast)
    moderating.withhold(
        hers, ground=Ground.ADVERTISING, note="", version=hers.version, by=cast.mario_moderator,
        at=WHILE_OPEN,
    )  # fmt: skip
    assert of(report(plan, cast), one) == (FEW, 0)


def test_leaves_beside_a_text_that_protects_a_minor_hide_nobody_r14(plan, cast):
    one = groups()[0]
    hers = filed(plan, "Tengo 12 años.", value_group=one, publish_group=True).comment
    crowd(plan, 5, one, publish_group=True)
    crowd(plan, 12)
    for each in Comment.select().where(Comment.id != hers.id):
        shown(each, cast)
    moderating.redact(
        hers, moderating.everywhere(hers, "12 años", RedactionKind.MINOR), ground=Ground.MINOR,
        version=hers.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    assert of(report(plan, cast), one) == (FEW, 0)


def test_of_those_who_show_their_group_no_figure_tells_whether_there_are_others_r14(plan, cast):
    """Else whoever gave no leave would be one to four where six show it, and none where all do."""
    one, other, *_ = groups()
    for each in (*crowd(plan, 6, one, publish_group=True), *crowd(plan, 6, other,
                 publish_group=True)):  # fmt: skip
        shown(each, cast)
    crowd(plan, 1, other)
    crowd(plan, 20)
    table = report(plan, cast)
    assert [of(table, each) for each in (one, other)] == [(FEW, 0), (FEW, 0)]


def test_of_a_round_where_nearly_all_are_of_a_group_nothing_is_told_r14(plan, cast):
    """Else any row is of it, whoever wrote it."""
    one = groups()[0]
    crowd(plan, 30, one)
    crowd(plan, 4)
    assert report(plan, cast).is_withheld


@pytest.mark.parametrize("alone", [1, 2, 4])
def test_of_few_people_nothing_is_told_not_even_who_did_not_come_r14(plan, cast, alone):
    crowd(plan, alone, groups()[0])
    assert report(plan, cast) == DisclosedTable(alone)


def test_where_nobody_said_a_group_it_is_told_of_each_r14(plan, cast):
    crowd(plan, 10)
    table = report(plan, cast)
    assert {each.state for each in table.cells} == {NOBODY}
    assert table.unsaid
    assert table.unsaid.observations == 10


def test_of_a_round_without_observations_it_is_told_that_nobody_came_r14(plan, cast):
    assert {each.state for each in report(plan, cast).cells} == {NOBODY}


def test_of_few_people_it_is_not_told_either_that_nobody_said_a_group_r14(plan, cast):
    """Else where it is not told, somebody said one."""
    crowd(plan, 9)
    assert report(plan, cast).is_withheld


@pytest.mark.parametrize("count", [0, 1, 12])
def test_where_one_could_only_say_a_single_group_nothing_is_told_r14(plan, cast, count):
    """Else what is withheld says that somebody, or nearly everybody, is of it."""
    only = groups()[0]
    ValueGroup.update(active=False).where(ValueGroup.id != only.id).execute()
    crowd(plan, count, only)
    crowd(plan, 12)
    assert report(plan, cast).is_withheld


def test_a_row_whose_data_were_put_right_is_not_had_from_numbers_of_five_r14(plan, cast):
    """It adds nobody, so that it is not of a group of which five observations are told."""
    one, other, *_ = groups()
    crowd(plan, 5, one)
    crowd(plan, 5, other)
    hers = filed(plan, "Mía.", value_group=other, **person("Ana", email="ana@example.org"))
    contact = personal_data.Contact(name="Ana Uno")
    at = later(WHILE_OPEN, hours=1)
    personal_data.correct(hers.comment, contact, consent=True, by=None, at=at)
    assert report(plan, cast).is_withheld


# --- subtraction ----------------------------------------------------------------------------------


def test_few_are_told_as_few_and_not_had_from_the_total_r14(plan, cast):
    one, other, third, *_ = groups()
    crowd(plan, 12, one)
    crowd(plan, 2, other)
    crowd(plan, 9, third)
    crowd(plan, 30)
    table = report(plan, cast)
    assert of(table, other) == (FEW, 0)
    assert of(table, one) == (NUMBER, 12)
    assert of(table, third) == (NUMBER, 9)
    assert table.unsaid
    assert table.unsaid.state is RESERVED, "kept back first, whatever the numbers"


def test_those_who_say_nothing_are_a_cell_like_the_others_r14(plan, cast):
    crowd(plan, 20, groups()[0])
    crowd(plan, 20, groups()[1])
    crowd(plan, 3)
    table = report(plan, cast)
    assert table.unsaid
    assert table.unsaid.state is RESERVED
    assert [of(table, each)[0] for each in groups()[:2]] == [RESERVED, NUMBER]


def test_a_sensitive_group_and_minors_are_in_no_cell_of_their_own_r14(plan, cast):
    one = groups()[0]
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    crowd(plan, 9, sensitive)
    crowd(plan, 9, one, is_minor=True)
    crowd(plan, 9, one)
    table = report(plan, cast)
    assert sensitive.name not in str(table.content())
    assert of(table, one) == (NUMBER, 9)
    assert table.unsaid
    assert table.unsaid.observations == 18


def test_territories_stand_alone_and_by_the_same_rule_r14(plan, cast):
    place = Territory.select().first()
    crowd(plan, 7, groups()[0], territory=place)
    crowd(plan, 7)
    report(plan, cast)
    table = Figures(plan.fresh()).by_territory
    assert table
    assert {each.name: each.observations for each in table.of(NUMBER)} == {place.name: 7}
    header = Report.get().header
    assert place.name not in str(header["results"]["by_group"]), "no cross of two"


def test_late_ones_are_in_no_table_r5(plan, cast):
    crowd(plan, 9, groups()[0])
    crowd(plan, 9)
    received(
        Filing(body="Tarde.", value_group=groups()[1]), plan=plan, action=None, submission_id="",
        channel=Channel.FRONT_DESK, received_at=AFTER_CLOSE, by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )  # fmt: skip
    table = report(plan, cast)
    assert table.observations == 18
    assert of(table, groups()[1]) == (NOBODY, 0)


def test_what_was_annulled_is_in_no_table_and_annulling_later_changes_none_r14(plan, cast):
    one, other, *_ = groups()
    crowd(plan, 9, one)
    twice, again = crowd(plan, 2, other)
    crowd(plan, 9)
    annulled(twice, cast)
    annulled(again, cast)
    before = report(plan, cast)
    assert before.observations == 18
    assert of(before, other) == (NOBODY, 0)
    annulled(Comment.get(Comment.value_group == one), cast)
    figures = Figures(plan.fresh())
    assert (figures.total, figures.by_group) == (17, before)


def annulled(comment: Comment, cast: Cast) -> None:
    """Its registration was a mistake: said by one, decided by another."""
    correction = correcting.propose(
        CorrectionKind.ANNULMENT,
        comment,
        plan=comment.plan,
        reason="La misma carta llegó dos veces.",
        details=annulling.proposal(AnnulmentGround.WRONG_FILE, [comment]),
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    correcting.approve(
        correction, version=correction.version, by=cast.alba_approver, at=AFTER_CLOSE
    )


# --- several rounds -------------------------------------------------------------------------------


def cell(state: Disclosed, observations: int = 0) -> Cell:
    return Cell(1, "Uno", state, observations)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([(NUMBER, 6), (NUMBER, 7)], (NUMBER, 13)),
        ([(NUMBER, 6), (NOBODY, 0)], (NUMBER, 6)),
        ([(NOBODY, 0), (NOBODY, 0)], (NOBODY, 0)),
        ([(NOBODY, 0), (FEW, 0)], (FEW, 0)),
        ([(FEW, 0), (FEW, 0)], (RESERVED, 0)),
        ([(NUMBER, 6), (FEW, 0)], (RESERVED, 0)),
        ([(NUMBER, 6), (RESERVED, 0)], (RESERVED, 0)),
    ],
)
def test_of_several_rounds_nothing_is_told_that_was_not_told_of_each_r14(cells, told):
    tables = [DisclosedTable(9, (cell(*each),), Cell(None, "", NUMBER, 9)) for each in cells]
    whole = together(tables)
    assert whole
    assert (whole.cells[0].state, whole.cells[0].observations) == told


# --- any table at all -----------------------------------------------------------------------------


class Round(NamedTuple):
    """How many rows of each entry, and last of who said none, show it or are a minor's; of how many
    nobody knows; and in which cell one row is whose data were put right."""

    shown: tuple[int, ...]
    hidden: tuple[int, ...]
    put_right: int | None = None

    @property
    def observations(self) -> int:
        return sum(self.shown) + sum(self.hidden) + (self.put_right is not None)


def divided(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way in which up to so many people may be in some cells."""
    if not cells:
        yield ()
        return
    for count in range(most + 1):
        for rest in divided(cells - 1, most - count):
            yield (count, *rest)


def read_from(round_: Round) -> tuple[Any, ...]:
    """What its table tells to whoever knows the rows that show it and which was put right: of each
    cell, and last of all."""
    keys = [*range(1, len(round_.hidden)), UNSAID]
    counts = {key: Counted() for key in keys}
    for place, key in enumerate(keys):
        for _ in range(round_.shown[place]):
            counts[key].add("", shown=True)
        for _ in range(round_.hidden[place]):
            counts[key].add("", shown=False)
        if round_.put_right == place:
            counts[key].add(None, shown=False)
    found = states(keys, counts, People())
    cells = found and [
        (found[key], counts[key].observations if found[key] is NUMBER else 0) for key in keys
    ]
    known = (round_.shown, round_.observations, round_.put_right is not None)
    return (*(cells or []), known)


def readings(rounds: Iterable[Round]) -> Iterator[tuple[list[tuple[Disclosed, int]], list[Round]]]:
    """Every table that is told of some of these rounds, and all the rounds of which it is told."""
    told = defaultdict(list)
    for each in rounds:
        told[read_from(each)].append(each)
    for (*cells, _), possible in told.items():
        if cells:
            yield cells, possible


@pytest.mark.parametrize(("entries", "most"), [(2, 21), (3, 21)])
@pytest.mark.parametrize("shown_of_first", [0, 1, 3, 6])
@pytest.mark.parametrize("minors", [0, 2])
def test_who_knows_the_rule_and_tries_every_table_narrows_no_cell_down_r14(
    entries, most, shown_of_first, minors
):
    rows_seen = (shown_of_first, *[0] * (entries - 1), minors)
    found = list(readings(Round(rows_seen, each) for each in divided(entries + 1, most)))
    assert len(found) > 100
    for cells, possible in found:
        few = [place for place, (state, _) in enumerate(cells[:-1]) if state is FEW]
        spans = [range(0 if rows_seen[place] else 1, 5) for place in few]
        left = {tuple(each.hidden[place] for place in few) for each in possible}
        assert left == set(product(*spans)), "each count of one is possible with each of others"
        for place, (state, observations) in enumerate(cells[:-1]):
            numbers = {each.hidden[place] for each in possible}
            if state is NUMBER:
                assert numbers == {observations - rows_seen[place]}
            if state in (NUMBER, RESERVED):
                assert min(numbers) >= 5
            assert state is not RESERVED or len(numbers) >= 4


def test_who_saw_which_row_was_put_right_does_not_learn_of_which_entry_it_is_r14():
    nobody_seen = (0, 0, 0)
    rounds = (Round(nobody_seen, each, at) for each in divided(3, 16) for at in range(3))
    found = list(readings(rounds))
    assert len(found) > 100
    for cells, possible in found:
        where = {each.put_right for each in possible}
        assert len(where) > 1 or where == {2}, (cells, possible)


@pytest.mark.parametrize("count", range(15))
def test_that_a_table_is_withheld_pins_down_nobody_r14(count):
    """Whatever its two entries, and who said none."""
    withheld = [
        each for each in divided(3, count)
        if sum(each) == count and len(read_from(Round((0, 0, 0), each))) == 1
    ]  # fmt: skip
    if withheld:
        numbers = {each[0] for each in withheld}
        assert numbers >= set(range(min(count, 4) + 1))


def test_people_met_one_by_one_are_told_to_be_the_same_later():
    people, known = People(), Crowd()
    for said in ({"name": "Ana"}, {"email": "a@x.co"}, {"phone": "3001234567"}):
        known.add(people.meet(**{"name": "", "organisation": "", "email": "", "phone": "", **said}))
    assert people.count(known) == 3
    people.meet(name="Ana", organisation="", email="A@X.co", phone="+57 300 123 4567")
    assert people.count(known) == 1
