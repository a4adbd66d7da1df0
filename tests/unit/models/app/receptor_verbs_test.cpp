// The verbs pmf and cmb: answer, files, same bits.
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/receptor_table.hpp"
#include "inputs/readers/text.hpp"
#include "tests/support/mixture.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using Answer = nlohmann::json;

class ReceptorVerbs : public ::testing::Test {
  protected:
    ReceptorVerbs() : made(lantian::testing::mixture(40, 8, 2, 1.0, 31)) {
        std::string conc = "Site,Date", unc, profiles = "Species,one,two\n";
        for (int j = 0; j < 8; ++j) conc += fmt::format(",e{}", j);
        unc = conc += '\n';
        for (std::size_t i = 0; i < 40; ++i) {
            conc += fmt::format("{},d{}", i < 25 ? "n" : "s", i);
            unc += fmt::format("{},d{}", i < 25 ? "n" : "s", i);
            for (std::size_t j = 0; j < 8; ++j) {
                conc += fmt::format(",{}", made.problem.x[i * 8 + j]);
                unc += fmt::format(",{}", made.problem.s[i * 8 + j]);
            }
            conc += '\n';
            unc += '\n';
        }
        for (std::size_t j = 8; j-- > 0;) profiles += fmt::format("e{},{},{}\n", j, made.f[j], made.f[8 + j]);
        dir.write("conc.csv", conc);
        dir.write("unc.csv", unc);
        dir.write("profiles.csv", profiles);
    }
    Answer json(const std::string& verb, std::vector<std::string> more) {
        std::vector<std::string> all{verb, "--conc", dir.file("conc.csv"), "--unc", dir.file("unc.csv"), "--json"};
        all.insert(all.end(), more.begin(), more.end());
        const test::Answer answer = test::call(all);
        EXPECT_EQ(answer.code, 0) << answer.err;
        return Answer::parse(answer.out);
    }
    lantian::testing::Mixture made;
    test::TempDir dir;
};

TEST_F(ReceptorVerbs, PmfAnswersAndWritesEverything) {
    const std::vector<std::string> request{
        "--factors", "2",     "--starts",          "4",  "--seed",  "3",    "--bootstrap", "6", "--disp",
        "--bs-disp", "3",     "--bs-disp-species", "e4", "--fpeak", "1,-1", "--held-out",  "3", "--weak",
        "e7",        "--out", dir.file("out")};
    const Answer a = json("pmf", request);
    EXPECT_EQ(a["starts"].size(), 4U);
    EXPECT_EQ(a["iterations"].size(), 4U);
    for (const char* part : {"fit", "bootstrap", "disp"}) EXPECT_GE(a["seconds"][part].get<double>(), 0.0);
    EXPECT_EQ(a["q_expected"].get<double>(), 40.0 * 7 - 2 * 48);
    EXPECT_LE(a["q_robust"].get<double>(), a["q_true"].get<double>() + 1e-9);
    EXPECT_EQ(a["bootstrap"]["mapping"], (Answer{{6, 0, 0}, {0, 6, 0}}));
    EXPECT_EQ(a["disp"]["swaps"], (Answer{0, 0, 0, 0}));
    EXPECT_LT(a["disp"]["largest_drop"].get<double>(), 0.1);
    EXPECT_EQ(a["bs_disp"]["runs"], 3);
    EXPECT_EQ(a["rotations"].size(), 2U);
    EXPECT_EQ(a["held_out"]["rows"].size(), 2U);
    EXPECT_EQ(a["species"][7]["class"], "weak");
    EXPECT_NE(a["rules"].dump().find("weak (s x 3): e7"), std::string::npos);
    for (const char* file : {"profiles.csv", "contributions.csv", "intervals.csv", "species.csv", "rotations.csv"})
        EXPECT_TRUE(std::filesystem::exists(dir.file(std::string("out/") + file))) << file;
    const NetcdfFile file = NetcdfFile::open(dir.file("out/pmf.nc"));
    EXPECT_EQ(file.shape_of("profile"), (std::vector<std::size_t>{2, 8}));
    EXPECT_EQ(file.shape_of("disp_low"), (std::vector<std::size_t>{4, 2, 8}));
    EXPECT_EQ(file.shape_of("bootstrap_profile"), (std::vector<std::size_t>{5, 2, 8}));
    EXPECT_EQ(file.read_texts("site")[39], "s");
    // The CSV reads back as a profile table with the same numbers.
    Problems problems;
    const ProfileTable profiles = read_profile_table(dir.file("out/profiles.csv"), problems);
    EXPECT_EQ(profiles.values, file.read("profile"));
    // Same request on one thread: same bytes.
    std::vector<std::string> again = request;
    again.back() = dir.file("again");
    again.insert(again.end(), {"--threads", "1"});
    (void)json("pmf", again);
    for (const char* name : {"profiles.csv", "contributions.csv", "intervals.csv"})
        EXPECT_EQ(read_text_file(dir.file(std::string("out/") + name), 1 << 24),
                  read_text_file(dir.file(std::string("again/") + name), 1 << 24));
}

TEST_F(ReceptorVerbs, PmfHoldsGivenProfiles) {
    const Answer a = json(
        "pmf", {"--factors", "2", "--starts", "2", "--profiles", dir.file("profiles.csv"), "--out", dir.file("out")});
    EXPECT_EQ(a["factors"], (Answer{"one", "two"}));
    const NetcdfFile file = NetcdfFile::open(dir.file("out/pmf.nc"));
    const std::vector<double> f = file.read("profile");
    for (std::size_t c = 0; c < 16; ++c) EXPECT_NEAR(f[c], made.f[c], 1e-12);
}

TEST_F(ReceptorVerbs, RobustAndLowerBound) {
    const Answer a = json("pmf", {"--factors", "2", "--starts", "3", "--robust", "--g-min", "-0.2"});
    double least = a["starts"][0];
    for (const auto& q : a["starts"]) least = std::min(least, q.get<double>());
    EXPECT_NEAR(a["q_robust"].get<double>(), least, 0.01 * least);
}

TEST_F(ReceptorVerbs, CmbSplitsTheSamples) {
    const Answer a = json("cmb", {"--profiles", dir.file("profiles.csv"), "--out", dir.file("cmb.csv")});
    EXPECT_EQ(a["samples"], 40);
    EXPECT_TRUE(a["not_converged"].empty());
    Problems problems;
    std::vector<std::string> notes;
    const ConcentrationTable t = read_samples(dir.file("cmb.csv"), {}, problems, notes);
    EXPECT_EQ(t.id_names.front(), "Date");
    EXPECT_EQ(t.species[0], "S_one");
    EXPECT_EQ(t.species[3], "SE_two");
    EXPECT_EQ(t.species[4], "chi2");
    EXPECT_EQ(t.species[5], "R2");
    EXPECT_EQ(t.species[6], "iterations");
    for (std::size_t i = 0; i < 40; ++i) EXPECT_NEAR(t.value(i, 0), made.g[i * 2], 5.0 * t.value(i, 2) + 0.01);
}

}  // namespace
}  // namespace lantian
