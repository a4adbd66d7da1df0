// The example at the end of every verb's --help does what it says.
#include "tests/support/program_case.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

namespace fs = std::filesystem;

/// Words of a command as a shell would split it; double quotes hold words together.
std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words{""};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ' ' && !quoted)
            words.emplace_back();
        else
            words.back() += c;
    }
    return words;
}

/// Arguments of the example that `lantian VERB --help` shows.
std::vector<std::string> example_of(std::vector<std::string> verb) {
    verb.emplace_back("--help");
    const std::string text = test::call(verb).out;
    const std::string mark = "Example:\n  lantian ";
    const auto at = text.find(mark);
    EXPECT_NE(at, std::string::npos) << text;
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size();
    return words_of(text.substr(begin, text.find('\n', begin) - begin));
}

/// Works in another folder until it goes.
class Inside {
  public:
    explicit Inside(const fs::path& folder) : before_(fs::current_path()) { fs::current_path(folder); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { fs::current_path(before_); }

  private:
    fs::path before_;
};

int run_example(const std::vector<std::string>& verb, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = example_of(verb);
    arguments.insert(arguments.end(), more.begin(), more.end());
    const test::Answer answer = test::call(arguments);
    EXPECT_EQ(answer.code, 0) << verb.front() << ": " << answer.err;
    return answer.code;
}

TEST(HelpExamples, RunInTheOrderOfTheirUse) {
    const test::TempDir dir;
    const Inside folder(dir.path());
    run_example({"version"});
    run_example({"explain"});
    ASSERT_EQ(run_example({"init"}), 0);
    const Inside example("mycase");
    run_example({"check"});
    run_example({"met", "winds"});
    EXPECT_TRUE(fs::exists("winds.nc"));
    // Smaller than the example, for time: one hour on a coarse grid.
    ASSERT_EQ(run_example({"run"}, {"--set", "time.hours=1", "--set", "domain.cell_m=5000"}), 0);
    EXPECT_TRUE(fs::exists("out/oneday/fields.nc"));
    fs::rename("out/oneday", "out/jiyuan");
    run_example({"rank"});
    EXPECT_TRUE(fs::exists("out/jiyuan/ranking.csv"));
    run_example({"soil"});
    EXPECT_TRUE(fs::exists("soil.csv"));
    run_example({"trajectory"}, {"--set", "time.hours=18"});
    EXPECT_TRUE(fs::exists("paths.csv"));
}

TEST(HelpExamples, OfWeatherFiles) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const test::TempDir dir;
    const Inside folder(dir.path());
    for (const std::vector<std::string>& verb :
         std::vector<std::vector<std::string>>{{"doctor"}, {"met", "inspect"}, {"met", "convert"}}) {
        const std::string file = example_of(verb).at(verb.size());
        if (!fs::exists(file)) fs::create_symlink(fs::absolute(*data / "met/wrf-python-ci/ci_test_file.nc"), file);
        run_example(verb);
    }
    EXPECT_TRUE(fs::exists("met.nc"));
    const test::Answer converted = test::call({"doctor", "met.nc"});
    EXPECT_EQ(converted.code, 0);
    EXPECT_NE(converted.out.find("2005-08-28"), std::string::npos) << converted.out;
}

TEST(HelpExamples, OfWindAndTrajectories) {
    const test::TempDir dir;
    const Inside folder(dir.path());
    dir.write("contributions.csv", "Date,Lead,Zinc\n2001-05-13,1,2\n2001-05-14,3,1\n2001-05-15,2,5\n");
    dir.write("wind.csv", "date,ws[m/s],wd\n2001-05-13,2,90\n2001-05-14,3,180\n2001-05-15,2,0\n");
    dir.write("hourly.csv", "date,ws[m/s],wd,so2\n2001-05-13 00:00,2,90,5\n2001-05-13 01:00,3,180,9\n");
    dir.write("tdump.txt",
              "1 1\nGDAS 1 5 13 0 0\n1 BACKWARD OMEGA\n1 5 13 12 38.6 -90.2 100.0\n1 PRESSURE\n"
              "1 1 1 5 13 12 0 0 0.0 38.6 -90.2 100.0 990.0\n1 1 1 5 13 11 0 0 -1.0 38.1 -90.4 120.0 990.0\n");
    for (const char* verb : {"cpf", "cbpf", "pscf", "cwt"}) {
        run_example({verb});
        const std::string name = verb + std::string(example_of({verb}).back().ends_with(".nc") ? ".nc" : ".csv");
        EXPECT_TRUE(fs::exists(name)) << name;
    }
    dir.write("library.csv", "profile,name,species,fraction\nA1,lead smelter,Pb,0.4\nB2,dust,Si,0.2\n");
    run_example({"profiles", "search"});
    run_example({"profiles", "compare"});
    EXPECT_TRUE(fs::exists("profiles.csv"));
}

}  // namespace
}  // namespace lantian
