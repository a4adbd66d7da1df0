#include "inputs/schema/scenario_reader.hpp"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "inputs/schema/scenario_reader_detail.hpp"
#include "inputs/schema/scenario_table.hpp"

namespace lantian {

namespace fs = std::filesystem;

std::string Origin::text() const { return line > 0 ? fmt::format("{}:{}", file, line) : file; }

namespace {

/// weather = {files = [...]}: keys of [meteorology] in one line, so that one line changes the driver.
constexpr std::string_view k_weather_table = "weather";

constexpr std::size_t k_largest_file_bytes = 4U << 20U;

std::string shown(const toml::node& node) {
    std::ostringstream out;
    node.visit([&](const auto& value) { out << value; });
    std::string text = out.str();
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    return text;
}

std::string type_of(const toml::node& node) {
    if (node.is_string()) return "a text";
    if (node.is_integer()) return "a whole number";
    if (node.is_floating_point()) return "a number";
    if (node.is_boolean()) return "true or false";
    if (node.is_array()) return "a list";
    if (node.is_table()) return "a table";
    return "a date or time";
}

class ScenarioParser {
  public:
    ScenarioParser(const std::string& path, LoadedScenario& out)
        : path_(path), base_(fs::path(path).parent_path()), out_(out) {}

    void file() {
        std::error_code failed;
        if (fs::is_directory(path_, failed)) missing_scenario("is a folder, not a scenario file");
        std::ifstream in(path_, std::ios::binary);
        if (!in) missing_scenario("scenario file not found or not readable");
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (text.size() > k_largest_file_bytes) {
            throw Error(Problem{Severity::error, ErrorKind::bad_scenario, "E102", path_, 0, 0,
                                "scenario is larger than 4 MiB",
                                "a scenario names its data files, it does not hold them"});
        }
        document_ = parse(text);
        if (const toml::node* version = document_.get("schema_version"); version != nullptr && version->is_integer()) {
            if (version->as_integer()->get() != 1) {
                throw Error(Problem{
                    Severity::error, ErrorKind::bad_scenario, "E106", path_, line(version->source()),
                    column(version->source()),
                    fmt::format("schema_version = {} is not known to this program", version->as_integer()->get()),
                    "write schema_version = 1"});
            }
        }
        table(document_, "", 0);
    }

    void override_with(const std::string& text) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return bad_override(text, "write --set key=value, for example --set time.hours=48");
        const std::string name = trimmed(text.substr(0, equals));
        std::string value = trimmed(text.substr(equals + 1));
        const ScenarioKey* key = find_scenario_key(name);
        place_ = "--set";
        if (name == k_weather_table) {
            override_weather(text, value);
            place_.clear();
            return;
        }
        if (key == nullptr) {
            unknown(name, name, {});
            place_.clear();
            return;
        }
        if (is_gridded(*key)) {
            place_.clear();
            return bad_override(text, "emissions.gridded is a list of tables; change it in the scenario file");
        }
        const bool texts = key->type == KeyType::text || key->type == KeyType::word || key->type == KeyType::file;
        const bool text_list = key->type == KeyType::file_list || key->type == KeyType::word_list;
        const bool quoted = !value.empty() && (value.front() == '"' || value.front() == '\'');
        if (texts && !quoted) value = toml_text(value);
        if (text_list && (value.empty() || value.front() != '['))
            value = "[" + (quoted ? value : toml_text(value)) + "]";
        toml::table parsed;
        try {
            parsed = toml::parse("value = " + value);
        } catch (const toml::parse_error&) {
            parsed.clear();
        }
        if (parsed.size() != 1) {
            place_.clear();
            return bad_override(text, fmt::format("{} takes {}", name, type_name(key->type)));
        }
        value_of(*key, *parsed.get("value"), 0);
        place_.clear();
    }

