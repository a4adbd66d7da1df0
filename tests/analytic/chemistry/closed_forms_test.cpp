#include <cmath>

#include <gtest/gtest.h>

#include "models/chemistry/clear_sky.hpp"
#include "tests/support/solver_case.hpp"

namespace {

using namespace lantian;
using namespace lantian::test;

const RosenbrockMethod* const k_methods[] = {&k_rodas3, &k_ros3, &k_rodas4};

// A -> B -> C with two rates: exponentials.
TEST(ClosedForm, Chain) {
    const double a = 1e-3, b = 2e-2, t = 200.0;
    const Mechanism m = free_mechanism({"A", "B", "C"}, {{{"A"}, {{"B", 1.0}}, a}, {{"B"}, {{"C", 1.0}}, b}});
    for (const RosenbrockMethod* method : k_methods) {
        const ChemistrySolver solver(m, free_options(*method, 1e-7, 1e-9));
        FreeCells cells(1, {1.0, 0.0, 0.0});
        EXPECT_TRUE(solver.advance(cells.view(), t).failed.empty());
        const double left = std::exp(-a * t), middle = a / (b - a) * (std::exp(-a * t) - std::exp(-b * t));
        EXPECT_NEAR(cells.concentration[0], left, 2e-6) << method->name;
        EXPECT_NEAR(cells.concentration[1], middle, 2e-6) << method->name;
        EXPECT_NEAR(cells.concentration[0] + cells.concentration[1] + cells.concentration[2], 1.0, 1e-12)
            << method->name;
    }
}

// Cl2 <-> 2 Cl, k1 = 1, k2 = 1 (Lauritzen et al. 2015): closed form of the steady state and of the way there.
TEST(ClosedForm, Terminator) {
    const double k1 = 0.8, k2 = 1.0, total = 4e-6 * 1e6;  // Cl + 2 Cl2 = 4
    const Mechanism m =
        free_mechanism({"CL", "CL2"}, {{{"CL2"}, {{"CL", 2.0}}, k1}, {{"CL", "CL"}, {{"CL2", 1.0}}, k2}});
    // d Cl/dt = 2 k1 Cl2 - 2 k2 Cl^2 = k1 (total - Cl) - 2 k2 Cl^2
    const double r = k1 / (4.0 * k2), det = std::sqrt(r * r + 2.0 * r * total);
    for (const RosenbrockMethod* method : k_methods) {
        const ChemistrySolver solver(m, free_options(*method, 1e-8, 1e-12));
        for (const double t : {0.05, 0.3, 1.0, 20.0}) {
            FreeCells cells(1, {0.0, total / 2.0});
            (void)solver.advance(cells.view(), t);
            // Riccati equation with roots -r +- det.
            const double up = -r + det, down = -r - det;
            const double q = (0.0 - up) / (0.0 - down) * std::exp(-2.0 * k2 * (up - down) * t);
            EXPECT_NEAR(cells.concentration[0], (up - q * down) / (1.0 - q), 1e-6) << method->name << ' ' << t;
            EXPECT_NEAR(cells.concentration[0] + 2.0 * cells.concentration[1], total, 1e-11);
        }
    }
}

// Linear decay with a source: y = S/k + (y0 - S/k) exp(-k t).
TEST(ClosedForm, SourceAndLoss) {
    const Mechanism m = free_mechanism({"A"}, {{{"A"}, {}, 0.01}});
    const ChemistrySolver solver(m, free_options(k_rodas4, 1e-9, 1e-12));
    FreeCells cells(1, {5.0});
    cells.source = {0.2};
    (void)solver.advance(cells.view(), 130.0);
    EXPECT_NEAR(cells.concentration[0], 20.0 - 15.0 * std::exp(-1.3), 1e-7);
}

// Three bodies of one kind: dA/dt = -3 k A^3.
TEST(ClosedForm, ThirdOrder) {
    const Mechanism m = free_mechanism({"A", "B"}, {{{"A", "A", "A"}, {{"B", 1.0}}, 0.02}});
    const ChemistrySolver solver(m, free_options(k_rodas4, 1e-9, 1e-12));
    FreeCells cells(1, {2.0, 0.0});
    (void)solver.advance(cells.view(), 10.0);
    EXPECT_NEAR(cells.concentration[0], 1.0 / std::sqrt(0.25 + 6.0 * 0.02 * 10.0), 1e-7);
}

// Overhead sun and 60 deg: values printed in the chemistry reference, 16.
TEST(ClosedForm, ClearSkyPhotolysisOfNo2) {
    const ClearSkyRate* no2 = find_clear_sky_rate(4);
    ASSERT_NE(no2, nullptr);
    EXPECT_NEAR(clear_sky_per_s(*no2, 1.0) / 8.92009e-3, 1.0, 1e-5);
    EXPECT_NEAR(clear_sky_per_s(*no2, 0.5) / 5.76715e-3, 1.0, 1e-5);
    EXPECT_EQ(clear_sky_per_s(*no2, 0.0), 0.0);
    EXPECT_EQ(clear_sky_per_s(*no2, -0.3), 0.0);
    EXPECT_EQ(find_clear_sky_rate(99), nullptr);
}

// The sun: highest at noon by latitude less declination, down at cos(h) = -tan(lat) tan(dec), the same before and after
// noon; mean over a day at the equator on the equinox 1/pi.
TEST(ClosedForm, SolarGeometry) {
    constexpr double k_rad = 3.14159265358979323846 / 180.0;
    for (const double latitude : {-35.0, 0.0, 35.1, 60.0}) {
        for (const double declination : {-23.45, 0.0, 20.0}) {
            EXPECT_NEAR(cos_zenith(latitude, declination, 12.0), std::cos((latitude - declination) * k_rad), 1e-14);
            const double half = std::acos(-std::tan(latitude * k_rad) * std::tan(declination * k_rad)) / (15.0 * k_rad);
            EXPECT_NEAR(cos_zenith(latitude, declination, 12.0 - half), 0.0, 1e-14);
            EXPECT_NEAR(cos_zenith(latitude, declination, 12.0 + half), 0.0, 1e-14);
            EXPECT_NEAR(cos_zenith(latitude, declination, 9.5), cos_zenith(latitude, declination, 14.5), 1e-14);
            EXPECT_NEAR(cos_zenith(latitude, declination, 30.0), cos_zenith(latitude, declination, 6.0), 1e-14);
        }
    }
    double sum = 0.0;
    for (int i = 0; i < 2400; ++i) sum += std::max(0.0, cos_zenith(0.0, 0.0, (i + 0.5) / 100.0));
    EXPECT_NEAR(sum / 2400.0, 1.0 / (180.0 * k_rad), 1e-6);
}

// Chang et al. 1987: thin clouds do nothing; a thick one darkens below and brightens above.
TEST(ClosedForm, CloudFactor) {
    EXPECT_EQ(cloud_factor(CloudPlace::below, 1.0, 4.0, 0.8), 1.0);
    const double t = (5.0 - std::exp(-20.0)) / (4.0 + 3.0 * 20.0 * 0.14);
    EXPECT_NEAR(cloud_factor(CloudPlace::below, 0.5, 20.0, 0.8), 1.0 + 0.5 * (1.6 * t * 0.8 - 1.0), 1e-14);
    EXPECT_NEAR(cloud_factor(CloudPlace::above, 0.5, 20.0, 0.8), 1.0 + 0.5 * 1.2 * (1.0 - t) * 0.8, 1e-14);
}

}  // namespace
