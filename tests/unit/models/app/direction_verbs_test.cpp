// What the verbs of wind and trajectories answer and write.
#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/text.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using nlohmann::json;

constexpr const char* k_hourly =
    "date,ws[m/s],wd,Pb[ng/m3],Zn\n2001-05-13 00:00,2,90,5,1\n2001-05-13 01:00,3,180,9,\n2001-05-13 02:00,2,85,7,3\n"
    "2001-05-13 03:00,0.5,85,7,3\n";

TEST(DirectionVerbs, CpfAnswersPerSectorAndWritesBothForms) {
    const test::TempDir dir;
    const std::string conc = dir.write("hourly.csv", k_hourly), csv = dir.file("cpf.csv"), nc = dir.file("cpf.nc");
    const test::Answer first =
        test::call({"cpf", "--conc", conc, "--sectors", "4", "--threshold", "6", "--json", "--out", csv});
    ASSERT_EQ(first.code, 0) << first.err;
    const json answer = json::parse(first.out);
    const json& lead = answer["species"]["Pb"];
    EXPECT_EQ(lead["samples"], 4);
    EXPECT_EQ(lead["sectors"][1]["hours"], 2);
    EXPECT_EQ(lead["sectors"][1]["probability"], 0.5);
    EXPECT_TRUE(lead["sectors"][0]["probability"].is_null());
    EXPECT_EQ(lead["peak_deg"], 90);
    EXPECT_EQ(answer["species"]["Zn"]["sectors"][2]["hours"], 0);  // its value is missing
    EXPECT_NE(read_text_file(csv, 1 << 20).find("Pb,90,2,1,2,0.5,"), std::string::npos);
    ASSERT_EQ(test::call({"cpf", "--conc", conc, "--sectors", "4", "--threshold", "6", "--out", nc}).code, 0);
    const NetcdfFile file = NetcdfFile::open(nc);
    EXPECT_EQ(file.dimensions_of("probability"), (std::vector<std::string>{"species", "sector"}));
    EXPECT_EQ(file.read("probability")[1], 0.5);
    EXPECT_EQ(file.read_texts("species"), (std::vector<std::string>{"Pb", "Zn"}));
}

TEST(DirectionVerbs, CbpfHoldsEveryCell) {
    const test::TempDir dir;
    const std::string conc = dir.write("hourly.csv", k_hourly), nc = dir.file("cbpf.nc");
    const test::Answer answer = test::call({"cbpf", "--conc", conc, "--species", "Pb", "--directions", "4", "--speeds",
                                            "3", "--threshold", "6", "--json", "--out", nc});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const json lead = json::parse(answer.out)["species"]["Pb"];
    EXPECT_EQ(lead["hours"], json({0, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0}));
    EXPECT_EQ(lead["mean"][4], 6.0);
    EXPECT_TRUE(lead["peak"].is_null());  // no cell has ten hours
    const NetcdfFile file = NetcdfFile::open(nc);
    EXPECT_EQ(file.shape_of("probability"), (std::vector<std::size_t>{1, 4, 3}));
    EXPECT_EQ(file.read("speed_high"), (std::vector<double>{1, 2, 3}));
}

TEST(DirectionVerbs, MapsOfTrajectories) {
    const test::TempDir dir;
    const std::string conc = dir.write("c.csv", "Date,Pb\n2001-05-13,1\n2001-05-14,3\n");
    const std::string paths =
        dir.write("p.csv",
                  "arrival,hours,lon,lat\n2001-05-13 06:00,0,10.5,50.5\n2001-05-13 06:00,-1,11.5,50.5\n"
                  "2001-05-14 06:00,0,10.5,50.5\n2001-05-15 06:00,0,10.5,50.5\n");
    const std::string csv = dir.file("pscf.csv"), nc = dir.file("cwt.nc");
    const test::Answer pscf = test::call({"pscf", "--conc", conc, "--trajectories", paths, "--threshold", "2",
                                          "--weights", "none", "--json", "--out", csv});
    ASSERT_EQ(pscf.code, 0) << pscf.err;
    const json answer = json::parse(pscf.out);
    EXPECT_EQ(answer["species"]["Pb"]["trajectories"], 2);
    EXPECT_EQ(answer["species"]["Pb"]["peak"]["value"], 0.5);
    EXPECT_EQ(answer["grid"]["nx"], 2);
    EXPECT_NE(pscf.out.find("1 of 3 trajectories arrive during no sample"), std::string::npos);
    EXPECT_NE(read_text_file(csv, 1 << 20).find("Pb,10.5,50.5,2,1,2,0.5,"), std::string::npos);
    const test::Answer cwt =
        test::call({"cwt", "--conc", conc, "--trajectories", paths, "--weights", "none", "--out", nc});
    ASSERT_EQ(cwt.code, 0) << cwt.err;
    const NetcdfFile file = NetcdfFile::open(nc);
    EXPECT_EQ(file.read("cwt"), (std::vector<double>{2.0, 1.0}));
    EXPECT_EQ(file.read("lon_bnds"), (std::vector<double>{10, 11, 11, 12}));
}

TEST(DirectionVerbs, HoursBeyondTheLimitAreLeftOut) {
    const test::TempDir dir;
    const std::string conc = dir.write("c.csv", "Date,Pb\n2001-05-13,1\n2001-05-14,3\n");
    const std::string paths =
        dir.write("p.csv", "arrival,hours,lon,lat\n2001-05-13 06:00,0,10.5,50.5\n2001-05-13 06:00,-1,11.5,50.5\n");
    const test::Answer cwt =
        test::call({"cwt", "--conc", conc, "--trajectories", paths, "--max-hours", "0.5", "--json"});
    EXPECT_EQ(json::parse(cwt.out)["species"]["Pb"]["endpoints"], 1);
}

}  // namespace
}  // namespace lantian
