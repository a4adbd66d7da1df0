#include "inputs/readers/table.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

/// Walks over CSV text and knows line and column (in characters).
class CsvCursor {
  public:
    explicit CsvCursor(std::string_view text) : text_(text) {}
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] char peek() const { return text_[at_]; }
    [[nodiscard]] bool at_line_end() const {
        return at_end() || peek() == '\n' || (peek() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
    }
    char take() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++column_;
        }
        return c;
    }
    void skip_line() {
        while (!at_end() && take() != '\n') {
        }
    }
    void end_line() {
        if (!at_end() && peek() == '\r') take();
        if (!at_end()) take();
    }
    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] int column() const { return column_; }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

[[noreturn]] void fail_quote(const std::string& path, int line, int column, const char* message, const char* hint) {
    throw Error({Severity::error, ErrorKind::bad_data, "E311", path, line, column, message, hint});
}

Field take_field(CsvCursor& in, const std::string& path, char separator) {
    Field field{{}, in.line(), in.column()};
    if (!in.at_end() && in.peek() == '"') {
        in.take();
        for (;;) {
            if (in.at_end()) {
                fail_quote(path, field.line, field.column, "quoted field never ends",
                           "close it with \"; a quote inside is doubled");
            }
            const char c = in.take();
            if (c != '"') {
                field.text += c;
            } else if (!in.at_end() && in.peek() == '"') {
                field.text += in.take();
            } else {
                break;
            }
        }
        if (!in.at_line_end() && in.peek() != separator) {
            fail_quote(path, in.line(), in.column(), "text after a closing quote",
                       "double the quotes inside the field");
        }
        return field;
    }
    while (!in.at_line_end() && in.peek() != separator) {
        if (in.peek() == '"') {
            fail_quote(path, in.line(), in.column(), "quote inside a field that does not begin with one",
                       "put the whole field in quotes and double the quotes inside");
        }
        field.text += in.take();
    }
    return field;
}

/// At most about 60 bytes of a value, on one line, not cut inside a character.
std::string shortened(std::string value) {
    std::replace_if(
        value.begin(), value.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    if (value.size() <= 60) return value;
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
    return value.substr(0, end) + "...";
}

}  // namespace

std::vector<std::vector<Field>> parse_csv(std::string_view text, const std::string& path, char separator) {
    std::vector<std::vector<Field>> records;
    CsvCursor in(text);
    while (!in.at_end()) {
        if (in.peek() == '#') {
            in.skip_line();
            continue;
        }
        if (in.at_line_end()) {
            in.end_line();
            continue;
        }
        std::vector<Field> record;
        for (;;) {
            record.push_back(take_field(in, path, separator));
            if (in.at_line_end()) break;
            in.take();  // the separator
        }
        in.end_line();
        records.push_back(std::move(record));
    }
    return records;
}

Table::Column split_header(const Field& field) {
    const std::string header(trim(field.text));
    Table::Column column{header, header, {}, field.line, field.column};
    const auto open = header.find('[');
    if (open != std::string::npos && header.ends_with(']')) {
        column.name = std::string(trim(std::string_view(header).substr(0, open)));
        column.unit = std::string(trim(std::string_view(header).substr(open + 1, header.size() - open - 2)));
    }
    return column;
}

std::string range_text(Range range, const std::string& unit) {
    const std::string tail = unit.empty() || unit == "1" ? "" : " " + unit;
    const bool low = std::isfinite(range.low);
    const bool high = std::isfinite(range.high);
    if (low && high) return fmt::format("{} to {}{}", range.low, range.high, tail);
    if (low) return fmt::format("at least {}{}", range.low, tail);
    return fmt::format("at most {}{}", range.high, tail);
}

Table::Table(std::string path, std::vector<Column> columns, std::vector<std::vector<Field>> rows,
             std::vector<std::string> row_labels)
    : path_(std::move(path)),
      columns_(std::move(columns)),
      rows_(std::move(rows)),
      row_labels_(std::move(row_labels)),
      converters_(columns_.size()),
      target_units_(columns_.size()) {
    for (std::size_t c = 0; c < columns_.size(); ++c) target_units_[c] = columns_[c].unit;
}

std::optional<std::size_t> Table::find(std::string_view name) const {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (columns_[c].name == name) return c;
    }
    return std::nullopt;
}

void Table::expect_columns(std::span<const ColumnSpec> specs, Problems& problems) {
    std::vector<std::string> known;
    for (const ColumnSpec& spec : specs) known.push_back(spec.name);
    std::set<std::string> seen;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const Column& column = columns_[c];
        const std::string what = row_labels_.empty() ? "column" : "property";
        const auto add = [&](const char* code, std::string message, std::string hint) {
            problems.add({Severity::error, ErrorKind::bad_data, code, path_, column.line, column.column,
                          std::move(message), std::move(hint)});
        };
        const auto spec =
            std::find_if(specs.begin(), specs.end(), [&](const ColumnSpec& s) { return s.name == column.name; });
        if (spec == specs.end()) {
            const std::string near = nearest_name(column.name, known);
            add("E303", fmt::format("unknown {} \"{}\"", what, column.header),
                near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                             : fmt::format("did you mean \"{}\"?", near));
            continue;
        }
        if (!seen.insert(column.name).second) {
            add("E308", fmt::format("{} \"{}\" stands twice", what, column.name), "keep one of them");
            continue;
        }
        if (spec->kind == ColumnSpec::Kind::text) {
            if (!column.unit.empty())
                add("E302", fmt::format("{} \"{}\" takes no unit", what, column.header),
                    fmt::format("write \"{}\"", spec->name));
            continue;
        }
        if (column.unit.empty()) {
            add("E301", fmt::format("{} \"{}\" has no unit", what, column.header),
                fmt::format("write for example \"{}[{}]\"", spec->name, spec->unit));
            continue;
        }
        if (spec->kind == ColumnSpec::Kind::number) {
            try {
                if (column.unit != spec->unit) converters_[c] = unit_to(column.unit, spec->unit);
                target_units_[c] = spec->unit;
            } catch (const Error& error) {
                add("E302", fmt::format("{} \"{}\": {}", what, column.header, error.problems().front().message),
                    fmt::format("write for example \"{}[{}]\"", spec->name, spec->unit));
            }
        }
    }
    for (const ColumnSpec& spec : specs) {
        if (!spec.required || has(spec.name)) continue;
        const int header_line = columns_.empty() ? 0 : columns_.front().line;
        const std::string full =
            spec.kind == ColumnSpec::Kind::text ? spec.name : fmt::format("{}[{}]", spec.name, spec.unit);
        problems.add({Severity::error, ErrorKind::bad_data, "E304", path_, header_line, 0,
                      fmt::format("required {} \"{}\" is missing", row_labels_.empty() ? "column" : "property", full),
                      "add it"});
    }
}

