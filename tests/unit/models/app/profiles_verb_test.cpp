// Libraries of source profiles: readers, names of species, search, comparison.
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/data/species_names.hpp"
#include "inputs/readers/profile_library.hpp"
#include "inputs/readers/text.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

using nlohmann::json;

constexpr const char* k_library =
    "profile,name,category,species,fraction,uncertainty\n"
    "A1,Lead smelter,smelting,Pb,0.4,0.04\nA1,Lead smelter,smelting,Zinc,0.1,\n"
    "B2,Road dust,dust,Silicon,0.25,0.02\nB2,Road dust,dust,Iron,0.05,\nB2,Road dust,dust,Lead,0.001,\n"
    "C3,Other smelter,smelting,Pb,0.41,0.04\nC3,Other smelter,smelting,Zn,0.1,\n";

TEST(SpeciesNames, WaysOfWritingOneSpecies) {
    for (const auto& [name, canonical] :
         std::vector<std::pair<const char*, const char*>>{{"Lead", "Pb"},
                                                          {" pb ", "Pb"},
                                                          {"Lead (fine)", "Pb"},
                                                          {"Pb[ug/m3]", "Pb"},
                                                          {"Aluminium", "Al"},
                                                          {"Sulfate", "SO4"},
                                                          {"sulphate ion", "SO4"},
                                                          {"SO4 2-", "SO4"},
                                                          {"SO4=", "SO4"},
                                                          {"NH4+", "NH4"},
                                                          {"Organic carbon", "OC"},
                                                          {"EC", "EC"},
                                                          {"K", "K"},
                                                          {"Potassium ion", "K+"},
                                                          {"Chloride", "Cl-"},
                                                          {"Some Thing", "some thing"}}) {
        EXPECT_EQ(canonical_species(name), canonical) << name;
    }
}

TEST(ProfileLibrary, ReadsSpeciateAndSpecieurope) {
    const test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
    const ProfileLibrary l = read_profile_library(
        {dir.write("s.csv",
                   "PROFILE_CODE,SPECIES_ID,SPECIES_NAME,SYMBOL,WEIGHT_PERCENT,UNCERTAINTY_PERCENT\n"
                   "11,292,Aluminum,Al,14.84,1.37\n11,5,Lead,Pb,2,\n11,6,Lead,Pb,3,1\n11,7,Tin,Sn,-1,\n11,8,Zinc,Zn,"
                   "not detected,\n"),
         dir.write("i.csv",
                   "class,PROFILE_CODE,PROFILE_NAME,UPPER_SIZE\nlead,11,Smelter,2.5\nlead,12,Nothing known,10\n"),
         dir.write("e.csv",
                   "Id,Name,Specie,Symbol,Relative.Mass,Uncertainty,Source.Categories\n"
                   "1,Cement,Aluminum,Al,0.018609,0.00379,industry\n")},
        problems, notes);
    ASSERT_FALSE(problems.has_errors());
    ASSERT_EQ(l.size(), 2U);
    EXPECT_EQ(l[0].name, "Smelter");
    EXPECT_EQ(l[0].category, "lead");
    EXPECT_DOUBLE_EQ(l[0].find("Al")->fraction, 0.1484);
    EXPECT_DOUBLE_EQ(l[0].find("Pb")->fraction, 0.03);  // the row with an uncertainty
    EXPECT_EQ(l[0].find("Sn"), nullptr);
    EXPECT_EQ(l[1].code, "SE1");
    EXPECT_DOUBLE_EQ(l[1].find("Al")->uncertainty, 0.00379);
    EXPECT_EQ(notes.size(), 3U);
}

TEST(ProfilesVerb, SearchByWordsSpeciesAndLikeness) {
    const test::TempDir dir;
    const std::string library = dir.write("l.csv", k_library);
    const auto codes = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"profiles", "search", library, "--json"});
        const test::Answer answer = test::call(more);
        EXPECT_EQ(answer.code, 0) << answer.err;
        std::vector<std::string> out;
        const json found = json::parse(answer.out);
        for (const json& p : found["list"]) out.push_back(p["code"]);
        return out;
    };
    EXPECT_EQ(codes({"--words", "SMELT"}), (std::vector<std::string>{"A1", "C3"}));
    EXPECT_EQ(codes({"--species", "lead"}), (std::vector<std::string>{"C3", "A1", "B2"}));
    EXPECT_EQ(codes({"--species", "lead", "--least", "0.01"}), (std::vector<std::string>{"C3", "A1"}));
    const std::string mine = dir.write("p.csv", "species,Factor 1,Factor 2\nSi,9,1\nFe,2,0\nPb,0,8\n");
    EXPECT_EQ(codes({"--like", mine, "--limit", "1"}), (std::vector<std::string>{"B2"}));
    EXPECT_EQ(codes({"--like", mine, "--source", "Factor 2", "--limit", "1"}), (std::vector<std::string>{"A1"}));
}

