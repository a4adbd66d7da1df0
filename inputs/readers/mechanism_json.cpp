#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/readers/mechanism.hpp"
#include "inputs/readers/mechanism_builder.hpp"
#include "inputs/readers/text.hpp"

namespace lantian::mechanism_reader {

namespace {

using nlohmann::json;

/// Units of the rate constants in a file.
enum class RateUnits { molecule_cm3_s, ppm_min, mol_m3_s };

class NeutralReader {
  public:
    NeutralReader(const std::string& path, Problems& problems) : b_(path, problems) {}

    Mechanism read(const json& d) {
        keys(d, "",
             {"schema_version", "name", "origin", "version", "license", "licence", "comment", "units", "rate_types",
              "fixed_species", "species", "families", "photolysis", "reactions"});
        b_.mechanism.name = text(d, "", "name", false);
        b_.mechanism.origin = text(d, "", "origin", false);
        if (d.contains("schema_version") && d["schema_version"] != 1)
            b_.problem({0, "/schema_version", ""}, "E601",
                       fmt::format("schema_version = {} is not known to this program", d["schema_version"].dump()),
                       "write 1");
        read_units(d);
        guarded<json::exception>(b_, {0, "/fixed_species", ""}, [&] { read_species(d, "fixed_species", true); });
        guarded<json::exception>(b_, {0, "/species", ""}, [&] { read_species(d, "species", false); });
        guarded<json::exception>(b_, {0, "/photolysis", ""}, [&] { read_clear_sky(d); });
        const auto reactions = d.find("reactions");
        if (reactions == d.end() || !reactions->is_array()) {
            b_.problem({0, "/reactions", ""}, "E601", "the list of reactions is missing", "give a list");
        } else {
            for (std::size_t i = 0; i < reactions->size(); ++i) {
                const std::string at = fmt::format("/reactions/{}", i);
                guarded<json::exception>(b_, {0, at, fmt::format("R{}", i + 1)},
                                         [&] { read_reaction((*reactions)[i], at, i); });
            }
        }
        guarded<json::exception>(b_, {0, "/families", ""}, [&] { read_families(d); });
        return b_.finish();
    }

  private:
    void keys(const json& object, const std::string& at, const std::set<std::string>& known,
              const std::string& reaction = {}) {
        if (!object.is_object()) return;
        for (const auto& [key, value] : object.items()) {
            if (known.contains(key)) continue;
            const std::string near = nearest_name(key, {known.begin(), known.end()});
            b_.problem({0, at + "/" + key, reaction}, "E601", "unknown key",
                       near.empty() ? "remove it" : fmt::format("did you mean {}?", near));
        }
    }

    std::string text(const json& object, const std::string& at, const char* key, bool required,
                     const std::string& reaction = {}) {
        const auto found = object.find(key);
        if (found == object.end()) {
            if (required) b_.problem({0, at + "/" + key, reaction}, "E603", "is missing", "give a text");
            return {};
        }
        if (!found->is_string()) {
            b_.problem({0, at + "/" + key, reaction}, "E603", fmt::format("{} is not a text", found->dump()),
                       "give a text");
            return {};
        }
        return found->get<std::string>();
    }

    double number(const json& object, const std::string& at, const char* key, const std::string& reaction,
                  std::optional<double> otherwise = {}) {
        const auto found = object.find(key);
        if (found == object.end()) {
            if (otherwise) return *otherwise;
            b_.problem({0, at + "/" + key, reaction}, "E603", "is missing", "give a number");
            return 0.0;
        }
        if (!found->is_number() || !std::isfinite(found->get<double>())) {
            b_.problem({0, at + "/" + key, reaction}, "E603", fmt::format("{} is not a number", found->dump()),
                       "give a finite number");
            return 0.0;
        }
        return found->get<double>();
    }

