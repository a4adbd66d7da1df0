#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "inputs/readers/measures.hpp"
#include "inputs/readers/outline.hpp"
#include "inputs/readers/receptors.hpp"
#include "inputs/readers/terrain.hpp"
#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

enum class What { profiles, speciation, outside, receptors, terrain, outline, measures };

struct Case {
    const char* name;
    What what;
    std::string text;
    std::string expected;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::string months(int n, const char* factor) {
    std::string text = "profile,kind,index,factor\n";
    for (int m = 1; m <= n; ++m) text += "p,month," + std::to_string(m) + "," + factor + "\n";
    return text;
}
const std::string k_measure = "[[measure]]\nid = \"A\"\nname = \"a\"\nsector = [\"s\"]\nremoval = {so2 = 0.5}\n";

const Case k_cases[]{
    {"ElevenMonths", What::profiles, months(11, "1"),
     "x.csv:2:1: error[E312] profile = \"p\": kind month has 11 of 12 values, missing 12; give all of them, or none "
     "for a flat course\n"},
    {"AllZero", What::profiles, months(12, "0"),
     "x.csv:2:1: error[E306] profile = \"p\": all factors of kind month are 0; at least one must be greater\n"},
    {"MonthThirteen", What::profiles, months(12, "1") + "p,month,13,1\n",
     "x.csv:14:9: error[E306] index = 13: must be 1 to 12; correct the value or its unit\n"},
    {"NegativeFactor", What::profiles, months(12, "1") + "q,weekday,1,-1\n",
     "x.csv:14:13: error[E306] factor = -1: must be at least 0; correct the value or its unit\n"
     "x.csv:14:1: error[E312] profile = \"q\": kind weekday has 1 of 7 values, missing 2, 3, 4, 5, 6, 7; give all of "
     "them, or none for a flat course\n"},
    {"FactorTwice", What::profiles, months(12, "1") + "p,month,3,1\n",
     "x.csv:14:9: error[E308] index = 3: this value of profile \"p\" stands twice; keep one of them\n"},
    {"UnknownKind", What::profiles, months(12, "1") + "p,day,3,1\n",
     "x.csv:14:3: error[E201] kind = \"day\": is not a kind of profile; write month, weekday or hour\n"},
    {"FlatIsTaken", What::profiles, months(12, "1") + "flat,month,3,1\n",
     "x.csv:14:1: error[E308] profile = \"flat\": is the built-in profile; choose another name\n"},
    {"FractionAboveOne", What::speciation, "sector,process,species,fraction_of_pm25,fine_fraction\ns,*,pb,1.5,0.9\n",
     "x.csv:2:8: error[E306] fraction_of_pm25 = 1.5: must be 0 to 1; correct the value or its unit\n"},
    {"UnknownMetal", What::speciation, "sector,process,species,fraction_of_pm25,fine_fraction\ns,*,lead,0.1,0.9\n",
     "x.csv:2:5: error[E309] species = \"lead\": is not a species of this table; known are: pb, cd, as, hg, "
     "organic_carbon, elemental_carbon, crust\n"},
    {"LineTwice", What::speciation,
     "sector,process,species,fraction_of_pm25,fine_fraction\ns,*,pb,0.1,0.9\ns,*,pb,0.2,0.9\n",
     "x.csv:3:5: error[E308] species = \"pb\": the same sector, process and species stand in line 2; keep one of "
     "them\n"},
    {"TimeWithoutZone", What::outside, "time,so2[ug/m3]\n2027-01-15T00:00:00,1\n",
     "x.csv:2:1: error[E105] time = \"2027-01-15T00:00:00\": has no offset from UTC; write for example "
     "2027-01-15T00:00:00+08:00\n"},
    {"NoTime", What::outside, "time,so2[ug/m3]\nyesterday,1\n",
     "x.csv:2:1: error[E305] time = \"yesterday\": is not a date-time; write for example 2027-01-15T00:00:00+08:00\n"},
    {"StartsLate", What::outside, "time,so2[ug/m3]\n2027-01-16T00:00+08:00,1\n",
     "x.csv:2:1: error[E312] time = \"2027-01-16T00:00+08:00\": the run starts before, at 2027-01-14T16:00:00Z; add "
     "lines from there on\n"},
    {"EndsEarly", What::outside, "time,so2[ug/m3]\n2027-01-15T00:00+08:00,1\n2027-01-15T12:00+08:00,1\n",
     "x.csv:3:1: error[E312] time = \"2027-01-15T12:00+08:00\": covers up to 2027-01-15T16:00:00Z, the run ends at "
     "2027-01-16T16:00:00Z; add lines up to there\n"},
    {"TimesTurned", What::outside, "time,so2[ug/m3]\n2027-01-15T00:00+08:00,1\n2027-01-14T00:00+08:00,1\n",
     "x.csv:3:1: error[E415] time = \"2027-01-14T00:00+08:00\": is not after the line before; sort the table; each "
     "time stands once\n"},
    {"DerivedGiven", What::outside, "time,pm25[ug/m3]\n2027-01-15T00:00+08:00,1\n",
     "x.csv:1:6: error[E303] column \"pm25[ug/m3]\" is derived and cannot be given; give pm25_primary, so4, no3 and "
     "pm_coarse\n"},
    {"OutsideUnit", What::outside, "time,so2[ppb]\n2027-01-15T00:00+08:00,1\n",
     "x.csv:1:6: error[E302] column \"so2[ppb]\": unit \"ppb\" cannot be turned into \"kg m-3\"; write for example "
     "\"so2[kg m-3]\"\n"},
    {"StationOutside", What::receptors, "id,name,kind,lon[deg],lat[deg]\na,A,station,114,35.1\n",
     "x.csv:2:13: error[E307] lon[deg] = 114: receptor \"a\" at 114 E, 35.1 N lies outside the domain; correct the "
     "coordinates or enlarge domain.bounds_deg\n"},
    {"StationKind", What::receptors, "id,name,kind,lon[deg],lat[deg]\na,A,village,112.5,35.1\n",
     "x.csv:2:5: error[E201] kind = \"village\": is not a kind of receptor; write station, town or beam\n"},
    {"BeamWithoutEnd", What::receptors, "id,name,kind,lon[deg],lat[deg]\na,A,beam,112.5,35.1\n",
     "x.csv:2:5: error[E304] kind = \"beam\": has no other end; give lon_end[deg] and lat_end[deg]\n"},
    {"BeamEndOutside", What::receptors,
     "id,name,kind,lon[deg],lat[deg],lon_end[deg],lat_end[deg]\na,A,beam,112.5,35.1,114,35.1\n",
     "x.csv:2:21: error[E307] lon_end[deg] = 114: receptor \"a\" at 114 E, 35.1 N lies outside the domain; correct the "
     "coordinates or enlarge domain.bounds_deg\n"},
    {"StationTwice", What::receptors, "id,name,kind,lon[deg],lat[deg]\na,A,town,112.5,35.1\na,B,town,112.5,35.1\n",
     "x.csv:3:1: error[E308] id = \"a\": stands already in line 2; make it unique\n"},
    {"TerrainText", What::terrain, "h,111.5,113.5\n34.5,1,x\n35.6,1,2\n",
     "x.csv:2:8: error[E305] height = \"x\": must be a finite number; write a decimal number\n"},
    {"TerrainHeight", What::terrain, "h,111.5,113.5\n34.5,1,9999\n35.6,1,2\n",
     "x.csv:2:8: error[E306] height = 9999: must be -500 to 9000 m; correct the value\n"},
    {"TerrainAxis", What::terrain, "h,111.5,111.5\n34.5,1,1\n35.6,1,2\n",
     "x.csv:1:9: error[E415] longitude = 111.5 does not follow 111.5 in order; sort the axis; each value stands "
     "once\n"},
    {"TerrainFields", What::terrain, "h,111.5,113.5\n34.5,1\n35.6,1,2\n",
     "x.csv:2: error[E310] row has 2 fields, the header has 3; correct the row\n"},
    {"TerrainEmpty", What::terrain, "h,111.5,113.5\n",
     "x.csv: error[E312] terrain has fewer than two rows or columns; first line: a corner word, then longitudes; then "
     "one line per latitude\n"},
    {"OutlineLine", What::outline,
     R"({"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[112,35],[113,35]]}})",
     "x.csv: error[E311] /features/0/geometry: an outline holds no lines; give Polygon or MultiPolygon features\n"},
    {"MeasureKey", What::measures, k_measure + "effectivness = 0.9\n",
     "x.csv:6:1: error[E101] unknown key \"measure[0].effectivness\"; did you mean \"effectiveness\"?\n"},
    {"MeasureRemoval", What::measures,
     "[[measure]]\nid = \"A\"\nname = \"a\"\nsector = [\"s\"]\nremoval = {so2 = 1.5}\n",
     "x.csv:5:18: error[E306] measure[0].removal.so2 = 1.5: must be 0 to 1; correct the value\n"},
    {"MeasureSpecies", What::measures,
     "[[measure]]\nid = \"A\"\nname = \"a\"\nsector = [\"s\"]\nremoval = {sox = 0.5}\n",
     "x.csv:5:12: error[E309] unknown species \"measure[0].removal.sox\"; did you mean \"so2\"?\n"},
    {"MeasureNoTarget", What::measures, "[[measure]]\nid = \"A\"\nname = \"a\"\nremoval = {so2 = 0.5}\n",
     "x.csv:1:1: error[E103] \"measure[0]\" has no target; give sector, source, process or group\n"},
    {"MeasureType", What::measures, k_measure + "plan = \"yes\"\n",
     "x.csv:6:8: error[E104] measure[0].plan: is not true or false; write true or false\n"},
    {"MeasureMoney", What::measures, k_measure + "cost = {annual = \"9 MUSD\"}\n",
     "x.csv:6:18: error[E503] measure[0].cost.annual = \"9 MUSD\" is not an amount of money per year; write for "
     "example \"4 MCNY/a\" (CNY, kCNY or MCNY)\n"},
    {"MeasureLifetime", What::measures, k_measure + "cost = {capital = \"9 MCNY\"}\n",
     "x.csv:6:19: error[E103] \"measure[0].cost.lifetime_a\" is missing beside capital; give the lifetime in years\n"},
    {"MeasureTwice", What::measures, k_measure + k_measure,
     "x.csv:7:6: error[E308] measure[1].id = \"A\": stands already in line 2; make it unique\n"},
    {"MeasureRequires", What::measures, k_measure + "requires = [\"B\"]\n",
     "x.csv:6:12: error[E309] measure[0].requires = \"B\": no such measure; did you mean \"A\"?\n"},
    {"MeasureCircle", What::measures, k_measure + "requires = [\"A\"]\n",
     "x.csv:6:12: error[E204] measure[0].requires: \"A\" requires itself; break the circle\n"},
    {"MeasuresNone", What::measures, "# none\n", "x.csv: error[E312] holds no [[measure]] tables; give at least one\n"},
};

