"""Writes the lexicon of countries from kept libraries: ``python bench/lexicon/make_countries.py``.

Names come from pycountry and babel (Unicode CLDR), demonyms and capitals from countryinfo; hand-kept
aliases are in ``country_aliases.toml`` and are not touched.
"""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from pathlib import Path

import pycountry
from babel import Locale

TARGET = Path(__file__).parents[2] / "verifier" / "core" / "lexicon" / "countries.tsv"
HEADER = """\
# Countries: ISO 3166 alpha-2 code, names, demonyms, capital (lists separated by "; ").
# Made by bench/lexicon/make_countries.py from pycountry, babel (Unicode CLDR) and countryinfo.
"""


def plain(name: str) -> str:
    """A name in lower case without accents or a comment in brackets."""
    decomposed = unicodedata.normalize("NFKD", name.split("(")[0].split(" - ")[0])
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip().lower()


def facts_by_code() -> dict[str, dict[str, object]]:
    """What countryinfo knows of each country, by alpha-2 code."""
    folder = files("countryinfo") / "data"
    found = {}
    for path in folder.iterdir():
        if path.name.endswith(".json"):
            facts = json.loads(path.read_text(encoding="utf-8"))
            found[facts.get("ISO", {}).get("alpha2", "")] = facts
    return found


def main() -> None:
    """Write one line a country."""
    territories = Locale("en").territories
    facts = facts_by_code()
    lines = []
    for country in sorted(pycountry.countries, key=lambda each: each.alpha_2):
        names = [territories.get(country.alpha_2, country.name), getattr(country, "common_name", "")]
        names += [country.name if "," not in country.name else "", getattr(country, "official_name", "")]
        known = facts.get(country.alpha_2, {})
        demonyms = str(known.get("demonym") or "").replace(" or ", ",").replace(";", ",").replace("/", ",")
        columns = (
            country.alpha_2,
            "; ".join(dict.fromkeys(plain(name).replace(" & ", " and ") for name in names if name)),
            "; ".join(dict.fromkeys(plain(each) for each in demonyms.split(",") if each.strip())),
            plain(str(known.get("capital") or "")),
        )
        lines.append("\t".join(columns))
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
