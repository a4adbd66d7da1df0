// Stacks, flares, lines and buildings as they are read.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

std::string notes_of(const EmissionInputs& inputs) {
    std::string all;
    for (const std::string& note : inputs.notes) all += note + "\n";
    return all;
}

TEST(RisingSources, EveryColumnArrives) {
    test::EmissionCase base;
    base.table(
        "p.csv",
        "id,sector,group,lon[deg],lat[deg],height[m],pm25[t/a],diameter[m],exit_speed[m/s],exit_temperature[degC],"
        "outlet,stack_count[1],stack_spacing[m],heat_release[MW],radiated[1],building\n"
        "a,s,g,112.5,35.1,50,1,2,10,126.85,capped,3,18,,,hall annex\n"
        "f,s,g,112.5,35.1,40,1,,,,,,,25,0.3,\n"
        "v,s,g,112.5,35.1,5,1,,,,,,,,,annex\n");
    const std::string square =
        R"("geometry":{"type":"Polygon","coordinates":)"
        R"([[[112.500,35.100],[112.501,35.100],[112.501,35.101],[112.500,35.101],[112.500,35.100]]]},)";
    base.scenario.emissions.buildings = {
        base.dir.write("b.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature",)" + square +
                                        R"("properties":{"id":"hall","height[m]":30}},{"type":"Feature",)" + square +
                                        R"("properties":{"id":"annex","height[m]":12}},{"type":"Feature",)" + square +
                                        R"("properties":{"id":"shed","height[m]":4}}]})")};
    Problems problems;
    const EmissionInputs read = base.read(problems);
    ASSERT_FALSE(problems.has_errors()) << base.texts(problems);
    const Source& stack = read.catalog.sources[0];
    ASSERT_TRUE(stack.stack.has_value());
    EXPECT_EQ(stack.stack->outlet, Outlet::capped);
    EXPECT_EQ(stack.stack->count, 3.0);
    EXPECT_EQ(stack.stack->spacing_m, 18.0);
    EXPECT_EQ(stack.buildings, (std::vector<std::size_t>{0, 1}));
    const Source& flare = read.catalog.sources[1];
    ASSERT_TRUE(flare.flare.has_value());
    EXPECT_FALSE(flare.stack.has_value());
    EXPECT_DOUBLE_EQ(flare.flare->heat_release_w, 25e6);
    EXPECT_EQ(flare.flare->radiated_frac, 0.3);
    EXPECT_FALSE(read.catalog.sources[2].stack.has_value());
    EXPECT_EQ(read.catalog.sources[2].buildings, (std::vector<std::size_t>{1}));
    ASSERT_EQ(read.catalog.buildings.size(), 3U);
    EXPECT_EQ(read.catalog.buildings[0].height_m, 30.0);
    EXPECT_EQ(read.catalog.buildings[0].corners.size(), 4U);
    EXPECT_NE(notes_of(read).find("building \"shed\" is named by no source"), std::string::npos) << notes_of(read);
}

TEST(RisingSources, FacesAreTurnedToTheMap) {
    test::EmissionCase base;
    base.table("p.csv", "id,sector,group,lon[deg],lat[deg],height[m],pm25[t/a],building\na,s,g,112.1,35.1,50,1,hall\n");
    std::string text = "id,direction[deg],height[m],width[m],length[m],along_offset[m],across_offset[m]\n";
    for (int n = 36; n >= 1; --n)
        text += "hall," + std::to_string(10 * n) + ",30,40," + std::to_string(50 + n) + ",-10,5\n";
    base.scenario.emissions.buildings = {base.dir.write("b.csv", text)};
    Problems problems;
    const EmissionInputs read = base.read(problems);
    ASSERT_FALSE(problems.has_errors()) << base.texts(problems);
    const Building& hall = read.catalog.buildings.at(0);
    EXPECT_TRUE(hall.corners.empty());
    EXPECT_EQ(hall.faces[0].length_m, 51.0);
    EXPECT_EQ(hall.faces[35].length_m, 86.0);
    EXPECT_EQ(hall.faces[7].along_m, -10.0);
    EXPECT_EQ(hall.faces[7].across_m, 5.0);
    EXPECT_EQ(hall.turn_rad, base.grid.projection.grid_convergence_rad({112.1, 35.1}));
}

TEST(RisingSources, ParallelLinesShareTheRate) {
    test::EmissionCase base;
    base.table("l.csv",
               "id,sector,group,lon[deg],lat[deg],end_lon[deg],end_lat[deg],height[m],line_width[m],line_count[1],"
               "line_spacing[m],line_buoyancy[m4/s3],pm25[t/a]\n"
               "roof,s,g,112.500,35.1,112.503,35.1,20,3,3,40,300,6\n");
    base.scenario.emissions.line_cell_m = 50.0;
    Problems problems;
    const EmissionInputs read = base.read(problems);
    ASSERT_FALSE(problems.has_errors()) << base.texts(problems);
    const Source& roof = read.catalog.sources.at(0);
    ASSERT_TRUE(roof.line.has_value());
    EXPECT_EQ(roof.shape, SourceShape::line);
    EXPECT_EQ(roof.process, "roof");
    EXPECT_NEAR(roof.line->length_m, 273.5, 1.0);
    EXPECT_DOUBLE_EQ(roof.line->across_m, 83.0);
    EXPECT_DOUBLE_EQ(roof.line->buoyancy_m4_s3, 900.0);
    EXPECT_EQ(roof.cells.size(), 18U);  // three lines of six pieces
    double sum = 0.0, x = 0.0, y = 0.0;
    for (const ReleaseCell& cell : roof.cells) {
        sum += cell.fraction;
        x += cell.fraction * cell.place.x_m;
        y += cell.fraction * cell.place.y_m;
    }
    EXPECT_NEAR(sum, 1.0, 1e-12);
    const MapPoint middle = base.grid.projection.forward({112.5015, 35.1});
    EXPECT_NEAR(x, middle.x_m, 0.01);
    EXPECT_NEAR(y, middle.y_m, 0.01);
    EXPECT_NEAR(roof.annual_kg[index(Emitted::pm25)], 6000.0, 1e-9);
}

}  // namespace
}  // namespace lantian
