"""An office's own templates: what is refused, what is told of a wrong one, how one is filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from content import docx_guard
from content.locales import catalog
from exports.circular import circular
from exports.leaders_report import leaders_report
from exports.rectification_notice import rectification_notices
from exports.scan import scan
from exports.supervision_notice import supervision_notices
from exports.template import TemplateError, check_template, example, fault_of, filled
from exports.template_child import faults_of
from exports.template_fields import FIELDS, KINDS, Field, TemplateKind, listed
from exports.template_model import (
    Model,
    circular_model,
    rectification_model,
    report_model,
    supervision_model,
)
from tests.exports.round import made_round
from tests.pictures import jpeg

DRAWN = jpeg(1)
RELS = "word/_rels/document.xml.rels"
BODY = "word/document.xml"


def document(*lines: str, rows: Sequence[Sequence[str]] = (), head: str = "") -> bytes:
    """A Word document of these paragraphs, then a table."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    if rows:
        table = made.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    if head:
        made.sections[0].header.paragraphs[0].text = head
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The document with one part changed, or added where it was not there."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return kept.getvalue()


def told(content: bytes, kind: TemplateKind = "circular") -> list[str]:
    """What a check says, in a process of its own as it is done."""
    return [catalog("zh").plain(fault.text) for fault in check_template(content, kind)]


def told_here(content: bytes) -> list[str]:
    """What it says before a trial, without the process, which takes half a second."""
    assert docx_guard.refusal(content) is None
    return [catalog("zh").plain(fault_of(each).text) for each in faults_of(content, "circular")]


OWN = document(
    "{{ 发文机关 }}文件",
    "{{ 标题 }}",
    "{%p for 段 in 正文 %}",
    "{{ 段.序号 }}{{ 段.文字 }}",
    "{%p endfor %}",
    "{% if 自查 %}自查{% else %}督查{% endif %}{{ 问题总数 }}个问题，{{ 未排名|join('、') }}",
    rows=(
        ("名次", "单位"),
        ("{%tr for 行 in 排名 %}", ""),
        ("{{ 行.名次 }}", "{{ 行.单位 }}"),
        ("{%tr endfor %}", ""),
    ),
    head="{{ 名称 }}（{{ 轮次 }}）",
)


def test_a_template_is_filled_in_body_table_and_head() -> None:
    report = made_round("A")
    paper = circular(report, (("who", "钱小满"), ("when", "2026-10-12T18:30:00+08:00")))
    assert check_template(OWN, "circular", [(paper, circular_model(report, paper))]) == ()
    (content,) = filled(OWN, "circular", [(paper, circular_model(report, paper))])
    made = docx.Document(BytesIO(content))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert lines[:2] == ["青山县督查办公室文件", paper.title]
    assert "一、督查基本情况" in lines
    assert lines[-1] == f"督查{report.findings.known}个问题，"
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows == [
        ["名次", "单位"],
        *[[str(x.place), x.unit] for x in report.towns.ranked],
    ]
    assert made.sections[0].header.paragraphs[0].text == "青山县非贫困村脱贫攻坚专项督查（第一轮）"
    assert (made.core_properties.author, made.core_properties.title) == ("钱小满", paper.title)


def test_what_stands_in_the_books_is_text_and_nothing_else() -> None:
    paper, model = example("circular")
    model["标题"] = "关于<整改>&{{ 7*7 }}{% raw %}\x07\n的通报"
    (content,) = filled(document("{{ 标题 }}"), "circular", [(paper, model)])
    assert docx.Document(BytesIO(content)).paragraphs[0].text == (
        "关于<整改>&{{ 7*7 }}{% raw %}\n的通报"
    )


def test_pictures_stand_where_the_template_has_them() -> None:
    report = made_round("A")
    paper = leaders_report(report)
    model = report_model(report, paper, {"ranking": DRAWN})
    own = document("{% if 图.进度 %}{{ 图.进度 }}{% endif %}{{ 图.排名 }}")
    assert told(own, "report") == []
    (content,) = filled(own, "report", [(paper, model)])
    assert len(docx.Document(BytesIO(content)).inline_shapes) == 1


@pytest.mark.parametrize("scheme", ["A", "B", "D"])
def test_every_model_has_the_fields_that_are_listed_and_no_other(scheme: str) -> None:
    report = made_round(scheme)  # type: ignore[arg-type]
    found = circular(report)
    of(circular_model(report, found), FIELDS["circular"])
    found = leaders_report(report)
    of(report_model(report, found, {"ranking": DRAWN}), FIELDS["report"])
    for name, paper in supervision_notices(report).items():
        of(supervision_model(report, paper, name), FIELDS["supervision"])
    for name, paper in rectification_notices(report).items():
        of(rectification_model(report, paper, name), FIELDS["rectification"])


