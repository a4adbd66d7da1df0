#pragma once

#include <string>
#include <vector>

#include "core/data/aermod.hpp"

namespace lantian {

/// An AERMOD deck (runstream, .inp): sources POINT, POINTCAP, POINTHOR (with their buildings), VOLUME, AREA, AREAPOLY,
/// AREACIRC, LINE and BUOYLINE, receptors of all networks and lists, names of the weather files and of stored one-hour
/// means (US EPA 2022, User's Guide for the AMS/EPA Regulatory Model, EPA-454/B-22-007). Other source types, deposition
/// and variable emissions are
/// told in AermodDeck::without or ::refused; a keyword that AERMOD does not have is E311 with its line, as is a known
/// one with too few or wrong values. E401 when unreadable.
[[nodiscard]] AermodDeck read_aermod_deck(const std::string& path);

/// Every deck of a folder that can be compared: its weather lies in `met/`, its stored one-hour means (plain or .gz) in
/// a folder `out*/`. Decks and groups that cannot are told in the notes of the first case. E401 when the folder cannot
/// be read or holds no deck, E312 when nothing in it can be compared, E322 when stored means and deck do not belong
/// together.
[[nodiscard]] std::vector<AermodCase> read_aermod_cases(const std::string& folder);

}  // namespace lantian
