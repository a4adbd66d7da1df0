"""Figures of gas-phase chemistry: each takes what lantian.chemistry gives and returns matplotlib axes. Colours are safe for colour-blind readers."""

import numpy

from lantian.chemistry import ridge as ridge_of
from lantian.plots import _pyplot

# After Paul Tol, bright: told apart by colour-blind readers; line styles differ as well.
COLOURS = ["#4477AA", "#EE6677", "#228833", "#AA3377", "#66CCEE", "#CCBB44", "#000000"]
STYLES = ["-", "--", "-.", ":"]
MEASURE_COLOURS = ["#EE7733", "#0077BB", "#CC3311", "#009988", "#EE3377"]
MINUS = str.maketrans("-", "−")


def series(result, species=("O3", "NO2", "NO"), ax=None):
    """Mixing ratios of one box in time. result: what chemistry.run() gives without a scan."""
    pyplot = _pyplot()
    if ax is None:
        _, ax = pyplot.subplots(figsize=(8.0, 3.8), layout="constrained")
    solar = "solar_hour" in result.coords
    x = result["solar_hour" if solar else "time"].values
    for k, name in enumerate(species):
        ax.plot(x, result[name].values, color=COLOURS[k % len(COLOURS)], ls=STYLES[k % len(STYLES)], lw=1.8, label=name)
    ax.set_xlabel("solar time, h" if solar else "time since the start, h")
    ax.set_ylabel("mixing ratio, ppb")
    ax.set_ylim(bottom=0)
    ax.margins(x=0)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    ax.set_title(f"{result.attrs['case'].replace('_', ' ')}, {result.attrs['mechanism']}", fontsize=11)
    return ax


def _ratio_lines(ax, ratios, right, top):
    """Rays of equal VOC to NOx, named where they leave the figure."""
    import matplotlib.patheffects as effects

    halo = [effects.withStroke(linewidth=2.5, foreground="white")]
    for ratio in ratios:
        x, y = (right, right / ratio) if right / ratio < top else (top * ratio, top)
        ax.plot([0, x], [0, y], color="white", lw=0.9, ls=(0, (1, 2)), zorder=3)
        place = {"xytext": (3, 0), "ha": "left", "va": "center"} if x == right else {"xytext": (0, 3), "ha": "center", "va": "bottom"}
        ax.annotate(f"{ratio:g}:1", (x, y), textcoords="offset points", fontsize=8, color="0.25", path_effects=halo, annotation_clip=False, **place)


def _clear_of(texts, start, end, size):
    """Hides numbers that an arrow would cross. size: the figure's extent in data units."""
    a, b = numpy.asarray(start) / size, numpy.asarray(end) / size
    for text in texts:
        p = numpy.asarray(text.get_position()) / size
        along = numpy.clip(numpy.dot(p - a, b - a) / max(numpy.dot(b - a, b - a), 1e-12), 0.0, 1.0)
        if numpy.linalg.norm(p - a - along * (b - a)) < 0.04:
            text.set_visible(False)


def isopleths(table, measures=None, ratios=(2, 4, 8, 16), step_ppb=10.0, limit_ppb=None, limit_name="limit", ax=None):
    """Ozone isopleths of an EKMA table, with the ridge, rays of equal VOC:NOx, where the case stands and arrows of measures.

    measures: what chemistry.measures() gives, or None. limit_ppb: a line of its own, named limit_name. Axes: what is put in over the run, initial and emitted.
    """
    pyplot = _pyplot()
    import matplotlib.patheffects as effects

    if ax is None:
        _, ax = pyplot.subplots(figsize=(8.6, 5.8), layout="constrained")
    x, y, peak = table["voc_ppbc"].values, table["nox_ppb"].values, table["peak"].values
    case_x, case_y = x[-1] / table["voc_factor"].values[-1], y[-1] / table["nox_factor"].values[-1]
    levels = numpy.arange(step_ppb * numpy.floor(peak.min() / step_ppb), peak.max() + step_ppb, step_ppb)
    shown = ax.contourf(x, y, peak, levels, cmap="viridis")
    lines = ax.contour(x, y, peak, levels, colors="white", linewidths=0.6)
    numbers = ax.clabel(lines, levels[::2], fmt="%g", fontsize=8, colors="white")
    for text in numbers:
        text.set_path_effects([effects.withStroke(linewidth=2.0, foreground="0.15")])
    halo = [effects.withStroke(linewidth=3.2, foreground="white")]
    if limit_ppb is not None and peak.min() < limit_ppb < peak.max():
        ax.contour(x, y, peak, [limit_ppb], colors="#EE3377", linewidths=2.4)
        ax.plot([], [], color="#EE3377", lw=2.4, label=f"{limit_name}, {limit_ppb:.0f} ppb")
    _ratio_lines(ax, ratios, x[-1], y[-1])
    ax.plot([], [], color="0.6", lw=0.9, ls=(0, (1, 2)), label="VOC:NOx, ppbC per ppb")
    top = ridge_of(table).values * case_y
    ax.plot(x, top, color="black", lw=2.2, ls="--", path_effects=halo, label="ridge: below it less NOx is less ozone", zorder=4)
    here = table["peak"].sel(nox_factor=1.0, voc_factor=1.0, method="nearest")
    if measures is not None:
        rows = measures.iloc[1:]
        for k, (name, row) in enumerate(rows.iterrows()):
            colour = MEASURE_COLOURS[k % len(MEASURE_COLOURS)]
            ax.annotate("", (row["voc"] * case_x, row["nox"] * case_y), (case_x, case_y),
                        arrowprops={"arrowstyle": "-|>,head_width=0.35,head_length=0.7", "color": colour, "lw": 2.6, "shrinkA": 0, "shrinkB": 0,
                                    "path_effects": [effects.withStroke(linewidth=4.6, foreground="white")]}, zorder=6)
            _clear_of(numbers, (case_x, case_y), (row["voc"] * case_x, row["nox"] * case_y), (x[-1], y[-1]))
            ax.plot([], [], color=colour, lw=2.6, marker=">", label=f"{name}: {row['change_ppb']:+.1f} ppb ({row['change_percent']:+.0f} %)".translate(MINUS))
        here = measures["peak_ppb"].iloc[0]
    ax.plot(case_x, case_y, marker="o", ms=9, mfc="white", mec="black", mew=1.5, ls="none", zorder=7, label=f"the case: {float(here):.0f} ppb")
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.9, pad=0.06)
    bar.set_label(f"{table.attrs['species']}, highest of the run, ppb")
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    ax.set_xlabel("VOC put in over the run (initial and emitted), ppbC")
    ax.set_ylabel("NOx put in over the run (initial and emitted), ppb")
    ax.set_title(f"{table.attrs['case'].replace('_', ' ')}, {table.attrs['mechanism']}", fontsize=11, loc="left", pad=18)
    handles, names = ax.get_legend_handles_labels()
    order = sorted(range(len(names)), key=lambda i: not names[i].startswith("the case"))
    ax.figure.legend([handles[i] for i in order], [names[i] for i in order], loc="outside lower center", ncols=2, fontsize=9, frameon=False)
    return ax
