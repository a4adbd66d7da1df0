// Gases by Zhang et al. (2003): the values of another implementation, the table it rests on, and what must hold.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "core/data/land_use.hpp"
#include "models/deposition/land_surfaces.hpp"
#include "models/deposition/velocity_map.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/small_case.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

const ZhangGas k_no2 = zhang_gas(Removed::nox);

ZhangConditions conditions(double celsius, double solar, double cosine, double humidity, double friction, double lai,
                           double rain_mm_h = 0.0, double snow_cm = 0.0) {
    return {solar,  cosine, celsius, humidity, friction, lai, zhang_wetness(celsius, humidity, rain_mm_h, friction),
            snow_cm};
}

double rc(const ZhangGas& gas, LandUse use, const ZhangConditions& now) {
    return zhang_surface_resistance_s_m(gas, zhang_surface(use), now);
}

// Steps of CAMx 7.20 (vd_gas_zhang) worked out apart, closed stomata taken as closed; it writes 2/3 as 0.6667.
TEST(ZhangGases, ValuesOfCamx) {
    struct Case {
        LandUse use;
        ZhangConditions now;
        Wetness wetness;
        double so2, o3, no2, hno3;
    };
    const Case cases[] = {
        {LandUse::cropland, conditions(25, 600, 0.8, 0.6, 0.4, 2.83), Wetness::dry, 85.229258, 84.612039, 87.460628,
         24.98496},
        {LandUse::cropland, conditions(15, 300, 0.5, 0.95, 0.4, 2.83, 1.0), Wetness::rain, 50.446085, 108.72159,
         120.444984, 10},
        {LandUse::cropland, conditions(12, 0, 0, 0.95, 0.1, 2.83), Wetness::dew, 519.498335, 927.597087, 1102.469662,
         39.243075},
        {LandUse::urban, conditions(10, 0, 0, 0.5, 0.3, 1.0), Wetness::dry, 595.447118, 779.479131, 897.39822,
         128.848846},
        {LandUse::coniferous_forest, conditions(8, 150, 0.3, 0.7, 0.5, 5.0), Wetness::dry, 167.819903, 210.865343,
         229.206818, 20.370852},
        {LandUse::deciduous_forest, conditions(28, 800, 0.9, 0.5, 0.6, 4.67), Wetness::dry, 195.77994, 213.317021,
         221.204153, 38.329355},
        {LandUse::cropland, conditions(-6, 250, 0.4, 0.6, 0.3, 0.1), Wetness::dry, 399.609779, 436.715866, 531.94531,
         59.518469},
        {LandUse::water, conditions(15, 500, 0.7, 0.7, 0.2, 0.0), Wetness::dry, 20, 2000, 2500, 10},
    };
    for (const Case& c : cases) {
        const auto use = static_cast<int>(c.use);
        EXPECT_EQ(c.now.wetness, c.wetness) << use;
        EXPECT_TRUE(near_relative(rc(k_zhang_so2, c.use, c.now), c.so2, 1e-4)) << use;
        EXPECT_TRUE(near_relative(rc(k_zhang_o3, c.use, c.now), c.o3, 1e-4)) << use;
        EXPECT_TRUE(near_relative(rc(k_no2, c.use, c.now), c.no2, 1e-4)) << use;
        EXPECT_TRUE(near_relative(rc(k_zhang_hno3, c.use, c.now), c.hno3, 1e-4)) << use;
    }
    EXPECT_TRUE(near_relative(zhang_stomata_s_m(zhang_surface(LandUse::cropland), cases[0].now), 70.870174, 1e-4));
    // Under 10 cm of snow crops are covered, needles hardly; ice takes SO2 as snow does.
    const auto under_snow = [](double lai) { return conditions(-6, 250, 0.4, 0.6, 0.3, lai, 0.0, 10.0); };
    EXPECT_TRUE(near_relative(rc(k_zhang_so2, LandUse::cropland, under_snow(0.1)), 264.701978, 1e-4));
    EXPECT_TRUE(near_relative(rc(k_zhang_o3, LandUse::cropland, under_snow(0.1)), 1015.380342, 1e-4));
    EXPECT_TRUE(near_relative(rc(k_zhang_so2, LandUse::coniferous_forest, under_snow(5.0)), 814.51669, 1e-4));
    EXPECT_TRUE(near_relative(rc(k_zhang_o3, LandUse::coniferous_forest, under_snow(5.0)), 1213.134603, 1e-4));
    EXPECT_TRUE(near_relative(rc(k_zhang_so2, LandUse::snow_ice, under_snow(0.0)), 500.0, 1e-12));
}

