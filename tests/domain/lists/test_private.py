"""What is never kept: telephone numbers in any shape, addresses, links, accounts; and what only looks like them."""

import pytest

from domain.lists.private import scrub


@pytest.mark.parametrize(
    ("line", "left", "kind"),
    [
        ("للتواصل: 0612345678", "للتواصل: …", "phone"),
        ("06 12 34 56 78", "…", "phone"),
        ("06.12.34.56.78", "…", "phone"),
        ("06-12-34-56-78", "…", "phone"),
        ("٠٦١٢٣٤٥٦٧٨", "…", "phone"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "…", "phone"),
        ("+212 (0)6 12-34-56-78", "…", "phone"),
        ("00212 612 345 678", "…", "phone"),
        ("612345678", "…", "phone"),
        ("6 12 34 56 78", "…", "phone"),
        ("912 345 6789", "…", "phone"),
        ("0522-11-22-33 / 0661 23 45 67", "… / …", "phone"),
        ("050 123 4567", "…", "phone"),
        ("612 345 678", "…", "phone"),
        ("+10 000 000", "…", "phone"),
        ("0 10 000 000", "…", "phone"),
        ("amal@example.org", "…", "email"),
        ("انظر https://example.org/x?a=1", "انظر …", "link"),
        ("wa.me/212612345678", "…", "link"),
        ("6037-9918-1234-5678", "…", "account"),
        ("MA64 0117 8000 0012 1000 1234 5678", "…", "account"),
    ],
)
def test_what_is_private_is_taken_out(line: str, left: str, kind: str) -> None:
    assert scrub(line) == (left, frozenset([kind]))


@pytest.mark.parametrize(
    "line",
    [
        "1 000 000",
        "10 000",
        "10 000 000",
        "١٢ ٥٠٠ ٠٠٠ كمامة",
        "100 000 000",
        "1.200.000",
        "20/12/2026",
        "2026-12-20 10:33",
        "مقاسات 28 30 32 34 36 38",
        "مقاسات 28-30-32-34-36-38",
        "6, 8, 10, 12, 14, 16 ans",
        "0-3 mois, 3-6 mois",
        "90x190",
        "1,5 kg x 50",
    ],
)
def test_sizes_days_and_quantities_stay(line: str) -> None:
    assert scrub(line) == (line, frozenset())
