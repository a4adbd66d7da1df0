// lantian run when something is wrong: what it says, what it leaves behind, how it ends.
#include <csignal>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

namespace fs = std::filesystem;
using test::Answer;
using test::call;
using test::ProgramCase;

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    return names;
}

std::string text_of(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(RunFailure, EveryFileIsLookedAtBeforeTheProgramStops) {
    const ProgramCase c;
    c.dir().write("points.csv", "id,sector,group,lon[deg],lat[deg],height[m],so2\nx,a,b,112.5,35.07,-3,1\n");
    c.dir().write("stations.csv", "id,name,kind,lon[deg],lat[deg]\nr,R,station,112.5,36.5\n");
    c.dir().write("measures.toml", "[[measure]]\nid = \"M\"\nremoval = {nox = 1.5}\n");
    c.dir().write("weather.csv", "station,lon[deg]\ncity,112.5\n");
    const Answer answer = call({"run", c.scenario(), "--out", c.file("out")});
    EXPECT_EQ(answer.code, 65);
    for (const char* part : {"points.csv:1:", "error[E301]", "stations.csv:2:", "error[E307]",
                             "measures.toml:3:", "weather.csv:1:", "error[E304]"}) {
        EXPECT_NE(answer.err.find(part), std::string::npos) << part << "\n" << answer.err;
    }
    EXPECT_TRUE(answer.out.empty());
    EXPECT_FALSE(fs::exists(c.file("out")));
}

TEST(RunFailure, WeatherThatDoesNotCoverTheRunIsFoundBeforeIt) {
    const ProgramCase c;
    const Answer answer = call({"run", c.scenario(), "--set", "time.hours=9", "--out", c.file("out")});
    EXPECT_EQ(answer.code, 65);
    EXPECT_NE(answer.err.find("error[E412]"), std::string::npos) << answer.err;
    EXPECT_FALSE(fs::exists(c.file("out")));
}

TEST(RunFailure, OutputThatCannotBeWrittenEndsWith74) {
    const ProgramCase c(1);
    c.dir().write("file", "mine");
    const Answer below_file = call({"run", c.scenario(), "--out", c.file("file/out")});
    EXPECT_EQ(below_file.code, 74);
    EXPECT_NE(below_file.err.find("error[E440]"), std::string::npos) << below_file.err;
    fs::create_directories(c.file("out/stations.nc.part/x"));
    const Answer taken = call({"run", c.scenario(), "--out", c.file("out")});
    EXPECT_EQ(taken.code, 74) << taken.err;
    EXPECT_FALSE(fs::exists(c.file("out/fields.nc")));
    EXPECT_FALSE(fs::exists(c.file("out/fields.nc.part")));
}

/// The program in a process of its own, stderr into a file.
pid_t start(const std::vector<std::string>& arguments, const std::string& err) {
    std::vector<char*> argv;
    std::string program = LANTIAN_PROGRAM;
    argv.push_back(program.data());
    std::vector<std::string> copies = arguments;
    for (std::string& copy : copies) argv.push_back(copy.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        const int file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(file, STDERR_FILENO);
        ::execv(argv[0], argv.data());
        _exit(127);
    }
    return child;
}

class RunSignal : public ::testing::TestWithParam<int> {};

TEST_P(RunSignal, EndsWith75AndLeavesNothingHalfWritten) {
    const ProgramCase c(240, "double_precision = false\n[puffs]\nmerge = false\n");
    const pid_t child = start({"run", c.scenario(), "--set", "time.step_s=60", "--set", "puffs.release_point_s=60",
                               "--set", "domain.cell_m=200", "--out", c.file("out"), "--threads", "1"},
                              c.file("err"));
    ASSERT_GT(child, 0);
    for (int n = 0; n < 200 && !fs::exists(c.file("out/stations.nc.part")); ++n)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_TRUE(fs::exists(c.file("out/stations.nc.part"))) << text_of(c.file("err"));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ::kill(child, GetParam());
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status)) << WTERMSIG(status);
    EXPECT_EQ(WEXITSTATUS(status), 75);
    EXPECT_NE(text_of(c.file("err")).find("error[E460]"), std::string::npos) << text_of(c.file("err"));
    EXPECT_EQ(names_in(c.file("out")), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Signals, RunSignal, ::testing::Values(SIGINT, SIGTERM, SIGUSR1));

TEST(RunFailure, OutOfMemoryIsASentence) {
    const ProgramCase c(1);
    // The fields of one hour alone are larger than what is allowed.
    const std::string command =
        fmt::format("ulimit -v 600000; {} run {} --threads 1 --set domain.cell_m=10 --out {} > {} 2> {}",
                    LANTIAN_PROGRAM, c.scenario(), c.file("out"), c.file("answer"), c.file("err"));
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 70) << text_of(c.file("err"));
    EXPECT_NE(text_of(c.file("err")).find("error[E900] out of memory"), std::string::npos) << text_of(c.file("err"));
    EXPECT_EQ(names_in(c.file("out")), std::vector<std::string>{});
}

}  // namespace
}  // namespace lantian
