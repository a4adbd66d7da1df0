"""Figures of receptor models: each takes an answer of lantian.receptor and returns matplotlib axes. Colours are safe for colour-blind readers."""

import numpy

from lantian.plots import _pyplot

# After Paul Tol, bright and muted.
COLOURS = ["#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#BBBBBB", "#332288", "#882255", "#44AA99", "#999933", "#DDCC77"]
SEQUENTIAL = "viridis"


def colour(index):
    """Colour of a factor by its number."""
    return COLOURS[index % len(COLOURS)]


def _axes(count, width, height, columns=1, **more):
    pyplot = _pyplot()
    rows = -(-count // columns)
    figure, axes = pyplot.subplots(rows, columns, figsize=(width, height * rows + 0.6), layout="constrained", squeeze=False, **more)
    for spare in axes.ravel()[count:]:
        spare.set_visible(False)
    return figure, axes.ravel()[:count]


def _unit(pmf, unit):
    """The unit given, else that of the species when all have one and the same, else 'unit of the data'."""
    if unit:
        return unit
    units = {str(u) for u in pmf.dataset["species_unit"].values}
    text = units.pop() if len(units) == 1 else ""
    return text.replace("ug", "µg").replace("/m3", " m⁻³").replace("m-3", "m⁻³") if text else "unit of the data"


def profiles(pmf, unit="", axes=None):
    """One panel a factor: bars the profile (log scale, left) with its interval, dots the part of each species that the factor brings (right)."""
    table, share, interval = pmf.profiles, 100 * pmf.share(), pmf.interval()
    if axes is None:
        _, axes = _axes(len(pmf.factors), 11, 1.5, sharex=True)
    at = numpy.arange(len(table))
    lowest = 10 ** numpy.floor(numpy.log10(max(table.values[table.values > 0].min(), table.values.max() * 1e-6)))
    for k, (ax, name) in enumerate(zip(axes, pmf.factors)):
        values = table[name].values
        ax.bar(at, numpy.maximum(values, lowest), color=colour(k), width=0.75, zorder=2)
        if interval is not None:
            low, high = interval[0][name].values, interval[1][name].values
            ax.vlines(at, numpy.maximum(low, lowest), numpy.maximum(high, lowest), color="black", lw=1.2, zorder=3)
        ax.set_yscale("log")
        ax.set_ylim(lowest, table.values.max() * 3)
        ax.set_title(name, loc="left", fontsize=10)
        right = ax.twinx()
        right.plot(at, share[name].values, ls="none", marker="o", ms=5, mfc="white", mec="black", zorder=4)
        right.set_ylim(0, 105)
        right.set_yticks([0, 50, 100])
    axes[-1].set_xticks(at, table.index, rotation=90 if len(at) > 20 else 0)
    figure = axes[0].figure
    kind = "" if interval is None else ("; lines: displacement interval" if "disp_low" in pmf.dataset else "; lines: bootstrap 5–95 %")
    figure.suptitle("Factor profiles" + kind, fontsize=12)
    figure.supylabel(f"bars: profile, {_unit(pmf, unit)}", fontsize=10)
    figure.text(1.0, 0.5, "circles: part of the species, %", rotation=270, va="center", ha="left", fontsize=10)
    return axes


def contributions(pmf, axes=None):
    """Contributions of the factors in time, mean 1. Samples of separate campaigns stand side by side, with a grey line between."""
    table = pmf.contributions
    if axes is None:
        _, axes = _axes(len(pmf.factors), 11, 1.2, sharex=True)
    dates = hasattr(table.index, "year")
    steps = numpy.diff(table.index.values).astype("timedelta64[s]").astype(float) if dates else numpy.array([])
    # Lines across long gaps would show what nobody measured.
    gaps = numpy.flatnonzero(steps > 30 * numpy.median(steps)) if len(steps) else []
    by_number = not dates or len(gaps) > 0
    x = numpy.arange(len(table)) if by_number else table.index
    for k, (ax, name) in enumerate(zip(axes, pmf.factors)):
        ax.plot(x, table[name].values, color=colour(k), lw=0.9)
        ax.axhline(1.0, color="0.6", lw=0.7, ls=":")
        for gap in gaps:
            ax.axvline(gap + 0.5, color="0.5", lw=1.0)
        ax.set_title(name, loc="left", fontsize=10)
        ax.margins(x=0.005)
        ax.set_ylim(bottom=min(0.0, table[name].min()))
    if dates and by_number:
        at = numpy.unique(numpy.concatenate([[0], numpy.asarray(gaps, dtype=int) + 1]))
        axes[-1].set_xticks(at, [f"{table.index[i]:%Y-%m-%d}" for i in at], ha="left")
        axes[-1].set_xlabel("sample; dates: where a campaign begins")
    else:
        axes[-1].set_xlabel("date" if dates else "sample")
    axes[0].figure.supylabel("contribution, mean of all samples = 1", fontsize=10)
    return axes


def fingerprints(pmf, ax=None):
    """Part of each species that each factor brings, stacked to 100 %."""
    share = 100 * pmf.share()
    if ax is None:
        _, axes = _axes(1, 11, 4.0)
        ax = axes[0]
    bottom = numpy.zeros(len(share))
    for k, name in enumerate(pmf.factors):
        ax.bar(numpy.arange(len(share)), share[name].values, bottom=bottom, color=colour(k), width=0.8, label=name)
        bottom += share[name].values
    ax.set_xticks(numpy.arange(len(share)), share.index, rotation=90 if len(share) > 20 else 0)
    ax.set_ylabel("part of the modelled species, %")
    ax.set_ylim(0, 100)
    ax.margins(x=0.01)
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9)
    return ax


