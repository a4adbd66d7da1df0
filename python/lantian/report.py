"""One offline HTML page about a finished run, and the same pictures as PNG files.

    python -m lantian.report out/jiyuan
"""

import argparse
import base64
import csv
import html
import io
import json
import sys
from pathlib import Path

import numpy

from lantian import labels, plots
from lantian.results import Results

LIMITS = (
    "Concentrations are what Gaussian puffs give with a linear chemistry scheme: SO2 turns to sulfate and NOx to nitrate at fixed rates by day and night. "
    "There is no ozone, no ammonia limit on nitrate and no organic aerosol yet.",
    "Winds are interpolated from the weather given and follow the terrain; they are not yet made mass consistent.",
    "Inventories marked estimate are uncertain by about a factor of two; so are the shares that follow from them.",
    "The outside concentration is prescribed, not computed: its share is an input.",
    "Measures are ranked by means over this episode, while their costs are per year. The response of ozone is not yet included.",
)
FRAME_SPECIES = ("pm25", "pb", "so2", "nox")
_TOP = 0.997  # the colour scale ends at this quantile of all hours


def _png(figure):
    from matplotlib import pyplot

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    pyplot.close(figure)
    return buffer.getvalue()


def _data_uri(png):
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _palette():
    from matplotlib import colormaps

    colours = (colormaps["YlOrRd"](numpy.linspace(0, 1, 256))[:, :3] * 255).round().astype(numpy.uint8)
    opacity = numpy.clip(numpy.linspace(0, 6, 256), 0.0, 0.72)
    return colours, (opacity * 255).astype(numpy.uint8)


def _frame(values, top, colours, opacity):
    """One hour as a small palette PNG: row 0 is north, 0 is clear, the last colour is `top` and above."""
    from PIL import Image

    index = numpy.clip(values[::-1] / top * 255.0, 0, 255).astype(numpy.uint8)
    image = Image.fromarray(index, mode="P")
    image.putpalette(colours.tobytes())
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", transparency=bytes(opacity), optimize=False)
    return buffer.getvalue()


def _frames(results):
    """Per species: unit, top of the scale, and the hours as data URIs."""
    colours, opacity = _palette()
    out = {}
    for species in FRAME_SPECIES:
        if species not in results.fields:
            continue
        total = results.fields[species].sum("tag").values
        scale = 1000.0 if species == "pb" else 1.0
        total = total * scale
        top = float(numpy.quantile(total, _TOP)) or 1.0
        out[species] = {
            "label": labels.pick(labels.SPECIES, species) + (", ng m⁻³" if species == "pb" else ", µg m⁻³"),
            "top": top,
            "max": [round(float(v), 3) for v in total.reshape(total.shape[0], -1).max(axis=1)],
            "frames": [_data_uri(_frame(hour, top, colours, opacity)) for hour in total],
        }
    return out


def _relief(results):
    from PIL import Image

    shade = (plots.hillshade(results.fields)[::-1] * 200 + 55).clip(0, 255).astype(numpy.uint8)
    buffer = io.BytesIO()
    Image.fromarray(shade, mode="L").save(buffer, format="PNG")
    return _data_uri(buffer.getvalue())


def _overlay(results, width, height):
    """Outline, stacks, stations and towns as SVG elements in cell coordinates, north up."""
    ds, st = results.fields, results.stations
    cell = float(ds["x"][1] - ds["x"][0])
    west, south = float(ds["x"][0]) - cell / 2, float(ds["y"][0]) - cell / 2

    def place(x, y):
        return (x - west) / cell, height - (y - south) / cell

    parts = []
    for ring in plots.outline_lonlat(ds):
        rx, ry = plots.nearest_xy(ds, ring[:, 0], ring[:, 1])
        points = " ".join(f"{a:.2f},{b:.2f}" for a, b in (place(x, y) for x, y in zip(rx, ry)))
        parts.append(f'<polygon points="{points}" class="outline"/>')
    mask = (st["source_shape"].values == "point") & (st["source_process"].values == "stack")
    px, py = plots.nearest_xy(ds, st["source_lon"].values[mask], st["source_lat"].values[mask])
    for name, x, y in zip(st["source_name"].values[mask], px, py):
        a, b = place(x, y)
        parts.append(f'<path d="M{a:.2f},{b - 0.75:.2f} l0.65,1.2 l-1.3,0 z" class="stack"><title>{html.escape(str(name))}</title></path>')
    kinds, titles, chinese = st["station_kind"].values, st["station_title"].values, st["station_title_zh"].values
    placed = []
    for i in range(st.sizes["station"]):
        a, b = place(float(st["x"][i]), float(st["y"][i]))
        text = html.escape(f"{titles[i]} {chinese[i]}".strip())
        if kinds[i] == "town":
            parts.append(f'<circle cx="{a:.2f}" cy="{b:.2f}" r="0.45" class="town"><title>{text}</title></circle>')
            if not any(abs(a - c) < 8 and abs(b - d) < 2.4 for c, d in placed):
                placed.append((a, b))
                parts.append(f'<text x="{a + 0.8:.2f}" y="{b - 0.5:.2f}">{html.escape(str(chinese[i] or titles[i]))}</text>')
        else:
            parts.append(f'<rect x="{a - 0.4:.2f}" y="{b - 0.4:.2f}" width="0.8" height="0.8" class="station"><title>{text}</title></rect>')
    bar = 20000.0 / cell
    parts.append(f'<path d="M{width - bar - 3:.2f},{height - 2.5:.2f} h{bar:.2f}" class="bar"/>'
                 f'<text x="{width - bar / 2 - 5:.2f}" y="{height - 3.2:.2f}">20 km</text>')
    return "".join(parts)


