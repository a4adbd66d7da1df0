#include "models/run/snapshot.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "core/base/error.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

class Snapshot : public ::testing::Test {
  protected:
    void SetUp() override {
        path_ = std::filesystem::temp_directory_path() / ("lantian_snapshot_" + std::to_string(::getpid()) + ".h5");
        test::SmallCase c = test::small_case(20, 20, 1000.0, 1);
        c.catalog.sources = {test::point_source(c, "a", "g", 5000, 5000, 20, 1.0),
                             test::point_source(c, "b", "g", 9000, 9000, 20, 1.0)};
        const RunInputs inputs = c.inputs();
        (void)run_case(inputs, {}, {}, [&](const PuffStore& puffs) { snapshot_.puffs = puffs; });
        snapshot_.time = c.scenario.time.start + 3600;
        snapshot_.scenario_hash = "abc";
        snapshot_.source_ids = {"a", "b"};
        write_snapshot(path_.string(), snapshot_);
    }
    void TearDown() override { std::filesystem::remove(path_); }

    std::filesystem::path path_;
    PuffSnapshot snapshot_;
};

TEST_F(Snapshot, ReadsBackEveryBit) {
    ASSERT_GT(snapshot_.puffs.size(), 3u);
    const PuffSnapshot back = read_snapshot(path_.string());
    EXPECT_EQ(back.time, snapshot_.time);
    EXPECT_EQ(back.scenario_hash, "abc");
    EXPECT_EQ(back.source_ids, snapshot_.source_ids);
    EXPECT_EQ(back.puffs.id, snapshot_.puffs.id);
    EXPECT_EQ(back.puffs.source, snapshot_.puffs.source);
    EXPECT_EQ(back.puffs.x_m, snapshot_.puffs.x_m);
    EXPECT_EQ(back.puffs.sigma_z_m, snapshot_.puffs.sigma_z_m);
    EXPECT_EQ(back.puffs.mass_kg, snapshot_.puffs.mass_kg);
}

TEST_F(Snapshot, DamageIsFoundOut) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    // Flip one bit of a stored mass: look for its bytes in the file.
    const double mass = snapshot_.puffs.mass_kg[1][0];
    const std::string needle(reinterpret_cast<const char*>(&mass), sizeof mass);
    const std::size_t at = bytes.find(needle);
    ASSERT_NE(at, std::string::npos);
    file.clear();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(bytes[at] ^ 1));
    file.close();
    try {
        (void)read_snapshot(path_.string());
        FAIL() << "damage not found";
    } catch (const Error& error) {
        EXPECT_EQ(error.problems()[0].code, "E450");
        EXPECT_NE(std::string(error.what()).find(path_.filename().string()), std::string::npos);
    }
}

TEST_F(Snapshot, OtherFilesAreRefused) {
    std::ofstream(path_) << "not HDF5";
    EXPECT_THROW((void)read_snapshot(path_.string()), Error);
}

}  // namespace
}  // namespace lantian
