#pragma once

#include <vector>

#include "inputs/readers/emission_builder.hpp"
#include "inputs/readers/source_rows.hpp"

namespace lantian {

/// Columns of point sources that say how their plume rises: stack, flare, merged stacks, outlet, building.
[[nodiscard]] std::vector<ColumnSpec> rise_columns();

/// Reads them into `source` (height known): at most one of stack and flare.
void read_rise(std::size_t row, Source& source, SourceRows& rows);

/// Names in the column `building` (divided by blanks) to indices of the catalog.
void read_building_names(std::size_t row, Source& source, SourceRows& rows);

/// Buoyant lines: a table with `end_lon` and `end_lat`.
void read_buoyant_lines(Table table, double piece_m, EmissionBuilder& builder);

}  // namespace lantian
