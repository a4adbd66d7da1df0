#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/observations.hpp"

namespace lantian::receptor {

enum class UncertaintyRule {
    given,     ///< as the file says
    epa,       ///< x <= MDL: 5/6 MDL, else sqrt((EF x)^2 + (MDL/2)^2) (Norris et al. 2014)
    polissar,  ///< u + MDL/3; x < MDL: x -> MDL/2, s = MDL/2 + MDL/3 (Polissar et al. 1998)
};

enum class MissingPolicy {
    no_weight,       ///< the cell stays empty and has no weight
    median,          ///< median of the species, s = 4 x median (EPA PMF 5.0)
    geometric_mean,  ///< geometric mean of the positive values, s = 4 x it (Polissar et al. 1998)
    drop_sample,     ///< samples with a missing cell are left out
};

enum class SpeciesClass { strong, weak, bad };

struct UncertaintyOptions {
    UncertaintyRule rule = UncertaintyRule::given;
    double error_fraction = 0.1;  ///< EF of the epa rule; u = EF x of the polissar rule where no uncertainty is given
    MissingPolicy missing = MissingPolicy::no_weight;
    double extra = 0.0;             ///< C3: s^2 + (extra x)^2, 0-0.25
    double floor_fraction = 0.0;    ///< s at least this part of |x|
    bool classify = false;          ///< S/N below 0.5 bad, below 1 weak
    double weak_factor = 3.0;       ///< s of weak species is multiplied by it
    std::vector<std::string> weak;  ///< named weak
    std::string total;              ///< total variable: always weak
};

struct SpeciesSummary {
    std::string name;
    SpeciesClass kind = SpeciesClass::strong;
    double signal_to_noise = 0.0;  ///< mean of max(0, (x - s) / s), before classes and extra uncertainty
    std::size_t missing = 0, below_detection = 0;
};

/// What goes into a fit, and every rule that made it.
struct PreparedData {
    ConcentrationTable table;  ///< values and uncertainties as fitted; bad species and dropped samples left out
    std::vector<SpeciesSummary> species;  ///< of the whole input, in its order
    std::vector<SpeciesClass> kinds;      ///< of the fitted species
    std::vector<std::string> rules;       ///< in words, in the order of use
};

/// Applies the rules. Throws Error E324 when they cannot be (no detection limit, no uncertainty, nothing left).
[[nodiscard]] PreparedData prepare(const ConcentrationTable& table, const UncertaintyOptions& options);

[[nodiscard]] const char* class_name(SpeciesClass kind);

}  // namespace lantian::receptor
