#pragma once

#include <string>
#include <string_view>

namespace lantian {

/// JSON Schema (draft 2020-12) of the scenario file, made from the table of keys. Units stand in "x-unit".
[[nodiscard]] std::string json_schema();

/// What a key, or every key of a section, means: type, unit, default, range, reference, user. Error E101 with an offer
/// when unknown.
[[nodiscard]] std::string explain_text(std::string_view key_or_section);
/// The same as a JSON list; an empty name gives all keys.
[[nodiscard]] std::string explain_json(std::string_view key_or_section);

/// The manual page of the scenario, Markdown.
[[nodiscard]] std::string scenario_manual();

}  // namespace lantian
