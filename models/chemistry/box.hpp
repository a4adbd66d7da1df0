#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/chemistry_case.hpp"
#include "core/data/mechanism.hpp"
#include "models/chemistry/chemistry_solver.hpp"
#include "models/chemistry/clear_sky.hpp"

namespace lantian {

struct BoxReport {
    std::size_t cells = 0, steps = 0, rejected = 0, forced = 0, failed = 0;
    std::size_t cell_steps = 0;  ///< cells times intervals with constant rates
    double clipped_ppb = 0.0;    ///< added by clipping negative values, over all cells and species
};

/// Runs a case with a mechanism: one box, or one for each pair of factors of its scan (x fastest).
class Box {
  public:
    /// Checks names against the mechanism; adds E602 (species), E604 (photolysis without a value), E609 (external
    /// without).
    Box(const Mechanism& mechanism, const ChemistryCase& box_case, int threads, Problems& problems);

    /// Called at time 0 and after each output step with mixing ratios in ppb: [cells x variables].
    using Observer = std::function<void(double time_s, std::span<const double> ppb)>;
    BoxReport run(const Observer& observer);

    [[nodiscard]] std::vector<std::string> names() const;  ///< of the variables
    /// At the time the observer is called: d ppb / d ln factor, [cells x 2 x variables], the factor of x first; empty
    /// unless the case asks for it.
    [[nodiscard]] std::span<const double> sensitivity() const { return sensitivity_ppb_; }
    [[nodiscard]] std::size_t cells() const { return cells_; }
    [[nodiscard]] double x_factor(std::size_t cell) const;
    [[nodiscard]] double y_factor(std::size_t cell) const;
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  private:
    void set_initial();
    void set_rates(double time_s, double middle_s);
    void set_parameters(double air);
    [[nodiscard]] double scale(const std::string& species, std::size_t cell) const;

    struct Emission {
        std::size_t variable;
        double ppb_per_s;
        int scan;                   ///< 0: of x, 1: of y, -1: none or both
        std::vector<double> scale;  ///< [cells]
    };

    const Mechanism& mechanism_;
    ChemistryCase case_;
    ChemistrySolver solver_;
    std::size_t cells_ = 1;
    std::vector<std::string> notes_;
    std::vector<std::optional<ClearSkyParts>> clear_sky_;
    std::vector<Emission> emissions_;
    std::vector<double> concentration_, step_, temperature_, pressure_, fixed_, photolysis_, external_, source_;
    std::vector<double> sensitivity_, sensitivity_ppb_;
};

}  // namespace lantian
