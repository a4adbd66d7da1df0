#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/app/program_files.hpp"
#include "models/app/verbs.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;

std::string first_line(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

TEST(BoxVerb, DescribesAMechanismByName) {
    const test::Answer answer = test::call({"box", "--mechanism", "cb6r5", "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const Json d = Json::parse(answer.out);
    EXPECT_EQ(d["species"], 93);
    EXPECT_EQ(d["variables"], 87);
    EXPECT_EQ(d["fixed"].size(), 6u);
    EXPECT_EQ(d["reactions"], 225);
    EXPECT_EQ(d["kinds"]["photolysis"], 29);
    std::size_t kinds = 0, orders = 0;
    for (const auto& [kind, n] : d["kinds"].items()) kinds += n.get<std::size_t>();
    for (const Json& n : d["orders"]) orders += n.get<std::size_t>();
    EXPECT_EQ(kinds, 225u);
    EXPECT_EQ(orders, 225u);
    EXPECT_EQ(d["families"]["N"]["N2O5"], 2);
    EXPECT_EQ(d["species_list"].size(), 93u);
    EXPECT_EQ(d["reaction_list"][0]["equation"], "NO2 + hv = NO + O");
    EXPECT_LT(d["jacobian_entries"], 87 * 87 / 5);
    EXPECT_GE(d["lu_entries"], d["jacobian_entries"]);
    EXPECT_THAT(test::call({"box", "--mechanism", "grs"}).out, HasSubstr("7 variable, 0 held fixed"));
}

TEST(BoxVerb, NamesAndFilesAreToldApart) {
    const test::Answer wrong = test::call({"box", "--mechanism", "cb6"});
    EXPECT_EQ(wrong.code, 66);
    EXPECT_THAT(wrong.err, HasSubstr("error[E612]"));
    EXPECT_THAT(wrong.err, HasSubstr("cb6r5"));
    // The table of light bands lies beside the mechanism and is none.
    EXPECT_EQ(test::call({"box", "--mechanism", "cb6r5_bands"}).code, 66);
    EXPECT_THAT(test::call({"box", "--mechanism", "./cb6r5"}).err, HasSubstr("E401"));
    EXPECT_EQ(test::call({"box", "--mechanism", mechanism_file("cb05")}).code, 0);
    EXPECT_EQ(test::call({"box", "--mechanism", "cb6r5", "--out", "x.csv"}).code, 64);
}

// The example runs by the call its help and its own first lines show; JSON and CSV hold what scripts rely on.
TEST(BoxVerb, RunsTheExample) {
    const test::TempDir dir;
    const std::string folder = dir.file("basin");
    const test::Answer init = test::call({"init", folder, "--example", "box"});
    ASSERT_EQ(init.code, 0) << init.err;
    EXPECT_THAT(init.out, HasSubstr("README.md"));
    const std::string box_case = folder + "/box.toml", out = dir.file("box.csv");
    EXPECT_THAT(first_line(box_case), HasSubstr("basin city"));
    const test::Answer run = test::call({"box", "--mechanism", "cb6r5", "--case", box_case, "--out", out, "--json"});
    ASSERT_EQ(run.code, 0) << run.err;
    const Json d = Json::parse(run.out);
    for (const char* key : {"steps", "rejected", "seconds", "cell_steps_per_second"}) EXPECT_TRUE(d.contains(key));
    EXPECT_EQ(d["failed"], 0);
    EXPECT_EQ(d["forced"], 0);
    EXPECT_THAT(first_line(out), ::testing::StartsWith("time_s,"));
}

TEST(BoxVerb, ScanWritesPeaksAndTheirSlopes) {
    const test::TempDir dir;
    const std::string toml =
        "[time]\nhours = 1\n[sun]\nzenith_deg = 40\n[initial_ppb]\nNO = 5\nNO2 = 15\nO3 = 40\nROC = 200\n"
        "[scan]\nx_species = [\"ROC\"]\nx_factors = [0.5, 1]\ny_species = [\"NO\", \"NO2\"]\ny_factors = [0.5, 1, 2]\n";
    const std::string plain = dir.file("plain.csv"), with = dir.file("with.csv");
    const auto run = [&](const std::string& more, const std::string& out) {
        return test::call({"box", "--mechanism", "grs", "--case", dir.write("c.toml", toml + more), "--out", out});
    };
    ASSERT_EQ(run("", plain).code, 0);
    ASSERT_EQ(run("sensitivity = true\n", with).code, 0);
    EXPECT_EQ(first_line(plain), "x_factor,y_factor,O3_max_ppb,O3_end_ppb");
    EXPECT_EQ(first_line(with), "x_factor,y_factor,O3_max_ppb,O3_end_ppb,O3_max_per_ln_x_ppb,O3_max_per_ln_y_ppb");
    std::ifstream a(plain), b(with);
    std::string one, two;
    int rows = 0;
    while (std::getline(a, one) && std::getline(b, two)) {
        EXPECT_EQ(two.substr(0, one.size()), one);
        ++rows;
    }
    EXPECT_EQ(rows, 7);
}

// Light by bands through ozone, haze and cloud: each takes ozone away from the same morning.
TEST(BoxVerb, HazeCloudAndOzoneColumnDimTheBox) {
    const test::TempDir dir;
    const auto ozone = [&](const std::string& sun) {
        const std::string out = dir.file("o.csv");
        const test::Answer run = test::call(
            {"box", "--mechanism", "cb6r5", "--out", out, "--case",
             dir.write("c.toml",
                       "[time]\nhours = 2\noutput_step_s = 7200\n[air]\nhumidity_frac = 0.5\n[sun]\nzenith_deg = 30\n" +
                           sun +
                           "[initial_ppb]\nNO = 3\nNO2 = 7\nO3 = 40\nFORM = 4\nTOL = 3\nOLE = 2\nCO = 300\n"
                           "[output]\nspecies = [\"O3\"]\n")});
        EXPECT_EQ(run.code, 0) << run.err;
        std::ifstream in(out);
        std::string line, last;
        while (std::getline(in, line)) last = line;
        return std::stod(last.substr(last.find(',') + 1));
    };
    const std::string bands = "bands = \"" LANTIAN_SOURCE_DIR "/inputs/mechanisms/cb6r5_bands.json\"\n";
    const double clear = ozone(bands);
    EXPECT_NEAR(clear / ozone(""), 1.0, 0.2);  // the formula and the bands mean the same sun
    EXPECT_LT(ozone(bands + "aerosol_optical_depth = 1\n"), clear - 1.0);
    EXPECT_LT(ozone(bands + "cloud_frac = 1\ncloud_optical_depth = 30\n"), clear - 5.0);
    EXPECT_LT(ozone(bands + "ozone_du = 400\n"), clear - 0.5);
    EXPECT_GT(ozone(bands + "ground_albedo_frac = 0.8\n"), clear + 1.0);
    EXPECT_LT(ozone("cloud_frac = 1\ncloud_optical_depth = 30\n"), clear - 5.0);
}

TEST(BoxVerb, SensitivityNeedsSeparateGroups) {
    const test::TempDir dir;
    const auto run = [&](const std::string& scan) {
        return test::call(
            {"box", "--mechanism", "grs", "--case",
             dir.write("c.toml", "[time]\nhours = 1\n[scan]\nx_factors = [1]\ny_factors = [1]\n" + scan)});
    };
    EXPECT_THAT(run("x_species = [\"NO\"]\ny_species = [\"NO\"]\nsensitivity = true\n").err,
                HasSubstr("c.toml:8:15: error[E204] scan.sensitivity: NO is scaled by both factors"));
    EXPECT_EQ(run("x_species = [\"NO\"]\ny_species = [\"NO\"]\n").code, 0);
    // One pair of factors is a scan as well.
    const std::string out = dir.file("one.csv");
    const std::string one = dir.write(
        "one.toml",
        "[time]\nhours = 1\n[scan]\nx_factors = [1]\ny_factors = [1]\nx_species = [\"NO\"]\ny_species = [\"O3\"]\n");
    EXPECT_EQ(test::call({"box", "--mechanism", "grs", "--case", one, "--out", out}).code, 0);
    EXPECT_EQ(first_line(out), "x_factor,y_factor,O3_max_ppb,O3_end_ppb");
    EXPECT_THAT(run("x_species = [\"NO\"]\ny_species = [\"O3\"]\nsensitivity = 1\n").err, HasSubstr("error[E104]"));
}

}  // namespace
}  // namespace lantian
