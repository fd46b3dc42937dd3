"""Assist stands beside customer-service agents while they write."""

__version__ = "0.1.0"
