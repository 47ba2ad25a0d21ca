"""«Still needed?», answered from a link without an account."""
