#include <fmt/format.h>

#include "inputs/schema/scenario_table.hpp"

namespace lantian {

std::string_view type_name(KeyType type) {
    switch (type) {
        case KeyType::integer:
            return "a whole number";
        case KeyType::number:
            return "a number";
        case KeyType::boolean:
            return "true or false";
        case KeyType::text:
            return "a text in quotes";
        case KeyType::word:
            return "a word in quotes";
        case KeyType::time:
            return "a date-time with offset, for example 2027-01-15T00:00:00+08:00";
        case KeyType::file:
            return "a file name in quotes";
        case KeyType::file_list:
            return "a list of file names, for example [\"a.csv\", \"b.csv\"]";
        case KeyType::word_list:
            return "a list of words, for example [\"pm25\", \"pb\"]";
        case KeyType::ascending_list:
            return "a list of numbers";
        case KeyType::box:
            return "a list of four numbers: west, south, east, north";
    }
    return "";
}

std::string range_text(const ScenarioKey& key) {
    if (key.low == key.high) return {};
    std::string out = fmt::format("{} to {}", key.low, key.high);
    if (!key.unit.empty() && key.unit != "1") out += fmt::format(" {}", key.unit);
    return out;
}

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
                    out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
                } else {
                    out += c;
                }
        }
    }
    return out + '"';
}

namespace {

template <class Range, class Write>
std::string list(const Range& values, Write write) {
    std::string out = "[";
    for (const auto& value : values) {
        if (out.size() > 1) out += ", ";
        out += write(value);
    }
    return out + "]";
}

struct TomlWriter {
    std::int64_t local_offset_s;

    std::string operator()(const int* v) const { return fmt::format("{}", *v); }
    std::string operator()(const std::int64_t* v) const { return fmt::format("{}", *v); }
    std::string operator()(const double* v) const { return fmt::format("{}", *v); }
    std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
    std::string operator()(const std::string* v) const { return toml_text(*v); }
    std::string operator()(const UtcTime* v) const { return format_time(*v, local_offset_s); }
    std::string operator()(const std::vector<std::string>* v) const {
        return list(*v, [](const std::string& text) { return toml_text(text); });
    }
    std::string operator()(const std::vector<double>* v) const {
        return list(*v, [](double x) { return fmt::format("{}", x); });
    }
    std::string operator()(const std::array<double, 4>* v) const {
        return list(*v, [](double x) { return fmt::format("{}", x); });
    }
};

}  // namespace

std::string toml_value(const FieldRef& field, std::int64_t local_offset_s) {
    return std::visit(TomlWriter{local_offset_s}, field);
}

std::string default_text(const ScenarioKey& key) {
    if (key.required) return {};
    Scenario fresh;
    fresh.emissions.gridded.resize(1);
    return toml_value(key.field(fresh, 0), 0);
}

}  // namespace lantian
