"""``/v1/tasks``: how far work in the background is."""

from __future__ import annotations

from flask import Response

from verifier.api.answers.tasks import TaskSchema
from verifier.api.auth import check_scope
from verifier.api.guards import needs
from verifier.api.wiring import POLL_AFTER, Resource, answer, parts
from verifier.services.tasks import read_task
from verifier.services.waiting import ENDED

tasks = Resource("tasks", __name__, description="Follow work in the background")
_CLAIMS = ("claims:read", "claims:write")
_OF_CLAIMS = ("claim", "batch", "batch_part")
_FIGURES = ("figures:read", "figures:write")


@tasks.route("/v1/tasks/<id(prefix=tsk):task_id>", methods=["GET"], guard=needs(*_CLAIMS, *_FIGURES))
@tasks.response(200, TaskSchema)
def show(task_id: str) -> Response:
    """A task's status and progress, and for a judged claim the verdict.

    A key needs a scope for claims, or for figures, as the work is.
    """
    task = read_task(parts().database, task_id)
    check_scope(*(_CLAIMS if task["kind"] in _OF_CLAIMS else _FIGURES))
    if task["status"] in ENDED:
        return answer(task)
    return answer(task, retry_after=POLL_AFTER)
