"""Fills the page of scores from stored answers of `lantian score`: `{{CASE}}` is the table of a case, `{{CASE:path}}` one number."""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
FIELD = re.compile(r"\{\{([\w-]+)(?::([\w.]+))?\}\}")
STATISTICS = ("FB", "NMSE", "FAC2", "MG", "VG", "R")
RATIOS = ("median_ratio", "RHC_ratio")  # of some cases: medians, robust highest concentrations


def number(value):
    """Three digits, powers of ten where a geometric statistic has run away."""
    if value is None:
        return "-"
    if isinstance(value, int) or abs(value) >= 1e4:
        return f"{value:.2g}" if abs(value) >= 1e4 else str(value)
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def scored(answer, path=""):
    """(path, S) of every score in an answer."""
    if not isinstance(answer, dict):
        return
    if "n" in answer and "FB" in answer:
        yield path, answer
        return
    for key, part in answer.items():
        yield from scored(part, f"{path}.{key}" if path else key)


def order(item):
    """Arcs by distance, the rest by name."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in item[0].split(".")]


def table(answer):
    rows = list(sorted(scored(answer), key=order))
    if rows:
        more = [name for name in RATIOS if any(name in score for _, score in rows)]
        lines = ["| measure | n | " + " | ".join([*STATISTICS, *more]) + " |", "|---" * (len(STATISTICS) + len(more) + 2) + "|"]
        for path, score in rows:
            cells = []
            for name in STATISTICS:
                low, high = score.get("interval_95", {}).get(name, (None, None))
                cells.append(number(score[name]) + (f" ({number(low)} to {number(high)})" if low is not None and name in ("FB", "FAC2", "R") else ""))
            cells += [number(score.get(name)) for name in more]
            lines.append(f"| {path} | {score['n']} | " + " | ".join(cells) + " |")
        return "\n".join(lines)
    # Groups of plain numbers (AERMOD).
    groups = answer.get("groups", {})
    names = sorted({name for group in groups.values() for name, value in group.items() if isinstance(value, (int, float))})
    lines = ["| group | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {group} | " + " | ".join(number(values.get(name)) for name in names) + " |" for group, values in groups.items()]
    return "\n".join(lines)


def page(folder=HERE / "scores", text=None):
    """Markdown of the page. A case without a stored answer says so."""
    text = (HERE / "scores.md").read_text(encoding="utf-8") if text is None else text

    def fill(match):
        case, path = match.groups()
        stored = Path(folder) / f"{case}.json"
        if not stored.exists():
            return f"No stored answer yet: `python -m lantian.score_figures {case} DIR --out python/docs/scores`." if path is None else "-"
        answer = json.loads(stored.read_text(encoding="utf-8"))
        if path is None:
            return table(answer)
        for key in path.split("."):
            answer = answer[key]
        return number(answer)

    return FIELD.sub(fill, text)
