// Laws of a run: mass closes, tags add up, doubling doubles, order of sources does not matter, turned wind turns the
// plume.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

using test::small_case;
using test::SmallCase;

/// Four sources of different kinds in turning, rainy, convective weather: every process is at work.
SmallCase busy_case() {
    SmallCase c = small_case(30, 24, 1000.0, 6);
    c.weather.wind_x_m_s = 2.5;
    c.weather.wind_y_m_s = 0.7;
    c.weather.rotation_rad_s = 2e-5;
    c.weather.precipitation_mm_h = 0.5;
    c.weather.mixing_height_m = 400.0;
    c.weather.obukhov_length_m = -80.0;
    c.weather.convective_velocity_m_s = 0.8;
    c.scenario.time.start = from_calendar(2022, 1, 6, 2, 0, 0);
    Source stack = test::point_source(c, "a/stack", "power", 6000, 9000, 120, 0.3);
    stack.stack = Stack{5.0, 15.0, 380.0};
    c.catalog.sources.push_back(stack);
    c.catalog.sources.push_back(test::point_source(c, "a/fugitive", "power", 6200, 9000, 8, 0.02));
    c.catalog.sources.push_back(test::point_source(c, "b/vent", "lead", 9000, 14000, 25, 0.01));
    Source area = test::point_source(c, "town", "homes", 0, 0, 3, 0.05);
    area.shape = SourceShape::area;
    area.cells.clear();
    for (int n = 0; n < 3; ++n) {
        area.cells.push_back({{c.grid->west_m + 12000.0 + 2000.0 * n, c.grid->south_m + 12000.0}, 1.0 / 3.0, 600.0});
    }
    c.catalog.sources.push_back(area);
    // Giant metals and the gases of mercury, a pit, and dust that the wind raises.
    for (Source& source : c.catalog.sources) {
        for (const Carried k :
             {Carried::pb_giant, Carried::cd_giant, Carried::as_giant, Carried::hg_elemental, Carried::hg_oxidised})
            source.carried_annual_kg[index(k)] = 0.3 * source.carried_annual_kg[index(Carried::pb_fine)];
    }
    Source pit = test::point_source(c, "pit", "mine", 0, 0, 2, 0.02);
    pit.shape = SourceShape::area;
    pit.pit = Pit{{c.grid->west_m + 15000.0, c.grid->south_m + 8000.0}, 400.0, 200.0, 0.5, 30.0};
    c.catalog.sources.push_back(pit);
    Source soil = test::point_source(c, "soil", "dust", 8000, 6000, 1, 0.0);
    soil.shape = SourceShape::road;
    soil.dust = DustSource{};
    soil.dust->kind = DustKind::handling;
    soil.dust->moisture_percent = 1.0;
    soil.dust->throughput_t_day = 20000.0;
    soil.dust->metal_frac = {1e-3, 1e-5, 1e-4, 1e-6};
    soil.wake_width_m = 16.0;
    c.catalog.sources.push_back(soil);
    c.receptors = {test::receptor_at(c, "near", 9000, 9800), test::receptor_at(c, "far", 20000, 13000),
                   test::receptor_at(c, "high", 20000, 13000, 60)};
    return c;
}

double largest(const std::vector<double>& values) {
    double m = 0.0;
    for (const double v : values) m = std::max(m, std::abs(v));
    return m;
}

TEST(RunLaws, LedgerClosesPerSpeciesAndSource) {
    SmallCase c = busy_case();
    RunSummary summary;
    (void)test::run_hours(c, 1, &summary);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        EXPECT_LE(summary.ledger.worst_closure(k), 1e-12) << species_table()[k].name;
    }
    const MassAccount so4 = summary.ledger.total(index(Carried::so4));
    EXPECT_GT(-so4.transformed.value(), 0.0);  // sulfate was made
    const MassAccount pb = summary.ledger.total(index(Carried::pb_coarse));
    EXPECT_GT(pb.dry.value(), 0.0);
    EXPECT_GT(pb.wet.value(), 0.0);
    EXPECT_GT(pb.outflow.value(), 0.0);
}

TEST(RunLaws, SumOfTagsEqualsOneTag) {
    SmallCase many = busy_case();
    SmallCase one = busy_case();
    for (Source& s : one.catalog.sources) s.group = "all";
    const auto a = test::run_hours(many);
    const auto b = test::run_hours(one);
    const std::size_t plane = b[0].grid.size();
    const std::size_t tags = a[0].grid.size() / plane;
    ASSERT_EQ(tags, 5u);
    const std::size_t channels = channels_of(many.scenario).count();
    std::size_t compared = 0;
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t n = 0; n < plane; ++n) {
            double sum = 0.0;
            for (std::size_t t = 0; t < tags; ++t) sum += a[h].grid[t * plane + n];
            ASSERT_NEAR(sum, b[h].grid[n], 1e-12 * std::abs(b[h].grid[n]))
                << "hour " << h << " channel " << n % channels;
            compared += b[h].grid[n] > 0.0 ? 1 : 0;
        }
        EXPECT_EQ(a[h].receptors, b[h].receptors);  // by source: the grouping plays no part
    }
    EXPECT_GT(compared, 1000u);
}

TEST(RunLaws, DoubledEmissionDoublesEveryBit) {
    SmallCase single = busy_case();
    SmallCase doubled = busy_case();
    for (Source& s : doubled.catalog.sources) {
        for (double& kg : s.carried_annual_kg) kg *= 2.0;
        if (s.dust) s.dust->throughput_t_day *= 2.0;
    }
    const auto a = test::run_hours(single);
    const auto b = test::run_hours(doubled);
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t n = 0; n < a[h].grid.size(); ++n) ASSERT_EQ(2.0 * a[h].grid[n], b[h].grid[n]);
        for (std::size_t n = 0; n < a[h].receptors.size(); ++n) ASSERT_EQ(2.0 * a[h].receptors[n], b[h].receptors[n]);
    }
}

