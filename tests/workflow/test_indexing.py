"""The search index: kept in each act, mended from the rows, and compared with them."""

import apsw
import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, an_announced_plan, filed, shown
from tests.in_step import in_step
from tests.worlds import an_adjusted_plan, answered, crowd
from webapp.models import Comment, Plan, SearchEntry
from webapp.queries import search_results
from webapp.storage.db import db, is_sqlite, open_database, rows
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import Ground, Publication
from webapp.workflow import answering, bulk, bulk_acts, indexing, moderating, verifying
from webapp.workflow.bulk import Listed
from webapp.workflow.indexing import OutOfStep
from webapp.workflow.moderating import Redactions
from webapp.workflow.refusals import StaleCopy


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


def kept():
    """Every entry, as plain data."""
    return {entry.id: entry.__data__ for entry in SearchEntry.select()}


def of_comments():
    return SearchEntry.select().where(SearchEntry.comment.is_null(False)).order_by(SearchEntry.id)


def test_a_file_that_may_only_be_read_is_compared_too(sqlite_url):
    written, read = open_database(sqlite_url), open_database(sqlite_url)
    db.initialize(written)
    with written.connection_context():
        filed(an_announced_plan(a_cast()))
        count = in_step(indexing.compared())
    read.connect_params["flags"] = apsw.SQLITE_OPEN_READONLY
    db.initialize(read)
    with read.connection_context():
        assert in_step(indexing.compared()) == count


def test_every_act_that_changes_what_is_shown_leaves_the_index_in_step(plan, cast):
    by, at = cast.mario_moderator, WHILE_OPEN
    comment = filed(plan, "Soy Ana y pido un parque.").comment
    assert in_step(indexing.compared()) == 4
    comment = moderating.show(comment, version=1, by=by, at=at)
    assert in_step(indexing.compared()) == 5
    words = Redactions(body=[Span(4, 7, RedactionKind.NAME)])
    comment = moderating.redact(
        comment, words, ground=Ground.PERSONAL_DATA, version=comment.version, by=by, at=at
    )
    assert in_step(indexing.compared()) == 5
    answer = answered(comment, cast)
    assert in_step(indexing.compared()) == 5
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert in_step(indexing.compared()) == 6
    comment = comment.fresh()
    moderating.withhold(
        comment, ground=Ground.PERSONAL_DATA, note="", version=comment.version, by=by, at=at
    )
    assert in_step(indexing.compared()) == 5


def test_what_is_refused_leaves_the_index_as_it_was(plan, cast):
    comment = shown(filed(plan, "Un parque.").comment, cast)
    before = kept()
    with pytest.raises(StaleCopy):
        moderating.show(comment, version=99, by=cast.mario_moderator, at=WHILE_OPEN)
    assert kept() == before


def test_showing_many_and_undoing_it_keeps_the_index_in_step(plan, cast):
    """R16"""
    by, at = cast.mario_moderator, WHILE_OPEN
    comments = [filed(plan, f"Pongan {number} columpios.").comment for number in (1, 2, 3)]
    stamps = bulk.stamps(comments)
    listed = [Listed(each.filing_number, stamps[each.id]) for each in comments]
    act = bulk_acts.show(listed, plan=plan, by=by, at=at)
    assert len(search_results.page("columpios")[0]) == 3
    bulk.undo(act, by=by, at=at)
    assert search_results.page("columpios") == ([], None)
    assert in_step(indexing.compared()) == 4


def test_publishing_every_answer_indexes_each_of_them(plan, cast):
    for number in range(3):
        answered(shown(filed(plan, f"Parque {number}.").comment, cast), cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert in_step(indexing.compared()) == 4 + 3 + 3


def test_an_adjusted_edition_takes_the_place_of_the_earlier_one(cast):
    plan = an_adjusted_plan(cast)
    entries = SearchEntry.select().where(SearchEntry.wording.is_null(False))
    assert {entry.wording.edition_id for entry in entries} == {plan.current_edition.id}
    assert in_step(indexing.compared()) == 4 + 1 + 1


# --- made anew, and compared ----------------------------------------------------------------------


def test_made_anew_the_index_is_the_same(cast):
    plan = an_adjusted_plan(cast)
    crowd(plan, 600)
    with pytest.raises(OutOfStep):
        in_step(indexing.compared())
    indexing.rebuild()
    whole, found = kept(), search_results.page("participación")
    assert in_step(indexing.compared()) == len(whole)
    SearchEntry.delete().execute()
    assert search_results.page("participación") == ([], None)
    indexing.rebuild()
    assert kept() == whole
    assert search_results.page("participación") == found


def test_mending_writes_nothing_where_nothing_differs(plan, cast):
    shown(filed(plan, "Un parque.").comment, cast)
    with db.atomic() as nothing:
        changes = rows("SELECT total_changes()") if is_sqlite() else []
        indexing.rebuild()
        assert changes == (rows("SELECT total_changes()") if is_sqlite() else [])
        nothing.rollback()


def test_what_is_missing_left_over_or_stale_is_noticed_and_mended(plan, cast):
    comment = shown(filed(plan, "Un parque.").comment, cast)
    hidden = filed(plan, "Palabra insólita.").comment
    stale = of_comments().get()
    spoilt = {
        "missing": lambda: SearchEntry.delete().where(SearchEntry.id == stale.id).execute(),
        "stale": lambda: SearchEntry.update(stems=" .1  insolit ").execute(),
        "left over": lambda: SearchEntry.create(
            id=2 * hidden.id + 1,
            plan=plan,
            subject="comment",
            comment=hidden,
            stems=" .1  insolit ",
        ),
        "beyond the last": lambda: SearchEntry.create(
            id=2**40, plan=plan, subject="comment", comment=comment, stems=" .1  insolit "
        ),
    }
    for name, spoil in spoilt.items():
        spoil()
        with pytest.raises(OutOfStep):
            in_step(indexing.compared())
        indexing.rebuild()
        assert in_step(indexing.compared()) == 5, name
        assert search_results.page("insólita") == ([], None), name


def test_whoever_verifies_is_told_that_the_index_is_out_of_step(plan, cast):
    shown(filed(plan, "Un parque.").comment, cast)
    assert verifying.verify()["search"] == 5
    of_comments().get()
    SearchEntry.delete().execute()
    with pytest.raises(verifying.Unsound, match="search index"):
        verifying.verify()


def test_a_table_of_words_that_lost_one_is_noticed(sqlite):
    cast = a_cast()
    plan = an_announced_plan(cast)
    shown(filed(plan, "Un parque.").comment, cast)
    entry = of_comments().get()
    db.execute_sql(
        "INSERT INTO search_index (search_index, rowid, stems) VALUES ('delete', ?, ?)",
        (entry.id, entry.stems),
    )
    with pytest.raises(OutOfStep):
        in_step(indexing.compared())


def test_a_text_is_never_read_from_the_index_alone(plan, cast):
    """R3: even an index out of step shows nothing that the rows hide."""
    comment = shown(filed(plan, "Palabra insólita.").comment, cast)
    Comment.update(publication=Publication.WITHHELD).where(Comment.id == comment.id).execute()
    assert search_results.page("insólita") == ([], None)
