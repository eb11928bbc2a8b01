"""One index for the search by a population, and one by a place, that candidates are chosen by as well."""

from alembic import op

revision = "0007"
down_revision = "0006"

_TOLD_APART = ["circumstance_id", "origin_id", "status"]
_BEFORE = {
    "population": ["measure_id", "population_id", "place_id", "unit_id", "as_of", *_TOLD_APART],
    "place": ["measure_id", "place_id", "unit_id", "as_of", "population_id", *_TOLD_APART],
}
_AFTER = {
    "population": ["population_id", "measure_id", "place_id", "unit_id", "as_of", *_TOLD_APART],
    "place": ["place_id", "measure_id", "unit_id", "as_of", "population_id", *_TOLD_APART],
}


def upgrade() -> None:
    for name in ("population", "place", "search_population", "search_place"):
        op.drop_index(f"ix_figures_{name}", table_name="figures")
    for name, columns in _AFTER.items():
        op.create_index(f"ix_figures_{name}", "figures", columns)
    op.create_index("ix_figures_circumstance", "figures", ["circumstance_id", "measure_id"])


def downgrade() -> None:
    op.drop_index("ix_figures_circumstance", table_name="figures")
    for name, columns in _BEFORE.items():
        op.drop_index(f"ix_figures_{name}", table_name="figures")
        op.create_index(f"ix_figures_{name}", "figures", columns)
    asked = ["measure_id", "origin_id"]
    op.create_index("ix_figures_search_population", "figures", ["population_id", "place_id", *asked])
    op.create_index("ix_figures_search_place", "figures", ["place_id", "population_id", *asked])
