#include "inputs/readers/receptor_table.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/readers/delimited.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// `column = value: message; hint` at a field.
Problem at_field(const DelimitedText& text, const Field& field, std::size_t column, const char* code,
                 const std::string& message, std::string hint) {
    const std::string_view value = trim(field.text);
    return {Severity::error,
            ErrorKind::bad_data,
            code,
            text.path,
            field.line,
            field.column,
            fmt::format("{} = {}: {}", text.columns[column].name, value.substr(0, 60), message),
            std::move(hint)};
}

Problem at_header(const DelimitedText& text, std::size_t column, const char* code, std::string message,
                  std::string hint) {
    return {Severity::error,
            ErrorKind::bad_data,
            code,
            text.path,
            text.columns[column].line,
            text.columns[column].column,
            std::move(message),
            std::move(hint)};
}

Problem at_file(const std::string& path, const char* code, std::string message, std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, path, 0, 0, std::move(message), std::move(hint)};
}

/// Number of a cell: NaN when missing; E305 when it is neither.
double cell(const DelimitedText& text, const std::vector<Field>& row, std::size_t column, Problems& problems) {
    if (is_missing_text(row[column].text)) return k_missing;
    if (const auto number = parse_number(row[column].text)) return *number;
    problems.add(at_field(text, row[column], column, "E305", "is not a finite number",
                          "write a number with a decimal point, or leave the cell empty if it is unknown"));
    return k_missing;
}

/// More texts than numbers among the cells that hold something.
bool is_text_column(const DelimitedText& text, std::size_t column) {
    std::size_t words = 0, numbers = 0;
    for (const std::vector<Field>& row : text.rows) {
        if (is_missing_text(row[column].text)) continue;
        ++(parse_number(row[column].text) ? numbers : words);
    }
    return words > numbers;
}

/// Named like an id although its cells may be numbers: a record number, an hour.
bool is_id_name(const std::string& name) {
    const std::string word = lower(name);
    for (const char* start : {"date", "time", "sample", "site", "station", "column 1"}) {
        if (word.starts_with(start)) return true;
    }
    return word == "id" || word == "unnamed: 0";
}

std::size_t leading_ids(const DelimitedText& text, const ReceptorTableOptions& options,
                        std::vector<std::string>& notes) {
    const std::size_t columns = text.columns.size();
    if (options.id_columns) return std::min(*options.id_columns, columns);
    std::size_t count = 0;
    while (count < columns && is_text_column(text, count)) ++count;
    if (count == 0 && columns > 0 && is_id_name(text.columns.front().name)) {
        count = 1;
        notes.push_back(fmt::format("{}: column \"{}\" is taken as the id of the samples, by its name", text.path,
                                    text.columns.front().name));
    }
    for (std::size_t c = count; c < columns; ++c) {
        if (lower(text.columns[c].name) == "site" && is_text_column(text, c)) count = c + 1;
    }
    return count;
}

void check_columns(const DelimitedText& text, const ConcentrationTable& table, const std::vector<std::size_t>& from,
                   const ReceptorTableOptions& options, Problems& problems) {
    for (std::size_t j = 0; j < table.species.size(); ++j) {
        bool any = false;
        for (std::size_t i = 0; i < table.samples() && !any; ++i) any = table.has(i, j) && table.value(i, j) != 0.0;
        if (any || !options.refuse_zero_columns || table.samples() == 0) continue;
        problems.add(at_header(
            text, from[j], "E321",
            fmt::format("species \"{}\" has no value other than zero in {} samples", table.species[j], table.samples()),
            "leave it out (--bad " + table.species[j] + ") or correct the column"));
    }
}

}  // namespace

