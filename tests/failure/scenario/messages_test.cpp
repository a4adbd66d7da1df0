#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "inputs/schema/scenario_reader.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

/// A good scenario; each case replaces one line of it, adds lines at the end or passes an override.
constexpr const char* k_good = R"(schema_version = 1
[domain]
bounds_deg = [111.9, 34.8, 113.0, 35.5]
[time]
start = 2027-01-15T00:00:00+08:00
[meteorology]
files = ["w.csv"]
if_missing = "stop"
[emissions]
tables = ["s.csv"]
)";

struct Case {
    const char* name;
    const char* line;  ///< line of the good scenario that is replaced; empty: `text` is appended
    const char* text;
    std::vector<std::string> overrides;
    int exit_code;
    const char* message;  ///< whole text, with CASE for the scenario file
};

constexpr const char* k_bounds = "bounds_deg = [111.9, 34.8, 113.0, 35.5]";
constexpr const char* k_start = "start = 2027-01-15T00:00:00+08:00";

// clang-format off
std::vector<Case> cases() {
    return {
        {"UnknownKey", "[time]", "cel_m = 500\n[time]", {}, 78, "CASE:4:1: error[E101] unknown key \"domain.cel_m\"; did you mean \"domain.cell_m\"?"},
        {"UnknownSection", "", "[meteorolgy]\nx = 1", {}, 78, "CASE:11:2: error[E101] unknown key \"meteorolgy\"; did you mean \"meteorology\"?"},
        {"KeyInWrongSection", "[time]", "[time]\ncutoff_sigmas = 4", {}, 78, "CASE:5:1: error[E101] unknown key \"time.cutoff_sigmas\"; did you mean \"puffs.cutoff_sigmas\"?"},
        {"UnknownAndFarFromAll", "", "zzzzzzzzzzzz = 1", {}, 78, "CASE:11:1: error[E101] unknown key \"emissions.zzzzzzzzzzzz\"; lantian explain --all lists the keys"},
        {"BadToml", "[time]", "[time", {}, 78, "CASE:4:6: error[E102] not valid TOML: Error while parsing table header: expected ']', saw '\\n'"},
        {"KeyTwice", "schema_version = 1", "schema_version = 1\nschema_version = 1", {}, 78, "CASE:2:18: error[E102] not valid TOML: Error while parsing key-value pair: cannot redefine existing integer 'schema_version'"},
        {"StartMissing", k_start, "hours = 3", {}, 78, "CASE:4:1: error[E103] required key \"time.start\" is missing; add start = 2027-01-15T00:00:00+08:00 under [time]"},
        {"PolicyMissing", "if_missing = \"stop\"", "", {}, 78, "CASE:6:1: error[E103] required key \"meteorology.if_missing\" is missing; add if_missing = \"hold\" under [meteorology]"},
        {"VersionMissing", "schema_version = 1", "", {}, 78, "CASE: error[E103] required key \"schema_version\" is missing; add schema_version = 1"},
        {"GriddedIncomplete", "", "[[emissions.gridded]]\nfile = \"s.csv\"\nvariable = \"v\"\nspecies = \"nox\"\nsector = \"x\"", {}, 78, "CASE:11:1: error[E103] required key \"emissions.gridded[0].group\" is missing; add group = \"homes\" to its [[emissions.gridded]]"},
        {"TextForNumber", "[time]", "[time]\nstep_s = \"600\"", {}, 78, "CASE:5:10: error[E104] time.step_s = '600' is a text; it must be a number"},
        {"FractionForWholeNumber", "[time]", "[time]\nhours = 2.5", {}, 78, "CASE:5:9: error[E104] time.hours = 2.5 is a number; it must be a whole number"},
        {"NumberForFlag", "", "[puffs]\nmerge = 1", {}, 78, "CASE:12:9: error[E104] puffs.merge = 1 is a whole number; it must be true or false"},
        {"ThreeBounds", k_bounds, "bounds_deg = [1, 2, 3]", {}, 78, "CASE:3:14: error[E104] domain.bounds_deg = [ 1, 2, 3 ] is a list; it must be a list of four numbers: west, south, east, north"},
        {"GriddedNotAList", "", "gridded = 3", {}, 78, "CASE:11:11: error[E104] \"emissions.gridded\" is not a list of tables; write [[emissions.gridded]] before each file's keys"},
        {"NoOffset", k_start, "start = 2027-01-15T00:00:00", {}, 78, "CASE:5:9: error[E105] time.start = 2027-01-15T00:00:00 has no offset from UTC; write for example 2027-01-15T00:00:00+08:00"},
        {"NoOffsetInText", k_start, "start = \"2027-01-15 00:00\"", {}, 78, "CASE:5:9: error[E105] time.start = '2027-01-15 00:00' has no offset from UTC; write for example 2027-01-15T00:00:00+08:00"},
        {"DateOnly", k_start, "start = 2027-01-15", {}, 78, "CASE:5:9: error[E105] time.start = 2027-01-15 has no offset from UTC; write for example 2027-01-15T00:00:00+08:00"},
        {"UnknownVersion", "schema_version = 1", "schema_version = 7", {}, 78, "CASE:1:18: error[E106] schema_version = 7 is not known to this program; write schema_version = 1"},
        {"BadWord", "if_missing = \"stop\"", "if_missing = \"stopp\"", {}, 78, "CASE:8:14: error[E201] meteorology.if_missing = \"stopp\": must be stop | previous_cycle | analog | hold; did you mean \"stop\"?"},
        {"BadScheme", "", "[chemistry]\nscheme = \"cb6r5\"", {}, 78, "CASE:12:10: error[E201] chemistry.scheme = \"cb6r5\": must be none | linear"},
        {"Negative", "[time]", "[time]\nhours = -4", {}, 78, "CASE:5:9: error[E203] time.hours = -4: must be 1 to 87840 h"},
        {"NotANumber", "", "[puffs]\ncutoff_sigmas = nan", {}, 78, "CASE:12:17: error[E203] puffs.cutoff_sigmas = nan: must be a finite number"},
        {"TooManyCoarseLevels", "", "[puffs]\ncoarse_levels = 4", {}, 78, "CASE:12:17: error[E203] puffs.coarse_levels = 4: must be 0 to 3"},
        {"UnknownPrecision", "", "[puffs]\nprecision = \"single\"", {}, 78, "CASE:12:13: error[E201] puffs.precision = \"single\": must be double | float"},
        {"LatitudeTooLarge", k_bounds, "bounds_deg = [111.9, 34.8, 113.0, 95]", {}, 78, "CASE:3:14: error[E203] domain.bounds_deg = 95: latitude must be -90 to 90 deg"},
        {"LevelsDescend", "[meteorology]", "[meteorology]\nlevel_m = [10, 5]", {}, 78, "CASE:7:11: error[E203] meteorology.level_m = [10, 5]: must be at least two numbers, ascending"},
        {"HalfPastStart", k_start, "start = 2027-01-15T00:30:00+08:00", {}, 78, "CASE:5:9: error[E203] time.start = 2027-01-14T16:30:00Z: must be a whole hour"},
        {"NameWithSlash", "schema_version = 1", "schema_version = 1\nname = \"../x\"", {}, 78, "CASE:2:8: error[E203] name = \"../x\": must be letters, digits, dot, _ or -, not beginning with a dot"},
        {"NoWeatherFiles", "files = [\"w.csv\"]", "files = []", {}, 78, "CASE:7:9: error[E203] meteorology.files = []: must name at least one"},
        {"StepDoesNotDivide", "[time]", "[time]\nstep_s = 700", {}, 78,
         "CASE:5:10: error[E204] time.step_s = 700 does not divide 3600; write for example 600\n"
         "CASE: error[E204] puffs.release_point_s = 600 is not a multiple of time.step_s = 700; write for example 700\n"
         "CASE: error[E204] puffs.release_area_s = 1800 is not a multiple of time.step_s = 700; write for example 2100"},
        {"ReleaseNotMultiple", "", "[puffs]\nrelease_point_s = 900", {}, 78, "CASE:12:19: error[E204] puffs.release_point_s = 900 is not a multiple of time.step_s = 600; write for example 1200"},
        {"WestEastSwapped", k_bounds, "bounds_deg = [113.0, 34.8, 111.9, 35.5]", {}, 78, "CASE:3:14: error[E204] west 113 is not west of east 111.9; write [west, south, east, north]"},
        {"TooManyCells", "[time]", "[time]", {"domain.cell_m=20"}, 78, "--set: error[E204] the domain would have about 1.95e+07 cells, more than 4000000; make the domain smaller or domain.cell_m larger"},
        {"NothingEmits", "tables = [\"s.csv\"]", "", {}, 78, "CASE: error[E204] nothing emits: emissions.tables, emissions.dust and emissions.gridded are all empty; name at least one table"},
        {"ProfilesWithWrf", "[meteorology]", "[meteorology]\nkind = \"wrf\"\nprofiles = [\"s.csv\"]", {}, 78, "CASE:8:12: error[E204] meteorology.profiles goes with station weather, but meteorology.kind = \"wrf\"; remove one of them"},
        {"MissingTable", "tables = [\"s.csv\"]", "tables = [\"gone.csv\"]", {}, 66, "CASE:10:11: error[E401] emissions.tables = \"gone.csv\": file not found; paths are relative to the scenario file"},
        {"NoMatch", "files = [\"w.csv\"]", "files = [\"wrfout*\"]", {}, 66, "CASE:7:10: error[E401] meteorology.files: no file matches \"wrfout*\"; paths are relative to the scenario file"},
        {"FolderForFile", "tables = [\"s.csv\"]", "tables = [\".\"]", {}, 66, "CASE:10:11: error[E401] emissions.tables = \".\": is a folder, not a file; paths are relative to the scenario file"},
        {"SetWithoutValue", "[time]", "[time]", {"time.hours"}, 64, "--set: error[E107] \"time.hours\" not understood; write --set key=value, for example --set time.hours=48"},
        {"SetOfTwoLines", "[time]", "[time]", {"time.hours=3\nx=4"}, 64, "--set: error[E107] \"time.hours=3\nx=4\" not understood; time.hours takes a whole number"},
        {"SetUnknown", "[time]", "[time]", {"time.hour=3"}, 78, "--set: error[E101] unknown key \"time.hour\"; did you mean \"time.hours\"?"},
        {"SetOutOfRange", "[time]", "[time]", {"time.hours=0"}, 78, "--set: error[E203] time.hours = 0: must be 1 to 87840 h"},
        {"SetGridded", "[time]", "[time]", {"emissions.gridded.file=x"}, 64, "--set: error[E107] \"emissions.gridded.file=x\" not understood; emissions.gridded is a list of tables; change it in the scenario file"},
    };
}
// clang-format on

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

