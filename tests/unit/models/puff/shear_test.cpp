#include "models/puff/shear.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "core/base/constants.hpp"
#include "models/puff/vertical.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

// u = a z, constant Kz and Kx: sx2 = sx2(0) + a^2 sz0^2 t^2 + 2/3 a^2 Kz t^3 + 2 Kx t, sxz = a (sz0^2 t + Kz t^2).
TEST(ShearedSpread, UniformShearFollowsTheClosedFormWhateverTheSteps) {
    const double a = 0.013, kz = 4.0, kx = 25.0, z0_sq = 900.0, x0_sq = 1600.0, t = 3600.0;
    for (const int steps : {1, 7, 60}) {
        EllipseMoments s{x0_sq, 0.0, x0_sq};
        WindGradient wind;
        wind.uz = a;
        const double dt = t / steps;
        for (int n = 0; n < steps; ++n) {
            s = sheared_and_deformed(s, wind, z0_sq + 2.0 * kz * n * dt, z0_sq + 2.0 * kz * (n + 1) * dt, 0.0,
                                     {2.0 * kx * dt, 0.0, 0.0}, dt);
        }
        EXPECT_TRUE(near_relative(
            s.xx, x0_sq + a * a * z0_sq * t * t + 2.0 / 3.0 * a * a * kz * t * t * t + 2.0 * kx * t, 1e-12));
        EXPECT_TRUE(near_relative(s.xz, a * (z0_sq * t + kz * t * t), 1e-12));
        EXPECT_EQ(s.yy, x0_sq);
        EXPECT_EQ(s.xy, 0.0);
    }
}

TEST(ShearedSpread, ShearAcrossAnyDirectionIsTheSameTurned) {
    WindGradient along, turned;
    along.uz = 0.01;
    const double angle = 0.9, c = std::cos(angle), n = std::sin(angle);
    turned.uz = 0.01 * c;
    turned.vz = 0.01 * n;
    const EllipseMoments a = sheared({100.0, 0.0, 100.0}, along, 400.0, 500.0, 1e-3, {}, 600.0);
    const EllipseMoments b = sheared({100.0, 0.0, 100.0}, turned, 400.0, 500.0, 1e-3, {}, 600.0);
    EXPECT_NEAR(b.xx, c * c * a.xx + n * n * a.yy, 1e-10 * a.xx);
    EXPECT_NEAR(b.xy, c * n * (a.xx - a.yy), 1e-10 * a.xx);
    EXPECT_NEAR(b.yz, n * a.xz, 1e-12 * a.xz);
}

TEST(DeformedSpread, SolidRotationTurnsTheEllipse) {
    const double rate = 2.0 * constants::k_pi / 21600.0;
    WindGradient wind;
    wind.uy = -rate;
    wind.vx = rate;
    const EllipseMoments start{900.0, 200.0, 400.0, 50.0, -30.0};
    const EllipseMoments quarter = deformed(start, wind, 5400.0);
    EXPECT_NEAR(quarter.xx, start.yy, 1e-9);
    EXPECT_NEAR(quarter.yy, start.xx, 1e-9);
    EXPECT_NEAR(quarter.xy, -start.xy, 1e-9);
    EXPECT_NEAR(quarter.xz, -start.yz, 1e-10);
    EXPECT_NEAR(quarter.yz, start.xz, 1e-10);
    EllipseMoments whole = start;
    for (int n = 0; n < 36; ++n) whole = deformed(whole, wind, 600.0);
    EXPECT_NEAR(whole.xx, start.xx, 1e-9);
    EXPECT_NEAR(whole.xy, start.xy, 1e-9);
    EXPECT_NEAR(whole.yz, start.yz, 1e-10);
}

TEST(DeformedSpread, PureDeformationKeepsTheArea) {
    WindGradient wind;
    wind.ux = 8e-5;
    wind.vy = -8e-5;
    wind.uy = wind.vx = 3e-5;
    EllipseMoments s{900.0, 100.0, 400.0};
    const double area = s.xx * s.yy - s.xy * s.xy;
    for (int n = 0; n < 40; ++n) s = deformed(s, wind, 600.0);
    EXPECT_TRUE(near_relative(s.xx * s.yy - s.xy * s.xy, area, 1e-9));
    EXPECT_GT(s.xx, 9000.0);
    // Along the axes: e^(2 a t) of the variance.
    WindGradient plain;
    plain.ux = 1e-4;
    plain.vy = -1e-4;
    EXPECT_TRUE(near_relative(deformed({500.0, 0.0, 500.0}, plain, 3600.0).xx, 500.0 * std::exp(0.72), 1e-12));
}

