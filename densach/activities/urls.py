from __future__ import annotations

from django.urls import path

from .views import calendar, editing, manage, public, registrations, sessions, sheets

_ONE = "hoat-dong-quan-ly/<str:public_id>/"
_SESSION = "buoi/<str:public_id>/"

urlpatterns = [
    path("hoat-dong/", public.activity_list, name="activity_list"),
    path("hoat-dong/<str:public_id>.ics", calendar.activity_feed, name="activity_feed"),
    path("hoat-dong/<str:public_id>/", public.activity_detail, name="activity_detail"),
    path("lich/", calendar.calendar, name="calendar"),
    path("lich.ics", calendar.calendar_feed, name="calendar_feed"),
    path("co-so/<str:public_id>/lich.ics", calendar.facility_feed, name="facility_feed"),
    path("hoat-dong-quan-ly/", manage.activities_today, name="activities_today"),
    path("hoat-dong-quan-ly/danh-sach/", manage.activity_register, name="activity_register"),
    path("hoat-dong-quan-ly/them/", editing.activity_add, name="activity_add"),
    path(_ONE, manage.activity_manage, name="activity_manage"),
    path(f"{_ONE}sua/", editing.activity_edit, name="activity_edit"),
    path(f"{_ONE}cong-bo/", editing.activity_publish, name="activity_publish"),
    path(f"{_ONE}huy/", editing.activity_cancel, name="activity_cancel"),
    path(f"{_ONE}ket-thuc/", editing.activity_end, name="activity_end"),
    path(f"{_ONE}them-buoi/", sessions.sessions_add, name="sessions_add"),
    path(f"{_ONE}dang-ky/", registrations.registrations, name="registrations"),
    path(f"{_ONE}dang-ky/<str:registration_id>/huy/", registrations.registration_cancel, name="registration_cancel"),
    path("buoi/", sessions.session_list, name="session_list"),
    path(f"{_SESSION}sua/", sessions.session_edit, name="session_edit"),
    path(f"{_SESSION}huy/", sessions.session_cancel, name="session_cancel"),
    path(f"{_SESSION}khoi-phuc/", sessions.session_restore, name="session_restore"),
    path(f"{_SESSION}da-to-chuc/", sessions.session_held, name="session_held"),
    path(f"{_SESSION}diem-danh/", sheets.attendance_sheet, name="attendance_sheet"),
]
