#include "core/io/hash.hpp"

#include <gtest/gtest.h>

#include "tests/support/scratch.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::Scratch;

TEST(Hash, KnownValueOfTheEmptyText) {
    EXPECT_EQ(hash_text(""), "99aa06d3014798d86001c324468d497f");
}  // xxHash specification, XXH3_128bits, seed 0

TEST(Hash, FileAndTextAgreeAcrossBlocks) {
    const Scratch scratch;
    std::string text;
    for (int i = 0; i < 400000; ++i) text += std::to_string(i);
    EXPECT_EQ(hash_file(scratch.write("big", text)), hash_text(text));
    EXPECT_EQ(hash_file(scratch.write("empty", "")), hash_text(""));
    std::string other = text;
    other[1234567] ^= 1;
    EXPECT_NE(hash_text(other), hash_text(text));
}

TEST(Hash, AbsentFile) {
    EXPECT_EQ(testing::thrown([] { (void)hash_file("/no/such/file"); }).code, "E401");
    EXPECT_EQ(testing::thrown([] { (void)hash_file("/"); }).code, "E401");
}

}  // namespace
}  // namespace lantian
