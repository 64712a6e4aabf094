"""Names of the rights of this module."""

VIEW_NETWORK = "network.view_network"
EDIT_NETWORK = "network.edit_network"
ASSIGN_ROLES = "network.assign_roles"
