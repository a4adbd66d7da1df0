#pragma once

#include <string>
#include <string_view>

#include "inputs/schema/scenario_reader.hpp"
#include "inputs/schema/scenario_table.hpp"

/// Parts of the scenario reader that are kept in files of their own.
namespace lantian::detail {

/// Full name of a key for messages and origins: "time.hours", "emissions.gridded[1].file".
[[nodiscard]] std::string full_key(const ScenarioKey& key, std::size_t item);

/// Error (or warning W205) at the place of a key that the scenario sets, else at the file.
[[nodiscard]] Problem scenario_problem(const LoadedScenario& loaded, const std::string& code, const std::string& key,
                                       const std::string& message, const std::string& hint);

/// Range, words and form of one key's value. Adds E201 and E203.
void check_value(const LoadedScenario& loaded, const ScenarioKey& key, std::size_t item, Problems& problems);

/// Rules between keys. Adds E204 and warnings W205.
void check_together(const LoadedScenario& loaded, Problems& problems);

/// Values only: one "key = value" a line, times in UTC, portable paths.
[[nodiscard]] std::string canonical_text(const LoadedScenario& loaded);

}  // namespace lantian::detail
