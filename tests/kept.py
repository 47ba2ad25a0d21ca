"""What each test's application would make anew though it is always the same: compiled templates, builders of addresses.

A run makes thousands of applications; kept, these two save it some minutes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from app import Awn


class KeptRule(Rule):
    """An address whose builder is compiled once for all applications; the builder is given its rule when called."""

    builders: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (tuple(self._trace), append_unknown, repr(self.defaults))
        if key not in self.builders:
            self.builders[key] = super()._compile_builder(append_unknown)
        return self.builders[key]


def keep(folder: Path) -> None:
    """Let every application made from here on share them; `folder` is for the templates."""
    options: dict[str, Any] = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}
    Awn.url_rule_class, Awn.jinja_options = KeptRule, options