TEST(RunLaws, OneSpeciesOfOneSourceChangesNothingElse) {
    SmallCase base = busy_case();
    SmallCase cut = busy_case();
    cut.catalog.sources[0].carried_annual_kg[index(Carried::pb_fine)] *= 0.5;
    const auto a = test::run_hours(base);
    const auto b = test::run_hours(cut);
    const Channels channels = channels_of(base.scenario);
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t n = 0; n < a[h].receptors.size(); ++n) {
            const std::size_t channel = n % channels.count();
            const std::size_t source = n / channels.count() % base.catalog.sources.size();
            if (source == 0 &&
                (channel == index(Reported::pb) || channel == channels.dry(0) || channel == channels.wet(0)))
                continue;
            ASSERT_EQ(a[h].receptors[n], b[h].receptors[n]);
        }
    }
}

TEST(RunLaws, OrderOfSourcesDoesNotMatter) {
    SmallCase forward = busy_case();
    SmallCase backward = busy_case();
    std::reverse(backward.catalog.sources.begin(), backward.catalog.sources.end());
    const auto a = test::run_hours(forward);
    const auto b = test::run_hours(backward);
    const std::size_t channels = channels_of(forward.scenario).count();
    const std::size_t n = forward.catalog.sources.size();
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t r = 0; r < forward.receptors.size(); ++r) {
            for (std::size_t s = 0; s < n; ++s) {
                for (std::size_t k = 0; k < channels; ++k) {
                    ASSERT_EQ(a[h].receptors[(r * n + s) * channels + k],
                              b[h].receptors[(r * n + (n - 1 - s)) * channels + k]);
                }
            }
        }
    }
}

TEST(RunLaws, TurnedWindTurnsThePlume) {
    SmallCase east = small_case(21, 21, 1000.0, 3);
    east.weather.wind_x_m_s = 3.0;
    SmallCase north = small_case(21, 21, 1000.0, 3);
    north.weather.wind_x_m_s = 0.0;
    north.weather.wind_y_m_s = 3.0;
    for (SmallCase* c : {&east, &north}) c->catalog.sources = {test::point_source(*c, "s", "g", 10500, 10500, 50, 1.0)};
    const auto a = test::run_hours(east);
    const auto b = test::run_hours(north);
    const std::size_t channels = channels_of(east.scenario).count();
    const double scale = largest(a.back().grid);
    ASSERT_GT(scale, 0.0);
    for (std::size_t j = 0; j < 21; ++j) {
        for (std::size_t i = 0; i < 21; ++i) {
            // Turned by 90 degrees: east (i, j) becomes north (j mirrored, i).
            ASSERT_NEAR(a.back().grid[(j * 21 + i) * channels], b.back().grid[(i * 21 + (20 - j)) * channels],
                        1e-9 * scale);
        }
    }
}

TEST(RunLaws, CalmAirKeepsMassAndSpreads) {
    SmallCase c = small_case(40, 40, 1000.0, 4);
    c.weather.wind_x_m_s = 0.0;
    c.scenario.deposition.dry = false;
    c.scenario.deposition.wet = false;
    c.scenario.chemistry.scheme = "none";
    c.catalog.sources = {test::point_source(c, "s", "g", 20000, 20000, 10, 1.0)};
    RunSummary summary;
    const auto hours = test::run_hours(c, 1, &summary);
    const MassAccount pm = summary.ledger.total(index(Carried::pm25_primary));
    EXPECT_NEAR(pm.airborne, 4 * 3600.0, 1e-8);
    EXPECT_EQ(pm.outflow.value(), 0.0);
    // Symmetric about the source, largest there, and felt kilometres away.
    const std::size_t channels = channels_of(c.scenario).count();
    const auto at = [&](std::size_t i, std::size_t j) { return hours.back().grid[(j * 40 + i) * channels]; };
    EXPECT_NEAR(at(19, 19), at(20, 20), 1e-9 * at(19, 19));
    EXPECT_GT(at(19, 19), at(22, 19));
    EXPECT_GT(at(22, 19), 0.0);
}

TEST(RunLaws, EveryGroundCellAverageAddsUpToTheMassInAWellMixedLayer) {
    SmallCase c = small_case(60, 60, 1000.0, 5);
    c.weather.wind_x_m_s = 0.5;
    c.weather.mixing_height_m = 300.0;
    c.weather.convective_velocity_m_s = 1.5;
    c.weather.obukhov_length_m = -20.0;
    c.scenario.deposition.dry = false;
    c.scenario.deposition.wet = false;
    Source s = test::point_source(c, "s", "g", 25000, 30000, 100, 1.0);
    s.sigma_z0_m = 600.0;  // well mixed from the start: concentration at the ground x lid = column
    c.catalog.sources = {s};
    const auto hours = test::run_hours(c);
    const std::size_t channels = channels_of(c.scenario).count();
    double mass = 0.0;
    for (std::size_t n = 0; n < 3600; ++n) mass += hours.back().grid[n * channels] * 1e6 * 300.0;
    EXPECT_NEAR(mass, 4.5 * 3600.0, 4.5 * 3600.0 * 2e-3);  // mean airborne mass of the fifth hour of 1 kg/s
}

}  // namespace
}  // namespace lantian
