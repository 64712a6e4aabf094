"""What is done with activities, one function per sentence said at the counter of a centre."""

from .activities import add_activity, cancel_activity, edit_activity, end_activity, publish_activity
from .attendance import record_attendance
from .registrations import cancel_registration, register_patron
from .sessions import add_sessions, cancel_session, edit_session, mark_held, restore_session

__all__ = [
    "add_activity",
    "add_sessions",
    "cancel_activity",
    "cancel_registration",
    "cancel_session",
    "edit_activity",
    "edit_session",
    "end_activity",
    "mark_held",
    "publish_activity",
    "record_attendance",
    "register_patron",
    "restore_session",
]
