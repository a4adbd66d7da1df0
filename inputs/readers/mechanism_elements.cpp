#include <algorithm>
#include <array>
#include <map>

#include "inputs/readers/mechanism_builder.hpp"

namespace lantian::mechanism_reader {

namespace {

/// Molar mass g mol-1, atoms N, S, C. Carbon-bond lumps count the carbon that the group stands for (PAR 1, OLE 2, TOL
/// 7, XYLMN 8, TERP 10; Yarwood 2005, 2010). Tracers that count reacted amounts (SULRXN, ISOPRXN, XO2H ...) hold no
/// atoms.
struct Row {
    double mass_g;
    double n, s, c;
};

const std::map<std::string_view, Row>& table() {
    static const std::map<std::string_view, Row> rows{
        {"M", {28.97, 0, 0, 0}},     {"O2", {32.0, 0, 0, 0}},     {"N2", {28.0, 0, 0, 0}},
        {"H2O", {18.0, 0, 0, 0}},    {"H2", {2.0, 0, 0, 0}},      {"CH4", {16.0, 0, 0, 1}},
        {"ECH4", {16.0, 0, 0, 1}},   {"O", {16.0, 0, 0, 0}},      {"O1D", {16.0, 0, 0, 0}},
        {"O3", {48.0, 0, 0, 0}},     {"OH", {17.0, 0, 0, 0}},     {"HO2", {33.0, 0, 0, 0}},
        {"H2O2", {34.0, 0, 0, 0}},   {"NO", {30.0, 1, 0, 0}},     {"NO2", {46.0, 1, 0, 0}},
        {"NO3", {62.0, 1, 0, 0}},    {"N2O5", {108.0, 2, 0, 0}},  {"HONO", {47.0, 1, 0, 0}},
        {"HNO3", {63.0, 1, 0, 0}},   {"PNA", {79.0, 1, 0, 0}},    {"PAN", {121.0, 1, 0, 2}},
        {"PANX", {135.0, 1, 0, 3}},  {"OPAN", {161.0, 1, 0, 4}},  {"NTR", {130.0, 1, 0, 1}},
        {"NTR1", {119.1, 1, 0, 1}},  {"NTR2", {135.1, 1, 0, 1}},  {"CRON", {153.1, 1, 0, 7}},
        {"INTR", {147.1, 1, 0, 5}},  {"SO2", {64.0, 0, 1, 0}},    {"SULF", {98.0, 0, 1, 0}},
        {"DMS", {62.1, 0, 1, 2}},    {"MSA", {96.1, 0, 1, 1}},    {"SULRXN", {98.0, 0, 0, 0}},
        {"CO", {28.0, 0, 0, 1}},     {"FORM", {30.0, 0, 0, 1}},   {"ALD2", {44.0, 0, 0, 2}},
        {"ALDX", {58.1, 0, 0, 2}},   {"GLYD", {60.0, 0, 0, 2}},   {"GLY", {58.0, 0, 0, 2}},
        {"MGLY", {72.0, 0, 0, 3}},   {"ACET", {58.1, 0, 0, 3}},   {"KET", {28.0, 0, 0, 1}},
        {"PAR", {14.0, 0, 0, 1}},    {"ETHA", {30.1, 0, 0, 2}},   {"PRPA", {44.1, 0, 0, 3}},
        {"ETH", {28.0, 0, 0, 2}},    {"ETHY", {26.0, 0, 0, 2}},   {"OLE", {28.1, 0, 0, 2}},
        {"IOLE", {56.1, 0, 0, 4}},   {"MEOH", {32.0, 0, 0, 1}},   {"ETOH", {46.1, 0, 0, 2}},
        {"FACD", {46.0, 0, 0, 1}},   {"AACD", {60.0, 0, 0, 2}},   {"PACD", {76.0, 0, 0, 2}},
        {"MEPX", {48.0, 0, 0, 1}},   {"ROOH", {62.0, 0, 0, 1}},   {"MEO2", {47.0, 0, 0, 1}},
        {"HCO3", {63.0, 0, 0, 1}},   {"C2O3", {75.0, 0, 0, 2}},   {"CXO3", {89.0, 0, 0, 3}},
        {"OPO3", {115.0, 0, 0, 4}},  {"ROR", {31.0, 0, 0, 1}},    {"XO2", {0.0, 0, 0, 0}},
        {"XO2N", {0.0, 0, 0, 0}},    {"XO2H", {0.0, 0, 0, 0}},    {"RO2", {0.0, 0, 0, 0}},
        {"XPAR", {14.0, 0, 0, 1}},   {"XPRP", {44.1, 0, 0, 3}},   {"BENZENE", {78.1, 0, 0, 6}},
        {"TOL", {92.1, 0, 0, 7}},    {"XYL", {106.2, 0, 0, 8}},   {"XYLMN", {106.2, 0, 0, 8}},
        {"NAPH", {128.2, 0, 0, 10}}, {"CRES", {108.1, 0, 0, 7}},  {"CAT1", {124.1, 0, 0, 7}},
        {"CRO", {107.1, 0, 0, 7}},   {"OPEN", {84.0, 0, 0, 4}},   {"XOPN", {98.1, 0, 0, 5}},
        {"BZO2", {159.1, 0, 0, 6}},  {"TO2", {173.1, 0, 0, 7}},   {"XLO2", {187.2, 0, 0, 8}},
        {"ISOP", {68.1, 0, 0, 5}},   {"ISPD", {70.1, 0, 0, 4}},   {"ISO2", {117.1, 0, 0, 5}},
        {"ISPX", {118.1, 0, 0, 5}},  {"HPLD", {116.1, 0, 0, 5}},  {"EPOX", {118.1, 0, 0, 5}},
        {"EPX2", {149.1, 0, 0, 5}},  {"TERP", {136.2, 0, 0, 10}}, {"APIN", {136.2, 0, 0, 10}},
        {"SESQ", {204.0, 0, 0, 15}}, {"HCL", {36.5, 0, 0, 0}},    {"CL", {35.5, 0, 0, 0}},
        {"CL2", {71.0, 0, 0, 0}},    {"CLO", {51.5, 0, 0, 0}},    {"HOCL", {52.5, 0, 0, 0}},
        {"FMCL", {64.5, 0, 0, 1}},   {"CLNO2", {81.5, 1, 0, 0}},  {"CLNO3", {97.5, 1, 0, 0}},
        {"ISOPRXN", {0.0, 0, 0, 0}}, {"TRPRXN", {0.0, 0, 0, 0}},  {"TERPNRO2", {0.0, 0, 0, 0}},
        {"BENZRO2", {0.0, 0, 0, 0}}, {"TOLRO2", {0.0, 0, 0, 0}},  {"XYLRO2", {0.0, 0, 0, 0}},
        {"PAHRO2", {0.0, 0, 0, 0}},  {"DUMMY", {0.0, 0, 0, 0}},   {"SESQRXN", {0.0, 0, 0, 0}},
        {"TOLNRXN", {0.0, 0, 0, 0}}, {"TOLHRXN", {0.0, 0, 0, 0}}, {"XYLNRXN", {0.0, 0, 0, 0}},
        {"XYLHRXN", {0.0, 0, 0, 0}}, {"BNZNRXN", {0.0, 0, 0, 0}}, {"BNZHRXN", {0.0, 0, 0, 0}},
    };
    return rows;
}

}  // namespace

const KnownSpecies* find_known_species(std::string_view name) {
    static const std::map<std::string_view, KnownSpecies> known = [] {
        std::map<std::string_view, KnownSpecies> out;
        for (const auto& [n, row] : table()) out[n] = {row.mass_g * 1e-3, row.n, row.s, row.c};
        return out;
    }();
    const auto found = known.find(name);
    return found == known.end() ? nullptr : &found->second;
}

bool is_known_radical(std::string_view name) {
    static constexpr std::array<std::string_view, 28> names{
        "O",    "O1D", "OH",   "HO2",  "NO3",    "N2O5",   "C2O3",    "CXO3",  "OPO3", "MEO2",
        "RO2",  "XO2", "XO2N", "XO2H", "HCO3",   "ROR",    "XPRP",    "XPAR",  "ISO2", "EPX2",
        "BZO2", "TO2", "XLO2", "CRO",  "TOLRO2", "XYLRO2", "BENZRO2", "PAHRO2"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace lantian::mechanism_reader
