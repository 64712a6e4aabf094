"""What the values of facets are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
# the ten main classes of the decimal classification, as in data/reference/subjects.toml
SUBJECTS = {
    "0": _("General works, computing"),
    "1": _("Philosophy and psychology"),
    "2": _("Religion"),
    "3": _("Social sciences"),
    "4": _("Language"),
    "5": _("Natural sciences"),
    "6": _("Technology, medicine, agriculture"),
    "7": _("Arts, sport, recreation"),
    "8": _("Literature"),
    "9": _("History and geography"),
}
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
SORTS = {"relevance": _("Best match"), "newest": _("Newest first"), "title": _("By title")}
