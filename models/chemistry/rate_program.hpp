#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/data/mechanism.hpp"
#include "models/chemistry/compiled_mechanism.hpp"

namespace lantian {

/// The rate constants of a mechanism sorted by form, so that a kernel evaluates them without a branch a reaction. Equal
/// terms are evaluated once.
struct RateProgram {
    using Index = std::uint32_t;
    struct Term {
        double A, n, C, log_reference, pressure_per_pa;
    };
    struct One {  ///< out = term (times a value of the caller)
        Index out, term, value;
    };
    struct FallOff {
        Index out, low, high;
        double log_fc, n;
    };
    struct Three {
        Index out, a, b, c;
    };
    struct Reference {
        Index out, of, term;
        bool divide;
    };
    struct Special {  ///< evaluated cell by cell
        Index out;
        Rate rate;
        double molar_mass_kg_mol, diffusivity_m2_s;
    };
    struct Factor {  ///< out *= fixed[value]
        Index out, value;
    };
    struct Mixing {  ///< out *= (1e6/M)^power
        Index out;
        int power;
    };

    std::size_t rates = 0;
    std::vector<Term> constant, thermal;  ///< term numbers run over constant first, then thermal
    std::vector<One> plain, photolysis, external;
    std::vector<FallOff> troe, troe_n, activation;
    std::vector<Three> sum_m, hno3_oh;
    std::vector<Special> special;
    std::vector<Reference> references;  ///< in an order in which each stands after what it refers to
    std::vector<Mixing> mixing;
    std::vector<Factor> fixed;
    std::vector<Index> fixed_of_species;  ///< species -> fixed number (or none), for formulas
};

/// `out` numbers are the sorted positions of the compiled mechanism.
[[nodiscard]] RateProgram rate_program(const Mechanism& mechanism, const CompiledMechanism& compiled);

/// Value of one special rate (tunneling, branched, surface, expression) before fixed species are folded in.
/// fixed: number densities by fixed number; photolysis s-1; external: values of the caller.
[[nodiscard]] double special_rate(const RateProgram& program, const RateProgram::Special& rate, double temperature_k,
                                  double pressure_pa, const double* fixed, const double* photolysis,
                                  const double* external) noexcept;

/// All rate constants of a mechanism at one place, in the order of its reactions, by plain standard functions: the
/// truth for the kernel, and for tables. fold: fixed species multiplied in. fixed in the order of the fixed species.
[[nodiscard]] std::vector<double> rate_constants(const Mechanism& mechanism, double temperature_k, double pressure_pa,
                                                 const std::vector<double>& fixed,
                                                 const std::vector<double>& photolysis,
                                                 const std::vector<double>& external, bool fold);

/// Air molecules, cm-3.
[[nodiscard]] double air_molecules_cm3(double temperature_k, double pressure_pa) noexcept;
/// Water molecules, cm-3, at relative humidity 0-1: saturation 611.2 exp(17.67 (T - 273.15)/(T - 29.65)) Pa (Bolton
/// 1980).
[[nodiscard]] double water_molecules_cm3(double temperature_k, double humidity_frac) noexcept;

}  // namespace lantian
