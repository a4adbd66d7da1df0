#include <random>
#include <string>

#include <gtest/gtest.h>

#include "inputs/readers/describe.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/sample_weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

using testing::Scratch;

/// One to sixty-four bytes changed, half of them near the start where the header is, and sometimes a cut.
std::string mutant(std::string bytes, std::mt19937& random) {
    std::uniform_int_distribution<std::size_t> anywhere(0, bytes.size() - 1),
        head(0, std::min<std::size_t>(bytes.size(), 65536) - 1);
    const unsigned changes = 1u << (random() % 7);
    for (unsigned k = 0; k < changes; ++k)
        bytes[random() % 2 == 0 ? head(random) : anywhere(random)] = static_cast<char>(random());
    if (random() % 8 == 0) bytes.resize(anywhere(random));
    return bytes;
}

void describe_mutants(const std::string& original, int count) {
    const Scratch scratch;
    std::mt19937 random(20270115);
    int damaged = 0;
    for (int k = 0; k < count; ++k) {
        const std::string path = scratch.write("mutant.nc", mutant(original, random));
        FileDescription description;
        ASSERT_NO_THROW(description = describe_file(path)) << "mutant " << k;
        ASSERT_FALSE(description.kind.empty());
        damaged += !description.missing.empty();
    }
    EXPECT_GT(damaged, count / 10) << "the mutants must be bad enough to be noticed";
}

TEST(Mutants, OfWrfOutputAreDescribedAndNeverEndTheProgram) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    describe_mutants(Scratch::bytes_of((*root / "met/wrf-python-ci/ci_test_file.nc").string()), 200);
}

TEST(Mutants, OfClassicNetcdf) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    describe_mutants(Scratch::bytes_of((*root / "met/salem-wrf/era_interim_tibet.nc").string()), 200);
}

TEST(Mutants, OfOurCfWeather) {
    const Scratch scratch;
    write_cf_weather(testing::SampleWeather(), scratch.path("met.nc"));
    describe_mutants(Scratch::bytes_of(scratch.path("met.nc")), 200);
}

TEST(Mutants, OfAStationTable) {
    std::string text =
        "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],cloud[1]\n";
    for (int hour = 0; hour < 24; ++hour)
        text += "A,112.6,35.1,140,2027-01-15T" + std::to_string(100 + hour).substr(1) + ":00:00+08:00,3,270,-3,0.5\n";
    describe_mutants(text, 2000);
}

}  // namespace
}  // namespace lantian
