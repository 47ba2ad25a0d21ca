"""What screens share: access, sign-in, forms, fragments, cards, formats, words."""
