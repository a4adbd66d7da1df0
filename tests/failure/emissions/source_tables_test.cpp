#include <gtest/gtest.h>

#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

const std::string k_header = "id,sector,group,lon[deg],lat[deg],height[m],pm25[t/a],pm10[t/a]\n";
const std::string k_number = ": must be a finite number; leave the cell empty if it is unknown\n";
const std::string k_domain =
    "(111.98 to 113.02 E, 34.80 to 35.41 N); correct the coordinates or enlarge domain.bounds_deg\n";

/// One bad table and the whole text that must come.
struct Case {
    const char* name;
    std::string table;
    std::string expected;
    const char* file = "p.csv";
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::string road(const std::string& geometry, const std::string& properties) {
    return R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)" + geometry + R"(,"properties":)" +
           properties + "}]}";
}
const std::string k_line = R"({"type":"LineString","coordinates":[[112.4,35.1],[112.6,35.1]]})";
const std::string k_road = R"({"id":"r","sector":"traffic","group":"road","nox[t/a]":1})";

const Case k_cases[]{
    {"NoUnit", "id,sector,group,lon[deg],lat[deg],height,pm25[t/a]\na,s,g,112.5,35.1,50,1\n",
     "p.csv:1:35: error[E301] column \"height\" has no unit; write for example \"height[m]\"\n"},
    {"RateWithoutUnit", "id,sector,group,lon[deg],lat[deg],height[m],nox\na,s,g,112.5,35.1,50,1\n",
     "p.csv:1:45: error[E301] column \"nox\" has no unit; write for example \"nox[t/a]\"\n"},
    {"WrongUnit", "id,sector,group,lon[deg],lat[deg],height[kg],pm25[t/a]\na,s,g,112.5,35.1,50,1\n",
     "p.csv:1:35: error[E302] column \"height[kg]\": unit \"kg\" cannot be turned into \"m\"; write for example "
     "\"height[m]\"\n"},
    {"WrongRateUnit", "id,sector,group,lon[deg],lat[deg],height[m],pm25[t]\na,s,g,112.5,35.1,50,1\n",
     "p.csv:1:45: error[E302] column \"pm25[t]\": unit \"t\" is not a mass per time; write a mass per time, for "
     "example t/a, kg/a, kt/year, g/s or kg/h\n"},
    {"UnknownColumn", "id,sectr,group,lon[deg],lat[deg],height[m],pm25[t/a]\na,s,g,112.5,35.1,50,1\n",
     "p.csv:1:4: error[E303] unknown column \"sectr\"; did you mean \"sector\"?\n"
     "p.csv:1: error[E304] required column \"sector\" is missing; add it\n"},
    {"NoRateColumn", "id,sector,group,lon[deg],lat[deg],height[m]\na,s,g,112.5,35.1,50\n",
     "p.csv: error[E304] no column with a rate; add one of pm25 pm10 so2 nox voc nh3 pb cd as hg, for example "
     "\"so2[t/a]\"\n"},
    {"NaN", k_header + "a,s,g,112.5,35.1,50,NaN,1\n", "p.csv:2:21: error[E305] pm25[t/a] = \"NaN\"" + k_number},
    {"Infinite", k_header + "a,s,g,112.5,35.1,50,inf,1\n", "p.csv:2:21: error[E305] pm25[t/a] = \"inf\"" + k_number},
    {"TextInNumber", k_header + "a,s,g,112.5,35.1,50 m,1,1\n",
     "p.csv:2:18: error[E305] height[m] = \"50 m\"" + k_number},
    {"NegativeRate", k_header + "a,s,g,112.5,35.1,50,-1,1\n",
     "p.csv:2:21: error[E306] pm25[t/a] = -1: must be at least 0 t/a; a rate is never negative\n"},
    {"Pm10BelowPm25", k_header + "a,s,g,112.5,35.1,50,2,1\n",
     "p.csv:2:23: error[E313] pm10[t/a] = 1: is less than pm25 (1000 and 2000 kg/a); pm10 includes pm25\n"},
    {"StackOutside", k_header + "x/y,s,g,114.2,35.1,50,1,1\n",
     "p.csv:2:9: error[E307] lon[deg] = 114.2: source \"x/y\" at 114.2 E, 35.1 N lies outside the domain " + k_domain},
    {"HeightZero", k_header + "a,s,g,112.5,35.1,0,1,1\n",
     "p.csv:2:18: error[E306] height[m] = 0: must be 0.5 to 600 m; correct the value or its unit\n"},
    {"Height900", k_header + "a,s,g,112.5,35.1,900,1,1\n",
     "p.csv:2:18: error[E306] height[m] = 900: must be 0.5 to 600 m; correct the value or its unit\n"},
    {"LongitudeBeyond180", k_header + "a,s,g,200,35.1,50,1,1\n",
     "p.csv:2:7: error[E306] lon[deg] = 200: must be -180 to 180 deg; correct the value or its unit\n"},
    {"EmptyRequiredCell", k_header + "a,,g,112.5,35.1,,1,1\n",
     "p.csv:2:3: error[E304] sector = \"\": value is missing; give one\n"
     "p.csv:2:17: error[E304] height[m] = \"\": value is missing; give one\n"},
    {"DuplicateId", k_header + "a,s,g,112.5,35.1,50,1,1\na,s,g,112.6,35.1,50,1,1\n",
     "p.csv:3:1: error[E308] id = \"a\": stands already in p.csv line 2; make it unique\n"},
    {"BadId", k_header + "A b,s,g,112.5,35.1,50,1,1\n",
     "p.csv:2:1: error[E201] id = \"A b\": is not an id; a-z, 0-9 and _ / . -\n"},
    {"BadGroup", k_header + "a,s,My Group,112.5,35.1,50,1,1\n",
     "p.csv:2:5: error[E201] group = \"My Group\": must be lower snake case; a-z, 0-9 and _\n"},
    {"ReservedGroup", k_header + "a,s,outside,112.5,35.1,50,1,1\n",
     "p.csv:2:5: error[E308] group = \"outside\": is the tag of the outside concentration; choose another group\n"},
    {"UnknownProfile", "id,sector,group,lon[deg],lat[deg],height[m],profile,pm25[t/a]\na,s,g,112.5,35.1,50,flatt,1\n",
     "p.csv:2:21: error[E309] profile = \"flatt\": no such profile; did you mean \"flat\"?\n"},
    {"BadStatus", "id,sector,group,lon[deg],lat[deg],height[m],status,pm25[t/a]\na,s,g,112.5,35.1,50,guess,1\n",
     "p.csv:2:21: error[E201] status = \"guess\": is not a status; write published, estimate or synthetic\n"},
    {"HalfAStack",
     "id,sector,group,lon[deg],lat[deg],height[m],diameter[m],exit_speed[m/s],exit_temperature[degC],pm25[t/"
     "a]\na,s,g,112.5,35.1,50,3,,120,1\n",
     "p.csv:2:1: error[E312] id = \"a\": stack data without exit_speed[m/s]; give all three or none\n"},
    {"ColdExit",
     "id,sector,group,lon[deg],lat[deg],height[m],diameter[m],exit_speed[m/s],exit_temperature[degC],pm25[t/"
     "a]\na,s,g,112.5,35.1,50,3,10,-50,1\n",
     "p.csv:2:26: error[E306] exit_temperature[degC] = -50: must be 253 to 2000 K; correct the value or its unit\n"},
    {"FieldCount", k_header + "a,s,g,112.5,35.1,50,1,1\nb,s,g,112.5,35.1,50,1\nc,s,g,112.5,35.1,50,1,1,1\n",
     "p.csv:3: error[E310] row has 7 fields, the header has 8; correct the row; a comma inside a field needs quotes "
     "around the field\n"
     "p.csv:4: error[E310] row has 9 fields, the header has 8; correct the row; a comma inside a field needs quotes "
     "around the field\n"},
    {"QuoteNeverEnds", k_header + "\"a,s,g,112.5,35.1,50,1,1\n",
     "p.csv:2:1: error[E311] quoted field never ends; close it with \"; a quote inside is doubled\n"},
    {"QuotedJunk", k_header + "\"a\"b,s,g,112.5,35.1,50,1,1\n",
     "p.csv:2:4: error[E311] text after a closing quote; double the quotes inside the field\n"},
    {"InvalidUtf8", k_header + "a\xFF,s,g,112.5,35.1,50,1,1\n",
     "p.csv:2: error[E311] text is not UTF-8; save the file as UTF-8\n"},
    {"EmptyFile", "# nothing\n", "p.csv: error[E311] table has no header line; the first line names the columns\n"},
    {"NoRows", k_header, "p.csv: error[E312] table has a header but no rows; give at least one row\n"},
    {"BoxTurnedRound",
     "id,sector,group,west[deg],south[deg],east[deg],north[deg],nh3[t/a]\na,s,g,112.5,35.2,112.4,35.1,1\n",
     "p.csv:2:18: error[E313] east[deg] = 112.4: must be greater than west = 112.5; west comes first\n"
     "p.csv:2:24: error[E313] north[deg] = 35.1: must be greater than south = 35.2; south comes first\n"},
    {"BoxOutside", "id,sector,group,west[deg],south[deg],east[deg],north[deg],nh3[t/a]\nfarm,s,g,114,35,114.1,35.1,1\n",
     "p.csv:2:10: error[E307] west[deg] = 114: source \"farm\" lies outside the domain " + k_domain},
    {"JsonSyntax", "{\"type\": \"FeatureCollection\",\n \"features\": [,]}",
     "r.geojson:2:15: error[E311] JSON syntax error; correct the text here or just before\n", "r.geojson"},
    {"JsonEndsEarly", "{\"type\": \"FeatureCollection\",",
     "r.geojson:1:30: error[E311] JSON ends too early; correct the text here or just before\n", "r.geojson"},
    {"JsonTooDeep", std::string(40, '[') + std::string(40, ']'),
     "r.geojson: error[E311] JSON is nested deeper than 16 levels; GeoJSON needs fewer\n", "r.geojson"},
    {"NotACollection", "{\"a\": 1}", "r.geojson: error[E311] is not a GeoJSON FeatureCollection; see RFC 7946\n",
     "r.geojson"},
    {"NoFeatures", R"({"type":"FeatureCollection","features":[]})",
     "r.geojson: error[E312] has no features; give at least one\n", "r.geojson"},
    {"WrongGeometry", road(R"({"type":"Point","coordinates":[112.4,35.1]})", k_road),
     "r.geojson: error[E311] /features/0/geometry/type = \"Point\": not a kind that is read; give a LineString, "
     "MultiLineString, Polygon or MultiPolygon\n",
     "r.geojson"},
    {"OpenRing", road(R"({"type":"Polygon","coordinates":[[[112,35],[112.1,35],[112.1,35.1],[112,35.1]]]})", k_road),
     "r.geojson: error[E311] /features/0/geometry/coordinates/0: a ring needs four positions or more, the last equal "
     "to the first; close the ring\n",
     "r.geojson"},
    {"LatitudeFirst", road(R"({"type":"LineString","coordinates":[[35.1,112.4],[35.1,112.6]]})", k_road),
     "r.geojson: error[E306] /features/0/geometry/coordinates/0/1 = 112.4: latitude must be -90 to 90 deg; give WGS84 "
     "degrees, longitude first\n"
     "r.geojson: error[E306] /features/0/geometry/coordinates/1/1 = 112.6: latitude must be -90 to 90 deg; give WGS84 "
     "degrees, longitude first\n",
     "r.geojson"},
    {"JsonTextInNumber", road(k_line, R"({"id":"r","sector":"traffic","group":"road","nox[t/a]":"abc"})"),
     "r.geojson: error[E305] /features/0/properties/nox[t/a] = \"abc\"" + k_number, "r.geojson"},
    {"JsonNoUnit", road(k_line, R"({"id":"r","sector":"traffic","group":"road","nox":1})"),
     "r.geojson: error[E301] property \"nox\" has no unit; write for example \"nox[t/a]\"\n", "r.geojson"},
    {"RoadOutside", road(R"({"type":"LineString","coordinates":[[114.4,35.1],[114.6,35.1]]})", k_road),
     "r.geojson: error[E307] /features/0/properties/id = \"r\": source \"r\" lies outside the domain " + k_domain,
     "r.geojson"},
    {"LineWithoutLength", road(R"({"type":"LineString","coordinates":[[112.4,35.1],[112.4,35.1]]})", k_road),
     "r.geojson: error[E311] /features/0/properties/sector = \"traffic\": the line has no length; check its vertices\n",
     "r.geojson"},
};

