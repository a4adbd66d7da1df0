#include "inputs/readers/measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

namespace {

/// Takes values out of one TOML table and reports what does not fit.
class Keys {
  public:
    Keys(const toml::table& table, std::string prefix, const std::string& file, Problems& problems)
        : table_(table), prefix_(std::move(prefix)), file_(file), problems_(problems) {}

    void add(const char* code, const toml::source_region& at, std::string message, std::string hint) {
        problems_.add({Severity::error, ErrorKind::bad_data, code, file_, static_cast<int>(at.begin.line),
                       static_cast<int>(at.begin.column), std::move(message), std::move(hint)});
    }
    [[nodiscard]] std::string full(std::string_view key) const { return fmt::format("{}.{}", prefix_, key); }
    [[nodiscard]] const toml::source_region& place(std::string_view key) const {
        const toml::node* node = table_.get(key);
        return node != nullptr ? node->source() : table_.source();
    }
    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }

    void only(const std::vector<std::string>& known, const char* code = "E101", const char* what = "unknown key") {
        for (const auto& [key, node] : table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            const std::string near = nearest_name(key.str(), known);
            add(code, key.source(), fmt::format("{} \"{}\"", what, full(key.str())),
                near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                             : fmt::format("did you mean \"{}\"?", near));
        }
    }

    std::string text(std::string_view key, bool required = false) {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            if (required) add("E103", table_.source(), fmt::format("\"{}\" is missing", full(key)), "add it");
            return {};
        }
        if (const auto value = node->value_exact<std::string>()) {
            if (required && trim(*value).empty())
                add("E103", node->source(), fmt::format("\"{}\" is empty", full(key)), "give a text");
            return *value;
        }
        wrong_type(key, *node, "a text in quotes");
        return {};
    }

    std::optional<double> number(std::string_view key, Range range, const std::string& unit) {
        const toml::node* node = table_.get(key);
        if (node == nullptr) return std::nullopt;
        if (!node->is_number()) {
            wrong_type(key, *node, "a number");
            return std::nullopt;
        }
        const double value = node->value<double>().value_or(std::numeric_limits<double>::quiet_NaN());
        if (!std::isfinite(value)) {
            add("E305", node->source(), fmt::format("{} = {}: must be a finite number", full(key), value),
                "leave it out if it is unknown");
        } else if (value < range.low || value > range.high) {
            add("E306", node->source(), fmt::format("{} = {}: must be {}", full(key), value, range_text(range, unit)),
                "correct the value");
        }
        return value;
    }

    bool flag(std::string_view key) {
        const toml::node* node = table_.get(key);
        if (node == nullptr) return false;
        if (!node->is_boolean()) wrong_type(key, *node, "true or false");
        return node->value<bool>().value_or(false);
    }

    std::vector<std::string> texts(std::string_view key) {
        std::vector<std::string> out;
        const toml::node* node = table_.get(key);
        if (node == nullptr) return out;
        const toml::array* list = node->as_array();
        if (list == nullptr) {
            wrong_type(key, *node, "a list of texts");
            return out;
        }
        for (const toml::node& item : *list) {
            if (const auto value = item.value_exact<std::string>()) {
                out.push_back(*value);
            } else {
                wrong_type(key, item, "a list of texts");
            }
        }
        return out;
    }

    const toml::table* table(std::string_view key) {
        const toml::node* node = table_.get(key);
        if (node == nullptr) return nullptr;
        if (!node->is_table()) wrong_type(key, *node, "a table {...}");
        return node->as_table();
    }

    double money(std::string_view key, MoneyPer per) {
        const std::string value = text(key);
        if (value.empty()) return 0.0;
        try {
            return parse_money(value, per);
        } catch (const Error& error) {
            const Problem& p = error.problems().front();
            add("E503", place(key), fmt::format("{} = {}", full(key), p.message), p.hint);
            return 0.0;
        }
    }

  private:
    void wrong_type(std::string_view key, const toml::node& node, const char* wanted) {
        add("E104", node.source(), fmt::format("{}: is not {}", full(key), wanted), fmt::format("write {}", wanted));
    }

    const toml::table& table_;
    std::string prefix_;
    const std::string& file_;
    Problems& problems_;
};

const std::vector<std::string>& species_names() {
    static const std::vector<std::string> names(k_emitted_names.begin(), k_emitted_names.end());
    return names;
}