class ScenarioMessages : public ::testing::TestWithParam<Case> {};

TEST_P(ScenarioMessages, IsExactly) {
    const Case& c = GetParam();
    const testing::Scratch folder;
    (void)folder.write("w.csv", "");
    (void)folder.write("s.csv", "");
    std::string text = k_good;
    if (*c.line == '\0') {
        text += std::string(c.text) + "\n";
    } else {
        ASSERT_NE(text.find(c.line), std::string::npos);
        text = replaced(text, c.line, c.text);
    }
    const std::string path = folder.write("case.toml", text);
    try {
        (void)load_scenario(path, c.overrides);
        FAIL() << "accepted:\n" << text;
    } catch (const Error& error) {
        EXPECT_EQ(replaced(error.what(), path, "CASE"), c.message);
        EXPECT_EQ(static_cast<int>(error.kind()), c.exit_code);
    }
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioMessages, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ScenarioMessagesTogether, AllProblemsAreListedAtOnce) {
    const testing::Scratch folder;
    const std::string path =
        folder.write("case.toml", "schema_version = 1\nnam = 1\n[time]\nhours = -1\nstep_s = true\n");
    try {
        (void)load_scenario(path);
        FAIL();
    } catch (const Error& error) {
        std::string codes;
        for (const Problem& problem : error.problems()) codes += problem.code + " ";
        EXPECT_EQ(codes, "E101 E104 E103 E103 E103 E103 E203 ") << error.what();
    }
}

