"""What a keeper has leased is found by its index: it is asked every second, beside however many promises there are."""

import pytest
from django.db import connection

from ringback.core.promises.keeper import leases

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_an_epoch_holds_is_found_by_the_index_of_leases() -> None:
    asked = leases._LEASED
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # As a statement that is prepared and planned without looking at its value; the table is empty here.
            for said in ("SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan"):
                cursor.execute(said)
            cursor.execute(f"PREPARE leased (text) AS {asked.replace('%s', '$1')}")
            cursor.execute("EXPLAIN EXECUTE leased ('an epoch')")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}", ["an epoch"])
        plan = "\n".join(str(row) for row in cursor.fetchall())
        if connection.vendor == "postgresql":
            for said in ("DEALLOCATE leased", "RESET enable_seqscan", "RESET plan_cache_mode"):
                cursor.execute(said)
    assert "promise_leased" in plan
