"""Tests of the plan document reader."""
