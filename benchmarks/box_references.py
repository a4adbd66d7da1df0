#!/usr/bin/env python3
"""Runs `lantian box` on every reference case of the chemistry data set and prints the table of errors (Markdown).

Errors are the largest difference along the run, relative to the largest value of the reference. Exit code 1 when one is beyond its limit, 77 when
the data set (--data, else LANTIAN_DATA/chemistry, else that beside the source tree) is not there.
    python3 benchmarks/box_references.py --program build/release/bin/lantian
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GAS = 8.31446261815324
AVOGADRO = 6.02214076e23
LIMITS = {"O3": 1e-3, "NO2": 3e-3, "OH": 1e-2}  # of the plan, at rtol 1e-4


def columns(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row and not row[0].startswith("#")]
    return {name.strip(): [float(row[i]) for row in rows[1:]] for i, name in enumerate(rows[0])}


def peak_error(ours, reference):
    peak = max(abs(v) for v in reference)
    return max(abs(a - b) for a, b in zip(ours, reference, strict=True)) / peak


class Table:
    """Runs cases and collects the rows."""

    def __init__(self, program, folder):
        self.program, self.folder, self.rows, self.beyond, self.clipped = program, Path(folder), [], 0, 0.0

    def run(self, mechanism, case_text, name="case"):
        """Columns of the CSV and the answer of one call."""
        case, out = self.folder / f"{name}.toml", self.folder / f"{name}.csv"
        case.write_text(case_text, encoding="utf-8")
        done = subprocess.run([self.program, "box", "--mechanism", mechanism, "--case", case, "--out", out, "--threads", "1", "--json"],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"box_references: {name}: {done.stderr}")
        answer = json.loads(done.stdout)
        if answer["failed"] or answer["forced"]:
            raise SystemExit(f"box_references: {name}: {case_text[:200]!r}: {answer['failed']} failed, {answer['forced']} forced")
        self.clipped = max(self.clipped, answer["clipped_ppb"])
        return columns(out), answer

    def row(self, case, method, steps, errors, limits):
        """errors, limits: by what is compared."""
        for what, error in errors.items():
            if what in limits and not error < limits[what]:
                self.beyond += 1
                print(f"box_references: {case}, {method}: {what} {error:.2e} is beyond {limits[what]:g}", file=sys.stderr)
        text = "; ".join(f"{what} {error:.1e}" + (f" (< {limits[what]:g})" if what in limits else "") for what, error in errors.items())
        self.rows.append(f"| {case} | {method} | {steps} | {text} |")


def solver(method, rtol, atol_ppb):
    return f'\n[solver]\nmethod = "{method}"\nrtol = {rtol!r}\natol_ppb = {atol_ppb!r}\n'


def compared(ours, reference, named):
    """Errors of the named species, and the worst of all others that ever count."""
    errors = {name: peak_error(ours[name], reference[name]) for name in named}
    rest = {name: peak_error(ours[name], values) for name, values in reference.items()
            if name in ours and name not in named and max(values) > 1e-11}
    if rest:
        worst = max(rest, key=rest.get)
        errors[f"worst of {len(rest)} others: {worst}"] = rest[worst]
    return errors


def cb6r5(table, data):
    cases = ROOT / "tests/reference/chemistry/cases"
    for name in ("urban_noon", "urban_night", "urban_diurnal", "rural_diurnal"):
        text = (cases / f"cb6r5_{name}.toml").read_text(encoding="utf-8").split("[solver]")[0]
        reference = {k.removesuffix("_ppb"): v for k, v in columns(data / f"reference/cb6r5_{name}.csv").items() if k != "time_s"}
        for method in ("rodas3", "ros3", "rodas4"):
            ours, answer = table.run("cb6r5", text + solver(method, 1e-4, 1e-8))
            table.row(f"CB6r5 {name.replace('_', ' ')}", method, answer["steps"], compared(ours, reference, ("O3", "NO2", "OH")), LIMITS)
    reference = columns(data / "reference/cb6r5_ekma_12h.csv")
    text = (cases / "cb6r5_ekma_12h.toml").read_text(encoding="utf-8").replace("rtol = 1e-4", "rtol = 1e-3").replace(
        "atol_ppb = 1e-8", "atol_ppb = 1e-6").replace("rodas4", "rodas3")
    ours, answer = table.run("cb6r5", text)
    assert ours["y_factor"] == reference["nox_factor"] and ours["x_factor"] == reference["voc_factor"]
    worst = max(abs(a / b - 1) for a, b in zip(ours["O3_max_ppb"], reference["O3_max_ppb"], strict=True))
    table.row("CB6r5 EKMA, 14 x 14 boxes, 12 h, rtol 1e-3", "rodas3", answer["steps"], {"peak O3": worst}, {"peak O3": 5e-3})


def music_box(table, data):
    folder = data / "music-box"

    def reference_ppb(name, temperature, pressure):
        to_ppb = GAS * temperature / pressure * 1e9
        return {k.removesuffix("_mol_m-3"): [v * to_ppb for v in values] for k, values in columns(data / f"reference/{name}.csv").items() if k != "time_s"}

    reference = reference_ppb("cb05_musicbox_3h", 298.15, 101325.0)
    place = folder / "carbon_bond_5"
    files = json.dumps([str(place / "initial_reaction_rates.csv"), str(place / "initial_concentrations.csv")])
    for method in ("rodas3", "ros3", "rodas4"):
        ours, answer = table.run(place / "my_config.json", f'[time]\nhours = 3\noutput_step_s = 300\n[conditions]\nfiles = {files}\n[photolysis]\nmissing = "zero"\n'
                                 + solver(method, 1e-4, 1e-8))
        table.row("CB05 of music-box, 3 h", method, answer["steps"], compared(ours, reference, ("O3", "NO2", "OH")), LIMITS)

    # Settings of the data set's README: no time and surroundings of the table, water given, photolysis of water 0.
    place = folder / "ts1"
    described = subprocess.run([table.program, "box", "--mechanism", place / "my_config.json", "--json"], capture_output=True, text=True, check=True)
    mechanism = json.loads(described.stdout)
    species = {s["name"] for s in mechanism["species_list"]}
    initial, photolysis, external = {"H2O": 0.4}, {}, {"USER.usr_CO_OH": 1.4453e5}
    for name, values in columns(place / "initial_conditions.csv").items():
        kind, _, rest = name.partition(".")
        if kind == "CONC" and rest in species and rest != "H2O":
            initial[rest] = values[0]
        elif kind == "PHOTO" and rest in mechanism["photolysis"] and not rest.startswith("jh2o_"):
            photolysis[rest] = values[0]
        elif kind == "SURF":
            external[name.rpartition(".")[0]] = values[0]
    text = "[time]\nhours = 3\noutput_step_s = 300\n[air]\ntemperature_k = 287.45\npressure_pa = 101319.9\n"
    text += '[conditions]\nmissing_external = "zero"\n[photolysis]\nmissing = "zero"\n'
    for name, values in (("initial_mol_m3", initial), ("photolysis_per_s", photolysis), ("external", external)):
        text += f"[{name}]\n" + "".join(f"{json.dumps(k)} = {v!r}\n" for k, v in values.items())
    reference = reference_ppb("ts1_musicbox_3h", 287.45, 101319.9)
    for method in ("rodas3", "rodas4"):
        ours, answer = table.run(place / "my_config.json", text + solver(method, 1e-4, 1e-9))
        table.row("MOZART-TS1 of music-box, 3 h", method, answer["steps"], compared(ours, reference, ("O3", "NO2", "OH")), LIMITS)

    place = folder / "chapman"
    files = json.dumps([str(place / "initial_concentrations.csv"), str(place / "conditions_Boulder.csv")])
    reference = reference_ppb("chapman_musicbox_3d", 217.6, 1394.3)
    ours, answer = table.run(place / "my_config.json", f"[time]\ndays = 3\noutput_step_s = 1800\n[conditions]\nfiles = {files}\n" + solver("rodas4", 1e-4, 1e-9))
    errors = {name: peak_error(ours[name], reference[name]) for name in ("O3", "O2", "O", "O1D")}
    table.row("Chapman of music-box, 3 d", "rodas4", answer["steps"], errors, {"O3": 1e-6, "O2": 1e-4, "O": 1e-4, "O1D": 1e-4})


def grs(table, data):
    head = "[time]\nhours = 8\noutput_step_s = 600\n[photolysis_per_s]\nNO2 = 0.008333333333333333\n[initial_ppb]\nNO = 40.0\nNO2 = 20.0\nO3 = 40.0\nROC = 500.0\n"
    reference = {k.removesuffix("_ppm"): [1e3 * v for v in values] for k, values in columns(data / "reference/grs_urban_8h.csv").items() if k != "time_min"}
    ours, answer = table.run("grs", head + solver("rodas4", 1e-7, 1e-9))
    table.row("GRS urban, 8 h, rtol 1e-7", "rodas4", answer["steps"], compared(ours, reference, ("O3", "NO2", "NO")), {"O3": 1e-5, "NO2": 1e-5, "NO": 1e-5})
    reference = columns(data / "reference/grs_ekma_8h.csv")
    nox, roc = (list(dict.fromkeys(reference[k])) for k in ("nox_factor", "roc_factor"))
    scan = f'[scan]\nx_species = ["ROC"]\nx_factors = {roc}\ny_species = ["NO", "NO2"]\ny_factors = {nox}\n'
    ours, answer = table.run("grs", head + scan + solver("rodas4", 1e-7, 1e-9))
    at = {(y, x): i for i, (y, x) in enumerate(zip(ours["y_factor"], ours["x_factor"], strict=True))}
    pairs = [(at[y, x], i) for i, (y, x) in enumerate(zip(reference["nox_factor"], reference["roc_factor"], strict=True))]
    end = max(abs(ours["O3_end_ppb"][a] / (1e3 * reference["O3_end_ppm"][i]) - 1) for a, i in pairs)
    top = max(abs(ours["O3_max_ppb"][a] / (1e3 * reference["O3_max_ppm"][i]) - 1) for a, i in pairs)
    # The peak is read off every ten minutes here, anywhere there.
    table.row(f"GRS isopleths, {len(pairs)} boxes, rtol 1e-7", "rodas4", answer["steps"], {"O3 at 8 h": end, "peak O3": top}, {"O3 at 8 h": 1e-5, "peak O3": 2e-3})


def free_mechanism(table, name, species, reactions):
    """A mechanism of constant rates in a unit of 1 ppb at 298.15 K and 1 atm. reactions: reactants, products, rate."""
    air = 101325.0 / (GAS * 298.15) * AVOGADRO * 1e-6
    unit = air * 1e-9
    rows = [{"label": f"R{i + 1}", "reactants": a, "products": b, "rate": {"type": "arrhenius", "A": k / unit ** (len(a) - 1)}} for i, (a, b, k) in enumerate(reactions)]
    path = table.folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, "species": species, "reactions": rows}), encoding="utf-8")
    return path


def closed_problems(table, data):
    reference = columns(data / "reference/robertson.csv")
    mechanism = free_mechanism(table, "robertson", ["Y1", "Y2", "Y3"], [(["Y1"], {"Y2": 1}, 0.04), (["Y2", "Y3"], {"Y1": 1, "Y3": 1}, 1e4), (["Y2", "Y2"], {"Y2": 1, "Y3": 1}, 3e7)])
    for method in ("rodas3", "ros3", "rodas4"):
        errors, steps = {f"Y{i}": 0.0 for i in (1, 2, 3)}, 0
        for row, t in enumerate(reference["t"]):
            ours, answer = table.run(mechanism, f"[time]\nseconds = {t!r}\noutput_step_s = {t!r}\n[initial_ppb]\nY1 = 1.0\n" + solver(method, 1e-6, 1e-14))
            steps = max(steps, answer["steps"])
            for i in (1, 2, 3):
                errors[f"Y{i}"] = max(errors[f"Y{i}"], abs(ours[f"Y{i}"][-1] / reference[f"y{i}"][row] - 1))
        table.row("Robertson to 4e10 s, rtol 1e-6, at each of its times", method, steps, errors, dict.fromkeys(errors, 2e-4))
    # Cl2 = 2 Cl (Lauritzen 2015): a Riccati equation.
    k1, k2, total = 0.8, 1.0, 4.0
    mechanism = free_mechanism(table, "terminator", ["CL", "CL2"], [(["CL2"], {"CL": 2}, k1), (["CL", "CL"], {"CL2": 1}, k2)])
    r = k1 / (4 * k2)
    up, down = -r + math.sqrt(r * r + 2 * r * total), -r - math.sqrt(r * r + 2 * r * total)
    for method in ("rodas3", "ros3", "rodas4"):
        ours, answer = table.run(mechanism, "[time]\nseconds = 5\noutput_step_s = 0.05\n[initial_ppb]\nCL2 = 2.0\n" + solver(method, 1e-8, 1e-12))
        exact = []
        for t in ours["time_s"]:
            q = up / down * math.exp(-2 * k2 * (up - down) * t)
            exact.append((up - q * down) / (1 - q))
        kept = max(abs(a + 2 * b - total) / total for a, b in zip(ours["CL"], ours["CL2"], strict=True))
        table.row("Terminator Cl2 = 2 Cl, closed form, rtol 1e-8", method, answer["steps"], {"Cl": peak_error(ours["CL"], exact), "Cl + 2 Cl2": kept},
                  {"Cl": 1e-6, "Cl + 2 Cl2": 1e-9})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/bin/lantian")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("LANTIAN_DATA", ROOT.parent / "shared/data")) / "chemistry")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"box_references: no {options.data}", file=sys.stderr)
        return 77
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        table = Table(options.program.resolve(), folder)
        data = options.data.resolve()
        for part in (cb6r5, music_box, grs, closed_problems):
            part(table, data)
    print("| case | method | steps | largest error (limit) |\n| --- | --- | --- | --- |")
    print("\n".join(table.rows))
    print(f"box_references: {len(table.rows)} rows, {table.beyond} beyond their limits, at most {table.clipped:.2g} ppb added by clipping, {time.time() - began:.0f} s", file=sys.stderr)
    return 1 if table.beyond else 0


if __name__ == "__main__":
    sys.exit(main())
