"""Figures: each function returns matplotlib axes and takes ax=."""

import json

import numpy

from lantian import labels


def _pyplot():
    import matplotlib
    from matplotlib import pyplot

    from matplotlib import font_manager

    # Latin from the first, Chinese glyphs from whichever of the others is installed: matplotlib falls back glyph by glyph only
    # between families that are named one by one.
    known = set(font_manager.get_font_names())
    families = ["DejaVu Sans", "WenQuanYi Micro Hei", "Noto Sans CJK SC", "Noto Sans CJK JP", "SimHei", "Microsoft YaHei"]
    matplotlib.rcParams["font.family"] = [name for name in families if name in known]
    matplotlib.rcParams["axes.unicode_minus"] = False
    return pyplot


def outline_lonlat(dataset):
    """Rings of the case's outline as arrays of (lon, lat); empty when the case has none."""
    text = dataset.attrs.get("outline", "")
    rings = []
    if text:
        found = json.loads(text)
        features = found.get("features", [found])
        for feature in features:
            geometry = feature.get("geometry", feature)
            polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            rings += [numpy.asarray(polygon[0], dtype=float) for polygon in polygons]
    return rings


def nearest_xy(dataset, lon, lat):
    """Projected x, y (m) of places, by bilinear fit of the file's own lon/lat mesh (good to metres inside the domain)."""
    lon2, lat2 = dataset["lon"].values, dataset["lat"].values
    x, y = dataset["x"].values, dataset["y"].values
    grid_x, grid_y = numpy.meshgrid(x, y)

    def terms(a, b):
        a, b = a - lon2.mean(), b - lat2.mean()
        return numpy.stack([numpy.ones_like(a), a, b, a * b, a * a, b * b, a * b * b, a * a * b, a**3, b**3], axis=-1)

    design = terms(lon2.ravel(), lat2.ravel())
    fit_x = numpy.linalg.lstsq(design, grid_x.ravel(), rcond=None)[0]
    fit_y = numpy.linalg.lstsq(design, grid_y.ravel(), rcond=None)[0]
    at = terms(numpy.asarray(lon, dtype=float), numpy.asarray(lat, dtype=float))
    return at @ fit_x, at @ fit_y


def hillshade(dataset):
    """Shaded relief of the case's terrain, 0-1, light from the north-west."""
    from matplotlib.colors import LightSource

    cell = float(dataset["x"][1] - dataset["x"][0])
    return LightSource(azdeg=315, altdeg=45).hillshade(dataset["terrain_height"].values, vert_exag=3, dx=cell, dy=cell)


def local_time(results, when):
    """A time of the results in local time, as text."""
    shifted = numpy.datetime64(when, "s") + numpy.timedelta64(int(results.local_offset_h() * 3600), "s")
    return str(shifted).replace("T", " ")[:16]


