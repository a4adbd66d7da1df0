#include "inputs/readers/receptor_table.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/support/temp_dir.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

class ReceptorTable : public ::testing::Test {
  protected:
    ConcentrationTable read(const std::string& text, ReceptorTableOptions options = {}) {
        return read_samples(dir.write("c.csv", text), options, problems, notes);
    }
    std::string texts() const {
        std::string out;
        for (const Problem& p : problems.all()) out += p.text() + "\n";
        return out;
    }
    test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
};

TEST_F(ReceptorTable, FindsIdsUnitsAndMissingCells) {
    const ConcentrationTable t = read(
        "Site,Date, Pb[ug/m3] ,\"Zn\"\n"
        "N,2020-01-01, 1.5,NA\n"
        ",,,\n"
        "\"S, east\",2020-01-02,  ,2e-3\n"
        "S,2020-01-03,NaN,-0.1\n");
    ASSERT_FALSE(problems.has_errors()) << texts();
    EXPECT_EQ(t.species, (std::vector<std::string>{"Pb", "Zn"}));
    EXPECT_EQ(t.units, (std::vector<std::string>{"ug/m3", ""}));
    EXPECT_EQ(t.id_names, (std::vector<std::string>{"Site", "Date"}));
    EXPECT_EQ(t.sites, (std::vector<std::string>{"N", "S, east", "S"}));
    EXPECT_EQ(t.sample_name(1), "2020-01-02");
    EXPECT_EQ(t.lines, (std::vector<int>{2, 4, 5}));
    EXPECT_EQ(t.value(0, 0), 1.5);
    EXPECT_FALSE(t.has(0, 1));
    EXPECT_FALSE(t.has(1, 0));
    EXPECT_FALSE(t.has(2, 0));
    EXPECT_EQ(t.value(2, 1), -0.1);
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_NE(notes[0].find("1 empty rows skipped"), std::string::npos) << notes[0];
    EXPECT_NE(notes[1].find("3 missing cells"), std::string::npos) << notes[1];
}

TEST_F(ReceptorTable, TellsTabsAndSemicolonsByContent) {
    for (const char* text : {"Date\tPb\tZn\n1 Jan\t1\t2\n", "Date;Pb;Zn\n1 Jan;1;2\n", "Date,Pb,Zn\r\n1 Jan,1,2\r\n"}) {
        const ConcentrationTable t = read(text);
        EXPECT_FALSE(problems.has_errors()) << texts();
        EXPECT_EQ(t.species.size(), 2U) << text;
        EXPECT_EQ(t.value(0, 1), 2.0);
    }
}

TEST_F(ReceptorTable, ReadsGzip) {
    const std::string path = dir.file("c.gz");
    gzFile out = gzopen(path.c_str(), "wb");
    gzputs(out, "Date,Pb\na,3\n");
    gzclose(out);
    EXPECT_EQ(read_samples(path, {}, problems, notes).value(0, 0), 3.0);
}

TEST_F(ReceptorTable, NumbersOfSamplesAreIdsByNameOrByOption) {
    EXPECT_EQ(read("time/m:z,12,13\n0,1,2\n1,3,4\n").species, (std::vector<std::string>{"12", "13"}));
    EXPECT_EQ(read("n,a,b\n0,1,2\n1,3,4\n").species.size(), 3U);
    ReceptorTableOptions options;
    options.id_columns = 2;
    const ConcentrationTable t = read("n,a,b\n0,1,2\n1,3,4\n", options);
    EXPECT_EQ(t.species, (std::vector<std::string>{"b"}));
    EXPECT_EQ(t.ids[1], (std::vector<std::string>{"1", "3"}));
    EXPECT_EQ(read("date,rep,site,Pb\nx,1,N,2\ny,2,N,3\n").species, (std::vector<std::string>{"Pb"}));
    EXPECT_FALSE(problems.has_errors()) << texts();
}

TEST_F(ReceptorTable, UncertaintiesAreMatchedByNameAndTakeWeightWhereTheyLack) {
    ConcentrationTable t = read("Date,Pb,Zn\na,1,2\nb,3,4\n");
    read_uncertainties(dir.write("u.csv", "Date,Zn,Pb\na,0.2,0.1\nb,,0.3\n"), {}, t, problems, notes);
    ASSERT_FALSE(problems.has_errors()) << texts();
    EXPECT_EQ(t.uncertainty(0, 0), 0.1);
    EXPECT_EQ(t.uncertainty(0, 1), 0.2);
    EXPECT_FALSE(t.has(1, 1));
}

TEST_F(ReceptorTable, ProfilesAndDetectionLimits) {
    ProfileTable p = read_profile_table(dir.write("p.csv", "Species,Steel,Soil\nFe,0.2,0.1\nSi,0,0.3\n"), problems);
    read_profile_uncertainties(dir.write("s.csv", "Species,Soil,Steel\nSi,0.03,0.01\nFe,0.02,0.04\n"), p, problems);
    ASSERT_FALSE(problems.has_errors()) << texts();
    EXPECT_EQ(p.value(1, 1), 0.3);
    EXPECT_EQ(p.uncertainties[0], 0.04);
    EXPECT_EQ(p.uncertainties[3], 0.03);
    ConcentrationTable t = read("Date,Pb,Zn\na,1,2\n");
    read_detection_limits(dir.write("m.csv", "variable,n,MDL\nZn,3,0.5\nXx,1,1\n"), t, problems, notes);
    EXPECT_TRUE(std::isnan(t.detection_limits[0]));
    EXPECT_EQ(t.detection_limits[1], 0.5);
}

TEST_F(ReceptorTable, ReadsTheSharedSets) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    struct Set {
        const char *values, *errors;
        std::size_t samples, species;
    };
    for (const Set& s : {Set{"epa-stlouis/conc.csv", "epa-stlouis/unc.csv", 418, 13},
                         Set{"epa-batonrouge/conc.csv", "epa-batonrouge/unc.csv", 307, 41},
                         Set{"epa-milwaukee-water/conc.csv", "epa-milwaukee-water/unc.csv", 53, 10},
                         Set{"stlouis-supersite-daily/conc.csv", "stlouis-supersite-daily/unc.csv", 661, 44},
                         Set{"ams-synthetic/X.csv", "ams-synthetic/error.csv", 336, 70}}) {
        ConcentrationTable t = read_samples((*data / "receptor" / s.values).string(), {}, problems, notes);
        read_uncertainties((*data / "receptor" / s.errors).string(), {}, t, problems, notes);
        EXPECT_FALSE(problems.has_errors()) << texts();
        EXPECT_EQ(t.samples(), s.samples) << s.values;
        EXPECT_EQ(t.species.size(), s.species) << s.values;
        EXPECT_EQ(t.uncertainties.size(), s.samples * s.species);
    }
    const ConcentrationTable wind =
        read_samples((*data / "receptor/openair-mydata/mydata.csv.gz").string(), {}, problems, notes);
    EXPECT_EQ(wind.samples(), 65533U);
    EXPECT_EQ(wind.species.front(), "ws");
}

}  // namespace
}  // namespace lantian
