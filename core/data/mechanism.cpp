#include "core/data/mechanism.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace lantian {

namespace {

template <typename List, typename Name>
std::optional<std::size_t> position(const List& list, std::string_view wanted, Name name) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) { return name(item) == wanted; });
    if (found == list.end()) return std::nullopt;
    return static_cast<std::size_t>(found - list.begin());
}

std::size_t index_of_label(std::vector<std::string>& labels, const std::string& label) {
    const auto found = std::find(labels.begin(), labels.end(), label);
    if (found != labels.end()) return static_cast<std::size_t>(found - labels.begin());
    labels.push_back(label);
    return labels.size() - 1;
}

bool finite(const RateTerm& t) {
    return std::isfinite(t.A) && std::isfinite(t.n) && std::isfinite(t.C) && std::isfinite(t.reference_k) &&
           t.reference_k > 0.0 && std::isfinite(t.pressure_per_pa);
}

void add(const Mechanism& m, const Reaction* reaction, const char* code, Severity severity, std::string message,
         std::string hint, Problems& problems) {
    Problem p;
    p.severity = severity;
    p.code = code;
    p.file = m.file;
    if (reaction != nullptr) {
        p.line = reaction->line;
        p.message = reaction->path.empty()
                        ? fmt::format("reaction {}: {}", reaction->label, message)
                        : fmt::format("{}: reaction {}: {}", reaction->path, reaction->label, message);
    } else {
        p.message = std::move(message);
    }
    p.hint = std::move(hint);
    problems.add(std::move(p));
}

}  // namespace

std::string_view rate_form_name(RateForm form) noexcept {
    switch (form) {
        case RateForm::arrhenius:
            return "arrhenius";
        case RateForm::troe:
            return "troe";
        case RateForm::troe_n:
            return "troe_n";
        case RateForm::activation:
            return "activation";
        case RateForm::sum_m:
            return "k1_plus_k2_M";
        case RateForm::hno3_oh:
            return "hno3_oh";
        case RateForm::tunneling:
            return "tunneling";
        case RateForm::branched:
            return "branched";
        case RateForm::photolysis:
            return "photolysis";
        case RateForm::external:
            return "external";
        case RateForm::multiple:
            return "multiple";
        case RateForm::quotient:
            return "quotient";
        case RateForm::surface:
            return "surface";
        case RateForm::expression:
            return "formula";
    }
    return "";
}

std::string reaction_equation(const Mechanism& mechanism, const Reaction& reaction) {
    std::string out;
    for (const std::size_t s : reaction.reactants) {
        if (!out.empty()) out += " + ";
        out += mechanism.species[s].name;
    }
    if (reaction.rate.form == RateForm::photolysis) out += out.empty() ? "hv" : " + hv";
    out += " =";
    bool first = true;
    for (const auto& [s, yield] : reaction.products) {
        out += yield < 0.0 ? " - " : first ? " " : " + ";
        if (std::abs(yield) != 1.0) out += fmt::format("{:g} ", std::abs(yield));
        out += mechanism.species[s].name;
        first = false;
    }
    return out;
}

std::optional<std::size_t> Mechanism::find_species(std::string_view wanted) const {
    return position(species, wanted, [](const MechanismSpecies& s) -> const std::string& { return s.name; });
}

std::optional<std::size_t> Mechanism::find_reaction(std::string_view wanted) const {
    return position(reactions, wanted, [](const Reaction& r) -> const std::string& { return r.label; });
}

std::optional<std::size_t> Mechanism::find_photolysis(std::string_view wanted) const {
    return position(photolysis, wanted, [](const std::string& s) -> const std::string& { return s; });
}

std::vector<std::string> Mechanism::species_names() const {
    std::vector<std::string> names;
    for (const MechanismSpecies& s : species) names.push_back(s.name);
    return names;
}

std::size_t Mechanism::photolysis_index(const std::string& label) { return index_of_label(photolysis, label); }
std::size_t Mechanism::external_index(const std::string& label) { return index_of_label(externals, label); }

std::vector<Imbalance> imbalances(const Mechanism& mechanism, double tolerance) {
    std::vector<Imbalance> out;
    const auto check = [&](const char* element, std::optional<double> Elements::*atoms) {
        for (std::size_t r = 0; r < mechanism.reactions.size(); ++r) {
            const Reaction& reaction = mechanism.reactions[r];
            double in = 0.0, made = 0.0;
            bool known = !reaction.reactants.empty();  // a source makes what it makes
            const auto count = [&](std::size_t s, double n, double& side) {
                const std::optional<double>& a = mechanism.species[s].elements.*atoms;
                known = known && a.has_value();
                side += n * a.value_or(0.0);
            };
            for (const std::size_t s : reaction.reactants) count(s, 1.0, in);
            for (const auto& [s, yield] : reaction.products) count(s, yield, made);
            if (known && std::abs(in - made) > tolerance * std::max({std::abs(in), std::abs(made), 1e-30}))
                out.push_back({r, element, in, made});
        }
    };
    check("N", &Elements::nitrogen);
    check("S", &Elements::sulfur);
    return out;
}

