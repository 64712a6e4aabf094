"""Patrons, their cards, guardians and consents.

Promises that sensitive facts (ethnic origin, health, poverty) are never fields of a person.
Leans on network and audit.
"""
