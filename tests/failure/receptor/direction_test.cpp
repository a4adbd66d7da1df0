// Bad input of the verbs that look at wind and trajectories.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

constexpr const char* k_samples = "Date,Pb,Zn\n2001-05-13,1,2\n2001-05-14,3,1\n2001-05-15,2,5\n";
constexpr const char* k_wind = "date,sp,dir\n05/13/2001,2,90\n05/14/2001,3,180\n05/15/2001,4,0\n";
constexpr const char* k_paths =
    "arrival,hours,lon,lat\n2001-05-13 06:00,0,10,50\n2001-05-13 06:00,-1,11,50\n2001-05-14 06:00,0,10,50\n";

struct Case {
    const char* name;
    const char* verb;
    const char *samples, *other;  ///< table of samples; wind, trajectories or weights
    std::vector<std::string> more;
    int exit_code;
    const char* code;
    const char* words;
};

class BadDirectionInput : public ::testing::TestWithParam<Case> {};

TEST_P(BadDirectionInput, IsRefusedWithOneClearMessage) {
    const Case& bad = GetParam();
    const test::TempDir dir;
    const bool wind = std::string(bad.verb) == "cpf" || std::string(bad.verb) == "cbpf";
    std::vector<std::string> arguments{bad.verb, "--conc", dir.write("c.csv", bad.samples),
                                       wind ? "--wind" : "--trajectories", dir.write("other.csv", bad.other)};
    for (std::string more : bad.more) {
        if (more.starts_with("weights:")) more = dir.write("weights.csv", more.substr(8));
        arguments.push_back(more);
    }
    const test::Answer answer = test::call(arguments);
    EXPECT_EQ(answer.code, bad.exit_code) << answer.err;
    EXPECT_NE(answer.err.find(bad.code), std::string::npos) << answer.err;
    EXPECT_NE(answer.err.find(bad.words), std::string::npos) << answer.err;
    EXPECT_TRUE(answer.out.empty()) << answer.out;
}

INSTANTIATE_TEST_SUITE_P(
    Receptor, BadDirectionInput,
    ::testing::Values(
        Case{"sample_without_time", "cpf", "Name,Pb\na,1\nb,2\n", k_wind, {}, 65, "E330", "Name = a: is not a date"},
        Case{"no_id_column", "cpf", "Pb,Zn\n1,2\n3,4\n", k_wind, {}, 65, "E304", "no column of times"},
        Case{"unknown_time_column",
             "cpf",
             k_samples,
             k_wind,
             {"--time-column", "Day"},
             65,
             "E309",
             "id columns are: Date"},
        Case{"unknown_species", "cpf", k_samples, k_wind, {"--species", "Pn"}, 65, "E309", "did you mean \"Pb\"?"},
        Case{"no_speed", "cpf", k_samples, "date,dir\n05/13/2001,90\n", {}, 65, "E304", "no column for the wind speed"},
        Case{"unknown_wind_column",
             "cpf",
             k_samples,
             k_wind,
             {"--wind-speed", "sq"},
             65,
             "E309",
             "did you mean \"sp\"?"},
        Case{"direction_beyond_circle",
             "cpf",
             k_samples,
             "date,sp,dir\n05/13/2001,2,370\n",
             {},
             65,
             "E306",
             "must be 0 to 360"},
        Case{
            "negative_speed", "cbpf", k_samples, "date,sp,dir\n05/13/2001,-2,90\n", {}, 65, "E306", "must be 0 to 150"},
        Case{"text_in_wind", "cpf", k_samples, "date,sp,dir\n05/13/2001,2,NNE\n", {}, 65, "E305", "dir = NNE"},
        Case{"speed_unit_unknown", "cpf", k_samples, "date,ws[kg],wd\n05/13/2001,2,90\n", {}, 65, "E302", "kg"},
        Case{"wind_of_other_days",
             "cpf",
             k_samples,
             "date,sp,dir\n05/13/2011,2,90\n",
             {},
             65,
             "E331",
             "wind from 2011-05-13"},
        Case{"empty_wind", "cpf", k_samples, "date,sp,dir\n", {}, 65, "E312", "no rows"},
        Case{"all_wind_missing",
             "cpf",
             k_samples,
             "date,sp,dir\n05/13/2001,,\n",
             {},
             65,
             "E331",
             "no sample has both a value and wind"},
        Case{"percentile_out_of_range", "cpf", k_samples, k_wind, {"--percentile", "101"}, 64, "error", "101"},
        Case{"percentile_and_threshold",
             "cpf",
             k_samples,
             k_wind,
             {"--percentile", "50", "--threshold", "1"},
             64,
             "error",
             "excludes"},
        Case{"interval_upside_down",
             "cbpf",
             k_samples,
             k_wind,
             {"--percentile", "75", "50"},
             64,
             "E203",
             "the second must be above the first"},
        Case{"out_name", "cpf", k_samples, k_wind, {"--out", "cpf.xlsx"}, 64, "E440", "must end in .csv or .nc"},
        Case{"wind_in_the_table_is_not_there",
             "pscf",
             k_samples,
             "Date,Pb\n2001-05-13,1\n",
             {},
             65,
             "E304",
             "no column \"hours\""},
        Case{"arrivals_of_other_days",
             "pscf",
             k_samples,
             "arrival,hours,lon,lat\n2011-05-13 06:00,0,10,50\n",
             {},
             65,
             "E331",
             "no trajectory arrives during a sample"},
        Case{"latitude_beyond_pole",
             "cwt",
             k_samples,
             "arrival,hours,lon,lat\n2001-05-13 06:00,0,10,95\n",
             {},
             65,
             "E306",
             "lat 95"},
        Case{"endpoint_without_place",
             "cwt",
             k_samples,
             "arrival,hours,lon,lat\n2001-05-13 06:00,0,,50\n",
             {},
             65,
             "E305",
             "lon = "},
        Case{"hour_twice",
             "pscf",
             k_samples,
             "arrival,hours,lon,lat\n2001-05-13 06:00,0,10,50\n2001-05-13 06:00,0,11,50\n",
             {},
             65,
             "E308",
             "two endpoints at hour 0"},
        Case{"forward_and_backward",
             "pscf",
             k_samples,
             "arrival,hours,lon,lat\n2001-05-13 06:00,1,10,50\n2001-05-13 06:00,-1,11,50\n",
             {},
             65,
             "E333",
             "mixed"},
        Case{"tdump_forward",
             "pscf",
             k_samples,
             "1 1\n GDAS 95 10 16 0 0\n 1 FORWARD OMEGA\n 95 10 16 0 40 -90 10\n 1 PRESSURE\n",
             {},
             65,
             "E333",
             "run FORWARD"},
        Case{"tdump_cut",
             "pscf",
             k_samples,
             "1 1\n GDAS 95 10 16 0 0\n 1 BACKWARD OMEGA\n 95 10 16 0 40 -90 10\n 1 PRESSURE\n 1 1 95 10 16\n",
             {},
             65,
             "E333",
             "endpoint has 5 fields"},
        Case{"bounds_upside_down", "cwt", k_samples, k_paths, {"--bounds", "10", "0", "5", "10"}, 64, "E203", "west"},
        Case{"too_many_cells",
             "cwt",
             k_samples,
             k_paths,
             {"--cell", "0.0001", "--bounds", "0", "0", "90", "80"},
             64,
             "E203",
             "larger cells"},
        Case{"weights_without_limits",
             "pscf",
             k_samples,
             k_paths,
             {"--weights", "weights:weight\n1\n"},
             65,
             "E334",
             "endpoints_above"},
        Case{"weights_without_zero",
             "pscf",
             k_samples,
             k_paths,
             {"--weights", "weights:endpoints_above,weight\n5,1\n"},
             65,
             "E334",
             "no row for 0"},
        Case{"weight_above_one",
             "cwt",
             k_samples,
             k_paths,
             {"--weights", "weights:endpoints_above,weight\n0,2\n"},
             65,
             "E306",
             "weight = 2"},
        Case{
            "weights_file_missing", "cwt", k_samples, k_paths, {"--weights", "nowhere.csv"}, 66, "E401", "nowhere.csv"},
        Case{"method_unknown", "cwt", k_samples, k_paths, {"--method", "fancy"}, 64, "error", "fancy"}),
    [](const auto& info) { return info.param.name; });

