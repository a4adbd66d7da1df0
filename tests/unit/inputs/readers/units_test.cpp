#include "inputs/readers/units.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "core/base/error.hpp"

namespace lantian {
namespace {

std::string message_of(const auto& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(Units, ConvertsByDimension) {
    EXPECT_DOUBLE_EQ(unit_to("degC", "K")(20.0), 293.15);
    EXPECT_DOUBLE_EQ(unit_to("hPa", "Pa")(1013.25), 101325.0);
    EXPECT_DOUBLE_EQ(unit_to("km/h", "m/s")(36.0), 10.0);
    EXPECT_DOUBLE_EQ(unit_to("%", "1")(35.0), 0.35);
    EXPECT_DOUBLE_EQ(unit_to("deg", "rad")(180.0), 3.14159265358979323846);
    EXPECT_DOUBLE_EQ(unit_to("µg/m3", "kg m-3")(1.0), 1e-9);
    EXPECT_NEAR(unit_to("mg m-2 h-1", "kg m-2 s-1")(3.6), 1e-9, 1e-24);
}

TEST(Units, RefusesTheWrongDimensionAndNeverTakesDimensionless) {
    EXPECT_EQ(message_of([] { (void)unit_to("kg", "m"); }),
              "error[E302] unit \"kg\" cannot be turned into \"m\"; write for example \"m\"");
    EXPECT_EQ(message_of([] { (void)unit_to("furlongz", "m"); }),
              "error[E302] unit \"furlongz\" is not known; write for example \"m\"");
    EXPECT_EQ(message_of([] { (void)unit_to("", "m"); }), "error[E302] unit is empty; write for example \"m\"");
    EXPECT_EQ(message_of([] { (void)unit_to("1", "m"); }),
              "error[E302] unit \"1\" cannot be turned into \"m\"; write for example \"m\"");
    EXPECT_EQ(message_of([] { (void)unit_to("s/m", "m/s"); }),
              "error[E302] unit \"s/m\" cannot be turned into \"m/s\"; write for example \"m/s\"");
    EXPECT_EQ(message_of([] { (void)unit_to("deg", "1"); }),
              "error[E302] unit \"deg\" cannot be turned into \"1\"; write for example \"1\"");
}

TEST(Units, AnnualRatesAreTotalsOfTheCalendarYear) {
    for (const auto& [unit, kg] : std::vector<std::pair<std::string, double>>{{"t/a", 1e3},
                                                                              {"kg/a", 1.0},
                                                                              {"kt/year", 1e6},
                                                                              {"kg/yr", 1.0},
                                                                              {"Mg/a", 1e3},
                                                                              {"g/a", 1e-3},
                                                                              {"Mt/a", 1e9},
                                                                              {"t a-1", 1e3},
                                                                              {"kg yr-1", 1.0}}) {
        const RateUnit rate = parse_rate_unit(unit);
        EXPECT_TRUE(rate.annual) << unit;
        EXPECT_DOUBLE_EQ(rate.scale, kg) << unit;
    }
}

TEST(Units, OtherRatesAreMeans) {
    for (const auto& [unit, kg_s] : std::vector<std::pair<std::string, double>>{{"g/s", 1e-3},
                                                                                {"kg/h", 1.0 / 3600.0},
                                                                                {"t/day", 1000.0 / 86400.0},
                                                                                {"kt/day", 1e6 / 86400.0},
                                                                                {"kg s-1", 1.0},
                                                                                {"lb/h", 0.45359237 / 3600.0}}) {
        const RateUnit rate = parse_rate_unit(unit);
        EXPECT_FALSE(rate.annual) << unit;
        EXPECT_NEAR(rate.scale, kg_s, 1e-14 * kg_s) << unit;
    }
}

TEST(Units, RatesOfAnotherKindAreRefused) {
    for (const char* unit : {"t", "m/a", "kg", "g/m", "a/t", "t/a/d", "kg/", "/a", ""}) {
        EXPECT_EQ(message_of([&] { (void)parse_rate_unit(unit); }),
                  std::string("error[E302] unit \"") + unit +
                      "\" is not a mass per time; write a mass per time, for example t/a, kg/a, kt/year, g/s or kg/h");
    }
}

TEST(Units, ServeSeveralThreads) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) ASSERT_DOUBLE_EQ(unit_to("km", "m")(2.0), 2000.0);
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST(Money, ReadsAmounts) {
    EXPECT_DOUBLE_EQ(parse_money("80 MCNY", MoneyPer::once), 80e6);
    EXPECT_DOUBLE_EQ(parse_money("8 kCNY/t", MoneyPer::tonne), 8e3);
    EXPECT_DOUBLE_EQ(parse_money("4.5MCNY/a", MoneyPer::year), 4.5e6);
    EXPECT_DOUBLE_EQ(parse_money("1e3 CNY / year", MoneyPer::year), 1e3);
    EXPECT_DOUBLE_EQ(parse_money("-1.3 MCNY/a", MoneyPer::year), -1.3e6);
}

TEST(Money, RefusesWhatIsNoAmount) {
    EXPECT_EQ(message_of([] { (void)parse_money("80 MUSD", MoneyPer::once); }),
              "error[E503] \"80 MUSD\" is not an amount of money; write for example \"80 MCNY\" (CNY, kCNY or MCNY, "
              "not negative)");
    EXPECT_EQ(message_of([] { (void)parse_money("4 MCNY", MoneyPer::year); }),
              "error[E503] \"4 MCNY\" is not an amount of money per year; write for example \"4 MCNY/a\" (CNY, kCNY or "
              "MCNY)");
    for (const char* text : {"", "MCNY", "80", "-1 CNY", "nan CNY", "1..2 CNY", "8 kCNY/t"}) {
        EXPECT_THROW((void)parse_money(text, MoneyPer::once), Error) << text;
    }
}

}  // namespace
}  // namespace lantian
