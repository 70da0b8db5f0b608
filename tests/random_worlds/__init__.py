"""Worlds at random: several people take whatever steps the rules allow, over all verbs, and after
every step the rules are asked whether they still hold (R4, R5, R7 to R11, R13, R14, R18).

`world` has the clock, the people and what the driver knows of its own; each module of verbs adds
its steps; `questions` and `pages` ask. `make worlds` runs many, `test_random_worlds` a few.
"""
