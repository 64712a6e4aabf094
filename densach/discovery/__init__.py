"""One search index over everything that can be found, kept by a transactional change feed.

Modules above register what can be found (`search_documents.py` there). Leans on core only.
"""
