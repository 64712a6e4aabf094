from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import EDIT_CATALOGUE, IMPORT_CATALOGUE, VIEW_CATALOGUE

register(Entry("catalogue", _("Catalogue"), "record_list", VIEW_CATALOGUE, 20, "library"))
register(Entry("imports", _("Imports"), "import_list", IMPORT_CATALOGUE, 23, "upload", within="catalogue"))
register(Entry("classes", _("Browse by class"), "class_list", VIEW_CATALOGUE, 21, "layers", within="catalogue"))
register(Entry("headings", _("Names and subjects"), "heading_list", VIEW_CATALOGUE, 21, "list", within="catalogue"))
register(Entry("duplicates", _("Duplicates"), "duplicate_list", EDIT_CATALOGUE, 22, "copy", within="catalogue"))
register(Entry("registers", _("Registers"), "register_home", VIEW_CATALOGUE, 22, "book-open", within="catalogue"))
register(Entry("stocktakes", _("Stocktakes"), "stocktake_list", VIEW_CATALOGUE, 24, "scan-line", within="catalogue"))
register(Entry("weeding", _("Weeding"), "weeding_list", VIEW_CATALOGUE, 25, "package", within="catalogue"))
register(Entry("periodicals", _("Periodicals"), "subscription_list", VIEW_CATALOGUE, 26, "inbox", within="catalogue"))
register(Entry("copies", _("Change many copies"), "copies_batch", EDIT_CATALOGUE, 27, "layers", within="catalogue"))
register(Entry("lookup", _("Other libraries"), "lookup", EDIT_CATALOGUE, 21, "external-link", within="catalogue"))