class BadTable : public ::testing::TestWithParam<Case> {};

TEST_P(BadTable, SaysWhatAndWhere) {
    test::EmissionCase base;
    base.table(GetParam().file, GetParam().table);
    Problems problems;
    (void)base.read(problems);
    EXPECT_EQ(base.texts(problems), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Emissions, BadTable, ::testing::ValuesIn(k_cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BadTable, MissingFileIsNamed) {
    test::EmissionCase base;
    base.scenario.emissions.tables = {base.dir.file("none.csv")};
    Problems problems;
    (void)base.read(problems);
    EXPECT_EQ(base.texts(problems),
              "none.csv: error[E401] file not found; check the path; it is relative to the scenario file\n");
    EXPECT_EQ(problems.all().front().kind, ErrorKind::missing_input);
}

TEST(BadTable, AtMostFiftyAreKeptAndAllAreCounted) {
    test::EmissionCase base;
    std::string text = k_header;
    for (int i = 0; i < 70; ++i) text += "a" + std::to_string(i) + ",s,g,112.5,35.1,50,x,1\n";
    base.table("p.csv", text);
    Problems problems;
    (void)base.read(problems);
    EXPECT_EQ(problems.all().size(), 50U);
    EXPECT_EQ(problems.error_count(), 70U);
}

TEST(BadTable, JoinedRoadsMustAgree) {
    test::EmissionCase base;
    const auto feature = [](const char* group) {
        return R"({"type":"Feature","geometry":)" + k_line +
               R"(,"properties":{"source_id":"r","sector":"t","group":")" + group + R"(","nox[t/a]":1}})";
    };
    base.table("r.geojson", R"({"type":"FeatureCollection","features":[)" + feature("a") + "," + feature("b") + "]}");
    Problems problems;
    (void)base.read(problems);
    EXPECT_EQ(base.texts(problems),
              "r.geojson: error[E313] /features/1/properties/source_id = \"r\": sector, group, process or profile "
              "differ from the first feature of this "
              "source; make them equal or give another source_id\n");
}

}  // namespace
}  // namespace lantian
