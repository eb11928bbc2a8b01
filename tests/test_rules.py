"""Rules about the project itself: what is read from outside is documented, what is promised is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

from bench.accuracy.__main__ import main as measure
from tests.servers import ROOT
from verifier.cli import main
from verifier.services.rings import QUEUES, WORKERS

_READERS_OF_THE_ENVIRONMENT = {
    "config.py",
    "verifier/serving/parts.py",  # hands it on to the parts
}

_USED_WITHOUT_AN_IMPORT = {
    "gunicorn",  # run as a program
    "hiredis",  # redis takes it where it is there
    "psycopg",  # SQLAlchemy's way to PostgreSQL
    "setuptools",  # builds the editable install
}


def _sources() -> list[Path]:
    return [ROOT / "config.py", *(ROOT / "verifier").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]


def _imports(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    others = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return plain | others


def _settings() -> set[str]:
    """The environment variables that config.py names in its code."""
    tree = ast.parse((ROOT / "config.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    firsts = [call.args[0] for call in calls if ast.unparse(call.func).endswith("environ.get")]
    items = [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    strings = [node.value for node in (*firsts, *items) if isinstance(node, ast.Constant)]
    return {name for name in strings if isinstance(name, str) and name.isupper()}


def _documented_settings() -> set[str]:
    rows = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)`", rows, re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert _settings() == _documented_settings() != set()


def test_only_the_configuration_reads_the_environment() -> None:
    readers = {
        str(file.relative_to(ROOT))
        for file in _sources()
        if re.search(r"os\.(environ|getenv)", file.read_text(encoding="utf-8"))
    }
    assert readers == _READERS_OF_THE_ENVIRONMENT


def test_the_configuration_stands_on_its_own() -> None:
    roots = {name.split(".")[0] for name in _imports(ROOT / "config.py")}
    assert not roots & {"verifier", "workers"}


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name, inner in command.commands.items():
        yield from _commands(inner, f"{path} {name}")


def test_every_command_and_option_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    commands = dict(_commands(main, "verifier")) | {"python -m bench.accuracy": measure}
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    assert {name for name in commands if f"`{name}" not in text} == set()
    assert {option for option in options if f"`{option}" not in text} == set()
    assert set(re.findall(r"`(--[a-z-]+)", text)) <= options


@pytest.mark.parametrize("target", ["demo", "test", "run", "check", "install"])
def test_the_readme_names_the_commands(target: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"make {target}" in readme
    assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE)


def test_every_target_says_what_it_does_and_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(document.read_text(encoding="utf-8") for document in documents)
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE)) - {"runtime", "help"}
    assert {name for name in targets if not re.search(rf"^{name}:.*## ", makefile, re.MULTILINE)} == set()
    assert {name for name in targets if f"make {name}" not in text} == set()


def _required(name: str) -> set[str]:
    """The packages that a list of requirements names, by their normalised names."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\[>#\s]", line)[0].lower().replace("_", "-") for line in lines if line[:1].isalpha()}


def _imported(folders: list[str]) -> set[str]:
    """The packages whose modules are imported below these folders, by their normalised names."""
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")] + [ROOT / "config.py"]
    modules = {name.split(".")[0] for file in files for name in _imports(file)}
    packages = packages_distributions()
    return {package.lower().replace("_", "-") for module in modules for package in packages.get(module, [])}


def test_what_the_service_imports_is_required_and_what_is_required_is_used() -> None:
    imported = _imported(["verifier", "workers", "migrations", "demo"]) - {"verifier"}
    assert imported | _USED_WITHOUT_AN_IMPORT == _required("requirements.in")


def test_the_locks_carry_a_hash_for_each_package_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        packages = re.findall(r"^[A-Za-z0-9].*==.*$", lock, re.MULTILINE)
        assert packages and all(line.endswith("\\") for line in packages), name
        assert "://" not in lock and "--index" not in lock, name


def test_no_document_names_a_registry() -> None:
    hosts = [f"{name}.{end}" for name, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    documents = [
        *ROOT.glob("*.*"),
        *(file for folder in ("docs", "examples", "demo", "tools") for file in (ROOT / folder).rglob("*.*")),
    ]
    texts = [
        file for file in documents if file.suffix in (".md", ".toml", ".txt", ".in", ".py", ".yaml", ".yml")
    ]
    named = [str(file.relative_to(ROOT)) for file in texts if any(host in file.read_text() for host in hosts)]
    assert len(texts) > 30
    assert named == []


def test_every_local_link_in_the_documents_leads_somewhere() -> None:
    folders = ("docs", "examples", "tests")
    documents = [*ROOT.glob("*.md"), *(file for name in folders for file in (ROOT / name).rglob("*.md"))]
    dead = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert dead == []


def test_every_test_that_the_rules_name_is_there() -> None:
    text = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    named = {
        (file, test)
        for file, tests in re.findall(r"`(test_\w+\.py)`:((?: `test_\w+`,?)+)", text)
        for test in re.findall(r"`(test_\w+)`", tests)
    }
    there = {
        (path.name, test)
        for path in (ROOT / "tests" / "core").glob("test_*.py")
        for test in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 30
    assert named - there == set()


def test_each_queue_has_its_workers_where_the_parts_run_apart() -> None:
    composed = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    run = set(re.findall(r'command: \["python", "-m", "workers", "(\w+)"\]', composed))
    assert run == set(WORKERS)
    assert set(WORKERS.values()) == set(QUEUES.values())
