"""Telegram's HTML: the table of right and wrong, and what holds for any text."""

from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.compose import formatted
from chatserver.errors import ApiError
from chatserver.safehtml import safe_html
from chatserver.spans import utf16

RIGHT = {
    "plain": ("没问题", "没问题", []),
    "bold": ("<b>07</b> 张", "07 张", [("bold", 0, 2)]),
    "all simple tags": (
        "<strong>a</strong><em>b</em><ins>c</ins><del>d</del><tg-spoiler>e</tg-spoiler>",
        "abcde",
        [
            ("bold", 0, 1),
            ("italic", 1, 1),
            ("underline", 2, 1),
            ("strikethrough", 3, 1),
            ("spoiler", 4, 1),
        ],
    ),
    "utf-16 offsets": ("😀<i>督查</i>", "😀督查", [("italic", 2, 2)]),
    "entities": ("1 &lt; 2 &amp;&amp; &quot;x&quot; &#30563; &#x67e5;", '1 < 2 && "x" 督 查', []),
    "unknown entities stay": ("&nbsp; & &#0; &#xD800;", "&nbsp; & &#0; &#xD800;", []),
    "a greater-than sign alone": ("3 > 2", "3 > 2", []),
    "nested": ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "an end tag without a name": ("<b>a</>", "a", [("bold", 0, 1)]),
    "upper case and spaces": ("<B >a</B >", "a", [("bold", 0, 1)]),
    "link": ('<a href="https://a.cn/?x=1&amp;y=2">去</a>', "去", [("text_link", 0, 1)]),
    "link that is none": ('<a href="去">x</a>', "x", []),
    "mention": ("<a href='tg://user?id=1001'>周</a>", "周", [("text_mention", 0, 1)]),
    "spoiler by class": ('<span class="tg-spoiler">密</span>', "密", [("spoiler", 0, 1)]),
    "code with language": (
        '<pre><code class="language-python">x</code></pre>',
        "x",
        [("pre", 0, 1)],
    ),
    "expandable quotation": (
        "<blockquote expandable>长</blockquote>",
        "长",
        [("expandable_blockquote", 0, 1)],
    ),
    "bold is cut around code": (
        "<b>a<code>b</code>c</b>",
        "abc",
        [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)],
    ),
    "nothing in code": ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
    "white space around goes": (" \n<b> a</b> \n", "a", [("bold", 0, 1)]),
    "an empty tag goes": ("a<b></b>", "a", []),
    "found by itself": (
        "/start 见 https://a.cn/x @zhou_min #整改",
        "/start 见 https://a.cn/x @zhou_min #整改",
        [("bot_command", 0, 6), ("url", 9, 14), ("mention", 24, 9), ("hashtag", 34, 3)],
    ),
    "no command inside": ("1/2 a/b //x </code>".replace("</code>", ""), "1/2 a/b //x", []),
    "no command in code": ("<code>/start</code>", "/start", [("code", 0, 6)]),
    "control characters": ("a\x00b\rc\u202ed", "a bcd", []),
}
WRONG = {
    "<br>": 'Unsupported start tag "br" at byte offset 0',
    "督<p>": 'Unsupported start tag "p" at byte offset 3',
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "<3": "Unclosed start tag at byte offset 0",
    "<b": "Unclosed start tag at byte offset 0",
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "</b>": "Unexpected end tag at byte offset 0",
    "<b>a</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b>a</b": "Unclosed end tag at byte offset 4",
    "<a href>x</a>": 'Expected equal sign in declaration of an attribute of the tag "a"'
    " at byte offset 0",
    "<a =x>x</a>": 'Empty attribute name in the tag "a" at byte offset 0',
    '<a href="x>x</a>': "Unclosed start tag at byte offset 0",
    "<a href=x/y>x</a>": "Unexpected end of name token at byte offset 3",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
}


@pytest.mark.parametrize(("source", "text", "entities"), RIGHT.values(), ids=RIGHT)
def test_html_is_read(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    got_text, got = formatted(source, "HTML", None)
    assert got_text == text
    assert [(e["type"], e["offset"], e["length"]) for e in got] == entities


@pytest.mark.parametrize(("source", "sentence"), WRONG.items(), ids=WRONG)
def test_wrong_html_is_refused_in_the_real_words(source: str, sentence: str) -> None:
    with pytest.raises(ApiError) as refused:
        formatted(source, "html", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {sentence}"


def test_a_link_keeps_its_target_and_a_block_its_language() -> None:
    _, (link,) = formatted('<a href="https://a.cn/?x=1&amp;y=2">去</a>', "HTML", None)
    assert link["url"] == "https://a.cn/?x=1&y=2"
    _, (block,) = formatted('<pre><code class="language-sql">x</code></pre>', "HTML", None)
    assert block["language"] == "sql"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="/@#"), max_size=30)
TAGS = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "blockquote"])
TREES = st.recursive(
    TEXTS.map(lambda text: escape(text, quote=False)),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=3)).map(
        lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0]}>"
    ),
    max_leaves=12,
)


@given(TEXTS)
def test_escaped_text_comes_back_plain(text: str) -> None:
    got, entities = formatted(escape(text), "HTML", None)
    assert (got, entities) == formatted(text, None, None)
    assert entities == []


@given(st.lists(TREES, max_size=4).map("".join))
def test_entities_lie_within_the_text_and_come_in_order(source: str) -> None:
    text, entities = formatted(source, "HTML", None)
    places = [(entity["offset"], -entity["length"]) for entity in entities]
    assert places == sorted(places)
    for entity in entities:
        assert entity["length"] > 0
        assert 0 <= entity["offset"] <= utf16(text) - entity["length"]
    assert text == text.strip()


@given(st.lists(TREES, max_size=4).map("".join))
def test_what_the_page_gets_reads_the_same_again(source: str) -> None:
    text, entities = formatted(source, "HTML", None)
    shown = safe_html(text, entities)
    again, _ = formatted(shown, "HTML", None)
    assert again == text


@given(st.text(max_size=60))
def test_any_string_is_read_or_refused(source: str) -> None:
    refusal = ""
    shown = ""
    try:
        shown = safe_html(*formatted(source, "HTML", None))
    except ApiError as refused:
        refusal = refused.description
    assert refusal.startswith("Bad Request: can't parse entities: ") or not refusal
    assert "<script" not in shown


@given(
    st.text(max_size=20),
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["bold", "text_link", "code", "url", "nonsense"]),
                "offset": st.integers(-5, 30),
                "length": st.integers(-5, 30),
                "url": st.sampled_from(["https://a.cn", "javascript:alert(1)", '"><img src=x>']),
            }
        ),
        max_size=5,
    ),
)
def test_any_entities_give_harmless_html(text: str, entities: list[dict[str, object]]) -> None:
    shown = safe_html(text, entities)
    for tag in shown.split("<")[1:]:
        name = tag.partition(">")[0].split()[0]
        assert name.strip("/") in {"b", "code", "a"}, shown
    assert "javascript:" not in shown.replace(escape(text), "").partition("href")[2][:20]
    plain = "".join(
        part.partition(">")[2] if i else part for i, part in enumerate(shown.split("<"))
    )
    assert unescape(plain) == unescape(escape(text))
