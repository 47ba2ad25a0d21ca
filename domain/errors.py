"""A rule that was broken, by name. Screens turn the name into the reader's language (toolkit/messages)."""


class RuleBroken(Exception):
    """The request is understood but the rules refuse it. `context` holds what a message needs to say so."""

    def __init__(self, **context: object) -> None:
        super().__init__(type(self).__name__)
        self.context = context


class WrongState(RuleBroken):
    """The noun has moved on: this transition does not start from the state it is in."""
