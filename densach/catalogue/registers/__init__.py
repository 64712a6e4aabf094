"""The registers of 3-vietnam.md §3 read from copies and vouchers: on the screen, as .xlsx, on paper.

Nothing is kept twice: a register is a way of reading the stock, so that its totals always agree with the rows under it.
"""
