"""The inbox, and which letters one gets."""
