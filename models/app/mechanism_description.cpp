#include "models/app/mechanism_description.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "models/chemistry/clear_sky.hpp"

namespace lantian {

namespace {

std::map<std::string, std::size_t> kinds_of(const Mechanism& m) {
    std::map<std::string, std::size_t> out;
    for (const Reaction& r : m.reactions) ++out[std::string(rate_form_name(r.rate.form))];
    return out;
}

/// Number of reactions with 0, 1, 2, 3 variable reactants.
std::array<std::size_t, 4> orders_of(const CompiledMechanism& c) {
    std::array<std::size_t, 4> out{};
    for (std::size_t k = 0; k < 4; ++k) out[k] = c.order_end[k] - (k == 0 ? 0 : c.order_end[k - 1]);
    return out;
}

std::vector<std::string> fixed_of(const Mechanism& m) {
    std::vector<std::string> out;
    for (const MechanismSpecies& s : m.species) {
        if (s.fixed) out.push_back(s.name);
    }
    return out;
}

std::vector<std::string> without_clear_sky(const Mechanism& m) {
    std::vector<std::string> out;
    for (const std::string& label : m.photolysis) {
        if (!clear_sky_parts(m, label)) out.push_back(label);
    }
    return out;
}

/// The first words of a list, and how many more there are.
std::string some(const std::vector<std::string>& words) {
    constexpr std::size_t k_shown = 8;
    if (words.size() <= k_shown) return fmt::format("{}", fmt::join(words, " "));
    return fmt::format("{} and {} more", fmt::join(words.begin(), words.begin() + k_shown, " "),
                       words.size() - k_shown);
}

Json atoms(const std::optional<double>& n) { return n ? Json(*n) : Json(nullptr); }

}  // namespace

Json mechanism_json(const Mechanism& m, const CompiledMechanism& c) {
    Json families = Json::object(), kinds = Json::object(), species = Json::array(), reactions = Json::array();
    for (const Family& f : m.families) {
        Json members = Json::object();
        for (const auto& [s, n] : f.members) members[m.species[s].name] = n;
        families[f.name] = members;
    }
    for (const auto& [kind, n] : kinds_of(m)) kinds[kind] = n;
    for (const MechanismSpecies& s : m.species) {
        species.push_back({{"name", s.name},
                           {"fixed", s.fixed},
                           {"molar_mass_kg_mol", s.molar_mass_kg_mol > 0.0 ? Json(s.molar_mass_kg_mol) : Json(nullptr)},
                           {"short_lived", s.short_lived},
                           {"N", atoms(s.elements.nitrogen)},
                           {"S", atoms(s.elements.sulfur)},
                           {"C", atoms(s.elements.carbon)}});
    }
    for (const Reaction& r : m.reactions)
        reactions.push_back(
            {{"label", r.label}, {"equation", reaction_equation(m, r)}, {"kind", rate_form_name(r.rate.form)}});
    return {{"mechanism", m.name},
            {"origin", m.origin},
            {"file", m.file},
            {"species", m.species.size()},
            {"variables", c.variables},
            {"fixed", fixed_of(m)},
            {"reactions", m.reactions.size()},
            {"kinds", kinds},
            {"orders", orders_of(c)},
            {"photolysis", m.photolysis},
            {"photolysis_without_clear_sky", without_clear_sky(m)},
            {"externals", m.externals},
            {"families", families},
            {"jacobian_entries", c.jacobian_entries},
            {"lu_entries", c.entries},
            {"species_list", species},
            {"reaction_list", reactions},
            {"notes", m.notes}};
}

std::string mechanism_text(const Mechanism& m, const CompiledMechanism& c) {
    std::string out = m.name + "\n";
    if (!m.origin.empty()) out += fmt::format("  origin      {}\n", m.origin);
    out += fmt::format("  file        {}\n", m.file);
    const std::vector<std::string> fixed = fixed_of(m), unknown = without_clear_sky(m);
    out += fmt::format("  species     {} variable, {} held fixed{}{}\n", c.variables, fixed.size(),
                       fixed.empty() ? "" : ": ", some(fixed));
    std::vector<std::string> parts;
    for (const auto& [kind, n] : kinds_of(m)) parts.push_back(fmt::format("{} {}", n, kind));
    out += fmt::format("  reactions   {}: {}\n", m.reactions.size(), fmt::join(parts, ", "));
    const auto order = orders_of(c);
    out += fmt::format("  orders      {} / {} / {} / {} reactions with 0 / 1 / 2 / 3 variable reactants\n", order[0],
                       order[1], order[2], order[3]);
    out += fmt::format("  photolysis  {} labels, {} without a clear-sky rate{}{}\n", m.photolysis.size(),
                       unknown.size(), unknown.empty() ? "" : ": ", some(unknown));
    if (!m.externals.empty())
        out += fmt::format("  external    {} values of the case: {}\n", m.externals.size(), some(m.externals));
    parts.clear();
    for (const Family& f : m.families) parts.push_back(fmt::format("{} {} species", f.name, f.members.size()));
    const auto without_atoms = std::count_if(m.species.begin(), m.species.end(), [](const MechanismSpecies& s) {
        return !s.elements.nitrogen || !s.elements.sulfur || !s.elements.carbon;
    });
    if (without_atoms > 0) parts.push_back(fmt::format("atoms of {} species not known", without_atoms));
    out += fmt::format("  families    {}\n", fmt::join(parts, ", "));
    const double all = static_cast<double>(c.variables * c.variables);
    out += fmt::format("  matrix      {} entries of {} ({:.1f} %), {} after elimination\n", c.jacobian_entries,
                       c.variables * c.variables, 100.0 * static_cast<double>(c.jacobian_entries) / all, c.entries);
    for (const std::string& note : m.notes) out += "  note        " + note + "\n";
    return out;
}

}  // namespace lantian
