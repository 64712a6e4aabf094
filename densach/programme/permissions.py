"""Names of the rights of this module."""

VIEW_PLAN = "programme.view_plan"
EDIT_PLAN = "programme.edit_plan"
OVERRULE_VERDICT = "programme.overrule_verdict"
