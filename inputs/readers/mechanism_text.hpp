#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inputs/readers/mechanism_builder.hpp"

/// Text forms: CMAQ .def and KPP.
namespace lantian::mechanism_reader {

/// Reads one side of a reaction, "2.0*OH + 0.5 XO2 - PAR": names with coefficients.
struct SideTerm {
    std::string name;
    double coefficient = 1.0;
};
/// False with a message when the text is not such a sum. An empty text is an empty side.
[[nodiscard]] bool parse_side(std::string_view text, std::vector<SideTerm>& out, std::string& message);

/// Puts a left side into reactants (whole coefficients are repetitions) and a right side into products. Species by
/// name, `open` as in Builder::species.
void set_sides(Builder& builder, Reaction& reaction, const std::vector<SideTerm>& left,
               const std::vector<SideTerm>& right, const Place& place, bool open);

}  // namespace lantian::mechanism_reader
