"""The `densach` command: the product's own sentences first, the framework's commands behind them."""

from __future__ import annotations

import os
import sys

_HELP = """densach: one platform for a locality's lifelong-learning network

  Set up
    init                 set up an empty installation: locality and administrator
    demo                 load the sample locality (invented people, marked as sample)
    migrate              bring the database to this version

  Run
    serve                serve the pages and work off tasks; prints one address
    recount [--check]    recount every figure; --check only lists differences (exit 1 on any)
    index [--rebuild]    bring the search index up to date

  Work
    import-plan FILE     read the text of a plan document and propose the structured plan
    import-records FILE  check a file of MARC or a table of books; with --yes import it
    report --cycle YEAR --unit CODE --out FILE.docx
                         write a unit's report as an official document
    open-data            publish the catalogue as open data now (the worker does it each night)
    remind               send the reminders that are due

  Keep
    backup [FILE]        write everything into one file while the pages are served, and check it
    restore FILE         put a backup in the place of what is there
    doctor [--all]       look at settings, versions, disk, tasks and data, and say what to do

  Ask
    version              version and folders
    help COMMAND         what a command takes

Folder of database, files and index: DENSACH_HOME (default: var/). Another database: DENSACH_DATABASE_URL.
All settings: docs/operating.md
"""


# commands whose name could not be the name of a module
_MODULES = {"import-plan": "import_plan", "import-records": "import_records", "open-data": "open_data"}


def main() -> None:
    """Entry point of the `densach` script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help") or arguments == ["help"]:
        sys.stdout.write(_HELP)
        return
    if arguments[0] in ("version", "--version"):
        _print_version()
        return
    from django.core.management import execute_from_command_line

    arguments[0] = _MODULES.get(arguments[0], arguments[0])
    if arguments[0] == "help" and len(arguments) > 1:
        arguments[1] = _MODULES.get(arguments[1], arguments[1])
    execute_from_command_line(["densach", *arguments])


def _print_version() -> None:
    from django.conf import settings

    from densach import __version__

    sys.stdout.write(f"densach {__version__}\nhome {settings.DENSACH_HOME}\n")


if __name__ == "__main__":
    main()
