// Wide puffs go ahead over several steps (puffs.longest_piece_s): the fields stay, and so do the laws of a run.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "core/base/constants.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

using test::SmallCase;

/// A light wind that turns once a day, under a lid that grows from morning to afternoon.
class LightWind final : public MetProvider {
  public:
    LightWind(std::shared_ptr<const Grid> grid, ConstantMet met, UtcTime start)
        : grid_(std::move(grid)), met_(met), start_(start) {}
    std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override {
        const std::int64_t hour = (t - start_) / 3600;
        if (hour != hour_) states_ = {state(hour), state(hour + 1)};
        hour_ = hour;
        return states_;
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return {}; }

  private:
    [[nodiscard]] std::shared_ptr<const MetState> state(std::int64_t hour) const {
        ConstantMet now = met_;
        const double angle = 2.0 * constants::k_pi * static_cast<double>(hour) / 24.0;
        const double day = std::max(0.0, std::sin(angle));
        now.wind_x_m_s = met_.wind_x_m_s * std::cos(angle);
        now.wind_y_m_s = met_.wind_x_m_s * std::sin(angle);
        now.mixing_height_m = 200.0 + 500.0 * day;
        now.convective_velocity_m_s = day;
        now.obukhov_length_m = day > 0.0 ? -50.0 : 60.0;
        now.precipitation_mm_h = hour > 8 && hour < 12 ? 0.2 : 0.0;
        return std::make_shared<const MetState>(constant_state(grid_, now, start_ + hour * 3600));
    }
    std::shared_ptr<const Grid> grid_;
    ConstantMet met_;
    UtcTime start_;
    std::int64_t hour_ = -1;
    std::array<std::shared_ptr<const MetState>, 2> states_;
};

constexpr std::int64_t k_hours = 20;

/// Three sources in that wind; nothing is joined, so that old puffs are many.
SmallCase light_case(double longest_piece_s) {
    SmallCase c = test::small_case(40, 40, 2000.0, k_hours);
    c.weather.wind_x_m_s = 0.8;
    c.weather.friction_velocity_m_s = 0.15;
    c.weather.rotation_rad_s = 1e-5;
    c.scenario.time.step_s = 600.0;
    c.scenario.puffs.release_point_s = 1200.0;
    c.scenario.puffs.longest_piece_s = longest_piece_s;
    c.scenario.puffs.merge = false;
    c.catalog.sources.push_back(test::point_source(c, "a", "one", 38000, 40000, 15, 1.0));
    c.catalog.sources.push_back(test::point_source(c, "b", "two", 45000, 43000, 230, 1.0));
    Source town = test::point_source(c, "c", "two", 30000, 36000, 5, 0.5);
    town.sigma_z0_m = 60.0;
    c.catalog.sources.push_back(town);
    c.receptors = {test::receptor_at(c, "near", 40000, 41000), test::receptor_at(c, "far", 47000, 47000),
                   test::receptor_at(c, "high", 33000, 38000, 60)};
    return c;
}

struct Outcome {
    std::vector<HourlyResults> hours;
    RunSummary summary;
};

Outcome run(SmallCase& c, int threads = 1, const TrackSet* tracks = nullptr) {
    RunInputs inputs = c.inputs();
    LightWind wind(c.grid, c.weather, c.scenario.time.start);
    test::KeepHours keep;
    ResultSink* sink = &keep;
    RunOptions options;
    options.threads = threads;
    Outcome out;
    out.summary = run_case({c.scenario, c.grid, c.catalog, c.receptors, wind, tracks}, {&sink, 1}, options);
    out.hours = std::move(keep.hours);
    return out;
}

struct Difference {
    double rms = 0.0, worst_hour = 0.0, mean = 0.0, sum = 0.0;
};

