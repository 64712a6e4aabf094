"""What the values of facets are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.catalogue.subject_groups import SUBJECT_GROUPS

KINDS = {"activity": _("Classes, clubs, events"), "record": _("Books and more"), "facility": _("Places")}
KIND_SIGNS = {"activity": _("ACTIVITY"), "record": _("BOOK"), "facility": _("PLACE")}
MATERIAL_SIGNS = {
    "textbook": _("TEXTBOOK"),
    "periodical": _("PERIODICAL"),
    "map": _("MAP"),
    "recording": _("RECORDING"),
    "kit": _("KIT"),
}
AUDIENCES = {"child": _("Children"), "teen": _("Young people"), "adult": _("Adults")}
SUBJECTS = SUBJECT_GROUPS
# MARC codes of the languages seen in the holdings of the region; any other code is shown as it is
LANGUAGES = {
    "vie": _("Vietnamese"),
    "eng": _("English"),
    "fre": _("French"),
    "rus": _("Russian"),
    "chi": _("Chinese"),
    "ger": _("German"),
    "jpn": _("Japanese"),
    "kor": _("Korean"),
    "tai": _("Tày, Nùng, Thái"),
    "hmn": _("Hmong"),
    "mul": _("several languages"),
}
AVAILABLE = {"true": _("To be had now"), "false": _("Not now")}
SORTS = {
    "relevance": _("Best match"),
    "newest": _("Newest first"),
    "arrived": _("New arrivals"),
    "title": _("By title"),
}
