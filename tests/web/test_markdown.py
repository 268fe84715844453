"""People's texts can say a lot and do nothing."""

import re
import time

import pytest

from fairapp.web.markdown import MAX_LENGTH, paragraphs, to_html


def test_what_an_offer_needs() -> None:
    text = "# Missions\n\n- **souder**\n- *plier*\n\n1. un\n\nVoir [le site](https://a.fr)\net `là`."
    assert to_html(text) == (
        "<h3>Missions</h3>\n<ul>\n<li><strong>souder</strong></li>\n<li><em>plier</em></li>\n</ul>\n<ol>\n<li>un</li>\n"
        '</ol>\n<p>Voir <a href="https://a.fr" rel="nofollow noopener noreferrer ugc">le site</a><br>\net '
        "<code>là</code>.</p>\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](  java\tscript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        "<a href='x' onclick='alert(1)'>y</a>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<javascript:alert(1)>",
        '[x](https://a.fr "onmouseover=alert(1)")',
        "<style>*{display:none}</style>",
        "`<script>`\n\n    <script>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    tags = re.findall(r"<[^>]*>", to_html(text))
    assert not re.search(r"<(script|img|style)|\son\w+=|script:|data:", "".join(tags), re.IGNORECASE)


def test_headings_stay_below_those_of_the_page() -> None:
    assert re.findall(r"<h\d>", to_html("# a\n## b\n### c\n###### d\n\ne\n=\n")) == [
        "<h3>",
        "<h4>",
        "<h5>",
        "<h6>",
        "<h3>",
    ]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("## a\n## b", ["h3", "h3"]),
        ("### a\n# b\n### c", ["h3", "h3", "h4"]),
        ("# a\n### b\n# c\n#### d", ["h3", "h4", "h3", "h4"]),
    ],
)
def test_no_level_of_heading_is_skipped(text: str, levels: list[str]) -> None:
    assert re.findall(r"<(h\d)>", to_html(text)) == levels


def test_text_beyond_the_limit_is_cut() -> None:
    assert len(to_html("a" * 3 * MAX_LENGTH)) == MAX_LENGTH + len("<p></p>\n")


@pytest.mark.parametrize(
    "unit", ["[", "*", "> ", "- ", "`", "![", "_a", "<a ", "](", "\\", "&amp;", "(a:", "1. ", "# "]
)
def test_hostile_text_costs_no_more_than_a_blink(unit: str) -> None:
    start = time.process_time()
    to_html(unit * (MAX_LENGTH // len(unit)))
    assert time.process_time() - start < 2  # measured: 0.02–0.2 s


def test_plain_text_keeps_its_lines() -> None:
    assert paragraphs("a < b\nc\n\n\nd & e\n") == "<p>a &lt; b<br>c</p>\n<p>d &amp; e</p>"
    assert paragraphs(" \n\n ") == ""
