"""Where answers to Slack's commands may go: to Slack itself, or to a machine that the operator named."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from verifier.outbound.addresses import Policy, check_target
from verifier.outbound.targets import ForbiddenTarget, read_target

_HOSTS = tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))["slack"][
    "hosts"
]
_PORT = 443


def check_reply_url(url: str, policy: Policy) -> None:
    """``ForbiddenTarget`` unless an address is Slack's own, over https, or one that the operator allows.

    Such an address must be given in numbers: a name would have to be looked up, and Slack waits for
    three seconds. Slack's names are looked up, and what they lead to is checked, at each post.
    """
    target = read_target(url)
    if target.scheme == "https" and target.port == _PORT and target.host in _HOSTS:
        return
    if target.address is None or not policy.allows(target.address):
        raise ForbiddenTarget(f"It must lead to {_HOSTS[0]}, over https.")
    check_target(target, policy)