def of(model: Model, fields: tuple[Field, ...]) -> None:
    """The model has just these fields, each of its sort."""
    assert list(model) == [field.name for field in fields] or set(model) == {
        field.name for field in fields
    }
    sorts = {"text": str, "number": int, "flag": bool, "words": list, "rows": list, "group": dict}
    for field in fields:
        value = model[field.name]
        if field.sort == "picture":
            assert value == "" or set(value) == {"png"}
            continue
        assert type(value) is sorts[field.sort], field.name
        for each in [value] if field.sort == "group" else value if field.sort == "rows" else ():
            of(each, field.fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_can_be_written_in_a_template(kind: TemplateKind) -> None:
    def lines(fields: tuple[Field, ...], above: str = "", depth: int = 0) -> list[str]:
        found = []
        for field in fields:
            name = above + field.name
            match field.sort:
                case "rows" | "words":
                    each = f"每{depth}"
                    inner = lines(field.fields, f"{each}.", depth + 1)
                    body = inner or [f"{{{{ {each} }}}}"]
                    found += [f"{{%p for {each} in {name} %}}", *body, "{%p endfor %}"]
                case "group":
                    found += lines(field.fields, f"{name}.", depth)
                case _:
                    found.append(f"{{{{ {name} }}}}")
        return found

    assert told(document(*lines(FIELDS[kind])), kind) == []


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("{{ 标提 }}", "正文第 1 段 {{ 标提 }}：没有“标提”这个字段，是不是“标题”？"),
        ("{{ 排名 }}", "“排名”有多条，要用循环逐条取。名次、单位、得分率、表扬、批评"),
        ("{{ 行.单位 }}", "没有“行”这个字段"),
        ("{% for 字 in 标题 %}{{ 字 }}{% endfor %}", "“标题”不是多条，不能循环"),
        ("{% for 行 in 排名 %}{{ 行.单伟 }}{% endfor %}", "没有“单伟”这个字段，是不是“单位”"),
        ("{{ 排名|selectattr('批平')|list|length }}", "没有“批平”这个字段，是不是“批评”"),
        ("{{ (排名|first).得分 }}", "没有“得分”这个字段，是不是“得分率”"),
        ("{{ 标题|safe }}", "没有“safe”这个处理"),
        ("{{ 标题 is callable }}", "没有“callable”这个判断"),
        ("{{ ''.__class__ }}", "不能用 __class__"),
        ("{{ 标题.upper() }}", "不能用 ( )"),
        ("{% include '别处' %}", "不能用 Include"),
        ("{% autoescape false %}{{ 标题 }}{% endautoescape %}", "不能用 "),
        ("{{ 标题", "正文第 1 段 {{ 标题：字段没有写完"),
        ("{% for 行 in 排名 %}", "没有结尾"),
        ("{% wenn 自查 %}", "写法有误：Encountered unknown tag"),
        ("｛｛ 标题 ｝｝", "全角"),
        ("{{r 标题 }}", "前面不要加"),
        ("没有字段", "模板里一个字段也没有"),
    ],
)
def test_a_wrong_tag_is_told_with_its_place(line: str, want: str) -> None:
    faults = told_here(document(line))
    assert any(want in fault for fault in faults), faults


def test_all_faults_are_told_at_once_wherever_they_stand() -> None:
    faults = told_here(document("{{ 甲 }}", "正常", "{{ 乙 }}", head="{{ 丙 }}"))
    assert [fault.partition("：")[0] for fault in faults] == [
        "正文第 1 段 {{ 甲 }}",
        "正文第 3 段 {{ 乙 }}",
        "页眉第 1 段 {{ 丙 }}",
    ]


def test_a_loop_that_tears_a_table_apart_is_told() -> None:
    torn = document("{% for 行 in 排名 %}", rows=(("{{ 行.单位 }}{% endfor %}",),))
    assert told(torn)[0].startswith("循环或条件的开头和结尾不在同一层")


@pytest.mark.parametrize(
    "line",
    ["{{ 标题 * 1000000000 }}", "{% for 甲 in 正文 %}{{ 标题 * 90000000 }}{% endfor %}"],
    ids=["one text", "one after another"],
)
def test_what_would_become_too_long_is_stopped(line: str) -> None:
    assert told(document(line)) == ["模板填出来的内容过多，没有填完。请简化后再发。"]


