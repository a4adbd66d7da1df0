#include "models/receptor/uncertainty.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/relative.hpp"
#include "tests/support/thrown.hpp"

namespace lantian::receptor {
namespace {

ConcentrationTable table() {
    ConcentrationTable t;
    t.path = "t.csv";
    t.id_names = {"Date"};
    t.ids = {{"a"}, {"b"}, {"c"}, {"d"}};
    t.lines = {2, 3, 4, 5};
    t.species = {"Pb", "Zn"};
    t.units = {"", ""};
    t.values = {1.0, 0.1, 2.0, 0.3, k_missing, 0.2, 4.0, 0.05};
    t.uncertainties = {0.1, 0.2, 0.2, 0.2, 0.3, 0.2, 0.4, 0.2};
    t.detection_limits = {0.5, 0.15};
    return t;
}

TEST(Uncertainty, EpaRule) {
    UncertaintyOptions o;
    o.rule = UncertaintyRule::epa;
    o.error_fraction = 0.1;
    const PreparedData p = prepare(table(), o);
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 0), std::sqrt(0.01 + 0.0625));
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 1), 5.0 / 6.0 * 0.15);  // 0.1 <= MDL
    EXPECT_EQ(p.species[1].below_detection, 2U);
    EXPECT_NE(p.rules[0].find("5/6 MDL"), std::string::npos);
}

TEST(Uncertainty, PolissarRule) {
    UncertaintyOptions o;
    o.rule = UncertaintyRule::polissar;
    const PreparedData p = prepare(table(), o);
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 0), 0.1 + 0.5 / 3.0);
    EXPECT_DOUBLE_EQ(p.table.value(0, 1), 0.075);
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 1), 5.0 / 6.0 * 0.15);
}

TEST(Uncertainty, SignalToNoiseAndClasses) {
    UncertaintyOptions o;
    o.classify = true;
    const PreparedData p = prepare(table(), o);
    // mean of max(0, (x - s) / s): Pb 9, 9, 9; Zn 0, 0.5, 0, 0.
    EXPECT_TRUE(near_relative(p.species[0].signal_to_noise, 9.0, 1e-12));
    EXPECT_TRUE(near_relative(p.species[1].signal_to_noise, 0.125, 1e-12));
    EXPECT_EQ(p.species[1].kind, SpeciesClass::bad);
    EXPECT_EQ(p.table.species, (std::vector<std::string>{"Pb"}));
    EXPECT_EQ(p.table.values.size(), 4U);
}

TEST(Uncertainty, WeakTotalExtraAndFloor) {
    UncertaintyOptions o;
    o.weak = {"Zn"};
    o.extra = 0.2;
    o.floor_fraction = 0.15;
    const PreparedData p = prepare(table(), o);
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 0), std::sqrt(0.15 * 0.15 + 0.2 * 0.2));
    EXPECT_DOUBLE_EQ(p.table.uncertainty(0, 1), std::sqrt(0.6 * 0.6 + 0.02 * 0.02));
    EXPECT_EQ(p.kinds[1], SpeciesClass::weak);
    o.weak.clear();
    o.total = "Pb";
    EXPECT_EQ(prepare(table(), o).kinds[0], SpeciesClass::weak);
}

TEST(Uncertainty, MissingPolicies) {
    UncertaintyOptions o;
    EXPECT_FALSE(prepare(table(), o).table.has(2, 0));
    o.missing = MissingPolicy::median;
    PreparedData p = prepare(table(), o);
    EXPECT_EQ(p.table.value(2, 0), 2.0);
    EXPECT_EQ(p.table.uncertainty(2, 0), 8.0);
    o.missing = MissingPolicy::geometric_mean;
    p = prepare(table(), o);
    EXPECT_TRUE(near_relative(p.table.value(2, 0), 2.0, 1e-12));
    o.missing = MissingPolicy::drop_sample;
    p = prepare(table(), o);
    EXPECT_EQ(p.table.samples(), 3U);
    EXPECT_EQ(p.table.ids[2][0], "d");
    EXPECT_NE(p.rules[1].find("left out (1)"), std::string::npos) << p.rules[1];
}

TEST(Uncertainty, RefusesWhatIsNotThere) {
    ConcentrationTable t = table();
    t.uncertainties.clear();
    EXPECT_EQ(testing::thrown([&] { (void)prepare(t, {}); }).code, "E324");
    t.detection_limits[1] = k_missing;
    UncertaintyOptions o;
    o.rule = UncertaintyRule::epa;
    EXPECT_NE(testing::thrown([&] { (void)prepare(t, o); }).message.find("\"Zn\""), std::string::npos);
    o = {};
    o.weak = {"Pbb"};
    EXPECT_EQ(testing::thrown([&] { (void)prepare(table(), o); }).code, "E309");
}

}  // namespace
}  // namespace lantian::receptor
