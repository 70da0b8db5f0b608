"""The whole machine, and how worlds are run."""

import sys
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from tests.random_worlds.aside import Aside
from tests.random_worlds.corrections import Corrections
from tests.random_worlds.pages import Pages
from tests.random_worlds.questions import Questions
from tests.random_worlds.world import SEEDS, STEPS

EVERY = 15
"""Steps after which everything is asked, dear or not."""


class Machine(Corrections, Aside, Questions, Pages):
    """A world whose rules are asked after every step."""

    is_sound = True

    @initialize(seed=SEEDS)
    def begins(self, seed: int) -> None:
        """A plan is announced; worlds begin early or late in its life."""
        self.begin(seed)
        self.begin_with_a_plan()
        chapters = (
            self.many_speak,
            self.what_waits_is_moderated,
            self.many_are_answered,
            self.the_round_runs_out_and_all_is_answered,
            self.all_goes_out,
            self.an_edition_of_form_comes_out_or_is_thrown_away,
            self.another_round_is_announced,
            self.many_speak,
            self.the_round_runs_out_and_all_is_answered,
            self.all_goes_out,
        )
        with self.carefully():
            for chapter in chapters[: self.luck.randint(1, len(chapters))]:
                chapter()

    @rule(step=st.sampled_from(STEPS), seed=SEEDS)
    def then(self, step: str, seed: int) -> None:
        """Somebody does something."""
        self.begin(seed)
        getattr(self, step)()

    @invariant()
    def the_rules_hold(self) -> None:
        if not self.steps:
            return
        self.is_sound = False
        self.ask_of_rows()
        if self.steps % EVERY == 0:
            self.ask_of_everything()
            self.ask_of_pages(5)
        self.is_sound = True

    def teardown(self) -> None:
        """Ask everything once more."""
        try:
            if self.steps and self.is_sound and sys.exc_info()[0] is None:
                self.ask_of_everything()
                self.ask_of_pages(12, dear=1)
        finally:
            super().teardown()


def run(
    fresh: Callable[[], str],
    forget: Callable[[str], None],
    *,
    number: int,
    worlds: int,
    steps: int,
    shrink: bool = False,
) -> None:
    """Run some worlds from the seed `number`. Raises what was found."""

    class Here(Machine):
        pass

    Here.fresh, Here.forget = staticmethod(fresh), staticmethod(forget)
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    run_state_machine_as_test(
        seed(number)(Here),
        settings=settings(
            max_examples=worlds,
            stateful_step_count=steps,
            phases=phases,
            deadline=None,
            database=None,
            derandomize=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.normal,
        ),
    )
