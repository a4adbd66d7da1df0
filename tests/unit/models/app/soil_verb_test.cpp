#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "models/deposition/soil.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

using Json = nlohmann::json;

TEST(SoilVerb, ContentFollowsFromTheDepositsOfTheRun) {
    const test::ProgramCase program(6);
    (void)program.run("out");
    const std::string map = program.file("soil.nc"), table = program.file("soil.csv");
    const auto ask = [&](const std::string& out, std::vector<std::string> more) {
        std::vector<std::string> arguments{"soil", program.file("out"), "--out", out,     "--years", "10", "--initial",
                                           "30",   "--depth",           "0.1",   "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const test::Answer answer = test::call(arguments);
        EXPECT_EQ(answer.code, 0) << answer.err;
        return Json::parse(answer.out);
    };
    const Json kept = ask(map, {"--half-time", "0"});
    EXPECT_DOUBLE_EQ(kept["run_days"].get<double>(), 0.25);
    EXPECT_DOUBLE_EQ(kept["screening_mg_kg"].get<double>(), 120.0);
    const NetcdfFile stations = NetcdfFile::open(program.file("out") + "/stations.nc");
    const auto dry = stations.read("pb_dry"), wet = stations.read("pb_wet");
    const std::size_t places = stations.dimension("station");
    double near = 0.0;
    for (std::size_t n = 0; n < dry.size(); n += places) near += dry[n] + wet[n];
    const double deposit = near * 365.25 * 24.0 / 6.0;
    ASSERT_GT(deposit, 0.0);
    EXPECT_TRUE(near_relative(kept["places"][0]["deposit_mg_m2_a"].get<double>(), deposit, 1e-9));
    EXPECT_TRUE(near_relative(kept["places"][0]["content_mg_kg"].get<double>(), 30.0 + 10.0 * deposit / 130.0, 1e-9));
    const Json lost = ask(table, {"--half-time", "200"});
    EXPECT_TRUE(near_relative(lost["places"][0]["content_mg_kg"].get<double>(),
                              soil_content_mg_kg(30.0, deposit, {0.1, 1300.0, std::log(2.0) / 200.0}, 10.0), 1e-9));
    // what lies in the map is what the fields hold
    const NetcdfFile soil = NetcdfFile::open(map), fields = NetcdfFile::open(program.file("out") + "/fields.nc");
    double in_map = 0.0, in_fields = 0.0;
    for (const double v : soil.read("deposit")) in_map += v;
    for (const char* name : {"pb_dry", "pb_wet"})
        for (const double v : fields.read(name)) in_fields += v;
    EXPECT_TRUE(near_relative(in_map, in_fields * 365.25 * 24.0 / 6.0, 1e-9));
    EXPECT_EQ(soil.text_attribute("", "lantian_format").value_or(""), "lantian-soil");
    std::ifstream in(table);
    std::string header;
    std::getline(in, header);
    EXPECT_NE(header.find("content[mg kg-1]"), std::string::npos);
}

TEST(SoilVerb, WrongQuestions) {
    const test::ProgramCase program(1, "deposition = [\"pb\"]\n");
    (void)program.run("out");
    const test::Answer no_run = test::call({"soil", program.file("elsewhere"), "--out", program.file("s.csv")});
    EXPECT_NE(no_run.code, 0);
    EXPECT_NE(no_run.err.find("E501"), std::string::npos) << no_run.err;
    const test::Answer not_stored =
        test::call({"soil", program.file("out"), "--species", "cd", "--out", program.file("s.csv")});
    EXPECT_NE(not_stored.err.find("holds no deposition of cd"), std::string::npos) << not_stored.err;
    EXPECT_NE(test::call({"soil", program.file("out"), "--years", "-3", "--out", program.file("s.csv")}).code, 0);
    EXPECT_NE(test::call({"soil", program.file("out"), "--species", "zn", "--out", program.file("s.csv")}).code, 0);
}

TEST(FarmSoil, ScreeningValues) {
    EXPECT_EQ(farm_soil_screening_mg_kg("pb", 5.0, false), 70.0);
    EXPECT_EQ(farm_soil_screening_mg_kg("pb", 8.0, true), 240.0);
    EXPECT_EQ(farm_soil_screening_mg_kg("cd", 6.6, true), 0.6);
    EXPECT_TRUE(std::isnan(farm_soil_screening_mg_kg("zn", 7.0, true)));
}

}  // namespace
}  // namespace lantian
