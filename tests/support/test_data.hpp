#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace lantian::testing {

/// The folder of public measurements and sample files that stays outside the repository: LANTIAN_DATA, else
/// the default of the build (CMakeLists.txt). Empty when it is not there; tests that need it are then skipped with one
/// line.
[[nodiscard]] inline std::optional<std::filesystem::path> shared_data() {
    const char* named = std::getenv("LANTIAN_DATA");
    const std::filesystem::path folder = named != nullptr ? named : LANTIAN_DATA_DEFAULT;
    std::error_code code;
    return std::filesystem::is_directory(folder, code) ? std::optional(folder) : std::nullopt;
}

}  // namespace lantian::testing
