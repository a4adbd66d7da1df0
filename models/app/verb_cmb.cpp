#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/io/atomic_write.hpp"
#include "core/math/statistics.hpp"
#include "inputs/readers/receptor_table.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_verbs.hpp"
#include "models/receptor/cmb.hpp"
#include "models/receptor/errors.hpp"

namespace lantian {

namespace {

using receptor::CmbDay;

/// Profiles in the order of the fitted species; species that no profile knows are left out of the fit.
receptor::CmbSources match_profiles(const ProfileTable& given, const CmbVerbOptions& o,
                                    const std::vector<std::string>& species, std::vector<std::size_t>& columns,
                                    std::vector<std::string>& notes) {
    std::vector<std::size_t> rows;
    std::vector<std::string> without;
    for (std::size_t j = 0; j < species.size(); ++j) {
        const auto found = std::find(given.species.begin(), given.species.end(), species[j]);
        if (found == given.species.end()) {
            without.push_back(species[j]);
            continue;
        }
        columns.push_back(j);
        rows.push_back(static_cast<std::size_t>(found - given.species.begin()));
    }
    if (columns.size() <= given.sources.size())
        throw Error(
            {Severity::error, ErrorKind::bad_data, "E309", given.path, 0, 0,
             fmt::format("{} species in common with the data for {} sources", columns.size(), given.sources.size()),
             fmt::format("the data hold: {}", fmt::join(species, ", "))});
    if (!without.empty())
        notes.push_back(fmt::format("{}: not in the profiles, not fitted: {}", given.path, fmt::join(without, ", ")));
    if (columns.size() + without.size() == species.size() && given.species.size() > columns.size())
        notes.push_back(
            fmt::format("{}: {} species that the data do not hold", given.path, given.species.size() - columns.size()));
    receptor::CmbSources sources;
    sources.sources = given.sources.size();
    sources.species = columns.size();
    std::size_t unknown = 0;
    for (std::size_t k = 0; k < given.sources.size(); ++k) {
        for (const std::size_t row : rows) {
            double value = given.value(k, row);
            if (std::isnan(value)) {
                ++unknown;
                value = 0.0;
            }
            sources.profile.push_back(value);
            sources.sigma.push_back(given.uncertainties.empty()
                                        ? o.profile_error_fraction * value + o.profile_error_floor
                                        : given.uncertainties[k * given.species.size() + row]);
        }
    }
    if (unknown > 0) notes.push_back(fmt::format("{}: {} empty cells taken as zero", given.path, unknown));
    return sources;
}

double median_of(const std::vector<CmbDay>& days, double CmbDay::*member) {
    std::vector<double> values;
    for (const CmbDay& day : days) {
        if (std::isfinite(day.*member)) values.push_back(day.*member);
    }
    return percentile(values, 50.0);
}

}  // namespace

int verb_cmb(const CommonOptions& common, const CmbVerbOptions& o) {
    std::vector<std::string> notes;
    ReceptorInput input = o.input;
    input.refuse_zero_columns = false;  // that a species is never found says something about the sources
    receptor::PreparedData data = read_receptor_data(input, notes);
    const ConcentrationTable& table = data.table;
    Problems problems;
    ProfileTable profiles = read_profile_table(o.profiles, problems);
    if (!o.profiles_unc.empty()) read_profile_uncertainties(o.profiles_unc, profiles, problems);
    problems.throw_if_errors();

    std::vector<double> mass;
    std::vector<std::string> fitted = table.species;
    if (!o.mass.empty()) {
        const auto found = std::find(table.species.begin(), table.species.end(), o.mass);
        if (found == table.species.end())
            throw Error({Severity::error, ErrorKind::bad_data, "E309", table.path, 0, 0,
                         fmt::format("there is no column \"{}\" for --mass", o.mass),
                         fmt::format("known are: {}", fmt::join(table.species, ", "))});
        const auto column = static_cast<std::size_t>(found - table.species.begin());
        for (std::size_t i = 0; i < table.samples(); ++i) mass.push_back(table.value(i, column));
        fitted[column].clear();  // matches no profile
    }
    std::vector<std::size_t> columns;
    const receptor::CmbSources sources = match_profiles(profiles, o, fitted, columns, notes);
    std::vector<double> c, sigma;
    for (std::size_t i = 0; i < table.samples(); ++i) {
        for (const std::size_t j : columns) {
            c.push_back(table.value(i, j));
            sigma.push_back(table.uncertainty(i, j));
        }
    }
    receptor::CmbOptions options;
    options.tolerance = o.tolerance;
    options.eliminate_negative = o.eliminate_negative;
    const auto clock = std::chrono::steady_clock::now();
    const std::vector<CmbDay> days = solve_cmb_days(sources, table.samples(), c, sigma, mass, options, common.threads);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();

    std::string csv = csv_field(table.id_names.empty() ? "sample" : table.id_names[table.name_column]);
    for (const char* start : {"S_", "SE_"}) {
        for (const std::string& source : profiles.sources) csv += ',' + csv_field(start + source);
    }
    csv += ",chi2,R2,iterations,percent_mass,damped,converged,eliminated\n";
    std::vector<std::string> damped, failed;
    std::size_t eliminated = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const CmbDay& day = days[i];
        csv += csv_field(table.sample_name(i));
        for (const double s : day.contribution) csv += ',' + csv_number(s);
        for (const double s : day.standard_error) csv += ',' + csv_number(s);
        std::string dropped;
        for (std::size_t k = 0; k < day.eliminated.size(); ++k) {
            if (day.eliminated[k] == 0) continue;
            dropped += (dropped.empty() ? "" : " ") + profiles.sources[k];
            ++eliminated;
        }
        csv += fmt::format(",{},{},{},{},{},{},{}\n", csv_number(day.chi2), csv_number(day.r2), day.iterations,
                           csv_number(day.mass_percent), day.damped ? 1 : 0, day.converged ? 1 : 0, csv_field(dropped));
        if (day.damped) damped.push_back(table.sample_name(i));
        if (!day.converged) failed.push_back(table.sample_name(i));
    }
    if (!damped.empty())
        notes.push_back(
            fmt::format("{} samples cycled and got shorter steps: {}", damped.size(), fmt::join(damped, ", ")));
    if (!failed.empty())
        notes.push_back(fmt::format("{} samples did not settle: {}", failed.size(), fmt::join(failed, ", ")));
    Json json{{"samples", days.size()},
              {"species", columns.size()},
              {"sources", profiles.sources},
              {"seconds", seconds},
              {"chi2_median", median_of(days, &CmbDay::chi2)},
              {"r2_median", median_of(days, &CmbDay::r2)},
              {"damped", damped},
              {"not_converged", failed},
              {"eliminated", eliminated},
              {"rules", data.rules},
              {"notes", notes}};
    if (!o.out.empty()) {
        write_text_file(o.out, csv);
        json["files"] = {o.out};
    }
    if (common.json) {
        // What the quality measures say, sample by sample.
        Json list = Json::array();
        for (std::size_t i = 0; i < days.size(); ++i) {
            const CmbDay& day = days[i];
            list.push_back({{"sample", table.sample_name(i)},
                            {"t", json_numbers(day.t)},
                            {"eligible", json_numbers(day.eligible)},
                            {"inverse_singular", json_numbers(day.inverse_singular)},
                            {"ratio", json_numbers(day.ratio)},
                            {"difference", json_numbers(day.difference)}});
        }
        json["diagnostics"] = std::move(list);
        std::cout << json.dump() << '\n';
        return 0;
    }
    std::cout << fmt::format("{} samples, {} species, {} sources: median chi2 {:.3g}, median R2 {:.3g}; {:.3f} s\n",
                             days.size(), columns.size(), profiles.sources.size(), median_of(days, &CmbDay::chi2),
                             median_of(days, &CmbDay::r2), seconds);
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace lantian