    /// --set weather={...}: takes the place of whatever weather the file names.
    void override_weather(const std::string& text, const std::string& value) {
        toml::table parsed;
        try {
            parsed = toml::parse("value = " + value);
        } catch (const toml::parse_error&) {
            parsed.clear();
        }
        const toml::table* content = parsed.size() == 1 ? parsed.get("value")->as_table() : nullptr;
        if (content == nullptr) return bad_override(text, "write --set 'weather={files = [\"met/wrfout_*\"]}'");
        const Scenario::Meteorology fresh;
        out_.scenario.meteorology.kind = fresh.kind;
        out_.scenario.meteorology.files = fresh.files;
        out_.scenario.meteorology.profiles = fresh.profiles;
        for (const char* key : {"meteorology.kind", "meteorology.files", "meteorology.profiles"}) {
            seen_.erase(key);
            broken_.erase(key);
            out_.origins.erase(key);
        }
        table(*content, "meteorology.", 0);
    }

    void finish() {
        for (const ScenarioKey& key : scenario_keys()) {
            if (is_gridded(key) || !key.required || seen_.count(std::string(key.key)) != 0) continue;
            require(key, std::string(key.key), section_place(key.key));
        }
        if (seen_.count("name") == 0) {
            out_.scenario.name = fs::path(path_).stem().string();
            if (!good_name(out_.scenario.name)) out_.scenario.name = "case";
        }
        const auto check = [&](const ScenarioKey& key, std::size_t item) {
            if (broken_.count(detail::full_key(key, item)) == 0) detail::check_value(out_, key, item, problems);
        };
        for (const ScenarioKey& key : scenario_keys()) {
            if (!is_gridded(key)) check(key, 0);
        }
        for (std::size_t item = 0; item < out_.scenario.emissions.gridded.size(); ++item) {
            for (const ScenarioKey& key : scenario_keys()) {
                if (is_gridded(key)) check(key, item);
            }
        }
        if (!problems.has_errors()) detail::check_together(out_, problems);
    }

    Problems problems;

  private:
    [[noreturn]] void missing_scenario(const std::string& what) const {
        throw Error(Problem{Severity::error, ErrorKind::missing_input, "E401", path_, 0, 0, what,
                            "lantian init DIR writes a complete example"});
    }

    toml::table parse(const std::string& text) const {
        try {
            return toml::parse(text, path_);
        } catch (const toml::parse_error& error) {
            throw Error(Problem{Severity::error,
                                ErrorKind::bad_scenario,
                                "E102",
                                path_,
                                line(error.source()),
                                column(error.source()),
                                fmt::format("not valid TOML: {}", error.description()),
                                {}});
        }
    }

