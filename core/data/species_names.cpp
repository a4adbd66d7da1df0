#include "core/data/species_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace lantian {

namespace {

struct Element {
    const char* symbol;
    const char* name;
};
constexpr std::array k_elements{
    Element{"H", "hydrogen"},   Element{"Li", "lithium"},   Element{"Be", "beryllium"},  Element{"B", "boron"},
    Element{"F", "fluorine"},   Element{"Na", "sodium"},    Element{"Mg", "magnesium"},  Element{"Al", "aluminum"},
    Element{"Si", "silicon"},   Element{"P", "phosphorus"}, Element{"S", "sulfur"},      Element{"Cl", "chlorine"},
    Element{"K", "potassium"},  Element{"Ca", "calcium"},   Element{"Sc", "scandium"},   Element{"Ti", "titanium"},
    Element{"V", "vanadium"},   Element{"Cr", "chromium"},  Element{"Mn", "manganese"},  Element{"Fe", "iron"},
    Element{"Co", "cobalt"},    Element{"Ni", "nickel"},    Element{"Cu", "copper"},     Element{"Zn", "zinc"},
    Element{"Ga", "gallium"},   Element{"Ge", "germanium"}, Element{"As", "arsenic"},    Element{"Se", "selenium"},
    Element{"Br", "bromine"},   Element{"Rb", "rubidium"},  Element{"Sr", "strontium"},  Element{"Y", "yttrium"},
    Element{"Zr", "zirconium"}, Element{"Nb", "niobium"},   Element{"Mo", "molybdenum"}, Element{"Ru", "ruthenium"},
    Element{"Rh", "rhodium"},   Element{"Pd", "palladium"}, Element{"Ag", "silver"},     Element{"Cd", "cadmium"},
    Element{"In", "indium"},    Element{"Sn", "tin"},       Element{"Sb", "antimony"},   Element{"Te", "tellurium"},
    Element{"I", "iodine"},     Element{"Cs", "cesium"},    Element{"Ba", "barium"},     Element{"La", "lanthanum"},
    Element{"Ce", "cerium"},    Element{"Nd", "neodymium"}, Element{"Sm", "samarium"},   Element{"Eu", "europium"},
    Element{"Tb", "terbium"},   Element{"Hf", "hafnium"},   Element{"Ta", "tantalum"},   Element{"W", "tungsten"},
    Element{"Ir", "iridium"},   Element{"Pt", "platinum"},  Element{"Au", "gold"},       Element{"Hg", "mercury"},
    Element{"Tl", "thallium"},  Element{"Pb", "lead"},      Element{"Bi", "bismuth"},    Element{"Th", "thorium"},
    Element{"U", "uranium"},
};

/// Other spellings, all in lower case without blanks or marks.
const std::map<std::string, std::string, std::less<>>& spellings() {
    static const std::map<std::string, std::string, std::less<>> table = [] {
        std::map<std::string, std::string, std::less<>> t{
            {"aluminium", "Al"},
            {"sulphur", "S"},
            {"caesium", "Cs"},
            {"sulfate", "SO4"},
            {"sulphate", "SO4"},
            {"sulfateion", "SO4"},
            {"sulphateion", "SO4"},
            {"so4", "SO4"},
            {"so4=", "SO4"},
            {"so42-", "SO4"},
            {"so4--", "SO4"},
            {"so4-2", "SO4"},
            {"so4ion", "SO4"},
            {"nitrate", "NO3"},
            {"nitrateion", "NO3"},
            {"no3", "NO3"},
            {"no3-", "NO3"},
            {"no3ion", "NO3"},
            {"ammonium", "NH4"},
            {"ammoniumion", "NH4"},
            {"nh4", "NH4"},
            {"nh4+", "NH4"},
            {"nh4ion", "NH4"},
            {"chloride", "Cl-"},
            {"chlorideion", "Cl-"},
            {"cl-", "Cl-"},
            {"clion", "Cl-"},
            {"fluoride", "F-"},
            {"f-", "F-"},
            {"fluorideion", "F-"},
            {"sodiumion", "Na+"},
            {"na+", "Na+"},
            {"solublesodium", "Na+"},
            {"potassiumion", "K+"},
            {"k+", "K+"},
            {"solublepotassium", "K+"},
            {"calciumion", "Ca2+"},
            {"ca2+", "Ca2+"},
            {"ca++", "Ca2+"},
            {"magnesiumion", "Mg2+"},
            {"mg2+", "Mg2+"},
            {"mg++", "Mg2+"},
            {"phosphate", "PO4"},
            {"po4", "PO4"},
            {"po43-", "PO4"},
            {"phosphateion", "PO4"},
            {"oc", "OC"},
            {"organiccarbon", "OC"},
            {"octotal", "OC"},
            {"ec", "EC"},
            {"elementalcarbon", "EC"},
            {"blackcarbon", "EC"},
            {"ectotal", "EC"},
            {"bc", "EC"},
            {"om", "OM"},
            {"organicmatter", "OM"},
            {"tc", "TC"},
            {"totalcarbon", "TC"},
            {"levoglucosan", "levoglucosan"},
            {"phosphorous", "P"},
        };
        for (const Element& e : k_elements) {
            std::string symbol = e.symbol;
            std::transform(symbol.begin(), symbol.end(), symbol.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            t.emplace(symbol, e.symbol);
            t.emplace(e.name, e.symbol);
            t.emplace(std::string(e.name) + "atom", e.symbol);
        }
        return t;
    }();
    return table;
}

}  // namespace

std::string canonical_species(std::string_view name) {
    std::string plain, key;
    for (const char c : name) {
        if (c == '(' || c == '[') break;  // a size class or a unit
        plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    while (!plain.empty() && std::isspace(static_cast<unsigned char>(plain.back())) != 0) plain.pop_back();
    plain.erase(0, std::min(plain.find_first_not_of(" \t"), plain.size()));
    for (const char c : plain) {
        if (c != ' ' && c != '_' && c != '.' && c != '^' && c != '\t') key += c;
    }
    const auto found = spellings().find(key);
    return found == spellings().end() ? plain : found->second;
}

}  // namespace lantian
