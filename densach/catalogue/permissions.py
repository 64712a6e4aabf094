"""Names of the rights of this module."""

VIEW_CATALOGUE = "catalogue.view_catalogue"
EDIT_CATALOGUE = "catalogue.edit_catalogue"
