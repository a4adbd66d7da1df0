#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/app/verbs.hpp"
#include "models/receptor/uncertainty.hpp"

namespace lantian {

/// Values, uncertainties and the rules for them: what every receptor verb reads.
struct ReceptorInput {
    std::string conc, unc, mdl;
    int id_columns = -1;  ///< below 0: found by content
    std::vector<std::string> bad;
    bool refuse_zero_columns = true;
    std::string rule = "given", missing = "no-weight";
    receptor::UncertaintyOptions rules;
};

struct PmfOptions {
    ReceptorInput input;
    std::size_t factors = 0, starts = 20;
    std::uint64_t seed = 1;
    bool robust = false;
    double g_min = 0.0;
    std::size_t bootstrap = 0, block = 0;
    bool disp = false;
    std::size_t bs_disp = 0;
    std::vector<std::string> bs_disp_species;
    std::vector<double> fpeak;
    std::size_t held_out = 0;  ///< number of parts; 0: no test of the number of factors
    std::string profiles;      ///< given profiles: the first factors
    double a_value = 0.0;      ///< how far they may move, part of the value
    std::string out;
};
/// Positive matrix factorisation; with `out` a folder of NetCDF and CSV.
int verb_pmf(const CommonOptions& common, const PmfOptions& options);

struct CmbVerbOptions {
    ReceptorInput input;
    std::string profiles, profiles_unc, mass, out;
    double profile_error_fraction = 0.1, profile_error_floor = 1e-5, tolerance = 1e-10;
    bool eliminate_negative = false;
};
/// Chemical mass balance with effective variance, sample by sample; with `out` a CSV file.
int verb_cmb(const CommonOptions& common, const CmbVerbOptions& options);

}  // namespace lantian
