#include "inputs/readers/inorganic_table.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_lowest_k = 200.0, k_highest_k = 330.0, k_most_umol_m3 = 1e6;

/// Columns of the answer and of the reference file, which may stand in an input too.
constexpr std::array<std::string_view, 27> k_results{
    "set",         "case",   "NH3_g",  "HNO3_g", "HCl_g",       "NH4_p", "NO3_p",  "Cl_p",  "SO4_aq",
    "HSO4_aq",     "NH4_aq", "NO3_aq", "Cl_aq",  "water_ug_m3", "pH",    "solids", "agree", "agree2",
    "free_cation", "dpH",    "q",      "sweeps", "converged",   "rules", "Na_aq",  "K_aq",  "Ca_aq"};

Problem problem(const std::string& code, const std::string& path, const Field& at, std::string message,
                std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, path, at.line, at.column, std::move(message), std::move(hint)};
}

class Reader {
  public:
    Reader(const std::string& path, Problems& problems) : path_(path), problems_(problems) {}

    InorganicTable read() {
        const std::string text = read_text_file(path_, k_max_table_bytes);
        const std::vector<std::vector<Field>> records = parse_csv(text, path_);
        InorganicTable table;
        if (records.empty()) {
            problems_.add({Severity::error, ErrorKind::bad_data, "E311", path_, 0, 0, "table is empty",
                           "first line T_K,RH,tSO4,tNH3,tNO3"});
            return table;
        }
        if (!header(records.front(), table)) return table;
        if (records.size() == 1)
            problems_.add(problem("E312", path_, records.front().front(), "table has no rows", "one row a state"));
        for (std::size_t r = 1; r < records.size(); ++r) row(records[r], r, table);
        return table;
    }

  private:
    bool header(const std::vector<Field>& fields, InorganicTable& table) {
        std::vector<std::string> inputs{"id", "branch", "T_K", "RH"};
        inputs.insert(inputs.end(), k_inorganic_columns.begin(), k_inorganic_columns.end());
        const std::size_t errors = problems_.error_count();
        for (std::size_t c = 0; c < fields.size(); ++c) {
            const std::string name(trim(fields[c].text));
            if (std::find(inputs.begin(), inputs.end(), name) != inputs.end()) {
                if (!at_.emplace(name, c).second)
                    problems_.add(
                        problem("E308", path_, fields[c], fmt::format("column {} stands twice", name), "remove one"));
            } else if (std::find(k_results.begin(), k_results.end(), name) != k_results.end()) {
                table.ignored.push_back(name);
            } else {
                const std::string near = nearest_name(name, inputs);
                problems_.add(problem("E303", path_, fields[c], fmt::format("unknown column {}", name),
                                      near.empty()
                                          ? "columns are id, branch, T_K, RH, tSO4, tNH3, tNO3, tNa, tCl, tCa, "
                                            "tK, tMg"
                                          : fmt::format("did you mean {}?", near)));
            }
        }
        for (const char* needed : {"T_K", "RH", "tSO4", "tNH3", "tNO3"}) {
            if (!at_.contains(needed))
                problems_.add(problem("E304", path_, fields.front(), fmt::format("column {} is missing", needed),
                                      "add it; amounts are umol m-3"));
        }
        width_ = fields.size();
        return problems_.error_count() == errors;
    }

    void row(const std::vector<Field>& fields, std::size_t number, InorganicTable& table) {
        if (fields.size() != width_) {
            problems_.add(problem("E310", path_, fields.front(),
                                  fmt::format("row has {} fields, the header {}", fields.size(), width_),
                                  "correct the row"));
            return;
        }
        InorganicRow out;
        out.line = fields.front().line;
        out.id = at_.contains("id") ? fields[at_["id"]].text : std::to_string(number);
        if (at_.contains("branch")) {
            const Field& field = fields[at_["branch"]];
            out.branch = trim(field.text);
            if (!out.branch.empty() && out.branch != "metastable" && out.branch != "stable")
                problems_.add(
                    problem("E311", path_, field, fmt::format("branch = {}", out.branch), "metastable or stable"));
        }
        out.temperature_k = value("T_K", fields, k_lowest_k, k_highest_k, false);
        out.relative_humidity = value("RH", fields, 0.0, 1.0, false);
        for (std::size_t i = 0; i < k_inorganic_columns.size(); ++i)
            out.total_umol_m3[i] = value(k_inorganic_columns[i], fields, 0.0, k_most_umol_m3, true);
        table.rows.push_back(std::move(out));
    }

    double value(std::string_view name, const std::vector<Field>& fields, double low, double high, bool may_be_empty) {
        const auto found = at_.find(name);
        if (found == at_.end()) return 0.0;
        const Field& field = fields[found->second];
        if (may_be_empty && trim(field.text).empty()) return 0.0;
        const std::optional<double> number = parse_number(field.text);
        if (!number) {
            problems_.add(problem("E305", path_, field, fmt::format("{} = \"{}\" is no number", name, field.text),
                                  "write a finite number"));
            return low;
        }
        if (*number < low || *number > high) {
            problems_.add(problem(
                "E306", path_, field, fmt::format("{} = {}", name, *number),
                fmt::format("{} to {}{}", low, high,
                            name == "RH" && *number <= 100.0 && *number > 1.0 ? "; a share, not percent" : "")));
            return low;
        }
        return *number;
    }

    const std::string& path_;
    Problems& problems_;
    std::map<std::string, std::size_t, std::less<>> at_;
    std::size_t width_ = 0;
};

}  // namespace

InorganicTable read_inorganic_table(const std::string& path, Problems& problems) {
    return Reader(path, problems).read();
}

}  // namespace lantian
