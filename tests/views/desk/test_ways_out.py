"""Every ordinary mistake has a way out, with its public trace: walked from the desk's first screen
by its links and buttons, and told in the manual (R21)."""

import re

import pytest
from flask import Flask
from flask_babel import gettext

from tests.walker import Walker
from tests.ways_out import (
    Press,
    Scene,
    Way,
    adjusting,
    answers,
    approved,
    corrected,
    house,
    moderation,
    observations,
    petitions,
    plans,
    rounds,
)
from webapp.settings import paths
from webapp.vocabulary import AnswerState, CorrectionState, Phase, Publication, Standing
from webapp.workflow import verifying

ROOMS = (
    plans,
    rounds,
    observations,
    moderation,
    petitions,
    answers,
    adjusting,
    house,
    corrected,
    approved,
)
WAYS: tuple[Way, ...] = sum((room.WAYS for room in ROOMS), ())
STATES = (Phase, Publication, Standing, AnswerState, CorrectionState)
NONE = {Standing.BEFORE_OPENING: "Contar lo que llegó antes de la apertura."}
"""States without a way out, with what the manual says of them."""
ROLES = {
    "elena_editor": "edita",
    "mario_moderator": "modera",
    "rosa_responder": "responde",
    "alba_approver": "aprueba",
    "ada_admin": "administra",
}
"""How the manual names the roles of the cast."""
PAGE = (paths.content() / "manual" / "salidas.md").read_text(encoding="utf-8")
TOLD = dict(re.findall(r"^### (.+)\n\n((?:- .+\n)+)", PAGE, re.MULTILINE))
"""What the manual says of each mistake."""


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_mistake_has_its_way_out_r21(way: Way, cast, clock, desk, visitor):
    way.scene(Scene(cast, clock))
    for turn in way.turns:
        walker = Walker(desk(getattr(cast, turn.who)))
        for step in turn.steps:
            if isinstance(step, Press):
                walker.press(step.button, **step.fields)
            else:
                walker.follow(step)
        assert turn.outcome in walker.words, walker.words
    for address, words in way.public.items():
        assert words in visitor.get(address).words, address
    for address, words in way.hidden.items():
        assert words not in visitor.get(address).words, address
    verifying.verify()


def test_every_state_has_a_way_out_or_says_why_there_is_none_r21():
    shown = {way.state for way in WAYS}
    lacking = [each for states in STATES for each in states if each not in shown | set(NONE)]
    assert not lacking
    assert all(f"- **{each}**" in PAGE for each in NONE.values())


def test_the_manual_tells_these_mistakes_and_no_others_r21():
    assert set(TOLD) == {way.mistake for way in WAYS}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_manual_names_state_act_people_and_public_trace_of_each_r21(way: Way, app: Flask):
    told = TOLD[way.mistake]
    state, what, approves, public = told.splitlines()
    if isinstance(way.state, STATES):
        with app.test_request_context():
            assert gettext(way.state.message).lower() in state
    assert way.act in what
    for turn in way.turns:
        assert ROLES[turn.who] in told, turn.who
    approved = any(turn.who == "alba_approver" for turn in way.turns)
    assert approved == ("nadie más" not in approves)
    assert bool(way.public) == ("nada" not in public)
