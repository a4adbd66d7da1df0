// Hours on their way to the sinks: order, bound, zeroed room, errors.
#include "models/run/result_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "core/base/error.hpp"

namespace lantian {
namespace {

/// Keeps what it is given; fails at one hour when asked to.
class Keeper final : public ResultSink {
  public:
    void hour(const HourlyResults& results) override {
        std::this_thread::sleep_for(pause);
        if (static_cast<std::int64_t>(hours.size()) == fail_at)
            throw Error(ErrorKind::io, "E440", "no space left", "make room");
        hours.push_back(results);
    }
    std::vector<HourlyResults> hours;
    std::chrono::milliseconds pause{0};
    std::int64_t fail_at = -1;
};

HourlyResults hour_of(double value) {
    HourlyResults out;
    out.begin = UtcTime{static_cast<std::int64_t>(value) * 3600};
    out.grid.assign(6, value);
    out.receptors.assign(3, -value);
    return out;
}

TEST(ResultQueue, EverySinkGetsEveryHourInOrderAndRoomComesBackZero) {
    Keeper one, two;
    ResultSink* sinks[] = {&one, &two};
    ResultQueue queue(sinks);
    for (int n = 1; n <= 20; ++n) {
        const HourlyResults room = queue.exchange(hour_of(n));
        EXPECT_EQ(room.grid, std::vector<double>(6, 0.0));
        EXPECT_EQ(room.receptors, std::vector<double>(3, 0.0));
    }
    queue.drain();
    for (const Keeper* sink : {&one, &two}) {
        ASSERT_EQ(sink->hours.size(), 20U);
        for (int n = 1; n <= 20; ++n) {
            const HourlyResults& hour = sink->hours[static_cast<std::size_t>(n - 1)];
            EXPECT_EQ(hour.begin.seconds, n * 3600);
            EXPECT_EQ(hour.grid, hour_of(n).grid);
            EXPECT_EQ(hour.receptors, hour_of(n).receptors);
        }
    }
}

TEST(ResultQueue, WithoutSinksTheHourComesBackZero) {
    ResultQueue queue({});
    EXPECT_EQ(queue.exchange(hour_of(3.0)).grid, std::vector<double>(6, 0.0));
    queue.drain();
}

TEST(ResultQueue, WhatASinkThrowsEndsTheRunWithItsMessage) {
    Keeper sink;
    sink.fail_at = 1;
    ResultSink* sinks[] = {&sink};
    ResultQueue queue(sinks);
    const auto feed = [&] {
        for (int n = 1; n <= 20; ++n) (void)queue.exchange(hour_of(n));
        queue.drain();
    };
    try {
        feed();
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.problems().front().code, "E440");
        EXPECT_NE(std::string(error.what()).find("no space left"), std::string::npos);
    }
    EXPECT_EQ(sink.hours.size(), 1U);
    EXPECT_THROW(queue.drain(), Error);
}

TEST(ResultQueue, ADriverFasterThanItsSinksWaits) {
    Keeper sink;
    sink.pause = std::chrono::milliseconds(20);
    ResultSink* sinks[] = {&sink};
    ResultQueue queue(sinks);
    const auto began = std::chrono::steady_clock::now();
    for (int n = 1; n <= 8; ++n) (void)queue.exchange(hour_of(n));
    // One is being written and one may wait: the other six are done.
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(6 * 20));
    queue.drain();
    EXPECT_EQ(sink.hours.size(), 8U);
    EXPECT_GE(queue.busy_s(), 8 * 0.02);
}

TEST(ResultQueue, HoursStillWaitingAreDroppedWhenTheRunIsGivenUp) {
    Keeper sink;
    sink.pause = std::chrono::milliseconds(50);
    ResultSink* sinks[] = {&sink};
    {
        ResultQueue queue(sinks);
        for (int n = 1; n <= 2; ++n) (void)queue.exchange(hour_of(n));
    }
    EXPECT_LE(sink.hours.size(), 2U);
}

}  // namespace
}  // namespace lantian