    static int line(const toml::source_region& region) { return static_cast<int>(region.begin.line); }
    static int column(const toml::source_region& region) { return static_cast<int>(region.begin.column); }
    static std::string trimmed(std::string text) {
        const auto blank = [](char c) { return c == ' ' || c == '\t'; };
        while (!text.empty() && blank(text.back())) text.pop_back();
        text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
        return text;
    }
    static bool good_name(const std::string& name) {
        return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
        });
    }

    void add(const std::string& code, const toml::source_region& at, std::string message, std::string hint,
             ErrorKind kind = ErrorKind::bad_scenario) {
        const bool from_set = !place_.empty();
        problems.add({Severity::error, kind, code, from_set ? place_ : path_, from_set ? 0 : line(at),
                      from_set ? 0 : column(at), std::move(message), std::move(hint)});
    }

    void bad_override(const std::string& text, const std::string& hint) {
        problems.add({Severity::error, ErrorKind::usage, "E107", "--set", 0, 0,
                      fmt::format("\"{}\" not understood", text), hint});
    }

    /// Where to point when a key is missing: the head of its table when that exists.
    Origin section_place(std::string_view key) const {
        const auto dot = key.find('.');
        if (dot != std::string_view::npos) {
            if (const toml::node* node = document_.get(key.substr(0, dot)); node != nullptr) {
                return {path_, line(node->source()), column(node->source())};
            }
        }
        return {path_, 0, 0};
    }

    void require(const ScenarioKey& key, const std::string& name, const Origin& at) {
        broken_.insert(name);
        std::string hint = fmt::format("add {} = {}", key.key.substr(key.key.rfind('.') + 1), key.example);
        if (const auto dot = key.key.rfind('.'); dot != std::string_view::npos) {
            const std::string_view table = key.key.substr(0, dot);
            hint += is_gridded(key) ? fmt::format(" to its [[{}]]", table) : fmt::format(" under [{}]", table);
        }
        problems.add({Severity::error, ErrorKind::bad_scenario, "E103", at.file, at.line, at.column,
                      fmt::format("required key \"{}\" is missing", name), hint});
    }

    void unknown(const std::string& full, std::string_view written, const toml::source_region& at) {
        std::string offer = nearest_name(full, scenario_key_names());
        const auto& keys = scenario_keys();
        const std::string last = full.substr(full.rfind('.') + 1);
        const auto same_end =
            std::find_if(keys.begin(), keys.end(), [&](const ScenarioKey& k) { return k.key.ends_with("." + last); });
        if (same_end != keys.end()) offer = std::string(same_end->key);
        if (full.find('.') == std::string::npos) {
            std::vector<std::string> sections;
            for (const ScenarioKey& key : keys) sections.emplace_back(key.key.substr(0, key.key.find('.')));
            if (const std::string section = nearest_name(full, sections); !section.empty()) offer = section;
        }
        add("E101", at, fmt::format("unknown key \"{}\"", written),
            offer.empty() ? "lantian explain --all lists the keys" : fmt::format("did you mean \"{}\"?", offer));
    }

    static bool is_section(const std::string& name) {
        const auto& keys = scenario_keys();
        return std::any_of(keys.begin(), keys.end(),
                           [&](const ScenarioKey& key) { return key.key.starts_with(name + "."); });
    }

    void table(const toml::table& content, const std::string& prefix, std::size_t item) {
        for (const auto& [written, node] : content) {
            const std::string name = prefix + std::string(written.str());
            if (const ScenarioKey* key = find_scenario_key(name); key != nullptr) {
                if (const auto twice = out_.origins.find(detail::full_key(*key, item));
                    place_.empty() && twice != out_.origins.end()) {
                    add("E204", node.source(),
                        fmt::format("{} is given twice, before at {}", name, twice->second.text()),
                        fmt::format("keep it under [meteorology] or in {} = {{...}}", k_weather_table));
                    continue;
                }
                value_of(*key, node, item);
            } else if (name == k_weather_table && node.is_table()) {
                table(*node.as_table(), "meteorology.", 0);
            } else if (name == k_gridded_table) {
                gridded(node);
            } else if (is_section(name)) {
                if (const toml::table* section = node.as_table(); section != nullptr) {
                    table(*section, name + ".", 0);
                } else {
                    add("E104", node.source(), fmt::format("\"{}\" is {}", name, type_of(node)),
                        fmt::format("it is a section: write [{}]", name));
                }
            } else {
                unknown(name, name, written.source());
            }
        }
    }

    void gridded(const toml::node& node) {
        const toml::array* list = node.as_array();
        if (list == nullptr || !list->is_homogeneous(toml::node_type::table)) {
            add("E104", node.source(), fmt::format("\"{}\" is not a list of tables", k_gridded_table),
                "write [[emissions.gridded]] before each file's keys");
            return;
        }
        for (std::size_t item = 0; item < list->size(); ++item) {
            out_.scenario.emissions.gridded.emplace_back();
            const toml::table& entry = *list->get(item)->as_table();
            table(entry, std::string(k_gridded_prefix), item);
            for (const ScenarioKey& key : scenario_keys()) {
                const std::string name = detail::full_key(key, item);
                if (is_gridded(key) && key.required && seen_.count(name) == 0) {
                    require(key, name, {path_, line(entry.source()), column(entry.source())});
                }
            }
        }
    }

    void wrong_type(const ScenarioKey& key, const std::string& name, const toml::node& node) {
        broken_.insert(name);
        add("E104", node.source(), fmt::format("{} = {} is {}", name, shown(node), type_of(node)),
            fmt::format("it must be {}", type_name(key.type)));
    }

    void value_of(const ScenarioKey& key, const toml::node& node, std::size_t item) {
        const std::string name = detail::full_key(key, item);
        seen_.insert(name);
        broken_.erase(name);
        out_.origins[name] =
            place_.empty() ? Origin{path_, line(node.source()), column(node.source())} : Origin{place_, 0, 0};
        const FieldRef field = key.field(out_.scenario, item);
        if (key.type == KeyType::time) return time(key, name, node, *std::get<UtcTime*>(field));
        if (key.type == KeyType::file) {
            if (const auto text = node.value_exact<std::string>()) {
                *std::get<std::string*>(field) = text->empty() ? "" : one_file(name, *text, node);
                return;
            }
            return wrong_type(key, name, node);
        }
        const bool good = std::visit([&](auto* target) { return assign(key, name, node, *target); }, field);
        if (!good) wrong_type(key, name, node);
    }

    void time(const ScenarioKey& key, const std::string& name, const toml::node& node, UtcTime& target) {
        if (const auto written = node.value_exact<toml::date_time>()) {
            if (!written->offset) return no_offset(name, node);
            const toml::date& d = written->date;
            const toml::time& t = written->time;
            if (t.nanosecond != 0) {
                broken_.insert(name);
                return add("E203", node.source(), fmt::format("{} = {} has a fraction of a second", name, shown(node)),
                           "it must be a whole hour");
            }
            target = from_calendar(d.year, d.month, d.day, t.hour, t.minute, t.second,
                                   std::int64_t{written->offset->minutes} * 60);
            return;
        }
        if (node.is_date()) return no_offset(name, node);
        if (const auto text = node.value_exact<std::string>()) {
            if (const auto parsed = parse_time(*text)) {
                target = *parsed;
                return;
            }
            if (lacks_only_offset(*text)) return no_offset(name, node);
        }
        wrong_type(key, name, node);
    }

    void no_offset(const std::string& name, const toml::node& node) {
        broken_.insert(name);
        add("E105", node.source(), fmt::format("{} = {} has no offset from UTC", name, shown(node)),
            "write for example 2027-01-15T00:00:00+08:00");
    }

    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, bool& target) {
        const auto v = node.value_exact<bool>();
        if (v) target = *v;
        return v.has_value();
    }
    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, std::string& target) {
        const auto v = node.value_exact<std::string>();
        if (v) target = *v;
        return v.has_value();
    }
    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, std::int64_t& target) {
        const auto v = node.value_exact<std::int64_t>();
        if (v) target = *v;
        return v.has_value();
    }
    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, int& target) {
        const auto v = node.value_exact<std::int64_t>();
        if (v) target = static_cast<int>(std::clamp<std::int64_t>(*v, -2147483647, 2147483647));
        return v.has_value();
    }
    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, double& target) {
        if (!node.is_number()) return false;
        target = *node.value<double>();
        return true;
    }
    bool assign(const ScenarioKey&, const std::string&, const toml::node&, UtcTime&) { return false; }
    bool assign(const ScenarioKey&, const std::string&, const toml::node& node, std::vector<double>& target) {
        const toml::array* list = node.as_array();
        if (list == nullptr) return false;
        target.clear();
        for (const toml::node& element : *list) {
            if (!element.is_number()) return false;
            target.push_back(*element.value<double>());
        }
        return true;
    }
    bool assign(const ScenarioKey& key, const std::string& name, const toml::node& node,
                std::array<double, 4>& target) {
        std::vector<double> values;
        if (!assign(key, name, node, values) || values.size() != target.size()) return false;
        std::copy(values.begin(), values.end(), target.begin());
        return true;
    }
    bool assign(const ScenarioKey& key, const std::string& name, const toml::node& node,
                std::vector<std::string>& target) {
        const toml::array* list = node.as_array();
        if (list == nullptr) return false;
        target.clear();
        for (const toml::node& element : *list) {
            const auto text = element.value_exact<std::string>();
            if (!text) return false;
            if (key.type == KeyType::file_list) {
                files(name, *text, element, target);
            } else {
                target.push_back(*text);
            }
        }
        return true;
    }

    /// Path as the program opens it, and its portable form for outputs.
    std::string resolved(const fs::path& written) {
        const std::string path = (written.is_absolute() ? written : base_ / written).lexically_normal().string();
        out_.portable[path] = written.lexically_normal().generic_string();
        return path;
    }

    std::string one_file(const std::string& name, const std::string& written, const toml::node& node) {
        const std::string path = resolved(written);
        std::error_code failed;
        if (written.find('\0') != std::string::npos || !fs::is_regular_file(path, failed)) {
            broken_.insert(name);
            const bool folder = fs::is_directory(path, failed);
            add("E401", node.source(),
                fmt::format("{} = {}: {}", name, toml_text(written),
                            folder ? "is a folder, not a file" : "file not found"),
                "paths are relative to the scenario file", ErrorKind::missing_input);
        }
        return path;
    }

    void files(const std::string& name, const std::string& written, const toml::node& node,
               std::vector<std::string>& target) {
        std::error_code failed;
        if (written.find_first_of("*?[") == std::string::npos || fs::is_regular_file((base_ / written), failed)) {
            target.push_back(one_file(name, written, node));
            return;
        }
        std::vector<std::string> found;
        glob_t matches{};
        if (::glob((base_ / written).c_str(), GLOB_NOSORT, nullptr, &matches) == 0) {
            for (std::size_t i = 0; i < matches.gl_pathc; ++i) {
                const fs::path match(matches.gl_pathv[i]);
                if (!fs::is_regular_file(match, failed)) continue;
                const bool absolute = fs::path(written).is_absolute() || base_.empty();
                found.push_back(resolved(absolute ? match : match.lexically_relative(base_)));
            }
        }
        ::globfree(&matches);
        std::sort(found.begin(), found.end());
        if (found.empty()) {
            broken_.insert(name);
            add("E401", node.source(), fmt::format("{}: no file matches {}", name, toml_text(written)),
                "paths are relative to the scenario file", ErrorKind::missing_input);
        }
        target.insert(target.end(), found.begin(), found.end());
    }

    std::string path_;
    fs::path base_;
    LoadedScenario& out_;
    toml::table document_;
    std::string place_;             ///< "--set" while an override is read
    std::set<std::string> seen_;    ///< keys that were given
    std::set<std::string> broken_;  ///< keys whose value could not be taken: not checked further
};