TEST(ZhangGases, ConstantsAreThoseOfThePublishedTable) {
    const auto folder = testing::shared_data();
    if (!folder) GTEST_SKIP() << "reference data folder not found; set LANTIAN_DATA";
    std::ifstream in(*folder / "tables/zhang2003_landuse.csv");
    std::string line, cell;
    std::vector<std::string> header;
    std::map<int, std::map<std::string, std::string>> rows;
    while (std::getline(in, line)) {
        if (line.ends_with('\r')) line.pop_back();
        std::vector<std::string> cells;
        std::istringstream fields(line);
        while (std::getline(fields, cell, ',')) cells.push_back(cell);
        if (header.empty()) {
            header = cells;
            continue;
        }
        for (std::size_t k = 0; k < cells.size(); ++k) rows[std::stoi(cells[0])][header[k]] = cells[k];
    }
    ASSERT_EQ(rows.size(), 26u);
    constexpr int k_class[]{21, 15, 14, 7, 4, 25, 3, 24, 23, 15, 11, 2, 8};
    for (std::size_t use = 0; use < k_land_uses; ++use) {
        const ZhangSurface& s = zhang_surface(static_cast<LandUse>(use));
        const auto check = [&](const char* name, double value) {
            const std::string& text = rows[k_class[use]][name];
            if (text.empty()) {
                EXPECT_TRUE(value == 0.0 || value == k_no_path) << k_land_use_names[use] << ' ' << name;
            } else {
                EXPECT_EQ(value, std::stod(text)) << k_land_use_names[use] << ' ' << name;
            }
        };
        check("rac1", s.canopy_least);
        check("rac2", s.canopy_most);
        check("rcut_dO", s.cuticle_dry_o3);
        check("rcut_wO", s.cuticle_wet_o3);
        check("rg_O", s.ground_o3);
        check("rcut_dS", s.cuticle_dry_so2);
        check("rg_S", s.ground_so2);
        check("rs_min", s.stomata_least);
        check("b_rs", s.light_w_m2);
        check("T_min", s.coldest);
        check("T_max", s.warmest);
        check("T_opt", s.best);
        check("b_vpd", s.b_vpd);
        check("psi_1", s.potential_1);
        check("psi_2", s.potential_2);
        check("snow_depth_max_cm", s.snow_covers_cm);
        check("LAI_min", s.least_lai);
        check("LAI_max", s.most_lai);
    }
}

TEST(ZhangGases, DayAndNightWetAndDry) {
    for (const LandUse use : {LandUse::cropland, LandUse::grassland, LandUse::deciduous_forest,
                              LandUse::coniferous_forest, LandUse::mixed_forest, LandUse::shrub}) {
        const double lai = land_surface(use, Season::midsummer).leaf_area_index;
        const ZhangConditions day = conditions(20, 600, 0.8, 0.5, 0.4, lai);
        ZhangConditions night = day, rain = day, dew = night;
        night.solar_w_m2 = night.cos_zenith = 0.0;
        rain.wetness = Wetness::rain;
        EXPECT_EQ(zhang_stomata_s_m(zhang_surface(use), night), k_no_path);
        EXPECT_LT(rc(k_zhang_o3, use, day), rc(k_zhang_o3, use, night));
        EXPECT_LT(rc(k_no2, use, day), rc(k_no2, use, night));
        EXPECT_LT(rc(k_zhang_so2, use, rain), rc(k_zhang_so2, use, day));
        dew = night;
        dew.wetness = Wetness::dew;
        EXPECT_LT(rc(k_zhang_so2, use, dew), rc(k_zhang_so2, use, night));
        EXPECT_LT(rc(k_zhang_o3, use, dew), rc(k_zhang_o3, use, night));
        rain.solar_w_m2 = night.solar_w_m2;
        EXPECT_LT(rc(k_zhang_so2, use, rain), rc(k_zhang_so2, use, dew));
    }
}

TEST(ZhangGases, MoreLeavesHumidityAndTurbulenceTakeUpMore) {
    double before[3] = {1e9, 1e9, 1e9};
    for (const double lai : {0.3, 0.6, 1.2, 2.0, 2.5, 3.0, 3.5, 4.0}) {
        const ZhangConditions now = conditions(22, 600, 0.8, 0.6, 0.4, lai);
        const double values[] = {rc(k_zhang_so2, LandUse::cropland, now), rc(k_zhang_o3, LandUse::cropland, now),
                                 rc(k_no2, LandUse::cropland, now)};
        for (std::size_t g = 0; g < 3; ++g) {
            EXPECT_LT(values[g], before[g]) << lai << ' ' << g;
            before[g] = values[g];
        }
    }
    // In the dark there is no drought and no dry air: only the cuticle feels humidity, and all but the ground u*.
    const auto night = [](double humidity, double friction) {
        return ZhangConditions{0.0, 0.0, 20.0, humidity, friction, 3.0};
    };
    for (const ZhangGas& gas : {k_zhang_so2, k_zhang_o3, k_no2}) {
        EXPECT_LT(rc(gas, LandUse::grassland, night(0.8, 0.3)), rc(gas, LandUse::grassland, night(0.4, 0.3)));
        EXPECT_LT(rc(gas, LandUse::grassland, night(0.6, 0.5)), rc(gas, LandUse::grassland, night(0.6, 0.2)));
    }
}

