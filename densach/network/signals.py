"""What network announces to the modules above: one signal per committed-with change, for the audit trail."""

from django.dispatch import Signal

# sent inside the transaction with actor, verb, subject, changes, unit_id, facility_id
changed = Signal()
# sent when the tree, a succession or a placement changed (figures on today's map hang on it)
tree_changed = Signal()
