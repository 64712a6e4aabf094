"""Indicators computed from evidence: who is counted, what each place's verdict is and why, how a measure grew."""

from .compute import Frame, frame_of, results_in
from .result import IndicatorResult, PlaceResult, Problem, Status, YearValue

__all__ = ["Frame", "IndicatorResult", "PlaceResult", "Problem", "Status", "YearValue", "frame_of", "results_in"]
