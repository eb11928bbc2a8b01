"""Prints the processor seconds that quantulum3 takes for the sentences of a JSON file.

Runs in an environment that has quantulum3 and nothing of ours, so it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")  # it says at each start that its classifier is not installed
from quantulum3 import parser  # noqa: E402

sentences = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
for sentence in sentences[:20]:
    parser.parse(sentence)  # loads its tables
start = time.process_time()
for sentence in sentences:
    parser.parse(sentence)
print(time.process_time() - start)
