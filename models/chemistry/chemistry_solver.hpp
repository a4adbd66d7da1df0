#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/data/mechanism.hpp"
#include "models/chemistry/compiled_mechanism.hpp"
#include "models/chemistry/rate_program.hpp"
#include "models/chemistry/rosenbrock_method.hpp"

namespace lantian {

struct ChemistryOptions {
    const RosenbrockMethod* method = &k_rodas3;
    double relative_tolerance = 1e-3;
    /// Absolute tolerance per variable as mixing ratio (mol/mol), or in the unit of the concentrations when
    /// tolerance_in_air is false. Empty: absolute_tolerance for all.
    std::vector<double> absolute_tolerances{};
    double absolute_tolerance = 1e-15;
    bool tolerance_in_air = true;
    double first_step_s = 1.0;   ///< of a cell that has no step yet
    double least_step_s = 1e-7;  ///< steps are not made shorter: such a step is taken as it is and counted as forced
    double largest_step_s = 1e30;
    double fixed_step_s = 0.0;        ///< > 0: this step, no error control (order tests)
    std::size_t most_steps = 100000;  ///< a cell and call; beyond it the cell has failed
    int threads = 1;
};

/// Absolute tolerances as mixing ratios, in the order of the variable species: one for what lives long, one for
/// radicals.
[[nodiscard]] std::vector<double> tolerances_by_lifetime(const Mechanism& mechanism, double long_lived = 1e-12,
                                                         double short_lived = 1e-15);

/// Instruction sets of the kernel. All give the same bits.
enum class LanePath { best, plain, avx2, avx512 };

/// What the cells bring and get; every array is (cell, item), item fastest. Number densities in molecule cm-3.
struct ChemistryCells {
    std::size_t cells = 0;
    std::span<double> concentration;  ///< in/out [cells x variables], order of the mechanism's variable species
    std::span<double> step_s;  ///< in/out [cells]: step to begin with, 0: none yet; memory of the cell between calls
    std::span<const double> temperature_k;     ///< [cells]
    std::span<const double> pressure_pa;       ///< [cells]
    std::span<const double> fixed;             ///< [cells x fixed species]
    std::span<const double> photolysis_per_s;  ///< [cells x photolysis labels]
    std::span<const double> external;          ///< [cells x external labels]
    std::span<const double> source;            ///< [cells x variables] molecule cm-3 s-1, or empty
    std::span<double> clipped;  ///< in/out [cells x variables]: added by clipping negative values; or empty
    /// In/out [cells x parameters x variables]: d concentration / d parameter, or empty. Parameters are seeds: an
    /// initial concentration (unit vector), a source (source_seed) or a reaction (rate_seed, in share of its rate).
    std::span<double> sensitivity;
};

/// A parameter of the sensitivities (decoupled direct method). Of an initial concentration both lists are empty: its
/// seed is the start value of the sensitivity.
struct SensitivityParameter {
    std::vector<std::pair<std::size_t, double>> source;  ///< variable and d source / d parameter, molecule cm-3 s-1
    std::vector<std::pair<std::size_t, double>> rate;    ///< reaction of the mechanism and d ln k / d parameter
};

/// What one call did. Nothing is silent: a failed cell keeps the state of its last good step and is listed.
struct ChemistryReport {
    std::size_t steps = 0, rejected = 0, forced = 0;
    std::vector<std::size_t> failed;     ///< cells, ascending
    double clipped_molecules_cm3 = 0.0;  ///< over all cells and species
};

/// Integrates a mechanism over many cells at once. Cells sit in vector lanes; each has its own step size and error
/// control and a lane that is done takes the next cell, so that the answer of a cell depends on nothing but the cell.
class ChemistrySolver {
  public:
    explicit ChemistrySolver(const Mechanism& mechanism, ChemistryOptions options = {});

    /// Advances every cell by dt_s with constant rates and sources, evaluated once. dt_s >= 0.
    ChemistryReport advance(const ChemistryCells& cells, double dt_s) const;
    /// Rate constants of every cell as the kernel evaluates them: [cells x reactions], order of the mechanism, fixed
    /// species folded in.
    [[nodiscard]] std::vector<double> rates(const ChemistryCells& cells) const;

    void set_parameters(std::vector<SensitivityParameter> parameters);
    void set_path(LanePath path);
    [[nodiscard]] const std::vector<SensitivityParameter>& parameters() const { return parameters_; }
    [[nodiscard]] const CompiledMechanism& compiled() const { return compiled_; }
    [[nodiscard]] const ChemistryOptions& options() const { return options_; }
    [[nodiscard]] std::size_t variables() const { return compiled_.variables; }
    /// Variable of a species name; throws Error E602 when it is none.
    [[nodiscard]] std::size_t variable(std::string_view name) const;

  private:
    std::vector<std::string> names_;
    ChemistryOptions options_;
    CompiledMechanism compiled_;
    RateProgram program_;
    std::vector<double> absolute_tolerance_;  ///< in elimination order
    std::vector<SensitivityParameter> parameters_;
    std::size_t photolysis_ = 0, externals_ = 0;
    LanePath path_ = LanePath::best;
};

}  // namespace lantian
