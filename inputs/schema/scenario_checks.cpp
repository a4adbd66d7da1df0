#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "inputs/schema/scenario_reader_detail.hpp"

namespace lantian::detail {

namespace {

/// More cells than this are refused before anything is allocated.
constexpr double k_most_cells = 4e6;

std::string section_of(std::string_view key) { return std::string(key.substr(0, key.find('.'))); }

bool divides(double part, double whole) {
    const double n = whole / part;
    return std::abs(n - std::round(n)) < 1e-9 * n && std::round(n) >= 1.0;
}

bool plain_name(const std::string& text) {
    return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
    });
}

bool snake_case(const std::string& text) {
    return !text.empty() && std::islower(static_cast<unsigned char>(text.front())) != 0 &&
           std::all_of(text.begin(), text.end(),
                       [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string out;
    for (const std::string_view word : words) out += (out.empty() ? "" : " | ") + std::string(word);
    return out;
}

struct ValueCheck {
    const LoadedScenario& loaded;
    const ScenarioKey& key;
    std::string name;
    Problems& problems;

    void bad(const std::string& code, const std::string& value, const std::string& rule,
             const std::string& hint = {}) const {
        problems.add(scenario_problem(loaded, code, name, fmt::format("{} = {}: {}", name, value, rule), hint));
    }
    void number(double v) const {
        if (!std::isfinite(v)) {
            bad("E203", fmt::format("{}", v), "must be a finite number");
        } else if (key.low != key.high && (v < key.low || v > key.high)) {
            bad("E203", fmt::format("{}", v), "must be " + range_text(key));
        }
    }
    void word(const std::string& v) const {
        if (std::find(key.words.begin(), key.words.end(), v) != key.words.end()) return;
        const std::string offer = nearest_name(v, {key.words.begin(), key.words.end()});
        bad("E201", toml_text(v), "must be " + joined(key.words),
            offer.empty() ? "" : fmt::format("did you mean \"{}\"?", offer));
    }

    void operator()(const int* v) const { number(*v); }
    void operator()(const std::int64_t* v) const { number(static_cast<double>(*v)); }
    void operator()(const double* v) const { number(*v); }
    void operator()(const bool*) const {}
    void operator()(const UtcTime* v) const {
        if (v->seconds % 3600 != 0) bad("E203", format_time(*v), "must be a whole hour");
    }
    void operator()(const std::string* v) const {
        if (key.type == KeyType::word) word(*v);
        if (key.key == "name" && !plain_name(*v))
            bad("E203", toml_text(*v), "must be letters, digits, dot, _ or -, not beginning with a dot");
        if (key.key == "emissions.gridded.group" && !snake_case(*v))
            bad("E203", toml_text(*v), "must be lower snake case, for example \"homes\"");
    }
    void operator()(const std::vector<std::string>* v) const {
        if (key.type == KeyType::word_list) {
            for (const std::string& text : *v) word(text);
        }
        if (key.required && v->empty()) bad("E203", "[]", "must name at least one");
        const std::set<std::string> once(v->begin(), v->end());
        if (once.size() != v->size())
            bad("E203", toml_value(FieldRef{const_cast<std::vector<std::string>*>(v)}, 0), "names something twice");
    }
    void operator()(const std::vector<double>* v) const {
        for (const double x : *v) number(x);
        const bool ascending = std::adjacent_find(v->begin(), v->end(), std::greater_equal<>()) == v->end();
        if (v->size() < 2 || !ascending) {
            bad("E203", toml_value(FieldRef{const_cast<std::vector<double>*>(v)}, 0),
                "must be at least two numbers, ascending");
        }
    }
    void operator()(const std::array<double, 4>* v) const {
        for (std::size_t i = 0; i < v->size(); ++i) {
            const double limit = i % 2 == 0 ? 180.0 : 90.0;
            if (!(std::abs((*v)[i]) <= limit)) {
                bad("E203", fmt::format("{}", (*v)[i]),
                    fmt::format("{} must be -{} to {} deg", i % 2 == 0 ? "longitude" : "latitude", limit, limit));
            }
        }
    }
};

}  // namespace

std::string full_key(const ScenarioKey& key, std::size_t item) {
    if (!is_gridded(key)) return std::string(key.key);
    return fmt::format("{}[{}].{}", k_gridded_table, item, key.key.substr(k_gridded_prefix.size()));
}

Problem scenario_problem(const LoadedScenario& loaded, const std::string& code, const std::string& key,
                         const std::string& message, const std::string& hint) {
    Origin at{loaded.scenario.file, 0, 0};
    if (const auto it = loaded.origins.find(key); it != loaded.origins.end()) at = it->second;
    const Severity severity = code.front() == 'W' ? Severity::warning : Severity::error;
    return {severity, ErrorKind::bad_scenario, code, at.file, at.line, at.column, message, hint};
}

void check_value(const LoadedScenario& loaded, const ScenarioKey& key, std::size_t item, Problems& problems) {
    // The table's accessors hand out plain pointers; the check only reads.
    const FieldRef field = key.field(const_cast<Scenario&>(loaded.scenario), item);
    std::visit(ValueCheck{loaded, key, full_key(key, item), problems}, field);
}

void check_together(const LoadedScenario& loaded, Problems& problems) {
    const Scenario& s = loaded.scenario;
    const auto bad = [&](const std::string& key, const std::string& message, const std::string& hint) {
        problems.add(scenario_problem(loaded, "E204", key, message, hint));
    };
    const auto& box = s.domain.bounds_deg;
    if (!(box[0] < box[2]))
        bad("domain.bounds_deg", fmt::format("west {} is not west of east {}", box[0], box[2]),
            "write [west, south, east, north]");
    if (!(box[1] < box[3]))
        bad("domain.bounds_deg", fmt::format("south {} is not south of north {}", box[1], box[3]),
            "write [west, south, east, north]");
    if (box[0] < box[2] && box[1] < box[3]) {
        constexpr double k_metres_per_degree = 111195.0;  // of the mean Earth radius
        const double middle = 0.5 * (box[1] + box[3]) * constants::k_pi / 180.0;
        const double cells = (box[2] - box[0]) * std::cos(middle) * (box[3] - box[1]) *
                             std::pow(k_metres_per_degree / s.domain.cell_m, 2);
        if (cells > k_most_cells) {
            bad("domain.cell_m",
                fmt::format("the domain would have about {:.3g} cells, more than {:.0f}", cells, k_most_cells),
                "make the domain smaller or domain.cell_m larger");
        }
    }
    if (!divides(s.time.step_s, 3600.0)) {
        bad("time.step_s", fmt::format("time.step_s = {} does not divide 3600", s.time.step_s),
            "write for example 600");
    }
    const auto multiple = [&](const std::string& key, double interval_s) {
        if (!divides(s.time.step_s, interval_s)) {
            bad(key, fmt::format("{} = {} is not a multiple of time.step_s = {}", key, interval_s, s.time.step_s),
                fmt::format("write for example {}",
                            s.time.step_s * std::max(1.0, std::round(interval_s / s.time.step_s))));
        }
    };
    multiple("puffs.release_point_s", s.puffs.release_point_s);
    multiple("puffs.release_area_s", s.puffs.release_area_s);
    if (s.emissions.tables.empty() && s.emissions.gridded.empty() && s.emissions.dust.empty()) {
        bad("emissions.tables", "nothing emits: emissions.tables, emissions.dust and emissions.gridded are all empty",
            "name at least one table");
    }
    if (!s.meteorology.profiles.empty() && s.meteorology.kind != "auto" && s.meteorology.kind != "stations") {
        bad("meteorology.profiles",
            fmt::format("meteorology.profiles goes with station weather, but meteorology.kind = \"{}\"",
                        s.meteorology.kind),
            "remove one of them");
    }
    if (s.meteorology.land_use != "none" && !s.meteorology.land_use_file.empty()) {
        bad("meteorology.land_use_file",
            fmt::format("meteorology.land_use = \"{}\" and meteorology.land_use_file are both given",
                        s.meteorology.land_use),
            "remove one of them");
    }
    if (!s.output.tracks.empty() && s.puffs.terrain != "follow") {
        bad("output.tracks",
            fmt::format("output.tracks is given, but with puffs.terrain = \"{}\" hills play no part at receptors that "
                        "move",
                        s.puffs.terrain),
            "take puffs.terrain = \"follow\", or stations in place of tracks");
    }
    const bool land = s.meteorology.land_use != "none" || !s.meteorology.land_use_file.empty();
    const auto no_effect = [&](const std::string& key, bool idle, const std::string& why) {
        if (idle && loaded.origins.count(key) != 0) {
            problems.add(scenario_problem(loaded, "W205", key, fmt::format("{} has no effect: {}", key, why), ""));
        }
    };
    if (s.meteorology.if_missing == "previous_cycle" && s.meteorology.previous_files.empty()) {
        bad("meteorology.if_missing", "meteorology.if_missing = \"previous_cycle\" needs meteorology.previous_files",
            "name the files of the earlier cycle, or choose stop, analog or hold");
    }
    no_effect("meteorology.previous_files", s.meteorology.if_missing != "previous_cycle",
              fmt::format("meteorology.if_missing = \"{}\"", s.meteorology.if_missing));
    no_effect("meteorology.max_hold_h", s.meteorology.if_missing == "stop", "meteorology.if_missing = \"stop\"");
    for (const char* key : {"meteorology.roughness_m", "meteorology.albedo_frac", "meteorology.bowen_ratio"})
        no_effect(key, land, "the table of land uses has it");
    no_effect("meteorology.season", !land && !s.deposition.dry, "no land use is given, and deposition.dry = false");
    no_effect("deposition.rain_ph", s.deposition.wet_scheme != "cloud",
              fmt::format("deposition.wet_scheme = \"{}\"", s.deposition.wet_scheme));
    for (const char* key : {"meteorology.urban_population", "meteorology.urban_heat_w_m2"})
        no_effect(key, !land, "no land use is given");
    no_effect("meteorology.land_use_scheme", s.meteorology.land_use_file.empty(),
              "meteorology.land_use_file is not given");
    no_effect("puffs.downwash", s.emissions.buildings.empty(), "emissions.buildings is not given");
    no_effect("emissions.buildings", s.puffs.downwash == "none", "puffs.downwash = \"none\"");
    no_effect("puffs.merge_sigmas", !s.puffs.merge, "puffs.merge = false");
    no_effect("puffs.split", s.puffs.split && !s.puffs.shear, "puffs.shear = false");
    for (const char* key : {"puffs.split_cells", "puffs.split_tear"})
        no_effect(key, !s.puffs.split || !s.puffs.shear, s.puffs.split ? "puffs.shear = false" : "puffs.split = false");
    no_effect("deposition.particle_scheme", !s.deposition.dry, "deposition.dry = false");
    for (const ScenarioKey& key : scenario_keys()) {
        if (section_of(key.key) == "chemistry" && key.type == KeyType::number) {
            no_effect(std::string(key.key), s.chemistry.scheme == "none", "chemistry.scheme = \"none\"");
        }
    }
}

}  // namespace lantian::detail
