// Bad requests to the receptor verbs end with a message and its exit code.
#include <gtest/gtest.h>

#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

class BadReceptorRequest : public ::testing::Test {
  protected:
    BadReceptorRequest() {
        std::string conc = "Date,A,B,C,D\n", unc = conc;
        for (int i = 0; i < 12; ++i) {
            // Two sources, so rank 2.
            const double p = 1.0 + i % 5, q = 2.0 + i % 3;
            conc += fmt::format("d{},{},{},{},{}\n", i, p, q, p + q, 2 * p + q);
            unc += fmt::format("d{},0.1,0.1,0.1,0.1\n", i);
        }
        dir.write("conc.csv", conc);
        dir.write("unc.csv", unc);
        dir.write("profiles.csv", "Species,S1,S2\nA,0.5,0\nB,0,0.4\nC,0.5,0.4\n");
    }
    test::Answer pmf(std::vector<std::string> more) {
        std::vector<std::string> all{"pmf", "--conc", dir.file("conc.csv"), "--unc", dir.file("unc.csv")};
        all.insert(all.end(), more.begin(), more.end());
        return test::call(all);
    }
    void expect(const test::Answer& answer, int code, const char* words) {
        EXPECT_EQ(answer.code, code) << answer.err;
        EXPECT_NE(answer.err.find(words), std::string::npos) << answer.err;
    }
    test::TempDir dir;
};

TEST_F(BadReceptorRequest, NumberOfFactors) {
    expect(pmf({"--factors", "3"}), 65, "E323] 3 factors, but the table has only rank 2");
    expect(pmf({"--factors", "5"}), 65, "E323] 5 factors for 12 samples x 4 species");
    expect(pmf({"--factors", "0"}), 64, "--factors");
    expect(pmf({}), 64, "--factors is required");
    EXPECT_EQ(pmf({"--factors", "2", "--starts", "2"}).code, 0);
}

TEST_F(BadReceptorRequest, OptionsOutsideTheirRange) {
    expect(pmf({"--factors", "2", "--g-min", "0.1"}), 64, "--g-min");
    expect(pmf({"--factors", "2", "--g-min", "-1"}), 64, "--g-min");
    expect(pmf({"--factors", "2", "--extra-uncertainty", "2"}), 64, "--extra-uncertainty");
    expect(pmf({"--factors", "2", "--uncertainty-rule", "guess"}), 64, "E201] --uncertainty-rule guess");
    expect(pmf({"--factors", "2", "--missing", "zero"}), 64, "E201] --missing zero");
}

TEST_F(BadReceptorRequest, NamesThatAreNotThere) {
    expect(pmf({"--factors", "2", "--weak", "AA"}), 65, "E309] there is no species \"AA\"");
    expect(pmf({"--factors", "2", "--bad", "X"}), 65, "E309] there is no species \"X\" to leave out");
    expect(pmf({"--factors", "2", "--starts", "2", "--bs-disp", "2", "--bs-disp-species", "Pb"}), 65, "E309");
    expect(pmf({"--factors", "2", "--profiles", dir.file("no.csv")}), 66, "E401");
    expect(pmf({"--factors", "1", "--profiles", dir.file("profiles.csv")}), 64, "E323");
}

TEST_F(BadReceptorRequest, RulesThatCannotBeApplied) {
    expect(test::call({"pmf", "--conc", dir.file("conc.csv"), "--factors", "2"}), 65,
           "E324] no uncertainties are given");
    expect(pmf({"--factors", "2", "--uncertainty-rule", "epa"}), 65, "E324] no detection limit of \"A\"");
    expect(pmf({"--factors", "2", "--bad", "A,B,C,D"}), 65, "E312");
}

TEST_F(BadReceptorRequest, ProfilesThatDoNotFit) {
    dir.write("other.csv", "Species,S1,S2\nPb,0.5,0\nZn,0,0.4\n");
    expect(test::call({"cmb", "--conc", dir.file("conc.csv"), "--unc", dir.file("unc.csv"), "--profiles",
                       dir.file("other.csv")}),
           65, "E309] 0 species in common");
    expect(test::call({"cmb", "--conc", dir.file("conc.csv"), "--unc", dir.file("unc.csv"), "--profiles",
                       dir.file("profiles.csv"), "--mass", "PM"}),
           65, "no column \"PM\"");
}

}  // namespace
}  // namespace lantian
