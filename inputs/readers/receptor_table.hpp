#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/observations.hpp"

namespace lantian {

/// How to read a table of samples.
struct ReceptorTableOptions {
    std::optional<std::size_t> id_columns{};  ///< number of leading id columns; empty: found by content
    std::vector<std::string> leave_out{};     ///< species that are not read; E309 when one is not there
    bool refuse_zero_columns = true;          ///< E321 for a species without any value other than zero
};

/// Reads a table of samples: CSV, TSV or `;` by content, .gz too, UTF-8, quoted fields, names trimmed; the first line
/// is the header, a unit may follow a name in brackets, `Pb[ug/m3]`. Leading columns that are not numbers are ids, also
/// those named like one (date, time, sample, id, site) and everything up to a column `Site`. Empty, blank, NA and NaN
/// are missing. A row empty in every field is skipped and counted in `notes`. Problems: E305 text in numbers, E308 name
/// twice, E309 unknown species to leave out, E310 field counts, E312 no rows or no species, E320 row with an id and no
/// value, E321 zero column. Throws for E401, E311.
[[nodiscard]] ConcentrationTable read_samples(const std::string& path, const ReceptorTableOptions& options,
                                              Problems& problems, std::vector<std::string>& notes);

/// Adds the uncertainties of a second file of the same form to `table`: species by name in any order, rows by their ids
/// in the same order. A value without uncertainty loses its weight (becomes missing) and is counted.
/// Problems: as above and E302 unit differs, E304 species without column, E306 not greater than zero, E322 rows differ.
void read_uncertainties(const std::string& path, const ReceptorTableOptions& options, ConcentrationTable& table,
                        Problems& problems, std::vector<std::string>& notes);

/// Adds detection limits: first column the species, then a column `MDL` (or the only other column), > 0.
void read_detection_limits(const std::string& path, ConcentrationTable& table, Problems& problems,
                           std::vector<std::string>& notes);

/// Reads source profiles: first column the species, one column a source; values >= 0 unless `allow_negative`.
/// Problems: E305, E306, E308, E310, E312, E321 a source without any value other than zero.
[[nodiscard]] ProfileTable read_profile_table(const std::string& path, Problems& problems, bool allow_negative = false);

/// Adds the uncertainties of a file of the same form, matched by names of sources and species; all must be there
/// (E304).
void read_profile_uncertainties(const std::string& path, ProfileTable& profiles, Problems& problems);

}  // namespace lantian