    void read_units(const json& d) {
        const std::string units = text(d, "", "units", false);
        if (units.empty() || units.starts_with("cm3 molecule-1 s-1") || units.starts_with("molecule cm-3 s")) {
            units_ = RateUnits::molecule_cm3_s;
        } else if (units == "ppm min") {
            units_ = RateUnits::ppm_min;
        } else if (units == "mol m-3 s") {
            units_ = RateUnits::mol_m3_s;
        } else {
            b_.problem({0, "/units", ""}, "E603", fmt::format("units \"{}\" are not known", units),
                       "write \"molecule cm-3 s\", \"mol m-3 s\" or \"ppm min\"");
        }
    }

    void read_species(const json& d, const char* key, bool fixed) {
        const std::string at = std::string("/") + key;
        const auto list = d.find(key);
        if (list == d.end()) {
            if (!fixed) b_.problem({0, at, ""}, "E601", "the list of species is missing", "give a list");
            return;
        }
        if (!list->is_array()) {
            b_.problem({0, at, ""}, "E601", "is not a list", "give a list of names or of tables with a name");
            return;
        }
        for (std::size_t i = 0; i < list->size(); ++i) {
            const json& item = (*list)[i];
            const std::string here = fmt::format("{}/{}", at, i);
            if (item.is_string()) {
                b_.add_species(item.get<std::string>(), fixed, {0, here, ""});
            } else if (item.is_object()) {
                keys(item, here,
                     {"name", "molar_mass_g_mol", "N", "S", "C", "diffusivity_m2_s", "short_lived", "comment"});
                const std::size_t s = b_.add_species(text(item, here, "name", true), fixed, {0, here, ""});
                if (s == Builder::k_none) continue;
                MechanismSpecies& species = b_.mechanism.species[s];
                species.molar_mass_kg_mol = number(item, here, "molar_mass_g_mol", "", 0.0) * 1e-3;
                species.diffusivity_m2_s = number(item, here, "diffusivity_m2_s", "", 0.0);
                species.short_lived = item.value("short_lived", false);
                if (item.contains("N")) species.elements.nitrogen = number(item, here, "N", "");
                if (item.contains("S")) species.elements.sulfur = number(item, here, "S", "");
                if (item.contains("C")) species.elements.carbon = number(item, here, "C", "");
            } else {
                b_.problem({0, here, ""}, "E601", "is neither a name nor a table", "give the name of a species");
            }
        }
    }

    void read_clear_sky(const json& d) {
        const auto table = d.find("photolysis");
        if (table == d.end()) return;
        if (!table->is_object()) {
            b_.problem({0, "/photolysis", ""}, "E601", "is not a table", "give label = {\"J4\": 1.0}");
            return;
        }
        for (const auto& [label, parts] : table->items()) {
            const std::string at = "/photolysis/" + label;
            ClearSkyParts out;
            for (const auto& [name, factor] : parts.items()) {
                const auto index = name.starts_with("J") ? parse_number(name.substr(1)) : std::nullopt;
                if (!index || !factor.is_number()) {
                    b_.problem({0, at + "/" + name, ""}, "E603", "is not a rate of the Master Chemical Mechanism",
                               "write for example {\"J4\": 1.0}");
                    continue;
                }
                out.parts.emplace_back(factor.get<double>(), static_cast<int>(*index));
            }
            b_.mechanism.clear_sky[label] = out;
        }
    }

    RateTerm term(const json& r, const std::string& at, const std::string& label) {
        if (!r.is_object()) {
            b_.problem({0, at, label}, "E603", "is not a table with A, n and C",
                       "give {\"A\": .., \"n\": .., \"C\": ..}");
            return {};
        }
        return {number(r, at, "A", label), number(r, at, "n", label, 0.0), number(r, at, "C", label, 0.0),
                number(r, at, "T0", label, 300.0), number(r, at, "E", label, 0.0)};
    }

    RateTerm child(const json& r, const std::string& at, const char* key, const std::string& label) {
        const auto found = r.find(key);
        if (found == r.end()) {
            b_.problem({0, at + "/" + key, label}, "E603", "is missing", "give {\"A\": .., \"n\": .., \"C\": ..}");
            return {};
        }
        keys(*found, at + "/" + key, {"A", "n", "C", "T0", "E"}, label);
        return term(*found, at + "/" + key, label);
    }

