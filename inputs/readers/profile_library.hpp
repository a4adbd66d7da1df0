#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/profile_library.hpp"

namespace lantian {

/// Reads source profiles in long form, one row a (profile, species), and indexes that name them, each by its columns:
/// - SPECIATE: PROFILE_CODE, SPECIES_NAME or SYMBOL, WEIGHT_PERCENT, [UNCERTAINTY_PERCENT]; per cent become fractions;
/// - SPECIATE index: PROFILE_CODE, PROFILE_NAME, [class, CONTROLS, TEST_YEAR, UPPER_SIZE, QSCORE ...];
/// - SPECIEUROPE: Id, Name, Specie, [Symbol], Relative.Mass, [Uncertainty, Source.Categories, Particle.Size ...];
/// - any other: profile (or code), species, fraction, [uncertainty, name, category].
/// Several files join into one library; codes of SPECIEUROPE get the prefix `SE`. A species twice in a profile (several
/// methods of analysis) keeps the row with an uncertainty, else the first; such rows and negative or missing fractions
/// are counted in `notes`. Problems: E304, E305, E312, E340 an index only, or no known form. Throws E401, E311.
[[nodiscard]] ProfileLibrary read_profile_library(const std::vector<std::string>& paths, Problems& problems,
                                                  std::vector<std::string>& notes);

}  // namespace lantian