class BadInput : public ::testing::TestWithParam<Case> {};

TEST_P(BadInput, SaysWhatAndWhere) {
    test::EmissionCase base;
    const Case& c = GetParam();
    const std::string path = base.dir.write("x.csv", c.text);
    Problems problems;
    try {
        switch (c.what) {
            case What::profiles:
                base.scenario.emissions.profiles = path;
                break;
            case What::speciation:
                base.scenario.emissions.speciation = path;
                break;
            case What::outside:
                base.scenario.emissions.outside = path;
                break;
            case What::receptors:
                (void)read_receptors(path, base.grid, problems);
                break;
            case What::terrain:
                read_terrain(path, base.grid);
                break;
            case What::outline:
                (void)read_outline(path);
                break;
            case What::measures:
                (void)read_measures(path, problems);
                break;
        }
        (void)base.read(problems);
    } catch (const Error& error) {
        for (const Problem& p : error.problems()) problems.add(p);
    }
    EXPECT_EQ(base.texts(problems), c.expected);
}

INSTANTIATE_TEST_SUITE_P(Inputs, BadInput, ::testing::ValuesIn(k_cases),
                         [](const auto& info) { return std::string(info.param.name); });

std::string problems_of(test::EmissionCase& base) {
    Problems problems;
    (void)base.read(problems);
    return base.texts(problems);
}

