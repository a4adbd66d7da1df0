#include <iostream>

#include "models/app/verbs.hpp"

namespace lantian {

Json json_numbers(const std::vector<double>& values) {
    Json out = Json::array();
    for (const double value : values) out.push_back(json_number(value));
    return out;
}

Json problems_json(const std::vector<Problem>& problems) {
    Json list = Json::array();
    for (const Problem& p : problems) {
        list.push_back({{"severity", p.severity == Severity::error ? "error" : "warning"},
                        {"code", p.code},
                        {"file", p.file},
                        {"line", p.line},
                        {"column", p.column},
                        {"message", p.message},
                        {"hint", p.hint}});
    }
    return list;
}

void print_problems(const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) std::cerr << problem.text() << '\n';
}

int exit_code(const Problems& problems, bool strict) {
    for (const Problem& problem : problems.all()) {
        if (problem.severity == Severity::error || strict) return static_cast<int>(problem.kind);
    }
    return 0;
}

}  // namespace lantian
