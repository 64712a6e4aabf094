"""Roles as readable code: which rights each holds. Rights are names; each stands in its module's permissions.py.

tests/architecture checks that every right named here exists and that every right that exists is held by some role.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    LEADER = "leader", _("leader")
    PROGRAMME_OFFICE = "programme_office", _("programme office")
    UNIT_OFFICER = "unit_officer", _("officer of a commune, school or agency")
    LIBRARIAN = "librarian", _("librarian")
    ACTIVITY_ORGANISER = "activity_organiser", _("centre staff")


_SEE_FIGURES = frozenset(
    {"network.view_network", "measures.view_figures", "programme.view_plan", "reporting.view_reports"}
)

_READERS_AND_BOOKS = frozenset(
    {
        "people.view_patrons",
        "people.edit_patrons",
        "catalogue.view_catalogue",
        "catalogue.edit_catalogue",
        "catalogue.import_catalogue",
        "circulation.lend",
        "circulation.override_policy",
        "circulation.count_visits",
    }
)

_ACTIVITIES = frozenset({"activities.view_activities", "activities.edit_activities", "activities.record_attendance"})

ROLES: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: _SEE_FIGURES
    | _READERS_AND_BOOKS
    | _ACTIVITIES
    | {
        "network.edit_network",
        "network.assign_roles",
        "audit.view_audit",
        "measures.declare_figures",
        "measures.recount_figures",
        "programme.edit_plan",
        "programme.overrule_verdict",
        "reporting.write_report",
        "reporting.accept_report",
        "reporting.manage_cycles",
        "catalogue.govern_catalogue",
        "circulation.edit_policy",
        "web.view_design",
    },
    Role.LEADER: _SEE_FIGURES | {"audit.view_audit"},
    Role.PROGRAMME_OFFICE: _SEE_FIGURES
    | {
        "activities.view_activities",
        "catalogue.view_catalogue",
        "network.edit_network",
        "measures.declare_figures",
        "programme.edit_plan",
        "programme.overrule_verdict",
        "reporting.write_report",
        "reporting.accept_report",
        "reporting.manage_cycles",
        "audit.view_audit",
        "web.view_design",
    },
    Role.UNIT_OFFICER: _SEE_FIGURES
    | {"activities.view_activities", "catalogue.view_catalogue", "measures.declare_figures", "reporting.write_report"},
    Role.LIBRARIAN: _SEE_FIGURES | _READERS_AND_BOOKS | _ACTIVITIES | {"measures.declare_figures"},
    Role.ACTIVITY_ORGANISER: _SEE_FIGURES
    | _ACTIVITIES
    | {"people.view_patrons", "people.edit_patrons", "circulation.count_visits", "measures.declare_figures"},
}