/// Of the fields of one channel, all groups: rms relative to the rms of the field, hour by hour and of the mean of all
/// hours, and of the sum over cells and hours.
Difference difference(const Outcome& a, const Outcome& b, std::size_t channel, std::size_t channels) {
    Difference out;
    double all = 0.0, all_of = 0.0, sum_a = 0.0, sum_b = 0.0;
    std::vector<double> mean_a(a.hours[0].grid.size(), 0.0), mean_b = mean_a;
    for (std::size_t h = 0; h < a.hours.size(); ++h) {
        double d = 0.0, of = 0.0;
        for (std::size_t n = channel; n < mean_a.size(); n += channels) {
            const double x = a.hours[h].grid[n], y = b.hours[h].grid[n];
            d += (x - y) * (x - y);
            of += x * x;
            mean_a[n] += x;
            mean_b[n] += y;
            sum_a += x;
            sum_b += y;
        }
        out.worst_hour = std::max(out.worst_hour, std::sqrt(d / of));
        all += d;
        all_of += of;
    }
    double d = 0.0, of = 0.0;
    for (std::size_t n = 0; n < mean_a.size(); ++n) {
        d += (mean_a[n] - mean_b[n]) * (mean_a[n] - mean_b[n]);
        of += mean_a[n] * mean_a[n];
    }
    out.rms = std::sqrt(all / all_of);
    out.mean = std::sqrt(d / of);
    out.sum = std::abs(sum_b / sum_a - 1.0);
    return out;
}

/// Of one receptor over all hours, relative to the rms of its hours.
double receptor_difference(const Outcome& a, const Outcome& b, std::size_t receptor, std::size_t channels) {
    double d = 0.0, of = 0.0;
    for (std::size_t h = 0; h < a.hours.size(); ++h) {
        double x = 0.0, y = 0.0;
        for (std::size_t s = 0; s < 3; ++s) {
            x += a.hours[h].receptors[(receptor * 3 + s) * channels];
            y += b.hours[h].receptors[(receptor * 3 + s) * channels];
        }
        d += (x - y) * (x - y);
        of += x * x;
    }
    return std::sqrt(d / of);
}

TEST(Goes, FieldsAreThoseOfSingleSteps) {
    SmallCase single = light_case(0.0), going = light_case(3600.0);
    const Outcome a = run(single), b = run(going);
    EXPECT_LT(static_cast<double>(b.summary.pairs), 0.7 * static_cast<double>(a.summary.pairs));
    EXPECT_EQ(a.summary.puff_steps, b.summary.puff_steps);
    const Channels channels = channels_of(single.scenario);
    for (const std::size_t channel : {index(Reported::pm25_primary), index(Reported::so4), channels.dry(0)}) {
        const Difference d = difference(a, b, channel, channels.count());
        EXPECT_LT(d.rms, 0.005) << channel;
        EXPECT_LT(d.worst_hour, 0.0075) << channel;
        EXPECT_LT(d.mean, 0.005) << channel;
        EXPECT_LT(d.sum, 5e-4) << channel;
    }
    for (std::size_t r = 0; r < single.receptors.size(); ++r)
        EXPECT_LT(receptor_difference(a, b, r, channels.count()), 0.02) << r;
    EXPECT_GT(difference(a, b, index(Reported::pm25_primary), channels.count()).rms, 0.0);
    // Where puffs go and what is removed from them does not depend on the goes.
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const MassAccount one = a.summary.ledger.total(k), other = b.summary.ledger.total(k);
        const double close = 1e-12 * (one.emitted.value() + std::abs(one.transformed.value()));
        EXPECT_NEAR(other.dry.value(), one.dry.value(), close) << k;
        EXPECT_NEAR(other.wet.value(), one.wet.value(), close) << k;
        EXPECT_NEAR(other.transformed.value(), one.transformed.value(), close) << k;
        EXPECT_NEAR(other.outflow.value(), one.outflow.value(), close) << k;
        EXPECT_NEAR(other.airborne, one.airborne, close) << k;
    }
}

TEST(Goes, LedgerCloses) {
    for (const bool merge : {false, true}) {
        SmallCase c = light_case(3600.0);
        c.scenario.puffs.merge = merge;
        c.catalog.sources.push_back(test::point_source(c, "edge", "two", 79500, 40000, 15, 1.0));  // leaves the domain
        const Outcome a = run(c);
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            EXPECT_LE(a.summary.ledger.worst_closure(k), 1e-12) << species_table()[k].name;
            EXPECT_GE(a.summary.ledger.total(k).airborne, 0.0);
        }
        const MassAccount pm = a.summary.ledger.total(index(Carried::pm25_primary));
        EXPECT_GT(pm.dry.value(), 0.0);
        EXPECT_NEAR(pm.dry.value() + pm.wet.value() + pm.airborne + pm.outflow.value(), pm.emitted.value(),
                    1e-12 * pm.emitted.value());
        EXPECT_GT(pm.airborne, 0.0);
        EXPECT_GT(pm.outflow.value(), 0.0);
        EXPECT_GT(pm.wet.value(), 0.0);
    }
}

