"""The code of conduct that is in force, from `data/code-of-conduct.json`; another text is another version."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CODE: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "code-of-conduct.json").read_text(encoding="utf-8")
)
