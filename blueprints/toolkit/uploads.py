"""What people send: how much each screen takes, and where pictures are kept.

Everything else is a form of a few kilobytes, and more is refused before it is read."""

from pathlib import Path

from flask import Flask, current_app, request

from blueprints.toolkit.sign_in import is_signed_out

MEGABYTE = 1024 * 1024
# Endpoint -> bytes. Only whoever is signed in may send so much.
ROOM = {
    "desk.paste_preview": MEGABYTE,
    "desk.save_rows": 2 * MEGABYTE,
    "desk.import_preview": 3 * MEGABYTE,
    "planning.set_targets": MEGABYTE,
    "planning.save_rows": 2 * MEGABYTE,
    "planning.import_preview": 3 * MEGABYTE,
    "news.create": 34 * MEGABYTE,
    "news.update": 34 * MEGABYTE,
    "joining.add_document": 9 * MEGABYTE,
}


def pictures_folder() -> Path:
    """Where the pictures of news are stored."""
    return Path(current_app.config["AWN_INSTANCE"]) / "uploads" / "pictures"


def posters_folder() -> Path:
    """Where posters and cards are kept that were made; each can be made again."""
    return Path(current_app.config["AWN_INSTANCE"]) / "posters"


def init_app(app: Flask) -> None:
    @app.before_request
    def make_room() -> None:
        room = ROOM.get(request.endpoint or "")
        if room and not is_signed_out():
            request.max_content_length = room
            request.max_form_memory_size = 2 * MEGABYTE
            request.max_form_parts = 2_000
