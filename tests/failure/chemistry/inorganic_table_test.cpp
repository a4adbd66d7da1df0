#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "inputs/readers/inorganic_table.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

constexpr const char* k_header = "T_K,RH,tSO4,tNH3,tNO3\n";

std::vector<Problem> problems_of(const std::string& text) {
    const test::TempDir dir;
    Problems problems;
    static_cast<void>(read_inorganic_table(dir.write("states.csv", text), problems));
    return problems.all();
}

/// Code, line and column of the first problem, for example "E306 2:5".
std::string first(const std::string& text) {
    const std::vector<Problem> all = problems_of(text);
    if (all.empty()) return "none";
    return fmt::format("{} {}:{}", all.front().code, all.front().line, all.front().column);
}

TEST(InorganicTableFailure, HeaderProblems) {
    EXPECT_EQ(first(""), "E311 0:0");
    EXPECT_EQ(first(k_header), "E312 1:1");
    EXPECT_EQ(first("T_K,RH,tSO4,tNH3\n290,0.5,1,1\n"), "E304 1:1");
    EXPECT_EQ(first("T_K,RH,tSO4,tNH3,tNO3,tNH4\n290,0.5,1,1,1,1\n"), "E303 1:23");
    EXPECT_EQ(problems_of("T_K,RH,tSO4,tNH3,tNO3,tNH4\n290,0.5,1,1,1,1\n").front().hint, "did you mean tNH3?");
    EXPECT_EQ(first("T_K,RH,tSO4,tNH3,tNO3,T_K\n290,0.5,1,1,1,290\n"), "E308 1:23");
}

TEST(InorganicTableFailure, RowProblems) {
    const std::string header = k_header;
    EXPECT_EQ(first(header + "290,0.5,1,1\n"), "E310 2:1");
    EXPECT_EQ(first(header + "290,0.5,one,1,1\n"), "E305 2:9");
    EXPECT_EQ(first(header + "290,0.5,nan,1,1\n"), "E305 2:9");
    EXPECT_EQ(first(header + ",0.5,1,1,1\n"), "E305 2:1");
    EXPECT_EQ(first(header + "17,0.5,1,1,1\n"), "E306 2:1");
    EXPECT_EQ(first(header + "290,50,1,1,1\n"), "E306 2:5");
    EXPECT_NE(problems_of(header + "290,50,1,1,1\n").front().hint.find("not percent"), std::string::npos);
    EXPECT_EQ(first(header + "290,0.5,1,-1,1\n"), "E306 2:11");
}

TEST(InorganicTableFailure, BranchMustBeKnown) {
    EXPECT_EQ(first("branch,T_K,RH,tSO4,tNH3,tNO3\nwet,290,0.5,1,1,1\n"), "E311 2:1");
}

TEST(InorganicTableFailure, AllProblemsAreListed) {
    EXPECT_EQ(problems_of(std::string(k_header) + "290,2,1,1,1\n290,0.5,x,1,1\n").size(), 2U);
}

TEST(EquilibriumVerb, SolvesAndAnswers) {
    const test::TempDir dir;
    const std::string in = dir.write("states.csv",
                                     "id,branch,T_K,RH,tSO4,tNH3,tNO3,pH\n"
                                     "a,metastable,290,0.6,0.1,0.5,0.2,\n"
                                     "b,stable,290,0.3,0.1,0.5,0.0,\n");
    const std::string out = dir.file("out.csv");
    const test::Answer answer = test::call({"equilibrium", "--in", in, "--out", out, "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_EQ(json["rows"], 2);
    EXPECT_TRUE(json["not_converged"].empty());
    EXPECT_EQ(json["ignored_columns"][0], "pH");
    std::ifstream file(out);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_NE(text.str().find("(NH4)2SO4:0.1"), std::string::npos);
    EXPECT_EQ(test::call({"equilibrium", "--in", out, "--out", dir.file("again.csv")}).code, 0);
}

TEST(EquilibriumVerb, BadCallsAndFiles) {
    const test::TempDir dir;
    EXPECT_EQ(test::call({"equilibrium", "--in", dir.file("none.csv"), "--out", dir.file("o.csv")}).code, 66);
    const std::string bad = dir.write("bad.csv", std::string(k_header) + "290,0.5,x,1,1\n");
    const test::Answer answer = test::call({"equilibrium", "--in", bad, "--out", dir.file("o.csv"), "--json"});
    EXPECT_EQ(answer.code, 65);
    EXPECT_NE(answer.err.find("bad.csv:2:9: error[E305]"), std::string::npos) << answer.err;
    EXPECT_EQ(test::call({"equilibrium", "--in", bad, "--out", "o", "--branch", "dry"}).code, 64);
    EXPECT_EQ(test::call({"equilibrium", "--in", bad}).code, 64);
}

}  // namespace
}  // namespace lantian
