"""The two faces of a record: the plain form and the MARC editor, and what helps at both.

Here is what needs no request: templates, suggestions, the line format, field help, checks and differences.
"""
