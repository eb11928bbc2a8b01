"""Claims, tasks and articles as JSON-ready documents: the one place where these shapes are made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from verifier.core.documents import figure_document
from verifier.core.language import language_of
from verifier.core.marking import marked_text
from verifier.core.model import ReportedFigure
from verifier.services.answers import Document
from verifier.store.tables import (
    ArticleRow,
    ArticleVersionRow,
    CheckRow,
    ClaimRow,
    EditRow,
    ImportRow,
    ReviewRow,
    SourceRow,
    TaskRow,
)


def moment(value: datetime | None) -> str | None:
    """A moment as RFC 3339, in UTC."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_to_come(value: datetime | None, now: datetime) -> str | None:
    """A moment as RFC 3339 as long as it is to come."""
    return moment(value) if value is not None and value > now else None


def claim_path(claim_id: str) -> str:
    """Where a claim is."""
    return f"/v1/claims/{claim_id}"


def article_path(article_id: str) -> str:
    """Where an article is."""
    return f"/v1/articles/{article_id}"


def figure_path(figure_id: str) -> str:
    """Where a figure is."""
    return f"/v1/figures/{figure_id}"


def task_path(task_id: str) -> str:
    """Where a task is."""
    return f"/v1/tasks/{task_id}"


def edit_document(edit: EditRow) -> Document:
    """One change to a figure or a source, by whom and why, under the store's revision that it made."""
    return {
        "kind": edit.kind,
        "revision": edit.revision,
        "at": moment(edit.made_at),
        "by": edit.by,
        "reason": edit.reason,
        "before": edit.before,
        "after": edit.after,
    }


def claim_document(
    claim: ClaimRow, task: TaskRow, check: CheckRow | None, reviews: Sequence[ReviewRow]
) -> Document:
    """A claim with its newest verdict, in one word and in full, and what people decided about it."""
    return {
        **listed_claim_document(claim, task, None if check is None else check.checked_at),
        "result": None if check is None else check.document,
        "review": _standing_review(check, reviews),
        "rejected_figures": [
            {"figure_id": each.figure_id, "review": each.id, "by": each.by, "reason": each.reason}
            for each in reviews
            if each.figure_id is not None and each.undone_at is None
        ],
    }


def _standing_review(check: CheckRow | None, reviews: Sequence[ReviewRow]) -> Document | None:
    """The newest approval or override that stands, and whether the engine has found otherwise since."""
    standing = [each for each in reviews if each.figure_id is None and each.undone_at is None]
    if check is None or not standing:
        return None
    newest = standing[-1]
    return {**review_document(newest), "moved_since": newest.check_number != check.number}


def review_document(review: ReviewRow) -> Document:
    """One decision of a person."""
    undone = {"at": moment(review.undone_at), "by": review.undone_by, "reason": review.undone_reason}
    return {
        "id": review.id,
        "decision": review.decision,
        "verdict": review.verdict,
        "figure_id": review.figure_id,
        "reason": review.reason,
        "by": review.by,
        "at": moment(review.made_at),
        "check_number": review.check_number,
        "undone": None if review.undone_at is None else undone,
    }


def listed_claim_document(claim: ClaimRow, task: TaskRow, checked_at: datetime | None) -> Document:
    """A claim with its newest verdict in one word; ``checked_at`` is when that was found."""
    return {
        "id": claim.id,
        "status": claim.status,
        "verdict": claim.verdict,
        "text": claim.text,
        "claimed_at": moment(claim.claimed_at),
        "claimant": claim.claimant,
        "claim_url": claim.claim_url,
        "language": claim.language,
        "external_id": claim.external_id,
        "tags": claim.tags,
        "watch": claim.watch,
        "callback_url": claim.callback_url,
        "submitted_at": moment(claim.submitted_at),
        "changed_at": moment(claim.changed_at),
        "checked_at": moment(checked_at),
        "error": task.error,
        "links": {"self": claim_path(claim.id), "task": task_path(task.id)},
    }


def history_document(check: CheckRow) -> Document:
    """One verdict of a claim's history, with why it was judged again and the figures that decide it."""
    result = check.document
    return {
        "number": check.number,
        "verdict": check.verdict,
        "confidence": check.confidence,
        "reason": check.reason,
        "sentence": result["sentence"],
        "figures": [one["figure"]["id"] for one in result["evidence"] if one["decides"]],
        "cause": check.cause,
        "engine_version": check.engine_version,
        "store_revision": check.store_revision,
        "checked_at": moment(check.checked_at),
    }