def g_space(pmf, first=None, second=None, ax=None):
    """Contributions of one factor against another; an empty wedge along an axis (an edge that is not an axis) speaks of rotation.
    Without names: the pair with the highest correlation."""
    table = pmf.contributions
    if first is None or second is None:
        r = numpy.abs(numpy.corrcoef(table.values.T)) - numpy.eye(table.shape[1])
        i, j = numpy.unravel_index(numpy.argmax(r), r.shape)
        first, second = table.columns[i], table.columns[j]
    if ax is None:
        _, axes = _axes(1, 5.2, 4.4)
        ax = axes[0]
    ax.plot(table[first].values, table[second].values, ls="none", marker="o", ms=3.5, mfc="#4477AA", mec="none", alpha=0.6)
    r = numpy.corrcoef(table[first].values, table[second].values)[0, 1]
    ax.set_title(f"G-space, R = {r:.2f}", fontsize=11)
    ax.set_xlabel(f"{first}, mean 1")
    ax.set_ylabel(f"{second}, mean 1")
    ax.set_xlim(left=min(0, table[first].min()))
    ax.set_ylim(bottom=min(0, table[second].min()))
    return ax


def residuals(pmf, species=None, axes=None):
    """Histograms of scaled residuals; a good fit is near the normal curve and within -3 to 3 (grey)."""
    names = [str(n) for n in pmf.dataset["species_name"].values]
    chosen = names if species is None else list(species)
    columns = min(4, len(chosen))
    if axes is None:
        _, axes = _axes(len(chosen), 2.8 * columns, 1.7, columns, sharex=True)
    edges = numpy.linspace(-6, 6, 37)
    curve = numpy.linspace(-6, 6, 121)
    for ax, name in zip(axes, chosen):
        r = pmf.dataset["scaled_residual"].values[:, names.index(name)]
        r = r[numpy.isfinite(r)]
        ax.axvspan(-3, 3, color="0.93", zorder=0)
        ax.hist(numpy.clip(r, -6, 6), edges, density=True, color="#4477AA")
        ax.plot(curve, numpy.exp(-0.5 * curve**2) / numpy.sqrt(2 * numpy.pi), color="black", lw=0.9)
        ax.set_title(f"{name}: {100 * numpy.mean(numpy.abs(r) > 3):.0f} % beyond 3", fontsize=9)
        ax.set_yticks([])
    axes[0].figure.supxlabel("scaled residual (value − model) / uncertainty; ends hold all beyond", fontsize=10)
    return axes


def starts(pmf, ax=None):
    """Q of each start, sorted, against the best: many equal ones mean a well found minimum."""
    q = numpy.sort(numpy.asarray(pmf.dataset["start_q"].values))
    if ax is None:
        _, axes = _axes(1, 6.5, 3.2)
        ax = axes[0]
    ax.plot(numpy.arange(1, len(q) + 1), 100 * (q / q[0] - 1), marker="o", ls="none", color="#4477AA")
    ax.axhline(0.05, color="#EE6677", lw=1, ls="--", label="0.05 %")
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("start, sorted")
    ax.set_ylabel("Q above the best, %")
    ax.set_title(f"best Q {q[0]:.1f}; {int((q <= q[0] * 1.0005).sum())} of {len(q)} starts within 0.05 %", fontsize=11)
    ax.set_ylim(bottom=-0.01 if q[-1] <= q[0] * 1.001 else None)
    ax.legend(frameon=False)
    return ax


def _compass(ax):
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_xticks(numpy.radians(range(0, 360, 45)), ["N", "NE", "E", "SE", "S", "SW", "W", "NW"])


