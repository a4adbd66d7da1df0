#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// Shares of metals in PM2.5 and their size split, by sector and process (inputs/schema/FORMATS.md).
class Speciation {
  public:
    struct Line {
        std::string sector, process;  ///< process "*" matches any
        Emitted metal = Emitted::pb;
        double fraction_of_pm25 = 0.0;  ///< kg kg-1
        double fine_fraction = 1.0;     ///< share of the particles' metal in fine ones
        double giant_fraction = 0.0;    ///< in those above 10 um; the rest is coarse
        /// Mercury: shares of the whole that are gas. Empty: not said.
        std::optional<double> elemental_fraction, oxidised_fraction;
    };
    /// The line for a source: its own process before "*". Empty when there is none.
    [[nodiscard]] std::optional<Line> find(const std::string& sector, const std::string& process, Emitted metal) const;
    std::vector<Line> lines;
};

/// Reads speciation.csv; an empty path gives an empty table.
/// Codes: E305, E306 fractions outside 0-1, E308 a line twice, E309 unknown species, E313 shares that sum to more than
/// 1 or gas of a metal that has none.
[[nodiscard]] Speciation read_speciation(const std::string& path, Problems& problems);

}  // namespace lantian
