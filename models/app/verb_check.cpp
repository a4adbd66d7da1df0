#include <iostream>

#include <fmt/format.h>

#include "core/data/grid.hpp"
#include "core/io/hash.hpp"
#include "inputs/schema/scenario_reader.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

namespace {

Grid grid_of(const Scenario& scenario) {
    const auto& b = scenario.domain.bounds_deg;
    const double bounds[4] = {b[0], b[1], b[2], b[3]};
    const Projection projection = scenario.domain.projection.empty()
                                      ? Projection::utm({0.5 * (b[0] + b[2]), 0.5 * (b[1] + b[3])})
                                      : Projection(scenario.domain.projection);
    return grid_from_bounds(projection, bounds, scenario.domain.cell_m);
}

}  // namespace

int verb_check(const CommonOptions& common, const std::string& path, const std::vector<std::string>& overrides) {
    Problems problems;
    Json answer = {{"scenario", path}};
    std::string text;
    try {
        const LoadedScenario loaded = load_scenario(path, overrides);
        problems.append(loaded.warnings);
        const Scenario& s = loaded.scenario;
        const Grid grid = grid_of(s);
        const auto steps = static_cast<std::int64_t>(static_cast<double>(s.time.hours) * 3600.0 / s.time.step_s);
        answer.update(Json{{"name", s.name},
                           {"scenario_hash", hash_text(loaded.canonical_text)},
                           {"projection", grid.projection.name()},
                           {"nx", grid.nx},
                           {"ny", grid.ny},
                           {"hours", s.time.hours},
                           {"steps", steps},
                           {"files", loaded.input_files}});
        text = fmt::format("{}: {} x {} cells of {} m in {}; {} h from {} in {} steps; {} input files\n", s.name,
                           grid.nx, grid.ny, s.domain.cell_m, grid.projection.name(), s.time.hours,
                           format_time(s.time.start, static_cast<std::int64_t>(s.time.local_offset_h * 3600.0)), steps,
                           loaded.input_files.size());
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
