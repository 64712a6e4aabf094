"""Every "no" about headings, merging records and covers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class HeadingEmpty(Refusal):
    code = "heading-empty"
    sentence = _("A form needs at least one letter or digit.")
    advice = _("Write the name or the subject; one entry, without “;”.")
    field = "text"


class HeadingExists(Refusal):
    """`data` has `text` of the heading that is there."""

    code = "heading-exists"
    sentence = _("“%(text)s” is a heading already.")
    advice = _("If both mean the same, merge one into the other.")
    field = "text"
    status = 409


class HeadingIsVariant(Refusal):
    code = "heading-is-variant"
    sentence = _("“%(text)s” is itself another form of “%(used)s”.")
    advice = _("Choose the form in use.")
    field = "into"


class HeadingsDiffer(Refusal):
    code = "headings-differ"
    sentence = _("“%(text)s” and “%(other)s” cannot be merged.")
    advice = _("Choose two different headings of the same kind: two names, or two subjects.")
    field = "into"


class ColumnTooShort(Refusal):
    """`data` has `title` of the record whose list of names or subjects would not fit any more."""

    code = "column-too-short"
    sentence = _("The record “%(title)s” has so many names or subjects that the new form does not fit.")
    advice = _("Shorten its list first, or choose a shorter form.")
    field = "text"


class NothingToMerge(Refusal):
    code = "nothing-to-merge"
    sentence = _("Choose at least two different records that are in the catalogue.")
    advice = _("Look for duplicates again and choose there.")
    status = 409


class MaterialsDiffer(Refusal):
    code = "subscriptions-stand-in-the-way"
    sentence = _("“%(title)s” has subscriptions, and the record that stays is no periodical.")
    advice = _("Let the record of the periodical stay.")


class PictureWrong(Refusal):
    code = "picture-wrong"
    sentence = _("This file is not a picture that can be shown.")
    advice = _("Take a photograph, or choose a JPEG, PNG or WebP file.")
    field = "picture"


class PictureTooLarge(Refusal):
    """`data` has `most` (megabytes)."""

    code = "picture-too-large"
    sentence = _("The picture is too large.")
    advice = _("It may have %(most)s MB and 50 million pixels. Take it with a smaller setting.")
    field = "picture"