def cpf_rose(cpf, species=None, columns=4, axes=None):
    """Conditional probability by the direction the wind blows from; whiskers 95 % interval; dashed: all directions together."""
    from matplotlib.ticker import MaxNLocator

    d = cpf.dataset
    names = [str(n) for n in d["species"].values]
    chosen = names if species is None else list(species)
    columns = min(columns, len(chosen))
    if axes is None:
        _, axes = _axes(len(chosen), 3.0 * columns, 3.0, columns, subplot_kw={"projection": "polar"})
    theta = numpy.radians(d["sector"].values)
    width = 2 * numpy.pi / len(theta)
    for ax, name in zip(axes, chosen):
        i = names.index(name)
        p, low, high = (d[v].values[i] for v in ("probability", "low", "high"))
        ax.bar(theta, numpy.nan_to_num(p), width=0.92 * width, color="#4477AA", zorder=2)
        seen = numpy.isfinite(p)
        ax.vlines(theta[seen], low[seen], high[seen], color="black", lw=0.9, zorder=3)
        overall = cpf.answer["species"][name]["overall"]
        ax.plot(numpy.linspace(0, 2 * numpy.pi, 181), numpy.full(181, overall), color="#EE6677", ls="--", lw=1.1, zorder=4)
        _compass(ax)
        ax.set_ylim(0, max(0.3, 1.05 * numpy.nanmax(high[seen & (d["samples"].values[i] >= 5)], initial=0.0)))
        # Numbers where the bars are shortest, on white.
        ax.yaxis.set_major_locator(MaxNLocator(3, prune="lower"))
        ax.set_rlabel_position(float(numpy.degrees(theta[numpy.argmin(numpy.nan_to_num(p))])))
        ax.tick_params(labelsize=8)
        for label in ax.get_yticklabels():
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
            label.set_zorder(6)
        ax.set_title(name, fontsize=10)
    percent = cpf.answer.get("percentile")
    of = f"above the {percent:g}th percentile" if percent is not None else "above the threshold"
    axes[0].figure.suptitle(f"Part of the hours with wind from each direction whose sample is {of}\nlines: 95 %; dashed: all directions", fontsize=10)
    return axes


def cbpf_polar(cbpf, species, statistic="probability", unit="", min_hours=5, ax=None):
    """Polar plot: direction the wind blows from, distance from the centre its speed, colour CBPF or (statistic="mean") the mean value."""
    d = cbpf.dataset
    i = [str(n) for n in d["species"].values].index(species)
    if ax is None:
        _, axes = _axes(1, 5.4, 4.4, subplot_kw={"projection": "polar"})
        ax = axes[0]
    values = numpy.where(d["hours"].values[i] >= min_hours, d[statistic].values[i], numpy.nan)  # direction x speed
    edges = numpy.concatenate([d["speed_low"].values[i][:1], d["speed_high"].values[i]])
    step = 360.0 / values.shape[0]
    theta = numpy.radians(numpy.append(d["direction"].values, 360.0) - 0.5 * step)
    shown = ax.pcolormesh(theta, edges, values.T, cmap=SEQUENTIAL, shading="flat")
    _compass(ax)
    used = numpy.isfinite(values).any(axis=0)
    ax.set_ylim(0, edges[1:][used].max() if used.any() else edges[-1])
    ax.set_rlabel_position(112)
    ax.grid(alpha=0.35)
    for label in ax.get_yticklabels():
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8})
    ax.set_title(f"{species}, wind speed in m s⁻¹", fontsize=11)
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.85, pad=0.1)
    bar.set_label("conditional probability" if statistic == "probability" else f"mean{', ' + unit if unit else ''}")
    return ax


def cell_map(result, species, weighted=True, receptor=None, unit="", ax=None):
    """Map of PSCF or CWT; receptor: (lon, lat) to mark."""
    field = result.of(species, weighted)
    if ax is None:
        _, axes = _axes(1, 7.0, 5.0)
        ax = axes[0]
    d = result.dataset
    lon = numpy.append(d["lon_bnds"].values[:, 0], d["lon_bnds"].values[-1, 1])
    lat = numpy.append(d["lat_bnds"].values[:, 0], d["lat_bnds"].values[-1, 1])
    shown = ax.pcolormesh(lon, lat, field.values, cmap=SEQUENTIAL, vmin=0 if result.name == "pscf" else None)
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.9)
    words = {"pscf": "PSCF", "cwt": "CWT", "sqtba": "SQTBA"}[result.name]
    bar.set_label((f"{words}, weighted by number of endpoints" if weighted and result.name != "sqtba" else words) + (f", {unit}" if unit else ""))
    if receptor is not None:
        ax.plot(*receptor, marker="*", ms=13, mfc="white", mec="black", ls="none", label="receptor")
        ax.legend(loc="best", fontsize=9)
    ax.set_aspect(1 / numpy.cos(numpy.radians(lat.mean())))
    ax.set_xlabel("longitude, °E")
    ax.set_ylabel("latitude, °N")
    ax.set_title(species, fontsize=11)
    return ax
