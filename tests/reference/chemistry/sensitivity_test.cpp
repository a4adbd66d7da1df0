#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/box_case.hpp"

// Sensitivities of CB6r5 by the decoupled direct method, in the boxes of a scan.

namespace {

using namespace lantian;
using namespace lantian::test;

struct Peak {
    double ppb = 0.0, per_ln_voc = 0.0, per_ln_nox = 0.0;
};

/// Peak ozone of each box and its derivatives at that time.
std::vector<Peak> peaks(ChemistryCase c, std::vector<double> voc, std::vector<double> nox, bool sensitivity,
                        int threads = 1) {
    c.scan_x.factors = std::move(voc);
    c.scan_y.factors = std::move(nox);
    c.scan_sensitivity = sensitivity;
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    Problems problems;
    Box box(m, c, threads, problems);
    problems.throw_if_errors();
    const std::vector<std::string> names = box.names();
    const auto o3 = static_cast<std::size_t>(std::find(names.begin(), names.end(), "O3") - names.begin());
    std::vector<Peak> out(box.cells());
    const BoxReport report = box.run([&](double, std::span<const double> ppb) {
        for (std::size_t cell = 0; cell < out.size(); ++cell) {
            if (!(ppb[cell * names.size() + o3] > out[cell].ppb)) continue;
            out[cell].ppb = ppb[cell * names.size() + o3];
            if (!sensitivity) continue;
            out[cell].per_ln_voc = box.sensitivity()[cell * 2 * names.size() + o3];
            out[cell].per_ln_nox = box.sensitivity()[(cell * 2 + 1) * names.size() + o3];
        }
    });
    EXPECT_EQ(report.failed + report.forced, 0u);
    return out;
}

// The data set gives dO3/dlnNOx = -187.47 ppb and dO3/dlnVOC = +188.93 ppb at (1, 1), by central differences of 1 %.
TEST(Sensitivity, AgreesWithTheSlopesOfTheDataSet) {
    ChemistryCase c = reference_case("cb6r5_ekma_12h");
    const Peak base = peaks(c, {1.0}, {1.0}, true).at(0);
    EXPECT_NEAR(base.ppb / 116.8116, 1.0, 1e-3);
    EXPECT_NEAR(base.per_ln_nox / -187.47, 1.0, 1e-3);
    EXPECT_NEAR(base.per_ln_voc / 188.93, 1.0, 1e-3);
}

// Against differences of our own tight runs, on both sides of the ridge; the peak itself does not feel that
// sensitivities are carried.
TEST(Sensitivity, IsTheDerivativeOfTheBox) {
    ChemistryCase c = reference_case("cb6r5_ekma_12h");
    c.length_s = 6 * 3600.0;
    c.relative_tolerance = 1e-6;
    c.absolute_tolerance_ppb = 1e-10;
    constexpr double d = 1e-3;
    const std::vector<double> nox{0.2 * (1 - d), 0.2, 0.2 * (1 + d), 1 - d, 1.0, 1 + d}, voc{1 - d, 1.0, 1 + d};
    const std::vector<Peak> with = peaks(c, voc, nox, true), without = peaks(c, voc, nox, false);
    for (std::size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i].ppb, without[i].ppb) << i;
    for (const std::size_t row : {1u, 4u}) {
        const auto at = [&](std::size_t y, std::size_t x) { return without[y * 3 + x].ppb; };
        const double step = std::log((1 + d) / (1 - d));
        const Peak& middle = with[row * 3 + 1];
        EXPECT_NEAR(middle.per_ln_nox, (at(row + 1, 1) - at(row - 1, 1)) / step, 1e-3 * std::abs(middle.per_ln_nox));
        EXPECT_NEAR(middle.per_ln_voc, (at(row, 2) - at(row, 0)) / step, 1e-3 * std::abs(middle.per_ln_voc));
    }
    EXPECT_GT(with[4].per_ln_nox, 0.0);   // short of NOx
    EXPECT_LT(with[13].per_ln_nox, 0.0);  // too much of it
}

TEST(Sensitivity, BoxesHaveTheSameBitsForAnyThreads) {
    ChemistryCase c = reference_case("cb6r5_ekma_12h");
    c.length_s = 3600.0;
    c.relative_tolerance = 1e-3;
    c.absolute_tolerance_ppb = 1e-6;
    const std::vector<double> factors{0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0};
    const std::vector<Peak> one = peaks(c, factors, factors, true, 1);
    for (const int threads : {2, 4}) {
        const std::vector<Peak> more = peaks(c, factors, factors, true, threads);
        for (std::size_t i = 0; i < one.size(); ++i) {
            ASSERT_EQ(one[i].ppb, more[i].ppb);
            ASSERT_EQ(one[i].per_ln_nox, more[i].per_ln_nox);
            ASSERT_EQ(one[i].per_ln_voc, more[i].per_ln_voc);
        }
    }
}

}  // namespace
