#pragma once

#include <string>
#include <vector>

#include "models/chemistry/chemistry_solver.hpp"

namespace lantian::test {

/// A mechanism in free units: `reactions` as reactants, products with yields, and a constant rate.
struct FreeReaction {
    std::vector<std::string> reactants;
    std::vector<std::pair<std::string, double>> products;
    double rate;
};
inline Mechanism free_mechanism(const std::vector<std::string>& species, const std::vector<FreeReaction>& reactions) {
    Mechanism m;
    m.name = "free";
    for (const std::string& name : species) {
        MechanismSpecies s;
        s.name = name;
        m.species.push_back(s);
    }
    for (const FreeReaction& r : reactions) {
        Reaction made;
        made.label = "R" + std::to_string(m.reactions.size() + 1);
        for (const std::string& name : r.reactants) made.reactants.push_back(m.find_species(name).value());
        for (const auto& [name, yield] : r.products) made.products.emplace_back(m.find_species(name).value(), yield);
        made.rate.term[0].A = r.rate;
        m.reactions.push_back(std::move(made));
    }
    return m;
}

/// Cells of a mechanism in free units, all at 298.15 K and 1 atm, without fixed species, photolysis or externals.
struct FreeCells {
    std::size_t count;
    std::vector<double> concentration, step, temperature, pressure, source, sensitivity, clipped;

    FreeCells(std::size_t cells, std::vector<double> start)
        : count(cells), step(cells, 0.0), temperature(cells, 298.15), pressure(cells, 101325.0) {
        for (std::size_t i = 0; i < cells; ++i) concentration.insert(concentration.end(), start.begin(), start.end());
    }
    ChemistryCells view() {
        return {count, concentration, step, temperature, pressure, {}, {}, {}, source, clipped, sensitivity};
    }
};

/// Options for free units with one tolerance.
inline ChemistryOptions free_options(const RosenbrockMethod& method, double relative, double absolute) {
    ChemistryOptions o;
    o.method = &method;
    o.relative_tolerance = relative;
    o.absolute_tolerance = absolute;
    o.tolerance_in_air = false;
    o.first_step_s = 1e-4;
    return o;
}

}  // namespace lantian::test
