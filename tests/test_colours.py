"""Every pair of colours the styles put together passes WCAG AA, by day and by night."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "static/css/base.css").read_text(encoding="utf-8")

TEXT = 4.5
SHAPE = 3.0

PAIRS = [
    *[(ink, sheet, TEXT) for ink in ("ink", "soft", "accent", "accent-deep", "visited", "bad")
      for sheet in ("paper", "raised", "info-wash")],
    *[("ink", f"{tone}-wash", TEXT) for tone in ("info", "good", "warn", "bad")],
    *[("soft", f"{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[("accent", f"{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[("visited", f"{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[(tone, f"{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[(tone, "paper", TEXT) for tone in ("good", "warn", "danger")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    ("on-accent", "danger", TEXT),
    ("paper", "ink", TEXT),
    *[(line, sheet, SHAPE) for line in ("edge", "focus", "accent")
      for sheet in ("paper", "raised", "info-wash")],
    *[("focus", f"{tone}-wash", SHAPE) for tone in ("good", "warn", "bad")],
]  # fmt: skip


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", block))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


ROOTS = re.findall(r":root\s*{([^}]*)}", CSS)
DAY = tokens(ROOTS[0])
NIGHT = DAY | tokens(ROOTS[1])


def test_the_measure_of_contrast_is_the_known_one() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#069169", "#ffffff") == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize(("ink", "sheet", "least"), PAIRS)
@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_a_pair_of_colours_can_be_told_apart(
    palette: dict[str, str], ink: str, sheet: str, least: float
) -> None:
    assert contrast(palette[ink], palette[sheet]) >= least


def test_night_gives_every_colour_of_the_day_another_value() -> None:
    assert tokens(ROOTS[1]).keys() == DAY.keys()


def test_no_colour_is_written_outside_the_tokens() -> None:
    rules = CSS[CSS.index("@layer base {") : CSS.index("@layer print {")]
    desk = (Path(__file__).parents[1] / "static/css/desk.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules + desk)
