"""Short messages by a gateway of the operator's choice."""
