"""Figures of `lantian score`: how the model does against field experiments. Colours are safe for colour-blind readers.

    python -m lantian.score_figures prairie-grass data/tracer/prairie-grass --out out/scores

runs the experiment, leaves its answer as `prairie-grass.json` and its figures as PNG in the folder. Each function takes a table of pairs
(`read_pairs`, `read_arcs`) and returns matplotlib axes.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy
import pandas

from lantian.plots import _pyplot

# After Paul Tol, bright; marks differ as well, so that grey printing keeps them apart.
COLOURS = ["#4477AA", "#EE6677", "#228833", "#CCBB44", "#AA3377", "#66CCEE", "#777777"]
MARKS = ["o", "s", "^", "D", "v", "P", "X"]
OBSERVED, MODEL = "#222222", "#EE6677"


def read_pairs(path):
    """The file of `lantian score --csv`: columns measure, pair, observed, predicted."""
    return pandas.read_csv(path)


def read_arcs(path):
    """The file of `lantian score prairie-grass --csv-arcs`: run, distance_m, bearing_deg (from the centre of what was measured), observed, predicted (mg m-3)."""
    return pandas.read_csv(path)


def of_measure(pairs, measure):
    chosen = pairs[pairs["measure"] == measure]
    if chosen.empty:
        raise KeyError(f"no pairs of {measure}; there are {', '.join(sorted(pairs['measure'].unique()))}")
    return chosen


def arc_profiles(arcs, runs, distances=(50, 200, 800)):
    """Concentration along the arcs of several runs: dots what was measured, line the model's ten-minute mean."""
    figure, axes = _pyplot().subplots(len(runs), len(distances), figsize=(3.6 * len(distances), 2.3 * len(runs) + 0.6), layout="constrained", squeeze=False)
    for row, run in zip(axes, runs):
        for ax, distance in zip(row, distances):
            here = arcs[(arcs["run"] == run) & (arcs["distance_m"] == distance)].sort_values("bearing_deg")
            ax.plot(here["bearing_deg"], here["observed"], ls="none", marker="o", ms=4, mfc="white", mec=OBSERVED, label="measured")
            ax.plot(here["bearing_deg"], here["predicted"], color=MODEL, lw=1.8, label="model")
            ax.set_title(f"run {run}, {distance} m", loc="left", fontsize=10)
            ax.set_ylim(bottom=0)
            ax.margins(x=0.02)
    axes[0][0].legend(fontsize=9, frameon=False)
    figure.supxlabel("bearing from the centre of the measured plume, degrees", fontsize=10)
    figure.supylabel("SO₂, ten-minute mean, mg m⁻³", fontsize=10)
    return axes


def scatter(pairs, groups, unit, title="", ax=None):
    """Modelled against measured on log axes with lines of factor 1 and 2. groups: label -> pairs of one mark. Two to five decades; values
    below stand on the edge, so that a miss is seen."""
    if ax is None:
        _, ax = _pyplot().subplots(figsize=(4.8, 4.8), layout="constrained")
    every = pandas.concat(groups.values())
    top = numpy.ceil(numpy.log10(max(every["observed"].max(), every["predicted"].max())))
    bottom = numpy.floor(numpy.log10(numpy.percentile(every["observed"][every["observed"] > 0], 2)))
    ends = 10.0 ** numpy.array([numpy.clip(bottom, top - 5, top - 2), top])
    ax.plot(ends, ends, color="black", lw=1)
    for factor in (0.5, 2.0):
        ax.plot(ends, factor * ends, color="black", lw=0.9, ls="--")
    many = len(every) > 400
    for k, (label, part) in enumerate(groups.items()):
        ax.scatter(part["observed"].clip(lower=ends[0]), part["predicted"].clip(lower=ends[0]), s=7 if many else 24, marker=MARKS[k % len(MARKS)], label=label,
                   facecolor=COLOURS[k % len(COLOURS)] if many else "none", edgecolor=COLOURS[k % len(COLOURS)], linewidth=0 if many else 1.1, alpha=0.6 if many else 1.0, clip_on=False)
    ax.set(xscale="log", yscale="log", xlim=ends, ylim=ends, aspect="equal", xlabel=f"measured, {unit}", ylabel=f"modelled, {unit}")
    ax.set_title(title, loc="left", fontsize=11)
    if len(groups) > 1:
        ax.legend(fontsize=8, frameon=False, loc="upper left", markerscale=2.2 if many else 1)
    return ax


