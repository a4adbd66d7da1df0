#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lantian {

/// One species of a library profile; fractions of the profile's mass.
struct ProfileEntry {
    std::string species;       ///< canonical (core/data/species_names.hpp)
    double fraction = 0.0;     ///< >= 0
    double uncertainty = 0.0;  ///< NaN: none given
};

/// A measured source profile with what is known of it.
struct LibraryProfile {
    std::string code;  ///< unique in the library
    std::string name;
    std::string category;               ///< class or source categories; may be empty
    std::string details;                ///< size, country, year, quality, as far as the table says
    std::vector<ProfileEntry> entries;  ///< by species name, each once

    /// Fraction of a species (canonical name); empty when the profile does not hold it.
    [[nodiscard]] const ProfileEntry* find(const std::string& species) const {
        for (const ProfileEntry& e : entries) {
            if (e.species == species) return &e;
        }
        return nullptr;
    }
};

using ProfileLibrary = std::vector<LibraryProfile>;

}  // namespace lantian
