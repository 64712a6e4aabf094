"""Names of the rights of this module."""

VIEW_AUDIT = "audit.view_audit"
