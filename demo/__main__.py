"""Runs the demo: ``python -m demo [CASE.toml]``, or ``make demo``.

Starts the whole service on a free port, posts the case's article, submits its claims, polls their
tasks, prints what came of them and stops the service. The status is 0 when every verdict is as the
case says, 1 when one differs, 2 when the demo could not be run. The store stays in ``var/demo``
until the next demo, which moves it aside.
"""

from __future__ import annotations

import select
import sys
import time
from dataclasses import asdict
from pathlib import Path

from demo.case import Case, load_case
from demo.client import Client, Document, RequestFailed
from demo.stack import DidNotStart, emptied, service_on, settings_that_lead_elsewhere
from demo.table import lines_of_table, row_of
from verifier.errors import VerifierError

_FOLDER = Path("var/demo")
_LINGER_SECONDS = 15
_INTERRUPTED = 130  # as a shell tells it
_CASE = Path(__file__).with_name("claims.toml")


def main(arguments: list[str]) -> int:
    """Run the demo on the case named, or on its own; returns the exit status."""
    case = load_case(Path(arguments[0]) if arguments else _CASE)
    try:
        return _run(case)
    except (RequestFailed, DidNotStart, VerifierError) as error:
        print(f"\nThe demo could not be run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nThe demo was stopped.", file=sys.stderr)
        return _INTERRUPTED


def _run(case: Case) -> int:
    folder = _FOLDER.absolute()
    aside = emptied(folder)
    if aside is not None:
        print(f"The store of the demo before is now in {_FOLDER}/{aside.name}; the next demo removes it.")
    began = time.monotonic()
    print(f"1. Starting the service: broker, API, worker and sweeper. Its log is {_FOLDER}/service.log")
    with service_on(folder) as url:
        print(f"   Ready at {url} after {time.monotonic() - began:.1f} s. In a second terminal:")
        print(f"     curl -s {url}/readyz\n     curl -s {url}/v1/figures")
        client = Client(url)
        _post_article(client, case)
        verdicts = _judge(client, case)
        seconds = time.monotonic() - began
        _print_table(case, verdicts)
        _linger()
        print("5. Stopping the service")
    return _conclude(case, verdicts, seconds)


def _post_article(client: Client, case: Case) -> None:
    print(f"2. Posting the article “{case.article.title}” ({case.article.publisher})")
    answer = client.post("/v1/articles", asdict(case.article))
    client.finished_task(answer["links"]["task"])
    article = client.get(answer["links"]["self"])
    print(f"   The worker read {len(article['figures'])} figures in it:")
    for figure in article["figures"]:
        said = article["text"][figure["quantity"]["start"] : figure["quantity"]["end"]]
        measure = (figure["measure"] or {}).get("key", "?").replace("_", " ")
        print(f"     {said:<18} {measure:<18} according to {figure['origin_name']}")


def _judge(client: Client, case: Case) -> list[Document]:
    print(f"3. Submitting {len(case.claims)} claims; each answer is 202 and a task")
    answers = [client.post("/v1/claims", {"text": claim.text}) for claim in case.claims]
    for answer in answers:
        print(f"     curl -s {client.url}{answer['links']['self']}")
    print("4. Polling the tasks until the worker has judged them all")
    return [client.finished_task(answer["links"]["task"])["result"] for answer in answers]


def _print_table(case: Case, verdicts: list[Document]) -> None:
    rows = [
        row_of(claim.text, claim.verdict, verdict)
        for claim, verdict in zip(case.claims, verdicts, strict=True)
    ]
    print()
    for line in lines_of_table(rows):
        print(line)
    print()


def _linger() -> None:
    """Leave a person at a terminal the time to look around; a script is not kept waiting."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    print(f"   The service stays up for {_LINGER_SECONDS} s, for the addresses above; Enter stops it now.")
    select.select([sys.stdin], [], [], _LINGER_SECONDS)


def _conclude(case: Case, verdicts: list[Document], seconds: float) -> int:
    pairs = zip(case.claims, verdicts, strict=True)
    differing = [claim.text for claim, verdict in pairs if verdict["verdict"] != claim.verdict]
    total = len(case.claims)
    print(f"{total - len(differing)} of {total} verdicts are as expected; it took {seconds:.1f} s.")
    for text in differing:
        print(f"  differs: {text}")
    store = f"{settings_that_lead_elsewhere()}VERIFIER_DATA={_FOLDER}"
    print("The store stays until the next demo. Ask it, or serve it again:")
    print(f'    {store} .venv/bin/verifier check "{case.claims[0].text}"\n    {store} make run')
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
