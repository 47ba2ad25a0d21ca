"""Collect the words of templates and code into translations/, keeping what is translated (`make translations`).

English is the language of the sources, so its catalogue is filled from them."""

from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("ar", "fa", "fr", "en")
TEMPLATES = ("templates/**.html", "templates/**.txt")  # the text of a letter beside its page
METHODS = [("blueprints/**.py", "python"), ("app.py", "python"), *((pattern, "jinja2") for pattern in TEMPLATES)]
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "_p": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2)}
OPTIONS = {pattern: {"trimmed": "true", "silent": "false"} for pattern in TEMPLATES}
HEADER = """# Awn: words of the pages.
msgid ""
msgstr ""
"Project-Id-Version: Awn\\n"
"Language: {lang}\\n"
"Plural-Forms: nplurals={count}; plural={rule};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
FUZZY = False  # a guess is worse than a gap: the test shows the gap


def collect() -> Catalog:
    """Every message of the sources, in their order."""
    words = Catalog(project="Awn", charset="utf-8")
    found = extract_from_dir(
        str(ROOT),
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        directory_filter=lambda path: not any(part.startswith(".") or part == "instance" for part in Path(path).parts),
    )
    for name, line, message, comments, context in found:
        words.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return words


def path_of(lang: str) -> Path:
    return ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po"


def read(lang: str) -> Catalog:
    """The catalogue of a language as it stands."""
    path = path_of(lang)
    if not path.exists():
        return Catalog(locale=lang, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def update(lang: str, words: Catalog) -> Catalog:
    """The catalogue of a language with every message of the sources, what was translated kept."""
    catalogue = read(lang)
    catalogue.update(words, no_fuzzy_matching=not FUZZY)
    catalogue.obsolete.clear()
    if lang == "en":
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def write(lang: str, catalogue: Catalog) -> None:
    """Write a catalogue without dates and places in files, so that a change shows only what changed."""
    path = path_of(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalogue, width=110, no_location=True, omit_header=True)
    header = HEADER.format(lang=lang, count=catalogue.num_plurals, rule=catalogue.plural_expr)
    path.write_text(header + body.getvalue().decode())


if __name__ == "__main__":
    collected = collect()
    for language in LANGUAGES:
        write(language, update(language, collected))
    print(f"{len(collected)} messages")