def series(pairs, measure, prefixes, unit, minutes=None):
    """One-minute values over time, a panel a prefix of the pair names (`release/sensor`, `beam`): dark what was measured, red the model."""
    chosen = of_measure(pairs, measure)
    figure, axes = _pyplot().subplots(len(prefixes), 1, figsize=(9.5, 1.9 * len(prefixes) + 0.6), layout="constrained", squeeze=False)
    for ax, prefix in zip(axes[:, 0], prefixes):
        here = chosen[chosen["pair"].str.startswith(prefix + "/")]
        at = here["pair"].str.extract(r"(\d+)$")[0].astype(int)
        order = at.argsort()
        at, here = at.iloc[order], here.iloc[order]
        if minutes is not None:
            keep = (at < minutes).values
            at, here = at[keep], here[keep]
        ax.plot(at, here["observed"], color=OBSERVED, lw=1.0, label="measured")
        ax.plot(at, here["predicted"], color=MODEL, lw=1.2, label="model")
        r = numpy.corrcoef(here["observed"], here["predicted"])[0, 1] if here["predicted"].std() > 0 else 0.0
        ax.set_title(f"{prefix}   r = {r:.2f}", loc="left", fontsize=10)
        ax.set_ylim(bottom=0)
        ax.margins(x=0.01)
    axes[0, 0].legend(fontsize=9, frameon=False, ncols=2, loc="upper right")
    axes[-1, 0].set_xlabel("minute")
    figure.supylabel(f"CH₄ above background, {unit}", fontsize=10)
    return axes[:, 0]


def _by(pairs, measure, labels, key):
    chosen = of_measure(pairs, measure)
    names = chosen["pair"].map(key)
    return {label: chosen[names == name] for name, label in labels.items() if (names == name).any()}


def prairie_grass(pairs, arcs):
    """Figures of Prairie Grass by name."""
    distance = {f"{d}m": f"{d} m" for d in (50, 100, 200, 400, 800)}
    figure, axes = _pyplot().subplots(1, 2, figsize=(9.6, 4.9), layout="constrained")
    arc_key = lambda pair: pair.split("/")[-1]
    scatter(pairs, _by(pairs, "arc_max", distance, arc_key), "mg m⁻³", "arc maximum", axes[0])
    scatter(pairs, _by(pairs, "crosswind_integral", distance, arc_key), "mg m⁻²", "crosswind integral", axes[1])
    # By day, in the transition and by night, where there are such.
    runs = [run for run in (10, 20, 37, 59) if (arcs["run"] == run).any()] or list(arcs["run"].unique()[:4])
    return {"scatter": figure, "arcs": arc_profiles(arcs, runs)[0][0].figure}


def metec(pairs):
    """Figures of METEC by name: release means with the limit a perfect plume has, and the sensors with most plume on them."""
    figure, axes = _pyplot().subplots(1, 2, figsize=(9.6, 4.9), layout="constrained")
    scatter(pairs, {"model": of_measure(pairs, "release_means"), "a plume without error": of_measure(pairs, "release_means_limit")},
            "ppm", "mean over release and sensors", axes[0])
    scatter(pairs, {"minutes": of_measure(pairs, "minutes")}, "ppm", "one-minute means", axes[1])
    minutes = of_measure(pairs, "minutes")
    site = minutes["pair"].str.rsplit("/", n=1).str[0]
    highest = minutes.groupby(site)["observed"].mean().sort_values(ascending=False).index
    chosen, seen = [], set()
    for name in highest:
        release = name.split("/")[0]
        if release not in seen:
            chosen.append(name)
            seen.add(release)
        if len(chosen) == 4:
            break
    return {"scatter": figure, "series": series(pairs, "minutes", chosen, "ppm")[0].figure}


def chilbolton(pairs):
    """Figures of Chilbolton by name."""
    sources = sorted(m for m in pairs["measure"].unique() if m.startswith("sources."))
    figure, axes = _pyplot().subplots(1, len(sources), figsize=(4.9 * len(sources), 4.9), layout="constrained", squeeze=False)
    beams = {f"beam{k}": f"beam {k}" for k in range(1, 8)}
    for ax, source in zip(axes[0], sources):
        scatter(pairs, _by(pairs, source, beams, lambda pair: pair.split("/")[0]), "ppm", f"source {source.split('.')[1]}, beam means", ax)
    out = {"scatter": figure}
    for source in sources:
        out[f"series_{source.split('.')[1]}"] = series(pairs, source, ["beam1", "beam3", "beam4", "beam7"], "ppm", 150)[0].figure
    return out


