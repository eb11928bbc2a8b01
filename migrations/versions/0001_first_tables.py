"""The first tables: claims, checks, articles, figures, tasks, idempotency keys, heartbeats."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_articles_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimant", sa.String(), nullable=True),
        sa.Column("claim_url", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("watch", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'succeeded' OR verdict IS NOT NULL", name=op.f("ck_claims_succeeded_has_verdict")
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_claims_status")
        ),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('consistent', 'contradicted', 'unverified')",
            name=op.f("ck_claims_verdict"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_claims_text_not_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_changed_at", "claims", ["changed_at", "id"], unique=False)
    op.create_index(op.f("ix_claims_external_id"), "claims", ["external_id"], unique=False)
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "route", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False)
    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_publisher"), "sources", ["publisher"], unique=False)
    op.create_table(
        "store_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_revision_one_row")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_store_revision_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_revision")),
    )
    op.create_table(
        "article_addresses",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_addresses_article_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_article_addresses_source_id")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_article_addresses")),
    )
    op.create_index(
        op.f("ix_article_addresses_article_id"), "article_addresses", ["article_id"], unique=False
    )
    op.create_table(
        "article_versions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_article_versions_number")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_versions_article_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_article_versions_source_id")),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_article_versions")),
    )
    op.create_index(op.f("ix_article_versions_digest"), "article_versions", ["digest"], unique=False)
    op.create_table(
        "tasks",
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
        sa.CheckConstraint(
            "(kind = 'claim' AND claim_id IS NOT NULL AND article_id IS NULL)"
            " OR (kind = 'article' AND article_id IS NOT NULL AND claim_id IS NULL)",
            name=op.f("ck_tasks_kind_has_subject"),
        ),
        sa.CheckConstraint(
            "(status = 'failed') = (error IS NOT NULL)", name=op.f("ck_tasks_failed_has_reason")
        ),
        sa.CheckConstraint(
            "(status = 'running') = (lease_token IS NOT NULL)"
            " AND (lease_token IS NULL) = (lease_until IS NULL)",
            name=op.f("ck_tasks_running_has_lease"),
        ),
        sa.CheckConstraint(
            "(status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL)",
            name=op.f("ck_tasks_ended_has_time"),
        ),
        sa.CheckConstraint(
            "status <> 'running' OR started_at IS NOT NULL", name=op.f("ck_tasks_running_has_start")
        ),
        sa.CheckConstraint("status <> 'succeeded' OR done = total", name=op.f("ck_tasks_succeeded_is_done")),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'succeeded', 'failed')", name=op.f("ck_tasks_status")
        ),
        sa.CheckConstraint("attempts BETWEEN 0 AND 5", name=op.f("ck_tasks_attempts")),
        sa.CheckConstraint("done >= 0 AND total >= 1 AND done <= total", name=op.f("ck_tasks_progress")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_tasks_article_id")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_tasks_claim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_article_id"), "tasks", ["article_id"], unique=False)
    op.create_index(op.f("ix_tasks_claim_id"), "tasks", ["claim_id"], unique=False)
    op.create_index("ix_tasks_status_ring_at", "tasks", ["status", "ring_at"], unique=False)
    op.create_table(
        "checks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("figures_cited", sa.Integer(), nullable=False),
        sa.Column("engine_version", sa.String(), nullable=False),
        sa.Column("store_revision", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict = 'unverified' OR figures_cited > 0", name=op.f("ck_checks_no_figure_no_verdict")
        ),
        sa.CheckConstraint(
            "verdict IN ('consistent', 'contradicted', 'unverified')", name=op.f("ck_checks_verdict")
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_checks_confidence")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_checks_number")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_checks_claim_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_checks_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
        sa.UniqueConstraint("claim_id", "number", name=op.f("uq_checks_claim_id_number")),
        sa.UniqueConstraint("task_id", name=op.f("uq_checks_task_id")),
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("article_version", sa.Integer(), nullable=True),
        sa.Column("base_unit", sa.String(), nullable=False),
        sa.Column("measure_key", sa.String(), nullable=False),
        sa.Column("population_key", sa.String(), nullable=False),
        sa.Column("place_key", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("origin_name", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("superseded_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'active') = (superseded_on IS NULL)", name=op.f("ck_figures_superseded_has_day")
        ),
        sa.CheckConstraint(
            "status <> 'active' OR superseded_by IS NULL", name=op.f("ck_figures_active_stands_alone")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'superseded', 'corrected', 'retracted')", name=op.f("ck_figures_status")
        ),
        sa.CheckConstraint(
            "(article_id IS NULL) = (article_version IS NULL)", name=op.f("ck_figures_article")
        ),
        sa.CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name=op.f("ck_figures_quote")),
        sa.CheckConstraint(
            "superseded_by IS NULL OR superseded_by <> id", name=op.f("ck_figures_not_by_itself")
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "article_version"],
            ["article_versions.article_id", "article_versions.number"],
            name=op.f("fk_figures_article_id_article_version"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_figures_source_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["figures.id"], name=op.f("fk_figures_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    op.create_index("ix_figures_article", "figures", ["article_id", "article_version"], unique=False)
    op.create_index("ix_figures_measure", "figures", ["base_unit", "measure_key", "as_of"], unique=False)
    op.create_index(op.f("ix_figures_origin"), "figures", ["origin"], unique=False)
    op.create_index(
        "ix_figures_population", "figures", ["base_unit", "population_key", "as_of"], unique=False
    )
    op.create_index(op.f("ix_figures_source_id"), "figures", ["source_id"], unique=False)
    op.create_index(op.f("ix_figures_superseded_by"), "figures", ["superseded_by"], unique=False)
    op.execute("INSERT INTO store_revision (id, number) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_index(op.f("ix_figures_superseded_by"), table_name="figures")
    op.drop_index(op.f("ix_figures_source_id"), table_name="figures")
    op.drop_index("ix_figures_population", table_name="figures")
    op.drop_index(op.f("ix_figures_origin"), table_name="figures")
    op.drop_index("ix_figures_measure", table_name="figures")
    op.drop_index("ix_figures_article", table_name="figures")
    op.drop_table("figures")
    op.drop_table("checks")
    op.drop_index("ix_tasks_status_ring_at", table_name="tasks")
    op.drop_index(op.f("ix_tasks_claim_id"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_article_id"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_article_versions_digest"), table_name="article_versions")
    op.drop_table("article_versions")
    op.drop_index(op.f("ix_article_addresses_article_id"), table_name="article_addresses")
    op.drop_table("article_addresses")
    op.drop_table("store_revision")
    op.drop_index(op.f("ix_sources_publisher"), table_name="sources")
    op.drop_table("sources")
    op.drop_index(op.f("ix_idempotency_keys_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("heartbeats")
    op.drop_index(op.f("ix_claims_external_id"), table_name="claims")
    op.drop_index("ix_claims_changed_at", table_name="claims")
    op.drop_table("claims")
    op.drop_table("articles")
