#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/mechanism.hpp"

/// What the readers of mechanisms share.
namespace lantian::mechanism_reader {

constexpr std::size_t k_largest_file_bytes = std::size_t{32} << 20;

/// Where something stands: a line of a text, or a JSON pointer.
struct Place {
    int line = 0;
    std::string path;
    std::string reaction;
};

/// Fills a Mechanism: species by name, references by label, problems with their place.
class Builder {
  public:
    Builder(std::string file, Problems& problems);

    Mechanism mechanism;

    void problem(const Place& place, const char* code, const std::string& message, const std::string& hint,
                 Severity severity = Severity::error);
    /// Adds a species, or reports E606.
    std::size_t add_species(const std::string& name, bool fixed, const Place& place);
    /// Index of a species; with `open` unknown ones are added (as fixed when they are air), else E602 and npos.
    std::size_t species(const std::string& name, const Place& place, bool open);
    /// The rate of the reaction being built refers to a label that may come later.
    void refer(std::size_t reaction, const std::string& label);
    /// Resolves references, fills unknown elements, checks. Call once.
    Mechanism finish();

    static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

  private:
    struct Reference {
        std::size_t reaction;
        std::string label;
    };
    std::map<std::string, std::size_t, std::less<>> index_;
    std::vector<Reference> references_;
    Problems& problems_;
};

/// Runs `read`; what it throws (a JSON value of another kind than asked for) becomes a problem at this place.
template <typename Thrown, typename Read>
void guarded(Builder& builder, const Place& place, Read read) {
    try {
        read();
    } catch (const Thrown&) {
        builder.problem(place, "E601", "holds a value of the wrong kind", "see FORMATS.md for what stands where");
    }
}

/// Whole content of a text file. Bytes that are no UTF-8 (comments of old files are Latin-1) become "?". Throws Error
/// E401 when it cannot be read, E601 when it is too large.
[[nodiscard]] std::string read_mechanism_text(const std::string& path, std::size_t max_bytes);

/// M, O2, N2, H2O, H2, CH4: parts of air that a caller can give.
[[nodiscard]] bool is_air(std::string_view name);

/// Atoms and molar mass of a species by its usual name in carbon-bond mechanisms; nothing when the name is not known
/// there.
struct KnownSpecies {
    double molar_mass_kg_mol;
    double nitrogen, sulfur, carbon;
};
[[nodiscard]] const KnownSpecies* find_known_species(std::string_view name);

/// Radicals of carbon-bond mechanisms, for tolerances.
[[nodiscard]] bool is_known_radical(std::string_view name);

/// Product of formula factors, a call of a known rate function, or any arithmetic of T and air. Sets rate (and adds
/// fixed reactants for factors that are air). False with a message when it is not understood.
[[nodiscard]] bool parse_rate_formula(Builder& builder, Reaction& reaction, const std::string& text,
                                      std::string& message);

Mechanism read_neutral_json(const std::string& path, const std::string& text, Problems& problems);
Mechanism read_musica_json(const std::string& path, const std::string& text, Problems& problems);
Mechanism read_cmaq_def(const std::string& path, const std::string& text, Problems& problems);
Mechanism read_kpp(const std::string& path, const std::string& text, Problems& problems);

}  // namespace lantian::mechanism_reader
