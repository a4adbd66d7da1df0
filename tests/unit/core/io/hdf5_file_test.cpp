#include "core/io/hdf5_file.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scratch.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

void write_sample(const std::string& path) {
    Hdf5File file = Hdf5File::create(path);
    file.create_group("puffs");
    const std::vector<double> x{1.5, -2.0, std::numeric_limits<double>::denorm_min(), 1e300, 0.1, 3.0};
    const std::vector<std::uint64_t> id{1, std::numeric_limits<std::uint64_t>::max()};
    const std::vector<std::uint32_t> source{7, 8, 9};
    const std::size_t two_by_three[] = {2, 3}, two[] = {2}, three[] = {3}, none[] = {0};
    file.write("puffs/mass_kg", x, two_by_three);
    file.write("puffs/id", id, two);
    file.write("puffs/source", source, three);
    file.write("puffs/empty", std::span<const double>{}, none);
    const std::vector<std::string> names{"pm25_primary", "济源", ""};
    file.write_texts("species", names);
    file.attribute("puffs/mass_kg", "unit", "kg");
    file.attribute("/", "version", 1.0);
    file.attribute("/", "format", "lantian-puffs");
    file.close();
}

TEST(Hdf5File, RoundTrip) {
    const Scratch scratch;
    write_sample(scratch.path("p.h5"));
    const Hdf5File file = Hdf5File::open(scratch.path("p.h5"));
    EXPECT_THAT(file.shape_of("puffs/mass_kg"), ElementsAre(2, 3));
    EXPECT_THAT(file.read_doubles("puffs/mass_kg"),
                ElementsAre(1.5, -2.0, std::numeric_limits<double>::denorm_min(), 1e300, 0.1, 3.0));
    EXPECT_THAT(file.read_uint64("puffs/id"), ElementsAre(1u, std::numeric_limits<std::uint64_t>::max()));
    EXPECT_THAT(file.read_uint32("puffs/source"), ElementsAre(7u, 8u, 9u));
    EXPECT_TRUE(file.read_doubles("puffs/empty").empty());
    EXPECT_THAT(file.read_texts("species"), ElementsAre("pm25_primary", "济源", ""));
    EXPECT_EQ(file.text_attribute("puffs/mass_kg", "unit"), "kg");
    EXPECT_EQ(file.number_attribute("/", "version"), 1.0);
    EXPECT_EQ(file.text_attribute("/", "format"), "lantian-puffs");
    EXPECT_FALSE(file.text_attribute("/", "version").has_value());
    EXPECT_TRUE(file.has("puffs/id"));
    EXPECT_FALSE(file.has("puffs/y_m"));
    EXPECT_FALSE(file.has("no/id"));
}

TEST(Hdf5File, DamageIsRefused) {
    const Scratch scratch;
    write_sample(scratch.path("p.h5"));
    const Hdf5File file = Hdf5File::open(scratch.path("p.h5"));
    const Problem missing = thrown([&] { (void)file.read_doubles("puffs/z_m"); });
    EXPECT_EQ(missing.code, "E450");
    EXPECT_THAT(missing.message, HasSubstr("puffs/z_m"));
    EXPECT_EQ(thrown([&] { (void)file.read_doubles("species"); }).code, "E450");
    EXPECT_EQ(thrown([&] { (void)file.read_uint64("puffs/mass_kg"); }).code, "E450");
    EXPECT_EQ(thrown([&] { (void)file.read_texts("puffs/id"); }).code, "E450");
    const std::string bytes = Scratch::bytes_of(scratch.path("p.h5"));
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{7}, std::size_t{30}, bytes.size() / 2, bytes.size() - 1}) {
        const std::string cut = scratch.write("cut.h5", bytes.substr(0, length));
        const Problem problem = thrown([&] { (void)Hdf5File::open(cut); });
        EXPECT_EQ(problem.code, "E450") << length;
        EXPECT_EQ(problem.file, cut);
    }
    EXPECT_EQ(thrown([&] { (void)Hdf5File::open(scratch.path("absent.h5")); }).code, "E401");
    EXPECT_EQ(thrown([&] { (void)Hdf5File::create(scratch.path("no/folder.h5")); }).code, "E440");
}

}  // namespace
}  // namespace lantian
