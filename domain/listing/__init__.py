"""An association's own list of needs: rows kept in place, saved from a pasted message or a file.

Ground floor first: `entries` (what a row says), `rows` (the list as it stands), `editing`, `states`, `proposals`.
"""
