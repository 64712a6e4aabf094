"""What the ten subject groups are called: the main classes of the decimal classification, as in data/reference/subjects.toml."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SUBJECT_GROUPS = {
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