// All at once has no simple closed form: second order against very small steps.
TEST(ShearedSpread, AllTogetherConvergesWithSecondOrder) {
    WindGradient wind;
    wind.ux = 6e-5;
    wind.vy = -2e-5;
    wind.uy = 4e-5;
    wind.vx = -9e-5;
    wind.uz = 0.004;
    wind.vz = -0.007;
    const auto after = [&](int steps) {
        EllipseMoments s{2500.0, 300.0, 1600.0, 100.0, 50.0};
        const double dt = 7200.0 / steps;
        for (int n = 0; n < steps; ++n)
            s = sheared_and_deformed(s, wind, 400.0 + 6.0 * n * dt, 400.0 + 6.0 * (n + 1) * dt, 2e-4,
                                     {20.0 * dt, 5.0 * dt, 10.0 * dt}, dt);
        return s;
    };
    const EllipseMoments exact = after(20000);
    const auto error = [&](int steps) {
        const EllipseMoments s = after(steps);
        return std::hypot(s.xx - exact.xx, s.yy - exact.yy, s.xy - exact.xy);
    };
    EXPECT_NEAR(std::log2(error(8) / error(16)), 2.0, 0.1);
    EXPECT_NEAR(std::log2(error(16) / error(32)), 2.0, 0.05);
    EXPECT_GT(exact.xx * exact.yy, exact.xy * exact.xy);
}

// The relaxation terms on both sides of where their series takes over.
TEST(ShearedSpread, SeriesAndDifferencesMeet) {
    WindGradient wind;
    wind.uz = 0.01;
    const auto xx = [&](double rate) {
        return sheared({0.0, 0.0, 0.0, 7.0, 0.0}, wind, 300.0, 500.0, rate, {}, 100.0).xx;
    };
    EXPECT_TRUE(near_relative(xx(2e-4 * (1.0 - 1e-9)), xx(2e-4 * (1.0 + 1e-9)), 1e-9));
    EXPECT_TRUE(near_relative(xx(1e-12), xx(0.0), 1e-9));
}

TEST(GrowthAlongWind, TurnsWithTheWindAndKeepsItsSum) {
    const EllipseGrowth east = growth_along_wind(50.0, 30.0, 4.0, 0.0);
    EXPECT_DOUBLE_EQ(east.xx, 50.0);
    EXPECT_DOUBLE_EQ(east.yy, 30.0);
    const EllipseGrowth between = growth_along_wind(50.0, 30.0, 2.0, 2.0);
    EXPECT_DOUBLE_EQ(between.xx + between.yy, 80.0);
    EXPECT_DOUBLE_EQ(between.xy, 10.0);
    const EllipseGrowth calm = growth_along_wind(50.0, 30.0, 0.0, 0.0);
    EXPECT_DOUBLE_EQ(calm.xx, 40.0);
    EXPECT_EQ(calm.xy, 0.0);
}

TEST(PossibleLean, IsCutBackToATwentiethAndElseLeft) {
    const EllipseMoments kept = with_possible_lean({900.0, 0.0, 400.0, 100.0, 0.0}, 100.0);
    EXPECT_EQ(kept.xz, 100.0);
    const EllipseMoments cut = with_possible_lean({900.0, 0.0, 400.0, 500.0, 0.0}, 100.0);
    EXPECT_TRUE(near_relative(900.0 - cut.xz * cut.xz / 100.0, 0.05 * 900.0, 1e-12));
    EXPECT_EQ(with_possible_lean({900.0, 0.0, 400.0, 500.0, 0.0}, 0.0).xz, 0.0);
}

// Mean and variance by quadrature of the density, on both sides of every switch.
TEST(HeightMoments, AreThoseOfTheDensity) {
    const double lid = 500.0;
    for (const double sigma : {10.0, 60.0, 124.0, 126.0, 300.0, 1000.0, 1399.0, 1401.0}) {
        for (const double centre : {0.0, 20.0, 250.0, 470.0, 500.0}) {
            const HeightMoments m = height_moments(centre, sigma, lid);
            double mean = 0.0, square = 0.0;
            const int n = 20000;
            for (int i = 0; i < n; ++i) {
                const double z = lid * (i + 0.5) / n;
                const double p = vertical_density_per_m(z, centre, sigma, lid) * lid / n;
                mean += p * z;
                square += p * z * z;
            }
            EXPECT_NEAR(m.mean_m, mean, 2e-4 * sigma) << sigma << ' ' << centre;
            EXPECT_NEAR(m.variance_m2, square - mean * mean, 1e-3 * (square - mean * mean)) << sigma << ' ' << centre;
        }
    }
    const HeightMoments ground = height_moments(0.0, 100.0, k_no_lid);
    EXPECT_TRUE(near_relative(ground.mean_m, 100.0 * std::sqrt(2.0 / constants::k_pi), 1e-12));
    EXPECT_TRUE(near_relative(ground.variance_m2, 1e4 * (1.0 - 2.0 / constants::k_pi), 1e-12));
    EXPECT_TRUE(near_relative(ground.mirrored, 2.0 / constants::k_pi, 1e-12));
    EXPECT_EQ(height_moments(400.0, 10.0, k_no_lid).variance_m2, 100.0);
}

