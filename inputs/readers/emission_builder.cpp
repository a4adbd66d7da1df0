#include "inputs/readers/emission_builder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "inputs/readers/buildings.hpp"
#include "inputs/readers/outside.hpp"
#include "inputs/readers/profiles.hpp"

namespace lantian {

namespace {

/// Forms of mercury where nothing is said: global anthropogenic emission (Pacyna and Pacyna 2002).
constexpr double k_elemental_mercury_frac = 0.53, k_oxidised_mercury_frac = 0.37;

/// "12.3 t pm25, 4 t so2": the species that are not zero.
std::string tonnes_text(const EmittedMass& kg) {
    std::string text;
    for (std::size_t s = 0; s < k_emitted_count; ++s) {
        if (kg[s] > 0.0)
            text += fmt::format("{}{:.6g} t {}", text.empty() ? "" : ", ", kg[s] / 1000.0, k_emitted_names[s]);
    }
    return text;
}

}  // namespace

EmissionBuilder::EmissionBuilder(const Scenario& scenario, const Grid& grid, Problems& problems)
    : grid_(grid), problems_(problems) {
    out_.catalog.local_offset_s = static_cast<std::int64_t>(std::llround(scenario.time.local_offset_h * 3600.0));
    year_ = calendar(scenario.time.start, out_.catalog.local_offset_s).year;
    year_s_ = hours_in_year(year_) * 3600.0;
    out_.catalog.profiles = read_profiles({}, problems);
    collect(problems, [&] { out_.catalog.profiles = read_profiles(scenario.emissions.profiles, problems); });
    out_.catalog.buildings = read_buildings(scenario.emissions.buildings, grid, problems);
    building_named_.assign(out_.catalog.buildings.size(), false);
    collect(problems, [&] { speciation_ = read_speciation(scenario.emissions.speciation, problems); });
    collect(problems, [&] {
        out_.outside = read_outside(scenario.emissions.outside, scenario.time.start,
                                    scenario.time.start + scenario.time.hours * 3600, problems);
    });
}

std::string EmissionBuilder::domain_text() const {
    const LonLat south_west = grid_.projection.inverse({grid_.west_m, grid_.south_m});
    const LonLat north_east = grid_.projection.inverse({grid_.east_m(), grid_.north_m()});
    return fmt::format("{:.2f} to {:.2f} E, {:.2f} to {:.2f} N", south_west.lon_deg, north_east.lon_deg,
                       south_west.lat_deg, north_east.lat_deg);
}

MapPoint EmissionBuilder::project(LonLat place) const {
    try {
        return grid_.projection.forward(place);
    } catch (const Error&) {
        constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
        return {k_none, k_none};
    }
}

std::optional<std::size_t> EmissionBuilder::profile(const std::string& name) const {
    const auto& profiles = out_.catalog.profiles;
    const auto found =
        std::find_if(profiles.begin(), profiles.end(), [&](const TemporalProfile& p) { return p.name == name; });
    if (found == profiles.end()) return std::nullopt;
    return static_cast<std::size_t>(found - profiles.begin());
}

std::string EmissionBuilder::profile_hint(const std::string& name) const {
    std::vector<std::string> names;
    for (const TemporalProfile& p : out_.catalog.profiles) names.push_back(p.name);
    const std::string near = nearest_name(name, names);
    return near.empty() ? fmt::format("known are: {}", fmt::join(names, ", "))
                        : fmt::format("did you mean \"{}\"?", near);
}

std::optional<std::size_t> EmissionBuilder::building(const std::string& name, LonLat place) {
    auto& all = out_.catalog.buildings;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Building& b) { return b.id == name; });
    if (found == all.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(found - all.begin());
    if (!building_named_[index] && found->corners.empty() && std::isfinite(place.lon_deg) &&
        std::isfinite(place.lat_deg))
        found->turn_rad = grid_.projection.grid_convergence_rad(place);
    building_named_[index] = true;
    return index;
}

std::string EmissionBuilder::building_hint(const std::string& name) const {
    std::vector<std::string> names;
    for (const Building& b : out_.catalog.buildings) names.push_back(b.id);
    if (names.empty()) return "name their files in emissions.buildings";
    const std::string near = nearest_name(name, names);
    return near.empty() ? fmt::format("known are: {}", fmt::join(names, ", "))
                        : fmt::format("did you mean \"{}\"?", near);
}

std::string EmissionBuilder::take_id(const std::string& id, const std::string& where) {
    const auto [found, is_new] = id_places_.try_emplace(id, where);
    return is_new ? std::string{} : found->second;
}

void EmissionBuilder::lose(const std::string& file, const InventoryMass& mass, double share) {
    for (std::size_t s = 0; s < k_emitted_count; ++s) lost_[file][s] += share * mass.annual_kg[s];
}

