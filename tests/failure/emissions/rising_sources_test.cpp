// Stacks, flares, lines and buildings that cannot be: what the reader says, word for word.
#include <gtest/gtest.h>

#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

const std::string k_square =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":)"
    R"([[[112.500,35.100],[112.501,35.100],[112.501,35.101],[112.500,35.101],[112.500,35.100]]]},)"
    R"("properties":{"id":"hall","height[m]":30}}]})";

std::string faces(int rows, const std::string& first = "hall,10,30,40,50,-10,5\n") {
    std::string text = "id,direction[deg],height[m],width[m],length[m],along_offset[m],across_offset[m]\n" + first;
    for (int n = 2; n <= rows; ++n) text += "hall," + std::to_string(10 * n) + ",30,40,50,-10,5\n";
    return text;
}

struct Case {
    const char* name;
    std::string sources;
    std::string expected;
    std::string buildings = {};
    const char* buildings_file = "b.csv";
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

const std::string k_point = "id,sector,group,lon[deg],lat[deg],height[m],pm25[t/a],";
const std::string k_stack = "diameter[m],exit_speed[m/s],exit_temperature[K],";
const std::string k_a = "a,s,g,112.5,35.1,50,1,";
const std::string k_line =
    "id,sector,group,lon[deg],lat[deg],end_lon[deg],end_lat[deg],height[m],pm25[t/a],line_width[m],";
const std::string k_l = "l,s,g,112.5,35.1,112.505,35.1,20,1,3,";

const Case k_cases[]{
    {"FlareWithStack", k_point + k_stack + "heat_release[MW]\n" + k_a + "2,10,400,20\n",
     "p.csv:2:32: error[E313] heat_release[MW] = 20: a flare has no stack data; leave diameter, exit_speed and "
     "exit_temperature empty\n"},
    {"FlareTooLarge", k_point + "heat_release[MW]\n" + k_a + "1e6\n",
     "p.csv:2:23: error[E306] heat_release[MW] = 1e6: must be 10000 to 100000000000 W; correct the value or its "
     "unit\n"},
    {"AllRadiated", k_point + "heat_release[MW],radiated[1]\n" + k_a + "10,1\n",
     "p.csv:2:26: error[E306] radiated[1] = 1: must be 0 to 0.99; correct the value or its unit\n"},
    {"RadiatedWithoutFlare", k_point + "radiated[1]\n" + k_a + "0.5\n",
     "p.csv:2:23: error[E313] radiated[1] = 0.5: belongs to a flare; give heat_release[MW], or leave it empty\n"},
    {"Outlet", k_point + k_stack + "outlet\n" + k_a + "2,10,400,sideways\n",
     "p.csv:2:32: error[E201] outlet = \"sideways\": is not an outlet; write vertical, capped or horizontal\n"},
    {"OutletWithoutStack", k_point + "outlet\n" + k_a + "capped\n",
     "p.csv:2:23: error[E313] outlet = \"capped\": belongs to stack data; give diameter, exit_speed and "
     "exit_temperature, or leave it empty\n"},
    {"HalfStacks", k_point + k_stack + "stack_count[1],stack_spacing[m]\n" + k_a + "2,10,400,2.5,20\n",
     "p.csv:2:32: error[E306] stack_count[1] = 2.5: must be a whole number; 1 to 100\n"},
    {"StacksWithoutSpacing", k_point + k_stack + "stack_count[1]\n" + k_a + "2,10,400,3\n",
     "p.csv:2:32: error[E312] stack_count[1] = 3: several stacks without stack_spacing[m]; give the distance between "
     "neighbours (0: one duct)\n"},
    {"BuildingWithoutFile", k_point + "building\n" + k_a + "hall\n",
     "p.csv:2:23: error[E309] building = \"hall\": no such building: \"hall\"; name their files in "
     "emissions.buildings\n"},
    {"BuildingMisspelt", k_point + "building\n" + k_a + "hal\n",
     "p.csv:2:23: error[E309] building = \"hal\": no such building: \"hal\"; did you mean \"hall\"?\n", k_square,
     "b.geojson"},
    {"FacesMissing", k_point + "building\n" + k_a + "hall\n",
     "b.csv:2:1: error[E312] id = \"hall\": has 35 of 36 directions; give a row for each of 10, 20, ... 360 deg "
     "(height 0: no building from there)\n",
     faces(35)},
    {"FaceTwice", k_point + "building\n" + k_a + "hall\n",
     "b.csv:3:6: error[E308] direction[deg] = 20: stands twice for building \"hall\"; keep one\n"
     "b.csv:2:1: error[E312] id = \"hall\": has 35 of 36 directions; give a row for each of 10, 20, ... 360 deg "
     "(height 0: no building from there)\n",
     faces(36, "hall,20,30,40,50,-10,5\n")},
    {"FaceBetween", k_point + "building\n" + k_a + "hall\n",
     "b.csv:2:6: error[E306] direction[deg] = 15: must be one of 10, 20, ... 360 deg; faces stand for ten degrees\n"
     "b.csv:2:1: error[E312] id = \"hall\": has 35 of 36 directions; give a row for each of 10, 20, ... 360 deg "
     "(height 0: no building from there)\n",
     faces(36, "hall,15,30,40,50,-10,5\n")},
    {"FaceWithoutWidth", k_point + "building\n" + k_a + "hall\n",
     "b.csv:2:12: error[E306] width[m] = 0: must be 1 to 2000 m; correct the value or its unit\n",
     faces(36, "hall,10,30,0,50,-10,5\n")},
    {"BuildingTwice", k_point + "building\n" + k_a + "hall\n",
     "b.geojson: error[E308] /features/1/properties/id = \"hall\": stands already in b.geojson /features/0; make it "
     "unique\n",
     k_square.substr(0, k_square.size() - 2) + "," + k_square.substr(k_square.find("{\"type\":\"Feature\",")),
     "b.geojson"},
    {"LineWithoutBuoyancy", k_line + "exit_speed[m/s]\n" + k_l + "2\n",
     "p.csv:2:1: error[E312] id = \"l\": a buoyant line without its buoyancy; give line_buoyancy[m4/s3], or "
     "exit_speed[m/s] and exit_temperature[K]\n"},
    {"LineWithBoth", k_line + "exit_speed[m/s],exit_temperature[K],line_buoyancy[m4/s3]\n" + k_l + "2,330,300\n",
     "p.csv:2:44: error[E313] line_buoyancy[m4/s3] = 300: stands beside exit_speed or exit_temperature; give the "
     "buoyancy, or speed and temperature\n"},
    {"LinesWithoutSpacing", k_line + "line_buoyancy[m4/s3],line_count[1]\n" + k_l + "300,3\n",
     "p.csv:2:42: error[E312] line_count[1] = 3: several lines without line_spacing[m]; give the distance between the "
     "axes of neighbours\n"},
    {"LineWithoutLength", k_line + "line_buoyancy[m4/s3]\nl,s,g,112.5,35.1,112.5,35.1,20,1,3,300\n",
     "p.csv:2:18: error[E311] end_lon[deg] = 112.5: the line is shorter than a metre; check its ends\n"},
    {"LineLeavesTheDomain", k_line + "line_buoyancy[m4/s3]\nl,s,g,112.5,35.1,114.5,35.1,20,1,3,300\n",
     "p.csv:2:7: error[E307] lon[deg] = 112.5: source \"l\" reaches outside the domain (111.98 to 113.02 E, 34.80 to "
     "35.41 N); correct the coordinates or enlarge domain.bounds_deg\n"},
};

class BadRise : public ::testing::TestWithParam<Case> {};

TEST_P(BadRise, SaysWhatAndWhere) {
    test::EmissionCase base;
    base.table("p.csv", GetParam().sources);
    if (!GetParam().buildings.empty())
        base.scenario.emissions.buildings = {base.dir.write(GetParam().buildings_file, GetParam().buildings)};
    Problems problems;
    (void)base.read(problems);
    EXPECT_EQ(base.texts(problems), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Emissions, BadRise, ::testing::ValuesIn(k_cases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace lantian
