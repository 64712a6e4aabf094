"""People who sign in.

Owns `User`. Promises nothing about rights: those hang on the tree (`network.access`).
"""
