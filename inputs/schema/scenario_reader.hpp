#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// Where a value of the scenario comes from.
struct Origin {
    std::string file;  ///< scenario file as given, or "--set"
    int line = 0;      ///< from 1; 0: none
    int column = 0;

    [[nodiscard]] std::string text() const;  ///< "jiyuan.toml:12" or "--set"
};

/// A checked scenario with the texts that go into every output.
struct LoadedScenario {
    Scenario scenario;
    std::string resolved_toml;   ///< all values with their origin as comment; paths relative to the scenario file
    std::string canonical_text;  ///< values only, for the hash; does not depend on where the folder lies
    std::vector<std::string> input_files;  ///< files the scenario names, patterns expanded, each once
    Problems warnings;
    std::map<std::string, Origin> origins;  ///< by key ("emissions.gridded[0].file"); absent: default
    std::map<std::string, std::string>
        portable;  ///< path in `scenario` -> path relative to the scenario file (or absolute as written)
};

/// Reads a scenario file (TOML) and the overrides ("time.hours=48"), fills in defaults, expands patterns and checks
/// everything. Throws Error with all problems of both (codes E101-E107, E201, E203, E204, E401), each with
/// file:line:column.
[[nodiscard]] LoadedScenario load_scenario(const std::string& path, const std::vector<std::string>& overrides = {});

/// The complete scenario as TOML with the origin of each value as comment. Paths are written relative to `folder`
/// (existing or not), so that the text, stored in that folder, can be loaded again; with an empty folder relative to
/// the scenario file.
[[nodiscard]] std::string resolved_toml(const LoadedScenario& loaded, const std::string& folder = {});

}  // namespace lantian
