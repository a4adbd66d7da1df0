"""Ranking of control measures of a finished run."""

from pathlib import Path

from lantian.program import call


class Ranking:
    """Answer of `lantian rank`. `measures`: list of dicts as the program gives them; `table`: one line a measure."""

    def __init__(self, answer):
        self.answer = answer
        self.measures = answer["measures"]

    @property
    def table(self):
        """pandas.DataFrame, best PM2.5 effect first. Concentrations: means of the episode, ug m-3; costs per year, MCNY."""
        import pandas

        rows = []
        for m in self.measures:
            conc = m["d_conc"]

            def pick(species, where):
                return conc.get(species, {}).get(where)

            cost = m.get("cost_cny_a")
            pm25 = pick("pm25", "population_weighted")
            rows.append({
                "id": m["id"],
                "name": m.get("name", ""),
                "cost_mcny_a": None if cost is None else cost / 1e6,
                "d_pm25_ug_m3": pm25,
                "d_nox_ug_m3": pick("nox", "population_weighted"),
                "d_so2_ug_m3": pick("so2", "population_weighted"),
                "d_voc_ug_m3": pick("voc", "population_weighted"),
                "d_pb_ng_m3": None if pick("pb", "population_weighted") is None else 1e3 * pick("pb", "population_weighted"),
                "mcny_per_ug_pm25": None if cost is None or not pm25 else cost / 1e6 / -pm25,
                "co2_t_a": m.get("co2_t_a"),
            })
        return pandas.DataFrame(rows).set_index("id").sort_values("d_pm25_ug_m3", kind="stable")

    def __repr__(self):
        return repr(self.table)

    def _repr_html_(self):
        return self.table.to_html(float_format=lambda v: f"{v:.3g}")


def rank(results, measures=None, budget=None):
    """Rank the measures of a run: its own (from its scenario) or those of another file; budget such as "80 MCNY"."""
    folder = getattr(results, "folder", results)
    arguments = ["rank", str(Path(folder))]
    if measures is not None:
        arguments += ["--measures", str(measures)]
    if budget is not None:
        arguments += ["--budget", budget]
    return Ranking(call(*arguments))
