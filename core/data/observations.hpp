#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/base/missing.hpp"

namespace lantian {

/// What was measured at receptors: samples x species, with uncertainties, detection limits and the texts that name each
/// sample. Numbers keep the unit of the file (`units`); a missing cell is NaN and nothing else is.
struct ConcentrationTable {
    std::string path;                           ///< file it came from, for messages
    std::vector<std::string> id_names;          ///< headers of the id columns, in the order of the file
    std::vector<std::vector<std::string>> ids;  ///< [sample][id column], texts as written, without blanks around them
    std::vector<std::string> sites;             ///< [sample]; empty when the file has no Site column
    std::size_t name_column = 0;                ///< id column that names a sample: the first that is not the site
    std::vector<int> lines;                     ///< [sample] line in the file, from 1, for messages
    std::vector<std::string> species;           ///< names without unit, unique
    std::vector<std::string> units;             ///< [species]; empty text where the header names none
    std::vector<double> values;                 ///< samples x species, species fastest
    std::vector<double> uncertainties;     ///< same shape, one standard uncertainty, > 0 where a value is; or empty
    std::vector<double> detection_limits;  ///< [species], > 0, NaN where unknown; or empty

    [[nodiscard]] std::size_t samples() const { return ids.size(); }
    [[nodiscard]] double value(std::size_t sample, std::size_t j) const { return values[sample * species.size() + j]; }
    [[nodiscard]] double uncertainty(std::size_t sample, std::size_t j) const {
        return uncertainties[sample * species.size() + j];
    }
    [[nodiscard]] bool has(std::size_t sample, std::size_t j) const { return !std::isnan(value(sample, j)); }
    /// What names a sample in answers; its number from 1 when the file has no id.
    [[nodiscard]] std::string sample_name(std::size_t sample) const {
        return id_names.empty() ? std::to_string(sample + 1) : ids[sample][name_column];
    }
};

/// Source profiles: sources x species in the unit of the file (as a rule mass fractions), matched to data by name.
struct ProfileTable {
    std::string path;
    std::vector<std::string> sources;
    std::vector<std::string> species;
    std::vector<double> values;         ///< sources x species, species fastest; NaN: not known
    std::vector<double> uncertainties;  ///< same shape, >= 0; or empty

    [[nodiscard]] double value(std::size_t source, std::size_t j) const { return values[source * species.size() + j]; }
};

}  // namespace lantian