std::vector<std::string> named_files(LoadedScenario& loaded) {
    std::vector<std::string> files;
    const auto add = [&](const std::string& path) {
        if (!path.empty() && std::find(files.begin(), files.end(), path) == files.end()) files.push_back(path);
    };
    const auto collect = [&](const ScenarioKey& key, std::size_t item) {
        const FieldRef field = key.field(loaded.scenario, item);
        if (key.type == KeyType::file) add(*std::get<std::string*>(field));
        if (key.type == KeyType::file_list) {
            for (const std::string& path : *std::get<std::vector<std::string>*>(field)) add(path);
        }
    };
    for (const ScenarioKey& key : scenario_keys()) {
        const std::size_t items = is_gridded(key) ? loaded.scenario.emissions.gridded.size() : 1;
        for (std::size_t item = 0; item < items; ++item) collect(key, item);
    }
    return files;
}

}  // namespace

LoadedScenario load_scenario(const std::string& path, const std::vector<std::string>& overrides) {
    LoadedScenario loaded;
    loaded.scenario.file = path;
    ScenarioParser parser(path, loaded);
    parser.file();
    for (const std::string& text : overrides) parser.override_with(text);
    parser.finish();
    parser.problems.throw_if_errors();
    loaded.warnings = parser.problems;
    loaded.input_files = named_files(loaded);
    loaded.canonical_text = detail::canonical_text(loaded);
    loaded.resolved_toml = resolved_toml(loaded);
    return loaded;
}

}  // namespace lantian
