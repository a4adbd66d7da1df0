// Air that comes back: a wind that turns once a day for two days keeps the mass and carries it from day to day.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/base/constants.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

/// A wind that is the same everywhere and turns once a day: puffs go round a circle of u T/(2 pi).
class TurningWind final : public MetProvider {
  public:
    TurningWind(std::shared_ptr<const Grid> grid, ConstantMet met, UtcTime start)
        : grid_(std::move(grid)), met_(met), start_(start) {}
    std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override {
        const std::int64_t hour = (t - start_) / 3600;
        return {state(hour), state(hour + 1)};
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return {}; }

  private:
    [[nodiscard]] std::shared_ptr<const MetState> state(std::int64_t hour) const {
        ConstantMet now = met_;
        const double angle = 2.0 * constants::k_pi * static_cast<double>(hour) / 24.0;
        now.wind_x_m_s = met_.wind_x_m_s * std::cos(angle);
        now.wind_y_m_s = met_.wind_x_m_s * std::sin(angle);
        return std::make_shared<const MetState>(constant_state(grid_, now, start_ + hour * 3600));
    }
    std::shared_ptr<const Grid> grid_;
    ConstantMet met_;
    UtcTime start_;
};

struct Days {
    std::vector<HourlyResults> hours;
    RunSummary summary;
    std::size_t channels = 0;
};

Days two_days(bool ellipses, std::int64_t emitting_h = 48) {
    test::SmallCase c = test::small_case(60, 60, 2000.0, 48);
    c.weather.wind_x_m_s = 1.0;  // a circle of 13.75 km radius
    c.weather.mixing_height_m = 400.0;
    c.weather.friction_velocity_m_s = 0.15;
    c.scenario.time.step_s = 900.0;
    c.scenario.puffs.release_point_s = 900.0;
    c.scenario.deposition.dry = c.scenario.deposition.wet = c.scenario.deposition.settling = false;
    c.scenario.chemistry.scheme = "none";
    c.scenario.puffs.shear = c.scenario.puffs.split = ellipses;
    c.catalog.sources = {test::point_source(c, "s", "g", 60000, 46000, 10, 1.0)};
    if (emitting_h < 48) c.catalog.profiles[0].hour.fill(0.0);
    for (std::int64_t h = 0; emitting_h < 48 && h < emitting_h; ++h) {
        const auto local = static_cast<std::size_t>(h % 24);
        c.catalog.profiles[0].hour[local] = 24.0 / static_cast<double>(emitting_h);
    }
    c.catalog.sources[0].sigma_z0_m = 800.0;  // evenly mixed from the start: ground value x lid = column
    c.receptors = {test::receptor_at(c, "source", 60000, 46000), test::receptor_at(c, "opposite", 60000, 73500)};
    const RunInputs inputs = c.inputs();
    TurningWind wind(c.grid, c.weather, c.scenario.time.start);
    test::KeepHours keep;
    ResultSink* sink = &keep;
    RunOptions options;
    options.threads = 2;
    Days out;
    out.summary = run_case({c.scenario, c.grid, c.catalog, c.receptors, wind}, {&sink, 1}, options);
    out.hours = std::move(keep.hours);
    out.channels = channels_of(c.scenario).count();
    return out;
}

TEST(Recirculation, TwoDaysKeepTheMass) {
    for (const bool ellipses : {false, true}) {
        const Days days = two_days(ellipses);
        const MassAccount pm = days.summary.ledger.total(index(Carried::pm25_primary));
        EXPECT_NEAR(pm.emitted.value(), 48.0 * 3600.0, 1e-6);
        EXPECT_LE(days.summary.ledger.worst_closure(index(Carried::pm25_primary)), 1e-12);
        EXPECT_NEAR(pm.airborne + pm.outflow.value(), pm.emitted.value(), 1e-7);
        EXPECT_LT(pm.outflow.value(), 0.1 * pm.emitted.value());
        // What is in the air stands on the grid, in the last hour on average half an hour's emission less.
        double column = 0.0;
        for (std::size_t n = 0; n < 3600; ++n) column += days.hours.back().grid[n * days.channels] * 4e6 * 400.0;
        EXPECT_NEAR(column, pm.airborne - 1800.0, 0.01 * pm.airborne) << ellipses;
    }
}

TEST(Recirculation, YesterdaysAirComesBack) {
    // Emission in the first six hours of each day; at the opposite side of the circle it arrives half a day later.
    const Days days = two_days(false, 6);
    const auto at = [&](std::size_t hour, std::size_t r) { return days.hours[hour].receptors[r * days.channels]; };
    EXPECT_GT(at(13, 1), 3.0 * at(3, 1));  // half way round after twelve hours
    EXPECT_GT(at(24, 0), 0.0);
    // On the second day the first day's air adds to what comes round.
    EXPECT_GT(at(37, 1), at(13, 1));
}

}  // namespace
}  // namespace lantian
