"""The face: home, search page, dashboards, navigation, base templates, design system.

Leans on everything below; nothing leans on it.
"""
