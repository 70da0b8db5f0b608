"""Staff Markdown and citizens' plain text, as safe HTML."""

import re
import time

import html5lib  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from webapp.text.markup import (
    MAX_CHARACTERS,
    REL,
    TAGS,
    MarkupRefused,
    MarkupTooLong,
    MarkupTooTangled,
    count_words,
    plain_to_html,
    to_html,
)

ISOLATE, OVERRIDE, END = "\u2066", "\u202e", "\u202c"


def is_valid(html: str) -> bool:
    parser = html5lib.HTMLParser(strict=True)
    return parser.parseFragment(html) is not None


# --- staff Markdown ------------------------------------------------------------------------------


def test_the_usual_markdown_is_read() -> None:
    assert to_html("Un **plan** y *una* `acción`:\n\n1. a\n2. b\n\n- c\n\n> d") == (
        "<p>Un <strong>plan</strong> y <em>una</em> <code>acción</code>:</p>\n"
        "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"
        "<ul>\n<li>c</li>\n</ul>\n"
        "<blockquote>\n<p>d</p>\n</blockquote>"
    )
    assert to_html("") == ""


def test_headings_go_down_one_step_and_no_lower_than_the_fourth() -> None:
    text = "\n".join(f"{'#' * level} T{level}" for level in range(1, 7))
    assert re.findall(r"<(h\d)>T(\d)</\1>", to_html(text)) == [
        ("h2", "1"), ("h3", "2"), ("h4", "3"), ("h4", "4"), ("h4", "5"), ("h4", "6")
    ]  # fmt: skip
    assert to_html("Título\n======") == "<h2>Título</h2>"


def test_headings_have_ids_only_when_a_prefix_is_given() -> None:
    text = "# Qué sigue & cómo\n\n# Qué sigue & cómo"
    assert "id=" not in to_html(text)
    assert re.findall(r'id="(.*?)"', to_html(text, heading_ids="resumen-")) == [
        "resumen-que-sigue-como",
        "resumen-que-sigue-como_1",
    ]


def test_no_table_of_contents_is_made_from_a_marker() -> None:
    assert "<ul" not in to_html("[TOC]\n\n# a", heading_ids="x-")


def test_tables_have_column_headings_and_no_style() -> None:
    html = to_html("a | b\n:- | -:\n1 | 2")
    assert html.count('<th scope="col">') == 2
    assert "style" not in html
    assert "align" not in html


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "http://example.org", "HTTPS://e.org"]
)
def test_a_link_to_another_site_carries_rel(address: str) -> None:
    assert to_html(f"[x]({address})") == f'<p><a rel="{REL}" href="{address}">x</a></p>'


@pytest.mark.parametrize(
    "address", ["/planes/x", "#a", "?q=1", "planes/x", "mailto:plan@example.org"]
)
def test_a_link_of_our_own_or_to_a_mailbox_carries_none(address: str) -> None:
    assert to_html(f"[x]({address})") == f'<p><a href="{address}">x</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "/\\\\example.org",
        "\\\\\\\\example.org",
        "</\t/example.org>",
    ],
)
def test_other_addresses_are_dropped(address: str) -> None:
    html = to_html(f"[x]({address})")
    assert "href" not in html
    assert ">x" in html


def test_a_link_has_no_title_and_nothing_else() -> None:
    assert to_html('[x](/a "un título")') == '<p><a href="/a">x</a></p>'


def test_an_image_leaves_its_description() -> None:
    assert to_html("![el mapa](https://example.org/rastro.png)") == "<p>el mapa</p>"


def test_raw_html_is_shown_as_text() -> None:
    assert to_html("<b onclick='x'>a</b>\n\n<script>alert(1)</script>\n\n<!-- c -->") == (
        "<p>&lt;b onclick='x'&gt;a&lt;/b&gt;</p>\n"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        "<p>&lt;!-- c --&gt;</p>"
    )


def test_code_shows_what_it_holds() -> None:
    assert to_html("```html\n<i>\n```") == "<pre><code>&lt;i&gt;\n</code></pre>"


def test_control_characters_do_not_reach_the_page() -> None:
    assert to_html(f"a\x00\x02b{OVERRIDE}c{END}\r\nd") == "<p>abc\nd</p>"