    void term_list(const json& r, const std::string& at, std::size_t count, Reaction& out) {
        keys(r, at, {"type", "k"}, out.label);
        const auto k = r.find("k");
        if (k == r.end() || !k->is_array() || k->size() != count) {
            b_.problem({0, at + "/k", out.label}, "E603", fmt::format("must be a list of {} terms", count),
                       "give {\"A\": .., \"n\": .., \"C\": ..} for each");
            return;
        }
        for (std::size_t i = 0; i < count; ++i)
            out.rate.term[i] = term((*k)[i], fmt::format("{}/k/{}", at, i), out.label);
    }

    void read_rate(const json& r, const std::string& at, Reaction& out) {
        static const std::vector<std::string> types{"arrhenius", "troe",       "troe_n",   "activation", "k1_plus_k2_M",
                                                    "hno3_oh",   "photolysis", "external", "multiple",   "quotient",
                                                    "tunneling", "branched",   "surface",  "formula"};
        const std::string type = text(r, at, "type", true, out.label);
        Rate& rate = out.rate;
        const std::string& l = out.label;
        if (type == "arrhenius") {
            keys(r, at, {"type", "A", "n", "C", "T0", "E"}, l);
            rate.term[0] = term(r, at, l);
        } else if (type == "troe" || type == "troe_n" || type == "activation") {
            keys(r, at, {"type", "k0", "kinf", "Fc", "N"}, l);
            rate.form = type == "troe" ? RateForm::troe : type == "troe_n" ? RateForm::troe_n : RateForm::activation;
            rate.term[0] = child(r, at, "k0", l);
            rate.term[1] = child(r, at, "kinf", l);
            rate.broadening_fc = number(r, at, "Fc", l, 0.6);
            rate.broadening_n = number(r, at, "N", l, 1.0);
            if (!(rate.term[1].A > 0.0))
                b_.problem({0, at + "/kinf/A", l}, "E607", fmt::format("{} is not above 0", rate.term[1].A),
                           "give the high-pressure limit");
        } else if (type == "k1_plus_k2_M") {
            rate.form = RateForm::sum_m;
            term_list(r, at, 2, out);
        } else if (type == "hno3_oh") {
            rate.form = RateForm::hno3_oh;
            term_list(r, at, 3, out);
        } else if (type == "photolysis" || type == "external") {
            keys(r, at, {"type", "scale", "name", "n", "C"}, l);
            rate.form = type == "photolysis" ? RateForm::photolysis : RateForm::external;
            rate.term[0] = {number(r, at, "scale", l, 1.0), number(r, at, "n", l, 0.0), number(r, at, "C", l, 0.0),
                            300.0, 0.0};
            const std::string name = text(r, at, "name", true, l);
            rate.label = type == "photolysis" ? b_.mechanism.photolysis_index(name) : b_.mechanism.external_index(name);
        } else if (type == "multiple" || type == "quotient") {
            if (type == "multiple") {
                keys(r, at, {"type", "scale", "of"}, l);
                rate.term[0].A = number(r, at, "scale", l, 1.0);
            } else {
                keys(r, at, {"type", "A", "n", "C", "T0", "E", "of"}, l);
                rate.term[0] = term(r, at, l);
            }
            rate.form = type == "multiple" ? RateForm::multiple : RateForm::quotient;
            b_.refer(b_.mechanism.reactions.size(), text(r, at, "of", true, l));
        } else if (type == "tunneling") {
            keys(r, at, {"type", "A", "B", "C"}, l);
            rate.form = RateForm::tunneling;
            rate.term[0] = {number(r, at, "A", l), 0.0, number(r, at, "B", l, 0.0), 300.0, 0.0};
            rate.parameter[0] = number(r, at, "C", l, 0.0);
        } else if (type == "branched") {
            keys(r, at, {"type", "A", "C", "a0", "n", "branch"}, l);
            rate.form = RateForm::branched;
            rate.term[0] = {number(r, at, "A", l), 0.0, number(r, at, "C", l, 0.0), 300.0, 0.0};
            rate.parameter = {text(r, at, "branch", true, l) == "nitrate" ? 1.0 : 0.0, number(r, at, "a0", l),
                              number(r, at, "n", l)};
        } else if (type == "surface") {
            keys(r, at, {"type", "gamma", "name"}, l);
            rate.form = RateForm::surface;
            rate.parameter[0] = number(r, at, "gamma", l);
            const std::string name = text(r, at, "name", true, l);
            rate.label = b_.mechanism.external_index(name + ".effective radius");
            b_.mechanism.external_index(name + ".particle number concentration");
        } else if (type == "formula") {
            keys(r, at, {"type", "text"}, l);
            std::string message;
            if (!parse_rate_formula(b_, out, text(r, at, "text", true, l), message))
                b_.problem({0, at + "/text", l}, "E603", message, "see FORMATS.md for what a formula may hold");
        } else if (!type.empty()) {
            const std::string near = nearest_name(type, types);
            b_.problem({0, at + "/type", l}, "E603", fmt::format("rate type \"{}\" is not known", type),
                       near.empty() ? fmt::format("known are {}", fmt::join(types, ", "))
                                    : fmt::format("did you mean {}?", near));
        }
    }

