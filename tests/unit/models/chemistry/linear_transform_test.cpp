#include "models/chemistry/linear_transform.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

double& at(CarriedMass& m, Carried s) { return m[index(s)]; }

TEST(LinearTransform, RatesFollowDayNightAndScheme) {
    Scenario::Chemistry chemistry;
    EXPECT_DOUBLE_EQ(linear_rates(chemistry, true).so2_per_s, 0.02 / 3600.0);
    EXPECT_DOUBLE_EQ(linear_rates(chemistry, false).so2_per_s, 0.005 / 3600.0);
    EXPECT_DOUBLE_EQ(linear_rates(chemistry, true).nox_per_s, 0.04 / 3600.0);
    EXPECT_DOUBLE_EQ(linear_rates(chemistry, false).nox_per_s, 0.02 / 3600.0);
    chemistry.scheme = "none";
    EXPECT_EQ(linear_rates(chemistry, true).so2_per_s, 0.0);
    EXPECT_EQ(linear_rates(chemistry, true).nox_per_s, 0.0);
}

TEST(LinearTransform, ManyStepsEqualOneAndTheAccountCloses) {
    const LinearRates rates{5e-6, 2e-5};
    CarriedMass mass{};
    at(mass, Carried::so2) = 3.0;
    at(mass, Carried::nox) = 2.0;
    at(mass, Carried::so4) = 0.1;
    at(mass, Carried::pb_fine) = 7.0;
    Transformed total{};
    const LinearShares shares = linear_shares(rates, 600.0);
    for (int i = 0; i < 144; ++i) {
        const Transformed t = transform(mass, shares);
        total.so2_kg += t.so2_kg;
        total.so4_kg += t.so4_kg;
        total.nox_kg += t.nox_kg;
        total.no3_kg += t.no3_kg;
    }
    EXPECT_TRUE(near_relative(at(mass, Carried::so2), 3.0 * std::exp(-5e-6 * 86400.0), 1e-13));
    EXPECT_TRUE(near_relative(at(mass, Carried::nox), 2.0 * std::exp(-2e-5 * 86400.0), 1e-13));
    EXPECT_TRUE(near_relative(at(mass, Carried::so2) + total.so2_kg, 3.0, 1e-12));
    EXPECT_TRUE(near_relative(at(mass, Carried::so4) - total.so4_kg, 0.1, 1e-12));
    EXPECT_TRUE(near_relative(at(mass, Carried::no3), total.no3_kg, 1e-12));
    EXPECT_EQ(at(mass, Carried::pb_fine), 7.0);
    // sulfur and nitrogen are kept: moles
    EXPECT_TRUE(near_relative(total.so4_kg / 96.063, total.so2_kg / 64.066, 1e-13));
    EXPECT_TRUE(near_relative(total.no3_kg / 62.005, total.nox_kg / 46.006, 1e-13));
}

}  // namespace
}  // namespace lantian
