"""What this module refuses, each with a sentence and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal

if TYPE_CHECKING:
    from .word.checking import TemplateFinding


class DocumentUnreadable(Refusal):
    """The bytes are not a Word document that can be opened safely."""

    code = "document-unreadable"
    sentence = _("This file is not a Word document (.docx) that can be opened.")
    advice = _("Open it in Word or LibreOffice, save it again as .docx and send that file.")


class DocumentEmpty(DocumentUnreadable):
    code = "document-empty"
    sentence = _("The file is empty.")
    advice = _("Choose the file again; the upload may have been cut off.")


class DocumentLocked(DocumentUnreadable):
    code = "document-old-or-locked"
    sentence = _("The file is an old .doc document or is locked by a password.")
    advice = _("Save it as .docx without a password and send that file.")


class DocumentTooLarge(DocumentUnreadable):
    code = "document-too-large"
    sentence = _("The file is too large: it unpacks to %(size)s MB, at most %(limit)s MB are accepted.")
    advice = _("Remove pictures that are not needed or make them smaller, then save the file again.")


class DocumentUnsafe(DocumentUnreadable):
    code = "document-unsafe"
    sentence = _("The file holds something that is not accepted: %(what)s.")
    advice = _("Save the document as a plain .docx without macros and links to outside files.")


class TemplateRefused(Refusal):
    """A Word template cannot be used; `findings` says why, one by one."""

    code = "template-refused"
    sentence = _("The Word template cannot be used: %(first)s")
    advice = _("Correct the template in Word, or go back to the template that comes with the program.")

    def __init__(self, findings: list[TemplateFinding], **data: Any) -> None:
        super().__init__(first=str(findings[0]), count=len(findings), **data)
        self.findings = findings
