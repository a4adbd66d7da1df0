"""Gas-phase chemistry in boxes: what a mechanism holds, runs as xarray, and ozone isopleths (EKMA).

    case = chemistry.example("box")                         # a summer day in a basin city
    series = chemistry.run(case)                            # CB6r5; one variable a species, ppb
    table = chemistry.ekma(case)                            # peak ozone over factors on NOx and VOC
    chemistry.measures(case, {"NOx -30 %": {"nox": 0.7}})   # what measures do to the peak

The model and its limits: the manual's page on chemistry. Figures: lantian.chemistry_plots.
"""

import json
import math
import tomllib
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from lantian import _core, errors

NOX = ("NO", "NO2", "HONO")
FACTORS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.25, 1.5, 2.0)


def mechanisms():
    """Names of the mechanisms that come with the program."""
    return _core.carried_mechanisms()


class Mechanism:
    """What a mechanism holds. name: one that comes with the program, or a file (JSON, music-box JSON, CMAQ .def, KPP .eqn).

    .species and .reactions are pandas tables, .families maps a family to {species: atoms}, .photolysis lists the labels, .answer is all the program
    says (counts, kinds and orders of reactions, sparsity, notes).
    """

    def __init__(self, name="cb6r5"):
        from lantian.program import call

        self.answer = call("box", "--mechanism", name)
        self.name, self.origin, self.file = (self.answer[k] for k in ("mechanism", "origin", "file"))
        self.families = self.answer["families"]
        self.photolysis = self.answer["photolysis"]

    @property
    def species(self):
        """Table by name: fixed, molar_mass_kg_mol, short_lived, atoms N, S, C (missing: unknown)."""
        import pandas

        return pandas.DataFrame(self.answer["species_list"]).set_index("name")

    @property
    def reactions(self):
        """Table by label: equation, kind of rate."""
        import pandas

        return pandas.DataFrame(self.answer["reaction_list"]).set_index("label")

    def __repr__(self):
        a = self.answer
        families = ", ".join(f"{name} {len(members)}" for name, members in self.families.items())
        return (f"{a['mechanism']}: {a['variables']} variable and {len(a['fixed'])} fixed species, {a['reactions']} reactions, "
                f"{len(a['photolysis'])} photolysis labels; species in families: {families}")


def _key(key):
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else json.dumps(key)


def _value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, int):
        return str(value)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is not a finite number")
    return repr(number)


def _toml(tables):
    lines = [f"{_key(k)} = {_value(v)}" for k, v in tables.items() if not isinstance(v, dict)]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += [f"[{_key(name)}]"] + [f"{_key(k)} = {_value(v)}" for k, v in table.items()]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """A case of the box: the tables of its TOML file (FORMATS.md). Immutable; `with_(air={"temperature_k": 293})` gives a changed copy."""

    tables: dict = field(repr=False)
    path: Path = Path("case.toml")  # names the case in messages and is where relative paths begin

    @classmethod
    def load(cls, path):
        """The case of a file."""
        try:
            text = Path(path).read_text(encoding="utf-8")
            return cls(tomllib.loads(text), Path(path))
        except FileNotFoundError:
            errors.raise_for(66, [{"code": "E401", "file": str(path), "message": "file not found or not readable"}])
        except tomllib.TOMLDecodeError as error:
            errors.raise_for(78, [{"code": "E102", "file": str(path), "message": str(error)}])

    def with_(self, **tables):
        """A copy with values changed: with_(time={"hours": 24}, initial_ppb={"NO": 3}); a value None takes a key or table out."""
        changed = {k: dict(v) if isinstance(v, dict) else v for k, v in self.tables.items()}
        for name, value in tables.items():
            if value is None:
                changed.pop(name, None)
            elif isinstance(value, dict):
                table = changed.setdefault(name, {})
                table.update(value)
                changed[name] = {k: v for k, v in table.items() if v is not None}
            else:
                changed[name] = value
        return Case(changed, self.path)

    def hours(self):
        """Length of the run, h."""
        time = self.tables["time"]
        return time.get("hours", 0.0) + time.get("seconds", 0.0) / 3600.0 + 24.0 * time.get("days", 0.0)

    def put_in_ppb(self, species):
        """What there is of a species at the start plus what is emitted over the run, ppb."""
        return (self.tables.get("initial_ppb", {}).get(species, 0.0)
                + self.hours() * self.tables.get("emission_ppb_per_h", {}).get(species, 0.0))

    def text(self):
        """The case as TOML."""
        return _toml(self.tables)


def example(name="box", folder=None):
    """The case of an example that comes with the program. folder: where to write a copy of its files (default: a temporary folder)."""
    import tempfile

    from lantian.program import call

    if folder is not None:
        call("init", folder, "--example", name)
        return Case.load(Path(folder) / f"{name}.toml")
    with tempfile.TemporaryDirectory() as place:
        return example(name, Path(place) / name)


