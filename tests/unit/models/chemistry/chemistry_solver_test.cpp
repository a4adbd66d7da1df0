#include "models/chemistry/chemistry_solver.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "models/chemistry/clear_sky.hpp"
#include "tests/support/box_case.hpp"
#include "tests/support/solver_case.hpp"
#include "tests/support/thrown.hpp"

namespace {

using namespace lantian;
using namespace lantian::test;

TEST(CompiledMechanism, EliminationKeepsTheArrowSparse) {
    // One hub and many leaves: with the hub last there is no fill-in.
    std::vector<std::string> names{"HUB"};
    std::vector<FreeReaction> reactions;
    for (int i = 0; i < 20; ++i) {
        names.push_back("L" + std::to_string(i));
        reactions.push_back({{"HUB", names.back()}, {}, 1.0});
    }
    const CompiledMechanism c = compile(free_mechanism(names, reactions));
    EXPECT_EQ(c.jacobian_entries, 61u);
    EXPECT_EQ(c.entries, 61u);
    EXPECT_GE(c.position_of[0], 19u);
}

TEST(CompiledMechanism, CatalystsDropOut) {
    const CompiledMechanism c = compile(free_mechanism({"A", "B", "C"}, {{{"A", "B"}, {{"A", 1.0}, {"C", 1.0}}, 1.0}}));
    EXPECT_EQ(c.tendency.index.size(), 2u);  // B and C only
}

TEST(ChemistrySolver, NegativeValuesAreClippedAndBooked) {
    // A loss of order zero drives A below 0.
    const Mechanism m = free_mechanism({"A", "B"}, {{{"B"}, {{"A", -1.0}, {"B", 1.0}}, 1.0}});
    ChemistryOptions o = free_options(k_ros3, 1e-3, 1e-6);
    FreeCells cells(1, {1.0, 1.0});
    cells.clipped.assign(2, 0.0);
    const ChemistryReport report = ChemistrySolver(m, o).advance(cells.view(), 3.0);
    EXPECT_EQ(cells.concentration[0], 0.0);
    // 1 was there, 3 were taken: 2 are booked.
    EXPECT_NEAR(report.clipped_molecules_cm3, 2.0, 1e-9);
    EXPECT_NEAR(cells.clipped[0], 2.0, 1e-9);
    EXPECT_EQ(cells.clipped[1], 0.0);
}

TEST(ChemistrySolver, AFailedCellKeepsItsStateAndTheOthersGoOn) {
    const Mechanism m = free_mechanism({"A", "B"}, {{{"A", "A"}, {{"B", 2.0}}, 1e250}});
    const ChemistrySolver solver(m, free_options(k_rodas3, 1e-3, 1e-6));
    FreeCells cells(3, {0.0, 1.0});
    cells.concentration[2] = 1e200;
    const ChemistryReport report = solver.advance(cells.view(), 10.0);
    ASSERT_EQ(report.failed, std::vector<std::size_t>{1});
    EXPECT_EQ(cells.concentration[2], 1e200);
    EXPECT_EQ(cells.concentration[5], 1.0);
}

TEST(ChemistrySolver, UnknownVariableIsNamed) {
    const ChemistrySolver solver(free_mechanism({"NO2"}, {{{"NO2"}, {}, 1.0}}));
    const Problem p = lantian::testing::thrown([&] { (void)solver.variable("NO22"); });
    EXPECT_EQ(p.code, "E602");
    EXPECT_EQ(p.hint, "did you mean NO2?");
}

/// Cells of CB6r5 spread over temperature, sun and NOx.
struct SpreadCells {
    Mechanism mechanism = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    std::size_t count;
    std::vector<double> concentration, step, temperature, pressure, fixed, photolysis;

