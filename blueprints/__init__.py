"""The screens, one folder each, and the toolkit they share."""
