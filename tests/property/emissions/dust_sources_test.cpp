// Dust sources, pits, wakes and metals of the tables become sources whose places and masses keep what the tables say.
#include <gtest/gtest.h>

#include <cmath>

#include <fmt/format.h>

#include "tests/support/emission_case.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

using test::EmissionCase;

/// A polygon of a list of corners in degrees.
std::string feature(const std::string& properties, const std::string& corners, bool line = false) {
    return "{\"type\":\"Feature\",\"properties\":{" + properties + "},\"geometry\":{\"type\":\"" +
           (line ? "LineString\",\"coordinates\":[" : "Polygon\",\"coordinates\":[[") + corners +
           (line ? "]}}" : "]]}}");
}
std::string collection(const std::vector<std::string>& features) {
    std::string text = "{\"type\":\"FeatureCollection\",\"features\":[";
    for (std::size_t i = 0; i < features.size(); ++i) text += (i ? "," : "") + features[i];
    return text + "]}";
}
constexpr const char* k_square = "[112.50,35.10],[112.51,35.10],[112.51,35.11],[112.50,35.11],[112.50,35.10]";
const std::string k_common = R"("sector":"dust","group":"dust")";

EmissionInputs dust_case(EmissionCase& base, const std::vector<std::string>& features, Problems& problems) {
    base.scenario.emissions.dust = {base.dir.write("dust.geojson", collection(features))};
    return base.read(problems);
}

TEST(DustSources, EveryKindIsReadWithItsOwnProperties) {
    EmissionCase base;
    Problems problems;
    const EmissionInputs inputs = dust_case(
        base,
        {feature(
             R"("id":"pile","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":4,"pb_content[mg/kg]":5000,"control[%]":70,)" +
                 k_common,
             k_square),
         feature(R"("id":"soil","kind":"bare_soil","threshold[m/s]":0.3,"clay[%]":12,)" + k_common, k_square),
         feature(R"("id":"drop","kind":"handling","moisture[%]":3,"throughput[t/d]":1000,)" + k_common, k_square),
         feature(R"("id":"old","kind":"resuspension","load[g/m2]":200,"age[d]":30,"profile":"flat",)" + k_common,
                 k_square),
         feature(
             R"("id":"paved","kind":"paved_road","silt_load[g/m2]":2,"weight[t]":20,"vehicles[1/d]":900,"width[m]":12,)" +
                 k_common,
             "[112.50,35.10],[112.52,35.10]", true),
         feature(
             R"("id":"track","kind":"unpaved_road","silt[%]":8,"weight[t]":40,"vehicles[1/d]":200,"wet_days":70,"vehicle_height[m]":4,)" +
                 k_common,
             "[112.50,35.10],[112.50,35.12]", true)},
        problems);
    ASSERT_EQ(base.texts(problems), "");
    const auto& s = inputs.catalog.sources;
    ASSERT_EQ(s.size(), 6U);
    const DustSource& pile = *s[0].dust;
    EXPECT_EQ(pile.kind, DustKind::pile);
    EXPECT_DOUBLE_EQ(pile.gust_ratio, 1.24);
    EXPECT_DOUBLE_EQ(pile.surface_roughness_m, 0.005);
    EXPECT_DOUBLE_EQ(pile.control_frac, 0.7);
    EXPECT_DOUBLE_EQ(pile.metal_frac[0], 5e-3);
    EXPECT_EQ(s[0].process, "pile");
    EXPECT_NEAR(pile.area_m2, 912.0 * 1109.0, 0.01 * 912.0 * 1109.0);
    EXPECT_DOUBLE_EQ(s[1].dust->gust_ratio, 1.0);
    EXPECT_DOUBLE_EQ(s[2].dust->throughput_t_day, 1000.0);
    EXPECT_DOUBLE_EQ(s[3].dust->load_kg_m2, 0.2);
    EXPECT_NEAR(s[4].dust->length_m, 1823.0, 10.0);
    EXPECT_DOUBLE_EQ(s[4].wake_width_m, 18.0);
    EXPECT_DOUBLE_EQ(s[5].release_height_m, 0.85 * 4.0);
    EXPECT_DOUBLE_EQ(*s[5].dust->wet_days_per_year, 70.0);
    for (const Source& source : s) {
        double share = 0.0;
        for (const ReleaseCell& cell : source.cells) share += cell.fraction;
        EXPECT_NEAR(share, 1.0, 1e-12) << source.id;
        for (const double kg : source.annual_kg) EXPECT_EQ(kg, 0.0);
    }
}

TEST(DustSources, WhatLiesOutsideTheDomainDoesNotCount) {
    EmissionCase base;
    Problems problems;
    const EmissionInputs inputs =
        dust_case(base,
                  {feature(R"("id":"edge","kind":"handling","moisture[%]":3,"throughput[t/d]":1000,)" + k_common,
                           "[112.99,35.10],[113.05,35.10],[113.05,35.11],[112.99,35.11],[112.99,35.10]")},
                  problems);
    ASSERT_EQ(base.texts(problems), "");
    const double east_m = base.grid.east_m();
    const double west_m = base.grid.projection.forward({112.99, 35.105}).x_m;
    const double whole_m = base.grid.projection.forward({113.05, 35.105}).x_m - west_m;
    EXPECT_TRUE(
        near_relative(inputs.catalog.sources[0].dust->throughput_t_day, 1000.0 * (east_m - west_m) / whole_m, 2e-3));
}