def _run(case, mechanism, threads):
    name = mechanism.file if isinstance(mechanism, Mechanism) else str(mechanism)
    try:
        answer = _core.run_box(name, case.text(), str(case.path), threads)
    except _core.Refused as refused:
        code, problems = refused.args
        raise errors.of(code, json.loads(problems)) from None
    if answer["failed"]:
        warnings.warn(f"the solver failed in {answer['failed']} of {len(answer['x_factor'])} boxes; they keep the state of their last good step",
                      RuntimeWarning, stacklevel=3)
    if answer["forced"]:
        warnings.warn(f"{answer['forced']} steps of the least length were taken without error control", RuntimeWarning, stacklevel=3)
    return answer


def _attributes(case, mechanism, answer):
    return {"case": case.tables.get("name", case.path.stem), "mechanism": mechanism.name if isinstance(mechanism, Mechanism) else str(mechanism),
            "steps": answer["steps"], "rejected": answer["rejected"], "forced": answer["forced"], "failed": answer["failed"],
            "clipped_ppb": answer["clipped_ppb"], "notes": "\n".join(answer["notes"])}


def run(case, mechanism="cb6r5", species=None, threads=0):
    """Run one box, or those of the case's scan, and return an xarray Dataset: one variable a species, mixing ratio in ppb (nmol/mol), over `time`
    [h since the start] and, for a scan, `y_factor` and `x_factor`. species: names to keep (default: the case's output.species, else all). threads: 0 takes all.
    """
    import xarray

    if species is not None:
        case = case.with_(output={"species": list(species)})
    answer = _run(case, mechanism, threads)
    scan = case.tables.get("scan")
    x, y = (len(scan["x_factors"]), len(scan["y_factors"])) if scan else (1, 1)
    ppb = answer["ppb"].reshape(len(answer["time_s"]), y, x, len(answer["species"]))
    start = case.tables.get("sun", {}).get("start_hour")
    coords = {"time": ("time", answer["time_s"] / 3600.0, {"units": "h", "long_name": "time since the start"})}
    if start is not None:
        coords["solar_hour"] = ("time", start + answer["time_s"] / 3600.0, {"units": "h", "long_name": "solar time"})
    if scan:
        coords |= {name: (name, scan[f"{name}s"], {"units": "1"}) for name in ("y_factor", "x_factor")}
    variables = {}
    for k, name in enumerate(answer["species"]):
        attributes = {"units": "ppb", "long_name": f"mixing ratio of {name}"}
        variables[name] = (("time", "y_factor", "x_factor"), ppb[..., k], attributes) if scan else ("time", ppb[:, 0, 0, k], attributes)
    return xarray.Dataset(variables, coords, _attributes(case, mechanism, answer))


def _groups(case, mechanism, nox, voc):
    """Species scaled as NOx and as VOC: those given, else NO, NO2, HONO and the family VOC without species that hold nitrogen."""
    held = mechanism if isinstance(mechanism, Mechanism) else Mechanism(mechanism)
    given = set(case.tables.get("initial_ppb", {})) | set(case.tables.get("emission_ppb_per_h", {}))
    carbon = held.families.get("VOC", {})
    nitrogen = held.families.get("N", {})
    nox = [s for s in NOX if s in given] if nox is None else list(nox)
    voc = [s for s in carbon if s in given and s not in nitrogen] if voc is None else list(voc)
    if not nox or not voc:
        raise ValueError("the case holds no NOx or no VOC to scale; name the species: nox=[...], voc=[...]")
    return nox, voc, {s: carbon.get(s, 1.0) for s in voc}


def _scan(case, nox, voc, nox_factors, voc_factors, sensitivity, species):
    return case.with_(scan=None, output=None).with_(
        scan={"x_species": voc, "x_factors": [float(f) for f in voc_factors], "y_species": nox, "y_factors": [float(f) for f in nox_factors],
              "sensitivity": sensitivity}, output={"species": [species]})


