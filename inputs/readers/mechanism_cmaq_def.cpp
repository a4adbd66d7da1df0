#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

#include "inputs/readers/mechanism_text.hpp"
#include "inputs/readers/text.hpp"

/// CMAQ mechanism definition (mech_*.def): `<label> left = right # rate;`
namespace lantian::mechanism_reader {

namespace {

/// Text without comments (! to the end of the line, { } and ( )), lines kept.
std::string without_comments(const std::string& text) {
    std::string out = text;
    char inside = 0;
    for (char& c : out) {
        if (inside == 0 && (c == '!' || c == '{' || c == '(')) inside = c;
        const char was = inside;
        if (c == '\n') {
            if (inside == '!') inside = 0;
            continue;
        }
        if ((inside == '{' && c == '}') || (inside == '(' && c == ')')) inside = 0;
        if (was != 0) c = ' ';
    }
    return out;
}

class DefReader {
  public:
    DefReader(const std::string& path, Problems& problems) : b_(path, problems) {}

    Mechanism read(const std::string& raw) {
        text_ = without_comments(raw);
        const std::size_t begin = text_.find("REACTIONS");
        std::string before = text_.substr(0, begin);
        while (!before.empty() && std::isspace(static_cast<unsigned char>(before.back())) != 0) before.pop_back();
        b_.mechanism.name = std::string(trim(before.substr(before.find_last_of("\n") + 1)));
        b_.mechanism.origin = "CMAQ mechanism definition";
        at_ = text_.find('=', begin);
        const std::string unit = text_.substr(begin, at_ == std::string::npos ? 0 : at_ - begin);
        if (at_ == std::string::npos || unit.find("[CM]") == std::string::npos) {
            b_.problem(place(begin), "E601", "REACTIONS[CM] = expected: rates in molecule cm-3 s",
                       "only this unit is read");
            return b_.finish();
        }
        ++at_;
        const std::size_t end = std::min(text_.find("END MECH", at_), text_.find("endmech", at_));
        if (end == std::string::npos)
            b_.problem(place(text_.size()), "E601", "END MECH is missing", "end the reactions with END MECH");
        const std::size_t stop = std::min(end, text_.size());
        while (true) {
            while (at_ < stop && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
            if (at_ >= stop) break;
            std::size_t close = text_.find(';', at_);
            if (close == std::string::npos || close > stop) {
                b_.problem(place(at_), "E601", fmt::format("\"{}\" has no ; at its end", first_words(at_)),
                           "end each reaction with ;");
                break;
            }
            reaction(at_, close);
            at_ = close + 1;
        }
        return b_.finish();
    }

  private:
    [[nodiscard]] std::string first_words(std::size_t from) const {
        return std::string(trim(text_.substr(from, std::min<std::size_t>(30, text_.find('\n', from) - from))));
    }
    [[nodiscard]] Place place(std::size_t at, std::string label = {}) const {
        return {1 + static_cast<int>(std::count(
                        text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at, text_.size())), '\n')),
                "", std::move(label)};
    }

