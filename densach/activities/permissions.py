"""Names of the rights of this module."""

VIEW_ACTIVITIES = "activities.view_activities"
EDIT_ACTIVITIES = "activities.edit_activities"
RECORD_ATTENDANCE = "activities.record_attendance"