TEST(DirectionInput, TrajectoryVerbAndFootprints) {
    const test::ProgramCase c(3);
    const std::string conc = c.dir().write("c.csv", k_samples);
    const auto refused = [&](const std::vector<std::string>& arguments, int code, const char* words) {
        const test::Answer answer = test::call(arguments);
        EXPECT_EQ(answer.code, code) << answer.err;
        EXPECT_NE(answer.err.find(words), std::string::npos) << answer.err;
    };
    const std::string s = c.scenario();
    refused({"trajectory", s, "--lon", "112.5"}, 64, "belong together");
    refused({"trajectory", s, "--lon", "110", "--lat", "35"}, 64, "E307");
    refused({"trajectory", s, "--receptor", "neer"}, 64, "did you mean \"near\"?");
    refused({"trajectory", s, "--arrival", "2022-01-06T02:00:00"}, 64, "E105");
    refused({"trajectory", s, "--arrival", "yesterday"}, 64, "E330");
    refused({"trajectory", s, "--arrival", "2023-01-06T02:00:00Z"}, 64, "the scenario's weather is read from");
    refused({"trajectory", s, "--order", "3"}, 64, "--order");
    refused({"trajectory", s, "--out", "paths.txt"}, 64, "must end in .csv or .nc");
    refused({"trajectory", s, "--footprints", "f.csv"}, 64, "must end in .nc");
    refused({"trajectory", s, "--from", "2022-01-05T19:00:00Z", "--to", "2022-01-05T18:00:00Z"}, 64, "--from is later");
    refused({"cwt", "--conc", conc}, 64, "neither --trajectories nor --footprints");
    ASSERT_EQ(test::call({"trajectory", s, "--hours", "1", "--receptor", "near", "--out", c.file("p.nc"),
                          "--footprints", c.file("f.nc")})
                  .code,
              0);
    refused({"cwt", "--conc", conc, "--footprints", c.file("f.nc")}, 65, "no footprint arrives during a sample");
    refused({"cwt", "--conc", conc, "--footprints", c.file("p.nc")}, 65, "E431");
}

TEST(DirectionInput, GoodInputOfTheSameFormPasses) {
    const test::TempDir dir;
    const std::string conc = dir.write("c.csv", k_samples);
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"cpf", "--wind", dir.write("w.csv", k_wind)},
                                               {"cbpf", "--wind", dir.file("w.csv")},
                                               {"pscf", "--trajectories", dir.write("p.csv", k_paths)},
                                               {"cwt", "--trajectories", dir.file("p.csv"), "--method", "sqtba"}}) {
        std::vector<std::string> all = arguments;
        all.insert(all.end(), {"--conc", conc, "--json"});
        const test::Answer answer = test::call(all);
        EXPECT_EQ(answer.code, 0) << answer.err;
    }
}

}  // namespace
}  // namespace lantian
