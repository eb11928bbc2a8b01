"""What must not follow is refused by the database, whoever tries it; what waits is counted quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SAME_SUBJECT = " AND ".join(
    f"COALESCE(NEW.{name}, '') = COALESCE(OLD.{name}, '')"
    for name in ("claim_id", "article_id", "import_id", "parent_id")
)
_COUNTS = ("added", "unchanged", "rejected", "lost")
_ALL_ROWS = " + ".join(f"NEW.{name}" for name in _COUNTS)
_FEWER = " OR ".join(f"NEW.{name} < OLD.{name}" for name in _COUNTS)
_OTHER = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in (*_COUNTS, "row_count"))

# (table, event, name): when it is refused
_REFUSED = {
    ("tasks", "INSERT", "begins_queued"): "NEW.status <> 'queued' OR NEW.attempts <> 0",
    ("tasks", "UPDATE", "ended_stays_so"): (
        "OLD.finished_at IS NOT NULL"
        " AND (NEW.status <> OLD.status OR NEW.finished_at IS NULL OR NEW.attempts <> OLD.attempts)"
    ),
    ("tasks", "UPDATE", "ends_from_running"): (
        "OLD.status = 'queued' AND NEW.status IN ('succeeded', 'failed')"
    ),
    ("tasks", "UPDATE", "attempts_are_counted"): (
        "NEW.attempts < OLD.attempts OR NEW.attempts > OLD.attempts + 1"
    ),
    # A parent whose last part has ended can be taken at once: its lease is nobody's.
    ("tasks", "UPDATE", "lease_counts_as_attempt"): (
        "NEW.lease_token IS NOT NULL AND NEW.lease_token <> 'none' AND NEW.attempts = OLD.attempts"
        " AND NEW.lease_token <> COALESCE(OLD.lease_token, '')"
    ),
    ("tasks", "UPDATE", "stays_the_same_work"): f"NEW.kind <> OLD.kind OR NOT ({_SAME_SUBJECT})",
    ("claims", "INSERT", "begins_queued"): "NEW.status <> 'queued' OR NEW.verdict IS NOT NULL",
    ("claims", "UPDATE", "goes_on_in_order"): (
        "NEW.status <> OLD.status AND NOT ("
        "(OLD.status = 'queued' AND NEW.status = 'running')"
        " OR (OLD.status = 'running')"
        " OR (OLD.status IN ('succeeded', 'failed') AND NEW.status = 'queued'))"
    ),
    ("claims", "UPDATE", "keeps_its_text"): "NEW.text <> OLD.text OR NEW.submitted_at <> OLD.submitted_at",
    ("claims", "UPDATE", "keeps_a_verdict"): "OLD.verdict IS NOT NULL AND NEW.verdict IS NULL",
    ("checks", "UPDATE", "never_change"): "OLD.id IS NOT NULL",
    ("idempotency_keys", "UPDATE", "answer_once"): (
        "OLD.answer IS NOT NULL OR NEW.body_digest <> OLD.body_digest"
    ),
    ("imports", "INSERT", "begins_unfinished"): "NEW.finished_at IS NOT NULL",
    ("imports", "UPDATE", "ends_with_all_rows"): (
        f"NEW.finished_at IS NOT NULL AND {_ALL_ROWS} <> NEW.row_count"
    ),
    ("imports", "UPDATE", "ended_stays_so"): (
        f"OLD.finished_at IS NOT NULL AND (NEW.finished_at IS NULL OR {_OTHER})"
    ),
    ("imports", "UPDATE", "counts_never_fall"): _FEWER,
    ("imports", "UPDATE", "ready_stays_ready"): "OLD.ready_at IS NOT NULL AND NEW.ready_at IS NULL",
}


def upgrade() -> None:
    op.create_index("ix_tasks_waiting", "tasks", ["kind"], **_where("status = 'queued'"))
    op.create_index(
        "uq_tasks_open_claim", "tasks", ["claim_id"], unique=True,
        **_where("claim_id IS NOT NULL AND finished_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "uq_tasks_import", "tasks", ["import_id"], unique=True,
        **_where("import_id IS NOT NULL AND parent_id IS NULL"),
    )  # fmt: skip
    op.drop_index("ix_tasks_parent_id_part", table_name="tasks")
    op.create_index("ix_tasks_parent_id_part", "tasks", ["parent_id", "part"], unique=True)
    if _on_postgresql():
        op.execute(
            "CREATE FUNCTION verifier_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'refused: %', TG_NAME USING ERRCODE = 'check_violation'; END $$"
        )
    for (table, event, name), condition in _REFUSED.items():
        op.execute(_trigger(table, event, name, condition))


def downgrade() -> None:
    for table, _, name in _REFUSED:
        on_table = f" ON {table}" if _on_postgresql() else ""
        op.execute(f"DROP TRIGGER {table}_{name}{on_table}")
    if _on_postgresql():
        op.execute("DROP FUNCTION verifier_refuse()")
    op.drop_index("ix_tasks_parent_id_part", table_name="tasks")
    op.create_index("ix_tasks_parent_id_part", "tasks", ["parent_id", "part"])
    for name in ("uq_tasks_import", "uq_tasks_open_claim", "ix_tasks_waiting"):
        op.drop_index(name, table_name="tasks")


def _trigger(table: str, event: str, name: str, condition: str) -> str:
    head = f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW WHEN"
    if _on_postgresql():
        return f"{head} ({condition}) EXECUTE FUNCTION verifier_refuse()"
    return f"{head} {condition} BEGIN SELECT RAISE(ABORT, 'refused: {table}_{name}'); END"


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {f"{dialect}_where": sa.text(condition) for dialect in ("sqlite", "postgresql")}
