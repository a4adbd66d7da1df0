#include "models/app/program.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

struct Answer {
    int code;
    std::string out, err;
};

Answer call(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "lantian");
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = run_program(static_cast<int>(argv.size()), argv.data());
    std::string out = ::testing::internal::GetCapturedStdout();
    return {code, std::move(out), ::testing::internal::GetCapturedStderr()};
}

std::string good_case(const testing::Scratch& folder) {
    (void)folder.write("w.csv", "");
    (void)folder.write("s.csv", "");
    return folder.write(
        "case.toml",
        "schema_version = 1\n[domain]\nbounds_deg = [111.9, 34.8, 113.0, 35.5]\n[time]\nstart = "
        "2027-01-15T00:00:00+08:00\n"
        "[meteorology]\nfiles = [\"w.csv\"]\nif_missing = \"stop\"\n[emissions]\ntables = [\"s.csv\"]\n");
}

TEST(Program, HelpOfEveryVerbHasAnExample) {
    for (const char* verb : {"init", "check", "explain", "version"}) {
        const Answer answer = call({verb, "--help"});
        EXPECT_EQ(answer.code, 0);
        EXPECT_NE(answer.out.find("Example:\n  lantian " + std::string(verb)), std::string::npos) << answer.out;
        EXPECT_TRUE(answer.err.empty());
    }
}

TEST(Program, UsageErrorsEndWith64) {
    EXPECT_EQ(call({}).code, 64);
    EXPECT_EQ(call({"fly"}).code, 64);
    EXPECT_EQ(call({"version", "--threads", "-1"}).code, 64);
    EXPECT_EQ(call({"explain", "time.stp_s"}).code, 64);
    EXPECT_EQ(call({"explain"}).code, 64);
}

TEST(Program, JsonIsOneObjectAlsoOnFailure) {
    const testing::Scratch folder;
    const std::string scenario = good_case(folder);
    for (const std::vector<std::string>& arguments :
         std::vector<std::vector<std::string>>{{"version", "--json"},
                                               {"explain", "--all", "--json"},
                                               {"explain", "--schema"},
                                               {"explain", "nothing", "--json"},
                                               {"check", scenario, "--json"},
                                               {"check", "/nowhere.toml", "--json"},
                                               {"init", "--json", folder.path("x"), "--example", "nothing"}}) {
        const Answer answer = call(arguments);
        EXPECT_TRUE(nlohmann::json::parse(answer.out).is_object()) << answer.out;
    }
}

TEST(Program, CheckSaysTheSizeOfTheRun) {
    const testing::Scratch folder;
    const Answer answer = call({"check", good_case(folder), "--set", "time.hours=3", "--json"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_EQ(json["steps"], 18);
    EXPECT_EQ(json["ok"], true);
    EXPECT_GE(json["nx"], 100);
    EXPECT_LE(json["nx"], 105);
}

TEST(Program, CheckEndsWithTheKindOfTheFirstProblem) {
    const testing::Scratch folder;
    const std::string scenario = good_case(folder);
    EXPECT_EQ(call({"check", scenario, "--set", "time.hours=0"}).code, 78);
    EXPECT_EQ(call({"check", scenario, "--set", "time.hours"}).code, 64);
    EXPECT_EQ(call({"check", scenario, "--set", "emissions.tables=gone.csv"}).code, 66);
    EXPECT_EQ(call({"check", scenario, "--set", "meteorology.max_hold_h=1"}).code, 0);
    const Answer strict = call({"check", scenario, "--set", "meteorology.max_hold_h=1", "--strict"});
    EXPECT_EQ(strict.code, 78);
    EXPECT_EQ(strict.err,
              "--set: warning[W205] meteorology.max_hold_h has no effect: meteorology.if_missing = \"stop\"\n");
}

TEST(Program, InitRefusesAFolderThatHoldsSomething) {
    const testing::Scratch folder;
    (void)folder.write("mine.txt", "x");
    const Answer answer = call({"init", folder.path("")});
    EXPECT_NE(answer.code, 0);
    EXPECT_EQ(testing::Scratch::bytes_of(folder.path("mine.txt")), "x");
}

}  // namespace
}  // namespace lantian