// d variance/dt = 2 K (1 - B).
TEST(HeightMoments, MirroredShareIsWhatTheVarianceLacks) {
    for (const double centre : {0.0, 100.0, 250.0}) {
        for (double sigma_sq = 400.0; sigma_sq < 4e5; sigma_sq *= 3.0) {
            const double step = 1e-3 * sigma_sq;  // 2 K dt
            const double before = height_moments(centre, std::sqrt(sigma_sq - step), 500.0).variance_m2;
            const double after = height_moments(centre, std::sqrt(sigma_sq + step), 500.0).variance_m2;
            const double mirrored = height_moments(centre, std::sqrt(sigma_sq), 500.0).mirrored;
            EXPECT_NEAR((after - before) / (2.0 * step), 1.0 - mirrored, 2e-3) << centre << ' ' << sigma_sq;
        }
    }
}

/// Moments over x at each height of matter in u = a z between mirrors, by finite volumes (Aris 1956): the truth.
struct Aris {
    double xx, xz, variance, mirrored;
};
std::vector<Aris> aris(double lid, double from_m, double diffusivity, double shear, double dt, int steps) {
    constexpr std::size_t n = 60;
    const double dz = lid / n;
    std::vector<double> c0(n, 0.0), c1(n, 0.0), c2(n, 0.0);
    c0[std::min(n - 1, static_cast<std::size_t>(from_m / dz))] = 1.0;
    std::vector<Aris> out;
    const int inner = static_cast<int>(std::ceil(dt * diffusivity / (0.2 * dz * dz)));
    const double h = dt / inner;
    const double k = diffusivity * h / (dz * dz);
    const auto diffuse = [&](std::vector<double>& c, const std::vector<double>& source) {
        std::vector<double> next(n);
        for (std::size_t i = 0; i < n; ++i) {
            const double below = i > 0 ? c[i - 1] - c[i] : 0.0;
            const double above = i + 1 < n ? c[i + 1] - c[i] : 0.0;
            next[i] = c[i] + k * (below + above) + h * source[i];
        }
        c = next;
    };
    for (int s = 0; s < steps; ++s) {
        for (int m = 0; m < inner; ++m) {
            std::vector<double> first(n), second(n), none(n, 0.0);
            for (std::size_t i = 0; i < n; ++i) {
                const double u = shear * (static_cast<double>(i) + 0.5) * dz;
                first[i] = u * c0[i];
                second[i] = 2.0 * u * c1[i];
            }
            diffuse(c2, second);
            diffuse(c1, first);
            diffuse(c0, none);
        }
        double x = 0.0, xx = 0.0, z = 0.0, zz = 0.0, xz = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const double at = (static_cast<double>(i) + 0.5) * dz;
            x += c1[i];
            xx += c2[i];
            z += at * c0[i];
            zz += at * at * c0[i];
            xz += at * c1[i];
        }
        out.push_back({xx - x * x, xz - x * z, zz - z * z, (c0[0] * z + c0[n - 1] * (lid - z)) / dz});
    }
    return out;
}

// The closure of the lean between mirrors against the solution of the moment equations: exact before the mirrors are
// felt and when well mixed, within 7 % of the variance between.
TEST(Leaning, FollowsTheMomentEquationsBetweenMirrors) {
    const double lid = 400.0, kz = 20.0, shear = 0.01, dt = 160.0;  // lid^2/kz = 8000 s
    for (const double from : {0.0, 100.0, 200.0}) {
        const auto truth = aris(lid, from, kz, shear, dt, 250);
        EllipseMoments s{0.0, 0.0, 0.0};
        WindGradient wind;
        wind.uz = shear;
        double worst = 0.0;
        for (std::size_t n = 0; n < truth.size(); ++n) {
            const double t = dt * static_cast<double>(n);
            const HeightMoments before = height_moments(from, std::sqrt(2.0 * kz * t + 1e-3), lid);
            const HeightMoments after = height_moments(from, std::sqrt(2.0 * kz * (t + dt)), lid);
            const double rate =
                t > 0.0 ? 0.5 * (leaning_per_s(before, kz) + leaning_per_s(after, kz)) : leaning_per_s(after, kz);
            s = sheared(s, wind, before.variance_m2, after.variance_m2, rate, {}, dt);
            if (n >= 3) worst = std::max(worst, std::abs(s.xx / truth[n].xx - 1.0));
        }
        EXPECT_LT(worst, 0.07) << from;
        // Late: growth of the variance 2 a^2 lid^4/(120 K) per second (Saffman 1962).
        const double late = (truth[249].xx - truth[199].xx) / (50.0 * dt);
        EXPECT_TRUE(near_relative(late, 2.0 * shear * shear * std::pow(lid, 4) / (120.0 * kz), 5e-3));
        const EllipseMoments next = sheared(s, wind, lid * lid / 12.0, lid * lid / 12.0,
                                            leaning_per_s(height_moments(0.0, 1e4, lid), kz), {}, dt);
        EXPECT_TRUE(near_relative((next.xx - s.xx) / dt, late, 5e-3));
    }
}

}  // namespace
}  // namespace lantian
