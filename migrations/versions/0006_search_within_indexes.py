"""What a search asks of a population's or a place's figures stands in their index too."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    asked = ["measure_id", "origin_id"]
    op.create_index("ix_figures_search_population", "figures", ["population_id", "place_id", *asked])
    op.create_index("ix_figures_search_place", "figures", ["place_id", "population_id", *asked])
    for name in ("population_id", "place_id"):
        op.drop_index(f"ix_figures_{name}", table_name="figures")


def downgrade() -> None:
    for name in ("population_id", "place_id"):
        op.create_index(f"ix_figures_{name}", "figures", [name])
    for name in ("population", "place"):
        op.drop_index(f"ix_figures_search_{name}", table_name="figures")
