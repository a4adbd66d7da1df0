#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/receptor/errors.hpp"
#include "models/receptor/factorise.hpp"
#include "models/receptor/held_out.hpp"
#include "models/receptor/rotation.hpp"
#include "models/receptor/uncertainty.hpp"

namespace lantian {

/// Everything that `lantian pmf` found.
struct PmfAnswer {
    receptor::PreparedData data;
    receptor::FactorProblem problem;
    std::vector<std::string> factor_names;
    receptor::Factorisation fits;
    std::optional<receptor::Bootstrap> bootstrap;
    std::optional<receptor::Displacement> disp;
    std::optional<receptor::BootstrapDisplacement> bs_disp;
    std::vector<receptor::Rotation> rotations;
    std::optional<receptor::HeldOut> held_out;
};

/// Writes pmf.nc, profiles.csv, contributions.csv, intervals.csv and species.csv (with rotations also rotations.csv)
/// into a folder; returns their paths.
std::vector<std::string> write_pmf_files(const std::string& folder, const PmfAnswer& answer);

}  // namespace lantian