    void read_reaction(const json& r, const std::string& at, std::size_t number_of) {
        Reaction out;
        out.path = at;
        if (!r.is_object())
            return b_.problem({0, at, ""}, "E601", "is not a table", "give label, reactants, products and rate");
        out.label = r.contains("label") ? text(r, at, "label", true) : fmt::format("R{}", number_of + 1);
        keys(r, at, {"label", "reactants", "products", "rate", "comment"}, out.label);
        const auto reactants = r.find("reactants");
        if (reactants == r.end() || !reactants->is_array()) {
            b_.problem({0, at + "/reactants", out.label}, "E601", "must be a list of species",
                       "give a list, it may be empty");
        } else {
            for (std::size_t i = 0; i < reactants->size(); ++i) {
                const std::string here = fmt::format("{}/reactants/{}", at, i);
                if (!(*reactants)[i].is_string()) {
                    b_.problem({0, here, out.label}, "E602", "is not the name of a species", "give a name");
                    continue;
                }
                const std::size_t s = b_.species((*reactants)[i].get<std::string>(), {0, here, out.label}, false);
                if (s != Builder::k_none) out.reactants.push_back(s);
            }
        }
        const auto products = r.find("products");
        if (products == r.end() || !products->is_object()) {
            b_.problem({0, at + "/products", out.label}, "E601", "must be a table species = yield",
                       "give a table, it may be empty");
        } else {
            for (const auto& [name, yield] : products->items()) {
                const std::string here = fmt::format("{}/products/{}", at, name);
                const std::size_t s = b_.species(name, {0, here, out.label}, false);
                if (!yield.is_number())
                    b_.problem({0, here, out.label}, "E607", fmt::format("yield {} is not a number", yield.dump()),
                               "give a number");
                else if (s != Builder::k_none)
                    out.products.emplace_back(s, yield.get<double>());
            }
        }
        const auto rate = r.find("rate");
        if (rate == r.end() || !rate->is_object()) {
            b_.problem({0, at + "/rate", out.label}, "E603", "the rate is missing", "give a table with its type");
        } else {
            read_rate(*rate, at + "/rate", out);
        }
        convert(out);
        b_.mechanism.reactions.push_back(std::move(out));
    }

    void convert(Reaction& r) const {
        if (units_ == RateUnits::molecule_cm3_s) return;
        const int order = static_cast<int>(r.reactants.size());
        double factor = 1.0;
        if (units_ == RateUnits::mol_m3_s) {
            factor = std::pow(1e6 / 6.02214076e23, order - 1);
        } else {
            r.rate.per_ppm_power = order - 1;
            // Photolysis labels are s-1 already.
            factor = r.rate.form == RateForm::photolysis || r.rate.form == RateForm::external ? 1.0 : 1.0 / 60.0;
        }
        const bool linear = r.rate.form != RateForm::multiple && r.rate.form != RateForm::quotient;
        if (linear) r.rate.term[0].A *= factor;
    }

