#include "inputs/readers/mechanism_builder.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "inputs/readers/text.hpp"

namespace lantian::mechanism_reader {

Builder::Builder(std::string file, Problems& problems) : problems_(problems) { mechanism.file = std::move(file); }

void Builder::problem(const Place& place, const char* code, const std::string& message, const std::string& hint,
                      Severity severity) {
    Problem p;
    p.severity = severity;
    p.code = code;
    p.file = mechanism.file;
    p.line = place.line;
    if (!place.path.empty()) p.message += place.path + ": ";
    if (!place.reaction.empty()) p.message += fmt::format("reaction {}: ", place.reaction);
    p.message += message;
    p.hint = hint;
    problems_.add(std::move(p));
}

std::size_t Builder::add_species(const std::string& name, bool fixed, const Place& place) {
    if (name.empty()) {
        problem(place, "E602", "a species has no name", "name it");
        return k_none;
    }
    const auto [found, is_new] = index_.try_emplace(name, mechanism.species.size());
    if (!is_new) {
        problem(place, "E606", fmt::format("species {} is listed twice", name), "list it once");
        return found->second;
    }
    MechanismSpecies s;
    s.name = name;
    s.fixed = fixed;
    mechanism.species.push_back(s);
    return found->second;
}

std::size_t Builder::species(const std::string& name, const Place& place, bool open) {
    if (const auto found = index_.find(name); found != index_.end()) return found->second;
    if (open) return add_species(name, is_air(name), place);
    const std::string near = nearest_name(name, mechanism.species_names());
    problem(place, "E602", fmt::format("species {} is not in the list of species", name),
            near.empty() ? "add it to the list, or correct the name" : fmt::format("did you mean {}?", near));
    return k_none;
}

void Builder::refer(std::size_t reaction, const std::string& label) { references_.push_back({reaction, label}); }

Mechanism Builder::finish() {
    for (const Reference& r : references_) {
        Reaction& reaction = mechanism.reactions[r.reaction];
        if (const auto found = mechanism.find_reaction(r.label)) {
            reaction.rate.of = *found;
            continue;
        }
        std::vector<std::string> labels;
        for (const Reaction& other : mechanism.reactions) labels.push_back(other.label);
        const std::string near = nearest_name(r.label, labels);
        problem({reaction.line, reaction.path, reaction.label}, "E605",
                fmt::format("its rate refers to reaction {}, which does not exist", r.label),
                near.empty() ? "name a reaction of this mechanism" : fmt::format("did you mean {}?", near));
        reaction.rate.form = RateForm::arrhenius;
    }
    std::size_t filled = 0;
    for (MechanismSpecies& s : mechanism.species) {
        s.short_lived = s.short_lived || is_known_radical(s.name);
        const KnownSpecies* known = find_known_species(s.name);
        if (known == nullptr) continue;
        const bool any = s.elements.nitrogen || s.elements.sulfur || s.elements.carbon;
        if (!any) {
            s.elements = {known->nitrogen, known->sulfur, known->carbon};
            ++filled;
        }
        if (s.molar_mass_kg_mol <= 0.0) s.molar_mass_kg_mol = known->molar_mass_kg_mol;
    }
    if (filled > 0)
        mechanism.notes.push_back(
            fmt::format("atoms of {} species by their carbon-bond names, not from the file", filled));
    if (!problems_.has_errors()) check_mechanism(mechanism, problems_);
    if (mechanism.families.empty()) mechanism.families = families_from_elements(mechanism);
    return std::move(mechanism);
}

std::string read_mechanism_text(const std::string& path, std::size_t max_bytes) {
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path))
        throw Error(Problem{Severity::error, ErrorKind::missing_input, "E401", path, 0, 0,
                            "mechanism not found or not readable", "check the path"});
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (text.size() > max_bytes)
        throw Error(Problem{Severity::error, ErrorKind::bad_data, "E601", path, 0, 0,
                            fmt::format("is larger than {} MiB", max_bytes >> 20), "a mechanism is a small text"});
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    while (const auto at = invalid_utf8_at(text)) text[*at] = '?';
    return text;
}

bool is_air(std::string_view name) {
    static constexpr std::array<std::string_view, 6> names{"M", "O2", "N2", "H2O", "H2", "CH4"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace lantian::mechanism_reader
