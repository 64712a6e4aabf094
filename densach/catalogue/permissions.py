"""Names of the rights of this module."""

VIEW_CATALOGUE = "catalogue.view_catalogue"
EDIT_CATALOGUE = "catalogue.edit_catalogue"
IMPORT_CATALOGUE = "catalogue.import_catalogue"
# merging records and headings, deleting records, servers to look up records on
GOVERN_CATALOGUE = "catalogue.govern_catalogue"
