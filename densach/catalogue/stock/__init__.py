"""What can be asked about the stock as a whole: stocktakes, weeding, periodicals, choosing many copies."""
