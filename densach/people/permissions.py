"""Names of the rights of this module."""

VIEW_PATRONS = "people.view_patrons"
EDIT_PATRONS = "people.edit_patrons"