def _table_html(rows, header, first_left=True):
    head = "".join(f"<th>{html.escape(str(h))}</th>" for h in header)
    body = []
    for row in rows:
        cells = "".join(f'<td class="{"l" if (i == 0 and first_left) or isinstance(v, str) else "n"}">{html.escape(_number(v))}</td>' for i, v in enumerate(row))
        body.append(f"<tr>{cells}</tr>")
    return f"<div class=scroll><table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"


def _number(value):
    if value is None or (isinstance(value, float) and numpy.isnan(value)):
        return "unknown"
    if isinstance(value, (float, numpy.floating)):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)


def _csv_link(rows, header, name):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    encoded = base64.b64encode(("\ufeff" + buffer.getvalue()).encode("utf-8")).decode("ascii")
    return f'<a download="{html.escape(name)}" href="data:text/csv;base64,{encoded}">table as CSV</a>'


def _town_rows(results, species, scale=1.0):
    table = results.by_group(species) * scale
    st = results.stations
    order = [g for g in table.mean().sort_values(ascending=False).index]
    header = ["town or station", "total"] + [labels.pick(labels.GROUPS, g) for g in order]
    rows = []
    for i, name in enumerate(st["station_title"].values):
        chinese = str(st["station_title_zh"].values[i])
        values = [float(table[g].iloc[i]) for g in order]
        rows.append([f"{name} {chinese}".strip(), float(sum(values))] + values)
    return header, rows


def _ranking_rows(folder):
    path = folder / "ranking.json"
    if not path.is_file():
        return None, None, None
    from lantian.ranking import Ranking

    answer = Ranking(json.loads(path.read_text(encoding="utf-8")))
    table = answer.table
    header = ["measure", "name", "cost, MCNY a⁻¹", "PM2.5, µg m⁻³", "NOx, µg m⁻³", "SO2, µg m⁻³", "VOC, µg m⁻³", "lead, ng m⁻³", "MCNY a⁻¹ per µg m⁻³", "CO2, t a⁻¹"]
    rows = [[i, *("unknown" if v is None else v for v in row)] for i, row in zip(table.index, table.itertuples(index=False))]
    return header, rows, answer


def _ledger_rows(results):
    keys = ["emitted_kg", "airborne_kg", "dry_kg", "wet_kg", "transformed_kg", "outflow_kg"]
    header = ["species", "emitted, t", "airborne at the end, t", "dry deposited, t", "wet deposited, t", "transformed, t", "left the domain, t", "closure"]
    rows = [[name, *(a[k] / 1000.0 for k in keys), f"{a['closure_rel']:.0e}"] for name, a in results.ledger["species"].items()]
    return header, rows


def pictures(results, folder):
    """Draw the standard figures into `folder`; returns {name: PNG bytes}."""
    out = {}
    out["map_pm25"] = _png(plots.map(results, "pm25").figure)
    if "pb" in results.fields:
        out["map_lead"] = _png(plots.map(results, "pb").figure)
    out["towns_pm25"] = _png(plots.groups(results, "pm25").figure)
    if "pb" in results.fields:
        out["towns_lead"] = _png(plots.groups(results, "pb").figure)
    worst = results.by_group("pm25").sum(axis=1).idxmax()
    towns = results.stations["station_name"].values[results.stations["station_kind"].values == "town"]
    out["series_pm25"] = _png(plots.series(results, towns[0] if len(towns) else worst).figure)
    _, _, answer = _ranking_rows(Path(results.folder))
    if answer is not None:
        out["ranking"] = _png(plots.ranking(answer).figure)
    for name, png in out.items():
        (folder / f"{name}.png").write_bytes(png)
    return out


