#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/data/mechanism.hpp"

namespace lantian {

/// The forms that are read; told apart by content.
enum class MechanismForm {
    neutral_json,  ///< the project's own form (inputs/schema/FORMATS.md)
    musica_json,   ///< music-box or MUSICA configuration, version 1
    cmaq_def,      ///< CMAQ mechanism definition
    kpp,           ///< KPP equations; species from #DEFVAR and #DEFFIX or from the .spc file beside it
};

/// Reads a mechanism of any form and checks it. Everything wrong goes to `problems` (E60x with line or JSON path and
/// the reaction named); the value is complete only when there are no errors. Throws Error E401 when the file cannot be
/// read.
[[nodiscard]] Mechanism read_mechanism(const std::string& path, Problems& problems);

[[nodiscard]] MechanismForm detect_mechanism(const std::string& path, const std::string& text);

}  // namespace lantian
