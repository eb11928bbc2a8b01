"""Indexes statements with tantivy and times its queries: run by its own Python, not the service's.

``python search_with_tantivy.py STATEMENTS QUERIES FOLDER``: both files hold a JSON string a line.
Prints a JSON list: for each query the seconds that its 100 best by BM25 took, and those at work.
"""

import json
import sys
import time
from pathlib import Path

import tantivy

BEST = 100


def lines(path):
    """The strings of a file of JSON lines."""
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def index_of(statements, folder):
    """A new index of the statements in a folder."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("statement", stored=False, tokenizer_name="en_stem")
    builder.add_unsigned_field("number", stored=True)
    Path(folder).mkdir(parents=True)
    index = tantivy.Index(builder.build(), path=folder)
    writer = index.writer(heap_size=200_000_000, num_threads=2)
    for number, statement in enumerate(statements):
        writer.add_document(tantivy.Document(statement=statement, number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def main(statements, queries, folder):
    """Index, warm up on the first ten queries' halves, time each query once."""
    index = index_of(lines(statements), folder)
    searcher = index.searcher()
    asked = list(lines(queries))
    for text in asked[:10]:
        searcher.search(index.parse_query(text.split()[0], ["statement"]), BEST)
    taken = []
    for text in asked:
        words = "".join(letter if letter.isalnum() else " " for letter in text)
        start, worked = time.perf_counter(), time.process_time()
        searcher.search(index.parse_query(words, ["statement"]), BEST)
        taken.append((time.perf_counter() - start, time.process_time() - worked))
    print(json.dumps(taken))


if __name__ == "__main__":
    main(*sys.argv[1:4])
