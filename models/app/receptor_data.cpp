#include "models/app/receptor_data.hpp"

#include <cmath>

#include <fmt/format.h>

#include "inputs/readers/receptor_table.hpp"

namespace lantian {

receptor::PreparedData read_receptor_data(const ReceptorInput& input, std::vector<std::string>& notes) {
    Problems problems;
    ReceptorTableOptions options;
    if (input.id_columns >= 0) options.id_columns = static_cast<std::size_t>(input.id_columns);
    options.leave_out = input.bad;
    options.refuse_zero_columns = input.refuse_zero_columns;
    ConcentrationTable table = read_samples(input.conc, options, problems, notes);
    problems.throw_if_errors();
    if (!input.unc.empty()) read_uncertainties(input.unc, options, table, problems, notes);
    if (!input.mdl.empty()) read_detection_limits(input.mdl, table, problems, notes);
    problems.throw_if_errors();
    receptor::UncertaintyOptions rules = input.rules;
    const auto unknown = [](const char* option, const std::string& word, const char* known) {
        return Error(ErrorKind::usage, "E201", fmt::format("{} {}: not one of the known words", option, word), known);
    };
    if (input.rule == "epa") {
        rules.rule = receptor::UncertaintyRule::epa;
    } else if (input.rule == "polissar") {
        rules.rule = receptor::UncertaintyRule::polissar;
    } else if (input.rule != "given") {
        throw unknown("--uncertainty-rule", input.rule, "given, epa or polissar");
    }
    if (input.missing == "median") {
        rules.missing = receptor::MissingPolicy::median;
    } else if (input.missing == "geometric-mean") {
        rules.missing = receptor::MissingPolicy::geometric_mean;
    } else if (input.missing == "drop-sample") {
        rules.missing = receptor::MissingPolicy::drop_sample;
    } else if (input.missing != "no-weight") {
        throw unknown("--missing", input.missing, "no-weight, median, geometric-mean or drop-sample");
    }
    return prepare(table, rules);
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos && !text.starts_with('#')) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string csv_number(double value) { return std::isnan(value) ? std::string() : fmt::format("{}", value); }

std::string csv_matrix(const std::string& corner, const std::vector<std::string>& rows,
                       const std::vector<std::string>& columns, const std::vector<double>& values) {
    std::string out = csv_field(corner);
    for (const std::string& column : columns) out += ',' + csv_field(column);
    out += '\n';
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out += csv_field(rows[i]);
        for (std::size_t c = 0; c < columns.size(); ++c) out += ',' + csv_number(values[i * columns.size() + c]);
        out += '\n';
    }
    return out;
}

}  // namespace lantian
