"""The commands, run from a checkout: `python -m webapp.cli`."""

import os

from webapp.cli import main

os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
main()
