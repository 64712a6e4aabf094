"""Names of the rights of this module."""

LEND = "circulation.lend"
OVERRIDE_POLICY = "circulation.override_policy"
COUNT_VISITS = "circulation.count_visits"
EDIT_POLICY = "circulation.edit_policy"
