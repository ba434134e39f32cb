"""The `ringback` command: run, demo, check, manage."""

import argparse
import os
import sys

import django
from django.core.management import execute_from_command_line
from django.utils.module_loading import import_string

from ringback.project import environment, logs, preflight, roles, supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")


def main() -> None:
    """Entry point. Exit status 0 when all is well, 1 when a check finds something broken, 2 for wrong usage."""
    manage = sys.argv[1:2] == ["manage"]
    arguments = argparse.Namespace() if manage else build_parser().parse_args()
    try:
        preflight.check_settings()
        if manage:
            execute_from_command_line(["ringback manage", *sys.argv[2:]])
            return
        logs.configure()
        sys.exit(_COMMANDS[arguments.command](arguments))
    except environment.SettingError as error:
        print(f"ringback: {error}", file=sys.stderr)
        sys.exit(2)


def build_parser() -> argparse.ArgumentParser:
    """The words the command understands."""
    parser = argparse.ArgumentParser(prog="ringback", description="Keeps the sentence: we will call you back.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run one role, or all of them supervised")
    run.add_argument("role", nargs="?", choices=sorted(roles.RUNS))
    demo = commands.add_parser("demo", help="a shop, its desk, and phones that ring, on this machine only")
    demo.add_argument("--auto", action="store_true", help="the phones answer by themselves")
    commands.add_parser("check", help="what is on, off or broken, why, and the mend")
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    if arguments.role:
        return roles.run(arguments.role)
    preflight.check_ports("BIND", "SIP_BIND")
    roles.migrate()
    return supervisor.run_all()


def _demo(arguments: argparse.Namespace) -> int:
    # The demo and the doctor need the settings in place before they are imported.
    status: int = import_string("ringback.project.demo.run.demo")(auto=arguments.auto)
    return status


def _check(_: argparse.Namespace) -> int:
    django.setup()
    status: int = import_string("ringback.project.doctor.main")()
    return status


_COMMANDS = {"run": _run, "demo": _demo, "check": _check}
