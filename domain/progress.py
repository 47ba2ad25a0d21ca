"""An edition day by day, made from rows."""
