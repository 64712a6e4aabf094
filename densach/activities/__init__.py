"""Clubs, classes and events: sessions, registrations, attendance.

Promises that seats are never oversold, by conditional update. Leans on people and measures.
"""