def map(results, species="pm25", time=None, tag=None, towns=True, stacks=True, stations=True, ax=None, language="en"):
    """Map of one species over the shaded relief: mean of the run, or one hour (time = local date-time text or index); total, or one tag."""
    pyplot = _pyplot()
    dataset = results.fields
    field = dataset[species]
    if time is None:
        field = field.mean("time", keep_attrs=True)
        when = pick_mean(results, language)
    elif isinstance(time, (int, numpy.integer)):
        field = field.isel(time=int(time))
        when = local_time(results, dataset["time"].values[int(time)])
    else:
        utc = numpy.datetime64(time, "s") - numpy.timedelta64(int(results.local_offset_h() * 3600), "s")
        field = field.sel(time=utc, method="nearest")
        when = local_time(results, field["time"].values)
    field = field.sum("tag", keep_attrs=True) if tag is None else field.sel(tag=tag)
    if ax is None:
        _, ax = pyplot.subplots(figsize=(9.5, 6.6), layout="constrained")
    x, y = dataset["x"].values / 1000, dataset["y"].values / 1000
    half = 0.5 * (x[1] - x[0])
    extent = (x[0] - half, x[-1] + half, y[0] - half, y[-1] + half)
    ax.imshow(hillshade(dataset), extent=extent, origin="lower", cmap="gray", vmin=0, vmax=1, interpolation="bilinear")
    values = field.values
    shown = ax.imshow(values, extent=extent, origin="lower", cmap="YlOrRd", alpha=0.62, vmin=0, vmax=numpy.nanpercentile(values, 99.7),
                      interpolation="nearest")
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.85, extend="max")
    bar.set_label(f"{labels.pick(labels.SPECIES, species, language)}, {dataset[species].attrs['units'].replace('ug', 'µg').replace('m-3', 'm⁻³').replace('m-2', 'm⁻²')}")
    for ring in outline_lonlat(dataset):
        rx, ry = nearest_xy(dataset, ring[:, 0], ring[:, 1])
        ax.plot(rx / 1000, ry / 1000, color="black", lw=1.1)
    _places(ax, results, towns, stacks, stations, language)
    _scale_bar(ax, extent)
    row, column = numpy.unravel_index(numpy.nanargmax(values), values.shape)
    ax.plot(x[column], y[row], marker="x", color="#0044cc", ms=8, mew=2, ls="none",
            label=f"{labels.pick(labels.TEXTS, 'maximum', language)} {values[row, column]:.3g}")
    of = labels.pick(labels.GROUPS, tag, language) + ": " if tag else ""
    ax.set_title(f"{of}{labels.pick(labels.SPECIES, species, language)}, {when}")
    ax.set_xlabel("x, km (UTM)")
    ax.set_ylabel("y, km (UTM)")
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])
    ax.legend(loc="lower left", fontsize=8, framealpha=0.85)
    return ax


def winds(dataset, time=0, height_m=10, arrows=26, ax=None, language="en"):
    """Winds over the shaded relief: arrows for direction and speed, colour for speed.

    dataset: what Scenario.winds() gives. time: index, or local date-time text (the nearest is taken). height_m: height above ground, the
    nearest level is taken. arrows: number of arrows along the longer side. Draws the case's outline and 500 m contours.
    """
    pyplot = _pyplot()
    offset = float(dataset.attrs["time_zone_offset_h"])
    if not isinstance(time, (int, numpy.integer)):
        utc = numpy.datetime64(time, "s") - numpy.timedelta64(int(offset * 3600), "s")
        time = int(numpy.abs(dataset["time"].values - utc).argmin())
    state = dataset.isel(time=int(time)).sel(height=height_m, method="nearest")
    level = float(state["height"])
    u, v = state["wind_x"].values, state["wind_y"].values
    speed = numpy.hypot(u, v)
    x, y = dataset["x"].values / 1000, dataset["y"].values / 1000
    half = 0.5 * (x[1] - x[0])
    extent = (x[0] - half, x[-1] + half, y[0] - half, y[-1] + half)
    if ax is None:
        _, ax = pyplot.subplots(figsize=(9.5, 6.6), layout="constrained")
    ax.imshow(hillshade(dataset), extent=extent, origin="lower", cmap="gray", vmin=-0.4, vmax=1.1, interpolation="bilinear")
    terrain = dataset["terrain_height"].values
    levels = numpy.arange(500, terrain.max(), 500)
    if len(levels):
        lines = ax.contour(x, y, terrain, levels=levels, colors="#5b4636", linewidths=0.6, alpha=0.8)
        ax.clabel(lines, fmt="%d m", fontsize=7)
    top = max(1.0, float(numpy.ceil(numpy.percentile(speed, 97))))
    step = max(1, round(max(len(x), len(y)) / arrows))
    at = (slice(step // 2, None, step), slice(step // 2, None, step))
    # An arrow of the scale's top speed spans 2.2 steps of the arrows' mesh; weak winds are told by their colour.
    reach = 2.2 * step * (x[1] - x[0])
    shown = ax.quiver(x[at[1]], y[at[0]], u[at], v[at], speed[at], cmap="viridis", clim=(0, top), angles="xy", scale_units="xy",
                      scale=top / reach, width=0.0038, headwidth=3.4, headlength=4.0, headaxislength=3.6, minlength=0.6, pivot="mid",
                      edgecolor="white", linewidth=0.35)
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.85, extend="max")
    bar.set_label(f"{labels.pick(labels.TEXTS, 'wind_speed', language)}, m s⁻¹")
    reference = max(1, round(top / 2))
    ax.add_patch(pyplot.Rectangle((0.008, 0.915), 0.17, 0.07, transform=ax.transAxes, fc="white", ec="none", alpha=0.85, zorder=4))
    ax.quiverkey(shown, 0.085, 0.95, reference, f"{reference} m s⁻¹", labelpos="E", coordinates="axes", fontproperties={"size": 9}).set_zorder(5)
    for ring in outline_lonlat(dataset):
        rx, ry = nearest_xy(dataset, ring[:, 0], ring[:, 1])
        ax.plot(rx / 1000, ry / 1000, color="black", lw=1.1)
    _scale_bar(ax, extent)
    when = str(dataset["time"].values[int(time)].astype("datetime64[s]") + numpy.timedelta64(int(offset * 3600), "s")).replace("T", " ")[:16]
    above = labels.pick(labels.TEXTS, "above_ground", language)
    height = f"{above} {level:g} m" if language == "zh" else f"{level:g} m {above}"
    mixing = float(dataset["mixing_height"].isel(time=int(time)).mean())
    ax.set_title(f"{labels.pick(labels.TEXTS, 'wind', language)}, {height}, {when} (UTC{offset:+g}), "
                 f"{labels.pick(labels.TEXTS, 'mixing_height', language)} {mixing:.0f} m")
    ax.set_xlabel("x, km (UTM)")
    ax.set_ylabel("y, km (UTM)")
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])
    return ax


