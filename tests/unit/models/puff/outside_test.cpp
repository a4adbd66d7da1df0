#include "models/puff/outside.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lantian {
namespace {

double form(const HorizontalMoments& m, double x, double y) {
    return (x * x * m.yy - 2.0 * x * y * m.xy + y * y * m.xx) / (m.xx * m.yy - m.xy * m.xy);
}

TEST(BoxDistance, IsThatOfTheNearestPointInSpreads) {
    const HorizontalMoments m{9e6, 5e6, 4e6};
    for (const BoxAround& box :
         {BoxAround{2e3, 9e3, -4e3, 5e3}, BoxAround{-9e3, -1e3, 3e3, 8e3}, BoxAround{-5e3, 5e3, -9e3, -2e3},
          BoxAround{1e3, 2e3, 1e3, 2e3}, BoxAround{4e3, 5e3, -7e3, -6e3}}) {
        double least = std::numeric_limits<double>::infinity();
        for (int i = 0; i <= 400; ++i) {
            for (int j = 0; j <= 400; ++j)
                least = std::min(least, form(m, box.west_m + i * (box.east_m - box.west_m) / 400.0,
                                             box.south_m + j * (box.north_m - box.south_m) / 400.0));
        }
        EXPECT_LE(box_distance_sq(m, box), least * (1.0 + 1e-12));
        EXPECT_NEAR(box_distance_sq(m, box), least, 1e-3 * least);
    }
    EXPECT_EQ(box_distance_sq(m, {-1.0, 1.0, -1.0, 1.0}), 0.0);
}

// A filament beside a domain does not reach it, one that points at it does.
TEST(BoxDistance, TheDirectionOfAFilamentDecides) {
    const BoxAround east{20e3, 90e3, -30e3, 30e3};
    EXPECT_GT(box_distance_sq({1e6, 0.0, 400e6}, east), 9.0);
    EXPECT_LT(box_distance_sq({400e6, 0.0, 1e6}, east), 9.0);
}

}  // namespace
}  // namespace lantian
