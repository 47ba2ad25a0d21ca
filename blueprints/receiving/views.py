"""What is on its way to an association, what arrived, and whom it reached."""
