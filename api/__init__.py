"""Techniekloket."""