Measure::Cost read_cost(const toml::table& table, const std::string& prefix, const std::string& file,
                        Problems& problems) {
    Keys keys(table, prefix, file, problems);
    keys.only({"capital", "lifetime_a", "interest", "running", "annual", "per_tonne", "species"});
    Measure::Cost cost;
    cost.annual_cny = keys.money("annual", MoneyPer::year);
    cost.capital_cny = keys.money("capital", MoneyPer::once);
    cost.running_cny_a = keys.money("running", MoneyPer::year);
    cost.per_tonne_cny = keys.money("per_tonne", MoneyPer::tonne);
    cost.lifetime_a = keys.number("lifetime_a", {1.0, 100.0}, "a").value_or(1.0);
    cost.interest_frac = keys.number("interest", {0.0, 1.0}, "1").value_or(0.05);
    if (keys.has("capital") && !keys.has("lifetime_a")) {
        keys.add("E103", keys.place("capital"),
                 fmt::format("\"{}\" is missing beside capital", keys.full("lifetime_a")),
                 "give the lifetime in years");
    }
    if (keys.has("annual") && (keys.has("capital") || keys.has("running"))) {
        keys.add("E204", keys.place("annual"),
                 fmt::format("\"{}\" stands beside capital or running", keys.full("annual")),
                 "give the annual cost, or its parts");
    }
    if (!keys.has("annual") && !keys.has("capital") && !keys.has("running") && !keys.has("per_tonne")) {
        keys.add("E103", table.source(), fmt::format("\"{}\" has no amount", prefix),
                 "give annual, capital, running or per_tonne; leave cost out when unknown");
    }
    const std::string species = keys.text("species", keys.has("per_tonne"));
    if (!species.empty()) {
        cost.per_tonne_species = emitted_from_name(species);
        if (!cost.per_tonne_species) {
            const std::string near = nearest_name(species, species_names());
            keys.add("E309", keys.place("species"),
                     fmt::format("{} = \"{}\": no such inventory species", keys.full("species"), species),
                     near.empty() ? fmt::format("known are: {}", fmt::join(species_names(), ", "))
                                  : fmt::format("did you mean \"{}\"?", near));
        }
    }
    return cost;
}

Measure read_measure(const toml::table& table, const std::string& prefix, const std::string& file, Problems& problems) {
    Keys keys(table, prefix, file, problems);
    keys.only({"id", "name", "name_zh", "sector", "source", "process", "group", "removal", "applicability",
               "effectiveness", "cost", "co2_t_a", "exclusive_group", "requires", "plan", "status", "origin"});
    Measure m;
    m.id = keys.text("id", true);
    m.name = keys.text("name", true);
    m.name_zh = keys.text("name_zh");
    m.sector = keys.texts("sector");
    m.process = keys.texts("process");
    m.group = keys.texts("group");
    // `source` is a list of source ids that the measure targets, or a text that says where the numbers come from.
    const toml::node* source = table.get("source");
    const bool source_is_text = source != nullptr && source->is_string();
    if (!source_is_text) m.source = keys.texts("source");
    if (m.sector.empty() && m.source.empty() && m.process.empty() && m.group.empty()) {
        keys.add("E103", table.source(), fmt::format("\"{}\" has no target", prefix),
                 "give sector, source, process or group");
    }
    if (const toml::table* removal = keys.table("removal")) {
        Keys shares(*removal, keys.full("removal"), file, problems);
        shares.only(species_names(), "E309", "unknown species");
        for (std::size_t s = 0; s < k_emitted_count; ++s)
            m.removal_frac[s] = shares.number(k_emitted_names[s], {0.0, 1.0}, "1").value_or(0.0);
        if (removal->empty())
            keys.add("E103", removal->source(), fmt::format("\"{}\" is empty", keys.full("removal")),
                     "give the share removed per species");
    } else if (!keys.has("removal")) {
        keys.add("E103", table.source(), fmt::format("\"{}\" is missing", keys.full("removal")),
                 "give the share removed per species");
    }
    m.applicability_frac = keys.number("applicability", {0.0, 1.0}, "1").value_or(1.0);
    m.effectiveness_frac = keys.number("effectiveness", {0.0, 1.0}, "1").value_or(1.0);
    if (const toml::table* cost = keys.table("cost")) m.cost = read_cost(*cost, keys.full("cost"), file, problems);
    m.co2_t_a = keys.number("co2_t_a", {}, "t/a");
    m.exclusive_group = keys.text("exclusive_group");
    m.requires_ids = keys.texts("requires");
    m.plan = keys.flag("plan");
    m.status = keys.text("status");
    if (!m.status.empty() && m.status != "published" && m.status != "estimate" && m.status != "synthetic") {
        keys.add("E201", keys.place("status"),
                 fmt::format("{} = \"{}\": is not a status", keys.full("status"), m.status),
                 "write published, estimate or synthetic");
    }
    m.origin = source_is_text ? keys.text("source") : keys.text("origin");
    return m;
}

