"""What a page brings along stays small: somebody pays for it by the megabyte."""

import gzip
import json
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
KILOBYTE = 1024


def compressed(*names: str) -> int:
    return sum(len(gzip.compress((HOUSE / "static" / name).read_bytes())) for name in names)


def test_the_styles_weigh_no_more_than_eight_kilobytes() -> None:
    assert compressed("css/base.css", "css/desk.css") <= 8 * KILOBYTE


def test_the_script_weighs_no_more_than_three_kilobytes() -> None:
    assert compressed("js/app.js") <= 3 * KILOBYTE


def test_the_script_of_the_desk_weighs_no_more_than_two_kilobytes() -> None:
    assert compressed("js/desk.js") <= 2 * KILOBYTE


def test_the_styles_bring_no_font_and_no_picture() -> None:
    for sheet in (HOUSE / "static/css").glob("*.css"):
        assert not re.search(r"@import|@font-face|url\(", sheet.read_text(encoding="utf-8"))


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    for sheet in (HOUSE / "static/css").glob("*.css"):
        screen = sheet.read_text(encoding="utf-8").split("@layer print {")[0]
        sizes = re.findall(r"font(?:-size)?:[^;]*?([\d.]+)rem", screen)
        assert all(float(size) >= 1 for size in sizes)


@pytest.mark.parametrize("forbidden", ["eval(", "innerHTML", "new Function", "onclick", ".style"])
def test_the_script_keeps_to_the_content_security_policy(forbidden: str) -> None:
    for script in (HOUSE / "static/js").glob("*.js"):
        assert forbidden not in script.read_text(encoding="utf-8")


def test_htmx_is_told_to_evaluate_nothing_and_to_show_refusals() -> None:
    frame = (HOUSE / "templates/base.html").read_text(encoding="utf-8")
    config = json.loads(re.search(r"htmx-config\" content='([^']+)'", frame)[1])  # type: ignore[index]
    handling = config.pop("responseHandling")
    assert config == {
        "allowEval": False,
        "includeIndicatorStyles": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }

    def swaps(status: int) -> bool:
        return next(rule["swap"] for rule in handling if re.search(rule["code"], str(status)))

    assert [status for status in (200, 201, 204, 400, 403, 409, 413, 422, 429, 500, 503)
            if swaps(status)] == [200, 201, 409, 422]  # fmt: skip
