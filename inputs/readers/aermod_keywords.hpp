#pragma once

#include <map>
#include <set>
#include <string>

namespace lantian {

// Words of AERMOD decks (US EPA 2022, EPA-454/B-22-007).

/// Pathways.
[[nodiscard]] const std::set<std::string>& deck_paths();
/// Keywords that have no say in a concentration or only tell what the files tell as well.
[[nodiscard]] const std::set<std::string>& deck_harmless();
/// Keywords of a source that change what it gives and that we do not have, with why; the source is their first value.
[[nodiscard]] const std::map<std::string, std::string>& deck_source_without();
/// Keywords that change every answer of a deck and that we do not have, with why.
[[nodiscard]] const std::map<std::string, std::string>& deck_without_keywords();
/// Keywords of a stack's building.
[[nodiscard]] const std::set<std::string>& deck_building();
/// Words of MODELOPT that we understand.
[[nodiscard]] const std::set<std::string>& deck_options();

}  // namespace lantian
