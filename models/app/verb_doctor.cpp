#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "inputs/readers/describe.hpp"
#include "inputs/readers/weather.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

int verb_doctor(const CommonOptions& common, const std::vector<std::string>& files) {
    Problems problems;
    Json answer = Json::array();
    for (const std::string& file : files) {
        try {
            const FileDescription d = describe_file(file);
            Json facts = Json::object();
            for (const auto& [label, value] : d.facts) facts[label] = value;
            answer.push_back({{"file", file}, {"kind", d.kind}, {"facts", facts}, {"missing", d.missing}});
            if (common.json) continue;
            std::cout << fmt::format("{}: {}\n", file, d.kind);
            for (const auto& [label, value] : d.facts) std::cout << fmt::format("  {:<20} {}\n", label, value);
            for (const std::string& missing : d.missing) std::cout << "  missing or wrong    " << missing << '\n';
        } catch (const Error& error) {
            for (const Problem& problem : error.problems()) problems.add(problem);
        }
    }
    print_problems(problems.all());
    const int code = exit_code(problems, common.strict);
    if (common.json)
        std::cout << Json{{"ok", code == 0}, {"files", answer}, {"problems", problems_json(problems.all())}}.dump()
                  << '\n';
    return code;
}

int verb_met_convert(const CommonOptions& common, const std::vector<std::string>& files, const std::string& out,
                     const std::vector<double>& area_deg) {
    try_weather(files);
    std::optional<AreaDeg> area;
    if (area_deg.size() == 4) area = AreaDeg{area_deg[0], area_deg[1], area_deg[2], area_deg[3]};
    const std::unique_ptr<GriddedWeatherSource> weather =
        open_gridded_weather(detect_weather(files.front()), files, area);
    write_cf_weather(*weather, out);
    const auto& times = weather->times();
    if (common.json) {
        std::cout << Json{{"out", out}, {"times", times.size()}, {"notes", weather->notes()}}.dump() << '\n';
        return 0;
    }
    std::cout << fmt::format("{}: {} times from {} to {}\n", out, times.size(), format_time(times.front()),
                             format_time(times.back()));
    for (const std::string& note : weather->notes()) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace lantian
