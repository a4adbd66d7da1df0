#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/constants.hpp"
#include "inputs/readers/mechanism_builder.hpp"

/// music-box and MUSICA configurations, version 1 (JSON): rates in mol m-3 s.
namespace lantian::mechanism_reader {

namespace {

using nlohmann::json;

class MusicaReader {
  public:
    MusicaReader(const std::string& path, Problems& problems) : b_(path, problems) {}

    Mechanism read(const json& document) {
        const json& d = document.contains("mechanism") ? document["mechanism"] : document;
        root_ = document.contains("mechanism") ? "/mechanism" : "";
        if (d.is_string()) {
            b_.problem({0, root_, ""}, "E601", "the mechanism is in another file", "name that file");
            return b_.finish();
        }
        b_.mechanism.name = "MUSICA mechanism";
        guarded<json::exception>(b_, {0, root_ + "/name", ""},
                                 [&] { b_.mechanism.name = d.value("name", b_.mechanism.name); });
        b_.mechanism.origin = "MUSICA configuration";
        guarded<json::exception>(b_, {0, root_ + "/species", ""}, [&] { species(d); });
        const auto reactions = d.find("reactions");
        if (reactions == d.end() || !reactions->is_array()) {
            b_.problem({0, root_ + "/reactions", ""}, "E601", "the list of reactions is missing", "give a list");
        } else {
            std::map<std::string, int> used;
            for (std::size_t i = 0; i < reactions->size(); ++i) {
                const std::string at = fmt::format("{}/reactions/{}", root_, i);
                guarded<json::exception>(b_, {0, at, ""}, [&] { reaction((*reactions)[i], at, i, used); });
            }
        }
        return b_.finish();
    }

  private:
    void species(const json& d) {
        const auto list = d.find("species");
        if (list == d.end() || !list->is_array())
            return b_.problem({0, root_ + "/species", ""}, "E601", "the list of species is missing", "give a list");
        for (std::size_t i = 0; i < list->size(); ++i) {
            const json& item = (*list)[i];
            const std::string at = fmt::format("{}/species/{}", root_, i);
            if (!item.is_object() || !item.contains("name") || !item["name"].is_string()) {
                b_.problem({0, at, ""}, "E602", "a species has no name", "name it");
                continue;
            }
            const bool fixed = item.value("is third body", false) ||
                               item.contains("constant concentration [mol m-3]") ||
                               item.value("tracer type", std::string()) == "THIRD_BODY";
            const std::size_t s = b_.add_species(item["name"].get<std::string>(), fixed, {0, at, ""});
            if (s == Builder::k_none) continue;
            MechanismSpecies& made = b_.mechanism.species[s];
            made.molar_mass_kg_mol = item.value("molecular weight [kg mol-1]", 0.0);
            made.diffusivity_m2_s = item.value("diffusion coefficient [m2 s-1]", 0.0);
        }
        const auto phases = d.find("phases");
        if (phases == d.end() || !phases->is_array()) return;
        for (const json& phase : *phases) {
            if (!phase.contains("species") || !phase["species"].is_array()) continue;
            for (const json& item : phase["species"]) {
                if (!item.is_object() || !item.contains("name")) continue;
                const auto s = b_.mechanism.find_species(item["name"].get<std::string>());
                if (s && item.contains("diffusion coefficient [m2 s-1]"))
                    b_.mechanism.species[*s].diffusivity_m2_s = item["diffusion coefficient [m2 s-1]"].get<double>();
            }
        }
    }

    double number(const json& r, const char* key, double otherwise, const Place& place) {
        const auto found = r.find(key);
        if (found == r.end()) return otherwise;
        if (!found->is_number()) {
            b_.problem({0, fmt::format("{}/{}", place.path, key), place.reaction}, "E603",
                       fmt::format("{} is not a number", found->dump()), "give a number");
            return otherwise;
        }
        return found->get<double>();
    }