TEST(ProfilesVerb, CompareWarnsOfWhatCmbCannotTell) {
    const test::TempDir dir;
    const std::string library = dir.write("l.csv", k_library), out = dir.file("profiles.csv");
    const std::string conc = dir.write("c.csv", "Date,Ph,Si,Pb,Zn\n2001-05-13,1,1,1,1\n2001-05-14,2,2,2,3\n");
    const test::Answer answer =
        test::call({"profiles", "compare", library, "--codes", "A1,B2,C3", "--conc", conc, "--out", out, "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const json j = json::parse(answer.out);
    EXPECT_EQ(j["clusters"], json::array({json::array({"A1", "C3"})}));
    EXPECT_EQ(j["species"], json({"Si", "Pb", "Zn"}));
    EXPECT_GT(j["condition_number"], 30.0);
    EXPECT_NE(answer.out.find("no chosen profile holds Ph"), std::string::npos);
    EXPECT_EQ(read_text_file(out, 1 << 20), "species,A1,B2,C3\nSi,0,0.25,0\nPb,0.4,0.001,0.41\nZn,0.1,0,0.1\n");
    EXPECT_EQ(read_text_file(dir.file("profiles_unc.csv"), 1 << 20).substr(0, 17), "species,A1,B2,C3\n");
}

TEST(ProfilesVerb, BadInputIsNamed) {
    const test::TempDir dir;
    const std::string library = dir.write("l.csv", k_library);
    const auto refused = [&](std::vector<std::string> arguments, int code, const char* words) {
        arguments.insert(arguments.begin(), "profiles");
        const test::Answer answer = test::call(arguments);
        EXPECT_EQ(answer.code, code) << answer.err;
        EXPECT_NE(answer.err.find(words), std::string::npos) << answer.err;
    };
    refused({"search", dir.write("x.csv", "a,b\n1,2\n")}, 65, "E340");
    refused({"search", dir.write("i.csv", "PROFILE_CODE,PROFILE_NAME\n1,x\n")}, 65,
            "holds no profile with a composition");
    refused({"search", dir.write("n.csv", "profile,species,fraction\na,Pb,much\n")}, 65, "fraction = much");
    refused({"search", dir.write("m.csv", "profile,fraction\na,1\n")}, 65, "no column of species");
    refused({"search", "nowhere.csv"}, 66, "E401");
    refused({"compare", library, "--codes", "A1,A2"}, 65, "did you mean \"A1\"?");
    refused({"compare", library, "--codes", "A1,A1"}, 64, "named twice");
    refused({"compare", library, "--codes", "A1", "--conc", dir.write("c.csv", "Date,Xy\n2001-01-01,1\n")}, 65,
            "no species in common");
    refused({"compare", library, "--codes", "A1", "--conc", dir.file("c.csv"), "--rename", "Xy"}, 64,
            "is not NAME=SPECIES");
    refused({"compare", library, "--codes", "A1", "--out", "a.nc"}, 64, "must end in .csv");
}

TEST(ProfilesVerb, FindsSmeltersInThePublicLibraries) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const auto folder = *data / "receptor/profiles";
    const test::Answer answer =
        test::call({"profiles", "search", (folder / "speciate52_pm_inorganic_long.csv").string(),
                    (folder / "speciate52_pm_index_by_class.csv").string(), (folder / "specieurope_long.csv").string(),
                    "--species", "Pb", "--words", "lead_smelting", "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const json j = json::parse(answer.out);
    EXPECT_GT(j["profiles"], 1500);
    EXPECT_GT(j["found"], 50);
    EXPECT_GT(j["list"][0]["largest"]["Pb"], 0.3);
}

}  // namespace
}  // namespace lantian
