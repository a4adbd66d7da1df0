#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

/// One field of a text table and the place where it begins.
struct Field {
    std::string text;
    int line = 0;    ///< from 1; 0 for tables that do not come from lines (GeoJSON)
    int column = 0;  ///< from 1, in characters
};

/// Largest table that is read, bytes.
inline constexpr std::size_t k_max_table_bytes = std::size_t{1} << 30;

/// Records of a CSV text by RFC 4180: quotes, doubled quotes and line breaks inside quotes; LF or CRLF; blank lines and
/// lines that start with # are skipped. Throws Error E311 for a quote that never ends or stands inside a bare field.
/// `path` serves messages only. Fields end at `separator`.
[[nodiscard]] std::vector<std::vector<Field>> parse_csv(std::string_view text, const std::string& path,
                                                        char separator = ',');

/// What a reader expects of a column.
struct ColumnSpec {
    enum class Kind {
        text,      ///< no unit in the header
        number,    ///< `name[unit]`, converted to `unit` once
        any_unit,  ///< `name[unit]` with a unit that the reader itself understands; numbers are not converted
    };
    std::string name;
    Kind kind = Kind::text;
    std::string unit{};  ///< for numbers: what number() returns; for any_unit: an example for messages
    bool required = true;
};

/// Closed interval in the unit of the column; numbers outside give E306.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// A table of text with named columns. Readers state their columns once (expect_columns), then take converted numbers
/// by name. Every problem goes to a Problems list with file, line and column of the field, so that all are shown at
/// once.
class Table {
  public:
    struct Column {
        std::string header;  ///< as written, "height[m]"
        std::string name;    ///< "height"
        std::string unit;    ///< "m"; empty when none is written
        int line = 0;
        int column = 0;
    };

    Table(std::string path, std::vector<Column> columns, std::vector<std::vector<Field>> rows,
          std::vector<std::string> row_labels = {});

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::size_t rows() const { return rows_.size(); }
    [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }

    /// Checks the header: E303 unknown column with "did you mean", E304 required column missing, E301 no unit, E302
    /// wrong unit, E308 column twice.
    void expect_columns(std::span<const ColumnSpec> specs, Problems& problems);

    /// Text of a cell without blanks around it; empty when the cell is empty or there is no such column.
    [[nodiscard]] std::string text(std::size_t row, std::string_view name) const;
    /// As text(), but an empty cell is E304.
    [[nodiscard]] std::string required_text(std::size_t row, std::string_view name, Problems& problems) const;
    /// A date-time with its offset from UTC (else E105); E305 when it is none, E304 when the cell is empty. example:
    /// of one, for the message.
    [[nodiscard]] std::optional<UtcTime> required_time(std::size_t row, std::string_view name, std::string_view example,
                                                       Problems& problems) const;

    /// Number of a cell in the unit of its ColumnSpec; empty when there is no such column or the cell is empty.
    /// E305 when it is not a finite number, E306 outside `range`: then NaN is returned.
    [[nodiscard]] std::optional<double> optional_number(std::size_t row, std::string_view name, Problems& problems,
                                                        Range range = {}) const;
    /// As optional_number(), but an empty cell is E304; NaN after any problem.
    [[nodiscard]] double number(std::size_t row, std::string_view name, Problems& problems, Range range = {}) const;

    /// Adds an error at a cell: `<header> = <value>: <message>; <hint>`. For columns that do not exist the place is the
    /// row.
    void report(std::size_t row, std::string_view name, const char* code, const std::string& message,
                const std::string& hint, Problems& problems, Severity severity = Severity::error) const;
    /// Line of a row in the file, for references in messages; 0 when it has none.
    [[nodiscard]] int line(std::size_t row) const;
    /// "line 7" or "/features/6": for messages that refer to another row.
    [[nodiscard]] std::string row_name(std::size_t row) const;

  private:
    std::string path_;
    std::vector<Column> columns_;
    std::vector<std::vector<Field>> rows_;
    std::vector<std::string> row_labels_;  ///< GeoJSON: "/features/3/properties/" before the key
    std::vector<UnitConverter> converters_;
    std::vector<std::string> target_units_;
};

/// Reads a CSV file with a header line. Throws Error E401 (missing), E311 (not UTF-8, bad quotes, too large, no
/// header), E310 (field counts, all listed). A table without rows is E312.
[[nodiscard]] Table read_table(const std::string& path);

/// Splits "height[m]" into name and unit.
[[nodiscard]] Table::Column split_header(const Field& field);

/// "0.5 to 600 m", "at least 0 kg/s", ...: a range in words.
[[nodiscard]] std::string range_text(Range range, const std::string& unit);

}  // namespace lantian
