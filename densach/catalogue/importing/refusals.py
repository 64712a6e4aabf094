"""Every "no" of an import: of a whole file, and of one line or record of it (these have `data` for the line only)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class FileEmpty(Refusal):
    code = "import-file-empty"
    sentence = _("The file is empty.")
    advice = _("Look at the file on your computer; perhaps it was cut off on its way.")
    field = "file"


class FileGone(Refusal):
    """The record of an import is there, its file is not: a backup without files, or a disk that was tidied."""

    code = "import-file-gone"
    sentence = _("The file of this import is no longer on the server.")
    advice = _("Send it again from “Imports”; what was imported from it stays.")
    status = 409


class FileTooBig(Refusal):
    code = "import-file-too-big"
    sentence = _("The file has %(size)s MB; at most %(most)s MB can be taken at once.")
    advice = _("Part it into several files.")
    field = "file"


class FormatUnknown(Refusal):
    code = "import-format-unknown"
    sentence = _("This is neither MARC nor a table.")
    advice = _("Files of MARC 21 (.mrc, .xml, .json) and tables (.xlsx, .xls, .ods, .csv) can be read.")
    field = "file"


class WebPageNotTable(Refusal):
    code = "import-web-page"
    sentence = _("This is a web page that only bears the name of a table.")
    advice = _("Open it in Excel or LibreOffice, save it as .xlsx, and take that file.")
    field = "file"


class TableBroken(Refusal):
    code = "import-table-broken"
    sentence = _("The table cannot be opened: it is damaged or cut off.")
    advice = _("Open it in Excel or LibreOffice, save it anew as .xlsx, and take that file.")
    field = "file"


class TableLocked(Refusal):
    code = "import-table-locked"
    sentence = _("The table is protected by a password.")
    advice = _("Take the password off in Excel, save it, and take that file.")
    field = "file"


class TableSwells(Refusal):
    """Small on disk, huge when opened: made to exhaust the machine, or formatted down to the last row."""

    code = "import-table-swells"
    sentence = _("Opened, the table would fill the memory: it has too many cells.")
    advice = _("Copy only the rows and columns that hold something into a new table, and take that one.")
    field = "file"


class XmlWithEntities(Refusal):
    code = "import-xml-doctype"
    sentence = _("The XML file declares a document type; such files are not read, because they can be made to do harm.")
    advice = _("Export the records anew as MARCXML without DOCTYPE, or as .mrc.")
    field = "file"


class NothingFound(Refusal):
    code = "import-nothing-found"
    sentence = _("The file holds no line that could be a book.")
    advice = _("Look whether the list is on another sheet, or export it anew.")
    field = "file"


class LineRefusal(Refusal):
    """One line or record that is not taken; the others are."""


class RecordCutOff(LineRefusal):
    code = "record-cut-off"
    sentence = _("The record is cut off: its end is missing.")


class RecordTooLong(LineRefusal):
    code = "record-too-long"
    sentence = _("The record is longer than %(most)s MB.")


class LeaderBroken(LineRefusal):
    code = "leader-broken"
    sentence = _("This is no MARC record: it does not begin with a leader of 24 signs.")


class DirectoryBroken(LineRefusal):
    code = "directory-broken"
    sentence = _("The directory of the record does not fit its fields, so it cannot be told which is which.")


class NoFields(LineRefusal):
    code = "record-without-fields"
    sentence = _("The record has no fields.")


class TagWrong(LineRefusal):
    code = "tag-wrong"
    sentence = _("“%(tag)s” is no tag of MARC 21: a tag has three signs.")


class XmlBroken(LineRefusal):
    code = "xml-broken"
    sentence = _("From line %(line)s on the XML is broken (%(why)s); nothing after it could be read.")


class JsonBroken(LineRefusal):
    code = "json-broken"
    sentence = _("This is not MARC in JSON: %(why)s.")


class NotBibliographic(LineRefusal):
    code = "not-bibliographic"
    sentence = _("This describes no book: it is a record of type “%(kind)s” (authority, holdings or classification).")


class DeletionNotice(LineRefusal):
    code = "deletion-notice"
    sentence = _("The record says that it was deleted (leader, position 5).")


class IsUnimarc(LineRefusal):
    code = "unimarc"
    sentence = _("This is UNIMARC (title in field 200), not MARC 21.")


class NoTitle(LineRefusal):
    code = "title-missing"
    sentence = _("There is no title.")


class CellTooLong(LineRefusal):
    code = "cell-too-long"
    sentence = _("“%(column)s” is longer than %(most)s signs.")


class NumberUnreadable(LineRefusal):
    code = "number-unreadable"
    sentence = _("“%(value)s” cannot be read as accession numbers.")


class CopyTwiceInFile(LineRefusal):
    code = "copy-twice-in-file"
    sentence = _("The same copy (%(number)s) stands already on line %(line)s.")


class CopyAlreadyHeld(LineRefusal):
    code = "copy-already-held"
    sentence = _("The copy %(number)s of this book is in the register already.")


class BarcodeInUse(LineRefusal):
    code = "barcode-in-use"
    sentence = _("The bar code %(barcode)s belongs to another copy.")


class TooManyCopies(LineRefusal):
    code = "too-many-copies"
    sentence = _("%(count)s copies on one line cannot be right; at most %(most)s are taken.")


class DateUnlikely(LineRefusal):
    code = "date-unlikely"
    sentence = _("The day of entry %(value)s cannot be right.")


class NotUndoable(Refusal):
    """`data["names"]` lists what has been used since."""

    code = "import-not-undoable"
    sentence = _("This import cannot be undone any more: %(names)s.")
    advice = _("Withdraw or correct what is wrong one by one.")
    status = 409


class WrongStep(Refusal):
    code = "import-wrong-step"
    sentence = _("This import is not at that step any more.")
    advice = _("Look at its page to see how far it is.")
    status = 409


class ColumnTwice(Refusal):
    code = "import-column-twice"
    sentence = _("“%(target)s” is given to two columns.")
    advice = _("Keep it at the one that fits.")


class TitleColumnMissing(Refusal):
    code = "import-title-column-missing"
    sentence = _("No column is the title.")
    advice = _("Say which column holds the titles.")


class PlaceMissing(Refusal):
    code = "import-place-missing"
    sentence = _("The copies need a place and a register.")
    advice = _("Choose the register that they are entered in.")
    field = "register"