_STYLE = """
body{font:15px/1.5 "DejaVu Sans","WenQuanYi Micro Hei","Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0 auto;max-width:1180px;padding:0 18px 60px;color:#222}
h1{font-size:26px;margin:22px 0 4px}h2{font-size:20px;margin:34px 0 8px;border-bottom:1px solid #ccc}
.sub{color:#555}.note{background:#fff6e0;border-left:4px solid #e0a000;padding:8px 12px;margin:12px 0}
.cards{display:flex;flex-wrap:wrap;gap:12px;margin:14px 0}.card{border:1px solid #ddd;border-radius:6px;padding:8px 14px;min-width:150px}.card b{display:block;font-size:22px}
.map{position:relative;width:100%;max-width:940px;border:1px solid #999;background:#ddd}.map img,.map svg{position:absolute;left:0;top:0;width:100%;height:100%;image-rendering:pixelated}
.map .relief{image-rendering:auto}.map svg text{font-size:2.1px;paint-order:stroke;stroke:#fff;stroke-width:.5px}
.outline{fill:none;stroke:#000;stroke-width:.28}.stack{fill:#fff;stroke:#000;stroke-width:.18}.town{fill:#000}.station{fill:#3be;stroke:#000;stroke-width:.15}.bar{stroke:#000;stroke-width:.6}
.controls{display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:8px 0;max-width:940px}.controls input[type=range]{flex:1;min-width:200px}
.scale{height:14px;width:260px;border:1px solid #999;display:inline-block;vertical-align:middle}
table{border-collapse:collapse;font-size:13px}th,td{border-bottom:1px solid #e4e4e4;padding:3px 8px}th{background:#f4f4f4;text-align:right;vertical-align:bottom}th:first-child{text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}td.l{text-align:left}.scroll{overflow-x:auto}figure{margin:14px 0}figure img{max-width:100%}figcaption{color:#555;font-size:13px}
pre{background:#f6f6f6;padding:10px;overflow-x:auto;font-size:12px}@media print{.controls{display:none}body{max-width:none}h2{break-after:avoid}}
"""

_SCRIPT = """
const data=JSON.parse(document.getElementById('frames').textContent);
const pick=document.getElementById('species'),slide=document.getElementById('hour'),image=document.getElementById('frame');
let timer=null;
function show(){const s=data.species[pick.value],h=+slide.value;image.src=s.frames[h];
document.getElementById('when').textContent=data.times[h];
document.getElementById('most').textContent='highest cell '+s.max[h].toPrecision(3);
document.getElementById('low').textContent='0';document.getElementById('high').textContent='\\u2265 '+s.top.toPrecision(3);
document.getElementById('unit').textContent=s.label;}
function play(){if(timer){clearInterval(timer);timer=null;}else{timer=setInterval(()=>{slide.value=(+slide.value+1)%data.times.length;show();},180);}
document.getElementById('play').textContent=timer?'stop':'play';}
pick.addEventListener('change',show);slide.addEventListener('input',show);document.getElementById('play').addEventListener('click',play);show();
"""


