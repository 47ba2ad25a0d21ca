"""An association's own list of needs: rows kept in place, saved from a pasted message or a file."""
