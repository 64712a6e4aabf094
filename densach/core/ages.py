"""Age bands used by every split, and how a birth year falls into one.

Bands cut where Vietnamese schooling cuts (nursery, primary, lower and upper secondary) so that ISO 2789's
"children up to 14" is a sum of bands.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgeBand(models.TextChoices):
    PRESCHOOL = "0-5", _("0–5 years")
    PRIMARY = "6-10", _("6–10 years")
    LOWER_SECONDARY = "11-14", _("11–14 years")
    UPPER_SECONDARY = "15-17", _("15–17 years")
    YOUNG_ADULT = "18-35", _("18–35 years")
    ADULT = "36-59", _("36–59 years")
    SENIOR = "60+", _("60 years and over")
    UNKNOWN = "unknown", _("age not known")


_UPPER = [
    (5, AgeBand.PRESCHOOL),
    (10, AgeBand.PRIMARY),
    (14, AgeBand.LOWER_SECONDARY),
    (17, AgeBand.UPPER_SECONDARY),
    (35, AgeBand.YOUNG_ADULT),
    (59, AgeBand.ADULT),
]


def age_band(birth_year: int | None, on: dt.date) -> AgeBand:
    """Band by the age reached in the year of `on` (school classes are by birth year); UNKNOWN without a year."""
    if birth_year is None:
        return AgeBand.UNKNOWN
    age = on.year - birth_year
    for upper, band in _UPPER:
        if age <= upper:
            return band
    return AgeBand.SENIOR


class Sex(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")
    UNKNOWN = "u", _("not stated")