def build(results, pngs):
    """The page as text."""
    ds = results.fields
    height, width = ds.sizes["y"], ds.sizes["x"]
    esc = html.escape
    offset = results.local_offset_h()
    frames = _frames(results)
    times = [f"hour to {plots.local_time(results, t)} (UTC{offset:+g})" for t in ds["time"].values]
    payload = json.dumps({"species": frames, "times": times}).replace("<", "\\u003c")
    colours, _ = _palette()
    stops = ",".join("rgb(%d,%d,%d)" % tuple(colours[i]) for i in range(0, 256, 17))
    table = results.by_group("pm25")
    towns = results.stations["station_kind"].values == "town"
    weight = results.stations["population"].values[towns]
    weight = weight / weight.sum() if weight.sum() > 0 else numpy.full(int(towns.sum()), 1.0 / max(1, int(towns.sum())))
    people = (table[towns].mul(weight, axis=0)).sum() if towns.any() else table.mean()
    total = float(people.sum())
    outside = float(people.get("outside", 0.0))
    local = people.drop("outside", errors="ignore").sort_values(ascending=False)
    cards = [("PM2.5, people-weighted mean", f"{total:.0f} µg m⁻³"), ("from outside (prescribed)", f"{100 * outside / total:.0f} %" if total else "-")]
    cards += [(f"local no. {n + 1}: {labels.pick(labels.GROUPS, g)}", f"{local[g]:.2g} µg m⁻³") for n, g in enumerate(local.index[:3])]
    card_html = "".join(f"<div class=card>{esc(name)}<b>{esc(value)}</b></div>" for name, value in cards)
    sections = []

    def figure(name, caption):
        if name in pngs:
            sections.append(f'<figure><img alt="{esc(caption)}" src="{_data_uri(pngs[name])}"><figcaption>{esc(caption)}</figcaption></figure>')

    header, rows = _town_rows(results, "pm25")
    sections.append("<h2>PM2.5 by town and source group, µg m⁻³</h2>")
    figure("towns_pm25", "Mean PM2.5 at the towns by source group; what comes from outside is prescribed.")
    sections.append(_csv_link(rows, header, "towns_pm25.csv") + _table_html(rows, header))
    figure("series_pm25", "Hourly PM2.5, stacked by source group.")
    if "pb" in ds:
        header, rows = _town_rows(results, "pb", 1000.0)
        sections.append("<h2>Lead in air by town and source group, ng m⁻³</h2>")
        figure("map_lead", "Mean lead in air.")
        sections.append(_csv_link(rows, header, "towns_lead.csv") + _table_html(rows, header))
    header, rows, answer = _ranking_rows(Path(results.folder))
    if answer is not None:
        sections.append("<h2>Control measures</h2><p>Change of people-weighted mean concentrations of this episode if the measure were in force; costs and CO2 per year. "
                        "Each alone; “unknown” costs are not ranked by cost. Ozone response is not yet included.</p>")
        figure("ranking", "Measures by PM2.5 won; cost beside each bar.")
        sections.append(_csv_link(rows, header, "ranking.csv") + _table_html(rows, header))
    header, rows = _ledger_rows(results)
    sections.append("<h2>Where the mass went</h2>" + _table_html(rows, header))
    hashes = json.loads(ds.attrs.get("input_hashes", "{}") or "{}")
    sections.append("<h2>Inputs</h2>" + _table_html([[k, v] for k, v in hashes.items()], ["file", "hash (XXH3-128)"]))
    sections.append(f"<p>Scenario hash {esc(ds.attrs.get('scenario_hash', ''))}; lantian {esc(str(ds.attrs.get('lantian_version', '')))}.</p>"
                    f"<details><summary>Resolved scenario</summary><pre>{esc(ds.attrs.get('resolved_scenario', ''))}</pre></details>")
    notes = [n for n in str(ds.attrs.get("notes", "")).splitlines() if n.strip()]
    sections.append("<h2>Defaults and fallbacks used</h2>" + ("<ul>" + "".join(f"<li>{esc(n)}</li>" for n in notes) + "</ul>" if notes else "<p>none</p>"))
    sections.append("<h2>Limits of the result</h2><ul>" + "".join(f"<li>{esc(t)}</li>" for t in LIMITS) + "</ul>")
    options = "".join(f'<option value="{esc(s)}">{esc(f["label"])}</option>' for s, f in frames.items())
    title = str(ds.attrs.get("title", "lantian")).split(": fields by")[0]
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>
<h1>{esc(title)}</h1><p class=sub>{esc(plots.pick_mean(results))}; {esc(str(ds.attrs.get('chemistry_scheme', '')))}</p>
<div class=cards>{card_html}</div>
<p class=note>{esc(LIMITS[0])}</p>
<h2>Hour by hour</h2>
<div class=controls><select id=species aria-label="species">{options}</select><button id=play type=button>play</button>
<input id=hour type=range min=0 max={len(times) - 1} value=0 aria-label="hour"><span id=when></span></div>
<div class=map style="aspect-ratio:{width}/{height}"><img class=relief alt="shaded relief" src="{_relief(results)}"><img id=frame alt="concentration">
<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none">{_overlay(results, width, height)}</svg></div>
<p><span id=low></span> <span class=scale style="background:linear-gradient(to right,{stops})"></span> <span id=high></span> <span id=unit></span>; <span id=most></span>.
Triangles: stacks; squares: stations; points: towns; line: outline of the city.</p>
{''.join(sections)}
<script type="application/json" id="frames">{payload}</script><script>{_SCRIPT}</script></body></html>
"""


def report(results, to=None):
    """Write report.html (or `to`) and the PNG figures of a finished run; returns the path of the page."""
    results = results if isinstance(results, Results) else Results(results)
    folder = Path(results.folder)
    page = Path(to) if to is not None else folder / "report.html"
    page.write_text(build(results, pictures(results, folder)), encoding="utf-8")
    return page


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m lantian.report", description="Write report.html and figures of a finished run.")
    parser.add_argument("folder")
    parser.add_argument("-o", "--out", help="page to write; default FOLDER/report.html")
    options = parser.parse_args(arguments)
    import matplotlib

    matplotlib.use("Agg")
    try:
        print(report(options.folder, options.out))
    except FileNotFoundError as error:
        print(f"error {error}", file=sys.stderr)
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main())
