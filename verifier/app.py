"""Wires the parts into a Flask app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask

from config import Config
from verifier import __version__
from verifier.api import auth, wiring
from verifier.api.answering import ReadableJSON
from verifier.api.articles import articles
from verifier.api.audit import audit, tell_authors
from verifier.api.claims import claims
from verifier.api.digests import digests
from verifier.api.figures import figures
from verifier.api.guards import SECURITY_SCHEME
from verifier.api.health import health
from verifier.api.imports import imports
from verifier.api.inbound import inbound
from verifier.api.limiting import Limiter, limit
from verifier.api.parse import parse
from verifier.api.problems import ProblemApi
from verifier.api.slack import slack
from verifier.api.sources import sources
from verifier.api.tasks import tasks
from verifier.api.webhooks import webhooks
from verifier.clock import now
from verifier.outbound.addresses import Policy
from verifier.outbound.replies import check_reply_url
from verifier.outbound.resolving import check_url
from verifier.services.admission import Admission
from verifier.services.keyring import Keyring
from verifier.services.rings import Bell
from verifier.services.webhooks import CheckUrl
from verifier.store.database import ANSWER_SECONDS, Database
from verifier.webhooks.sealing import Vault
from workers.app import CeleryBell

MOST_HELD = 8
MOST_TRANSFERS = 4
"""How many files may be sent or fetched at a time: each takes a thread for as long as that lasts."""


def stop_waiting(app: Flask) -> None:
    """Answer held requests with what is known now, and hold none from here on."""
    attached: wiring.Parts = app.extensions[wiring.EXTENSION]
    attached.stopping.set()


def waiting(app: Flask) -> int:
    """How many requests have a thread and only wait: for a verdict, or for their client's network."""
    attached: wiring.Parts = app.extensions[wiring.EXTENSION]
    return attached.holds.taken + attached.transfers.taken


def create_app(
    config: Config,
    *,
    bell: Bell | None = None,
    clock: Callable[[], datetime] = now,
    most_held: int = MOST_HELD,
    check_target: CheckUrl | None = None,
) -> Flask:
    """The app of one installation. The database is opened here: make the app after a fork.

    ``bell``, ``clock`` and ``check_target`` are for those who bring their own. ``most_held`` is how
    many requests may wait for a verdict at a time: fewer than there are threads, or nothing else is answered.
    """
    app = Flask("verifier", static_folder=None)
    app.config.update(
        API_TITLE="Verifier",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json = ReadableJSON(app)
    app.url_map.converters["id"] = wiring.IdConverter
    database = Database(config.database_url, answer_seconds=ANSWER_SECONDS, home=config.public_url)
    policy = Policy(config.webhook_networks)
    wiring.attach(
        app.extensions,
        wiring.Parts(
            database,
            bell or CeleryBell(config.redis_url),
            clock,
            wiring.Places(most_held),
            wiring.Places(MOST_TRANSFERS),
            Admission(database, config.backlog),
            Vault(config.sealing_secret()),
            check_target or partial(check_url, policy=policy),
            partial(check_reply_url, policy=policy),
            config.slack_signing_secret,
        ),
    )
    auth.recognise(
        app,
        Keyring(database, clock),
        networks=config.trusted_networks,
        hosts=config.hosts,
        development=config.environment == "development",
    )
    if config.rate is not None:
        limit(app, Limiter(config.rate, config.redis_url))
    auth.let_in(app)
    tell_authors(app)
    api = ProblemApi(app)
    api.spec.components.security_scheme(SECURITY_SCHEME, {"type": "http", "scheme": "bearer"})
    api.register_converter(
        wiring.IdConverter, lambda converter: {"type": "string", "pattern": converter.regex}
    )
    for resource in (
        claims,
        tasks,
        figures,
        sources,
        imports,
        articles,
        parse,
        webhooks,
        digests,
        inbound,
        slack,
        audit,
        health,
    ):
        api.register_blueprint(resource)
    return app
