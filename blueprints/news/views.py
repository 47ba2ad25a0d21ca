"""News of associations, pictures and comments."""