MARKDOWN = st.lists(
    st.sampled_from(
        ["# ", "[", "](", ")", "<a href=", "javascript:", "https://e.org", '"', "'", ">", "<",
         "![", "&", "&lt;", "`", "```\n", "*", "**", "_", "\n", "\n\n", "    ", "- ", "1. ", "|",
         "a|b\n-|-\n", "x", "\\", " onclick=x ", "<script>", "</p>", "<style>", "\x02", "wzxhzdk:0",
         "<!--", "[x]: //e.org\n", "<e@e.org>", "<https://e.org>"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(st.one_of(MARKDOWN, st.text(max_size=80)))
@example('<a href="javascript:<e@e.org>')
@example('[x](https://e.org "<a href=\\"https:")')
@example('a: &lt;a href="https://e.org"')
def test_whatever_is_written_only_allowed_html_comes_out(text: str) -> None:
    html = to_html(text, heading_ids="s-")
    for tag, attributes in re.findall(r"<(/?[^\s>]*)([^>]*)>", html):
        assert tag.lstrip("/") in TAGS
        assert re.fullmatch(
            r'( rel="noopener noreferrer nofollow"(?= href="(?i:https?):))?'
            r'( href="[^"<]*")?( id="s-[^"]*")?( scope="col")?',
            attributes,
        )
        assert not re.search(r'(?i)href="\s*(javascript|data|vbscript|//)', attributes)
    assert is_valid(html)


def test_a_text_of_more_than_fifty_thousand_characters_is_refused() -> None:
    to_html("a" * MAX_CHARACTERS)
    with pytest.raises(MarkupTooLong, match="50001 of 50000"):
        to_html("a" * (MAX_CHARACTERS + 1))
    assert issubclass(MarkupTooLong, ValueError)


@pytest.mark.parametrize("text", ["[" * 5000, "![" * 5000, "[a][" * 5000, "1. " * 3000])
def test_a_text_that_would_take_too_long_is_refused_at_once(text: str) -> None:
    started = time.thread_time()
    with pytest.raises(MarkupTooTangled):
        to_html(text)
    assert time.thread_time() - started < 3
    assert issubclass(MarkupTooTangled, MarkupRefused)


@pytest.mark.parametrize("text", ["[" * 2000, "> " * 9000, "- " * 9000, "*a" * 9000, "<a " * 9000])
def test_what_is_accepted_is_read_in_time(text: str) -> None:
    started = time.thread_time()
    assert to_html(text)
    assert time.thread_time() - started < 5


def test_a_long_document_with_many_links_is_accepted() -> None:
    paragraph = "Vea [la ley](https://example.org/ley) y [el plan](/planes/x). " * 5
    assert to_html("\n\n".join([paragraph] * 100)).count("<a ") == 1000


# --- citizens' plain text ------------------------------------------------------------------------


def test_plain_text_is_escaped_with_paragraphs_and_line_breaks() -> None:
    html = plain_to_html("Hola <b>\nsoy \"Ana\" & 'yo'\n\n \n\nChao\n")
    assert html == ("<p>Hola &lt;b&gt;<br>\nsoy &#34;Ana&#34; &amp; &#39;yo&#39;</p>\n<p>Chao</p>")
    assert isinstance(html, Markup)


def test_every_kind_of_line_break_counts() -> None:
    for line_break in ("\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        assert plain_to_html(f"a{line_break}b") == "<p>a<br>\nb</p>"
        assert plain_to_html(f"a{line_break * 2}b") == "<p>a</p>\n<p>b</p>"


def test_nothing_becomes_a_link_or_markdown() -> None:
    text = "https://example.org [x](y) **a** # b - c a@example.org"
    assert plain_to_html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\x00\x1b", OVERRIDE])
def test_nothing_to_show_gives_nothing(text: str) -> None:
    assert plain_to_html(text) == ""


def test_control_and_direction_characters_are_left_out() -> None:
    every = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
    assert plain_to_html(f"a{every}b\x00c\x7fd\x9fe\ud800f\tg") == "<p>abcdef\tg</p>"


def test_emoji_accents_and_other_scripts_stay_whole() -> None:
    text = "\U0001f469\U0001f3fd\u200d\U0001f4bb \U0001f1e8\U0001f1f4 a\u0301 \u05d0\u200f ñ"
    assert plain_to_html(text) == f"<p>{text}</p>"


@given(st.text())
@example("\ufffe\U0010ffff\ufdd0")
def test_whatever_is_filed_gives_valid_html_of_paragraphs_only(text: str) -> None:
    html = plain_to_html(text)
    assert set(re.findall(r"<[^>]*>", html)) <= {"<p>", "</p>", "<br>"}
    assert not re.search(f"[\x00-\x08\x0b-\x1f{ISOLATE}{OVERRIDE}{END}]", html)
    html.encode()
    assert is_valid(html)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_no_word_is_lost(text: str) -> None:
    assert plain_to_html(text).striptags() == text


@pytest.mark.parametrize("text", ["[" * 5000, "\n" * 5000, "\n " * 2500, " " * 5000, "<" * 5000])
def test_five_thousand_characters_are_shown_in_no_time(text: str) -> None:
    started = time.thread_time()
    plain_to_html(text)
    assert time.thread_time() - started < 0.05


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n- * # —", 0),
        ("Un plan, dos planes.", 4),
        ("# Título\n\n- a/b y/o c", 4),
        ("el 30 % de 2.500 casos", 5),
        ("¿qué? ¡sí!", 2),
        ("mama\u0301 \U0001f44b", 1),
        ("palabra " * 300, 300),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize("cut", [".\n=\n", ".\n-\n", "#.\n", "---\n", "* * *\n", "> # a\n"])
def test_headings_and_rules_piled_in_one_paragraph_are_refused_at_once(cut):
    began = time.thread_time()
    with pytest.raises(MarkupTooTangled):
        to_html(cut * (20_000 // len(cut)))
    assert time.thread_time() - began < 1


def test_a_long_text_with_many_headings_is_read():
    text = "\n\n".join(f"## Parte {number}\n\nUn párrafo.\n\n---" for number in range(1_000))
    assert to_html(text).count("<h3>") == 1_000
