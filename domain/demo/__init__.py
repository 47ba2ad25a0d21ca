"""The demonstration data of each country, deterministic, built from `data/` and the five documents' facts."""


def load_demo(country: str) -> None:
    """Fill an empty database with the demonstration of this country."""
