"""The release before this one: its migrations, and its tables as its own roles know them."""

from typing import Any

from django.apps.registry import Apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

# Where 0.1.0 began; with the next release its tag says where each slice stood.
RELEASE = {
    "accounts": "0001_initial",
    "presence": "0001_initial",
    "people": "0001_initial",
    "promises": "0001_initial",
    "voice": "0001_initial",
    "website": "0001_initial",
}
OTHERS = ("auth", "contenttypes", "sessions", "admin", "account", "mfa", "usersessions")


def install() -> None:
    """Bring an empty database to the release before."""
    for app in OTHERS:
        call_command("migrate", app, verbosity=0)
    for app, name in RELEASE.items():
        call_command("migrate", app, name, verbosity=0)


def models() -> Apps:
    """The models as that release had them: what is written through them names its columns alone."""
    loader = MigrationLoader(None)
    others = [node for node in loader.graph.leaf_nodes() if node[0] in OTHERS]
    return loader.project_state([*others, *RELEASE.items()]).apps


class Tables:
    """The main tables, by the name of their model."""

    def __init__(self) -> None:
        known = models()
        self.organisation: Any = known.get_model("accounts", "Organisation")
        self.person: Any = known.get_model("people", "Person")
        self.promise: Any = known.get_model("promises", "Promise")
        self.attempt: Any = known.get_model("promises", "Attempt")
        self.agent: Any = known.get_model("voice", "Agent")
        self.group: Any = known.get_model("voice", "HuntGroup")
        self.leg: Any = known.get_model("voice", "Leg")
        self.call: Any = known.get_model("voice", "Call")
        self.recording: Any = known.get_model("voice", "Recording")
        self.site: Any = known.get_model("website", "Site")
        self.request: Any = known.get_model("website", "CallbackRequest")
