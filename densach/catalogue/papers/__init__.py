"""Official papers about the stock. Their sentences are Vietnamese whatever language the pages are read in: Decree 30
prescribes them, so they stand here as they are printed.
"""