TEST(BadInput, TerrainMustCoverTheDomain) {
    test::EmissionCase base;
    const std::string path = base.dir.write("t.csv", "h,112.2,113.5\n34.5,1,1\n35.6,1,2\n");
    try {
        read_terrain(path, base.grid);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems().front().code, "E411");
        EXPECT_NE(std::string(error.what())
                      .find("(file: 112.2 to 113.5 E, 34.5 to 35.6 N); give a larger terrain file or a smaller "
                            "domain.bounds_deg"),
                  std::string::npos)
            << error.what();
    }
}

TEST(BadInput, MeasuresMustBeToml) {
    test::EmissionCase base;
    Problems problems;
    try {
        (void)read_measures(base.dir.write("m.toml", "[[measure]]\nid = \n"), problems);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems().front().code, "E102");
        EXPECT_EQ(error.problems().front().line, 2);
    }
}

TEST(BadGrid, MissingVariable) {
    test::EmissionCase base;
    const std::string file =
        test::write_flux(base.dir, "g.nc", {112.0, 112.5, 113.0}, {34.8, 35.1, 35.4}, std::vector<double>(9, 1e-9));
    base.scenario.emissions.gridded = {{file, "emi_so3", "so2", "s", "g"}};
    EXPECT_EQ(problems_of(base), "g.nc: error[E431] variable \"emi_so3\" is missing; did you mean \"emi_so2\"?\n");
}

