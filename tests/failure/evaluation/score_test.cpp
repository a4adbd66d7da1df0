#include <gtest/gtest.h>

#include "inputs/readers/prairie_grass.hpp"
#include "inputs/readers/site_experiments.hpp"
#include "models/app/verbs.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::thrown;

constexpr const char* k_weather = "5 -28.0 0.39 782 176 0 0 0 9.5 5.93\n";
constexpr const char* k_losses = "       5     0.93     0.93     0.90     0.91     0.91\n";
constexpr const char* k_arc = " 5, 1,'07/06/56','1400-1410', 50.0\n 1,1,1,1,1.0,0.0,0.0,77.8,0.46,1.50,1.0\n";

Problem prairie_grass(const std::string& weather, const std::string& arcs, const std::string& losses = k_losses) {
    const test::TempDir dir;
    dir.write("modelParamList.txt", weather);
    dir.write("PGARCS.txt", arcs);
    dir.write("PGrassEvapLossTABLE_5_4.txt", losses);
    dir.write("PGVertConc.txt", "\n");
    return thrown([&] { static_cast<void>(read_prairie_grass(dir.path().string())); });
}

TEST(ScoreFailure, UnknownCaseIsE520) {
    ScoreRequest request;
    request.name = "moon";
    const Problem p = thrown([&] { verb_score({}, request); });
    EXPECT_EQ(p.code, "E520");
    EXPECT_NE(p.message.find("moon"), std::string::npos);
    EXPECT_NE(p.hint.find("prairie-grass"), std::string::npos);
}

TEST(ScoreFailure, MissingFolderIsE401) {
    EXPECT_EQ(thrown([] { static_cast<void>(read_prairie_grass("/nowhere")); }).code, "E401");
    EXPECT_EQ(thrown([] { static_cast<void>(read_metec("/nowhere")); }).code, "E401");
    EXPECT_EQ(thrown([] { static_cast<void>(read_chilbolton("/nowhere")); }).code, "E401");
}

TEST(ScoreFailure, BrokenPrairieGrassFilesAreNamedWithTheirLine) {
    const Problem short_row = prairie_grass("5 -28 0.39 782\n", k_arc);
    EXPECT_EQ(short_row.code, "E311");
    EXPECT_EQ(short_row.line, 1);
    EXPECT_NE(short_row.file.find("modelParamList"), std::string::npos);
    EXPECT_EQ(prairie_grass("5 -28 0 782 176 0 0 0 9.5 5.93\n", k_arc).code, "E311");  // no friction velocity
    EXPECT_EQ(prairie_grass(k_weather, k_arc).code, "E311");  // sampler announced, none follows
    const Problem sampler = prairie_grass(k_weather, std::string(k_arc) + " 276 8 fifty 0.1\n");
    EXPECT_EQ(sampler.code, "E311");
    EXPECT_EQ(sampler.line, 3);
    EXPECT_EQ(prairie_grass(k_weather, std::string(k_arc) + " 276 8 50 0.1\n", "nothing\n").code, "E311");
    EXPECT_EQ(prairie_grass(k_weather, "words\n").code, "E311");
}

TEST(ScoreFailure, TablesOfChilboltonNameColumnAndLine) {
    const test::TempDir dir;
    dir.write("instruments.csv", "name,x_m,y_m,z_m\nline_of_sight_sensor,0,0,1.6\nreflector_1,50,0,1.6\n");
    dir.write("sources.csv", "source,x_m,y_m,rate_kg_s\n1,0,0,1e-3\n");
    const Problem column = thrown([&] { static_cast<void>(read_chilbolton(dir.path().string())); });
    EXPECT_EQ(column.code, "E304");
    EXPECT_NE(column.message.find("z_m"), std::string::npos);
    dir.write("sources.csv", "source,x_m,y_m,z_m,rate_kg_s\n1,0,zero,0.3,1e-3\n");
    const Problem text = thrown([&] { static_cast<void>(read_chilbolton(dir.path().string())); });
    EXPECT_EQ(text.code, "E305");
    EXPECT_EQ(text.line, 2);
    EXPECT_NE(text.message.find("y_m = zero"), std::string::npos);
}

}  // namespace
}  // namespace lantian
