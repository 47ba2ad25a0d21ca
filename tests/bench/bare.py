"""The yardstick: a Flask route that says hello, on the same gunicorn."""

from flask import Flask


def create_app() -> Flask:
    """Flask and one route, nothing else."""
    app = Flask(__name__)

    @app.get("/")
    @app.get("/healthz")
    def hello() -> str:
        return "hello"

    return app