    explicit SpreadCells(std::size_t cells) : count(cells) {
        const CompiledMechanism c = compile(mechanism);
        const std::size_t n = c.variables;
        concentration.assign(count * n, 0.0);
        step.assign(count, 0.0);
        const ChemistryCase urban = reference_case("cb6r5_urban_noon");
        for (std::size_t i = 0; i < count; ++i) {
            const double share = static_cast<double>((i * 37) % 101) / 101.0,
                         other = static_cast<double>((i * 53) % 89) / 89.0;
            temperature.push_back(255.0 + 55.0 * share);
            pressure.push_back(7e4 + 3e4 * other);
            const double air = air_molecules_cm3(temperature[i], pressure[i]);
            for (const std::size_t s : c.fixed_species) {
                const std::string& name = mechanism.species[s].name;
                fixed.push_back(name == "H2O"   ? water_molecules_cm3(temperature[i], 0.6)
                                : name == "O2"  ? 0.2095 * air
                                : name == "N2"  ? 0.7808 * air
                                : name == "H2"  ? 0.56e-6 * air
                                : name == "CH4" ? 1.85e-6 * air
                                                : air);
            }
            for (const std::string& label : mechanism.photolysis)
                photolysis.push_back(clear_sky_per_s(*clear_sky_parts(mechanism, label), 1.2 * other - 0.2));
            for (std::size_t v = 0; v < n; ++v) {
                const std::string& name = mechanism.species[c.species_of[v]].name;
                const auto found = urban.initial_ppb.find(name);
                double ppb = found == urban.initial_ppb.end() ? 0.0 : found->second;
                if (name == "NO" || name == "NO2") ppb *= std::pow(10.0, 2.7 * share - 2.0);
                concentration[i * n + v] = ppb * 1e-9 * air;
            }
        }
    }
    ChemistryCells view() {
        return {count, concentration, step, temperature, pressure, fixed, photolysis, {}, {}, {}, {}};
    }
};

TEST(ChemistrySolver, RatesOfTheKernelAreTheFormulas) {
    SpreadCells cells(19);
    const ChemistrySolver solver(cells.mechanism);
    const std::vector<double> k = solver.rates(cells.view());
    const std::size_t f = solver.compiled().fixed_species.size(), p = cells.mechanism.photolysis.size();
    for (std::size_t i = 0; i < cells.count; ++i) {
        const auto at = [&](const std::vector<double>& all, std::size_t n) {
            return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(i * n),
                                       all.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
        };
        const std::vector<double> plain = rate_constants(cells.mechanism, cells.temperature[i], cells.pressure[i],
                                                         at(cells.fixed, f), at(cells.photolysis, p), {}, true);
        for (std::size_t r = 0; r < plain.size(); ++r)
            EXPECT_NEAR(k[i * plain.size() + r], plain[r], 2e-14 * plain[r]) << cells.mechanism.reactions[r].label;
    }
}

TEST(ChemistrySolver, SameBitsForAnyNeighbourThreadAndInstructionSet) {
    SpreadCells cells(97);
    const std::vector<double> start = cells.concentration;
    ChemistryOptions o;
    const std::size_t n = ChemistrySolver(cells.mechanism, o).variables();
    (void)ChemistrySolver(cells.mechanism, o).advance(cells.view(), 600.0);
    const std::vector<double> one = cells.concentration, step = cells.step;
    for (const int threads : {2, 3, 4}) {
        SpreadCells again(97);
        o.threads = threads;
        (void)ChemistrySolver(again.mechanism, o).advance(again.view(), 600.0);
        EXPECT_EQ(again.concentration, one) << threads;
        EXPECT_EQ(again.step, step);
    }
    o.threads = 1;
    for (const LanePath path : {LanePath::plain, LanePath::avx2, LanePath::avx512}) {
        SpreadCells again(97);
        ChemistrySolver solver(again.mechanism, o);
        solver.set_path(path);
        (void)solver.advance(again.view(), 600.0);
        EXPECT_EQ(again.concentration, one);
    }
    // Other neighbours: every second cell, and one cell alone.
    SpreadCells few(97);
    const auto take = [&](std::size_t from, std::size_t stride) {
        SpreadCells all(97);
        few.concentration.clear();
        few.step.clear();
        few.temperature.clear();
        few.pressure.clear();
        few.fixed.clear();
        few.photolysis.clear();
        few.count = 0;
        for (std::size_t i = 96 - from; i < 97; i -= stride) {
            const auto part = [&](const std::vector<double>& v, std::vector<double>& to) {
                const std::size_t m = v.size() / 97;
                to.insert(to.end(), v.begin() + static_cast<std::ptrdiff_t>(i * m),
                          v.begin() + static_cast<std::ptrdiff_t>((i + 1) * m));
            };
            part(all.concentration, few.concentration);
            part(all.step, few.step);
            part(all.temperature, few.temperature);
            part(all.pressure, few.pressure);
            part(all.fixed, few.fixed);
            part(all.photolysis, few.photolysis);
            ++few.count;
        }
    };
    for (const std::size_t stride : {1u, 2u, 50u}) {
        take(3, stride);
        (void)ChemistrySolver(few.mechanism, o).advance(few.view(), 600.0);
        for (std::size_t j = 0; j < few.count; ++j) {
            const std::size_t i = 93 - j * stride;
            for (std::size_t v = 0; v < n; ++v)
                ASSERT_EQ(few.concentration[j * n + v], one[i * n + v]) << i << ' ' << v;
        }
    }
}

// Derivatives of the numerical solution against differences of it: initial value, source and rate.
TEST(ChemistrySolver, SensitivitiesAreDerivatives) {
    const auto run = [](double a0, double s, double k, const RosenbrockMethod& method, bool with) {
        const Mechanism m = free_mechanism({"A", "B", "C"}, {{{"A", "B"}, {{"C", 1.0}}, 1.3 * k},
                                                             {{"C"}, {{"A", 1.0}, {"B", 1.0}}, 0.7},
                                                             {{"A", "A", "C"}, {{"B", 1.5}}, 0.4},
                                                             {{"B"}, {}, 0.2}});
        ChemistryOptions o = free_options(method, 1e-6, 1e-9);
        o.fixed_step_s = 0.02;
        ChemistrySolver solver(m, o);
        FreeCells cells(1, {a0, 0.6, 0.1});
        cells.source = {s, 0.0, 0.05};
        if (with) {
            solver.set_parameters({{{}, {}}, {{{0, 1.0}}, {}}, {{}, {{0, 1.0}}}});
            cells.sensitivity.assign(9, 0.0);
            cells.sensitivity[0] = 1.0;
        }
        (void)solver.advance(cells.view(), 1.0);
        return with ? cells.sensitivity : cells.concentration;
    };
    for (const RosenbrockMethod* method : {&k_rodas3, &k_ros3, &k_rodas4}) {
        const std::vector<double> s = run(1.0, 0.1, 1.0, *method, true);
        const double d = 1e-5;
        for (std::size_t v = 0; v < 3; ++v) {
            EXPECT_NEAR(
                s[v], (run(1.0 + d, 0.1, 1.0, *method, false)[v] - run(1.0 - d, 0.1, 1.0, *method, false)[v]) / (2 * d),
                1e-9);
            EXPECT_NEAR(
                s[3 + v],
                (run(1.0, 0.1 + d, 1.0, *method, false)[v] - run(1.0, 0.1 - d, 1.0, *method, false)[v]) / (2 * d),
                1e-9);
            EXPECT_NEAR(
                s[6 + v],
                (run(1.0, 0.1, 1.0 + d, *method, false)[v] - run(1.0, 0.1, 1.0 - d, *method, false)[v]) / (2 * d),
                1e-9);
        }
    }
}

}  // namespace
