#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "inputs/readers/describe.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

/// Every file of the samples is described: its times, stations, profiles, levels or rows, or it is refused with a
/// sentence. Nothing ends the program, and nothing is left without a word.
TEST(DoctorOnEveryFile, OpensOrRefusesInWords) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    std::size_t files = 0, opened = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*root / "met")) {
        if (!entry.is_regular_file()) continue;
        SCOPED_TRACE(entry.path().string());
        ++files;
        FileDescription d;
        ASSERT_NO_THROW(d = describe_file(entry.path().string()));
        ASSERT_FALSE(d.kind.empty());
        const bool has_content = std::any_of(d.facts.begin(), d.facts.end(), [](const auto& fact) {
            return fact.first != "size" && fact.first != "note" && !fact.second.empty();
        });
        opened += has_content;
        EXPECT_TRUE(has_content || !d.missing.empty()) << d.kind;
        for (const std::string& text : d.missing) {
            EXPECT_GT(text.size(), 15u) << text;
            EXPECT_NE(text.find(' '), std::string::npos) << text;
        }
    }
    EXPECT_GT(files, 100u);
    EXPECT_GT(opened, files / 2);
}

}  // namespace
}  // namespace lantian