    void reaction(std::size_t from, std::size_t to) {
        Reaction r;
        std::string whole = text_.substr(from, to - from);
        std::replace_if(
            whole.begin(), whole.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
        std::size_t body = 0;
        if (whole[0] == '<') {
            const std::size_t close = whole.find('>');
            if (close == std::string::npos)
                return b_.problem(place(from), "E601", "label is not closed by >", "write <R1>");
            r.label = std::string(trim(whole.substr(1, close - 1)));
            body = close + 1;
        } else {
            r.label = fmt::format("R{}", b_.mechanism.reactions.size() + 1);
        }
        const Place here = place(from, r.label);
        r.line = here.line;
        const std::size_t hash = whole.find('#', body);
        const std::size_t equals = whole.find('=', body);
        if (hash == std::string::npos)
            return b_.problem(here, "E603", "has no rate: # is missing", "write the rate behind #");
        if (equals == std::string::npos || equals > hash)
            return b_.problem(here, "E601", "has no =", "write reactants = products");
        if (whole.find('=', equals + 1) < hash)
            return b_.problem(here, "E601", "has two =: the reaction before it lacks its ;",
                              "end each reaction with ;");
        std::string right = whole.substr(equals + 1, hash - equals - 1), special;
        if (const std::size_t percent = right.find('%'); percent != std::string::npos) {
            special = std::string(trim(right.substr(percent + 1)));
            right.resize(percent);
        }
        std::vector<SideTerm> l, p;
        std::string message;
        if (!parse_side(whole.substr(body, equals - body), l, message) || !parse_side(right, p, message))
            return b_.problem(here, "E601", message, "write reactants = 2.0*PRODUCT + ...");
        set_sides(b_, r, l, p, here, true);
        if (!rate(r, special, std::string(trim(whole.substr(hash + 1))), message))
            b_.problem(here, "E603", message, "see the CMAQ documentation of mech.def");
        b_.mechanism.reactions.push_back(std::move(r));
    }

    /// Number of a rate; Fortran's form without E ("8.3-11") is read and noted.
    std::optional<double> number(const std::string& text, const std::string& label) {
        const std::string t(trim(text));
        if (const auto v = parse_number(t.starts_with('+') ? t.substr(1) : t)) return v;
        const std::size_t sign = t.find_last_of("+-");
        if (sign == std::string::npos || sign == 0) return std::nullopt;
        const auto mantissa = parse_number(t.substr(0, sign));
        const auto exponent = parse_number(t[sign] == '+' ? t.substr(sign + 1) : t.substr(sign));
        if (!mantissa || !exponent || *exponent != std::floor(*exponent)) return std::nullopt;
        const auto v = parse_number(t.substr(0, sign) + "E" + t.substr(sign));
        if (v) b_.mechanism.notes.push_back(fmt::format("reaction {}: \"{}\" is read as {:g}", label, t, *v));
        return v;
    }

    /// A[^n][@C]
    bool term(const std::string& text, RateTerm& out, const std::string& label) {
        const std::size_t power = text.find('^'), cold = text.find('@');
        const auto part = [&](std::size_t from, std::size_t to) {
            return number(text.substr(from, to == std::string::npos ? to : to - from), label);
        };
        const auto A = part(0, std::min(power, cold));
        if (!A) return false;
        out = {*A, 0.0, 0.0, 300.0, 0.0};
        if (power != std::string::npos) {
            const auto n = part(power + 1, cold > power ? cold : std::string::npos);
            if (!n) return false;
            out.n = *n;
        }
        if (cold != std::string::npos) {
            const auto C = part(cold + 1, power != std::string::npos && power > cold ? power : std::string::npos);
            if (!C) return false;
            out.C = *C;
        }
        return true;
    }

    bool rate(Reaction& r, const std::string& special, const std::string& text, std::string& message) {
        Rate& rate = r.rate;
        if (const std::size_t open = text.find('<'); open != std::string::npos) {
            const std::size_t close = text.find('>', open);
            if (close == std::string::npos || open == 0) {
                message = fmt::format("\"{}\": < without >", text);
                return false;
            }
            if (!trim(text.substr(close + 1)).empty()) {
                message =
                    fmt::format("\"{}\" stands behind the rate: is a ; missing?", trim(text.substr(close + 1, 30)));
                return false;
            }
            const std::string name(trim(text.substr(open + 1, close - open - 1)));
            const std::size_t sign = text.find_first_of("/~*?");
            if (sign == std::string::npos || sign > open || name.empty()) {
                message = fmt::format("\"{}\": /, ~, * or ? expected before <", text);
                return false;
            }
            if (!term(text.substr(0, sign), rate.term[0], r.label)) {
                message = fmt::format("\"{}\" is not a number", trim(text.substr(0, sign)));
                return false;
            }
            const std::string kind(trim(text.substr(sign, open - sign)));
            if (kind == "/") {
                rate.form = RateForm::photolysis;
                rate.label = b_.mechanism.photolysis_index(name);
            } else if (kind == "~" || kind == "?") {
                rate.form = RateForm::external;
                rate.label = b_.mechanism.external_index(name);
            } else if (kind == "*K" || kind == "*E" || kind == "*") {
                rate.form = kind == "*E" ? RateForm::quotient : RateForm::multiple;
                b_.refer(b_.mechanism.reactions.size(), name);
            } else {
                message = fmt::format("\"{}\" is not a kind of reference", kind);
                return false;
            }
            return true;
        }
        std::vector<std::string> parts;
        for (std::size_t from = 0;;) {
            const std::size_t to = text.find('&', from);
            parts.emplace_back(trim(text.substr(from, to == std::string::npos ? to : to - from)));
            if (to == std::string::npos) break;
            from = to + 1;
        }
        const auto terms = [&](std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                if (i >= parts.size() || !term(parts[i], rate.term[i], r.label)) {
                    message = i < parts.size() ? fmt::format("\"{}\" is not a term A^n@C", parts[i])
                                               : fmt::format("{} terms are needed, {} are there", count, parts.size());
                    return false;
                }
            }
            return true;
        };
        if (special == "H" || special == "h") {
            // Halogen loss of ozone over the sea: depends on pressure and land use, which the caller knows.
            rate.form = RateForm::external;
            rate.term[0].A = 1.0;
            rate.label = b_.mechanism.external_index(r.label);
            return true;
        }
        if (special == "2") {
            rate.form = RateForm::hno3_oh;
            return terms(3);
        }
        if (special == "3") {
            rate.form = RateForm::sum_m;
            return terms(2);
        }
        if (!special.empty()) {
            message = fmt::format("special rate %{} is not known", special);
            return false;
        }
        if (parts.size() == 1) return terms(1);
        if (parts.size() > 4) {
            message = fmt::format("{} terms joined by &, four are the most", parts.size());
            return false;
        }
        rate.form = RateForm::troe;
        if (!terms(2)) return false;
        for (std::size_t i = 2; i < parts.size(); ++i) {
            const auto v = number(parts[i], r.label);
            if (!v) {
                message = fmt::format("\"{}\" is not a number", parts[i]);
                return false;
            }
            (i == 2 ? rate.broadening_fc : rate.broadening_n) = *v;
        }
        return true;
    }

    Builder b_;
    std::string text_;
    std::size_t at_ = 0;
};

}  // namespace

Mechanism read_cmaq_def(const std::string& path, const std::string& text, Problems& problems) {
    return DefReader(path, problems).read(text);
}

}  // namespace lantian::mechanism_reader
