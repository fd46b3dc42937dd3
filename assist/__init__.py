"""Assist stands beside customer-service agents while they write."""

__version__ = "1.15.0"