TEST(BadGrid, UnknownSpeciesAndProfile) {
    test::EmissionCase base;
    const std::string file =
        test::write_flux(base.dir, "g.nc", {112.0, 112.5, 113.0}, {34.8, 35.1, 35.4}, std::vector<double>(9, 1e-9));
    base.scenario.emissions.gridded = {{file, "emi_so2", "sox", "s", "g", "homes"}};
    EXPECT_EQ(problems_of(base),
              "g.nc: error[E309] species = \"sox\": no such inventory species; did you mean \"so2\"?\n"
              "g.nc: error[E309] profile = \"homes\": no such profile; known are: flat\n");
}

TEST(BadGrid, NegativeAndMissingCellsInside) {
    test::EmissionCase base;
    std::vector<double> flux(9, 1e-9);
    flux[4] = -1e-9;
    flux[5] = std::numeric_limits<double>::quiet_NaN();
    const std::string file = test::write_flux(base.dir, "g.nc", {112.0, 112.5, 113.0}, {34.8, 35.1, 35.4}, flux);
    base.scenario.emissions.gridded = {{file, "emi_so2", "so2", "s", "g"}};
    EXPECT_EQ(problems_of(base),
              "g.nc: error[E306] emi_so2[1,1] = -1e-09 kg m-2 s-1: must be finite and at least 0; correct the cell; "
              "write 0 where nothing is emitted\n"
              "g.nc: error[E305] emi_so2[1,2] = nan kg m-2 s-1: must be finite and at least 0; correct the cell; write "
              "0 where nothing is emitted\n");
}

TEST(BadGrid, Units) {
    test::EmissionCase base;
    const auto with = [&](const char* name, const std::string& units) {
        base.scenario.emissions.gridded = {{test::write_flux(base.dir, name, {112.0, 112.5, 113.0}, {34.8, 35.1, 35.4},
                                                             std::vector<double>(9, 1e-9), units),
                                            "emi_so2", "so2", "s", "g"}};
        return problems_of(base);
    };
    EXPECT_EQ(with("a.nc", ""),
              "a.nc: error[E301] variable \"emi_so2\" has no units attribute; give for example \"kg m-2 s-1\"\n");
    EXPECT_EQ(with("b.nc", "kg s-1"),
              "b.nc: error[E302] variable \"emi_so2\": unit \"kg s-1\" cannot be turned into \"kg m-2 s-1\"; give for "
              "example \"kg m-2 s-1\"\n");
}

TEST(BadGrid, NothingInsideTheDomain) {
    test::EmissionCase base;
    const std::string file =
        test::write_flux(base.dir, "g.nc", {10.0, 10.5, 11.0}, {34.8, 35.1, 35.4}, std::vector<double>(9, 1e-9));
    base.scenario.emissions.gridded = {{file, "emi_so2", "so2", "s", "g"}};
    EXPECT_EQ(problems_of(base),
              "g.nc: error[E307] variable \"emi_so2\" emits nothing inside the domain (111.98 to 113.02 E, 34.80 to "
              "35.41 N); "
              "check the file's coordinates or domain.bounds_deg\n");
}

TEST(BadGrid, TruncatedFile) {
    test::EmissionCase base;
    const std::string file =
        test::write_flux(base.dir, "g.nc", {112.0, 112.5, 113.0}, {34.8, 35.1, 35.4}, std::vector<double>(9, 1e-9));
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    base.scenario.emissions.gridded = {{file, "emi_so2", "so2", "s", "g"}};
    Problems problems;
    (void)base.read(problems);
    ASSERT_EQ(problems.error_count(), 1U);
    EXPECT_EQ(problems.all().front().code, "E430");
    EXPECT_EQ(problems.all().front().file, file);
}

}  // namespace
}  // namespace lantian
