"""PDFs as ministries and archives give them, made here with reportlab."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Spacer

from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read.pdf import read_pdf

TITLE = "State Councilor Li Ming Holds the Fourth Round of the Strategic Dialogue with Foreign Minister Sara Khan of Pakistan"
SUBJECTS = ("water", "roads", "customs", "the training of doctors", "flood relief", "wheat", "rail links", "fisheries", "energy",
            "vaccines", "the pass over the mountains", "museums", "visas", "forests", "language schools", "air traffic")
PARAGRAPHS = [f"Speaking of {subject}, the two ministers said that much has been done since their last meeting and that the "
              f"long-term plan of the two countries will give {subject} a place of its own. A committee on {subject} is to meet "
              f"in month {number} of next year." for number, subject in enumerate(SUBJECTS, 1)]


def only(data: bytes) -> Document:
    [document] = read_pdf(io.BytesIO(data), "a.pdf")
    assert isinstance(document, Document)
    return document


def heads(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 9)
    canvas.drawString(72, 805, "MINISTRY OF FOREIGN AFFAIRS - PRESS RELEASE No. 17")
    canvas.drawCentredString(300, 30, f"Page {document.page} of 3")
    canvas.restoreState()


def release(**style: Any) -> bytes:
    styles = getSampleStyleSheet()
    body = styles["Normal"].clone("body", **style)
    out = io.BytesIO()
    flow = [Paragraph(TITLE, styles["Title"]), Paragraph("2 March 2021", body), Spacer(1, 10)]
    for text in PARAGRAPHS:
        flow += [Paragraph(text, body), Spacer(1, 8 if "firstLineIndent" not in style else 0)]
    SimpleDocTemplate(out, pagesize=A4, title="Microsoft Word - draft_final2.docx").build(flow, heads, heads)
    return out.getvalue()


@pytest.mark.parametrize("style", [{}, {"alignment": 4}, {"firstLineIndent": 14}, {"fontName": "Times-Roman", "fontSize": 12, "leading": 18}])
def test_a_release_of_several_pages(style: dict[str, Any]) -> None:
    document = only(release(**style))
    assert document.title == TITLE
    assert str(document.published) == "2021-03-02"
    assert document.text == "\n\n".join([TITLE, *PARAGRAPHS])


def test_two_columns_are_read_one_after_the_other() -> None:
    out = io.BytesIO()
    body = getSampleStyleSheet()["Normal"].clone("body", alignment=4)

    def headline(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(60, 785, "Joint Communiqué of the Two Countries")

    template = BaseDocTemplate(out, pagesize=A4)
    frames = [Frame(50, 60, 235, 700), Frame(310, 60, 235, 700)]
    template.addPageTemplates(PageTemplate(frames=frames, onPage=headline))
    flow = []
    for text in PARAGRAPHS[:12]:
        flow += [Paragraph(text, body), Spacer(1, 8)]
    template.build(flow)
    assert only(out.getvalue()).text == "\n\n".join(["Joint Communiqué of the Two Countries", *PARAGRAPHS[:12]])


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def lines(canvas: Canvas, texts: list[str], top: float = 760, step: float = 14) -> None:
    canvas.setFont("Helvetica", 11)
    for n, text in enumerate(texts):
        canvas.drawString(72, top - n * step, text)


def test_words_parted_at_line_ends_and_at_the_end_of_a_page() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Foreign Minister Sara Khan spoke of the strategic partner-", "ship of the two countries and of a long-",
                       "term plan for the rivers which begin in the mountains and"])
        canvas.showPage()
        lines(canvas, ["flow through both of them. She thanked her guest for coming."])

    assert only(drawn(draw)).text == (
        "Foreign Minister Sara Khan spoke of the strategic partnership of the two countries and of a long-term plan for the "
        "rivers which begin in the mountains and flow through both of them. She thanked her guest for coming.")


def test_points_and_questions_stay_apart() -> None:
    points = ["The two sides agreed as follows on the first day of their talks in Lahore:", "1. A committee will be set up.",
              "2. It will meet twice a year.", "Q: Where will it meet?", "A: In Lanzhou and in Lahore, by turns."]
    assert only(drawn(lambda canvas: lines(canvas, points))).text.split("\n\n") == points


def test_a_figure_at_the_end_of_the_text_is_no_page_number() -> None:
    texts = ["The ministers signed the treaty on the rivers in the presence of both presidents, to run until",
             "2045"]
    assert only(drawn(lambda canvas: lines(canvas, texts))).text.endswith("to run until 2045")


def test_the_metadata_give_neither_title_nor_date() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("draft_final2.docx")
        lines(canvas, ["They met in Lahore and spoke of the rivers that flow through both countries."])

    document = only(drawn(draw))
    assert (document.title, document.published) == ("", None)


def test_a_scan_is_said_to_be_one() -> None:
    [skipped] = read_pdf(io.BytesIO(drawn(lambda canvas: canvas.rect(10, 10, 100, 100))), "scan.pdf")
    assert isinstance(skipped, Skipped) and "OCR" in skipped.reason and skipped.kind == "failed"


def test_damaged_and_encrypted_files() -> None:
    from reportlab.lib import pdfencrypt

    with pytest.raises(InputError, match="damaged"):
        list(read_pdf(io.BytesIO(b"%PDF-1.7 and nothing more"), "a.pdf"))
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=pdfencrypt.StandardEncryption("secret", canPrint=1))
    lines(canvas, ["They met."])
    canvas.save()
    with pytest.raises(InputError, match="encrypted"):
        list(read_pdf(io.BytesIO(out.getvalue()), "a.pdf"))
