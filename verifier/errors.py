"""What can go wrong, as one family. The API turns each of them into one problem document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field. ``field`` is its path in the request ("source.url")."""

    field: str
    message: str


class VerifierError(Exception):
    """Anything that the caller or the operator can be told in one sentence.

    ``retry_after`` is in how many seconds it may go well, where that is known.
    """

    def __init__(self, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class NotFound(VerifierError):
    """Nothing has this id."""


class MalformedRequest(VerifierError):
    """The body can't be read at all."""


class BodyTooLarge(VerifierError):
    """The body has more bytes than this call takes."""


class WrongMediaType(VerifierError):
    """The body isn't of a type that this call takes."""


class InvalidFields(VerifierError):
    """The body can be read, but fields in it are wrong."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        told = [f"{error.field}: {error.message}" for error in errors]
        super().__init__("; ".join([*(each.removesuffix(".") for each in told[:-1]), *told[-1:]]))
        self.errors = tuple(errors)


class UnreadablePage(VerifierError):
    """There is no article to be read in a web page."""


class Busy(VerifierError):
    """Too much of this is being done already. Try again shortly."""


class BacklogFull(VerifierError):
    """So much waits to be done that no more is taken in. Nothing of the request was kept."""


class TooManyRequests(VerifierError):
    """This client has sent as many requests as it may for now."""


class KeyReused(VerifierError):
    """An idempotency key came again with another body."""


class StillInProgress(VerifierError):
    """The first request with this idempotency key hasn't ended yet. Try again shortly."""


class Conflict(VerifierError):
    """The request can be read, but not done to the thing as it is now."""


class ChangedMeanwhile(VerifierError):
    """The thing isn't any more as the caller saw it, who asked to change it only as such."""


class NotLetIn(VerifierError):
    """The caller hasn't shown that it may ask this."""


class WrongKey(NotLetIn):
    """What the caller shows is no key that works."""


class NotAllowed(VerifierError):
    """Whoever the caller is, it may not do this."""


class MissingScope(NotAllowed):
    """The caller's key isn't good for this: it has none of ``scopes``."""

    def __init__(self, scopes: Sequence[str]) -> None:
        one = "the scope" if len(scopes) == 1 else "any of the scopes"
        super().__init__(f"this key lacks {one} {', '.join(scopes)}")
        self.scopes = tuple(scopes)


class WrongSignature(VerifierError):
    """What came isn't signed by whom it says, or was signed too long ago."""


class WrongHost(VerifierError):
    """The request names a host that this service doesn't answer for."""


class StoreUnavailable(VerifierError):
    """The database can't be reached or is locked. Try again shortly."""


class TookTooLong(VerifierError):
    """Work on a task was ended for the time it took. It would take as long again."""


class LeaseLost(VerifierError):
    """Another worker has the task now: whatever this one found out may not be written."""


class UnusableFile(VerifierError):
    """A file can't be imported at all: it is of another kind, or its columns make no figure."""
