"""Noting how a consultation was made known: who may, what is kept, what is owed."""

import hashlib
from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_cast, a_draft, an_announced_plan, filed, shown
from tests.worlds import answered
from webapp.models import Event, Publicity, PublicityFile
from webapp.vocabulary import PublicityChannel, PublicityStage
from webapp.workflow import answering, publicising, verifying
from webapp.workflow.intake import Scan
from webapp.workflow.publicising import Sending
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState

PHOTO = Scan.read("cartelera.png", b"\x89PNG\r\n\x1a\n de prueba")


def a_sending(**told) -> Sending:
    return Sending(
        **{
            "stage": PublicityStage.ANNOUNCEMENT,
            "channel": PublicityChannel.RADIO,
            "on": date(2026, 3, 9),
            "audience": "Todo el municipio",
            **told,
        }
    )


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def round_(cast):
    return an_announced_plan(cast).consultation


def noted(round_, cast, scan=None, **told) -> Publicity:
    return publicising.note(
        round_, a_sending(**told), scan=scan, by=cast.elena_editor, at=WHILE_OPEN
    )


def test_what_went_out_is_kept_with_its_evidence_and_its_event_r17(round_, cast):
    noted(round_, cast, scan=PHOTO, details=" Emisora, 7 a. m. ", link="https://radio.example/1")
    kept = Publicity.of(round_)[0]
    assert (kept.channel, kept.on, kept.details) == (
        PublicityChannel.RADIO,
        date(2026, 3, 9),
        "Emisora, 7 a. m.",
    )
    assert kept.recorded_by == cast.elena_editor
    assert kept.sha256 == hashlib.sha256(PHOTO.content).hexdigest()
    assert bytes(PublicityFile.get().content) == PHOTO.content
    event = Event.head()
    assert event.verb == "publicity.noted"
    assert event.details["after"]["medium"] == "radio"


def test_they_are_listed_by_day_whatever_the_order_in_which_they_were_noted(round_, cast):
    noted(round_, cast, on=date(2026, 3, 9))
    noted(round_, cast, on=date(2026, 3, 2), channel=PublicityChannel.PRESS)
    assert [each.channel for each in Publicity.of(round_)] == ["press", "radio"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"on": date(2026, 3, 11)}, "on"),
        ({"audience": "  "}, "audience"),
        ({"link": "radio.example"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://[mal"}, "link"),
        ({"stage": PublicityStage.RESULTS}, "stage"),
    ],
)
def test_what_cannot_be_so_is_refused(round_, cast, told, field):
    with pytest.raises(Invalid) as refused:
        noted(round_, cast, **told)
    assert set(refused.value.faults) == {field}
    assert not Publicity.select().exists()


def test_a_file_that_is_no_scan_is_refused_and_nothing_is_kept(round_, cast):
    with pytest.raises(Invalid):
        noted(round_, cast, scan=Scan.read("aviso.png", b"<script>alert(1)</script>"))
    assert not Publicity.select().exists()


def test_a_correction_keeps_the_file_unless_another_comes_r12(round_, cast):
    publicity = noted(round_, cast, scan=PHOTO)
    publicising.correct(
        publicity, a_sending(audience="Comuna 3"), version=1, by=cast.elena_editor, at=WHILE_OPEN
    )
    assert publicity.fresh().audience == "Comuna 3"
    assert publicity.fresh().filename == "cartelera.png"
    another = Scan.read("otra.pdf", b"%PDF-1.4 otra")
    publicising.correct(
        publicity, a_sending(), scan=another, version=2, by=cast.elena_editor, at=WHILE_OPEN
    )
    assert bytes(PublicityFile.get().content) == another.content
    with pytest.raises(StaleCopy):
        publicising.correct(publicity, a_sending(), version=2, by=cast.elena_editor, at=WHILE_OPEN)


def test_a_clean_file_in_the_place_of_the_evidence_leaves_no_bytes_nor_name_of_the_old_one_r13(
    round_, cast
):
    old = Scan.read("foto de Filiberta.png", PHOTO.content + b" Eufrosina")
    row = noted(round_, cast, scan=old)
    publicising.correct(
        row, a_sending(), scan=PHOTO, version=1, by=cast.elena_editor, at=WHILE_OPEN
    )
    assert [bytes(each.content) for each in PublicityFile.select()] == [PHOTO.content]
    assert "Filiberta" not in str([each.details for each in Event.select()])
    assert row.fresh().filename == PHOTO.filename
    assert verifying.examine().faults == []


def test_what_is_removed_stays_in_the_log_with_its_reason(round_, cast):
    publicity = noted(round_, cast, scan=PHOTO)
    with pytest.raises(Invalid):
        publicising.remove(publicity, reason=" ", version=1, by=cast.elena_editor, at=WHILE_OPEN)
    publicising.remove(
        publicity, reason="Era de otro plan.", version=1, by=cast.elena_editor, at=WHILE_OPEN
    )
    assert not Publicity.select().exists()
    assert not PublicityFile.select().exists()
    event = Event.head()
    assert event.details["before"]["audience"] == "Todo el municipio"
    assert event.details["reason"] == "Era de otro plan."
    with pytest.raises(WrongState):
        publicising.remove(
            publicity, reason="Otra vez.", version=2, by=cast.elena_editor, at=WHILE_OPEN
        )


def test_only_an_editor_notes_and_only_once_the_plan_is_announced(round_, cast):
    with pytest.raises(NotAllowed):
        publicising.note(round_, a_sending(), by=cast.aldo_auditor, at=WHILE_OPEN)
    draft = a_draft(cast, "otro-plan").consultation
    with pytest.raises(WrongState):
        noted(draft, cast)


def test_channels_owe_the_results_once_there_are_any_until_they_tell_them(round_, cast):
    for channel in (PublicityChannel.RADIO, PublicityChannel.NOTICE_BOARD):
        noted(round_, cast, channel=channel)
    assert Publicity.silent_channels(round_.fresh()) == []
    answered(shown(filed(round_.plan).comment, cast), cast)
    answering.publish_report(round_.plan, by=cast.alba_approver, at=AFTER_CLOSE)
    round_ = round_.fresh()
    assert Publicity.silent_channels(round_) == ["radio", "notice_board"]
    told = a_sending(stage=PublicityStage.RESULTS, on=date(2026, 3, 20))
    publicising.note(round_, told, by=cast.elena_editor, at=AFTER_CLOSE)
    assert Publicity.silent_channels(round_) == ["notice_board"]


@pytest.mark.parametrize(
    "alter",
    [
        lambda: Publicity.update(audience="Nadie").execute(),
        lambda: PublicityFile.update(content=b"another photo").execute(),
        lambda: PublicityFile.delete().execute(),
        lambda: Publicity.delete().execute(),
    ],
)
def test_what_was_noted_cannot_be_altered_unseen_r17(round_, cast, alter):
    first = noted(round_, cast, scan=PHOTO)
    mistake = noted(round_, cast, audience="Un error")
    publicising.correct(
        first, a_sending(audience="Las veredas"), version=1, by=cast.elena_editor, at=WHILE_OPEN
    )
    publicising.remove(mistake, reason="No salió.", version=1, by=cast.elena_editor, at=WHILE_OPEN)
    assert verifying.verify()["publicity"] == 1
    alter()
    with pytest.raises(verifying.Unsound):
        verifying.verify()
