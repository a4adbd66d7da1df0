#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/data/chemistry_case.hpp"

namespace lantian {

/// Reads a case of the chemistry box (TOML, inputs/schema/FORMATS.md) and the tables it names. Adds E101-E104, E203
/// with line and column. Names of species and labels are checked against the mechanism later.
[[nodiscard]] ChemistryCase read_chemistry_case(const std::string& path, Problems& problems);
/// The same from a text; `path` names it in messages, and its folder is where relative paths begin.
[[nodiscard]] ChemistryCase parse_chemistry_case(const std::string& text, const std::string& path, Problems& problems);

}  // namespace lantian