def pick_mean(results, language="en"):
    """'mean of <first> to <last> local time'."""
    bounds = results.fields["time_bnds"].values
    return (f"{labels.pick(labels.TEXTS, 'mean', language)} {local_time(results, bounds[0, 0])} – {local_time(results, bounds[-1, 1])} "
            f"UTC{results.local_offset_h():+g}")


def _places(ax, results, towns, stacks, stations, language):
    import matplotlib.patheffects as effects

    s = results.stations
    halo = [effects.withStroke(linewidth=2.2, foreground="white")]
    kind = s["station_kind"].values
    sx, sy = s["x"].values / 1000, s["y"].values / 1000
    if stacks:
        mask = (s["source_shape"].values == "point") & (s["source_process"].values == "stack")
        px, py = nearest_xy(results.fields, s["source_lon"].values[mask], s["source_lat"].values[mask])
        ax.plot(px / 1000, py / 1000, ls="none", marker="^", ms=7, mfc="white", mec="black", label=labels.pick(labels.TEXTS, "stack", language))
    if stations:
        mask = kind == "station"
        ax.plot(sx[mask], sy[mask], ls="none", marker="s", ms=4.5, mfc="#33bbee", mec="black", mew=0.6,
                label=labels.pick(labels.TEXTS, "station", language))
    if towns:
        mask = kind == "town"
        ax.plot(sx[mask], sy[mask], ls="none", marker="o", ms=3.5, color="black", label=labels.pick(labels.TEXTS, "town", language))
        names = s["station_title_zh" if language == "zh" else "station_title"].values
        placed = []
        for i in numpy.flatnonzero(mask):
            # A name that would cover another is left out; the point stays.
            if any(abs(sx[i] - a) < 7 and abs(sy[i] - b) < 2.2 for a, b in placed):
                continue
            placed.append((sx[i], sy[i]))
            ax.annotate(str(names[i]), (sx[i], sy[i]), xytext=(4, 3), textcoords="offset points", fontsize=8, path_effects=halo)


def _scale_bar(ax, extent):
    length = 20 if extent[1] - extent[0] > 50 else 5
    x0 = extent[1] - length - 3
    y0 = extent[2] + 2.5
    ax.plot([x0, x0 + length], [y0, y0], color="black", lw=3, solid_capstyle="butt")
    ax.text(x0 + length / 2, y0 + 0.8, f"{length} km", ha="center", fontsize=9)