TEST(Goes, AllPuffsAreThereAtTheEnd) {
    SmallCase c = light_case(3600.0);
    const RunInputs inputs = c.inputs();
    LightWind wind(c.grid, c.weather, c.scenario.time.start);
    PuffStore at_end;
    const RunSummary summary = run_case({inputs.scenario, inputs.grid, inputs.catalog, inputs.receptors, wind}, {}, {},
                                        [&](const PuffStore& puffs) { at_end = puffs; });
    EXPECT_EQ(at_end.size(), summary.puffs_end);
    EXPECT_TRUE(std::is_sorted(at_end.source.begin(), at_end.source.end()));
    double kg = 0.0;
    for (const CarriedMass& mass : at_end.mass_kg) kg += mass[index(Carried::voc)];
    const double airborne = summary.ledger.total(index(Carried::voc)).airborne;
    EXPECT_NEAR(kg, airborne, 1e-12 * airborne);
}

TEST(Goes, ASourceAloneGivesItsShareToTheBit) {
    for (const bool merge : {false, true}) {
        SmallCase all = light_case(3600.0);
        all.scenario.puffs.merge = merge;
        const Outcome together = run(all);
        const std::size_t channels = channels_of(all.scenario).count(), cells = all.grid->cells();
        for (std::size_t s = 0; s < 3; ++s) {
            SmallCase one = light_case(3600.0);
            one.scenario.puffs.merge = merge;
            one.catalog.sources = {all.catalog.sources[s]};
            const Outcome alone = run(one);
            for (std::size_t h = 0; h < k_hours; ++h) {
                for (std::size_t r = 0; r < 3; ++r) {
                    for (std::size_t k = 0; k < channels; ++k)
                        ASSERT_EQ(alone.hours[h].receptors[r * channels + k],
                                  together.hours[h].receptors[(r * 3 + s) * channels + k])
                            << s << ' ' << h;
                }
                if (s > 0) continue;  // the only source of its group
                for (std::size_t n = 0; n < cells * channels; ++n)
                    ASSERT_EQ(alone.hours[h].grid[n], together.hours[h].grid[n]) << h;
            }
        }
    }
}

TEST(Goes, SameBitsForAnyNumberOfThreads) {
    SmallCase c = light_case(3600.0);
    c.scenario.puffs.release_point_s = 600.0;  // more than one unit of work a source
    const Outcome one = run(c, 1);
    for (const int threads : {2, 3}) {
        const Outcome many = run(c, threads);
        for (std::size_t h = 0; h < k_hours; ++h) {
            EXPECT_EQ(many.hours[h].grid, one.hours[h].grid);
            EXPECT_EQ(many.hours[h].receptors, one.hours[h].receptors);
        }
    }
}

TEST(Goes, TheBudgetEndsThem) {
    SmallCase free = light_case(3600.0), tight = light_case(3600.0), single = light_case(0.0);
    tight.scenario.puffs.budget = single.scenario.puffs.budget = 60;
    const Outcome a = run(free), b = run(tight), c = run(single);
    ASSERT_GT(a.summary.puffs_peak, 100u);
    EXPECT_GT(b.summary.budget_joined, 0u);
    ASSERT_TRUE(b.summary.budget_reached);
    EXPECT_LE(b.summary.puffs_end, 60u);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(b.summary.ledger.worst_closure(k), 1e-12);
    const std::size_t channels = channels_of(free.scenario).count();
    const Difference d = difference(b, c, index(Reported::pm25_primary), channels);
    EXPECT_LT(d.rms, 0.005);
}

TEST(Goes, NoneWhereReceptorsMove) {
    const auto with_track = [](double longest_piece_s) {
        SmallCase c = light_case(longest_piece_s);
        c.scenario.time.hours = 8;
        Track track{"van", {}};
        for (std::int64_t n = 0; n <= 16; ++n)
            track.points.push_back(
                {c.scenario.time.start + n * 1800,
                 {},
                 {c.grid->west_m + 30000.0 + 1000.0 * static_cast<double>(n), c.grid->south_m + 41000.0},
                 3.0});
        const TrackSet tracks{track};
        return run(c, 1, &tracks);
    };
    const Outcome a = with_track(0.0), b = with_track(3600.0);
    EXPECT_EQ(a.summary.track_means_kg_m3, b.summary.track_means_kg_m3);
    EXPECT_EQ(a.summary.pairs, b.summary.pairs);
    for (std::size_t h = 0; h < 8; ++h) EXPECT_EQ(a.hours[h].grid, b.hours[h].grid);
}

}  // namespace
}  // namespace lantian
