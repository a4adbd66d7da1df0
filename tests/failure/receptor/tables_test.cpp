#include <functional>

#include <gtest/gtest.h>

#include "inputs/readers/receptor_table.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

/// A pair of bad tables and the words that the message must hold.
struct Case {
    const char* name;
    const char *values, *uncertainties;
    const char* code;
    const char* place;  ///< ":line:column:" after the file name, or ": "
    const char* words;
};

class BadReceptorTable : public ::testing::TestWithParam<Case> {};

TEST_P(BadReceptorTable, IsRefusedWithPlaceAndValue) {
    const Case& bad = GetParam();
    const test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
    std::string text;
    try {
        ConcentrationTable t = read_samples(dir.write("c.csv", bad.values), {}, problems, notes);
        if (!problems.has_errors() && bad.uncertainties != nullptr)
            read_uncertainties(dir.write("u.csv", bad.uncertainties), {}, t, problems, notes);
        for (const Problem& p : problems.all()) text += p.text() + "\n";
    } catch (const Error& error) {
        text = error.what();
    }
    EXPECT_NE(text.find(bad.code), std::string::npos) << text;
    EXPECT_NE(text.find(std::string(".csv") + bad.place), std::string::npos) << text;
    EXPECT_NE(text.find(bad.words), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Receptor, BadReceptorTable,
    ::testing::Values(
        Case{"text_in_numbers", "Date,Pb\na,1\nb,2\nc,x7\nd,3\n", nullptr, "E305", ":4:3:", "Pb = x7"},
        Case{"infinity", "Date,Pb\na,1\nb,inf\nc,3\n", nullptr, "E305", ":3:3:", "Pb = inf"},
        Case{"overflow", "Date,Pb\na,1\nb,1e999\nc,3\n", nullptr, "E305", ":3:3:", "1e999"},
        Case{"decimal_comma", "Date;Pb;Zn\na;1;2\nb;1,5;2\n", nullptr, "E305", ":3:3:", "decimal point"},
        Case{"below_detection_sign", "Date,Pb\na,1\nb,<0.1\nc,2\n", nullptr, "E305", ":3:3:", "<0.1"},
        Case{"dated_row_without_value", "Date,Pb,Zn\na,1,2\nb,,\n", nullptr, "E320", ":3:1:", "Date = b"},
        Case{"zero_column", "Date,Pb,Zn\na,1,0\nb,2,0\n", nullptr, "E321", ":1:9:", "\"Zn\""},
        Case{"empty_column", "Date,Pb,Zn\na,1,\nb,2,NA\n", nullptr, "E321", ":1:9:", "\"Zn\""},
        Case{"name_twice", "Date,Pb,Zn, Pb\na,1,2,3\n", nullptr, "E308", ":1:12:", "\"Pb\" stands twice"},
        Case{"short_row", "Date,Pb,Zn\na,1\n", nullptr, "E310", ":2:", "2 fields, the header has 3"},
        Case{"long_row", "Date,Pb,Zn\na,1,2,3\n", nullptr, "E310", ":2:", "4 fields"},
        Case{"empty_file", "", nullptr, "E311", ": ", "empty"},
        Case{"only_header", "Date,Pb\n", nullptr, "E312", ": ", "no rows"},
        Case{"only_ids", "Date,Place\na,b\n", nullptr, "E312", ": ", "no column of numbers"},
        Case{"open_quote", "Date,Pb\n\"a,1\n", nullptr, "E311", ":2:1:", "never ends"},
        Case{"not_utf8", "Date,Pb\n\xff,1\n", nullptr, "E311", ":2:", "UTF-8"},
        Case{"damaged_gzip", "\x1f\x8b\x08 this is none", nullptr, "E311", ": ", "gzip"},
        Case{"negative_uncertainty", "Date,Pb\na,1\nb,2\n", "Date,Pb\na,0.1\nb,-0.1\n", "E306", ":3:3:", "Pb = -0.1"},
        Case{"zero_uncertainty", "Date,Pb\na,1\nb,2\n", "Date,Pb\na,0\nb,0.1\n", "E306", ":2:3:", "Pb = 0"},
        Case{"unit_mismatch", "Date,Pb[ug/m3]\na,1\n", "Date,Pb[ng/m3]\na,1\n", "E302", ":1:6:", "ng/m3"},
        Case{"species_without_uncertainty", "Date,Pb,Zn\na,1,2\n", "Date,Pb\na,1\n", "E304", ": ", "\"Zn\""},
        Case{"shifted_rows", "Date,Pb\na,1\nb,2\n", "Date,Pb\nb,1\na,2\n", "E322", ":2:1:", "Date = b"},
        Case{"fewer_rows", "Date,Pb\na,1\nb,2\n", "Date,Pb\na,1\n", "E322", ": ", "holds 1 samples"},
        Case{"more_rows", "Date,Pb\na,1\n", "Date,Pb\na,1\nb,2\n", "E322", ": ", "holds 2 samples"},
        Case{"text_in_uncertainty", "Date,Pb\na,1\nb,2\n", "Date,Pb\na,?\nb,2\n", "E305", ":2:3:", "Pb = ?"},
        Case{"row_without_uncertainty", "Date,Pb\na,1\nb,2\n", "Date,Pb\na,1\nb,\n", "E320", ":3:1:", "Date = b"}),
    [](const auto& info) { return info.param.name; });

class BadProfiles : public ::testing::Test {
  protected:
    std::string texts(const std::string& profiles, const std::string& errors = {}) {
        const test::TempDir dir;
        Problems problems;
        ProfileTable table = read_profile_table(dir.write("p.csv", profiles), problems);
        if (!errors.empty() && !problems.has_errors())
            read_profile_uncertainties(dir.write("s.csv", errors), table, problems);
        std::string out;
        for (const Problem& p : problems.all()) out += p.text() + "\n";
        return out;
    }
};

TEST_F(BadProfiles, AreRefused) {
    EXPECT_NE(texts("Species,A\nPb,-0.1\n").find("p.csv:2:4: error[E306] A = -0.1"), std::string::npos);
    EXPECT_NE(texts("Species,A\nPb,0.1\nPb,0.2\n").find("p.csv:3:1: error[E308] Species = Pb"), std::string::npos);
    EXPECT_NE(texts("Species,A,B\nPb,0.1,0\n").find("p.csv:1:11: error[E321] source \"B\""), std::string::npos);
    EXPECT_NE(texts("Species,A\nPb,zero\n").find("p.csv:2:4: error[E305]"), std::string::npos);
    EXPECT_NE(texts("Species\nPb\n").find("E312"), std::string::npos);
    EXPECT_NE(texts("Species,A\nPb,0.1\n", "Species,B\nPb,0.1\n").find("s.csv: error[E304] no column \"A\""),
              std::string::npos);
    EXPECT_NE(texts("Species,A\nPb,0.1\nZn,0.1\n", "Species,A\nPb,0.1\n").find("\"Zn\" in source \"A\""),
              std::string::npos);
}

TEST(BadDetectionLimits, AreRefused) {
    const test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
    ConcentrationTable t = read_samples(dir.write("c.csv", "Date,Pb\na,1\n"), {}, problems, notes);
    read_detection_limits(dir.write("m.csv", "species,MDL\nPb,-1\n"), t, problems, notes);
    ASSERT_TRUE(problems.has_errors());
    EXPECT_NE(problems.all()[0].text().find("m.csv:2:4: error[E306] MDL = -1"), std::string::npos);
    ReceptorTableOptions options;
    options.leave_out = {"Pbb"};
    (void)read_samples(dir.file("c.csv"), options, problems, notes);
    EXPECT_NE(problems.all()[1].text().find("E309"), std::string::npos);
    EXPECT_NE(problems.all()[1].text().find("did you mean \"Pb\""), std::string::npos);
}

}  // namespace
}  // namespace lantian