std::string Table::text(std::size_t row, std::string_view name) const {
    const auto c = find(name);
    return c ? std::string(trim(rows_[row][*c].text)) : std::string{};
}

std::optional<UtcTime> Table::required_time(std::size_t row, std::string_view name, std::string_view example,
                                            Problems& problems) const {
    const std::string hint = "write for example " + std::string(example);
    const std::string value = required_text(row, name, problems);
    if (value.empty()) return std::nullopt;
    const auto time = parse_time(value);
    if (!time && lacks_only_offset(value)) {
        report(row, name, "E105", "has no offset from UTC", hint, problems);
    } else if (!time) {
        report(row, name, "E305", "is not a date-time", hint, problems);
    }
    return time;
}

std::string Table::required_text(std::size_t row, std::string_view name, Problems& problems) const {
    std::string value = text(row, name);
    if (value.empty() && has(name)) report(row, name, "E304", "value is missing", "give one", problems);
    return value;
}

std::optional<double> Table::optional_number(std::size_t row, std::string_view name, Problems& problems,
                                             Range range) const {
    const auto c = find(name);
    if (!c || trim(rows_[row][*c].text).empty()) return std::nullopt;
    const std::optional<double> read = parse_number(rows_[row][*c].text);
    if (!read) {
        report(row, name, "E305", "must be a finite number", "leave the cell empty if it is unknown", problems);
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double value = converters_[*c](*read);
    if (value < range.low || value > range.high) {
        report(row, name, "E306", fmt::format("must be {}", range_text(range, target_units_[*c])),
               "correct the value or its unit", problems);
        return std::numeric_limits<double>::quiet_NaN();
    }
    return value;
}

double Table::number(std::size_t row, std::string_view name, Problems& problems, Range range) const {
    const std::optional<double> value = optional_number(row, name, problems, range);
    if (!value && has(name)) report(row, name, "E304", "value is missing", "give one", problems);
    return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

void Table::report(std::size_t row, std::string_view name, const char* code, const std::string& message,
                   const std::string& hint, Problems& problems, Severity severity) const {
    Problem problem{severity, ErrorKind::bad_data, code, path_, line(row), 0, message, hint};
    const std::string prefix = row < row_labels_.size() ? row_labels_[row] : std::string{};
    if (const auto c = find(name)) {
        const Field& field = rows_[row][*c];
        problem.line = field.line;
        problem.column = field.column;
        const std::string value(trim(field.text));
        const bool plain = parse_number(value).has_value();
        const std::string shown = plain ? value : fmt::format("\"{}\"", shortened(value));
        problem.message = fmt::format("{}{} = {}: {}", prefix, columns_[*c].header, shown, message);
    } else if (!prefix.empty()) {
        problem.message = fmt::format("{}{}: {}", prefix, name, message);
    } else if (!name.empty()) {
        problem.message = fmt::format("{}: {}", name, message);
    }
    problems.add(std::move(problem));
}

int Table::line(std::size_t row) const { return rows_[row].empty() ? 0 : rows_[row].front().line; }

std::string Table::row_name(std::size_t row) const {
    if (row < row_labels_.size()) return row_labels_[row].substr(0, row_labels_[row].find("/properties"));
    return fmt::format("line {}", line(row));
}

Table read_table(const std::string& path) {
    const std::string text = read_text_file(path, k_max_table_bytes);
    std::vector<std::vector<Field>> records = parse_csv(text, path);
    if (records.empty()) {
        throw Error({Severity::error, ErrorKind::bad_data, "E311", path, 0, 0, "table has no header line",
                     "the first line names the columns"});
    }
    std::vector<Table::Column> columns;
    for (const Field& field : records.front()) columns.push_back(split_header(field));
    records.erase(records.begin());
    if (records.empty()) {
        throw Error({Severity::error, ErrorKind::bad_data, "E312", path, 0, 0, "table has a header but no rows",
                     "give at least one row"});
    }
    Problems problems;
    for (const std::vector<Field>& record : records) {
        if (record.size() == columns.size()) continue;
        problems.add({Severity::error, ErrorKind::bad_data, "E310", path, record.front().line, 0,
                      fmt::format("row has {} fields, the header has {}", record.size(), columns.size()),
                      "correct the row; a comma inside a field needs quotes around the field"});
    }
    problems.throw_if_errors();
    return Table(path, std::move(columns), std::move(records));
}

}  // namespace lantian