TEST(AreaSources, APitIsTheRectangleOfItsMoments) {
    EmissionCase base;
    // 600 m by 250 m, turned by 30 degrees, in map metres about the middle of the grid
    const MapPoint c{0.5 * (base.grid.west_m + base.grid.east_m()), 0.5 * (base.grid.south_m + base.grid.north_m())};
    std::string corners;
    for (const auto& [a, b] :
         {std::pair{-300.0, -125.0}, {300.0, -125.0}, {300.0, 125.0}, {-300.0, 125.0}, {-300.0, -125.0}}) {
        const double turn = 30.0 * 3.141592653589793 / 180.0;
        const LonLat p = base.grid.projection.inverse(
            {c.x_m + a * std::cos(turn) - b * std::sin(turn), c.y_m + a * std::sin(turn) + b * std::cos(turn)});
        corners += fmt::format("{}[{:.12f},{:.12f}]", corners.empty() ? "" : ",", p.lon_deg, p.lat_deg);
    }
    base.table("pit.geojson",
               collection({feature(R"("id":"pit","pit_depth[m]":40,"pm10[t/a]":10,)" + k_common, corners)}));
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    const Pit& pit = *inputs.catalog.sources[0].pit;
    EXPECT_NEAR(pit.length_m, 600.0, 1e-3);
    EXPECT_NEAR(pit.width_m, 250.0, 1e-3);
    EXPECT_NEAR(pit.axis_rad, 30.0 * 3.141592653589793 / 180.0, 1e-6);
    EXPECT_NEAR(pit.centre.x_m, c.x_m, 1e-3);
    EXPECT_EQ(pit.depth_m, 40.0);
}

TEST(AreaSources, AFeatureMayAskForSmallerPieces) {
    EmissionCase base;
    base.table("a.geojson", collection({feature(R"("id":"a","pm10[t/a]":10,"cell[m]":200,)" + k_common, k_square),
                                        feature(R"("id":"b","pm10[t/a]":10,)" + k_common, k_square)}));
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    EXPECT_GE(inputs.catalog.sources[0].cells.size(), 25U);
    EXPECT_EQ(inputs.catalog.sources[1].cells.size(), 1U);
}

TEST(RoadSources, VehiclesSetTheWake) {
    EmissionCase base;
    base.table("r.geojson",
               collection({feature(R"("id":"a","nox[t/a]":1,"width[m]":14,"vehicle_height[m]":3,)" + k_common,
                                   "[112.50,35.10],[112.52,35.10]", true),
                           feature(R"("id":"b","nox[t/a]":1,"width[m]":14,)" + k_common,
                                   "[112.50,35.11],[112.52,35.11]", true)}));
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    EXPECT_DOUBLE_EQ(inputs.catalog.sources[0].wake_width_m, 20.0);
    EXPECT_DOUBLE_EQ(inputs.catalog.sources[0].sigma_z0_m, 1.7 * 3.0 / 2.15);
    EXPECT_DOUBLE_EQ(inputs.catalog.sources[0].release_height_m, 2.55);
    EXPECT_EQ(inputs.catalog.sources[1].wake_width_m, 0.0);
}

TEST(Metals, SizesAndFormsKeepTheMassOfTheInventory) {
    EmissionCase base;
    base.scenario.emissions.speciation = base.dir.write(
        "spec.csv",
        "sector,process,species,fraction_of_pm25,fine_fraction,giant_fraction,elemental_fraction,oxidised_fraction\n"
        "smelt,*,pb,0.02,0.3,0.45,,\nsmelt,*,hg,0.001,0.6,,0.4,0.5\nmill,*,pb,0.02,0.3,,,\nmill,*,hg,0.001,0.6,,,\n");
    base.table("p.csv",
               "id,sector,process,group,lon[deg],lat[deg],height[m],pm25[g/s],pm10[g/s],pb[kg/a],hg[kg/a]\n"
               "a,smelt,stack,g,112.5,35.1,50,1,3,100,10\nb,mill,stack,g,112.5,35.1,5,1,2,100,10\n");
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    const auto of = [&](std::size_t i, Carried c) { return inputs.catalog.sources[i].carried_annual_kg[index(c)]; };
    EXPECT_DOUBLE_EQ(of(0, Carried::pb_fine), 30.0);
    EXPECT_DOUBLE_EQ(of(0, Carried::pb_giant), 45.0);
    EXPECT_NEAR(of(0, Carried::pb_coarse), 25.0, 1e-12);
    EXPECT_DOUBLE_EQ(of(0, Carried::hg_elemental), 4.0);
    EXPECT_DOUBLE_EQ(of(0, Carried::hg_oxidised), 5.0);
    EXPECT_NEAR(of(0, Carried::hg_fine), 0.6, 1e-12);
    EXPECT_NEAR(of(0, Carried::hg_coarse), 0.4, 1e-12);
    EXPECT_EQ(of(1, Carried::pb_giant), 0.0);
    EXPECT_DOUBLE_EQ(of(1, Carried::hg_elemental), 5.3);  // Pacyna and Pacyna (2002)
    for (const std::size_t i : {0U, 1U}) {
        EXPECT_NEAR(of(i, Carried::hg_elemental) + of(i, Carried::hg_oxidised) + of(i, Carried::hg_fine) +
                        of(i, Carried::hg_coarse),
                    10.0, 1e-12);
    }
    bool said = false;
    for (const std::string& note : inputs.notes)
        said = said || note.find("forms of mercury not given") != std::string::npos;
    EXPECT_TRUE(said);
}

}  // namespace
}  // namespace lantian
