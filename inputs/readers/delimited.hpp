#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "inputs/readers/table.hpp"

namespace lantian {

/// A text table as it stands in a file: header and rows of as many fields.
struct DelimitedText {
    std::string path;
    std::vector<Table::Column> columns;  ///< name and unit taken apart
    std::vector<std::vector<Field>> rows;
    std::size_t empty_rows = 0;  ///< rows empty in every field: left out
};

/// Reads comma, tab or semicolon separated text (found by content of the header), .gz by its magic. Throws E401, E311
/// (not UTF-8, bad quotes, damaged gzip, no header); adds E310 for rows of another length and E308 for names used
/// twice. Blank headers get the name `column N`.
[[nodiscard]] DelimitedText read_delimited(const std::string& path, Problems& problems);

/// Empty, blank-only, NA or NaN (any case).
[[nodiscard]] bool is_missing_text(const std::string& text);

}  // namespace lantian
