"""Batches of claims: tasks of their own kinds, and what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BEFORE = (
    "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL AND import_id IS NULL)"
    " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL AND import_id IS NULL)"
    " OR (kind IN ('import', 'import_part') AND import_id IS NOT NULL"
    " AND claim_id IS NULL AND article_id IS NULL)"
)
_AFTER = _BEFORE + (
    " OR (kind IN ('batch', 'batch_part') AND claim_id IS NULL AND article_id IS NULL AND import_id IS NULL)"
)


def upgrade() -> None:
    _change_check(_BEFORE, _AFTER)
    op.create_table(
        "batch_items",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("claim_id", sa.String(), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_batch_items_task_id_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "number", name=op.f("pk_batch_items")),
    )


def downgrade() -> None:
    op.drop_table("batch_items")
    op.execute("DELETE FROM tasks WHERE kind = 'batch_part'")
    _leave_claims_alone()
    op.execute("DELETE FROM tasks WHERE kind = 'batch'")
    _change_check(_AFTER, _BEFORE)


def _leave_claims_alone() -> None:
    """What was sent in batches is judged claim by claim: a batch's task must not take theirs with it."""
    alone = "UPDATE tasks SET parent_id = NULL, part = NULL, ring_at = due_at WHERE kind = 'claim'"
    name = "tasks_stays_the_same_work"  # else it would be refused
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE tasks DISABLE TRIGGER {name}")
        op.execute(alone)
        op.execute(f"ALTER TABLE tasks ENABLE TRIGGER {name}")
        return
    trigger = (
        op.get_bind().exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).scalar_one()
    )
    op.execute(f"DROP TRIGGER {name}")
    op.execute(alone)
    op.get_bind().exec_driver_sql(trigger)


def _change_check(before: str, after: str) -> None:
    """Change the rule of which kind of task has which subject."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_tasks_kind_has_subject"), "tasks", type_="check")
        op.create_check_constraint(op.f("ck_tasks_kind_has_subject"), "tasks", after)
        return
    # SQLite changes no constraint of a table that is there. To make the table anew would take its triggers
    # and, as it is referred to, other tables' rows with it; so the rule is changed where SQLite keeps it.
    op.execute("PRAGMA writable_schema = ON")
    words = sa.text(
        "UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = 'tasks'"
    )
    op.get_bind().execute(words, {"before": f"CHECK ({before})", "after": f"CHECK ({after})"})
    op.execute("PRAGMA writable_schema = RESET")
