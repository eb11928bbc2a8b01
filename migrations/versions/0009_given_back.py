"""Work that a worker gives back when it stops in good order is no attempt."""

from alembic import op

revision = "0009"
down_revision = "0008"

_BEFORE = "NEW.attempts < OLD.attempts OR NEW.attempts > OLD.attempts + 1"
_GIVEN_BACK = "OLD.status = 'running' AND NEW.status = 'queued' AND NEW.attempts = OLD.attempts - 1"
_AFTER = f"({_BEFORE}) AND NOT ({_GIVEN_BACK})"


def upgrade() -> None:
    _refuse_if(_AFTER)


def downgrade() -> None:
    _refuse_if(_BEFORE)


def _refuse_if(condition: str) -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER tasks_attempts_are_counted" + (" ON tasks" if on_postgresql else ""))
    head = "CREATE TRIGGER tasks_attempts_are_counted BEFORE UPDATE ON tasks FOR EACH ROW WHEN"
    if on_postgresql:
        op.execute(f"{head} ({condition}) EXECUTE FUNCTION verifier_refuse()")
    else:
        op.execute(
            f"{head} {condition} BEGIN SELECT RAISE(ABORT, 'refused: tasks_attempts_are_counted'); END"
        )
