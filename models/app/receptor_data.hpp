#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/observations.hpp"
#include "models/app/receptor_verbs.hpp"
#include "models/receptor/uncertainty.hpp"

namespace lantian {

/// Reads values with uncertainties and detection limits where named and applies the rules. Throws with every problem of
/// the files.
[[nodiscard]] receptor::PreparedData read_receptor_data(const ReceptorInput& input, std::vector<std::string>& notes);

/// CSV text of one table: first column the row names, then one column each; empty for NaN. values: rows x columns.
[[nodiscard]] std::string csv_matrix(const std::string& corner, const std::vector<std::string>& rows,
                                     const std::vector<std::string>& columns, const std::vector<double>& values);
/// A CSV field, in quotes where it needs them.
[[nodiscard]] std::string csv_field(const std::string& text);
/// Shortest text that reads back to the same number; empty for NaN.
[[nodiscard]] std::string csv_number(double value);

}  // namespace lantian
