"""`ringback manage second_factor EMAIL`: let somebody in who has lost their second factor, or whose key is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ringback.base.accounts.services import take_second_factor_of
from ringback.base.kit.errors import NotFoundError


class Command(BaseCommand):
    """Takes all second factors away from one account."""

    help = "Takes the second factor away from an account: its owner signs in by password, and sets up a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            number = take_second_factor_of(options["email"])
        except NotFoundError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("They sign in by password now." if number else "They had no second factor.")
