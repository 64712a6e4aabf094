"""Who did what, when: one line for each change, in the transaction of the change.

Leans on network (whose changes reach it by signal) and accounts.
"""
