#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace lantian {

/// A folder of the public data that stay outside the repository: LANTIAN_DATA, else the default of the build. Empty
/// when it is not there; the benchmark is then skipped.
[[nodiscard]] inline std::optional<std::filesystem::path> data_folder(const std::string& name) {
    const char* named = std::getenv("LANTIAN_DATA");
    const std::filesystem::path folder = std::filesystem::path(named != nullptr ? named : LANTIAN_DATA_DEFAULT) / name;
    return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

}  // namespace lantian
