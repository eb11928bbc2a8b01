"""Figures by the terms of a vocabulary, their reading in a compact form."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from verifier.matching.keys import figure_keys
from verifier.store.codec import decode

revision = "0003"
down_revision = "0002"

_AT_ONCE = 2000
_SLOTS = ("unit", "measure", "population", "place", "circumstance", "origin")

# What a statement was made of when this revision was written: its parts, their fields in order and
# what each is when left out. "span" is words with offsets, a name in capitals another part.
_REQUIRED = object()
_PARTS: dict[str, list[tuple[str, str, Any]]] = {
    "Interval": [
        ("low", "word", _REQUIRED),
        ("high", "word", _REQUIRED),
        ("low_open", "truth", False),
        ("high_open", "truth", False),
    ],
    "Quantity": [
        ("span", "span", _REQUIRED),
        ("kind", "word", _REQUIRED),
        ("hedge", "word", _REQUIRED),
        ("value", "word", _REQUIRED),
        ("value_to", "word", _REQUIRED),
        ("unit", "word", _REQUIRED),
        ("base_value", "word", _REQUIRED),
        ("base_value_to", "word", _REQUIRED),
        ("base_unit", "word", _REQUIRED),
        ("interval", "Interval", _REQUIRED),
        ("grain", "word", None),
        ("direction", "word", None),
        ("hedge_words", "word", None),
        ("hedged_ends", "truth", False),
    ],
    "Population": [
        ("span", "span", _REQUIRED),
        ("head", "word", _REQUIRED),
        ("nations", "words", []),
        ("modifiers", "words", []),
        ("inherited", "truth", False),
        ("partitive", "truth", False),
    ],
    "Measure": [
        ("span", "span", _REQUIRED),
        ("key", "word", _REQUIRED),
        ("in_lexicon", "truth", _REQUIRED),
        ("inherited", "truth", False),
    ],
    "Role": [
        ("name", "word", _REQUIRED),
        ("span", "span", _REQUIRED),
        ("key", "word", _REQUIRED),
        ("inherited", "truth", False),
    ],
    "Place": [
        ("span", "span", _REQUIRED),
        ("key", "word", _REQUIRED),
        ("within", "words", []),
        ("inherited", "truth", False),
    ],
    "Period": [
        ("kind", "word", _REQUIRED),
        ("start", "word", None),
        ("end", "word", None),
        ("span", "span", None),
        ("inherited", "truth", False),
        ("over", "word", None),
    ],
    "Attribution": [
        ("span", "span", _REQUIRED),
        ("origin", "word", _REQUIRED),
        ("name", "word", _REQUIRED),
        ("via", "word", None),
        ("inherited", "truth", False),
    ],
    "Statement": [
        ("quantity", "Quantity", _REQUIRED),
        ("population", "Population", None),
        ("measure", "Measure", None),
        ("roles", "Roles", []),
        ("place", "Place", None),
        ("period", "Period", None),
        ("attribution", "Attribution", None),
        ("modality", "word", "reported"),
        ("named_before", "words", []),
    ],
}


# --- A statement from the long form to the compact one, and back -----------------------------------


def _compact(document: dict[str, Any]) -> str:
    text, start, end = document["sentence"]
    parts = _shorten("Statement", document, text, start)
    return json.dumps([1, start, end, text, *parts], ensure_ascii=False, separators=(",", ":"))


def _shorten(kind: str, document: dict[str, Any], text: str, first: int) -> list[Any]:
    declared = _PARTS[kind]
    values = [document.get(name, default) for name, _, default in declared]
    last = len(values)
    while last and declared[last - 1][2] is not _REQUIRED and declared[last - 1][2] == values[last - 1]:
        last -= 1
    return [_short(declared[index][1], values[index], text, first) for index in range(last)]


def _short(kind: str, value: Any, text: str, first: int) -> Any:
    if value is None:
        return None
    if kind == "truth":
        return int(value)
    if kind == "span":
        words, start, end = value
        same = text[max(0, start - first) : max(0, end - first)] == words
        return [start, end] if same else [start, end, words]
    if kind == "Roles":
        return [_shorten("Role", each, text, first) for each in value]
    return _shorten(kind, value, text, first) if kind in _PARTS else value


def _lengthen(kind: str, parts: list[Any], text: str, first: int) -> dict[str, Any]:
    found = {
        name: _long(inner, part, text, first)
        for (name, inner, _), part in zip(_PARTS[kind], parts, strict=False)
    }
    defaults = {name: default for name, _, default in _PARTS[kind] if default is not _REQUIRED}
    return {name: value for name, value in found.items() if name not in defaults or defaults[name] != value}


def _long(kind: str, part: Any, text: str, first: int) -> Any:
    if part is None:
        return None
    if kind == "truth":
        return bool(part)
    if kind == "span":
        return [part[2] if len(part) == 3 else text[part[0] - first : part[1] - first], part[0], part[1]]
    if kind == "Roles":
        return [_lengthen("Role", each, text, first) for each in part]
    return _lengthen(kind, part, text, first) if kind in _PARTS else part


def _document(statement: str) -> dict[str, Any]:
    _, start, end, text, *parts = json.loads(statement)
    return {**_lengthen("Statement", parts, text, start), "sentence": [text, start, end]}


# --- Up -------------------------------------------------------------------------------------------


def upgrade() -> None:
    _make_vocabulary()
    op.add_column("sources", sa.Column("digest", sa.LargeBinary(16), nullable=True))
    op.create_index("ix_sources_digest", "sources", ["digest"], unique=True)
    op.add_column("store_revision", sa.Column("words_by", sa.String(), nullable=True))
    op.rename_table("figures", "figures_before")
    _drop_names(("measure", "population", "article", "origin", "source_id", "superseded_by"), ("pk_figures",))
    _make_figures()
    _copy(_up, "figures_before", "id")
    _drop_before()
    _make_indexes()


def _make_vocabulary() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unit', 'measure', 'population', 'place', 'circumstance', 'origin')",
            name=op.f("ck_terms_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_terms_kind_key")),
    )
    op.create_table(
        "term_words",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_term_words_term_id")),
        sa.PrimaryKeyConstraint("role", "word", "term_id", name=op.f("pk_term_words")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spellings",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("initial", sa.String(), nullable=False),
        sa.Column("final", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("common", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", "word", name=op.f("pk_spellings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_spellings_initial", "spellings", ["role", "initial", "length"])
    op.create_index("ix_spellings_final", "spellings", ["role", "final", "length"])


def _drop_names(indexes: tuple[str, ...], unique: tuple[str, ...]) -> None:
    """Names of indexes belong to the whole database, and the new table wants them."""
    for name in indexes:
        op.drop_index(f"ix_figures_{name}", table_name="figures_before")
    if op.get_bind().dialect.name == "postgresql":
        for name in unique:
            op.execute(f"ALTER TABLE figures_before RENAME CONSTRAINT {name} TO {name}_before")


def _shared_columns() -> list[Any]:
    """What figures have before and after, with the constraints on it."""
    return [
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("article_version", sa.Integer(), nullable=True),
        sa.Column("origin_name", sa.String(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("superseded_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'active') = (superseded_on IS NULL)", name=op.f("ck_figures_superseded_has_day")
        ),
        sa.CheckConstraint(
            "status <> 'active' OR superseded_by IS NULL", name=op.f("ck_figures_active_stands_alone")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'superseded', 'corrected', 'retracted')", name=op.f("ck_figures_status")
        ),
        sa.CheckConstraint(
            "(article_id IS NULL) = (article_version IS NULL)", name=op.f("ck_figures_article")
        ),
        sa.CheckConstraint("quote_start >= 0 AND quote_end >= quote_start", name=op.f("ck_figures_quote")),
        sa.CheckConstraint(
            "superseded_by IS NULL OR superseded_by <> id", name=op.f("ck_figures_not_by_itself")
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "article_version"],
            ["article_versions.article_id", "article_versions.number"],
            name=op.f("fk_figures_article_id_article_version"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_figures_source_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["figures.id"], name=op.f("fk_figures_superseded_by")),
    ]


def _make_figures() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "figures",
        sa.Column("number", number, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(f"{slot}_id", sa.Integer(), nullable=False) for slot in _SLOTS),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=True),
        *_shared_columns(),
        sa.CheckConstraint("digest IS NULL OR length(digest) = 16", name=op.f("ck_figures_digest")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_figures")),
        sa.UniqueConstraint("id", name=op.f("uq_figures_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_figures_digest")),
    )


def _make_indexes() -> None:
    told_apart = ["circumstance_id", "origin_id", "status"]
    by_population = ["measure_id", "population_id", "place_id", "unit_id", "as_of", *told_apart]
    by_place = ["measure_id", "place_id", "unit_id", "as_of", "population_id", *told_apart]
    op.create_index("ix_figures_population", "figures", by_population)
    op.create_index("ix_figures_place", "figures", by_place)
    op.create_index("ix_figures_measure", "figures", ["measure_id", "unit_id", "as_of"])
    for name in ("source_id", "origin_id"):
        op.create_index(f"ix_figures_{name}", "figures", [name])
    for name, columns in (
        ("article", ["article_id", "article_version", "quote_start"]),
        ("superseded_by", ["superseded_by"]),
    ):
        said = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(f"ix_figures_{name}", "figures", columns, sqlite_where=said, postgresql_where=said)


# --- Figures, a few thousand at a time ---------------------------------------------------------------


_REPLACED = ("id", "status", "superseded_by")


def _drop_before() -> None:
    """Without an index each row that goes would be looked for among all of them."""
    op.create_index("ix_figures_before", "figures_before", ["superseded_by"])
    op.drop_table("figures_before")


def _copy(turn: Any, table: str, key: str) -> None:
    """Every row of the old table into the new one; what replaced what when all of them are there."""
    connection = op.get_bind()
    terms: dict[tuple[str, str], int] = {}
    for rows in _pieces(connection, table, key):
        turned = turn(connection, rows, terms)
        connection.execute(sa.insert(sa.table("figures", *map(sa.column, turned[0]))), turned)
    new, old = (sa.table(name, *(sa.column(each) for each in _REPLACED)) for name in ("figures", table))
    replaced = sa.select(old.c.superseded_by).where(old.c.id == new.c.id).scalar_subquery()
    connection.execute(sa.update(new).where(new.c.status != "active").values(superseded_by=replaced))


def _pieces(connection: sa.Connection, table: str, key: str) -> Iterator[list[dict[str, Any]]]:
    query = sa.select(sa.text("*")).select_from(sa.table(table)).order_by(sa.column(key)).limit(_AT_ONCE)
    found = connection.execute(query).mappings().all()
    while found:
        yield [dict(row) for row in found]
        found = connection.execute(query.where(sa.column(key) > found[-1][key])).mappings().all()


_KEPT = (
    *("id", "source_id", "article_id", "article_version", "origin_name", "quote_start", "quote_end"),
    *("status", "superseded_on", "created_at", "revision"),
)


def _up(
    connection: sa.Connection, rows: list[dict[str, Any]], terms: dict[tuple[str, str], int]
) -> list[dict[str, Any]]:
    statements = [_compact(_as_object(row["statement"])) for row in rows]
    keys = [
        {**figure_keys(decode(statement))._asdict(), "origin": row["origin"]}
        for row, statement in zip(rows, statements, strict=True)
    ]
    _add_terms(connection, {(slot, key[slot]) for key in keys for slot in _SLOTS} - terms.keys(), terms)
    return [
        {
            **{name: row[name] for name in _KEPT},
            **{f"{slot}_id": terms[slot, key[slot]] for slot in _SLOTS},
            "as_of": _as_day(row["as_of"]).toordinal(),
            "statement": statement,
        }
        for row, statement, key in zip(rows, statements, keys, strict=True)
    ]


def _as_object(document: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document) if isinstance(document, str) else document
    return found


def _as_day(day: Any) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _add_terms(
    connection: sa.Connection, new: set[tuple[str, str]], terms: dict[tuple[str, str], int]
) -> None:
    if not new:
        return
    first = len(terms) + 1
    numbered = {pair: number for number, pair in enumerate(sorted(new), first)}
    connection.execute(
        sa.text("INSERT INTO terms (id, kind, key) VALUES (:id, :kind, :key)"),
        [{"id": number, "kind": kind, "key": key} for (kind, key), number in numbered.items()],
    )
    terms.update(numbered)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval('terms_id_seq', :last)"), {"last": len(terms)})


# --- Down -----------------------------------------------------------------------------------------


def downgrade() -> None:
    op.rename_table("figures", "figures_before")
    _drop_names(
        ("population", "place", "measure", "source_id", "origin_id", "article", "superseded_by"),
        ("pk_figures", "uq_figures_id", "uq_figures_digest"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER SEQUENCE figures_number_seq RENAME TO figures_number_seq_before")
    op.create_table(
        "figures",
        sa.Column("id", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("base_unit", "measure_key", "population_key", "place_key", "origin")
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("statement", sa.JSON(), nullable=False),
        *_shared_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
    )
    _copy(_down, "figures_before", "number")
    _drop_before()
    for name, columns in (
        ("article", ["article_id", "article_version"]),
        ("measure", ["base_unit", "measure_key", "as_of"]),
        ("population", ["base_unit", "population_key", "as_of"]),
        *((name, [name]) for name in ("origin", "source_id", "superseded_by")),
    ):
        op.create_index(f"ix_figures_{name}", "figures", columns)
    for table in ("term_words", "spellings", "terms"):
        op.drop_table(table)
    op.drop_index("ix_sources_digest", table_name="sources")
    op.drop_column("sources", "digest")
    op.drop_column("store_revision", "words_by")


def _down(
    connection: sa.Connection, rows: list[dict[str, Any]], _: dict[tuple[str, str], int]
) -> list[dict[str, Any]]:
    origins = _origins(connection, sorted({row["origin_id"] for row in rows}))
    return [_before(row, _document(row["statement"]), origins[row["origin_id"]]) for row in rows]


def _before(row: dict[str, Any], document: dict[str, Any], origin: str) -> dict[str, Any]:
    population, place, measure = (document.get(name) for name in ("population", "place", "measure"))
    who = [*sorted(population.get("nations", ())), population["head"]] if population else []
    as_of = date.fromordinal(row["as_of"])
    return {
        **{name: row[name] for name in _KEPT},
        "base_unit": document["quantity"]["base_unit"] or "",
        "measure_key": measure["key"] if measure else "",
        "population_key": " ".join(who).lower(),
        "place_key": place["key"] if place else "",
        "origin": origin,
        "as_of": as_of.isoformat(),
        "quote": document["sentence"][0],
        "statement": json.dumps(document, ensure_ascii=False),
    }


def _origins(connection: sa.Connection, numbers: list[int]) -> dict[int, str]:
    query = sa.text("SELECT id, key FROM terms WHERE id IN :numbers").bindparams(
        sa.bindparam("numbers", expanding=True)
    )
    return {row.id: row.key for row in connection.execute(query, {"numbers": numbers})}
