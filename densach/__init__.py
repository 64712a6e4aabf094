"""Đèn Sách: lending, learning, figures, plan and report of a locality's lifelong-learning network."""

__version__ = "0.1.0"
