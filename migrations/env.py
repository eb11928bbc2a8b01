"""Runs the revisions in the transaction of the connection that ``verifier.store.migration`` hands in."""

from alembic import context

from verifier.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