    void read_families(const json& d) {
        const auto table = d.find("families");
        if (table == d.end()) return;
        for (const auto& [name, members] : table->items()) {
            Family family{name, {}};
            for (const auto& [species, atoms] : members.items()) {
                const std::string here = fmt::format("/families/{}/{}", name, species);
                const std::size_t s = b_.species(species, {0, here, ""}, false);
                if (s == Builder::k_none) continue;
                if (!atoms.is_number()) {
                    b_.problem({0, here, ""}, "E607", fmt::format("{} is not a number of atoms", atoms.dump()),
                               "give a number");
                    continue;
                }
                family.members.emplace_back(s, atoms.get<double>());
            }
            b_.mechanism.families.push_back(std::move(family));
        }
    }

    Builder b_;
    RateUnits units_ = RateUnits::molecule_cm3_s;
};

}  // namespace

Mechanism read_neutral_json(const std::string& path, const std::string& text, Problems& problems) {
    return NeutralReader(path, problems).read(json::parse(text));
}

}  // namespace lantian::mechanism_reader

namespace lantian {

namespace {

using nlohmann::json;

/// Parses JSON; a syntax error becomes E601 with its line.
json parse_document(const std::string& path, const std::string& text) {
    try {
        int deepest = 0;
        return json::parse(text, [&](int depth, json::parse_event_t, json&) {
            deepest = std::max(deepest, depth);
            if (deepest > 64)
                throw Error(Problem{Severity::error, ErrorKind::bad_data, "E601", path, 0, 0,
                                    "JSON is nested deeper than 64 levels", "a mechanism needs fewer"});
            return true;
        });
    } catch (const json::parse_error& error) {
        const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
        Problem p{Severity::error,
                  ErrorKind::bad_data,
                  "E601",
                  path,
                  0,
                  0,
                  at >= text.size() ? "JSON ends too early" : "JSON syntax error",
                  "correct the text here or just before"};
        p.line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        throw Error(p);
    }
}

}  // namespace

MechanismForm detect_mechanism(const std::string& path, const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && text[first] == '{' && path.size() > 4 && !path.ends_with(".eqn") &&
        !path.ends_with(".kpp")) {
        const json d = parse_document(path, text);
        if (d.contains("mechanism") || d.contains("phases")) return MechanismForm::musica_json;
        return MechanismForm::neutral_json;
    }
    if (text.find("#EQUATIONS") != std::string::npos || text.find("#equations") != std::string::npos ||
        path.ends_with(".eqn") || path.ends_with(".kpp"))
        return MechanismForm::kpp;
    if (text.find("REACTIONS") != std::string::npos) return MechanismForm::cmaq_def;
    Problem p{Severity::error,
              ErrorKind::bad_data,
              "E601",
              path,
              0,
              0,
              "is not a mechanism of a known form",
              "known are the project's JSON, music-box or MUSICA JSON, CMAQ .def and KPP .eqn"};
    throw Error(p);
}

Mechanism read_mechanism(const std::string& path, Problems& problems) {
    const std::string text = mechanism_reader::read_mechanism_text(path, mechanism_reader::k_largest_file_bytes);
    switch (detect_mechanism(path, text)) {
        case MechanismForm::neutral_json:
            return mechanism_reader::read_neutral_json(path, text, problems);
        case MechanismForm::musica_json:
            return mechanism_reader::read_musica_json(path, text, problems);
        case MechanismForm::cmaq_def:
            return mechanism_reader::read_cmaq_def(path, text, problems);
        case MechanismForm::kpp:
            return mechanism_reader::read_kpp(path, text, problems);
    }
    return {};
}

}  // namespace lantian
