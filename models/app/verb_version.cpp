#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "core/base/version.hpp"
#include "core/math/instruction_set.hpp"
#include "core/parallel/threads.hpp"
#include "models/app/verbs.hpp"

namespace lantian {

int verb_version(const CommonOptions& common) {
    const int threads = thread_count(common.threads);
    // These change speed only; none changes a result.
    Json environment = Json::object();
    for (const char* name : {"OMP_NUM_THREADS", "OMP_PROC_BIND", "OMP_PLACES", "LANTIAN_INSTRUCTION_SET"}) {
        const char* value = std::getenv(name);
        environment[name] = value == nullptr ? Json() : Json(value);
    }
    if (common.json) {
        std::cout << Json{{"program", "lantian"},
                          {"version", k_version},
                          {"commit", k_commit},
                          {"compiler", __VERSION__},
                          {"schema_version", 1},
                          {"threads", threads},
                          {"instruction_set", name_of(instruction_set())},
                          {"environment", environment}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("lantian {} ({}), compiler {}, {} threads, instruction set {}\n", k_version, k_commit,
                             __VERSION__, threads, name_of(instruction_set()));
    for (const auto& [name, value] : environment.items()) {
        std::cout << fmt::format("{} = {} (speed only)\n", name,
                                 value.is_null() ? "not set" : value.get<std::string>());
    }
    return 0;
}

}  // namespace lantian