std::vector<Family> families_from_elements(const Mechanism& mechanism) {
    static const std::set<std::string, std::less<>> not_voc{"CO", "CO2", "CH4", "ECH4"};
    Family n{"N", {}}, s{"S", {}}, voc{"VOC", {}};
    for (std::size_t i = 0; i < mechanism.species.size(); ++i) {
        const MechanismSpecies& sp = mechanism.species[i];
        if (sp.fixed) continue;
        if (sp.elements.nitrogen.value_or(0.0) > 0.0 && sp.name != "N2" && sp.name != "N2O")
            n.members.emplace_back(i, *sp.elements.nitrogen);
        if (sp.elements.sulfur.value_or(0.0) > 0.0) s.members.emplace_back(i, *sp.elements.sulfur);
        if (sp.elements.carbon.value_or(0.0) > 0.0 && !not_voc.contains(sp.name))
            voc.members.emplace_back(i, *sp.elements.carbon);
    }
    return {n, s, voc};
}

void check_mechanism(const Mechanism& m, Problems& problems) {
    std::set<std::string> seen;
    for (const MechanismSpecies& s : m.species) {
        if (!seen.insert(s.name).second)
            add(m, nullptr, "E606", Severity::error, fmt::format("species {} is listed twice", s.name), "list it once",
                problems);
    }
    if (m.reactions.empty())
        add(m, nullptr, "E601", Severity::error, "mechanism has no reactions", "give at least one", problems);
    seen.clear();
    for (const Reaction& r : m.reactions) {
        if (!seen.insert(r.label).second)
            add(m, &r, "E606", Severity::error, "label is used twice", "give each reaction its own label", problems);
        std::size_t variable = 0;
        for (const std::size_t s : r.reactants) variable += m.species[s].fixed ? 0 : 1;
        if (variable > 3)
            add(m, &r, "E607", Severity::error, fmt::format("{} variable reactants", variable), "three are the most",
                problems);
        for (const auto& [s, yield] : r.products) {
            if (!std::isfinite(yield))
                add(m, &r, "E607", Severity::error, fmt::format("yield of {} is not finite", m.species[s].name),
                    "give a number", problems);
        }
        for (const RateTerm& t : r.rate.term) {
            if (!finite(t))
                add(m, &r, "E607", Severity::error, "a rate parameter is not finite, or a reference temperature <= 0",
                    "give numbers", problems);
        }
        const bool fall_off =
            r.rate.form == RateForm::troe || r.rate.form == RateForm::troe_n || r.rate.form == RateForm::activation;
        if (fall_off && !(r.rate.broadening_fc > 0.0 && r.rate.broadening_n > 0.0 && r.rate.broadening_fc <= 1.0))
            add(m, &r, "E607", Severity::error,
                fmt::format("Fc = {}, N = {}: Fc must be in (0, 1], N > 0", r.rate.broadening_fc, r.rate.broadening_n),
                "see Troe (1983)", problems);
        if (r.rate.form == RateForm::arrhenius && r.rate.term[0].A < 0.0)
            add(m, &r, "E607", Severity::error,
                fmt::format("A = {}: a rate constant is not negative", r.rate.term[0].A), "give A >= 0", problems);
        if (r.rate.form == RateForm::multiple || r.rate.form == RateForm::quotient) {
            const Reaction* at = &r;
            std::size_t steps = 0;
            while ((at->rate.form == RateForm::multiple || at->rate.form == RateForm::quotient) &&
                   steps++ <= m.reactions.size())
                at = &m.reactions[at->rate.of];
            if (steps > m.reactions.size())
                add(m, &r, "E605", Severity::error, "its rate refers to itself through a circle of references",
                    "give one of them a rate of its own", problems);
        }
    }
    for (const Imbalance& i : imbalances(m, 0.01)) {
        add(m, &m.reactions[i.reaction], "W608", Severity::warning,
            fmt::format("{} is not kept: {:g} atoms react, {:g} come out", i.element, i.reactants, i.products),
            "check the yields", problems);
    }
}

}  // namespace lantian
