#include "models/meteorology/sounding_blend.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/constant_provider.hpp"

namespace lantian {
namespace {

constexpr double k_radius_m = 20000.0;

struct Site {
    std::shared_ptr<const Grid> grid = std::make_shared<const Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 2000.0, 40, 40, std::vector<double>(1600, 0.0)});
    UtcTime noon = from_calendar(2022, 1, 6, 12, 0, 0);

    [[nodiscard]] std::size_t node(std::size_t i, std::size_t j) const { return j * 40 + i; }
    [[nodiscard]] MetState first_guess(UtcTime time) const {
        ConstantMet met;
        met.wind_x_m_s = 2.0;
        met.wind_y_m_s = 0.0;
        met.level_m = {5.0, 10.0, 55.0, 200.0, 500.0, 1500.0};
        return constant_state(grid, met, time);
    }
    /// At the centre of cell (20, 20): 6 m/s from the west between 100 and 1000 m.
    [[nodiscard]] SoundingProfile sounding(UtcTime time, double wind_m_s = 6.0) const {
        SoundingProfile s;
        s.station = "A";
        s.place = grid->projection.inverse({grid->x_centre_m(20), grid->y_centre_m(20)});
        s.time = time;
        const double turn = grid->projection.grid_convergence_rad(s.place);
        for (const double z : {100.0, 1000.0}) {
            SoundingLevel level;
            level.height_m = z;
            // along the map's x axis
            level.eastward_wind_m_s = wind_m_s * std::cos(turn);
            level.northward_wind_m_s = -wind_m_s * std::sin(turn);
            s.levels.push_back(level);
        }
        return s;
    }
};

double wind_x(const MetState& state, std::size_t level, std::size_t node) {
    return state.wind_x_m_s[level * 1600 + node];
}

TEST(SoundingBlend, PlaceGetsWhatWasMeasuredAndTheFarFieldStays) {
    const Site site;
    const SoundingBlend blend(site.grid, {site.sounding(site.noon)}, k_radius_m);
    MetState state = site.first_guess(site.noon);
    blend.apply(state);
    const std::size_t here = site.node(20, 20);
    EXPECT_NEAR(wind_x(state, 3, here), 6.0, 1e-9);
    EXPECT_NEAR(state.wind_y_m_s[3 * 1600 + here], 0.0, 1e-9);
    EXPECT_DOUBLE_EQ(wind_x(state, 0, here), 2.0);  // below 10 m: untouched
    EXPECT_NEAR(wind_x(state, 2, here), 2.0 + 0.5 * 0.55 * 4.0,
                1e-9);                               // half way up; 45 m below the lowest level measured
    EXPECT_NEAR(wind_x(state, 5, here), 2.0, 1e-9);  // 500 m above the highest
    // One radius away the weight is 1/e.
    EXPECT_NEAR(wind_x(state, 3, site.node(30, 20)), 2.0 + 4.0 * std::exp(-1.0), 1e-9);
}

TEST(SoundingBlend, LinearInTimeBetweenAndFadingBeyond) {
    const Site site;
    const SoundingBlend blend(site.grid, {site.sounding(site.noon, 6.0), site.sounding(site.noon + 6 * 3600, 10.0)},
                              k_radius_m);
    const auto at = [&](std::int64_t seconds) {
        MetState state = site.first_guess(site.noon + seconds);
        blend.apply(state);
        return wind_x(state, 3, site.node(20, 20));
    };
    EXPECT_NEAR(at(3 * 3600), 8.0, 1e-9);
    EXPECT_NEAR(at(-5400), 4.0, 1e-9);  // half of the three hours before the first: half of its weight
    EXPECT_NEAR(at(-4 * 3600), 2.0, 1e-9);
    EXPECT_NEAR(at(12 * 3600), 2.0, 1e-9);
}

TEST(SoundingBlend, LongGapsAreNotBridged) {
    const Site site;
    const SoundingBlend blend(site.grid, {site.sounding(site.noon), site.sounding(site.noon + 24 * 3600)}, k_radius_m);
    MetState state = site.first_guess(site.noon + 12 * 3600);
    blend.apply(state);
    EXPECT_NEAR(wind_x(state, 3, site.node(20, 20)), 2.0, 1e-9);
}

TEST(SoundingBlend, AgreeingPlacesAreNotCountedTwice) {
    const Site site;
    SoundingProfile other = site.sounding(site.noon);
    other.place = site.grid->projection.inverse({site.grid->x_centre_m(21), site.grid->y_centre_m(20)});
    const SoundingBlend blend(site.grid, {site.sounding(site.noon), other}, k_radius_m);
    MetState state = site.first_guess(site.noon);
    blend.apply(state);
    EXPECT_LT(wind_x(state, 3, site.node(20, 20)), 6.0 + 1e-3);
    EXPECT_GT(wind_x(state, 3, site.node(20, 20)), 6.0 - 1e-3);
}

TEST(SoundingBlend, ProfilesWithoutWindAreCounted) {
    const Site site;
    SoundingProfile dry = site.sounding(site.noon);
    for (SoundingLevel& level : dry.levels) level.eastward_wind_m_s = k_missing;
    const SoundingBlend blend(site.grid, {dry}, k_radius_m);
    EXPECT_TRUE(blend.empty());
    ASSERT_EQ(blend.notes().size(), 1U);
    EXPECT_NE(blend.notes()[0].find("1"), std::string::npos);
}

}  // namespace
}  // namespace lantian