def crowd(pairs, title="", ax=None, decades=4, bins=48):
    """Many pairs as a map of their number on log axes, with lines of factor 1 and 2. The highest `decades` decades of what was measured; values beyond stand
    on the edge, so that a miss is seen. Cividis: evenly bright for colour-blind readers."""
    if ax is None:
        _, ax = _pyplot().subplots(figsize=(4.8, 4.8), layout="constrained")
    top = numpy.ceil(numpy.log10(max(pairs["observed"].max(), pairs["predicted"].max())))
    ends = 10.0 ** numpy.array([top - decades, top])
    edges = numpy.logspace(top - decades, top, bins + 1)
    inside = lambda values: numpy.clip(values, 1.0001 * ends[0], 0.9999 * ends[1])
    number, _, _ = numpy.histogram2d(inside(pairs["observed"]), inside(pairs["predicted"]), bins=[edges, edges])
    ax.pcolormesh(edges, edges, numpy.ma.masked_equal(number.T, 0), cmap="cividis_r", norm="log", rasterized=True)
    ax.plot(ends, ends, color="black", lw=1)
    for factor in (0.5, 2.0):
        ax.plot(ends, factor * ends, color="black", lw=0.9, ls="--")
    ax.set(xscale="log", yscale="log", xlim=ends, ylim=ends, aspect="equal")
    within = (pairs["predicted"] / pairs["observed"]).between(0.5, 2.0).mean()
    ax.set_title(f"{title}   n {len(pairs)}, FAC2 {within:.2f}", loc="left", fontsize=10)
    return ax


def aermod(pairs, groups=("STACK", "VOL", "AREA", "STACK2C", "STACKDW", "BLINE")):
    """Figures of the AERMOD decks, model against model: receptors of the hours with more than 2 m/s, a panel a group of sources."""
    shown = [group for group in groups if (pairs["measure"] == f"groups.{group}").any()]
    if not shown:
        shown = sorted(m.split(".")[1] for m in pairs["measure"].unique() if m.startswith("groups.") and m.count(".") == 1)[:6]
    columns = min(3, len(shown))
    rows = -(-len(shown) // columns)
    figure, axes = _pyplot().subplots(rows, columns, figsize=(3.5 * columns, 3.5 * rows + 0.4), layout="constrained", squeeze=False)
    for ax in axes.flat[len(shown):]:
        ax.set_axis_off()
    for ax, group in zip(axes.flat, shown):
        crowd(of_measure(pairs, f"groups.{group}"), group, ax)
    figure.supxlabel("AERMOD, µg m⁻³", fontsize=10)
    figure.supylabel("lantian, µg m⁻³", fontsize=10)
    return {"scatter": figure}


def figures(case, pairs, arcs=None):
    """All figures of a case by name."""
    if case == "prairie-grass":
        return prairie_grass(pairs, arcs)
    return {"metec": metec, "chilbolton": chilbolton, "aermod": aermod}[case](pairs)


def score(case, folder, out, *more):
    """Runs `lantian score` and leaves `CASE.json` and `CASE_*.png` in `out`; returns the answer."""
    from lantian.program import call

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        arguments = ["score", case, folder, "--csv", scratch / "pairs.csv", *more]
        if case == "prairie-grass":
            arguments += ["--csv-arcs", scratch / "arcs.csv"]
        answer = call(*arguments)
        arcs = read_arcs(scratch / "arcs.csv") if case == "prairie-grass" else None
        drawn = figures(case, read_pairs(scratch / "pairs.csv"), arcs)
    if "notes" in answer:  # a stored answer names files within the folder, wherever that lies
        answer["notes"] = [note.replace(f"{Path(folder)}/", "") for note in answer["notes"]]
    (out / f"{case}.json").write_text(json.dumps(answer, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name, figure in drawn.items():
        figure.savefig(out / f"{case}_{name}.png", dpi=90)
        _pyplot().close(figure)
    return answer


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m lantian.score_figures", description="Score a field experiment and draw its figures.")
    parser.add_argument("case", choices=["prairie-grass", "metec", "chilbolton", "aermod"])
    parser.add_argument("folder", type=Path, help="folder of the experiment's files")
    parser.add_argument("--out", type=Path, default=Path("out/scores"))
    options = parser.parse_args(arguments)
    score(options.case, options.folder, options.out)
    for path in sorted(options.out.glob(f"{options.case}[._]*")):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
