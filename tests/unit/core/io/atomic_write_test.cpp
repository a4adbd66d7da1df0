#include "core/io/atomic_write.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scratch.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::Scratch;
using testing::thrown;

TEST(AtomicWrite, WritesReplacesAndLeavesNoPart) {
    const Scratch scratch;
    const std::string path = scratch.path("ledger.json");
    write_text_file(path, "first, longer");
    write_text_file(path, "second");
    EXPECT_EQ(Scratch::bytes_of(path), "second");
    EXPECT_FALSE(std::filesystem::exists(part_name(path)));
}

TEST(AtomicWrite, FailureNamesTheFileAndKeepsTheOldOne) {
    const Scratch scratch;
    const Problem nowhere = thrown([&] { write_text_file(scratch.path("no/such/a.json"), "x"); });
    EXPECT_EQ(nowhere.code, "E440");
    EXPECT_EQ(nowhere.kind, ErrorKind::io);
    EXPECT_EQ(nowhere.file, scratch.path("no/such/a.json"));
    EXPECT_EQ(thrown([] { write_text_file("/proc/lantian.json", "x"); }).code, "E440");  // a folder nobody may write to
    scratch.write("kept.json", "old");
    EXPECT_EQ(thrown([&] { publish_part(scratch.path("kept.json")); }).code, "E440");  // there is no part
    EXPECT_EQ(Scratch::bytes_of(scratch.path("kept.json")), "old");
}

}  // namespace
}  // namespace lantian
