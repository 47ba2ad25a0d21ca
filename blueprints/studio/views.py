"""The platform team's room: what waits for review."""
