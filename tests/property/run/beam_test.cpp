// A beam in a run reads the mean of points along it, whatever stands beside it.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

test::SmallCase plume_case() {
    test::SmallCase c = test::small_case(12, 12, 500.0, 2);
    c.weather.wind_x_m_s = 2.5;
    c.weather.wind_y_m_s = 0.7;
    c.catalog.sources.push_back(test::point_source(c, "a", "one", 1000, 2000, 5, 0.02));
    c.catalog.sources.push_back(test::point_source(c, "b", "two", 1300, 2600, 5, 0.01));
    return c;
}

Receptor beam_between(const test::SmallCase& c, double x0, double y0, double x1, double y1) {
    Receptor beam = test::receptor_at(c, "beam", x0, y0);
    beam.kind = ReceptorKind::beam;
    beam.end_point = {c.grid->west_m + x1, c.grid->south_m + y1};
    beam.end_place = c.grid->projection.inverse(beam.end_point);
    return beam;
}

TEST(RunBeam, IsTheMeanOfPointsAlongIt) {
    constexpr std::size_t k_points = 300;
    test::SmallCase c = plume_case();
    c.receptors.push_back(test::receptor_at(c, "first", 1900, 2400));
    c.receptors.push_back(beam_between(c, 1500, 2000, 1800, 3000));
    for (std::size_t k = 0; k < k_points; ++k) {
        const double f = (static_cast<double>(k) + 0.5) / k_points;
        c.receptors.push_back(test::receptor_at(c, "p" + std::to_string(k), 1500 + 300 * f, 2000 + 1000 * f));
    }
    const auto hours = test::run_hours(c);
    test::SmallCase alone = plume_case();
    alone.receptors.push_back(c.receptors[0]);
    const auto without = test::run_hours(alone);
    const std::size_t values = hours[0].receptors.size() / c.receptors.size();
    for (std::size_t h = 0; h < hours.size(); ++h) {
        double most = 0.0, worst = 0.0;
        for (std::size_t v = 0; v < values; ++v) {
            double mean = 0.0;
            for (std::size_t k = 0; k < k_points; ++k) mean += hours[h].receptors[(k + 2) * values + v] / k_points;
            most = std::max(most, mean);
            worst = std::max(worst, std::abs(hours[h].receptors[values + v] - mean));
            EXPECT_EQ(hours[h].receptors[v], without[h].receptors[v]);
        }
        EXPECT_GT(most, 0.0);
        EXPECT_LE(worst, 1e-3 * most);
    }
}

}  // namespace
}  // namespace lantian