def ekma(case, mechanism="cb6r5", nox_factors=FACTORS, voc_factors=FACTORS, nox=None, voc=None, species="O3", sensitivity=False, threads=0):
    """Peak ozone over factors on NOx and on VOC, initial and emitted alike; every pair is a box, all run at once in lanes and on threads.

    nox, voc: species that are scaled (default: NO, NO2, HONO; the mechanism's family VOC without species that hold nitrogen). Returns an xarray Dataset
    (nox_factor, voc_factor): `peak` [ppb], `peak_time` [h since the start]; coordinates `nox_ppb` and `voc_ppbc`: what is put in, initial plus emitted over the
    run; with sensitivity=True `peak_per_ln_nox` and `peak_per_ln_voc` [ppb], derivatives by the decoupled direct method.
    """
    import numpy
    import xarray

    nox, voc, carbon = _groups(case, mechanism, nox, voc)
    answer = _run(_scan(case, nox, voc, nox_factors, voc_factors, sensitivity, species), mechanism, threads)
    shape = (len(nox_factors), len(voc_factors))
    ppb = answer["ppb"][:, :, 0]
    at = ppb.argmax(axis=0)
    dims = ("nox_factor", "voc_factor")
    variables = {"peak": (dims, ppb.max(axis=0).reshape(shape), {"units": "ppb", "long_name": f"peak of {species}"}),
                 "peak_time": (dims, (answer["time_s"][at] / 3600.0).reshape(shape), {"units": "h", "long_name": f"time of the peak of {species} since the start"})}
    if sensitivity:
        for name, key in (("nox", "per_ln_y_ppb"), ("voc", "per_ln_x_ppb")):
            value = numpy.take_along_axis(answer[key][:, :, 0], at[None, :], axis=0)[0]
            variables[f"peak_per_ln_{name}"] = (dims, value.reshape(shape), {"units": "ppb", "long_name": f"change of the peak per ln of the factor on {name.upper()}"})
    nox_ppb = sum(case.put_in_ppb(s) for s in nox)
    voc_ppbc = sum(case.put_in_ppb(s) * atoms for s, atoms in carbon.items())
    factors = [numpy.asarray(f, dtype=float) for f in (nox_factors, voc_factors)]
    coords = {"nox_factor": ("nox_factor", factors[0], {"units": "1"}), "voc_factor": ("voc_factor", factors[1], {"units": "1"}),
              "nox_ppb": ("nox_factor", factors[0] * nox_ppb, {"units": "ppb", "long_name": "NOx put in (initial and emitted)"}),
              "voc_ppbc": ("voc_factor", factors[1] * voc_ppbc, {"units": "ppbC", "long_name": "VOC put in (initial and emitted)"})}
    out = xarray.Dataset(variables, coords, _attributes(case, mechanism, answer))
    out.attrs |= {"species": species, "nox_species": " ".join(nox), "voc_species": " ".join(voc)}
    return out


def ridge(table):
    """The ridge of an EKMA table: for each VOC factor the NOx factor of the highest peak (parabola through the three highest values). Below it ozone
    falls with NOx, above it NOx must first fall to the ridge. Missing where the highest value is at the edge."""
    import numpy
    import xarray

    f, values = table["nox_factor"].values, table["peak"].values
    out = numpy.full(values.shape[1], numpy.nan)
    for j in range(values.shape[1]):
        i = int(values[:, j].argmax())
        if 0 < i < len(f) - 1:
            a, b, _ = numpy.polyfit(f[i - 1:i + 2], values[i - 1:i + 2, j], 2)
            out[j] = -0.5 * b / a if a < 0 else f[i]
    return xarray.DataArray(out, {"voc_factor": table["voc_factor"]}, ("voc_factor",), "ridge", {"units": "1", "long_name": "NOx factor of the ridge"})


def measures(case, cuts, mechanism="cb6r5", nox=None, voc=None, species="O3", threads=0):
    """What measures do to the peak. cuts: {"NOx -30 %": {"nox": 0.7}, "both": {"nox": 0.7, "voc": 0.7}}, factors that default to 1.

    Returns a pandas table: nox and voc factor, peak_ppb, change_ppb and change_percent against the case as it stands (row "as it stands").
    """
    import pandas

    if "as it stands" in cuts:
        raise ValueError('"as it stands" is the case itself')
    for name, cut in cuts.items():
        if set(cut) - {"nox", "voc"}:
            raise ValueError(f"{name}: factors are \"nox\" and \"voc\", not {', '.join(sorted(set(cut) - {'nox', 'voc'}))}")
    pairs = {"as it stands": (1.0, 1.0)} | {name: (float(c.get("nox", 1.0)), float(c.get("voc", 1.0))) for name, c in cuts.items()}
    table = ekma(case, mechanism, sorted({p[0] for p in pairs.values()}), sorted({p[1] for p in pairs.values()}), nox, voc, species, threads=threads)
    rows = [(name, n, v, float(table["peak"].sel(nox_factor=n, voc_factor=v))) for name, (n, v) in pairs.items()]
    out = pandas.DataFrame(rows, columns=["measure", "nox", "voc", "peak_ppb"]).set_index("measure")
    out["change_ppb"] = out["peak_ppb"] - out["peak_ppb"].iloc[0]
    out["change_percent"] = 100.0 * out["change_ppb"] / out["peak_ppb"].iloc[0]
    return out
