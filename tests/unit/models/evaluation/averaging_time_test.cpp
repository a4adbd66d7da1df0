// Puffs and the wandering of the resolved wind add up, whatever the averaging time of the wind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/evaluation/minute_wind.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/puff/dispersion.hpp"

namespace lantian {
namespace {

constexpr double k_wind_m_s = 3.0;
constexpr double k_sigma_v_m_s = 0.6;
constexpr double k_integral_s = 150.0;

/// Crosswind speed with exponential correlation, a value a second.
std::vector<double> crosswind(std::size_t seconds, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    const double keep = std::exp(-1.0 / k_integral_s);
    std::vector<double> v{k_sigma_v_m_s * normal(random)};
    while (v.size() < seconds)
        v.push_back(keep * v.back() + k_sigma_v_m_s * std::sqrt(1.0 - keep * keep) * normal(random));
    return v;
}

/// The series that a mast reports: means over interval_s.
MinuteSeries reported(const std::vector<double>& v, std::size_t interval_s) {
    std::vector<MinuteWind> means;
    for (std::size_t first = 0; first + interval_s <= v.size(); first += interval_s) {
        double mean = 0.0;
        for (std::size_t s = first; s < first + interval_s; ++s) mean += v[s] / static_cast<double>(interval_s);
        means.push_back({std::atan2(mean, k_wind_m_s), std::hypot(mean, k_wind_m_s)});
    }
    return MinuteSeries(means);
}

/// Standard deviation of the sideways path over time_s in the reported wind, straight between its half-interval points.
double wandering_m(const MinuteSeries& wind, std::size_t interval_s, std::size_t seconds, std::size_t time_s) {
    const double half_s = 0.5 * static_cast<double>(interval_s);
    std::vector<double> path{0.0};
    for (std::size_t s = 0; s + 2 * interval_s < seconds; ++s) {
        const double at = (static_cast<double>(s) + 0.5) / half_s;
        const auto half = static_cast<std::size_t>(at);
        const double f = at - static_cast<double>(half);
        path.push_back(path.back() + (1.0 - f) * wind.at(half).y_m_s + f * wind.at(half + 1).y_m_s);
    }
    double square = 0.0;
    for (std::size_t s = 0; s + time_s < path.size(); ++s) square += std::pow(path[s + time_s] - path[s], 2);
    return std::sqrt(square / static_cast<double>(path.size() - time_s));
}

double total_m(const std::vector<double>& v, std::size_t interval_s, std::size_t time_s) {
    const double own = k_sigma_v_m_s * std::sqrt(unresolved_frac(static_cast<double>(interval_s), k_integral_s)) *
                       static_cast<double>(time_s);
    return std::hypot(own, wandering_m(reported(v, interval_s), interval_s, v.size(), time_s));
}

TEST(AveragingTime, PuffAndWanderingAddUpToTaylorsSpread) {
    const std::vector<double> v = crosswind(400000, 7);
    // Up to the averaging time: 5 % and the chance of so long a series (2 %).
    for (const std::size_t time_s : {10U, 30U, 60U}) {
        const double taylor = taylor_sigma_m(k_sigma_v_m_s, static_cast<double>(time_s), k_integral_s);
        EXPECT_NEAR(total_m(v, 60, time_s), taylor, 0.07 * taylor) << time_s;
        EXPECT_NEAR(total_m(v, 60, time_s), total_m(v, 30, time_s), 0.03 * taylor) << time_s;
    }
}

TEST(AveragingTime, BothLimits) {
    const std::vector<double> v = crosswind(200000, 8);
    const double taylor = taylor_sigma_m(k_sigma_v_m_s, 10.0, k_integral_s);
    // Everything resolved: the path does it all; nothing resolved: the puff does.
    EXPECT_LT(unresolved_frac(2.0, k_integral_s), 0.01);
    EXPECT_NEAR(wandering_m(reported(v, 2), 2, v.size(), 10), taylor, 0.04 * taylor);
    EXPECT_GT(unresolved_frac(6000.0, k_integral_s), 0.95);
    EXPECT_NEAR(total_m(v, 6000, 10), taylor, 0.04 * taylor);
}

/// Mean over half an hour at points across the wind, from means over interval_s.
std::vector<double> half_hour_mean(const std::vector<double>& v, std::size_t interval_s) {
    constexpr std::size_t k_seconds = 1800;
    const MinuteSeries wind = reported(v, interval_s);
    const auto grid = site_grid(1000.0, 1000.0);
    std::vector<std::shared_ptr<const MetState>> states;
    const std::size_t halves = 2 * k_seconds / interval_s;
    for (std::size_t half = 0; half <= halves; ++half) {
        SiteWeather weather;
        weather.wind_x_m_s = wind.at(half).x_m_s;
        weather.wind_y_m_s = wind.at(half).y_m_s;
        weather.friction_velocity_m_s = 0.25;
        weather.sigma_v_m_s = k_sigma_v_m_s * std::sqrt(unresolved_frac(static_cast<double>(interval_s), k_integral_s));
        states.push_back(std::make_shared<const MetState>(
            site_state(grid, weather, UtcTime{static_cast<std::int64_t>(half * interval_s / 2)})));
    }
    ReceptorSet receptors;
    for (int k = -12; k <= 12; ++k) {
        Receptor receptor;
        receptor.point = {40.0, 4.0 * k};
        receptors.push_back(receptor);
    }
    SiteSeries options;
    options.end_s = static_cast<double>(k_seconds);
    options.release_s = 3.0;
    options.average_s = 0.5 * static_cast<double>(interval_s);
    options.reach_m = 60.0;
    const std::vector<double> series = series_concentration(SiteRelease{}, states, options, receptors, 1);
    std::vector<double> mean(receptors.size(), 0.0);
    for (std::size_t n = 0; n < halves; ++n) {
        for (std::size_t r = 0; r < receptors.size(); ++r)
            mean[r] += series[n * receptors.size() + r] / static_cast<double>(halves);
    }
    return mean;
}

TEST(AveragingTime, HalvingThatOfTheWindLeavesTheLongMean) {
    const std::vector<double> v = crosswind(2400, 11);
    const std::vector<double> coarse = half_hour_mean(v, 60);
    const std::vector<double> fine = half_hour_mean(v, 30);
    const double most = *std::max_element(fine.begin(), fine.end());
    double sum_coarse = 0.0, sum_fine = 0.0;
    for (std::size_t r = 0; r < fine.size(); ++r) {
        EXPECT_NEAR(coarse[r], fine[r], 0.08 * most) << r;
        sum_coarse += coarse[r];
        sum_fine += fine[r];
    }
    EXPECT_NEAR(sum_coarse, sum_fine, 0.02 * sum_fine);
}

}  // namespace
}  // namespace lantian
