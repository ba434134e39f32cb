"""What the keeper and the bare loop beside it both write: a note of each start."""

KIND = "benchmark.note"
TABLE = "benchmark_notes"
CREATE = f"CREATE TABLE {TABLE} (promise_id bigint NOT NULL, at double precision NOT NULL)"
NOTE = f"INSERT INTO {TABLE} (promise_id, at) VALUES ({{mark}}, {{mark}})"
