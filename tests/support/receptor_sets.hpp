#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "inputs/readers/receptor_table.hpp"
#include "models/receptor/factor_problem.hpp"
#include "tests/support/test_data.hpp"

namespace lantian::testing {

/// A receptor data set of the shared folder as a fit of all species; skips nothing, fails on a bad file.
struct ReceptorSet {
    ConcentrationTable table;
    receptor::FactorProblem problem;
};

inline ReceptorSet receptor_set(const std::filesystem::path& data, const std::string& name, std::size_t factors) {
    const bool ams = name == "ams-synthetic";
    const auto folder = data / "receptor" / name;
    Problems problems;
    std::vector<std::string> notes;
    ReceptorSet set;
    set.table = read_samples((folder / (ams ? "X.csv" : "conc.csv")).string(), {}, problems, notes);
    read_uncertainties((folder / (ams ? "error.csv" : "unc.csv")).string(), {}, set.table, problems, notes);
    EXPECT_FALSE(problems.has_errors()) << name;
    const std::size_t n = set.table.samples(), m = set.table.species.size();
    set.problem = receptor::make_problem(receptor::MatrixView::row_major(set.table.values, n, m),
                                         receptor::MatrixView::row_major(set.table.uncertainties, n, m), factors);
    return set;
}

}  // namespace lantian::testing
