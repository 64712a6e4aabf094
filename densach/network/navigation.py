"""Menu of the network."""

from django.utils.translation import gettext_lazy as _

from densach.core.navigation import Entry, register

from .permissions import ASSIGN_ROLES, VIEW_NETWORK

register(Entry("network", _("Network"), "facility_register", VIEW_NETWORK, 120, "network"))
register(Entry("units", _("Units"), "unit_tree", VIEW_NETWORK, 121, "landmark"))
register(Entry("roles", _("Roles"), "role_list", ASSIGN_ROLES, 130, "users"))
