"""What gunicorn loads: the application, wired from the environment."""

from __future__ import annotations

from config import Config
from verifier.app import create_app

app = create_app(Config.from_env())