void EmissionBuilder::add(Source source, const InventoryMass& mass, double kept) {
    InventoryMass full = mass;
    EmittedMass& kg = full.annual_kg;
    const auto given = [&](Emitted e) { return full.given[index(e)]; };
    if (!given(Emitted::pm10) && given(Emitted::pm25)) {
        kg[index(Emitted::pm10)] = kg[index(Emitted::pm25)];
        count("pm10 not given, taken equal to pm25");
    } else if (given(Emitted::pm10) && !given(Emitted::pm25)) {
        count("pm10 given without pm25, all taken as coarse");
    }
    EmittedMass fine_kg{}, giant_kg{};
    double elemental_kg = 0.0, oxidised_kg = 0.0;
    double metal_kg = 0.0;
    for (std::size_t s = index(Emitted::pb); s < k_emitted_count; ++s) {
        const auto line = speciation_.find(source.sector, source.process, static_cast<Emitted>(s));
        if (!full.given[s] && line) {
            kg[s] = line->fraction_of_pm25 * kg[index(Emitted::pm25)];
        } else if (!full.given[s] && !speciation_.lines.empty() && kg[index(Emitted::pm25)] > 0.0) {
            count(fmt::format("no {} rate and no speciation line, taken as 0", k_emitted_names[s]));
        } else if (kg[s] > 0.0 && !line) {
            count(fmt::format("no speciation line for the size of {}, taken as fine", k_emitted_names[s]));
        }
        double particles_kg = kg[s];
        if (static_cast<Emitted>(s) == Emitted::hg) {
            const bool said = line && (line->elemental_fraction || line->oxidised_fraction);
            if (!said && kg[s] > 0.0)
                count("forms of mercury not given, taken as 53 % elemental, 37 % oxidised, 10 % on particles");
            elemental_kg = (said ? line->elemental_fraction.value_or(0.0) : k_elemental_mercury_frac) * kg[s];
            oxidised_kg = (said ? line->oxidised_fraction.value_or(0.0) : k_oxidised_mercury_frac) * kg[s];
            particles_kg = std::max(0.0, kg[s] - elemental_kg - oxidised_kg);
        }
        fine_kg[s] = (line ? line->fine_fraction : 1.0) * particles_kg;
        // Mercury has no giant class: what is not fine is coarse.
        giant_kg[s] = line ? line->giant_fraction * particles_kg : 0.0;
        metal_kg += particles_kg - giant_kg[s];
    }
    if (metal_kg > kg[index(Emitted::pm10)] * (1.0 + 1e-9)) count("metals heavier than pm10 together");

    SectorTotals& totals = out_.totals[source.sector];
    for (std::size_t s = 0; s < k_emitted_count; ++s) {
        totals.read_kg[s] += kg[s];
        kg[s] *= kept;
        fine_kg[s] *= kept;
        giant_kg[s] *= kept;
        totals.kept_kg[s] += kg[s];
    }
    source.annual_kg = kg;
    CarriedMass& carried = source.carried_annual_kg;
    carried[index(Carried::pm25_primary)] = kg[index(Emitted::pm25)];
    carried[index(Carried::pm_coarse)] = std::max(0.0, kg[index(Emitted::pm10)] - kg[index(Emitted::pm25)]);
    carried[index(Carried::so2)] = kg[index(Emitted::so2)];
    carried[index(Carried::nox)] = kg[index(Emitted::nox)];
    carried[index(Carried::voc)] = kg[index(Emitted::voc)];
    carried[index(Carried::nh3)] = kg[index(Emitted::nh3)];
    for (std::size_t metal = 0; metal < 3; ++metal) {
        const std::size_t s = index(Emitted::pb) + metal;
        const std::size_t first = index(Carried::pb_fine) + 3 * metal;
        carried[first] = fine_kg[s];
        carried[first + 1] = std::max(0.0, kg[s] - fine_kg[s] - giant_kg[s]);
        carried[first + 2] = giant_kg[s];
    }
    const std::size_t hg = index(Emitted::hg);
    carried[index(Carried::hg_elemental)] = kept * elemental_kg;
    carried[index(Carried::hg_oxidised)] = kept * oxidised_kg;
    carried[index(Carried::hg_fine)] = fine_kg[hg];
    carried[index(Carried::hg_coarse)] = std::max(0.0, kg[hg] - kept * (elemental_kg + oxidised_kg) - fine_kg[hg]);
    out_.catalog.sources.push_back(std::move(source));
}

void EmissionBuilder::add_dust(Source source) {
    out_.totals[source.sector];  // known by name, with no rate of the year
    count("dust whose rate follows from the weather; its tonnes stand in ledger.json");
    out_.catalog.sources.push_back(std::move(source));
}

EmissionInputs EmissionBuilder::finish() {
    out_.catalog.index_groups();
    out_.notes = std::move(notes_);
    for (const auto& [text, n] : counts_)
        out_.notes.push_back(fmt::format("{}: {} {}", text, n, n == 1 ? "source" : "sources"));
    for (std::size_t b = 0; b < building_named_.size(); ++b) {
        if (!building_named_[b])
            out_.notes.push_back(fmt::format("building \"{}\" is named by no source", out_.catalog.buildings[b].id));
    }
    for (const auto& [file, kg] : lost_) {
        if (const std::string text = tonnes_text(kg); !text.empty())
            out_.notes.push_back(fmt::format("{}: outside the domain and left out, per year: {}", file, text));
    }
    return std::move(out_);
}

EmissionInputs read_emissions(const Scenario& scenario, const Grid& grid, Problems& problems) {
    EmissionBuilder builder(scenario, grid, problems);
    for (const std::string& table : scenario.emissions.tables) {
        collect(problems, [&] { read_source_table(table, scenario.emissions, builder); });
    }
    for (const std::string& table : scenario.emissions.dust) {
        collect(problems, [&] { read_dust_sources(table, scenario.emissions, builder); });
    }
    for (std::size_t i = 0; i < scenario.emissions.gridded.size(); ++i) {
        collect(problems,
                [&] { read_gridded(scenario.emissions.gridded, i, scenario.emissions.area_cell_m, builder); });
    }
    return builder.finish();
}

}  // namespace lantian
