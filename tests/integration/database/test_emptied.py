"""After a test that commits nothing of it is left, in whatever table; what belongs to the release is."""

import pytest
from django.db import connection

from tests.integration.accounts.scene import member, organisation
from tests.servers import emptied

pytestmark = pytest.mark.django_db(transaction=True)
RELEASE = emptied.KEPT | {"django_migrations"}


def filled() -> set[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names))
        return {name for (name,) in cursor.fetchall()}


def test_nothing_is_left_but_what_the_release_brings() -> None:
    opened, _ = organisation()
    member(opened, "agent")
    assert filled() > RELEASE | {"accounts_organisation", "accounts_member", "accounts_grant", "accounts_user"}
    emptied.empty("default")
    assert filled() == RELEASE
    organisation()
