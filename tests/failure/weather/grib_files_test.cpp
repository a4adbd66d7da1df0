#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inputs/readers/describe.hpp"
#include "inputs/readers/grib_sections.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t k = 0; k < bytes; ++k) out[k] = static_cast<char>(value >> (8 * (bytes - 1 - k)));
    return out;
}

/// A GRIB2 message of the given sections after section 0.
std::string message(const std::string& sections) {
    return "GRIB" + std::string(3, '\0') + '\2' + big_endian(16 + sections.size() + 4, 8) + sections + "7777";
}
std::string section(int number, const std::string& body) {
    return big_endian(body.size() + 5, 4) + static_cast<char>(number) + body;
}

TEST(GribFiles, WithoutAReadableMessageAreRefused) {
    const Scratch scratch;
    const Problem problem =
        thrown([&] { (void)open_grib({scratch.write("a.grib2", message(section(1, std::string(30, '\0'))))}); });
    EXPECT_EQ(problem.code, "E433");
    EXPECT_THAT(problem.message, HasSubstr("no readable GRIB message"));
    EXPECT_THAT(problem.message, HasSubstr("message at byte 0 ends before its data section"));
}

TEST(GribFiles, CutOffSaysHowMuchIsMissing) {
    const Scratch scratch;
    const std::string whole = message(section(1, std::string(30, '\0')));
    const grib::Scan scan = grib::scan(scratch.write("a.grib2", whole.substr(0, whole.size() - 10)));
    EXPECT_TRUE(scan.messages.empty());
    ASSERT_EQ(scan.bad.size(), 1u);
    EXPECT_THAT(scan.bad[0].reason, HasSubstr("is cut off: it states 55 bytes and the file holds 45"));
}

// A message that states four thousand million points must not make anyone allocate them.
TEST(GribFiles, AbsurdNumbersOfPointsAreRefusedBeforeTheLibrarySeesThem) {
    const std::string absurd =
        message(section(1, std::string(16, '\0')) +
                section(3, std::string(1, '\0') + big_endian(4000000000u, 4) + std::string(60, '\0')) +
                section(4, std::string(29, '\0')) + section(5, big_endian(4000000000u, 4) + std::string(12, '\0')) +
                section(6, "\xff") + section(7, std::string(10, '\0')));
    const auto fields = grib::split(absurd);
    ASSERT_EQ(fields.size(), 1u);
    EXPECT_THAT(fields[0].reason, HasSubstr("states 4000000000 grid points"));
}

TEST(GribFiles, DataSectionsTooShortForTheirValuesAreRefused) {
    const std::string text =
        message(section(1, std::string(16, '\0')) +
                section(3, std::string(1, '\0') + big_endian(1000, 4) + std::string(60, '\0')) +
                section(4, std::string(29, '\0')) +
                section(5, big_endian(1000, 4) + std::string(10, '\0') + '\x10' + std::string(1, '\0')) +
                section(6, "\xff") + section(7, std::string(10, '\0')));
    const auto fields = grib::split(text);
    ASSERT_EQ(fields.size(), 1u);
    EXPECT_THAT(fields[0].reason, HasSubstr("too short for 1000 values of 16 bits"));
}

TEST(GribFiles, TheGoodMessagesOfADamagedFileAreRead) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    std::string bytes = Scratch::bytes_of((*root / "met/grib/gfs/gfs.t12z.pgrbf120.2p5deg.grib2").string());
    const Scratch scratch;
    const grib::Scan scan = grib::scan(scratch.write("whole.grib2", bytes));
    ASSERT_EQ(scan.messages.size(), 307u);
    bytes[scan.messages[3].offset + 20] = '\x7f';  // length of a section
    bytes.resize(bytes.size() - 100);
    const auto source = open_grib({scratch.write("bad.grib2", bytes)}, AreaDeg{112.0, 34.9, 113.2, 35.4});
    EXPECT_EQ(source->times().size(), 1u);
    EXPECT_THAT(source->notes(), Contains(HasSubstr("is cut off")));
    EXPECT_THAT(source->notes(), Contains(HasSubstr("does not fit into the message: skipped")));
    EXPECT_THAT(describe_file(scratch.path("bad.grib2")).missing, Contains(HasSubstr("would be skipped")));
}

TEST(GribFiles, OutsideTheAreaAreRefused) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const std::string nam = (*root / "met/grib/lambert/nam.t00z.awp21100.tm00.grib2").string();
    EXPECT_EQ(thrown([&] { (void)open_grib({nam}, AreaDeg{112.0, 34.9, 113.2, 35.4}); }).code, "E411");
}

}  // namespace
}  // namespace lantian