    template <typename Take>
    void side(const json& r, const char* key, const Place& place, Take take) {
        const auto list = r.find(key);
        if (list == r.end()) return;
        if (!list->is_array())
            return b_.problem({0, fmt::format("{}/{}", place.path, key), place.reaction}, "E601", "is not a list",
                              "give a list");
        for (std::size_t i = 0; i < list->size(); ++i) {
            const json& item = (*list)[i];
            const Place here{0, fmt::format("{}/{}/{}", place.path, key, i), place.reaction};
            const char* name_key = item.contains("species name") ? "species name" : "name";
            if (!item.is_object() || !item.contains(name_key) || !item[name_key].is_string()) {
                b_.problem(here, "E602", "has no species name", "name the species");
                continue;
            }
            const std::size_t s = b_.species(item[name_key].get<std::string>(), here, false);
            const double coefficient = number(item, "coefficient", 1.0, here);
            if (s != Builder::k_none) take(s, coefficient, here);
        }
    }

    RateTerm term(const json& r, const std::string& prefix, const Place& place, double a, double b, double c, double d,
                  double e) {
        const auto key = [&](const char* k) { return prefix + k; };
        RateTerm t;
        t.A = number(r, key("A").c_str(), a, place);
        t.n = number(r, key("B").c_str(), b, place);
        t.C = -number(r, key("C").c_str(), c, place);
        t.reference_k = prefix.empty() ? number(r, "D", d, place) : 300.0;
        t.pressure_per_pa = prefix.empty() ? number(r, "E", e, place) : 0.0;
        if (prefix.empty() && r.contains("Ea")) t.C = number(r, "Ea", 0.0, place) / constants::k_boltzmann_j_k;
        return t;
    }

    void reaction(const json& r, const std::string& at, std::size_t index, std::map<std::string, int>& used) {
        if (!r.is_object() || !r.contains("type") || !r["type"].is_string())
            return b_.problem({0, at, ""}, "E601", "a reaction has no type", "give its type");
        const std::string type = r["type"].get<std::string>();
        Reaction out;
        const std::string name =
            r.contains("name") && r["name"].is_string() ? r["name"].get<std::string>() : std::string();
        out.label = name.empty() ? fmt::format("{}.{}", type, index + 1) : name;
        if (const int again = used[out.label]++; again > 0) out.label += fmt::format("#{}", again + 1);
        out.path = at;
        const Place here{0, at, out.label};
        side(r, "reactants", here, [&](std::size_t s, double n, const Place& place) {
            if (n < 1.0 || n != std::floor(n) || n > 4.0)
                return b_.problem(place, "E607", fmt::format("coefficient {:g} of a reactant is not 1, 2 or 3", n),
                                  "reactants come in whole molecules");
            for (int i = 0; i < static_cast<int>(n); ++i) out.reactants.push_back(s);
        });
        const auto product = [&](std::size_t s, double n, const Place&) { out.products.emplace_back(s, n); };
        Rate& rate = out.rate;
        double unit_order = -1.0;  // order for the units; -1: number of reactants
        const auto labelled = [&](RateForm form, const std::string& prefix) {
            if (name.empty()) b_.problem(here, "E603", "has no name", "name the rate");
            rate.form = form;
            rate.term[0].A = number(r, "scaling factor", 1.0, here);
            rate.label = form == RateForm::photolysis ? b_.mechanism.photolysis_index(name)
                                                      : b_.mechanism.external_index(prefix + name);
        };
        bool done = true;
        if (type == "ARRHENIUS") {
            rate.term[0] = term(r, "", here, 1.0, 0.0, 0.0, 300.0, 0.0);
        } else if (type == "TROE" || type == "TERNARY_CHEMICAL_ACTIVATION") {
            rate.form = type == "TROE" ? RateForm::troe_n : RateForm::activation;
            rate.term[0] = term(r, "k0_", here, 1.0, 0.0, 0.0, 300.0, 0.0);
            rate.term[1] = term(r, "kinf_", here, 1.0, 0.0, 0.0, 300.0, 0.0);
            rate.broadening_fc = number(r, "Fc", 0.6, here);
            rate.broadening_n = number(r, "N", 1.0, here);
        } else if (type == "TUNNELING") {
            rate.form = RateForm::tunneling;
            rate.term[0] = {number(r, "A", 1.0, here), 0.0, number(r, "B", 0.0, here), 300.0, 0.0};
            rate.parameter[0] = number(r, "C", 0.0, here);
        } else if (type == "BRANCHED" || type == "BRANCHED_NO_RO2") {
            branched(r, out, here);
            return;
        } else if (type == "PHOTOLYSIS") {
            labelled(RateForm::photolysis, "");
            unit_order = 1.0;
        } else if (type == "EMISSION") {
            labelled(RateForm::external, "EMIS.");
            unit_order = 0.0;
        } else if (type == "FIRST_ORDER_LOSS") {
            labelled(RateForm::external, "LOSS.");
            unit_order = 1.0;
        } else if (type == "USER_DEFINED") {
            labelled(RateForm::external, "USER.");
        } else if (type == "SURFACE") {
            surface(r, out, here);
            done = false;
        } else {
            const std::string near =
                nearest_name(type, {"ARRHENIUS", "TROE", "TERNARY_CHEMICAL_ACTIVATION", "TUNNELING", "BRANCHED",
                                    "PHOTOLYSIS", "EMISSION", "FIRST_ORDER_LOSS", "USER_DEFINED", "SURFACE"});
            return b_.problem(
                here, "E603", fmt::format("type {} is not known", type),
                near.empty() ? "see FORMATS.md for the types that are read" : fmt::format("did you mean {}?", near));
        }
        if (done) {
            side(r, "products", here, product);
            convert(out, unit_order);
        }
        b_.mechanism.reactions.push_back(std::move(out));
    }

