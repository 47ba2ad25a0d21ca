"""Posters and cards of needs, lists and campaigns: what is on them and where they are kept."""
