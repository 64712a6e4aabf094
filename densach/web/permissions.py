"""Names of the rights of this module."""

VIEW_DESIGN = "web.view_design"
