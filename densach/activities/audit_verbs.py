"""Words for the acts of this module in the audit trail."""

from django.utils.translation import gettext_lazy as _

from densach.audit.verbs import register

register(
    {
        "add_activity": _("add an activity"),
        "edit_activity": _("edit an activity"),
        "publish_activity": _("publish an activity"),
        "cancel_activity": _("cancel an activity"),
        "end_activity": _("end an activity"),
        "add_sessions": _("add sessions"),
        "edit_session": _("edit a session"),
        "cancel_session": _("cancel a session"),
        "restore_session": _("restore a session"),
        "mark_held": _("mark a session as held"),
        "register_for_activity": _("register for an activity"),
        "cancel_registration": _("cancel a registration"),
        "record_attendance": _("take attendance"),
    }
)
