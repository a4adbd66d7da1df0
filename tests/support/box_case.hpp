#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/chemistry/box.hpp"
#include "tests/support/test_data.hpp"

namespace lantian::test {

using lantian::testing::shared_data;

/// A table of numbers by column name.
using Columns = std::map<std::string, std::vector<double>>;

inline Columns read_columns(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line, cell;
    std::getline(in, line);
    std::vector<std::string> names;
    for (std::istringstream head(line); std::getline(head, cell, ',');)
        names.push_back(cell.substr(cell.find_first_not_of(' ')));
    Columns out;
    while (std::getline(in, line)) {
        if (line.empty()) continue;
        std::istringstream row(line);
        for (const std::string& name : names) {
            std::getline(row, cell, ',');
            out[name].push_back(std::strtod(cell.c_str(), nullptr));
        }
    }
    return out;
}

/// Mechanism of the chemistry data set, or of the project (path from the repository's root); problems must be none.
inline Mechanism mechanism_of(const std::filesystem::path& file) {
    Problems problems;
    Mechanism m = read_mechanism(file.string(), problems);
    problems.throw_if_errors();
    return m;
}

inline std::filesystem::path repository(const std::string& path) {
    return std::filesystem::path(LANTIAN_SOURCE_DIR) / path;
}

/// Series of a box: time and ppb by species. Without a report asked for, the solver must not have failed or been
/// forced.
inline Columns run_box(const Mechanism& mechanism, const ChemistryCase& c, BoxReport* report = nullptr) {
    Problems problems;
    Box box(mechanism, c, 1, problems);
    problems.throw_if_errors();
    Columns out;
    const std::vector<std::string> names = box.names();
    const BoxReport done = box.run([&](double time, std::span<const double> ppb) {
        out["time_s"].push_back(time);
        for (std::size_t v = 0; v < names.size(); ++v) out[names[v]].push_back(ppb[v]);
    });
    if (report != nullptr)
        *report = done;
    else
        EXPECT_EQ(done.failed + done.forced, 0u);
    return out;
}

inline ChemistryCase reference_case(const std::string& name) {
    Problems problems;
    ChemistryCase c =
        read_chemistry_case(repository("tests/reference/chemistry/cases/" + name + ".toml").string(), problems);
    problems.throw_if_errors();
    return c;
}

/// Largest difference of two series relative to the largest value of the second.
inline double peak_error(const std::vector<double>& ours, const std::vector<double>& reference) {
    double worst = 0.0, peak = 0.0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        worst = std::max(worst, std::abs(ours.at(i) - reference[i]));
        peak = std::max(peak, std::abs(reference[i]));
    }
    return worst / peak;
}

}  // namespace lantian::test
