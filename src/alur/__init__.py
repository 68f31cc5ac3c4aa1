"""Alur: the sales pipeline, and the loyalty that grows from it."""

__version__ = "0.1.0"