def import_path(import_id: str) -> str:
    """Where an import is."""
    return f"/v1/imports/{import_id}"


def import_result_document(row: ImportRow) -> Document:
    """What became of a file's rows so far, and how its columns are read."""
    return {
        "rows": row.row_count,
        "added": row.added,
        "unchanged": row.unchanged,
        "rejected": row.rejected,
        "lost": row.lost,
        **row.reading,
    }


def _import_links(row: ImportRow, task: TaskRow) -> Document:
    path = import_path(row.id)
    return {"self": path, "task": task_path(task.id), "report": f"{path}/report"}


def queued_import_document(row: ImportRow, task: TaskRow) -> Document:
    """What the sender of a file gets at once, with how its columns are read."""
    return {
        "id": row.id,
        "status": task.status,
        "rows": row.row_count,
        **row.reading,
        "links": _import_links(row, task),
    }


def import_document(row: ImportRow, task: TaskRow) -> Document:
    """A file that was sent, and what became of its rows."""
    return {
        "id": row.id,
        "status": task.status,
        "format": row.format,
        "bytes": row.size,
        "received_at": moment(row.ready_at),
        "finished_at": moment(task.finished_at),
        **import_result_document(row),
        "progress": {"done": task.done, "total": task.total},
        "error": task.error,
        "links": _import_links(row, task),
    }


def task_document(task: TaskRow, check: CheckRow | None, file: ImportRow | None = None) -> Document:
    """A task; a finished claim's has the verdict itself under ``result``, an import's what it did so far."""
    document: dict[str, Any] = {
        "id": task.id,
        "kind": task.kind,
        "status": task.status,
        "progress": {"done": task.done, "total": task.total},
        "created_at": moment(task.created_at),
        "started_at": moment(task.started_at),
        "finished_at": moment(task.finished_at),
        "result_url": _result_path(task) if task.status == "succeeded" else None,
        "error": task.error,
    }
    if check is not None:
        document["result"] = check.document
    if file is not None and task.parent_id is None:
        document["result"] = import_result_document(file)
    return document


def batch_path(task_id: str) -> str:
    """Where what became of a batch's claims is."""
    return f"/v1/claims/batch/{task_id}"


def _result_path(task: TaskRow) -> str:
    if task.kind == "batch":
        return batch_path(task.id)
    if task.claim_id is not None:
        return claim_path(task.claim_id)
    if task.import_id is not None:
        return import_path(task.import_id)
    return article_path(str(task.article_id))


def queued_claim_document(claim: ClaimRow, task: TaskRow) -> Document:
    """What the submitter of a claim gets at once."""
    return {
        "id": claim.id,
        "status": claim.status,
        "links": {"self": claim_path(claim.id), "task": task_path(task.id)},
    }


def submitted_article_document(article: ArticleRow, task: TaskRow) -> Document:
    """What the submitter of an article gets at once."""
    return {
        "id": article.id,
        "status": task.status,
        "version": article.version,
        "links": {"self": article_path(article.id), "task": task_path(task.id)},
    }


def article_document(
    article: ArticleRow,
    version: ArticleVersionRow,
    source: SourceRow,
    task: TaskRow,
    other_addresses: Sequence[str],
    figures: Sequence[ReportedFigure],
    *,
    figure_count: int,
    next_after: str | None,
) -> Document:
    """An article's current version with its figures, whose offsets point into ``text``.

    ``other_addresses`` are where else this content was published, ``next_after`` leads to more figures.
    """
    return {
        **listed_article_document(article, version, source, task, figure_count),
        "also_at": list(other_addresses),
        "supported": language_of(version.text, version.language).read,
        "text": version.text,
        "marked": marked_text(version.text, figures),
        "figures": [figure_document(figure) for figure in figures],
        "next": next_after,
    }


def listed_article_document(
    article: ArticleRow, version: ArticleVersionRow, source: SourceRow, task: TaskRow, figure_count: int
) -> Document:
    """An article's current version without its text and figures."""
    return {
        "id": article.id,
        "status": task.status,
        "version": version.number,
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "language": version.language,
        "published_at": moment(source.published_at),
        "received_at": moment(version.received_at),
        "date_assumed": source.published_at is None,
        "figure_count": figure_count,
        "progress": {"done": task.done, "total": task.total},
        "error": task.error,
        "links": {"self": article_path(article.id), "task": task_path(task.id)},
    }
