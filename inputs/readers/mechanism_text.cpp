#include "inputs/readers/mechanism_text.hpp"

#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "inputs/readers/text.hpp"

namespace lantian::mechanism_reader {

bool parse_side(std::string_view text, std::vector<SideTerm>& out, std::string& message) {
    std::size_t at = 0;
    const auto blanks = [&] {
        while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
    };
    blanks();
    bool first = true;
    while (at < text.size()) {
        double sign = 1.0;
        if (text[at] == '+' || text[at] == '-') {
            sign = text[at] == '-' ? -1.0 : 1.0;
            ++at;
            blanks();
        } else if (!first) {
            message = fmt::format("\"+\" or \"-\" expected before \"{}\"", text.substr(at, 20));
            return false;
        }
        first = false;
        SideTerm term;
        std::size_t end = at;
        while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.'))
            ++end;
        if (end > at) {
            // An exponent only with its sign: "2E" would be a species.
            if (end + 1 < text.size() && (text[end] == 'E' || text[end] == 'e') &&
                (text[end + 1] == '-' || text[end + 1] == '+')) {
                end += 2;
                while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
            }
            const auto number = parse_number(text.substr(at, end - at));
            if (!number) {
                message = fmt::format("coefficient \"{}\" is not a number", text.substr(at, end - at));
                return false;
            }
            term.coefficient = *number;
            at = end;
            blanks();
            if (at < text.size() && text[at] == '*') {
                ++at;
                blanks();
            }
        }
        end = at;
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
            ++end;
        if (end == at) {
            message = at < text.size() ? fmt::format("name of a species expected at \"{}\"", text.substr(at, 20))
                                       : "name of a species expected at the end";
            return false;
        }
        term.name = std::string(text.substr(at, end - at));
        term.coefficient *= sign;
        out.push_back(term);
        at = end;
        blanks();
    }
    return true;
}

void set_sides(Builder& b, Reaction& reaction, const std::vector<SideTerm>& left, const std::vector<SideTerm>& right,
               const Place& place, bool open) {
    for (const SideTerm& t : left) {
        if (t.name == "hv" || t.name == "HV") continue;
        if (!(t.coefficient >= 1.0) || t.coefficient != std::floor(t.coefficient) || t.coefficient > 4.0) {
            b.problem(place, "E607",
                      fmt::format("coefficient {:g} of reactant {} is not 1, 2 or 3", t.coefficient, t.name),
                      "reactants come in whole molecules");
            continue;
        }
        const std::size_t s = b.species(t.name, place, open);
        if (s == Builder::k_none) continue;
        for (int i = 0; i < static_cast<int>(t.coefficient); ++i) reaction.reactants.push_back(s);
    }
    for (const SideTerm& t : right) {
        if (t.name == "hv" || t.name == "PROD") continue;
        const std::size_t s = b.species(t.name, place, open);
        if (s != Builder::k_none) reaction.products.emplace_back(s, t.coefficient);
    }
}

}  // namespace lantian::mechanism_reader
