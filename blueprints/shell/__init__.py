from flask import Blueprint

bp = Blueprint("shell", __name__, cli_group=None)

from blueprints.shell import commands, lists  # noqa: E402, F401  # registers the commands
