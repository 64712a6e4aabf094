"""Names of the rights of this module."""

VIEW_REPORTS = "reporting.view_reports"
WRITE_REPORT = "reporting.write_report"
ACCEPT_REPORT = "reporting.accept_report"
MANAGE_CYCLES = "reporting.manage_cycles"
