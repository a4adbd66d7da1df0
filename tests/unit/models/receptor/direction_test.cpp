// Statistics of wind direction on cases small enough to count by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "models/receptor/bivariate.hpp"
#include "models/receptor/conditional_probability.hpp"

namespace lantian {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

TEST(ShareInterval, IsThatOfWilson) {
    // 8 of 10: R prop.test(8, 10, correct = FALSE) gives 0.4901625 to 0.9433178.
    const ShareInterval i = share_interval(0.8, 10.0);
    EXPECT_NEAR(i.low, 0.4901625, 1e-7);
    EXPECT_NEAR(i.high, 0.9433178, 1e-7);
    EXPECT_EQ(share_interval(0.5, 0.0).low, 0.0);
    EXPECT_EQ(share_interval(0.5, 0.0).high, 1.0);
    EXPECT_EQ(share_interval(0.0, 5.0).low, 0.0);
}

TEST(Sector, RoundsHalvesDownAndTakesZeroAsNorth) {
    for (const auto& [deg, sector] : std::vector<std::pair<double, std::size_t>>{
             {0.0, 0}, {5.0, 0}, {5.001, 1}, {10.0, 1}, {15.0, 1}, {15.5, 2}, {355.0, 35}, {355.5, 0}, {360.0, 0}}) {
        EXPECT_EQ(sector_of(deg, 36), sector) << deg;
    }
    EXPECT_EQ(sector_of(180.0, 16), 8U);
}

TEST(ConditionalProbability, CountsByHand) {
    // Eight hours: north 2 of 3 above, east 0 of 2, south 1 of 1, one calm, one without direction.
    const std::vector<double> values{10, 9, 1, 2, 3, 8, 7, 6};
    const std::vector<double> speed{2, 3, 4, 2, 2, 5, 0.5, 3}, from{0, 350, 20, 90, 100, 180, 0, k_nan};
    CpfOptions o;
    o.sectors = 4;
    o.threshold = 5.0;
    const ConditionalProbability c = conditional_probability(values, wind_of_rows(speed, from), o);
    EXPECT_EQ(c.sectors[0].hours, 3.0);
    EXPECT_EQ(c.sectors[0].above, 2.0);
    EXPECT_DOUBLE_EQ(c.sectors[0].probability, 2.0 / 3.0);
    EXPECT_EQ(c.sectors[0].samples, 3.0);
    EXPECT_EQ(c.sectors[1].probability, 0.0);
    EXPECT_EQ(c.sectors[2].probability, 1.0);
    EXPECT_TRUE(std::isnan(c.sectors[3].probability));
    EXPECT_EQ(c.hours, 6.0);
    EXPECT_EQ(c.calm_hours, 1.0);
    EXPECT_EQ(c.missing_hours, 1.0);
    EXPECT_DOUBLE_EQ(c.overall, 0.5);
    EXPECT_EQ(c.samples, 7U);        // the last has no wind that can be used
    EXPECT_EQ(c.samples_above, 4U);  // 10, 9, 8 and 7, the calm one
    ASSERT_TRUE(c.peak);
    EXPECT_EQ(*c.peak, 0U);  // the south has a single sample
    o.min_samples = 1.0;
    EXPECT_EQ(*conditional_probability(values, wind_of_rows(speed, from), o).peak, 2U);
}

TEST(ConditionalProbability, ThresholdIsAPercentileOfSamplesNotOfHours) {
    // Sample 0 has three hours of wind, the others one: the median of 1, 2, 3 is 2.
    SampledWind wind;
    wind.samples = 3;
    wind.sample = {0, 0, 0, 1, 2};
    wind.speed_m_s = {2, 2, 2, 2, 2};
    wind.from_deg = {90, 90, 0, 90, 0};
    CpfOptions o;
    o.sectors = 4;
    o.percentile = 50.0;
    const ConditionalProbability c = conditional_probability(std::vector<double>{3, 1, 2}, wind, o);
    EXPECT_DOUBLE_EQ(c.threshold.low, 2.0);
    EXPECT_EQ(c.sectors[1].hours, 3.0);
    EXPECT_EQ(c.sectors[1].above, 2.0);
    EXPECT_DOUBLE_EQ(c.sectors[1].samples,
                     9.0 / 5.0);  // (2 + 1)^2 / (2^2 + 1^2): two hours of one day are not two days
    EXPECT_DOUBLE_EQ(c.sectors[0].probability, 0.5);
}

TEST(ConditionalProbability, MissingValuesCountNowhere) {
    const std::vector<double> values{k_nan, 2.0}, speed{2.0, 2.0}, from{90.0, 90.0};
    CpfOptions o;
    o.sectors = 4;
    o.threshold = 1.0;
    const ConditionalProbability c = conditional_probability(values, wind_of_rows(speed, from), o);
    EXPECT_EQ(c.samples, 1U);
    EXPECT_EQ(c.sectors[1].hours, 1.0);
}

TEST(ConditionalProbability, MeanDirectionIsTheVectorSum) {
    const std::vector<double> values{9, 9, 1, 1}, speed{2, 2, 2, 2}, from{0, 90, 180, 270};
    CpfOptions o;
    o.sectors = 4;
    o.threshold = 5.0;
    const ConditionalProbability c = conditional_probability(values, wind_of_rows(speed, from), o);
    EXPECT_NEAR(c.mean_direction_deg, 45.0, 1e-12);
    EXPECT_NEAR(c.concentration, std::sqrt(2.0) / 2.0, 1e-12);
    const std::vector<double> all{9, 9, 9, 9};
    EXPECT_TRUE(std::isnan(conditional_probability(all, wind_of_rows(speed, from), o).mean_direction_deg));
}

TEST(WindJoin, RecordsBelongToTheSampleWhoseSpanHoldsThem) {
    WindRecords wind;
    wind.time_s = {7200, 0, 3600, 90000};
    wind.speed_m_s = {3, 1, 2, 9};
    wind.from_deg = {30, 10, 20, 90};
    const std::vector<SampleSpan> samples{{0, 7200}, {100000, 200000}, {3600, 86400}};  // the third overlaps the first
    const SampledWind joined = join_wind(samples, wind);
    EXPECT_EQ(joined.sample, (std::vector<std::size_t>{0, 0, 2, 2}));
    EXPECT_EQ(joined.speed_m_s, (std::vector<double>{1, 2, 2, 3}));
    EXPECT_EQ(joined.samples_without, 1U);
}

TEST(Bivariate, CellsAndMeansByHand) {
    const std::vector<double> values{10, 20, 30, 40, 50}, speed{0.0, 1.0, 1.01, 2.0, 3.0}, from{0, 4, 5, 5, 180};
    BivariateOptions o;
    o.directions = 36;
    o.speeds = 3;
    o.percentile_low = 50.0;
    o.peak_hours = 1.0;
    const Bivariate b = bivariate(values, wind_of_rows(speed, from), o);
    EXPECT_DOUBLE_EQ(b.threshold.low, 30.0);
    EXPECT_EQ(b.speed_edges_m_s, (std::vector<double>{0, 1, 2, 3}));
    EXPECT_EQ(b.hours[0], 2.0);  // north, 0 and 1 m/s: the upper edge belongs to the cell
    EXPECT_EQ(b.above[0], 0.0);
    EXPECT_DOUBLE_EQ(b.mean[0], 15.0);
    EXPECT_EQ(b.hours[1], 2.0);
    EXPECT_DOUBLE_EQ(b.probability[1], 0.5);
    EXPECT_DOUBLE_EQ(b.mean[1], 35.0);
    EXPECT_EQ(b.hours[18 * 3 + 2], 1.0);
    EXPECT_EQ(*b.peak, 18U * 3 + 2);
    EXPECT_TRUE(std::isnan(b.probability[5]));
    o.peak_hours = 2.0;
    EXPECT_EQ(*bivariate(values, wind_of_rows(speed, from), o).peak, 1U);
}

TEST(Bivariate, IntervalOfPercentilesTakesItsUpperEnd) {
    const std::vector<double> values{1, 2, 3, 4, 5}, speed{1, 1, 1, 1, 1}, from{90, 90, 90, 90, 90};
    BivariateOptions o;
    o.directions = 4;
    o.speeds = 1;
    o.percentile_low = 25.0;   // 2
    o.percentile_high = 75.0;  // 4
    const Bivariate b = bivariate(values, wind_of_rows(speed, from), o);
    EXPECT_EQ(b.above[1], 2.0);
    o.min_hours = 6.0;
    EXPECT_TRUE(std::isnan(bivariate(values, wind_of_rows(speed, from), o).probability[1]));
}

TEST(Bivariate, LeavesOutCalmFastAndMissing) {
    const std::vector<double> values{1, 2, 3, 4}, speed{0.2, 5.0, k_nan, 2.0}, from{90, 90, 90, 90};
    BivariateOptions o;
    o.calm_m_s = 0.5;
    o.max_speed_m_s = 4.0;
    const Bivariate b = bivariate(values, wind_of_rows(speed, from), o);
    EXPECT_EQ(b.calm_hours, 1.0);
    EXPECT_EQ(b.fast_hours, 1.0);
    EXPECT_EQ(b.missing_hours, 1.0);
    EXPECT_EQ(b.samples, 2U);
}

}  // namespace
}  // namespace lantian
