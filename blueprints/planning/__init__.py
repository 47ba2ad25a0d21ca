from flask import Blueprint

bp = Blueprint("planning", __name__)

from blueprints.planning import desk, files, partners, scope, targets, tasks, views
