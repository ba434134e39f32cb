"""The `ringback` command: run, demo, check, backup, restore, resume, verify-record, manage."""

import argparse
import os
import sys
from pathlib import Path

import django
from django.core.management import execute_from_command_line
from django.utils.module_loading import import_string

from ringback.doors.allocation.record import checking
from ringback.project import environment, keys, logs, preflight, roles, supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.project.settings")


def main() -> None:
    """Entry point. Exit status 0 when all is well, 1 when a check finds something broken, 2 for wrong usage."""
    manage = sys.argv[1:2] == ["manage"]
    arguments = argparse.Namespace() if manage else build_parser().parse_args()
    if not manage and arguments.command == "verify-record":
        sys.exit(checking.main(arguments.file, arguments.earlier))
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
    demo.add_argument(
        "--port", type=_port, help="where it listens: desk, shop and phones on this and the next two ports"
    )
    commands.add_parser("check", help="what is on, off or broken, why, and the mend")
    backup = commands.add_parser("backup", help="copy database and files to a folder, beside a running house")
    backup.add_argument("folder", type=Path)
    backup.add_argument("--keys", type=Path, help="a second folder, for the keys")
    backup.add_argument("--keep", type=_some, default=14, help="how many backups stay in the folder (14)")
    restore = commands.add_parser("restore", help="bring a backup back; nothing is dialled or sent until resume")
    restore.add_argument("folder", type=Path, help="a backup, or a folder of backups: the newest")
    restore.add_argument("--keys", type=Path, help="the folder with the keys")
    restore.add_argument("--replace", action="store_true", help="put it in the place of what is here")
    commands.add_parser("resume", help="let a restored or stopped installation dial and send again")
    verify = commands.add_parser("verify-record", help="check an exported record of who decided what; needs no house")
    verify.add_argument("file", type=Path)
    verify.add_argument("--earlier", type=Path, help="an earlier export, which it must continue")
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _some(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("give a whole number, one or more")
    return int(word)


def _port(word: str) -> int:
    if not word.isdecimal() or not 1024 <= int(word) <= 65_531:
        raise argparse.ArgumentTypeError("give a port from 1024 to 65531: it takes five in a row")
    return int(word)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.role:
        return roles.run(arguments.role)
    preflight.check_ports("BIND", "SIP_BIND")
    roles.migrate()
    return supervisor.run_all()


def _demo(arguments: argparse.Namespace) -> int:
    # The demo and the doctor need the settings in place before they are imported.
    status: int = import_string("ringback.project.demo.run.demo")(arguments.auto, arguments.port)
    return status


def _check(_: argparse.Namespace) -> int:
    django.setup()
    status: int = import_string("ringback.project.doctor.main")()
    return status


def _backup(arguments: argparse.Namespace) -> int:
    django.setup()
    status: int = import_string("ringback.project.backups.words.say_backup")(arguments)
    return status


def _restore(arguments: argparse.Namespace) -> int:
    # Asked before the settings are read, which make a key where there is none.
    own_keys = keys.seal_keys_here(Path(environment.text("DATA")).absolute())
    django.setup()
    status: int = import_string("ringback.project.backups.words.say_restore")(arguments, own_keys)
    return status


def _resume(arguments: argparse.Namespace) -> int:
    django.setup()
    status: int = import_string("ringback.project.backups.words.say_resume")(arguments)
    return status


_COMMANDS = {
    "run": _run,
    "demo": _demo,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
    "resume": _resume,
}
