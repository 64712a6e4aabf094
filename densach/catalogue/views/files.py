"""Files as answers."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def docx_answer(content: bytes, filename: str) -> HttpResponse:
    """A Word document to download."""
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return answer


def xlsx_answer(content: bytes, filename: str) -> HttpResponse:
    """A workbook to download."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return answer
