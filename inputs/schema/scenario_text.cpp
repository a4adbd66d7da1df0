#include "inputs/schema/scenario_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "inputs/schema/scenario_table.hpp"

namespace lantian {

namespace {

using Json = nlohmann::ordered_json;

std::string words_text(const ScenarioKey& key) {
    std::string out;
    for (const std::string_view word : key.words) out += (out.empty() ? "" : " | ") + std::string(word);
    return out;
}

std::string default_shown(const ScenarioKey& key) {
    if (key.required) return "none: required";
    if (key.key == "name") return "name of the scenario file";
    return default_text(key);
}

std::vector<const ScenarioKey*> chosen(std::string_view name) {
    std::vector<const ScenarioKey*> rows;
    for (const ScenarioKey& key : scenario_keys()) {
        if (name.empty() || key.key == name || key.key.starts_with(std::string(name) + ".")) rows.push_back(&key);
    }
    if (rows.empty()) {
        const std::string offer = nearest_name(name, scenario_key_names());
        throw Error(
            ErrorKind::usage, "E101", fmt::format("unknown key \"{}\"", name),
            offer.empty() ? "lantian explain --all lists the keys" : fmt::format("did you mean \"{}\"?", offer));
    }
    return rows;
}

/// Default as JSON: TOML values of numbers, texts, booleans and lists are JSON as well.
Json default_json(const ScenarioKey& key) { return Json::parse(default_text(key)); }

Json property(const ScenarioKey& key) {
    Json p;
    Json number = {{"type", "number"}};
    if (key.low != key.high) {
        number["minimum"] = key.low;
        number["maximum"] = key.high;
    }
    switch (key.type) {
        case KeyType::integer:
            p = number;
            p["type"] = "integer";
            break;
        case KeyType::number:
            p = number;
            break;
        case KeyType::boolean:
            p["type"] = "boolean";
            break;
        case KeyType::text:
        case KeyType::file:
            p["type"] = "string";
            break;
        case KeyType::word:
            p["type"] = "string";
            p["enum"] = key.words;
            break;
        case KeyType::time:
            p["type"] = "string";
            p["format"] = "date-time";
            break;
        case KeyType::file_list:
            p = {{"type", "array"}, {"items", {{"type", "string"}}}};
            break;
        case KeyType::word_list:
            p = {{"type", "array"}, {"uniqueItems", true}, {"items", {{"type", "string"}, {"enum", key.words}}}};
            break;
        case KeyType::ascending_list:
            p = {{"type", "array"}, {"minItems", 2}, {"items", number}};
            break;
        case KeyType::box:
            p = {{"type", "array"}, {"minItems", 4}, {"maxItems", 4}, {"items", number}};
            break;
    }
    if (key.key == "schema_version") p["const"] = 1;
    p["description"] = key.meaning;
    if (!key.unit.empty()) p["x-unit"] = key.unit;
    if (!key.required && key.key != "name") p["default"] = default_json(key);
    return p;
}

Json object() { return {{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}}; }

void put(Json& table, std::string_view name, const ScenarioKey& key) {
    table["properties"][std::string(name)] = property(key);
    if (key.required) table["required"].push_back(name);
}

}  // namespace

std::string json_schema() {
    Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "lantian scenario, version 1"}};
    root.update(object());
    Json gridded = object();
    for (const ScenarioKey& key : scenario_keys()) {
        const auto dot = key.key.find('.');
        if (is_gridded(key)) {
            put(gridded, key.key.substr(k_gridded_prefix.size()), key);
        } else if (dot == std::string_view::npos) {
            put(root, key.key, key);
        } else {
            const std::string section(key.key.substr(0, dot));
            Json& properties = root["properties"];
            if (!properties.contains(section)) {
                properties[section] = object();
            }
            if (key.required && !root["required"].is_null()) {
                const Json& required = root["required"];
                if (std::find(required.begin(), required.end(), section) == required.end())
                    root["required"].push_back(section);
            }
            put(properties[section], key.key.substr(dot + 1), key);
        }
    }
    root["properties"]["emissions"]["properties"]["gridded"] = {{"type", "array"}, {"items", gridded}};
    // weather = {...} says keys of [meteorology] in one line; what is required may then stand in either.
    root["properties"]["meteorology"].erase("required");
    root["properties"]["weather"] = {{"$ref", "#/properties/meteorology"}};
    return root.dump(2);
}

std::string explain_text(std::string_view name) {
    std::string out;
    for (const ScenarioKey* key : chosen(name)) {
        if (!out.empty()) out += '\n';
        out += fmt::format("{}\n  {}\n  {:<10}{}\n", key->key, key->meaning, "type", type_name(key->type));
        const auto line = [&](std::string_view label, std::string_view text) {
            if (!text.empty()) out += fmt::format("  {:<10}{}\n", label, text);
        };
        line("unit", key->unit);
        line("default", default_shown(*key));
        line("range", range_text(*key));
        line("words", words_text(*key));
        line("example", key->example);
        line("source", key->reference);
        line("used by", key->used_by);
    }
    return out;
}

std::string explain_json(std::string_view name) {
    Json list = Json::array();
    for (const ScenarioKey* key : chosen(name)) {
        Json row = {{"key", key->key},
                    {"meaning", key->meaning},
                    {"type", type_name(key->type)},
                    {"unit", key->unit},
                    {"required", key->required}};
        row["default"] = key->required || key->key == "name" ? Json() : default_json(*key);
        row["range"] = key->low == key->high ? Json() : Json{key->low, key->high};
        row["words"] = key->words;
        row["example"] = key->example;
        row["source"] = key->reference;
        row["used_by"] = key->used_by;
        list.push_back(std::move(row));
    }
    return Json{{"keys", list}}.dump();
}

std::string scenario_manual() {
    std::string out =
        "# Scenario keys\n\nMade by `lantian explain --all --markdown`. Paths are relative to the scenario file. "
        "Unknown keys are errors.\n";
    std::string section = "-";
    for (const ScenarioKey& key : scenario_keys()) {
        const auto dot = key.key.rfind('.');
        const std::string head = dot == std::string_view::npos ? "" : std::string(key.key.substr(0, dot));
        if (head != section) {
            const std::string title = head.empty()              ? "Top of the file"
                                      : head == k_gridded_table ? fmt::format("`[[{}]]`", head)
                                                                : fmt::format("`[{}]`", head);
            out +=
                fmt::format("\n## {}\n\n| key | unit | default | allowed | meaning |\n|---|---|---|---|---|\n", title);
            section = head;
        }
        std::string allowed = key.words.empty() ? range_text(key) : words_text(key);
        std::string escaped;
        for (const char c : allowed) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
        std::string meaning(key.meaning);
        if (!key.reference.empty()) meaning += fmt::format(" ({})", key.reference);
        out += fmt::format("| `{}` | {} | {} | {} | {} |\n", key.key.substr(dot + 1), key.unit, default_shown(key),
                           escaped, meaning);
    }
    return out;
}

}  // namespace lantian
