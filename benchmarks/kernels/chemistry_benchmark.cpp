#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "benchmarks/data_folder.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/chemistry/chemistry_solver.hpp"
#include "models/chemistry/clear_sky.hpp"
#include "models/chemistry/fast_photochemistry.hpp"

namespace {

using namespace lantian;
namespace fs = std::filesystem;

constexpr std::size_t k_cells = 2000;
constexpr int k_intervals = 12;
constexpr double k_interval_s = 300.0;

/// 2000 cells spread over temperature, sun and NOx (0.1-100 ppb), advanced over 12 intervals of 300 s. Before each but
/// the first, 2 % of every cell is exchanged with its two neighbours (in mixing ratio). Rates are evaluated once an
/// interval and counted; each cell keeps its last step size.
struct MixedCells {
    Mechanism mechanism;
    std::vector<double> start, concentration, step, temperature, pressure, fixed, photolysis, external, air;
    std::vector<double> tolerances;

    [[nodiscard]] std::size_t variables() const { return start.size() / k_cells; }

    ChemistryCells view() {
        return {k_cells, concentration, step, temperature, pressure, fixed, photolysis, external, {}, {}, {}};
    }
    void restart() {
        concentration = start;
        step.assign(k_cells, 0.0);
    }
    void mix() {
        const std::size_t n = variables();
        const std::vector<double> before = concentration;
        for (std::size_t i = 0; i < k_cells; ++i) {
            const std::size_t a = (i + k_cells - 1) % k_cells, b = (i + 1) % k_cells;
            const double from_a = 0.01 * air[i] / air[a], from_b = 0.01 * air[i] / air[b];
            for (std::size_t v = 0; v < n; ++v)
                concentration[i * n + v] =
                    0.98 * before[i * n + v] + from_a * before[a * n + v] + from_b * before[b * n + v];
        }
    }
    ChemistryReport run(const ChemistrySolver& solver, bool mixed) {
        ChemistryReport sum;
        for (int k = 0; k < k_intervals; ++k) {
            if (mixed && k > 0) mix();
            const ChemistryReport one = solver.advance(view(), k_interval_s);
            sum.steps += one.steps;
            sum.rejected += one.rejected;
            sum.forced += one.forced;
            sum.failed.insert(sum.failed.end(), one.failed.begin(), one.failed.end());
        }
        return sum;
    }
};

struct Spread {
    double temperature_k, pressure_pa, cos_zenith, nox_ppb, voc_factor;
};
std::vector<Spread> spreads() {
    std::mt19937 engine(1);
    std::uniform_real_distribution<double> u(0.0, 1.0);
    std::vector<Spread> out;
    for (std::size_t i = 0; i < k_cells; ++i) {
        Spread s{};
        s.temperature_k = 260.0 + 50.0 * u(engine);
        s.pressure_pa = 7e4 + 3.1e4 * u(engine);
        s.cos_zenith = std::cos(1.75 * u(engine));  // 0 to 100 deg
        s.nox_ppb = std::pow(10.0, -1.0 + 3.0 * u(engine));
        s.voc_factor = std::pow(10.0, -1.5 + 2.0 * u(engine));
        out.push_back(s);
    }
    return out;
}

double fixed_share(const std::string& name) {
    return name == "M" ? 1.0 : name == "O2" ? 0.2095 : name == "N2" ? 0.7808 : name == "H2" ? 0.56e-6 : 1.85e-6;
}

void add_air(MixedCells& cells, const Spread& s) {
    cells.temperature.push_back(s.temperature_k);
    cells.pressure.push_back(s.pressure_pa);
    const double air = air_molecules_cm3(s.temperature_k, s.pressure_pa);
    cells.air.push_back(air);
    for (const MechanismSpecies& species : cells.mechanism.species) {
        if (species.fixed)
            cells.fixed.push_back(species.name == "H2O" ? water_molecules_cm3(s.temperature_k, 0.5)
                                                        : air * fixed_share(species.name));
    }
}

std::unique_ptr<MixedCells> cb6r5_cells() {
    auto cells = std::make_unique<MixedCells>();
    Problems problems;
    cells->mechanism = read_mechanism(LANTIAN_SOURCE_DIR "/inputs/mechanisms/cb6r5.json", problems);
    problems.throw_if_errors();
    // Urban mixture, ppb.
    const std::map<std::string, double> organics{
        {"FORM", 4},      {"ALD2", 2}, {"ALDX", 1},  {"ACET", 3},   {"KET", 1},   {"MEOH", 8},  {"ETOH", 6},
        {"ETHA", 5},      {"PRPA", 5}, {"PAR", 40},  {"ETH", 4},    {"ETHY", 3},  {"OLE", 1.5}, {"IOLE", 0.5},
        {"BENZENE", 1.2}, {"TOL", 3},  {"XYLMN", 2}, {"ISOP", 0.5}, {"APIN", 0.1}};
    const std::map<std::string, double> others{{"O3", 40},    {"CO", 600}, {"SO2", 10},
                                               {"H2O2", 0.5}, {"HNO3", 1}, {"PAN", 0.3}};
    for (const Spread& s : spreads()) {
        add_air(*cells, s);
        for (const MechanismSpecies& species : cells->mechanism.species) {
            if (species.fixed) continue;
            double ppb = 0.0;
            if (const auto found = organics.find(species.name); found != organics.end())
                ppb = found->second * s.voc_factor;
            if (const auto found = others.find(species.name); found != others.end()) ppb = found->second;
            if (species.name == "NO" || species.name == "NO2") ppb = 0.5 * s.nox_ppb;
            if (species.name == "HONO") ppb = 0.0125 * s.nox_ppb;
            cells->start.push_back(ppb * 1e-9 * cells->air.back());
        }
        for (const std::string& label : cells->mechanism.photolysis)
            cells->photolysis.push_back(clear_sky_per_s(*clear_sky_parts(cells->mechanism, label), s.cos_zenith));
    }
    cells->tolerances = tolerances_by_lifetime(cells->mechanism);
    return cells;
}

/// MOZART-TS1 of music-box: its initial values, NOx and organics scaled, its photolysis scaled by the sun. Nothing when
/// the data set is not there.
std::unique_ptr<MixedCells> ts1_cells() {
    const auto found = data_folder("chemistry/music-box/ts1");
    if (!found) return nullptr;
    const fs::path& folder = *found;
    auto cells = std::make_unique<MixedCells>();
    Problems problems;
    cells->mechanism = read_mechanism((folder / "my_config.json").string(), problems);
    std::ifstream in(folder / "initial_conditions.csv");
    std::string head, row, name, value;
    std::getline(in, head);
    std::getline(in, row);
    std::map<std::string, double> table;
    std::istringstream names(head), values(row);
    while (std::getline(names, name, ',') && std::getline(values, value, ','))
        table[name.substr(name.find_first_not_of(' '))] = std::strtod(value.c_str(), nullptr);
    const auto given = [&](const std::string& key) {
        const auto found = table.find(key);
        return found == table.end() ? 0.0 : found->second;
    };
    constexpr double k_air_mol_m3 = 42.4;  // of the case, to turn its values into mixing ratios
    for (const Spread& s : spreads()) {
        add_air(*cells, s);
        const double sun = std::max(0.0, s.cos_zenith);
        for (const MechanismSpecies& species : cells->mechanism.species) {
            if (species.fixed) continue;
            double share = given("CONC." + species.name) / k_air_mol_m3;
            if (species.name == "NO" || species.name == "NO2") share = 0.5e-9 * s.nox_ppb;
            if (species.name == "H2O") share = 0.4 / k_air_mol_m3;
            for (const char* organic : {"ISOP", "BIGENE", "BIGALK", "TOLUENE", "XYLENES", "BENZENE", "C2H4", "C3H6",
                                        "APIN", "BPIN", "CH2O", "MTERP"}) {
                if (species.name == organic) share *= s.voc_factor;
            }
            cells->start.push_back(share * cells->air.back());
        }
        for (const std::string& label : cells->mechanism.photolysis)
            cells->photolysis.push_back(label.starts_with("jh2o_") ? 0.0 : sun * given("PHOTO." + label));
        for (const std::string& label : cells->mechanism.externals) {
            double v = label == "USER.usr_CO_OH" ? 1.4453e5 : 0.0;
            if (label.ends_with("radius")) v = given(label + ".m");
            if (label.ends_with("concentration")) v = given(label + ".# m-3");
            cells->external.push_back(v);
        }
    }
    // The file does not say what is a radical: a thousandth of the case's own value, between the tolerances of radicals
    // and of what lives long.
    for (const MechanismSpecies& species : cells->mechanism.species) {
        if (!species.fixed)
            cells->tolerances.push_back(
                std::min(1e-12, std::max(1e-15, 1e-3 * given("CONC." + species.name) / k_air_mol_m3)));
    }
    return cells;
}

void run_mixed(benchmark::State& bench, MixedCells* cells, bool mixed, int threads) {
    if (cells == nullptr) return bench.SkipWithError("needs the chemistry data set (LANTIAN_DATA)");
    ChemistryOptions options;
    options.absolute_tolerances = cells->tolerances;
    options.threads = threads;
    const ChemistrySolver solver(cells->mechanism, options);
    ChemistryReport report;
    for (auto _ : bench) {
        bench.PauseTiming();
        cells->restart();
        bench.ResumeTiming();
        report = cells->run(solver, mixed);
    }
    const double cell_steps = static_cast<double>(k_cells) * k_intervals;
    bench.counters["cell_steps_per_second"] =
        benchmark::Counter(cell_steps * static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
    bench.counters["steps_per_cell_step"] = static_cast<double>(report.steps) / cell_steps;
    bench.counters["rejected_per_cell_step"] = static_cast<double>(report.rejected) / cell_steps;
    bench.counters["failed"] = static_cast<double>(report.failed.size() + report.forced);
    // Against a tight run of the same cells.
    const std::vector<double> ours = cells->concentration;
    options.method = &k_rodas4;
    options.relative_tolerance = 1e-6;
    for (double& t : options.absolute_tolerances) t = 1e-17;
    cells->restart();
    (void)cells->run(ChemistrySolver(cells->mechanism, options), mixed);
    const std::size_t n = cells->variables(), o3 = solver.variable("O3");
    double worst = 0.0;
    for (std::size_t i = 0; i < k_cells; ++i) {
        const double tight = cells->concentration[i * n + o3];
        worst = std::max(worst, std::abs(ours[i * n + o3] - tight) / std::max(tight, 1e-9 * cells->air[i]));
    }
    bench.counters["largest_o3_error"] = worst;
}

MixedCells* cb6r5() {
    static const std::unique_ptr<MixedCells> cells = cb6r5_cells();
    return cells.get();
}
MixedCells* ts1() {
    static const std::unique_ptr<MixedCells> cells = ts1_cells();
    return cells.get();
}

void chemistry_cb6r5_mixed(benchmark::State& bench) { run_mixed(bench, cb6r5(), true, 1); }
void chemistry_cb6r5_unmixed(benchmark::State& bench) { run_mixed(bench, cb6r5(), false, 1); }
void chemistry_cb6r5_threads(benchmark::State& bench) {
    run_mixed(bench, cb6r5(), true, static_cast<int>(bench.range(0)));
}
void chemistry_ts1_mixed(benchmark::State& bench) { run_mixed(bench, ts1(), true, 1); }
void chemistry_ts1_unmixed(benchmark::State& bench) { run_mixed(bench, ts1(), false, 1); }
void chemistry_grs(benchmark::State& bench) {
    std::vector<double> no, no2, o3, roc, sgn(k_cells, 0.0), sngn(k_cells, 0.0), temperature, j;
    for (const Spread& s : spreads()) {
        no.push_back(0.5e-3 * s.nox_ppb);
        no2.push_back(0.5e-3 * s.nox_ppb);
        o3.push_back(0.04);
        roc.push_back(0.5 * s.voc_factor);
        temperature.push_back(s.temperature_k);
        j.push_back(clear_sky_per_s(*find_clear_sky_rate(4), s.cos_zenith));
    }
    for (auto _ : bench) advance_grs({no, no2, o3, roc, sgn, sngn, temperature, j}, k_interval_s);
    bench.counters["cell_steps_per_second"] = benchmark::Counter(
        static_cast<double>(k_cells) * static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(chemistry_grs);
BENCHMARK(chemistry_cb6r5_mixed)->Unit(benchmark::kMillisecond);
BENCHMARK(chemistry_cb6r5_unmixed)->Unit(benchmark::kMillisecond);
BENCHMARK(chemistry_cb6r5_threads)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(chemistry_ts1_mixed)->Unit(benchmark::kMillisecond);
BENCHMARK(chemistry_ts1_unmixed)->Unit(benchmark::kMillisecond);

}  // namespace
