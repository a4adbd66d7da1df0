#pragma once

#include <string>
#include <vector>

#include "core/data/projection.hpp"
#include "models/deposition/soil.hpp"

namespace lantian {

/// What is asked of the deposits of a finished run: a metal's content of the top soil after some years of them.
struct SoilQuestion {
    std::string species = "pb";  ///< pb cd as hg
    double years = 10.0;         ///< > 0
    double initial_mg_kg = 0.0;  ///< content at the start, >= 0
    SoilLayer soil{0.2, 1300.0, 0.0};
};

/// One place: the deposit of a year like the run, and the content after the years asked for.
struct SoilPlace {
    std::string id, name;
    LonLat place;
    double deposit_mg_m2_year = 0.0;
    double wet_frac = 0.0;  ///< of the deposit
    double increment_mg_kg_year = 0.0;
    double content_mg_kg = 0.0;
    double from_outside_frac = 0.0;  ///< share of the deposit that comes from outside the domain
};

struct SoilAnswer {
    double run_days = 0.0;
    std::vector<SoilPlace> places;  ///< stations and towns, in the order of the run
    double highest_deposit_mg_m2_year = 0.0, highest_content_mg_kg = 0.0;  ///< of the cells of the grid
    LonLat highest_place;
};

/// Deposits of a run (stations.nc, fields.nc) as those of a whole year, and what they make of the soil. Writes the map
/// (content, deposit, increment by tag) to map_path unless it is empty. Errors: E501 no finished run, or one that did
/// not store the deposition of the species; E440.
[[nodiscard]] SoilAnswer soil_of_run(const std::string& run_dir, const SoilQuestion& question,
                                     const std::string& map_path);

}  // namespace lantian
