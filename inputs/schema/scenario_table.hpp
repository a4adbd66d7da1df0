#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// How a value is written in the scenario file.
enum class KeyType {
    integer,
    number,
    boolean,
    text,
    word,            ///< one of the allowed words
    time,            ///< date-time with offset
    file,            ///< path of one file
    file_list,       ///< paths or patterns (* ? [..]); expanded and sorted
    word_list,       ///< list of allowed words
    ascending_list,  ///< list of numbers, each above the one before
    box,             ///< west, south, east, north
};

/// The field of a Scenario that a key sets.
using FieldRef = std::variant<int*, std::int64_t*, double*, bool*, std::string*, UtcTime*, std::vector<std::string>*,
                              std::vector<double>*, std::array<double, 4>*>;

/// One key of the scenario file. The only place where keys, units, ranges and texts stand: parser, JSON schema,
/// `explain`, resolved scenario, manual page and the Python model are all made from it. Defaults are those of a new
/// Scenario.
struct ScenarioKey {
    std::string_view key{};  ///< dotted, for example "domain.cell_m"
    KeyType type = KeyType::number;
    std::string_view unit{};       ///< empty: none
    double low = 0.0, high = 0.0;  ///< allowed range of numbers, both ends included; low == high: any finite number
    std::vector<std::string_view> words{};  ///< allowed words of word and word_list
    bool required = false;
    std::string_view example{};    ///< a valid value other than the default, as TOML
    std::string_view meaning{};    ///< one sentence
    std::string_view reference{};  ///< equation or literature
    std::string_view used_by{};    ///< the part of the program that reads it
    FieldRef (*field)(Scenario& scenario, std::size_t item) = nullptr;  ///< item: index in a list of tables, else 0
};

/// All keys in the order of the manual. Those of [[emissions.gridded]] begin with k_gridded_prefix.
[[nodiscard]] const std::vector<ScenarioKey>& scenario_keys();

inline constexpr std::string_view k_gridded_table = "emissions.gridded";
inline constexpr std::string_view k_gridded_prefix = "emissions.gridded.";
[[nodiscard]] constexpr bool is_gridded(const ScenarioKey& key) { return key.key.starts_with(k_gridded_prefix); }

/// The row of a key, or nullptr.
[[nodiscard]] const ScenarioKey* find_scenario_key(std::string_view key);
/// All dotted names, for "did you mean".
[[nodiscard]] std::vector<std::string> scenario_key_names();

/// What the type is called in messages: "a number", "a list of words", ...
[[nodiscard]] std::string_view type_name(KeyType type);
/// "10 to 50000 m", or empty when there is no range.
[[nodiscard]] std::string range_text(const ScenarioKey& key);
/// Value of a field as TOML. local_offset_s: offset in which times are written.
[[nodiscard]] std::string toml_value(const FieldRef& field, std::int64_t local_offset_s);
/// A text as a TOML basic string, quoted and escaped.
[[nodiscard]] std::string toml_text(std::string_view text);
/// Default of a key as TOML; empty when the key is required.
[[nodiscard]] std::string default_text(const ScenarioKey& key);

}  // namespace lantian
