// Work shared out over threads: every index once, errors, calls within calls and from several threads.
#include "core/parallel/threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace lantian {
namespace {

TEST(ParallelFor, EveryIndexRunsOnceWhateverTheThreads) {
    // Numbers of threads that rise and fall, so that workers sit jobs out and come back.
    for (const int threads : {1, 2, 8, 3, 2, 16, 1, 4}) {
        for (const std::size_t n : {0U, 1U, 2U, 7U, 1000U}) {
            std::vector<int> times(n, 0);
            parallel_for(n, threads, [&](std::size_t i) { ++times[i]; });
            EXPECT_EQ(times, std::vector<int>(n, 1)) << threads << " " << n;
        }
    }
}

TEST(ParallelFor, ManySmallJobsDoNotMix) {
    std::size_t sum = 0;
    for (std::size_t job = 0; job < 20000; ++job) {
        std::atomic<std::size_t> part{0};
        parallel_for(3, 4, [&](std::size_t i) { part += job + i; });
        sum += part;
    }
    EXPECT_EQ(sum, 3U * (20000U * 19999U / 2U) + 3U * 20000U);
}

TEST(ParallelFor, TheLowestFailingIndexIsReportedAndTheOthersRun) {
    for (const int threads : {1, 4}) {
        std::atomic<int> ran{0};
        try {
            parallel_for(100, threads, [&](std::size_t i) {
                ++ran;
                if (i % 10 == 7) throw std::runtime_error(std::to_string(i));
            });
            FAIL();
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "7");
        }
        EXPECT_EQ(ran, 100);
    }
}

TEST(ParallelFor, WithinABodyRunsOnThatThread) {
    std::vector<int> ok(8, 0);
    parallel_for(8, 4, [&](std::size_t i) {
        const std::thread::id here = std::this_thread::get_id();
        bool same = true;
        parallel_for(5, 4, [&](std::size_t) { same = same && std::this_thread::get_id() == here; });
        ok[i] = same ? 1 : 0;
    });
    EXPECT_EQ(ok, std::vector<int>(8, 1));
}

TEST(ParallelFor, SeveralCallersAtOnceAllGetTheirWorkDone) {
    std::vector<std::size_t> sums(4, 0);
    std::vector<std::thread> callers;
    for (std::size_t c = 0; c < sums.size(); ++c) {
        callers.emplace_back([&, c] {
            for (int n = 0; n < 200; ++n) {
                std::vector<std::size_t> value(50);
                parallel_for(50, 3, [&](std::size_t i) { value[i] = i; });
                for (const std::size_t v : value) sums[c] += v;
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(sums, std::vector<std::size_t>(4, 200U * 50U * 49U / 2U));
}

TEST(ParallelFor, WorksInAForkedChild) {
    parallel_for(10, 4, [](std::size_t) {});  // the parent has its threads
    const pid_t child = ::fork();
    if (child == 0) {
        std::atomic<int> ran{0};
        parallel_for(10, 4, [&](std::size_t) { ++ran; });
        ::_exit(ran == 10 ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace lantian
