#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "models/app/case.hpp"
#include "models/app/verbs.hpp"
#include "models/run/winds_file.hpp"

namespace lantian {

namespace {

std::vector<UtcTime> times_of(const Scenario& scenario, const std::vector<std::string>& texts) {
    const UtcTime begin = scenario.time.start;
    const UtcTime end = begin + scenario.time.hours * 3600;
    std::vector<UtcTime> times;
    for (const std::string& text : texts) {
        const std::optional<UtcTime> time = parse_time(text);
        if (!time) {
            throw Error(ErrorKind::usage, lacks_only_offset(text) ? "E105" : "E104",
                        fmt::format("--time {}: not a date-time{}", text,
                                    lacks_only_offset(text) ? ", its offset from UTC is missing" : ""),
                        "write for example --time 2022-01-06T02:00:00+08:00");
        }
        if (*time < begin || *time > end) {
            throw Error(ErrorKind::usage, "E410",
                        fmt::format("--time {}: outside the run, {} to {}", text, format_time(begin), format_time(end)),
                        "take a time within the run, or change time.start and time.hours with --set");
        }
        times.push_back(*time);
    }
    if (texts.empty()) {
        for (std::int64_t hour = 0; hour <= scenario.time.hours; ++hour) times.push_back(begin + hour * 3600);
    }
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

}  // namespace

int verb_met_winds(const CommonOptions& common, const std::string& scenario_path, const std::vector<std::string>& times,
                   const std::string& out, const std::vector<std::string>& overrides) {
    Problems problems;
    const std::unique_ptr<Case> loaded = load_case(scenario_path, overrides, CaseDepth::all, problems);
    problems.throw_if_errors();
    print_problems(problems.all());
    const Scenario& scenario = loaded->loaded.scenario;
    const std::vector<UtcTime> instants = times_of(scenario, times);
    std::vector<std::string> notes = loaded->met->notes();
    const auto first = loaded->met->bracket(instants.front());
    WindsFile file(out, {scenario, loaded->scenario_hash, loaded->outline_geojson, notes}, instants, *first[0]);
    for (const UtcTime time : instants) {
        const auto states = loaded->met->bracket(time);
        file.write(*states[0], *states[1]);
    }
    file.finish();
    if (common.json) {
        std::cout << Json{{"out", out}, {"times", instants.size()}, {"notes", notes}}.dump() << '\n';
    } else {
        std::cout << fmt::format("{}: {} times from {} to {}\n", out, instants.size(), format_time(instants.front()),
                                 format_time(instants.back()));
    }
    return exit_code(problems, common.strict);
}

}  // namespace lantian
