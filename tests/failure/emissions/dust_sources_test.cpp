// Wrong dust tables end with the message that says what is wrong and where.
#include <gtest/gtest.h>

#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

using test::EmissionCase;

struct Wrong {
    const char* name;
    const char* properties;
    bool line;
    const char* message;
};

constexpr Wrong k_wrong[] = {
    {"UnknownKind", R"("id":"a","kind":"piles","sector":"d","group":"d")", false,
     "error[E309] /features/0/properties/kind = \"piles\": is not a kind of dust source; did you mean \"pile\"?"},
    {"NoKind", R"("id":"a","sector":"d","group":"d")", false, "E304"},
    {"RoadAsArea",
     R"("id":"a","kind":"paved_road","silt_load[g/m2]":1,"weight[t]":2,"vehicles[1/d]":9,"sector":"d","group":"d")",
     false, "error[E313] /features/0/properties/kind = \"paved_road\": a road is a line, this is a polygon"},
    {"PileAsLine", R"("id":"a","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":2,"sector":"d","group":"d")",
     true, "error[E313] /features/0/properties/kind = \"pile\": is an area, this is a line"},
    {"Missing", R"("id":"a","kind":"pile","disturbances[1/d]":2,"sector":"d","group":"d")", false,
     "value is missing; a pile needs threshold[m/s]"},
    {"OfAnotherKind",
     R"("id":"a","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":2,"clay[%]":5,"sector":"d","group":"d")", false,
     "a pile has no such property"},
    {"NoUnit", R"("id":"a","kind":"pile","threshold":0.5,"disturbances[1/d]":2,"sector":"d","group":"d")", false,
     "E301"},
    {"OutOfRange", R"("id":"a","kind":"pile","threshold[m/s]":50,"disturbances[1/d]":2,"sector":"d","group":"d")",
     false, "E306"},
    {"DryHandling", R"("id":"a","kind":"handling","moisture[%]":0,"throughput[t/d]":5,"sector":"d","group":"d")", false,
     "must be at least 0.1 % for handling"},
    {"WetDaysOfAPile",
     R"("id":"a","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":2,"wet_days":30,"sector":"d","group":"d")",
     false, "only road dust has it"},
    {"RatesDoNotBelong",
     R"("id":"a","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":2,"pm10[t/a]":3,"sector":"d","group":"d")",
     false, "E303"},
    {"NoProfile",
     R"("id":"a","kind":"pile","threshold[m/s]":0.5,"disturbances[1/d]":2,"profile":"x","sector":"d","group":"d")",
     false, "E309"},
};

class WrongDust : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongDust, IsNamed) {
    const Wrong& wrong = GetParam();
    EmissionCase base;
    const std::string geometry =
        wrong.line ? R"({"type":"LineString","coordinates":[[112.5,35.1],[112.52,35.1]]})"
                   : R"({"type":"Polygon","coordinates":[[[112.5,35.1],[112.51,35.1],[112.51,35.11],[112.5,35.1]]]})";
    base.scenario.emissions.dust = {
        base.dir.write("dust.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{)" +
                                           std::string(wrong.properties) + "},\"geometry\":" + geometry + "}]}")};
    Problems problems;
    (void)base.read(problems);
    EXPECT_NE(base.texts(problems).find(wrong.message), std::string::npos) << base.texts(problems);
    EXPECT_TRUE(problems.has_errors());
}

INSTANTIATE_TEST_SUITE_P(All, WrongDust, ::testing::ValuesIn(k_wrong),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(DustTable, OutsideAndTwice) {
    EmissionCase base;
    const std::string one =
        R"({"type":"Feature","properties":{"id":"a","kind":"bare_soil","threshold[m/s]":0.3,"clay[%]":5,"sector":"d","group":"d"},"geometry":{"type":"Polygon","coordinates":[[[10,35.1],[10.1,35.1],[10.1,35.2],[10,35.1]]]}})";
    base.scenario.emissions.dust = {
        base.dir.write("dust.geojson", R"({"type":"FeatureCollection","features":[)" + one + "," + one + "]}")};
    Problems problems;
    (void)base.read(problems);
    const std::string texts = base.texts(problems);
    EXPECT_NE(texts.find("E307"), std::string::npos) << texts;
    EXPECT_NE(texts.find("E308"), std::string::npos) << texts;
}

TEST(WrongPit, ReleaseAboveItsRim) {
    EmissionCase base;
    base.table(
        "pit.geojson",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"p","pit_depth[m]":10,"release_height[m]":12,"pm10[t/a]":1,"sector":"d","group":"d"},"geometry":{"type":"Polygon","coordinates":[[[112.5,35.1],[112.51,35.1],[112.51,35.11],[112.5,35.1]]]}}]})");
    Problems problems;
    (void)base.read(problems);
    EXPECT_NE(base.texts(problems).find("is above the rim of the pit"), std::string::npos) << base.texts(problems);
}

struct WrongShare {
    const char* line;
    const char* message;
};

TEST(WrongMetals, SharesOfSizesAndForms) {
    for (const WrongShare& wrong :
         {WrongShare{"s,*,pb,0.1,0.7,0.4,,\n", "giant_fraction = 0.4: is more than fine_fraction leaves"},
          WrongShare{"s,*,pb,0.1,0.7,,0.4,\n", "only mercury is a gas"},
          WrongShare{"s,*,hg,0.1,0.7,,0.7,0.4\n", "is more than elemental_fraction leaves"},
          WrongShare{"s,*,hg,0.1,0.7,,1.7,\n", "E306"}}) {
        EmissionCase base;
        base.scenario.emissions.speciation =
            base.dir.write("s.csv", std::string("sector,process,species,fraction_of_pm25,fine_fraction,giant_fraction,"
                                                "elemental_fraction,oxidised_fraction\n") +
                                        wrong.line);
        Problems problems;
        (void)base.read(problems);
        EXPECT_NE(base.texts(problems).find(wrong.message), std::string::npos) << base.texts(problems);
    }
}

}  // namespace
}  // namespace lantian
