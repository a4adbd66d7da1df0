#include "models/run/result_file.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/base/version.hpp"
#include "core/io/grid_mapping.hpp"
#include "core/math/instruction_set.hpp"

namespace lantian {

namespace {

constexpr const char* k_gas_state = "298.15 K, 1013.25 hPa";
constexpr const char* k_particle_state = "ambient temperature and pressure";

struct Description {
    const char* long_name;
    const char* standard_name;
    bool gas;
};

Description describe(Reported species) {
    switch (species) {
        case Reported::pm25_primary:
            return {"primary PM2.5", "", false};
        case Reported::so4:
            return {"sulfate in PM2.5 (as SO4)", "mass_concentration_of_sulfate_dry_aerosol_particles_in_air", false};
        case Reported::no3:
            return {"nitrate in PM2.5 (as NO3)", "mass_concentration_of_nitrate_dry_aerosol_particles_in_air", false};
        case Reported::pm10:
            return {"PM10", "mass_concentration_of_pm10_ambient_aerosol_particles_in_air", false};
        case Reported::so2:
            return {"sulfur dioxide", "mass_concentration_of_sulfur_dioxide_in_air", true};
        case Reported::nox:
            return {"nitrogen oxides as NO2 mass", "", true};
        case Reported::voc:
            return {"volatile organic compounds, emitted mass", "", true};
        case Reported::nh3:
            return {"ammonia", "mass_concentration_of_ammonia_in_air", true};
        case Reported::pb:
            return {"lead in particles", "", false};
        case Reported::cd:
            return {"cadmium in particles", "", false};
        case Reported::as:
            return {"arsenic in particles", "", false};
        case Reported::hg:
            return {"mercury, particles and gases", "", false};
    }
    return {"", "", false};
}

bool wanted(const Scenario& scenario, std::string_view name) {
    const auto& names = scenario.species.names;
    if (names.empty()) return true;
    const auto has = [&](std::string_view n) { return std::find(names.begin(), names.end(), n) != names.end(); };
    return has(name) || ((name == "pm25_primary" || name == "so4" || name == "no3") && has("pm25"));
}

std::string now_text() {
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
    return format_time(UtcTime{now.count()});
}

std::string scheme_text(const Scenario& scenario) {
    if (scenario.chemistry.scheme == "none") return "none";
    return fmt::format(
        "linear (simple scheme): SO2 to sulfate {} / {} per h and NOx to nitrate {} / {} per h by day / night; no "
        "ozone",
        scenario.chemistry.so2_day_per_h, scenario.chemistry.so2_night_per_h, scenario.chemistry.nox_day_per_h,
        scenario.chemistry.nox_night_per_h);
}

}  // namespace

double ResultVariable::value(const double* channels) const {
    if (derived_pm25) {
        return per_si *
               (channels[index(Reported::pm25_primary)] + k_sulfate_as_ammonium * channels[index(Reported::so4)] +
                k_nitrate_as_ammonium * channels[index(Reported::no3)]);
    }
    return per_si * channels[channel];
}

std::vector<ResultVariable> result_variables(const Scenario& scenario, const Channels& channels) {
    std::vector<ResultVariable> out;
    if (wanted(scenario, "pm25")) {
        ResultVariable pm25;
        pm25.name = "pm25";
        pm25.long_name = "PM2.5: pm25_primary + 1.375 so4 + 1.290 no3";
        pm25.standard_name = "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air";
        pm25.units = "ug m-3";
        pm25.reference_state = k_particle_state;
        pm25.derived_pm25 = true;
        pm25.per_si = 1e9;
        out.push_back(pm25);
    }
    for (std::size_t r = 0; r < k_reported_count; ++r) {
        if (!wanted(scenario, k_reported_names[r])) continue;
        const Description text = describe(static_cast<Reported>(r));
        ResultVariable v;
        v.name = k_reported_names[r];
        v.long_name = text.long_name;
        v.standard_name = text.standard_name;
        v.units = "ug m-3";
        v.reference_state = text.gas ? k_gas_state : k_particle_state;
        v.channel = r;
        v.per_si = 1e9;
        out.push_back(v);
    }
    for (std::size_t d = 0; d < channels.deposition.size(); ++d) {
        for (const bool wet : {false, true}) {
            const std::string species{k_reported_names[index(channels.deposition[d])]};
            ResultVariable v;
            v.name = species + (wet ? "_wet" : "_dry");
            v.long_name = fmt::format("{} deposition of {} in the hour", wet ? "wet" : "dry",
                                      describe(channels.deposition[d]).long_name);
            v.units = "mg m-2";
            v.deposition = true;
            v.channel = wet ? channels.wet(d) : channels.dry(d);
            v.per_si = 1e6;
            out.push_back(v);
        }
    }
    return out;
}

std::vector<double> outside_channels(const OutsideSeries& outside, const Channels& channels, UtcTime begin,
                                     UtcTime end) {
    std::vector<double> out(channels.count(), 0.0);
    const auto length = static_cast<double>(end - begin);
    for (std::size_t n = 0; n < outside.size(); ++n) {
        const std::int64_t from = std::max(begin.seconds, outside[n].time.seconds);
        const std::int64_t to =
            n + 1 < outside.size() ? std::min(end.seconds, outside[n + 1].time.seconds) : end.seconds;
        if (to <= from) continue;
        const auto seconds = static_cast<double>(to - from);
        for (std::size_t r = 0; r < k_reported_count; ++r)
            out[r] += outside[n].concentration_kg_m3[r] * seconds / length;
        for (std::size_t d = 0; d < channels.deposition.size(); ++d) {
            out[channels.dry(d)] += outside[n].dry_deposition_kg_m2_s[index(channels.deposition[d])] * seconds;
        }
    }
    return out;
}

void define_globals(NetcdfFile& file, const ResultContext& context, const std::string& format, const std::string& title,
                    const std::string& summary) {
    const Scenario& scenario = context.scenario;
    const UtcTime end = scenario.time.start + scenario.time.hours * 3600;
    const auto text = [&](const char* name, const std::string& value) { file.attribute("", name, value); };
    text("Conventions", "CF-1.11, ACDD-1.3");
    text("title", (scenario.title.empty() ? scenario.name : scenario.title) + ": " + title);
    text("summary", summary);
    text("keywords", "air quality, dispersion, source apportionment, PM2.5, lead");
    text("institution", "lantian users");
    text("source", fmt::format("lantian {}, Gaussian puff model", k_version));
    text("references", "lantian manual: THEORY pages of models/");
    text("license", "results belong to whoever ran the case");
    text("history", fmt::format("{} lantian run {}", now_text(), context.scenario.name));
    text("time_coverage_start", format_time(scenario.time.start));
    text("time_coverage_end", format_time(end));
    text("scenario_hash", context.scenario_hash);
    text("resolved_scenario", context.resolved_scenario);
    text("input_hashes", context.input_hashes_json);
    text("lantian_format", format);
    file.attribute("", "lantian_format_version", 1.0);
    text("lantian_version", k_version);
    text("chemistry_scheme", scheme_text(scenario));
    std::string notes;
    for (const std::string& note : context.notes) notes += (notes.empty() ? "" : "\n") + note;
    text("notes", notes);
    file.attribute("", "time_zone_offset_h", scenario.time.local_offset_h);
    if (!context.outline_geojson.empty()) text("outline", context.outline_geojson);
    file.define_group_attribute("provenance", "commit", k_commit);
    file.define_group_attribute("provenance", "threads", std::to_string(context.threads));
    file.define_group_attribute("provenance", "instruction_set", std::string(name_of(instruction_set())));
    file.define_group_attribute("provenance", "date_created", now_text());

    const Projection& projection = context.grid->projection;
    define_grid_mapping(file, "crs", projection);
    file.attribute("crs", "long_name", projection.name());
}

void define_common(NetcdfFile& file, const ResultContext& context, const std::string& format,
                   const std::string& title) {
    const Scenario& scenario = context.scenario;
    define_globals(
        file, context, format, title,
        "Hourly concentrations computed by Gaussian puffs, by source group or source, with a linear chemistry scheme.");
    file.attribute("", "time_coverage_resolution", std::string("PT1H"));
    file.define_dimension("time", static_cast<std::size_t>(scenario.time.hours));
    file.define_dimension("nv", 2);
    file.define_variable("time", NetcdfFile::Type::i64, {"time"});
    file.attribute("time", "standard_name", "time");
    file.attribute("time", "long_name", "end of the hour");
    file.attribute("time", "units", "seconds since 1970-01-01 00:00:00 UTC");
    file.attribute("time", "calendar", "standard");
    file.attribute("time", "units_metadata", "leap_seconds: none");
    file.attribute("time", "axis", "T");
    file.attribute("time", "bounds", "time_bnds");
    file.define_variable("time_bnds", NetcdfFile::Type::i64, {"time", "nv"});
}

void write_times(NetcdfFile& file, const Scenario& scenario) {
    std::vector<double> times;
    std::vector<double> bounds;
    for (std::int64_t hour = 0; hour < scenario.time.hours; ++hour) {
        const UtcTime begin = scenario.time.start + hour * 3600;
        times.push_back(static_cast<double>(begin.seconds + 3600));
        bounds.push_back(static_cast<double>(begin.seconds));
        bounds.push_back(static_cast<double>(begin.seconds + 3600));
    }
    file.write("time", times);
    file.write("time_bnds", bounds);
}

void define_result(NetcdfFile& file, const ResultVariable& v, const std::vector<std::string>& dimensions,
                   const NetcdfFile::Storage& storage, bool double_precision, const std::string& coordinates,
                   bool areal) {
    file.define_variable(v.name, double_precision ? NetcdfFile::Type::f64 : NetcdfFile::Type::f32, dimensions, storage);
    file.attribute(v.name, "long_name", v.long_name);
    if (!v.standard_name.empty()) file.attribute(v.name, "standard_name", v.standard_name);
    file.attribute(v.name, "units", v.units);
    file.attribute(v.name, "cell_methods",
                   std::string(v.deposition ? "time: sum" : "time: mean") + (areal ? " area: mean" : ""));
    if (!v.reference_state.empty()) file.attribute(v.name, "reference_state", v.reference_state);
    file.attribute(v.name, "coordinates", coordinates);
    file.attribute(v.name, "grid_mapping", "crs");
}

}  // namespace lantian