TEST(ZhangGases, EachPathAloneIsItself) {
    ZhangSurface only = zhang_surface(LandUse::grassland);
    only.cuticle_dry_o3 = only.cuticle_dry_so2 = k_no_path;
    const ZhangConditions night{0.0, 0.0, 10.0, 0.5, 0.4, 2.0};
    const double canopy = 40.0 * std::pow(2.0, 0.25) / 0.16;  // the most leaves of the class
    EXPECT_TRUE(near_relative(zhang_surface_resistance_s_m(k_zhang_so2, only, night), canopy + 200.0, 1e-12));
    only.canopy_least = only.canopy_most = 1e12;
    EXPECT_EQ(zhang_surface_resistance_s_m(k_zhang_so2, only, night), 9999.0);
    const ZhangConditions day = conditions(20, 600, 0.8, 0.5, 0.4, 2.0);
    EXPECT_TRUE(near_relative(zhang_surface_resistance_s_m(k_zhang_so2, only, day),
                              zhang_stomata_s_m(only, day) * 1.9 + 0.03, 1e-8));
    only = zhang_surface(LandUse::grassland);
    only.canopy_least = only.canopy_most = 1e12;
    EXPECT_TRUE(near_relative(zhang_surface_resistance_s_m(k_zhang_so2, only, night),
                              1000.0 * std::exp(-1.5) / (std::pow(2.0, 0.25) * 0.4), 1e-8));
}

TEST(ZhangGases, StomataCloseOutsideTheirTemperatures) {
    const ZhangSurface& crops = zhang_surface(LandUse::cropland);
    const auto at = [&](double celsius) {
        return zhang_stomata_s_m(crops, conditions(celsius, 600, 0.8, 0.5, 0.4, 3.0));
    };
    EXPECT_EQ(at(5.0), k_no_path);
    EXPECT_EQ(at(45.0), k_no_path);
    EXPECT_LT(at(27.0), at(10.0));
    EXPECT_LT(at(27.0), at(40.0));
    // Rain wets, frost does not; calm humid air dews.
    EXPECT_EQ(zhang_wetness(10, 0.6, 0.3, 0.4), Wetness::rain);
    EXPECT_EQ(zhang_wetness(-1, 0.6, 0.3, 0.4), Wetness::dry);
    EXPECT_EQ(zhang_wetness(10, 0.95, 0.0, 0.1), Wetness::dew);
    EXPECT_EQ(zhang_wetness(10, 0.95, 0.0, 2.0), Wetness::dry);
}

TEST(ZhangGases, EveryGasOverEveryLandIsFinite) {
    for (std::size_t use = 0; use < k_land_uses; ++use) {
        for (std::size_t season = 0; season < k_seasons; ++season) {
            const double lai = land_surface(static_cast<LandUse>(use), static_cast<Season>(season)).leaf_area_index;
            for (const double celsius : {-20.0, 0.0, 25.0, 50.0}) {
                for (const double solar : {0.0, 100.0, 900.0}) {
                    for (std::size_t r = index(Removed::so2); r < k_removed_count; ++r) {
                        const double value = rc(
                            zhang_gas(static_cast<Removed>(r)), static_cast<LandUse>(use),
                            conditions(celsius, solar, solar / 1000.0, 0.7, 0.3, lai, 0.0, season == 3 ? 10.0 : 0.0));
                        EXPECT_GE(value, 10.0);
                        EXPECT_LE(value, 9999.0);
                    }
                }
            }
        }
    }
    EXPECT_GT(rc(zhang_gas(Removed::hg_elemental), LandUse::cropland, conditions(20, 600, 0.8, 0.5, 0.4, 3.0)),
              10.0 * rc(zhang_gas(Removed::hg_oxidised), LandUse::cropland, conditions(20, 600, 0.8, 0.5, 0.4, 3.0)));
}

TEST(ZhangGases, InTheMapOfVelocities) {
    test::SmallCase c = test::small_case(3, 3, 1000.0, 1);
    const auto state = std::make_shared<MetState>(constant_state(c.grid, c.weather, c.scenario.time.start));
    const auto velocity = [&](const char* scheme, const char* season) {
        c.scenario.deposition.gas_scheme = scheme;
        c.scenario.meteorology.season = season;
        return VelocityMap(state, state, c.scenario).at(c.grid->west_m, c.grid->south_m, 0.0);
    };
    const RemovalRates zhang = velocity("zhang2003", "midsummer"), wesely = velocity("wesely1989", "midsummer");
    for (std::size_t r = index(Removed::so2); r < k_removed_count; ++r) {
        EXPECT_GT(zhang[r], 0.0);
        if (r != index(Removed::voc)) EXPECT_NE(zhang[r], wesely[r]) << r;
    }
    EXPECT_EQ(zhang[index(Removed::fine)], wesely[index(Removed::fine)]);
    EXPECT_NE(velocity("zhang2003", "snow")[index(Removed::so2)], zhang[index(Removed::so2)]);
}

}  // namespace
}  // namespace lantian