ConcentrationTable read_samples(const std::string& path, const ReceptorTableOptions& options, Problems& problems,
                                std::vector<std::string>& notes) {
    const DelimitedText text = read_delimited(path, problems);
    const std::size_t ids = leading_ids(text, options, notes);
    ConcentrationTable table;
    table.path = path;
    std::size_t site_column = ids;
    for (std::size_t c = 0; c < ids; ++c) {
        table.id_names.push_back(text.columns[c].name);
        if (lower(text.columns[c].name) == "site") site_column = c;
    }
    table.name_column = ids > 1 && site_column == 0 ? 1 : 0;
    std::vector<std::size_t> from;  // column of each species
    std::vector<std::string> unknown = options.leave_out, all;
    for (std::size_t c = ids; c < text.columns.size(); ++c) {
        const Table::Column& column = text.columns[c];
        all.push_back(column.name);
        std::erase(unknown, column.name);
        if (std::find(options.leave_out.begin(), options.leave_out.end(), column.name) != options.leave_out.end())
            continue;
        table.species.push_back(column.name);
        table.units.push_back(column.unit);
        from.push_back(c);
    }
    for (const std::string& name : unknown) {
        const std::string near = nearest_name(name, all);
        problems.add(at_file(path, "E309", fmt::format("there is no species \"{}\" to leave out", name),
                             near.empty() ? fmt::format("known are: {}", fmt::join(all, ", "))
                                          : fmt::format("did you mean \"{}\"?", near)));
    }
    if (from.empty()) {
        problems.add(at_file(path, "E312", "no column of numbers found",
                             "the leading id columns must be followed by species; --id-columns N says how many ids"));
        return table;
    }
    std::size_t nameless = 0, missing = 0;
    for (const std::vector<Field>& row : text.rows) {
        std::vector<double> values;
        values.reserve(from.size());
        const std::size_t before = problems.error_count();
        for (const std::size_t c : from) values.push_back(cell(text, row, c, problems));
        const bool none = std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
        if (none && problems.error_count() == before) {
            const bool named = std::any_of(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(ids),
                                           [](const Field& f) { return !is_missing_text(f.text); });
            if (!named) {
                ++nameless;
                continue;
            }
            problems.add(at_field(text, row.front(), 0, "E320", "the row has no value at all",
                                  "give its values or take the row out"));
        }
        std::vector<std::string> names;
        for (std::size_t c = 0; c < ids; ++c) names.emplace_back(trim(row[c].text));
        if (site_column < ids) table.sites.push_back(names[site_column]);
        table.ids.push_back(std::move(names));
        table.lines.push_back(row.front().line);
        missing += static_cast<std::size_t>(
            std::count_if(values.begin(), values.end(), [](double v) { return std::isnan(v); }));
        table.values.insert(table.values.end(), values.begin(), values.end());
    }
    if (table.samples() == 0)
        problems.add(at_file(path, "E312", "the table has no rows", "one line a sample follows the header"));
    if (text.empty_rows + nameless > 0)
        notes.push_back(fmt::format("{}: {} empty rows skipped", path, text.empty_rows + nameless));
    if (missing > 0) notes.push_back(fmt::format("{}: {} missing cells, which get no weight", path, missing));
    if (!options.leave_out.empty())
        notes.push_back(fmt::format("{}: left out: {}", path, fmt::join(options.leave_out, ", ")));
    check_columns(text, table, from, options, problems);
    return table;
}

void read_uncertainties(const std::string& path, const ReceptorTableOptions& options, ConcentrationTable& table,
                        Problems& problems, std::vector<std::string>& notes) {
    const DelimitedText text = read_delimited(path, problems);
    ReceptorTableOptions same = options;
    same.id_columns = table.id_names.size();
    std::vector<std::size_t> from(table.species.size());
    for (std::size_t j = 0; j < table.species.size(); ++j) {
        const auto found = std::find_if(text.columns.begin(), text.columns.end(),
                                        [&](const Table::Column& c) { return c.name == table.species[j]; });
        from[j] = static_cast<std::size_t>(found - text.columns.begin());
        if (found == text.columns.end()) {
            problems.add(at_file(path, "E304",
                                 fmt::format("no column \"{}\", which {} holds", table.species[j], table.path),
                                 "give every species its uncertainty"));
        } else if (!found->unit.empty() && !table.units[j].empty() && found->unit != table.units[j]) {
            problems.add(at_header(text, from[j], "E302",
                                   fmt::format("\"{}\" is in {} here and in {} in {}", table.species[j], found->unit,
                                               table.units[j], table.path),
                                   "give values and uncertainties in one unit"));
        }
    }
    if (problems.has_errors()) return;
    const std::size_t ids = table.id_names.size(), columns = table.species.size();
    std::vector<double> values;
    std::size_t sample = 0, lost = 0;
    for (const std::vector<Field>& row : text.rows) {
        const bool named = std::any_of(row.begin(), row.end(), [](const Field& f) { return !is_missing_text(f.text); });
        if (!named) continue;
        if (sample >= table.samples()) {
            ++sample;
            continue;
        }
        bool belongs = true;
        for (std::size_t c = 0; c < ids && belongs; ++c) {
            const std::string name(trim(row[c].text));
            belongs = name == table.ids[sample][c];
            if (!belongs) {
                problems.add(at_field(
                    text, row[c], c, "E322",
                    fmt::format("line {} of {} has \"{}\"", table.lines[sample], table.path, table.ids[sample][c]),
                    "both files must hold the same samples in the same order"));
            }
        }
        bool any = false;
        for (std::size_t j = 0; j < columns; ++j) {
            const double s = cell(text, row, from[j], problems);
            if (s <= 0.0) {
                problems.add(at_field(text, row[from[j]], from[j], "E306", "an uncertainty must be greater than zero",
                                      "give one standard uncertainty in the unit of the value"));
            }
            any = any || !std::isnan(s) || !is_missing_text(row[from[j]].text);
            if (std::isnan(s) && table.has(sample, j)) {
                ++lost;
                table.values[sample * columns + j] = k_missing;
            }
            values.push_back(s);
        }
        if (!any) {
            problems.add(at_field(text, row.front(), 0, "E320", "the row has no value at all",
                                  "give its uncertainties or take the sample out of both files"));
        }
        if (!belongs) return;  // all that follows would be shifted too
        ++sample;
    }
    if (sample != table.samples()) {
        problems.add(at_file(path, "E322",
                             fmt::format("holds {} samples, {} holds {}", sample, table.path, table.samples()),
                             "both files must hold the same samples in the same order"));
    }
    if (lost > 0) notes.push_back(fmt::format("{}: {} values without uncertainty get no weight", path, lost));
    table.uncertainties = std::move(values);
}

