#pragma once

#include <string>

#include "core/data/mechanism.hpp"
#include "models/app/verbs.hpp"
#include "models/chemistry/compiled_mechanism.hpp"

namespace lantian {

/// A mechanism as JSON: counts, kinds of rates, families, photolysis, sparsity, and every species and reaction
/// (inputs/schema/FORMATS.md).
[[nodiscard]] Json mechanism_json(const Mechanism& mechanism, const CompiledMechanism& compiled);

/// The counts as a few lines to read.
[[nodiscard]] std::string mechanism_text(const Mechanism& mechanism, const CompiledMechanism& compiled);

}  // namespace lantian
