"""Bibliographic records (MARC 21 inside), copies and accession registers.

Leans on network, audit, discovery and measures.
"""
