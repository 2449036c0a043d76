"""A memo as a document (docx) that others go on writing: real headings, tables and captions."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sim.report.take_away.blocks import Block, Chart, Heading, Items, Paragraph, Table

__all__ = ["document"]

ACROSS = 8
"""Columns from which on a page is turned."""
NARROW, WIDE = 16.0, 24.0
"""Centimetres between the margins of a page upright and turned."""
PICTURE = 14.0
"""Centimetres of the width of a chart."""
SMALL = 8
"""Points of the letters in tables."""


def document(
    title: str, subtitle: str, blocks: Sequence[Block], pictures: Mapping[str, bytes], when: str
) -> bytes:
    """Return the memo as docx.

    Parameters
    ----------
    title, subtitle : str
        Above everything.
    blocks : sequence of Block
        In their order.
    pictures : mapping of str to bytes
        Charts as PNG by the names of their blocks.
    when : str
        When the runs were begun, ISO 8601: the document's date.

    Raises
    ------
    ImportError
        The package python-docx is missing.
    """
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    made: Any = docx.Document()  # what is set on it is more than its types say
    about = made.core_properties
    about.title, about.author, about.comments = title, "tenfold", ""
    about.created = about.modified = datetime.fromisoformat(when) if when else datetime(2000, 1, 1)
    made.styles["Normal"].font.name = "Calibri"
    made.styles["Normal"].font.size = Pt(10.5)
    page = made.sections[0]
    if any(isinstance(one, Table) and max(map(len, one.rows), default=0) > ACROSS for one in blocks):
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    else:
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    for side in ("left_margin", "right_margin"):
        setattr(page, side, Cm(2.5))
    made.add_heading(title, 0)
    if subtitle:
        made.add_paragraph(subtitle, style="Subtitle")
    for block in blocks:
        match block:
            case Heading():
                made.add_heading(block.words, block.level)
            case Paragraph():
                _paragraph(made, block)
            case Items():
                for entry in block.entries:
                    made.add_paragraph(entry, style="List Bullet")
            case Table():
                _table(made, block)
            case Chart() if block.name in pictures:
                made.add_picture(io.BytesIO(pictures[block.name]), width=Cm(PICTURE))
                made.inline_shapes[-1]._inline.docPr.set("descr", block.title)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _paragraph(made: Any, block: Paragraph) -> None:
    from docx.shared import Pt

    written = made.add_paragraph(block.words)
    for run in written.runs:
        if block.kind == "answer":
            run.font.size = Pt(12)
        elif block.kind in ("note", "conventions"):
            run.font.size = Pt(9)


def _table(made: Any, block: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    rows = [row for row in block.rows if row]
    if not rows:
        return
    caption = made.add_paragraph(style="Caption")
    caption.add_run(block.caption)
    caption.paragraph_format.keep_with_next = True
    width = max(map(len, rows))
    drawn = made.add_table(rows=len(rows), cols=width, style="Light List Accent 1")
    for place, (row, cells) in enumerate(zip(rows, drawn.rows, strict=True)):
        for column, (words, cell) in enumerate(zip(row, cells.cells, strict=False)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            main = paragraph.add_run(words.main)
            main.font.size, main.bold = Pt(SMALL), words.is_bold or place == 0 or column == 0
            if words.small:
                paragraph.add_run(f"\n{words.small}").font.size = Pt(SMALL - 1.5)
            if column and not block.is_text:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        whole = OxmlElement("w:cantSplit")  # a row stays on one page
        cells._tr.get_or_add_trPr().append(whole)
        if place == 0:
            cells._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    made.add_paragraph()
