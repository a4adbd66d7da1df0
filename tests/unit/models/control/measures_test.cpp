#include "models/control/measures.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

SourceSummary source(const std::string& id, const std::string& sector, const std::string& process) {
    SourceSummary s;
    s.id = id;
    s.sector = sector;
    s.process = process;
    s.group = "industry";
    s.annual_kg[index(Emitted::pm25)] = 100e3;
    s.annual_kg[index(Emitted::pm10)] = 300e3;
    s.annual_kg[index(Emitted::nox)] = 500e3;
    s.annual_kg[index(Emitted::pb)] = 2e3;
    return s;
}

Measure measure(const std::string& id, Emitted species, double removal) {
    Measure m;
    m.id = id;
    m.sector = {"steel"};
    m.removal_frac[index(species)] = removal;
    return m;
}

const std::vector<SourceSummary> k_sources{source("a/stack", "steel", "stack"),
                                           source("a/fugitive", "steel", "fugitive"),
                                           source("b/stack", "cement", "stack")};

TEST(Measures, CapitalIsAnnualisedAsAnAnnuity) {
    // Textbook table of annuity factors: 5 %, 10 a: 0.129505; 8 %, 15 a: 0.116830.
    EXPECT_NEAR(annualised_capital_cny_a(1.0, 0.05, 10), 0.1295045750, 1e-9);
    EXPECT_NEAR(annualised_capital_cny_a(1.0, 0.08, 15), 0.1168295449, 1e-9);
    const double q = std::pow(1.03, 7.0);
    EXPECT_NEAR(annualised_capital_cny_a(30e6, 0.03, 7), 30e6 * 0.03 * q / (q - 1.0), 1e-6);
    EXPECT_DOUBLE_EQ(annualised_capital_cny_a(30e6, 0.0, 10), 3e6);
    EXPECT_NEAR(annualised_capital_cny_a(30e6, 1e-12, 10), 3e6, 1e-3);  // continuous towards no interest
}

TEST(Measures, CostIsTheSumOfItsPartsOrUnknown) {
    Measure m = measure("m", Emitted::nox, 0.5);
    EmittedMass removed{};
    removed[index(Emitted::nox)] = 250e3;
    EXPECT_FALSE(cost_cny_a(m, removed).has_value());
    m.cost = Measure::Cost{.annual_cny = 1e6,
                           .capital_cny = 10e6,
                           .lifetime_a = 10,
                           .interest_frac = 0.0,
                           .running_cny_a = 2e6,
                           .per_tonne_cny = 8e3,
                           .per_tonne_species = Emitted::nox};
    EXPECT_DOUBLE_EQ(*cost_cny_a(m, removed), 1e6 + 1e6 + 2e6 + 250 * 8e3);
    m.cost->per_tonne_species.reset();
    EXPECT_EQ(testing::thrown([&] { static_cast<void>(cost_cny_a(m, removed)); }).code, "E204");
}

TEST(Measures, EveryListThatIsNotEmptyMustMatch) {
    Measure m = measure("m", Emitted::nox, 0.5);
    EXPECT_TRUE(hits(m, k_sources[0]));
    EXPECT_TRUE(hits(m, k_sources[1]));
    EXPECT_FALSE(hits(m, k_sources[2]));
    m.process = {"fugitive"};
    EXPECT_FALSE(hits(m, k_sources[0]));
    EXPECT_TRUE(hits(m, k_sources[1]));
    m.group = {"homes"};
    EXPECT_FALSE(hits(m, k_sources[1]));
    m.group = {"homes", "industry"};
    m.source = {"a/fugitive", "b/stack"};
    EXPECT_TRUE(hits(m, k_sources[1]));
    EXPECT_FALSE(hits(Measure{}, k_sources[0]));
}

TEST(Measures, ChangeIsRemovalTimesApplicabilityTimesEffectiveness) {
    Measure m = measure("m", Emitted::nox, 0.8);
    m.applicability_frac = 0.5;
    m.effectiveness_frac = 0.9;
    EXPECT_DOUBLE_EQ(relative_cut(m, k_sources[0])[index(Stream::nox)], 0.36);
    EXPECT_EQ(relative_cut(m, k_sources[0])[index(Stream::so2)], 0.0);
    EXPECT_EQ(relative_cut(m, k_sources[0])[index(Stream::pb)], 0.0);
}