void read_detection_limits(const std::string& path, ConcentrationTable& table, Problems& problems,
                           std::vector<std::string>& notes) {
    const DelimitedText text = read_delimited(path, problems);
    std::size_t column = text.columns.size() == 2 ? 1 : 0;
    for (std::size_t c = 1; c < text.columns.size(); ++c) {
        if (lower(text.columns[c].name) == "mdl") column = c;
    }
    if (column == 0) {
        problems.add(at_file(path, "E304", "no column \"MDL\"", "first column the species, one column named MDL"));
        return;
    }
    table.detection_limits.assign(table.species.size(), k_missing);
    std::size_t other = 0;
    for (const std::vector<Field>& row : text.rows) {
        const auto found = std::find(table.species.begin(), table.species.end(), std::string(trim(row.front().text)));
        if (found == table.species.end()) {
            ++other;
            continue;
        }
        const double limit = cell(text, row, column, problems);
        if (limit <= 0.0)
            problems.add(at_field(text, row[column], column, "E306", "a detection limit must be greater than zero",
                                  "give it in the unit of the values, or leave it empty"));
        table.detection_limits[static_cast<std::size_t>(found - table.species.begin())] = limit;
    }
    if (other > 0) notes.push_back(fmt::format("{}: {} species that the data do not hold", path, other));
}

ProfileTable read_profile_table(const std::string& path, Problems& problems, bool allow_negative) {
    const DelimitedText text = read_delimited(path, problems);
    ProfileTable table;
    table.path = path;
    for (std::size_t c = 1; c < text.columns.size(); ++c) table.sources.push_back(text.columns[c].name);
    if (table.sources.empty() || text.rows.empty()) {
        problems.add(at_file(path, "E312", "holds no profile", "first column the species, one column a source"));
        return table;
    }
    std::map<std::string, int> seen;
    table.values.assign(table.sources.size() * text.rows.size(), k_missing);
    for (std::size_t j = 0; j < text.rows.size(); ++j) {
        const std::vector<Field>& row = text.rows[j];
        table.species.emplace_back(trim(row.front().text));
        const auto [first, fresh] = seen.emplace(table.species.back(), row.front().line);
        if (!fresh) {
            problems.add(at_field(text, row.front(), 0, "E308", fmt::format("stands already in line {}", first->second),
                                  "give each species one row"));
        }
        for (std::size_t k = 0; k < table.sources.size(); ++k) {
            const double value = cell(text, row, k + 1, problems);
            if (value < 0.0 && !allow_negative)
                problems.add(at_field(text, row[k + 1], k + 1, "E306", "a profile cannot be negative",
                                      "give mass fractions, at least zero"));
            table.values[k * text.rows.size() + j] = value;
        }
    }
    for (std::size_t k = 0; k < table.sources.size(); ++k) {
        bool any = false;
        for (std::size_t j = 0; j < table.species.size(); ++j) any = any || std::abs(table.value(k, j)) > 0.0;
        if (!any)
            problems.add(at_header(text, k + 1, "E321",
                                   fmt::format("source \"{}\" has no value other than zero", table.sources[k]),
                                   "take the source out or correct its column"));
    }
    return table;
}

void read_profile_uncertainties(const std::string& path, ProfileTable& profiles, Problems& problems) {
    const ProfileTable other = read_profile_table(path, problems);
    if (problems.has_errors()) return;
    const std::size_t species = profiles.species.size();
    profiles.uncertainties.assign(profiles.sources.size() * species, 0.0);
    for (std::size_t k = 0; k < profiles.sources.size(); ++k) {
        const auto source = std::find(other.sources.begin(), other.sources.end(), profiles.sources[k]);
        if (source == other.sources.end()) {
            problems.add(at_file(path, "E304", fmt::format("no column \"{}\"", profiles.sources[k]),
                                 "give every source of " + profiles.path + " its uncertainties"));
            continue;
        }
        for (std::size_t j = 0; j < species; ++j) {
            const auto found = std::find(other.species.begin(), other.species.end(), profiles.species[j]);
            const double s = found == other.species.end()
                                 ? k_missing
                                 : other.value(static_cast<std::size_t>(source - other.sources.begin()),
                                               static_cast<std::size_t>(found - other.species.begin()));
            if (std::isnan(s) && !std::isnan(profiles.value(k, j)))
                problems.add(at_file(
                    path, "E304",
                    fmt::format("no uncertainty of \"{}\" in source \"{}\"", profiles.species[j], profiles.sources[k]),
                    "give every value of the profiles its uncertainty"));
            profiles.uncertainties[k * species + j] = s;
        }
    }
}

}  // namespace lantian
