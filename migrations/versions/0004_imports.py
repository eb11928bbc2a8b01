"""Files of figures on their way in, and tasks that have parts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SUBJECT_BEFORE = (
    "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL)"
    " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL)"
)
_SUBJECT = (
    "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL AND import_id IS NULL)"
    " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL AND import_id IS NULL)"
    " OR (kind IN ('import', 'import_part') AND import_id IS NOT NULL"
    " AND claim_id IS NULL AND article_id IS NULL)"
)
_LEASE_BEFORE = (
    "(status = 'running') = (lease_token IS NOT NULL) AND (lease_token IS NULL) = (lease_until IS NULL)"
)
_LEASE = (
    "((status = 'running') = (lease_token IS NOT NULL) OR (status = 'running' AND parts_left > 0))"
    " AND (lease_token IS NULL) = (lease_until IS NULL)"
)
_PART = "(parent_id IS NULL) = (part IS NULL)"
_COLUMNS_BEFORE = (
    "id, kind, status, claim_id, article_id, attempts, done, total, due_at, ring_at, lease_token,"
    " lease_until, created_at, started_at, finished_at, error"
)


def upgrade() -> None:
    _make_imports()
    if op.get_bind().dialect.name == "sqlite":
        _make_tasks_anew(_constraints_after(), _new_columns())
    else:
        for column in _new_columns():
            op.add_column("tasks", column)
        op.create_foreign_key(op.f("fk_tasks_import_id"), "tasks", "imports", ["import_id"], ["id"])
        op.create_foreign_key(
            op.f("fk_tasks_parent_id"), "tasks", "tasks", ["parent_id"], ["id"], ondelete="CASCADE"
        )
        _change_checks({"kind_has_subject": _SUBJECT, "running_has_lease": _LEASE})
        op.create_check_constraint(op.f("ck_tasks_part_of_parent"), "tasks", _PART)
        op.create_check_constraint(op.f("ck_tasks_parts_left"), "tasks", "parts_left >= 0")
    op.create_index("ix_tasks_parent_id_part", "tasks", ["parent_id", "part"])
    op.create_index("ix_tasks_import_id", "tasks", ["import_id"])


def downgrade() -> None:
    op.execute("DELETE FROM tasks WHERE import_id IS NOT NULL AND parent_id IS NOT NULL")
    op.execute("DELETE FROM tasks WHERE import_id IS NOT NULL")
    op.drop_index("ix_tasks_parent_id_part", table_name="tasks")
    op.drop_index("ix_tasks_import_id", table_name="tasks")
    if op.get_bind().dialect.name == "sqlite":
        _make_tasks_anew(_constraints_before(), [])
    else:
        for name in ("part_of_parent", "parts_left"):
            op.drop_constraint(op.f(f"ck_tasks_{name}"), "tasks", type_="check")
        _change_checks({"kind_has_subject": _SUBJECT_BEFORE, "running_has_lease": _LEASE_BEFORE})
        for name in ("import_id", "parent_id", "part", "parts_left"):
            op.drop_column("tasks", name)
    for table in ("import_links", "import_rejections", "import_pieces", "imports"):
        op.drop_table(table)


def _change_checks(checks: dict[str, str]) -> None:
    for name, rule in checks.items():
        op.drop_constraint(op.f(f"ck_tasks_{name}"), "tasks", type_="check")
        op.create_check_constraint(op.f(f"ck_tasks_{name}"), "tasks", rule)


# --- Tasks on SQLite, which changes no constraint of a table that is there ---------------------------


def _make_tasks_anew(constraints: list[Any], new_columns: list[Any]) -> None:
    """Checks are put aside meanwhile: when the old tasks go, theirs go with them."""
    op.execute("CREATE TEMPORARY TABLE kept_checks AS SELECT * FROM checks")
    for name in ("status_ring_at", "claim_id", "article_id"):
        op.drop_index(f"ix_tasks_{name}", table_name="tasks")
    op.create_table("tasks_anew", *_columns(), *new_columns, *constraints)
    op.execute(f"INSERT INTO tasks_anew ({_COLUMNS_BEFORE}) SELECT {_COLUMNS_BEFORE} FROM tasks")  # noqa: S608 - names of our own
    op.drop_table("tasks")
    op.rename_table("tasks_anew", "tasks")
    op.create_index("ix_tasks_status_ring_at", "tasks", ["status", "ring_at"])
    for name in ("claim_id", "article_id"):
        op.create_index(f"ix_tasks_{name}", "tasks", [name])
    op.execute("INSERT INTO checks SELECT * FROM kept_checks")
    op.execute("DROP TABLE kept_checks")


def _columns() -> list[Any]:
    return [
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=True),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ring_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
    ]


def _new_columns() -> list[Any]:
    return [
        sa.Column("import_id", sa.String(), nullable=True),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=True),
        sa.Column("parts_left", sa.Integer(), nullable=False, server_default="0"),
    ]


def _constraints_before() -> list[Any]:
    return [
        *_shared_constraints(),
        *_named({"kind_has_subject": _SUBJECT_BEFORE, "running_has_lease": _LEASE_BEFORE}),
    ]


def _constraints_after() -> list[Any]:
    return [
        *_shared_constraints(),
        *_named(
            {
                "kind_has_subject": _SUBJECT,
                "running_has_lease": _LEASE,
                "part_of_parent": _PART,
                "parts_left": "parts_left >= 0",
            }
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_tasks_import_id")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["tasks_anew.id"], name=op.f("fk_tasks_parent_id"), ondelete="CASCADE"
        ),
    ]


def _named(checks: dict[str, str]) -> list[Any]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_tasks_{name}")) for name, rule in checks.items()]


def _shared_constraints() -> list[Any]:
    return [
        *_named(
            {
                "status": "status IN ('queued', 'running', 'succeeded', 'failed')",
                "ended_has_time": "(status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)",
                "failed_has_reason": "(status = 'failed') = (error IS NOT NULL)",
                "running_has_start": "status <> 'running' OR started_at IS NOT NULL",
                "attempts": "attempts BETWEEN 0 AND 5",
                "progress": "done >= 0 AND total >= 1 AND done <= total",
                "succeeded_is_done": "status <> 'succeeded' OR done = total",
            }
        ),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_tasks_article_id")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_tasks_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    ]


# --- Imports --------------------------------------------------------------------------------------


def _make_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("row_count", "added", "unchanged", "rejected", "lost", "told")
        ),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("format IN ('csv', 'jsonl')", name=op.f("ck_imports_format")),
        sa.CheckConstraint(
            "added >= 0 AND unchanged >= 0 AND rejected >= 0 AND lost >= 0"
            " AND added + unchanged + rejected + lost <= row_count",
            name=op.f("ck_imports_each_row_once"),
        ),
        sa.CheckConstraint(
            "finished_at IS NULL OR ready_at IS NOT NULL", name=op.f("ck_imports_finished_was_ready")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_digest", "imports", ["digest"])
    op.create_table(
        "import_pieces",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("row_count >= 1 AND last_line >= first_line", name=op.f("ck_import_pieces_rows")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_pieces_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_pieces")),
    )
    op.create_table(
        "import_rejections",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rejections_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rejections")),
    )
    op.create_index("ix_import_rejections_import_id", "import_rejections", ["import_id"])
    op.create_table(
        "import_links",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("figure_id", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_links_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "figure_id", name=op.f("pk_import_links")),
    )