TEST(Measures, CoarsePartFollowsFromTheMassesOfPm25AndPm10) {
    Measure m = measure("m", Emitted::pm25, 0.6);
    m.removal_frac[index(Emitted::pm10)] = 0.8;
    // 240 t of pm10 cut, 60 t of pm25: 180 of 200 t coarse.
    EXPECT_DOUBLE_EQ(relative_cut(m, k_sources[0])[index(Stream::pm_coarse)], 0.9);
    EXPECT_FALSE(coarse_cut_is_held(m, k_sources[0]));
    const MeasurePlan plan({m}, k_sources);
    EXPECT_DOUBLE_EQ(plan.entries()[0].d_emission_kg_a[index(Emitted::pm10)], -2 * 240e3);
    EXPECT_DOUBLE_EQ(plan.entries()[0].d_emission_kg_a[index(Emitted::pm25)], -2 * 60e3);
}

TEST(Measures, ContradictingRemovalsAreHeldAndCounted) {
    // Only pm25: the coarse part would grow. Only pm10 at 90 %: 270 t of a coarse part of 200 t.
    Measure fine = measure("fine", Emitted::pm25, 0.6), all = measure("all", Emitted::pm10, 0.9);
    EXPECT_EQ(relative_cut(fine, k_sources[0])[index(Stream::pm_coarse)], 0.0);
    EXPECT_EQ(relative_cut(all, k_sources[0])[index(Stream::pm_coarse)], 1.0);
    const MeasurePlan plan({fine, all}, k_sources);
    EXPECT_EQ(plan.entries()[0].held_coarse_cuts, 2U);
    EXPECT_EQ(plan.entries()[1].held_coarse_cuts, 2U);
    EXPECT_DOUBLE_EQ(plan.entries()[1].d_emission_kg_a[index(Emitted::pm10)], -2 * 60e3);   // the fine part only
    EXPECT_DOUBLE_EQ(plan.entries()[0].d_emission_kg_a[index(Emitted::pm10)], -2 * 200e3);  // the coarse part only
}

TEST(Measures, SourceWithoutCoarsePartIsCutInPm25Only) {
    SourceSummary s = k_sources[0];
    s.annual_kg[index(Emitted::pm10)] = s.annual_kg[index(Emitted::pm25)];
    const Measure m = measure("m", Emitted::pm25, 0.6);
    EXPECT_EQ(relative_cut(m, s)[index(Stream::pm_coarse)], 0.0);
    EXPECT_FALSE(coarse_cut_is_held(m, s));
}

TEST(Measures, SeriesMultiply) {
    Measure a = measure("a", Emitted::nox, 0.5), b = measure("b", Emitted::nox, 0.8),
            c = measure("c", Emitted::pb, 0.3);
    const MeasurePlan plan({c, b, a}, k_sources);
    const std::vector<std::size_t> set{0, 1, 2};
    const auto cut = plan.cut_of_set(set);
    EXPECT_DOUBLE_EQ(cut[0][index(Stream::nox)], 1.0 - 0.5 * 0.2);
    EXPECT_DOUBLE_EQ(cut[0][index(Stream::pb)], 0.3);
    EXPECT_EQ(cut[2][index(Stream::nox)], 0.0);
}

TEST(Measures, PrerequisitesAreFollowedToTheEnd) {
    Measure a = measure("a", Emitted::nox, 0.5), b = measure("b", Emitted::nox, 0.5),
            c = measure("c", Emitted::nox, 0.5);
    a.requires_ids = {"b"};
    b.requires_ids = {"c"};
    const MeasurePlan plan({a, b, c}, k_sources);
    EXPECT_EQ(plan.entries()[0].needs, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(plan.with_needs(std::vector<std::size_t>{0}), (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_FALSE(plan.allowed(std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(plan.allowed(std::vector<std::size_t>{1, 2}));
}

TEST(Measures, AtMostOneOfAnExclusiveGroup) {
    Measure a = measure("a", Emitted::nox, 0.5), b = measure("b", Emitted::nox, 0.6),
            c = measure("c", Emitted::nox, 0.7);
    a.exclusive_group = b.exclusive_group = "denox";
    const MeasurePlan plan({a, b, c}, k_sources);
    EXPECT_FALSE(plan.allowed(std::vector<std::size_t>{0, 1}));
    EXPECT_TRUE(plan.allowed(std::vector<std::size_t>{0, 2}));
}

}  // namespace
}  // namespace lantian
