"""What the catalogue announces to the modules above, in the running transaction."""

from django.dispatch import Signal

# records became one: keep (Record), gone_ids (primary keys of those merged into it), actor, at
records_merged = Signal()
