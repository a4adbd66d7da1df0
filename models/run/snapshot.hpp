#pragma once

#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/puffs.hpp"

namespace lantian {

/// All puffs at one instant, with what is needed to know them again.
struct PuffSnapshot {
    UtcTime time;
    std::string scenario_hash;
    std::vector<std::string> source_ids;
    PuffStore puffs;
};

/// Writes a snapshot as HDF5 (format lantian-puffs 1, inputs/schema/FORMATS.md), by way of .part. Error E440.
void write_snapshot(const std::string& path, const PuffSnapshot& snapshot);
/// Reads it back, bit for bit. Error E450 when the file is not of this format or its hash does not fit.
[[nodiscard]] PuffSnapshot read_snapshot(const std::string& path);

}  // namespace lantian