TEST(ScenarioMessagesTogether, ScenarioNotThere) {
    try {
        (void)load_scenario("/nowhere/case.toml");
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "/nowhere/case.toml: error[E401] scenario file not found or not readable; lantian init DIR writes "
                     "a complete example");
        EXPECT_EQ(error.kind(), ErrorKind::missing_input);
    }
}

TEST(ScenarioMessagesTogether, ValueWithoutEffectIsAWarning) {
    const testing::Scratch folder;
    (void)folder.write("w.csv", "");
    (void)folder.write("s.csv", "");
    const LoadedScenario loaded =
        load_scenario(folder.write("case.toml", std::string(k_good) + "[puffs]\nmerge = false\nmerge_sigmas = 0.2\n"));
    ASSERT_EQ(loaded.warnings.warning_count(), 1U);
    EXPECT_EQ(replaced(loaded.warnings.all()[0].text(), folder.path("case.toml"), "CASE"),
              "CASE:13:16: warning[W205] puffs.merge_sigmas has no effect: puffs.merge = false");
}

TEST(ScenarioMessagesTogether, LandUseGivenTwiceOrWithoutEffect) {
    const testing::Scratch folder;
    for (const char* name : {"w.csv", "s.csv", "land.csv"}) (void)folder.write(name, "");
    const std::string file = folder.write("case.toml", k_good);
    const auto said = [&](const std::vector<std::string>& set) {
        std::string out;
        try {
            const LoadedScenario loaded = load_scenario(file, set);
            for (const Problem& p : loaded.warnings.all()) out += p.code + " " + p.message + "\n";
        } catch (const Error& error) {
            for (const Problem& p : error.problems()) out += p.code + " " + p.message + "\n";
        }
        return out;
    };
    EXPECT_EQ(said({"meteorology.roughness_m=0.5", "meteorology.land_use=urban"}),
              "W205 meteorology.roughness_m has no effect: the table of land uses has it\n");
    EXPECT_EQ(said({"meteorology.season=snow"}), "");
    EXPECT_EQ(said({"meteorology.season=snow", "deposition.dry=false"}),
              "W205 meteorology.season has no effect: no land use is given, and deposition.dry = false\n");
    EXPECT_EQ(said({"deposition.rain_ph=5"}),
              "W205 deposition.rain_ph has no effect: deposition.wet_scheme = \"bulk\"\n");
    EXPECT_EQ(said({"meteorology.land_use=urban", "meteorology.land_use_file=" + folder.path("land.csv")}),
              "E204 meteorology.land_use = \"urban\" and meteorology.land_use_file are both given\n");
}

}  // namespace
}  // namespace lantian
