#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/species.hpp"

namespace lantian {

/// A control measure as the measures file gives it (inputs/schema/FORMATS.md).
struct Measure {
    std::string id, name, name_zh;
    std::vector<std::string> sector, source, process,
        group;                   ///< a source is a target when it matches every non-empty list
    EmittedMass removal_frac{};  ///< per inventory species, 0-1
    double applicability_frac = 1.0;
    double effectiveness_frac = 1.0;
    /// CNY a-1 = annual + capital annualised with (interest, lifetime) + running + per_tonne x tonnes removed; empty
    /// when unknown.
    struct Cost {
        double annual_cny = 0.0;
        double capital_cny = 0.0;
        double lifetime_a = 1.0;
        double interest_frac = 0.05;
        double running_cny_a = 0.0;
        double per_tonne_cny = 0.0;
        std::optional<Emitted> per_tonne_species;
    };
    std::optional<Cost> cost;
    std::optional<double> co2_t_a;
    std::string exclusive_group;
    std::vector<std::string> requires_ids;
    bool plan = false;
    std::string status, origin;
};

}  // namespace lantian
