"""Writes the golden bundles of `input/` anew: `python tools/write_golden.py`. Read the difference before a commit."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.model.document import Source
from pipeline.rules import load
from pipeline.run import convert
from pipeline.terminology.load import load_coder

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    rules, codes = load(), load_coder(plugged=False)
    target = ROOT / "tests" / "golden"
    for stale in target.glob("*.json"):
        stale.unlink()
    for path in sorted((ROOT / "input").glob("*.md")):
        data = path.read_bytes()
        result = convert(Source(path.name, data, data.decode()), rules, codes=codes)
        if not result.ok:
            raise SystemExit(f"{path.name} does not convert: {result.problems}")
        (target / f"{path.stem}.json").write_text(json.dumps(result.bundle, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
