"""Kinds of files that may be read in."""

KINDS = ("schools", "companies", "activities", "requests", "holidays", "municipalities", "postcodes", "indicators")