def relation(kind: str, more: str = "") -> Callable[[bytes], bytes]:
    new = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="x.bin" {more}/></Relationships>'
    )
    return lambda old: old.replace(b"</Relationships>", new.encode())


def within(words: str) -> Callable[[bytes], bytes]:
    return lambda old: old.replace(b"<w:body>", b"<w:body>" + words.encode())


def code(said: str) -> str:
    half = len(said) // 2
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        f"{said[:half]}</w:instrText></w:r><w:r><w:instrText>{said[half:]}</w:instrText></w:r></w:p>"
    )


@pytest.mark.parametrize(
    ("part", "change", "want"),
    [
        (RELS, relation("image", 'TargetMode="External"'), "引用了文档以外的内容"),
        (RELS, relation("hyperlink", 'TargetMode="External"'), "引用了文档以外的内容"),
        (RELS, relation("oleObject"), "嵌入了别的文件"),
        (RELS, relation("attachedTemplate"), "嵌入了别的文件"),
        ("word/embeddings/oleObject1.bin", lambda _: b"x", "嵌入了别的文件"),
        ("word/activeX/activeX1.xml", lambda _: b"<a/>", "嵌入了别的文件"),
        ("word/vbaProject.bin", lambda _: b"x", "带有宏"),
        (BODY, within('<w:altChunk r:id="rId99"/>'), "嵌入了别的文件"),
        (BODY, within(code(' INCLUDEPICTURE "x.png" ')), "从别处取内容的域"),
        (BODY, within('<w:fldSimple w:instr="DDEAUTO excel a"/>'), "从别处取内容的域"),
        (BODY, within('<w:p w:rsidR="{{ 标题 }}"/>'), "写在了图片说明等属性里"),
        ("customXml/item1.xml", lambda _: b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "外部定义"),
        ("customXml/item1.xml", lambda _: b"<a>", "文件损坏"),
        (
            "customXml/item1.xml",
            lambda _: b"<!--" + b"x" * 5000 + b"--><!DOCTYPE a><a/>",
            "外部定义",
        ),
        ("word/comments.xml", lambda _: "<a>{{ 标题 }}</a>".encode(), "不会被填"),
        ("word/media/big.png", lambda _: b"\0" * 21_000_000, "展开后过大"),
    ],
    ids=[
        "remote picture", "link", "ole", "linked template", "embedded file", "active x", "macro",
        "chunk", "field in halves", "dde", "tag in attribute", "entity", "broken part",
        "late doctype", "tag in comment", "bomb",
    ],
)  # fmt: skip
def test_what_may_not_be_in_a_template(
    part: str, change: Callable[[bytes], bytes], want: str
) -> None:
    content = changed(document("{{ 标题 }}"), part, change)
    faults = told(content) if docx_guard.refusal(content) else told_here(content)
    assert any(want in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("content", "want"),
    [
        (b"", "是空的"),
        (b"plain", "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "旧版 Word"),
        (b"PK\x03\x04broken", "损坏"),
        (b"PK\x03\x04" + b"x" * 5_000_000, "超过 5 MB"),
    ],
    ids=["empty", "text", "old", "damaged", "large"],
)
def test_what_is_no_word_document_is_not_opened(content: bytes, want: str) -> None:
    (fault,) = told(content)
    assert want in fault


def test_page_numbers_and_pictures_of_the_template_stay() -> None:
    made = docx.Document()
    made.add_paragraph("{{ 标题 }}")
    made.add_picture(BytesIO(DRAWN))
    kept = BytesIO()
    made.save(kept)
    own = changed(kept.getvalue(), BODY, within(code(" PAGE ")))
    assert told(own) == []
    (content,) = filled(own, "circular", [example("circular")])
    assert len(docx.Document(BytesIO(content)).inline_shapes) == 1


def test_a_template_that_fails_later_says_so() -> None:
    with pytest.raises(TemplateError) as caught:
        list(filled(document("{{ 没有 }}"), "circular", [example("circular")]))
    assert catalog("zh").plain(caught.value.words).startswith("通报模板不能用了：试填没有成功")


def test_a_filled_template_is_looked_through_like_any_public_document() -> None:
    report = replace(made_round("A"), title="张三四家专项督查")
    paper = circular(report)
    (content,) = filled(OWN, "circular", [(paper, circular_model(report, paper))])
    assert {hit.part for hit in scan(content, {"张三四"})} >= {BODY, "word/header1.xml"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_for_offices_has_every_field(kind: TemplateKind) -> None:
    page = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    missing = [
        name for name, field in listed(FIELDS[kind]) if f"| {name} | {field.zh} |" not in page
    ]
    assert missing == []