    /// From m3 mol-1 to cm3 molecule-1. The third body in k0 M counts as one more.
    static void convert(Reaction& r, double order) {
        const double factor = 1e6 / 6.02214076e23;
        if (order < 0.0) order = static_cast<double>(r.reactants.size());
        Rate& rate = r.rate;
        if (rate.form == RateForm::photolysis) return;
        if (rate.form == RateForm::troe_n || rate.form == RateForm::activation) {
            // k0 M and kinf have the unit of the reaction without third body; activation: k0 and kinf/M have.
            const bool troe = rate.form == RateForm::troe_n;
            rate.term[0].A *= std::pow(factor, troe ? order : order - 1.0);
            rate.term[1].A *= std::pow(factor, troe ? order - 1.0 : order - 2.0);
            return;
        }
        rate.term[0].A *= std::pow(factor, order - 1.0);
    }

    void branched(const json& r, Reaction& first, const Place& here) {
        Rate rate;
        rate.form = RateForm::branched;
        rate.term[0] = {number(r, "X", 1.0, here), 0.0, number(r, "Y", 0.0, here), 300.0, 0.0};
        rate.parameter = {0.0, number(r, "a0", 1.0, here), number(r, "n", 0.0, here)};
        for (const bool nitrate : {true, false}) {
            Reaction out = first;
            out.label += nitrate ? " nitrate" : " alkoxy";
            out.rate = rate;
            out.rate.parameter[0] = nitrate ? 1.0 : 0.0;
            side(r, nitrate ? "nitrate products" : "alkoxy products", here,
                 [&](std::size_t s, double n, const Place&) { out.products.emplace_back(s, n); });
            convert(out, -1.0);
            b_.mechanism.reactions.push_back(std::move(out));
        }
    }

    void surface(const json& r, Reaction& out, const Place& here) {
        const auto name = r.find("gas-phase species");
        std::string gas;
        if (name != r.end() && name->is_string()) gas = name->get<std::string>();
        if (name != r.end() && name->is_array() && !name->empty())
            gas = (*name)[0].value("species name", (*name)[0].value("name", std::string()));
        const std::size_t s = b_.species(gas, {0, here.path + "/gas-phase species", here.reaction}, false);
        if (s == Builder::k_none) return;
        out.reactants.push_back(s);
        side(r, "gas-phase products", here,
             [&](std::size_t p, double n, const Place&) { out.products.emplace_back(p, n); });
        out.rate.form = RateForm::surface;
        out.rate.parameter[0] = number(r, "reaction probability", 1.0, here);
        const std::string label = "SURF." + out.label;
        out.rate.label = b_.mechanism.external_index(label + ".effective radius");
        b_.mechanism.external_index(label + ".particle number concentration");
        const MechanismSpecies& made = b_.mechanism.species[s];
        if (!(made.molar_mass_kg_mol > 0.0) || !(made.diffusivity_m2_s > 0.0))
            b_.problem(here, "E603", fmt::format("{} has no molecular weight or no diffusion coefficient", made.name),
                       "a surface reaction needs both");
    }

    Builder b_;
    std::string root_;
};

}  // namespace

Mechanism read_musica_json(const std::string& path, const std::string& text, Problems& problems) {
    return MusicaReader(path, problems).read(json::parse(text));
}

}  // namespace lantian::mechanism_reader