def series(results, station, species="pm25", ax=None, language="en"):
    """Hourly series at one station or town, stacked by source group, with outside at the bottom. Local time."""
    pyplot = _pyplot()
    s = results.stations
    at = int(numpy.flatnonzero(s["station_name"].values == station)[0])
    data = s[species].isel(station=at).to_pandas()  # time x source
    groups = s["source_group"].values
    table = data.T.groupby(groups, sort=False).sum().T
    order = [g for g in ["outside"] if g in table] + [g for g in table.mean().sort_values(ascending=False).index if g != "outside"]
    times = table.index + numpy.timedelta64(int(results.local_offset_h() * 60), "m")
    if ax is None:
        _, ax = pyplot.subplots(figsize=(11, 4.2), layout="constrained")
    ax.stackplot(times, [table[g].values for g in order], colors=[labels.colour(g, i) for i, g in enumerate(order)],
                 labels=[labels.pick(labels.GROUPS, g, language) for g in order], lw=0)
    title = s["station_title_zh" if language == "zh" else "station_title"].values[at]
    ax.set_title(f"{title}: {labels.pick(labels.SPECIES, species, language)}")
    ax.set_ylabel("µg m⁻³")
    ax.set_xlabel(f"{labels.pick(labels.TEXTS, 'local_time', language)} (UTC{results.local_offset_h():+g})")
    ax.margins(x=0)
    import matplotlib.dates as dates

    ax.xaxis.set_major_formatter(dates.DateFormatter("%m-%d"))
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], names[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, frameon=False)
    return ax


def groups(results, species="pm25", ax=None, language="en"):
    """Stacked bars: mean by town and source group; what comes from outside is a piece of its own."""
    pyplot = _pyplot()
    table = results.by_group(species)
    s = results.stations
    towns = s["station_kind"].values == "town"
    names = s["station_title_zh" if language == "zh" else "station_title"].values
    order = [g for g in ["outside"] if g in table] + [g for g in table.mean().sort_values(ascending=False).index if g != "outside"]
    if ax is None:
        _, ax = pyplot.subplots(figsize=(11, 4.6), layout="constrained")
    left = numpy.zeros(int(towns.sum()))
    for i, g in enumerate(order):
        values = table[g].values[towns]
        ax.bar(numpy.arange(len(values)), values, bottom=left, color=labels.colour(g, i), label=labels.pick(labels.GROUPS, g, language), width=0.8)
        left += values
    ax.set_xticks(numpy.arange(len(left)), names[towns], rotation=45, ha="right", fontsize=9)
    ax.set_ylabel(f"{labels.pick(labels.SPECIES, species, language)}, µg m⁻³")
    ax.set_title(f"{labels.pick(labels.SPECIES, species, language)}, {pick_mean(results, language)}")
    handles, legend = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], legend[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=8, frameon=False)
    return ax


def ranking(answer, ax=None, criterion="d_pm25_ug_m3", top=20):
    """Bars of the best measures: change of population-weighted PM2.5 (or another column of Ranking.table), with cost written beside."""
    pyplot = _pyplot()
    table = answer.table.sort_values(criterion, kind="stable").head(top)
    if ax is None:
        _, ax = pyplot.subplots(figsize=(9.5, 0.34 * len(table) + 1.4), layout="constrained")
    rows = numpy.arange(len(table))
    ax.barh(rows, -table[criterion].values, color="#4477AA")
    ax.set_yticks(rows, table.index)
    ax.invert_yaxis()
    for row, cost in zip(rows, table["cost_mcny_a"]):
        text = "cost unknown" if cost is None or cost != cost else f"{cost:.3g} MCNY a⁻¹"
        ax.annotate(text, (-table[criterion].values[row], row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    unit = {"d_pm25_ug_m3": "PM2.5 won, people-weighted, mean of the episode, µg m⁻³", "d_pb_ng_m3": "lead won, people-weighted, ng m⁻³"}
    ax.set_xlabel(unit.get(criterion, criterion))
    ax.margins(x=0.2)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
