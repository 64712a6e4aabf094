"""Names of the rights of this module."""

VIEW_FIGURES = "measures.view_figures"
DECLARE_FIGURES = "measures.declare_figures"
RECOUNT_FIGURES = "measures.recount_figures"
