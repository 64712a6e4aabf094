"""Report cycles, reports that fill themselves, consolidation, the document of Decree 30.

Promises that each cell says where it comes from and keeps what it was before a correction. Leans on programme.
"""
