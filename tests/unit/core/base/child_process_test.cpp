#include "core/base/child_process.hpp"

#include <csignal>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace lantian {
namespace {

using ::testing::HasSubstr;

TEST(ChildProcess, ReturnsTheText) {
    const std::string big(1000000, 'x');
    const ChildOutcome outcome = run_in_child([&] { return big; });
    EXPECT_EQ(outcome.text, big);
    EXPECT_EQ(outcome.how_lost, "");
}

TEST(ChildProcess, DeathAndEndlessLoopLeaveTheParentAlive) {
    EXPECT_THAT(run_in_child([]() -> std::string {
                    std::signal(SIGSEGV, SIG_DFL);
                    std::raise(SIGSEGV);
                    return "";
                }).how_lost,
                HasSubstr("signal 11"));
    EXPECT_THAT(run_in_child([]() -> std::string { _exit(7); }).how_lost, HasSubstr("exit code 7"));
    EXPECT_THAT(run_in_child(
                    []() -> std::string {
                        volatile bool forever = true;
                        while (forever) {
                        }
                        return "";
                    },
                    {.cpu_s = 1})
                    .how_lost,
                HasSubstr("more than 1 s"));
}

}  // namespace
}  // namespace lantian
