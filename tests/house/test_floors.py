"""The house: imports point down only, and nothing is imported inside a function. Each offence names its line."""

import ast
from pathlib import Path

from domain import FLOORS

ROOT = Path(__file__).parents[2]
SCREENS = {path.name for path in (ROOT / "blueprints").iterdir() if path.is_dir()} - {"toolkit", "__pycache__"}


def imports(path: Path) -> list[tuple[int, str]]:
    """The modules a file imports, with the line of each; `from a import b` counts as a and a.b."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts]


def test_the_domain_never_imports_the_web() -> None:
    web = ("flask", "werkzeug", "jinja2", "wtforms", "blueprints", "app")
    offences = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files("domain")
        for line, name in imports(path)
        if name.split(".")[0].startswith(web) and not (path.name == "db.py" and name.startswith("flask_sqlalchemy"))
    ]
    assert not offences, offences


def test_a_domain_file_imports_only_files_above_it_in_the_map() -> None:
    offences = []
    for path in files("domain"):
        own = path.relative_to(ROOT / "domain").parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        assert own in FLOORS, f"domain/{own} is not in the map of domain/__init__.py"
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] == "domain" and parts[1] in FLOORS and FLOORS.index(parts[1]) > FLOORS.index(own):
                offences.append(f"{path.relative_to(ROOT)}:{line} imports {parts[1]}, which is above it")
    assert not offences, offences


def test_a_screen_never_imports_another_screen() -> None:
    offences = []
    for path in files("blueprints"):
        own = path.relative_to(ROOT / "blueprints").parts[0]
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] == "blueprints" and len(parts) > 1 and parts[1] in SCREENS - {own}:
                offences.append(f"{path.relative_to(ROOT)}:{line} imports the screen {parts[1]}")
            if parts[0] == "app":
                offences.append(f"{path.relative_to(ROOT)}:{line} imports the application")
    assert not offences, offences


def test_nothing_is_imported_inside_a_function() -> None:
    offences = []
    for path in [ROOT / "app.py", *files("domain"), *files("blueprints")]:
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                offences += [
                    f"{path.relative_to(ROOT)}:{node.lineno} imports inside {function.name}()"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]
    assert not offences, offences


def test_files_and_functions_stay_readable() -> None:
    long = []
    for path in [ROOT / "app.py", *files("domain"), *files("blueprints")]:
        lines = path.read_text().count("\n")
        if lines > 300 and "demo" not in path.parts:
            long.append(f"{path.relative_to(ROOT)} has {lines} lines")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "demo" not in path.parts:
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 45:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}() has {length} lines")
    assert not long, long
