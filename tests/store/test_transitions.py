"""What must not follow from what is refused by the database itself, whoever tries it, by raw SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from verifier.store.database import Database

SUBMITTED = (
    "INSERT INTO claims (id, text, tags, watch, status, submitted_at, changed_at) VALUES ('clm_1',"
    " '600 rescued', '[]', true, 'queued', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
    "INSERT INTO tasks (id, kind, status, claim_id, attempts, done, total, due_at, ring_at, created_at)"
    " VALUES ('tsk_1', 'claim', 'queued', 'clm_1', 0, 0, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP,"
    " CURRENT_TIMESTAMP)",
)
TAKEN = (
    *SUBMITTED,
    "UPDATE tasks SET status = 'running', attempts = attempts + 1, lease_token = 'one',"
    " lease_until = CURRENT_TIMESTAMP, started_at = CURRENT_TIMESTAMP",
    "UPDATE claims SET status = 'running'",
)
JUDGED = (
    *TAKEN,
    "UPDATE tasks SET status = 'succeeded', done = 1, lease_token = NULL, lease_until = NULL,"
    " finished_at = CURRENT_TIMESTAMP",
    "INSERT INTO checks (id, claim_id, task_id, number, verdict, confidence, reason, figures_cited,"
    " engine_version, store_revision, document, checked_at) VALUES"
    " ('chk_1', 'clm_1', 'tsk_1', 1, 'unverified', 0.5, 'no_figure', 0, '1', 0, '{}', CURRENT_TIMESTAMP)",
    "UPDATE claims SET status = 'succeeded', verdict = 'unverified'",
)
FAILED = (
    *TAKEN,
    "UPDATE tasks SET status = 'failed', error = 'why', lease_token = NULL, lease_until = NULL,"
    " finished_at = CURRENT_TIMESTAMP",
    "UPDATE claims SET status = 'failed'",
)
RECEIVED = (
    "INSERT INTO imports (id, format, reading, size, row_count, added, unchanged, rejected, lost, told,"
    " touched_at, ready_at) VALUES ('imp_1', 'csv', '{}', 9, 3, 2, 0, 0, 0, 0, CURRENT_TIMESTAMP,"
    " CURRENT_TIMESTAMP)",
    "INSERT INTO tasks (id, kind, status, import_id, parts_left, attempts, done, total, due_at,"
    " ring_at, created_at)"
    " VALUES ('tsk_1', 'import', 'queued', 'imp_1', 1, 0, 0, 3, CURRENT_TIMESTAMP,"
    " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
    "INSERT INTO tasks (id, kind, status, import_id, parent_id, part, attempts, done, total,"
    " due_at, ring_at, created_at)"
    " VALUES ('tsk_2', 'import_part', 'queued', 'imp_1', 'tsk_1', 1, 0, 0, 3, CURRENT_TIMESTAMP,"
    " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)",
)
IMPORTED = (*RECEIVED, "UPDATE imports SET rejected = 1, finished_at = CURRENT_TIMESTAMP")
ANSWERED = (
    "INSERT INTO idempotency_keys (owner, route, key, body_digest, created_at)"
    " VALUES ('', 'POST /v1/claims', 'k', 'd', CURRENT_TIMESTAMP)",
    "UPDATE idempotency_keys SET answer = '{}'",
)
KEY = (
    "INSERT INTO api_keys (id, name, scopes, digest, callback_secret, created_at, created_by, revoked_at)"
    " VALUES ('key_1', 'cms', '[]', '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',"
    " 's', CURRENT_TIMESTAMP, 'ana', CURRENT_TIMESTAMP)",
)
AUDITED = (
    *KEY,
    "INSERT INTO audit_log (id, at, by, key_id, action, subject) VALUES"
    " ('aud_1', CURRENT_TIMESTAMP, 'cms', 'key_1', 'POST /v1/claims', 'clm_1')",
)

FORBIDDEN = [
    ((), SUBMITTED[0].replace("'queued'", "'running'")),
    (SUBMITTED[:1], SUBMITTED[1].replace("'clm_1', 0", "'clm_1', 1")),
    (SUBMITTED, SUBMITTED[1].replace("tsk_1", "tsk_2")),  # a second open task for one claim
    (
        SUBMITTED,
        "UPDATE tasks SET status = 'succeeded', done = 1, finished_at = CURRENT_TIMESTAMP",
    ),
    (SUBMITTED, "UPDATE tasks SET status = 'failed', error = 'why', finished_at = CURRENT_TIMESTAMP"),
    (SUBMITTED, "UPDATE tasks SET attempts = 2"),
    (SUBMITTED, TAKEN[2].replace("attempts = attempts + 1, ", "")),
    (SUBMITTED, "UPDATE tasks SET kind = 'article', claim_id = NULL, article_id = 'art_1'"),
    (SUBMITTED, "UPDATE claims SET status = 'succeeded', verdict = 'unverified'"),
    (SUBMITTED, "UPDATE claims SET status = 'failed'"),
    (SUBMITTED, "UPDATE claims SET text = '700 rescued'"),
    (TAKEN, "UPDATE tasks SET attempts = 0"),
    (TAKEN, "UPDATE tasks SET lease_token = 'two'"),
    (TAKEN, "UPDATE tasks SET lease_token = NULL"),
    (TAKEN, "UPDATE tasks SET lease_until = NULL"),
    (TAKEN, "UPDATE tasks SET attempts = 6"),
    (TAKEN, "UPDATE tasks SET status = 'queued'"),
    (TAKEN, "UPDATE claims SET status = 'succeeded'"),
    *(
        (ended, change)
        for ended in (JUDGED, FAILED)
        for change in (
            "UPDATE tasks SET status = 'queued', error = NULL, finished_at = NULL",
            "UPDATE tasks SET status = 'running', attempts = 2, error = NULL, finished_at = NULL,"
            " lease_token = 't', lease_until = CURRENT_TIMESTAMP",
            "UPDATE tasks SET attempts = attempts + 1",
        )
    ),
    (JUDGED, "UPDATE tasks SET status = 'failed', error = 'why'"),
    (FAILED, "UPDATE tasks SET status = 'succeeded', done = 1, error = NULL"),
    (JUDGED, "UPDATE claims SET status = 'failed'"),
    (JUDGED, "UPDATE claims SET status = 'running'"),
    (JUDGED, "UPDATE claims SET status = 'queued', verdict = NULL"),
    (FAILED, "UPDATE claims SET status = 'succeeded', verdict = 'unverified'"),
    (JUDGED, "UPDATE checks SET verdict = 'consistent', figures_cited = 1"),
    (JUDGED, "UPDATE checks SET confidence = 0.9"),
    (JUDGED, JUDGED[-2].replace("chk_1", "chk_2").replace("'tsk_1', 1", "'tsk_1', 2")),
    (RECEIVED, "UPDATE imports SET finished_at = CURRENT_TIMESTAMP"),
    (RECEIVED, "UPDATE imports SET added = 1"),
    (RECEIVED, "UPDATE imports SET added = 4"),
    (RECEIVED, "UPDATE imports SET ready_at = NULL"),
    (RECEIVED, RECEIVED[1].replace("tsk_1", "tsk_3")),  # a second task for one file
    (RECEIVED, RECEIVED[2].replace("tsk_2", "tsk_3")),  # a second task for one part
    (RECEIVED, "UPDATE tasks SET parts_left = parts_left - 2 WHERE id = 'tsk_1'"),
    (IMPORTED, "UPDATE imports SET finished_at = NULL"),
    (IMPORTED, "UPDATE imports SET rejected = 0, lost = 1"),
    (ANSWERED, 'UPDATE idempotency_keys SET answer = \'{"id": "other"}\''),
    (ANSWERED, "UPDATE idempotency_keys SET body_digest = 'e'"),
    (ANSWERED, ANSWERED[0]),
    (KEY, "UPDATE api_keys SET revoked_at = NULL"),
    (KEY, "UPDATE api_keys SET digest = replace(digest, '0', '1')"),
    (KEY, "DELETE FROM api_keys"),
    (KEY, KEY[0].replace("key_1", "key_2")),  # the same digest
    (AUDITED, "UPDATE audit_log SET by = 'nobody'"),
    (AUDITED, "DELETE FROM audit_log"),
    (AUDITED, AUDITED[1].replace("aud_1", "aud_2").replace("key_1", "key_2")),
]


def _run(database: Database, *statements: str) -> None:
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement.replace(":", "\\:")))


@pytest.mark.parametrize(("before", "forbidden"), FORBIDDEN, ids=[each for _, each in FORBIDDEN])
def test_it_is_refused(database: Database, before: tuple[str, ...], forbidden: str) -> None:
    _run(database, *before)
    with pytest.raises(IntegrityError):
        _run(database, forbidden)


@pytest.mark.parametrize("allowed", [JUDGED, FAILED, IMPORTED, ANSWERED, KEY, AUDITED])
def test_what_should_happen_may(database: Database, allowed: tuple[str, ...]) -> None:
    _run(database, *allowed)


def test_what_is_given_back_can_be_taken_again(database: Database) -> None:
    _run(database, *TAKEN)
    given_back = "UPDATE tasks SET status = 'queued', lease_token = NULL, lease_until = NULL"
    for _ in range(2, 6):
        _run(database, given_back, TAKEN[2])
    with pytest.raises(IntegrityError):
        _run(database, given_back, TAKEN[2])
