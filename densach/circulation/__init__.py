"""Lending, returning, visits and reading on the spot.

Promises one open loan per copy, by constraint. Leans on catalogue, people and measures.
"""
