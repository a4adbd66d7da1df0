#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.hpp"

/// A gas-phase mechanism as a plain value: what every reader makes and the solver compiles. Amounts are number
/// densities, molecule cm-3; rate constants molecule cm-3 s; T in K, P in Pa.
namespace lantian {

/// Atoms in one molecule; empty where nobody says. Lumped species may hold fractions.
struct Elements {
    std::optional<double> nitrogen, sulfur, carbon;
};

struct MechanismSpecies {
    std::string name;
    bool fixed = false;              ///< held at a value that the caller gives (M, O2, N2, H2O, H2, CH4 ...)
    double molar_mass_kg_mol = 0.0;  ///< 0: unknown
    bool short_lived = false;        ///< radicals: amounts far below a ppt count
    Elements elements{};
    double diffusivity_m2_s = 0.0;  ///< molecular, for surface reactions; 0: unknown
};

/// A (T/reference_k)^n exp(-C/T) (1 + pressure_per_pa P)
struct RateTerm {
    double A = 0.0, n = 0.0, C = 0.0;
    double reference_k = 300.0;
    double pressure_per_pa = 0.0;
    friend auto operator<=>(const RateTerm&, const RateTerm&) = default;
};

/// How a rate constant follows from T, P and M. `t0..t2` are the terms, x = k0 M/kinf.
enum class RateForm : std::uint8_t {
    arrhenius,   ///< t0
    troe,        ///< k0 M/(1+x) Fc^(1/(1+(log10(x)/N)^2)); k0 = t0, kinf = t1 (CMAQ, Troe 1983)
    troe_n,      ///< k0 M/(1+x) Fc^(N/(N+log10(x)^2)) (micm)
    activation,  ///< k0/(1+x) Fc^(N/(N+log10(x)^2)): chemical activation (micm)
    sum_m,       ///< t0 + t1 M
    hno3_oh,     ///< t0 + t2 M/(1 + t2 M/t1)
    tunneling,   ///< A exp(-B/T) exp(C/T^3); A = t0.A, B = t0.C, C = parameter[0]
    branched,  ///< RO2 + NO with branching; see Wennberg (2018); parameters: Y, a0, n heavy atoms; t0 without branching
    photolysis,  ///< t0 J(label)
    external,    ///< t0 value(label): given by the caller, s-1 for one reactant
    multiple,    ///< t0 k(of)
    quotient,    ///< k(of)/t0: back reaction from an equilibrium constant
    surface,     ///< 4 pi r^2 N/(r/Dg + 4/(v gamma)); gamma = parameter[0]; label names r (m) and N (m-3) of the caller
    expression,  ///< program
};

/// The word for a form in the project's JSON ("arrhenius", "troe", "k1_plus_k2_M", ... "formula").
[[nodiscard]] std::string_view rate_form_name(RateForm form) noexcept;

/// One operation of a rate written as a formula (KPP): postfix, on a stack of numbers.
struct RateOperation {
    enum class Kind : std::uint8_t {
        number,
        temperature,
        pressure,
        concentration,
        photolysis,
        external,
        add,
        subtract,
        multiply,
        divide,
        power,
        negate,
        exp,
        log,
        log10,
        sqrt,
        abs,
        min,
        max
    };
    Kind kind = Kind::number;
    double value = 0.0;     ///< number
    std::size_t index = 0;  ///< species, photolysis label or external label
};

struct Rate {
    RateForm form = RateForm::arrhenius;
    std::array<RateTerm, 3> term{};
    double broadening_fc = 0.6, broadening_n = 1.0;
    std::array<double, 3> parameter{};
    std::size_t label =
        0;  ///< photolysis: index into photolysis; external and surface: into externals (surface: r, then N)
    std::size_t of = 0;  ///< multiple, quotient: the reaction meant
    /// Rate constants of mixing ratios (ppm): times (1e6/M)^power. 0 for number densities.
    int per_ppm_power = 0;
    std::vector<RateOperation> program{};  ///< expression only
};

struct Reaction {
    std::string label;
    std::vector<std::size_t> reactants;                    ///< species, repeated as often as they react
    std::vector<std::pair<std::size_t, double>> products;  ///< species and yield; yields may be negative
    Rate rate;
    int line = 0;      ///< of the file, from 1; 0 for JSON
    std::string path;  ///< JSON pointer, for messages
};

/// Atoms (or molecules) of a group that tags follow: nitrogen, sulfur, voc carbon.
struct Family {
    std::string name;
    std::vector<std::pair<std::size_t, double>> members;  ///< species and atoms
};

/// Photolysis rate as a sum of clear-sky rates of the Master Chemical Mechanism: sum factor J(number).
struct ClearSkyParts {
    std::vector<std::pair<double, int>> parts;
};

struct Mechanism {
    std::string name, origin, file;
    std::vector<MechanismSpecies> species;
    std::vector<Reaction> reactions;
    std::vector<std::string> photolysis;             ///< labels, in order of first use
    std::vector<std::string> externals;              ///< labels of values that the caller gives
    std::vector<Family> families;                    ///< as declared, else derived from the elements
    std::map<std::string, ClearSkyParts> clear_sky;  ///< photolysis label -> MCM rates, where declared
    std::vector<std::string> notes;                  ///< defaults and fallbacks taken by the reader

    [[nodiscard]] std::optional<std::size_t> find_species(std::string_view wanted) const;
    [[nodiscard]] std::optional<std::size_t> find_reaction(std::string_view wanted) const;
    [[nodiscard]] std::optional<std::size_t> find_photolysis(std::string_view wanted) const;
    [[nodiscard]] std::vector<std::string> species_names() const;
    /// Index of a label, added when it is new.
    std::size_t photolysis_index(const std::string& label);
    std::size_t external_index(const std::string& label);
};

/// "O3 + NO = NO2", species repeated as often as they react, yields other than 1 in front.
[[nodiscard]] std::string reaction_equation(const Mechanism& mechanism, const Reaction& reaction);

/// Gain of one element by a reaction, atoms, where every species with a share in it is known.
struct Imbalance {
    std::size_t reaction = 0;
    std::string element;
    double reactants = 0.0, products = 0.0;
};

/// Reactions that do not keep nitrogen or sulfur to `tolerance` (relative to the larger side). Carbon is not kept by
/// design in lumped mechanisms. Reactions with a species of unknown content are left out.
[[nodiscard]] std::vector<Imbalance> imbalances(const Mechanism& mechanism, double tolerance = 1e-9);

/// Families "N", "S" and "VOC" (carbon) from the elements, for mechanisms that declare none. CO, CO2 and CH4 are no
/// VOC.
[[nodiscard]] std::vector<Family> families_from_elements(const Mechanism& mechanism);

/// Names and references that must hold in any mechanism: species named once, reactants and products in range, labels
/// once, references to earlier or later reactions without a circle, finite numbers. Adds E60x.
void check_mechanism(const Mechanism& mechanism, Problems& problems);

}  // namespace lantian
