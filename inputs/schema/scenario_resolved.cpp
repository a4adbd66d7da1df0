#include <filesystem>

#include <fmt/format.h>

#include "core/base/version.hpp"
#include "inputs/schema/scenario_reader_detail.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;

/// A copy of the scenario whose paths are rewritten by `rewrite`.
template <class Rewrite>
Scenario with_paths(const Scenario& scenario, Rewrite rewrite) {
    Scenario copy = scenario;
    const auto one = [&](const ScenarioKey& key, std::size_t item) {
        const FieldRef field = key.field(copy, item);
        if (key.type == KeyType::file) {
            std::string& path = *std::get<std::string*>(field);
            if (!path.empty()) path = rewrite(path);
        } else if (key.type == KeyType::file_list) {
            for (std::string& path : *std::get<std::vector<std::string>*>(field)) path = rewrite(path);
        }
    };
    for (const ScenarioKey& key : scenario_keys()) {
        const std::size_t items = is_gridded(key) ? copy.emissions.gridded.size() : 1;
        for (std::size_t item = 0; item < items; ++item) one(key, item);
    }
    return copy;
}

std::string portable_path(const LoadedScenario& loaded, const std::string& path) {
    const auto it = loaded.portable.find(path);
    return it == loaded.portable.end() ? path : it->second;
}

/// Calls table(head) where a new table begins and value(key, item) for every value, in the order of the file.
template <class Table, class Value>
void walk(const Scenario& scenario, Table table, Value value) {
    std::string section;
    const auto& keys = scenario_keys();
    for (const ScenarioKey& key : keys) {
        if (is_gridded(key)) continue;
        const auto dot = key.key.find('.');
        const std::string next = dot == std::string_view::npos ? "" : std::string(key.key.substr(0, dot));
        if (next != section) table("[" + next + "]");
        section = next;
        value(key, std::size_t{0});
    }
    for (std::size_t item = 0; item < scenario.emissions.gridded.size(); ++item) {
        table(fmt::format("[[{}]]", k_gridded_table));
        for (const ScenarioKey& key : keys) {
            if (is_gridded(key)) value(key, item);
        }
    }
}

}  // namespace

namespace detail {

std::string canonical_text(const LoadedScenario& loaded) {
    Scenario copy = with_paths(loaded.scenario, [&](const std::string& path) { return portable_path(loaded, path); });
    std::string out;
    walk(
        copy, [](const std::string&) {},
        [&](const ScenarioKey& key, std::size_t item) {
            out += fmt::format("{} = {}\n", full_key(key, item), toml_value(key.field(copy, item), 0));
        });
    return out;
}

}  // namespace detail

std::string resolved_toml(const LoadedScenario& loaded, const std::string& folder) {
    Scenario copy = with_paths(loaded.scenario, [&](const std::string& path) {
        const std::string portable = portable_path(loaded, path);
        if (folder.empty() || fs::path(portable).is_absolute()) return portable;
        return fs::relative(path, folder).generic_string();
    });
    std::string out = fmt::format("# Resolved by lantian {} from {}; each value with its origin.\n", k_version,
                                  fs::path(loaded.scenario.file).filename().string());
    const auto offset_s = static_cast<std::int64_t>(copy.time.local_offset_h * 3600.0);
    walk(
        copy, [&](const std::string& head) { out += "\n" + head + "\n"; },
        [&](const ScenarioKey& key, std::size_t item) {
            const auto it = loaded.origins.find(detail::full_key(key, item));
            std::string origin = "default";
            if (it != loaded.origins.end()) {
                Origin at = it->second;
                at.file = fs::path(at.file).filename().string();
                origin = at.text();
            }
            out += fmt::format("{} = {}  # {}\n", key.key.substr(key.key.rfind('.') + 1),
                               toml_value(key.field(copy, item), offset_s), origin);
        });
    return out;
}

}  // namespace lantian
