"""Where the folders that are not code lie: in the wheel, or beside the package in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(name: str) -> Path:
    """Return the folder `name`: the wheel's own in `webapp/data/`, else the checkout's."""
    for folder in (PACKAGE / "data" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the data folder {name!r} is neither in {PACKAGE}/data nor beside it")


def templates() -> Path:
    return data_folder("templates")


def static() -> Path:
    return data_folder("static")


def content() -> Path:
    return data_folder("content")


def migrations() -> Path:
    return data_folder("migrations")


def htmx() -> str:
    """Name, inside `static/`, of the htmx file; its name carries its hash.

    Raises FileNotFoundError when the front-end files were not fetched.
    """
    for file in sorted((static() / "vendor").glob("htmx-*.min.js")):
        return f"vendor/{file.name}"
    raise FileNotFoundError("static/vendor/htmx-*.min.js is missing: run `make front-end`")
