"""Tracking codes (R4)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.values import tracking_codes

SECRETS = st.binary(min_size=10, max_size=10)


@given(SECRETS)
def test_r4_a_code_is_sixteen_characters_in_groups_of_four(secret: bytes) -> None:
    code = tracking_codes.encode(secret)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)


@given(SECRETS)
def test_r4_a_code_keeps_all_eighty_bits(secret: bytes) -> None:
    number = 0
    for character in tracking_codes.encode(secret).replace("-", ""):
        number = number * 32 + tracking_codes.ALPHABET.index(character)
    assert number.to_bytes(10) == secret


@given(SECRETS)
def test_a_code_is_read_back_however_it_is_typed(secret: bytes) -> None:
    code = tracking_codes.encode(secret)
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        f"  {code.lower()}\n",
        code.replace("-", "\u2013"),
        code.replace("1", "I").replace("0", "O"),
        code.replace("1", "l").replace("0", "o"),
    ):
        assert tracking_codes.normalise(typed) == code


def test_known_codes() -> None:
    assert tracking_codes.encode(bytes(10)) == "0000-0000-0000-0000"
    assert tracking_codes.encode(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert tracking_codes.normalise("oooo ilil 0000 abcd") == "0000-1111-0000-ABCD"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "----",
        "0000-0000-0000-000",
        "0000-0000-0000-00000",
        "U000-0000-0000-0000",
        "0000-0000-0000-000Ñ",
        "0000-0000-0000-000\u0131",  # dotless i
        "0000-0000-0000-000\u017f",  # long s
        "\uff10000-0000-0000-0000",  # full-width zero
        "0000_0000_0000_0000",
        "CMC-2026-000123",
    ],
)
def test_what_is_not_a_code_gives_none(text: str) -> None:
    assert tracking_codes.normalise(text) is None


@given(st.text())
def test_whatever_is_typed_gives_a_code_or_none(text: str) -> None:
    code = tracking_codes.normalise(text)
    assert code is None or tracking_codes.normalise(code) == code


@pytest.mark.parametrize("length", [0, 9, 11])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        tracking_codes.encode(bytes(length))
