#include "models/app/program.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program_case.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

using test::Answer;
using test::call;

TEST(Program, HelpOfEveryVerbHasAnExample) {
    for (const char* verb :
         {"init", "check", "run", "rank", "doctor", "explain", "version", "cpf", "cbpf", "pscf", "cwt", "trajectory"}) {
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

TEST(Program, AnInstructionSetThatCannotBeTakenIsSaid) {
    setenv("LANTIAN_INSTRUCTION_SET", "sse9", 1);
    const Answer answer = call({"version"});
    unsetenv("LANTIAN_INSTRUCTION_SET");
    EXPECT_EQ(answer.code, 64);
    EXPECT_NE(answer.err.find("E109"), std::string::npos) << answer.err;
    EXPECT_NE(answer.err.find("plain"), std::string::npos) << answer.err;
}

TEST(Program, JsonIsOneObjectAlsoOnFailure) {
    const testing::Scratch folder;
    const test::ProgramCase c;
    const std::string scenario = c.scenario();
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
    const test::ProgramCase c;
    const Answer answer = call({"check", c.scenario(), "--set", "time.hours=3", "--json"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_EQ(json["steps"], 18);
    EXPECT_EQ(json["ok"], true);
    EXPECT_GE(json["nx"], 16);
    EXPECT_LE(json["nx"], 19);
}

TEST(Program, CheckEndsWithTheKindOfTheFirstProblem) {
    const test::ProgramCase c;
    const std::string scenario = c.scenario();
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
