#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "models/app/case.hpp"
#include "models/app/verbs.hpp"
#include "models/run/result_file.hpp"
#include "models/run/run.hpp"

namespace lantian {

namespace {

/// What a run would take, worked out before anything is allocated.
struct Size {
    std::size_t steps = 0;
    double memory_mb = 0.0, disk_mb = 0.0;  ///< disk before compression
};

Size size_of(const Case& c) {
    const Scenario& s = c.loaded.scenario;
    const Channels channels = channels_of(s);
    const double tags =
        static_cast<double>(c.emissions.catalog.groups.size()) + (c.emissions.outside.empty() ? 0.0 : 1.0);
    const double cells = static_cast<double>(c.grid->cells());
    const auto variables = static_cast<double>(result_variables(s, channels).size());
    const double value = s.output.double_precision ? 8.0 : 4.0;
    const double points = static_cast<double>(c.receptors.size() * c.emissions.catalog.sources.size());
    Size size;
    size.steps = static_cast<std::size_t>(static_cast<double>(s.time.hours) * 3600.0 / s.time.step_s);
    // The hour in work, and two days of fields held for writing.
    const double hour = (tags * cells + points) * static_cast<double>(channels.count()) * 8.0;
    const auto along_tracks =
        static_cast<double>(track_intervals(c.tracks).size() * c.emissions.catalog.sources.size());
    // Twice the means along tracks: as they are summed, and as they are handed over.
    size.memory_mb = (hour + 48.0 * variables * tags * cells * value +
                      2.0 * along_tracks * static_cast<double>(k_reported_count) * 8.0) /
                         1e6 +
                     40.0;
    size.disk_mb =
        (static_cast<double>(s.time.hours) * variables * (tags * cells + points) + variables * along_tracks) * value /
        1e6;
    return size;
}

Json totals_json(const Case& c) {
    Json out = Json::object();
    for (const auto& [sector, totals] : c.emissions.totals) {
        for (std::size_t e = 0; e < k_emitted_count; ++e)
            out[sector][std::string(k_emitted_names[e])] = totals.kept_kg[e] / 1e3;
    }
    return out;
}

Json coverage_json(const Case& c) {
    Json out = Json::array();
    for (const CoverageRow& row : c.coverage) {
        out.push_back({{"variable", row.variable},
                       {"from", format_time(row.from)},
                       {"to", format_time(row.to)},
                       {"times", row.times},
                       {"area", row.area},
                       {"levels", row.levels},
                       {"gaps", row.gaps}});
    }
    return out;
}

std::string text_of(const Case& c, const Size& size) {
    const Scenario& s = c.loaded.scenario;
    std::string out =
        fmt::format("{}: {} x {} cells of {} m in {}; {} h from {} in {} steps\n", s.name, c.grid->nx, c.grid->ny,
                    s.domain.cell_m, c.grid->projection.name(), s.time.hours,
                    format_time(s.time.start, static_cast<std::int64_t>(s.time.local_offset_h * 3600.0)), size.steps);
    out += fmt::format(
        "{} sources in {} groups, {} stations and towns{}; about {:.0f} MB of memory, at most {:.0f} MB on disk\n",
        c.emissions.catalog.sources.size(), c.emissions.catalog.groups.size(), c.receptors.size(),
        c.tracks.empty()
            ? std::string()
            : fmt::format(", {} moving receptors with {} intervals", c.tracks.size(), track_intervals(c.tracks).size()),
        size.memory_mb, size.disk_mb);
    out += fmt::format("{:<26}", "t/a inside the domain");
    for (const auto name : k_emitted_names) out += fmt::format("{:>10}", name);
    out += '\n';
    for (const auto& [sector, totals] : c.emissions.totals) {
        out += fmt::format("{:<26}", sector);
        for (const double kg : totals.kept_kg) out += fmt::format("{:>10.4g}", kg / 1e3);
        out += '\n';
    }
    out += coverage_text(c.coverage);
    for (const std::string& note : c.notes) out += "note: " + note + "\n";
    return out;
}

}  // namespace

std::string coverage_text(const std::vector<CoverageRow>& rows) {
    if (rows.empty()) return {};
    std::size_t wide = 8, area = 4, levels = 6;
    for (const CoverageRow& row : rows) {
        wide = std::max(wide, row.variable.size());
        area = std::max(area, row.area.size());
        levels = std::max(levels, row.levels.size());
    }
    std::string out = fmt::format("{:<{}}  {:<20}  {:<20}  {:>6}  {:<{}}  {:<{}}  gaps\n", "weather", wide, "from",
                                  "to", "times", "area", area, "levels", levels);
    for (const CoverageRow& row : rows) {
        constexpr std::size_t k_listed = 3;
        std::string gaps;
        for (std::size_t k = 0; k < row.gaps.size() && k < k_listed; ++k) gaps += (k == 0 ? "" : ", ") + row.gaps[k];
        if (row.gaps.size() > k_listed) gaps += fmt::format(" and {} more", row.gaps.size() - k_listed);
        out += fmt::format("{:<{}}  {:<20}  {:<20}  {:>6}  {:<{}}  {:<{}}  {}\n", row.variable, wide,
                           format_time(row.from), format_time(row.to), row.times, row.area, area, row.levels, levels,
                           gaps.empty() ? "none" : gaps);
    }
    return out;
}

int verb_check(const CommonOptions& common, const std::string& path, const std::vector<std::string>& overrides,
               bool deep) {
    Problems problems;
    Json answer = {{"scenario", path}};
    std::string text;
    try {
        const std::unique_ptr<Case> c = load_case(path, overrides, deep ? CaseDepth::all : CaseDepth::tables, problems);
        const Scenario& s = c->loaded.scenario;
        const Size size = size_of(*c);
        if (c->met) {
            for (const std::string& note : c->met->notes()) c->notes.push_back(note);
        }
        answer.update(Json{{"name", s.name},
                           {"scenario_hash", c->scenario_hash},
                           {"projection", c->grid->projection.name()},
                           {"nx", c->grid->nx},
                           {"ny", c->grid->ny},
                           {"hours", s.time.hours},
                           {"steps", size.steps},
                           {"sources", c->emissions.catalog.sources.size()},
                           {"groups", c->emissions.catalog.groups},
                           {"stations", c->receptors.size()},
                           {"tracks", c->tracks.size()},
                           {"track_intervals", track_intervals(c->tracks).size()},
                           {"emission_t_a", totals_json(*c)},
                           {"memory_mb", size.memory_mb},
                           {"disk_mb", size.disk_mb},
                           {"coverage", coverage_json(*c)},
                           {"notes", c->notes},
                           {"files", c->loaded.input_files}});
        text = text_of(*c, size);
    } catch (const Error& error) {
        for (const Problem& problem : error.problems()) problems.add(problem);
    }
    print_problems(problems.all());
    const int code = exit_code(problems, common.strict);
    if (common.json) {
        answer["ok"] = code == 0;
        answer["problems"] = problems_json(problems.all());
        std::cout << answer.dump() << '\n';
    } else {
        std::cout << text << fmt::format("{} errors, {} warnings\n", problems.error_count(), problems.warning_count());
    }
    return code;
}

}  // namespace lantian
