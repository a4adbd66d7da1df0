#include "models/chemistry/fast_photochemistry.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/box_case.hpp"

namespace {

using namespace lantian;
using namespace lantian::test;

// Values printed in the chemistry reference, 15.3.
TEST(Photostationary, PrintedValues) {
    const double k = 2.07e-12 * std::exp(-1400.0 / 298.15);
    const double ratio_ppb = 8e-3 / k / air_molecules_cm3(298.15, 101325.0) * 1e9;
    EXPECT_NEAR(ratio_ppb / 17.1872, 1.0, 1e-5);
    const NitrogenOzone s = photostationary(60.0, 70.0, ratio_ppb);
    EXPECT_NEAR(s.no2 / 38.7222, 1.0, 1e-5);
    EXPECT_NEAR(s.no / 21.2778, 1.0, 1e-5);
    EXPECT_NEAR(s.o3 / 31.2778, 1.0, 1e-5);
    // Generic reaction set without organics, J 0.5 min-1.
    EXPECT_NEAR(photostationary(0.06, 0.06, 0.5 / (2643.0 * std::exp(-1370.0 / 298.15))).no2 / 0.0345601, 1.0, 1e-5);
}

TEST(Photostationary, TitrationLimit) {
    const NitrogenOzone less = photostationary(30.0, 50.0, 0.0), more = photostationary(80.0, 50.0, 0.0);
    EXPECT_DOUBLE_EQ(less.o3, 20.0);
    EXPECT_EQ(less.no, 0.0);
    EXPECT_NEAR(more.o3, 0.0, 1e-12);
    EXPECT_DOUBLE_EQ(more.no, 30.0);
}

TEST(Photostationary, RelaxesToItAndKeepsSums) {
    const NitrogenOzone start{50.0, 10.0, 40.0};
    const double k = 4.6e-4, j = 8e-3;  // ppb-1 s-1, s-1
    const NitrogenOzone end = relax_photostationary(start, j, k, 1e5), steady = photostationary(60.0, 50.0, j / k);
    EXPECT_NEAR(end.no2, steady.no2, 1e-10);
    // Against small steps of the equation.
    NitrogenOzone s = start;
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        const auto slope = [&](double x) { return k * (60.0 - x) * (50.0 - x) - j * x; };
        const double d = 30.0 / steps, half = s.no2 + 0.5 * d * slope(s.no2);
        s.no2 += d * slope(half);
    }
    EXPECT_NEAR(relax_photostationary(start, j, k, 30.0).no2, s.no2, 1e-6);
    // Equal amounts in the dark.
    const NitrogenOzone equal = relax_photostationary({20.0, 5.0, 20.0}, 0.0, k, 100.0);
    EXPECT_NEAR(equal.no, 20.0 / (1.0 + k * 20.0 * 100.0), 1e-9);
    EXPECT_NEAR(equal.o3, equal.no, 1e-12);
}

// The fast scheme against the mechanism by the stiff solver: the urban case and its isopleths, in steps of 300 s.
TEST(FastGrs, FollowsTheMechanism) {
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/grs.json"));
    for (const double nox : {0.25, 1.0, 2.0}) {
        for (const double organics : {0.0, 0.5, 2.0}) {
            ChemistryCase c;
            c.length_s = 8 * 3600.0;
            c.output_step_s = 300.0;
            c.photolysis_per_s["NO2"] = 0.5 / 60.0;
            c.initial_ppb = {{"NO", 40.0 * nox}, {"NO2", 20.0 * nox}, {"O3", 40.0}, {"ROC", 500.0 * organics}};
            const Columns exact = run_box(m, c);
            std::vector<double> no{0.04 * nox}, no2{0.02 * nox}, o3{0.04}, roc{0.5 * organics}, sgn{0.0}, sngn{0.0};
            const std::vector<double> t{298.15}, j{0.5 / 60.0};
            double worst = 0.0, peak = 0.0, worst_no2 = 0.0;
            for (std::size_t k = 1; k < exact.at("O3").size(); ++k) {
                advance_grs({no, no2, o3, roc, sgn, sngn, t, j}, 300.0);
                worst = std::max(worst, std::abs(o3[0] * 1e3 - exact.at("O3")[k]));
                worst_no2 = std::max(worst_no2, std::abs(no2[0] * 1e3 - exact.at("NO2")[k]));
                peak = std::max(peak, exact.at("O3")[k]);
                ASSERT_NEAR(no[0] + no2[0] + sgn[0] + sngn[0], 0.06 * nox, 1e-14);
            }
            EXPECT_LT(worst / peak, 0.01) << nox << ' ' << organics;
            EXPECT_LT(worst_no2 / (60.0 * nox), 0.01) << nox << ' ' << organics;
        }
    }
}

TEST(FastGrs, DarkCellsTitrateAndPathsAgree) {
    const auto run = [](LanePath path) {
        std::vector<double> no, no2, o3, roc, sgn(21, 0.0), sngn(21, 0.0), t, j;
        for (std::size_t i = 0; i < 21; ++i) {
            const double x = static_cast<double>(i) / 20.0;
            no.push_back(0.05 * x);
            no2.push_back(0.02 * (1.0 - x));
            o3.push_back(0.04);
            roc.push_back(i % 3 == 0 ? 0.0 : x);
            t.push_back(260.0 + 50.0 * x);
            j.push_back(i % 2 == 0 ? 0.0 : 0.008);
        }
        for (int k = 0; k < 5; ++k) advance_grs({no, no2, o3, roc, sgn, sngn, t, j}, 300.0, 60.0, path);
        no.insert(no.end(), o3.begin(), o3.end());
        no.insert(no.end(), sgn.begin(), sgn.end());
        return no;
    };
    const std::vector<double> plain = run(LanePath::plain);
    EXPECT_EQ(plain, run(LanePath::avx2));
    EXPECT_EQ(plain, run(LanePath::avx512));
    // Cell 20 is dark: NO 0.05 and O3 0.04 titrate by the closed form.
    const double k4 = 2643.0 * std::exp(-1370.0 / 310.0) / 60.0;
    const NitrogenOzone closed = relax_photostationary({0.05, 0.0, 0.04}, 0.0, k4, 1500.0);
    EXPECT_NEAR(plain[20], closed.no, 1e-9);
    EXPECT_NEAR(plain[41], closed.o3, 1e-9);
    for (const double v : plain) EXPECT_GE(v, 0.0);
}

}  // namespace
