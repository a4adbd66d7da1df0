// The same bits with any number of threads.
#include <gtest/gtest.h>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

TEST(Threads, ResultsAreTheSameBits) {
    const auto run = [](int threads) {
        test::SmallCase c = test::small_case(30, 30, 1000.0, 5);
        c.weather.wind_x_m_s = 1.5;
        c.weather.rotation_rad_s = 3e-5;
        for (int n = 0; n < 9; ++n) {
            c.catalog.sources.push_back(test::point_source(c, "s" + std::to_string(n), n % 2 ? "odd" : "even",
                                                           3000.0 + 2500.0 * n, 15000, 10, 0.1 * (n + 1)));
        }
        c.receptors = {test::receptor_at(c, "r", 20000, 16000), test::receptor_at(c, "q", 5000, 14000)};
        return test::run_hours(c, threads);
    };
    const auto one = run(1);
    for (const int threads : {2, 3, 4, 8}) {
        const auto many = run(threads);
        ASSERT_EQ(one.size(), many.size());
        for (std::size_t h = 0; h < one.size(); ++h) {
            EXPECT_EQ(one[h].grid, many[h].grid) << threads;
            EXPECT_EQ(one[h].receptors, many[h].receptors) << threads;
        }
    }
}

}  // namespace
}  // namespace lantian
