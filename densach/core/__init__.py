"""What three modules or more lean on: refusals, Vietnamese text, periods, clock, page doors.

Owns no tables. Imports nothing of the other modules.
"""