/// Prerequisites must exist, not be the measure itself, and not go round in a circle.
void check_requires(const std::vector<Measure>& measures, const std::vector<const toml::table*>& tables,
                    const std::string& file, Problems& problems) {
    std::map<std::string, std::size_t> index_of;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        index_of.emplace(measures[i].id, i);
        ids.push_back(measures[i].id);
    }
    for (std::size_t i = 0; i < measures.size(); ++i) {
        Keys keys(*tables[i], fmt::format("measure[{}]", i), file, problems);
        for (const std::string& id : measures[i].requires_ids) {
            if (index_of.contains(id)) continue;
            const std::string near = nearest_name(id, ids);
            keys.add("E309", keys.place("requires"),
                     fmt::format("{} = \"{}\": no such measure", keys.full("requires"), id),
                     near.empty() ? "define it" : fmt::format("did you mean \"{}\"?", near));
        }
        // Everything that measure i asks for, directly or not.
        std::vector<std::size_t> open{i};
        std::vector<bool> seen(measures.size(), false);
        bool circle = false;
        while (!open.empty() && !circle) {
            const std::size_t at = open.back();
            open.pop_back();
            for (const std::string& id : measures[at].requires_ids) {
                const auto next = index_of.find(id);
                if (next == index_of.end()) continue;
                circle = circle || next->second == i;
                if (!seen[next->second]) open.push_back(next->second);
                seen[next->second] = true;
            }
        }
        if (circle)
            keys.add("E204", keys.place("requires"),
                     fmt::format("{}: \"{}\" requires itself", keys.full("requires"), measures[i].id),
                     "break the circle");
    }
}

}  // namespace

std::vector<Measure> read_measures(const std::string& path, Problems& problems) {
    const std::string text = read_text_file(path, std::size_t{16} << 20);
    toml::table document;
    try {
        document = toml::parse(text, path);
    } catch (const toml::parse_error& error) {
        throw Error({Severity::error, ErrorKind::bad_data, "E102", path, static_cast<int>(error.source().begin.line),
                     static_cast<int>(error.source().begin.column),
                     fmt::format("not valid TOML: {}", error.description()), "correct the line"});
    }
    std::vector<Measure> measures;
    std::vector<const toml::table*> tables;
    Keys root(document, "measures", path, problems);
    for (const auto& [key, node] : document) {
        if (key.str() != "measure")
            root.add("E101", key.source(), fmt::format("unknown key \"{}\"", key.str()),
                     "measures stand in [[measure]] tables");
    }
    const toml::array* list = document.get_as<toml::array>("measure");
    if (list == nullptr || list->empty() || !list->is_homogeneous(toml::node_type::table)) {
        problems.add({Severity::error, ErrorKind::bad_data, "E312", path, 0, 0, "holds no [[measure]] tables",
                      "give at least one"});
        return measures;
    }
    std::map<std::string, toml::source_position> seen;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const toml::table& table = *list->get(i)->as_table();
        const std::string prefix = fmt::format("measure[{}]", i);
        measures.push_back(read_measure(table, prefix, path, problems));
        tables.push_back(&table);
        const std::string& id = measures.back().id;
        if (id.empty()) continue;
        Keys keys(table, prefix, path, problems);
        const auto [first, is_new] = seen.try_emplace(id, keys.place("id").begin);
        if (!is_new) {
            keys.add("E308", keys.place("id"),
                     fmt::format("{} = \"{}\": stands already in line {}", keys.full("id"), id, first->second.line),
                     "make it unique");
        }
    }
    check_requires(measures, tables, path, problems);
    return measures;
}

}  // namespace lantian
