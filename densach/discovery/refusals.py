"""Every "no" about saved searches."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from densach.core.errors import Refusal


class SearchUnnamed(Refusal):
    code = "search-unnamed"
    sentence = _("The search has no name yet.")
    advice = _("Write a few words by which you will know it, at most 80 letters.")
    field = "name"


class SearchEmpty(Refusal):
    code = "search-empty"
    sentence = _("This search narrows nothing: it would always show everything.")
    advice = _("Search for something first, then save it.")


class SearchNameTaken(Refusal):
    code = "search-name-taken"
    sentence = _("You already keep a search named “%(name)s”.")
    advice = _("Choose another name, or delete the earlier one.")
    field = "name"


class TooManySavedSearches(Refusal):
    code = "too-many-saved-searches"
    sentence = _("You keep %(most)s searches already, which is the most there can be.")
    advice = _("Delete one that you no longer need.")
