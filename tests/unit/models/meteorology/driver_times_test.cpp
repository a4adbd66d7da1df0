#include "models/meteorology/driver_times.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "core/base/error.hpp"
#include "models/meteorology/constant_provider.hpp"

namespace lantian {
namespace {

Scenario hours(std::int64_t n) {
    Scenario scenario;
    scenario.time.start = UtcTime{0};
    scenario.time.hours = n;
    scenario.meteorology.if_missing = "stop";
    return scenario;
}

std::vector<UtcTime> hourly(std::size_t n) {
    std::vector<UtcTime> times;
    for (std::size_t k = 0; k < n; ++k) times.push_back(UtcTime{static_cast<std::int64_t>(k) * 3600});
    return times;
}

MetState state_of(std::size_t index) {
    static const auto grid = std::make_shared<const Grid>(
        Grid{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, 2, 2, std::vector<double>(4, 0.0)});
    ConstantMet met;
    met.wind_x_m_s = static_cast<double>(index);
    return constant_state(grid, met, UtcTime{static_cast<std::int64_t>(index) * 3600});
}

TEST(TimedProvider, StatesAreTheSameWithAndWithoutPreparingAhead) {
    TimedProvider with(hours(10), hourly(11), state_of, {}, TimedProvider::Ahead::yes);
    TimedProvider without(hours(10), hourly(11), state_of, {}, TimedProvider::Ahead::no);
    for (std::int64_t s = 0; s <= 36000; s += 1200) {
        const auto a = with.bracket(UtcTime{s});
        const auto b = without.bracket(UtcTime{s});
        for (int n = 0; n < 2; ++n) {
            EXPECT_EQ(a[n]->time, b[n]->time);
            EXPECT_EQ(a[n]->wind_x_m_s, b[n]->wind_x_m_s);
        }
    }
}

TEST(TimedProvider, NextStateIsBuiltInAnotherThreadAndOnlyOnce) {
    std::atomic<int> built{0};
    std::atomic<int> elsewhere{0};
    const std::thread::id caller = std::this_thread::get_id();
    {
        TimedProvider provider(hours(5), hourly(6),
                               [&](std::size_t n) {
                                   ++built;
                                   if (std::this_thread::get_id() != caller) ++elsewhere;
                                   return state_of(n);
                               },
                               {});
        for (std::int64_t s = 600; s < 18000; s += 600) (void)provider.bracket(UtcTime{s});
    }
    EXPECT_EQ(built.load(), 6);
    EXPECT_EQ(elsewhere.load(), 4);  // all but the first two
}

TEST(TimedProvider, ErrorOfAPreparedStateComesWhenItIsAskedFor) {
    TimedProvider provider(hours(5), hourly(6),
                           [](std::size_t n) {
                               if (n == 3) throw Error(ErrorKind::bad_data, "E414", "absurd");
                               return state_of(n);
                           },
                           {});
    (void)provider.bracket(UtcTime{5400});
    (void)provider.bracket(UtcTime{5460});
    EXPECT_THROW((void)provider.bracket(UtcTime{9000}), Error);
    EXPECT_THROW((void)provider.bracket(UtcTime{9000}), Error);  // and again, not a state from nowhere
    EXPECT_EQ(provider.bracket(UtcTime{3600})[0]->wind_x_m_s[0], 1.0);
}

TEST(TimedProvider, OrderOfQuestionsDoesNotMatter) {
    TimedProvider provider(hours(10), hourly(11), state_of, {});
    for (const std::int64_t hour : {7, 2, 9, 0, 5}) {
        const auto pair = provider.bracket(UtcTime{hour * 3600 + 1800});
        EXPECT_EQ(pair[0]->wind_x_m_s[0], static_cast<double>(hour));
        EXPECT_EQ(pair[1]->wind_x_m_s[0], static_cast<double>(hour + 1));
    }
}

}  // namespace
}  // namespace lantian
