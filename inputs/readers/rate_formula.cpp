#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "inputs/readers/mechanism_builder.hpp"

namespace lantian::mechanism_reader {

namespace {

using Kind = RateOperation::Kind;

/// Arithmetic as a tree; a call or name that is not known yet keeps its text.
struct Node {
    Kind kind = Kind::number;
    double value = 0.0;
    std::string name;  ///< of a name or call that is no primitive
    std::vector<Node> children;
    bool is_call = false;
};

Node constant(double v) { return {Kind::number, v, "", {}, false}; }
Node primitive(Kind kind, std::vector<Node> children) { return {kind, 0.0, "", std::move(children), false}; }
Node operator*(Node a, Node b) { return primitive(Kind::multiply, {std::move(a), std::move(b)}); }
Node operator/(Node a, Node b) { return primitive(Kind::divide, {std::move(a), std::move(b)}); }
Node operator+(Node a, Node b) { return primitive(Kind::add, {std::move(a), std::move(b)}); }
Node temperature() { return primitive(Kind::temperature, {}); }

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// Fortran or C arithmetic: + - * / ** ^, brackets, calls, numbers with E or D exponents.
class Parser {
  public:
    explicit Parser(const std::string& text) : text_(text) {}
    Node parse() {
        Node n = sum(0);
        blanks();
        if (at_ < text_.size()) fail(fmt::format("\"{}\" is left over", text_.substr(at_, 20)));
        return n;
    }

  private:
    [[noreturn]] static void fail(const std::string& message) { throw message; }
    void blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    }
    bool take(const char* token) {
        blanks();
        const std::size_t n = std::char_traits<char>::length(token);
        if (text_.compare(at_, n, token) != 0) return false;
        at_ += n;
        return true;
    }
    bool next_is(char c) {
        blanks();
        return at_ < text_.size() && text_[at_] == c;
    }
    Node sum(int depth) {
        if (depth > 40) fail("brackets are nested too deep");
        const bool minus = take("-");
        if (!minus) take("+");
        Node left = product(depth);
        if (minus) left = primitive(Kind::negate, {std::move(left)});
        for (;;) {
            if (take("+")) {
                left = std::move(left) + product(depth);
            } else if (take("-")) {
                left = primitive(Kind::subtract, {std::move(left), product(depth)});
            } else {
                return left;
            }
        }
    }
    Node product(int depth) {
        Node left = power(depth);
        for (;;) {
            blanks();
            if (next_is('*') && text_.compare(at_, 2, "**") != 0 && take("*")) {
                left = std::move(left) * power(depth);
            } else if (take("/")) {
                left = std::move(left) / power(depth);
            } else {
                return left;
            }
        }
    }
    Node power(int depth) {
        Node base = factor(depth);
        if (take("**") || take("^")) {
            const bool minus = take("-");
            Node exponent = power(depth);
            if (minus) exponent = primitive(Kind::negate, {std::move(exponent)});
            return primitive(Kind::power, {std::move(base), std::move(exponent)});
        }
        return base;
    }
    Node factor(int depth) {
        blanks();
        if (at_ >= text_.size()) fail("the formula ends too early");
        const char c = text_[at_];
        if (take("(")) {
            Node n = sum(depth + 1);
            if (!take(")")) fail("a bracket is not closed");
            return n;
        }
        if (c == '-' || c == '+') {
            ++at_;
            Node n = factor(depth + 1);
            return c == '-' ? primitive(Kind::negate, {std::move(n)}) : n;
        }
        if (c == '.' && at_ + 1 < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_ + 1])) != 0) {
            // .TRUE. or .FALSE. of Fortran, an argument of a function that is asked of the caller
            const std::size_t end = text_.find('.', at_ + 1);
            if (end == std::string::npos) fail("\".\" is not understood");
            Node n;
            n.name = text_.substr(at_, end + 1 - at_);
            n.kind = Kind::external;
            at_ = end + 1;
            return n;
        }
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return number();
        if (std::isalpha(static_cast<unsigned char>(c)) == 0 && c != '_')
            fail(fmt::format("\"{}\" is not understood", c));
        std::string name;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_' || text_[at_] == '%'))
            name += text_[at_++];
        Node n;
        n.name = name;
        n.kind = Kind::external;
        if (take("(")) {
            n.is_call = true;
            if (!take(")")) {
                do {
                    n.children.push_back(sum(depth + 1));
                } while (take(","));
                if (!take(")")) fail("a bracket is not closed");
            }
        }
        return n;
    }
    Node number() {
        std::string digits;
        while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
            digits += text_[at_++];
        if (at_ < text_.size() && std::string_view("eEdD").find(text_[at_]) != std::string_view::npos) {
            std::size_t look = at_ + 1;
            if (look < text_.size() && (text_[look] == '+' || text_[look] == '-')) ++look;
            if (look < text_.size() && std::isdigit(static_cast<unsigned char>(text_[look])) != 0) {
                digits += 'e';
                digits += text_.substr(at_ + 1, look - at_ - 1);
                while (look < text_.size() && std::isdigit(static_cast<unsigned char>(text_[look])) != 0)
                    digits += text_[look++];
                at_ = look;
                // Kind suffix of Fortran: 1.0_dp
            }
        }
        if (at_ < text_.size() && text_[at_] == '_') {
            while (at_ < text_.size() &&
                   (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
                ++at_;
        }
        try {
            std::size_t used = 0;
            const double v = std::stod(digits, &used);
            if (used != digits.size() || !std::isfinite(v)) fail(fmt::format("\"{}\" is not a number", digits));
            return constant(v);
        } catch (const std::logic_error&) {
            fail(fmt::format("\"{}\" is not a number", digits));
        }
    }

    const std::string& text_;
    std::size_t at_ = 0;
};

std::optional<double> fold(const Node& n) {
    if (n.kind == Kind::number && n.name.empty()) return n.value;
    if (!n.name.empty()) return std::nullopt;
    std::vector<double> v;
    for (const Node& c : n.children) {
        const auto x = fold(c);
        if (!x) return std::nullopt;
        v.push_back(*x);
    }
    switch (n.kind) {
        case Kind::add:
            return v[0] + v[1];
        case Kind::subtract:
            return v[0] - v[1];
        case Kind::multiply:
            return v[0] * v[1];
        case Kind::divide:
            return v[0] / v[1];
        case Kind::power:
            return std::pow(v[0], v[1]);
        case Kind::negate:
            return -v[0];
        default:
            return std::nullopt;
    }
}

/// A call with constant arguments that is a rate form of its own. `arguments` are numbers.
bool native(const std::string& name, const std::vector<double>& a, Rate& rate) {
    const std::string f = upper(name);
    const auto needs = [&](std::size_t n) { return a.size() == n; };
    const auto term = [](double A, double n, double C) { return RateTerm{A, n, C, 300.0, 0.0}; };
    const auto fall_off = [&](RateTerm low, RateTerm high, double fc, double n) {
        rate.form = RateForm::troe;
        rate.term = {low, high, RateTerm{}};
        rate.broadening_fc = fc;
        rate.broadening_n = n;
        return true;
    };
    if (f == "CMAQ_1TO4" && needs(3)) return rate.term[0] = term(a[0], a[1], a[2]), true;
    if (f == "CMAQ_8" && needs(6)) {
        rate.form = RateForm::hno3_oh;
        rate.term = {term(a[0], 0, a[1]), term(a[2], 0, a[3]), term(a[4], 0, a[5])};
        return true;
    }
    if (f == "CMAQ_9" && needs(4)) {
        rate.form = RateForm::sum_m;
        rate.term = {term(a[0], 0, a[1]), term(a[2], 0, a[3]), RateTerm{}};
        return true;
    }
    if (f == "CMAQ_10" && needs(8)) return fall_off(term(a[0], a[1], a[2]), term(a[3], a[4], a[5]), a[6], a[7]);
    // ARR(A, B, C) = A exp(-B/T) (T/300)^C of KPP; ARR_ab, _ac, _abc: A (300/T)^b exp(c/T), B = power.
    if (f == "ARR" && needs(3)) return rate.term[0] = term(a[0], a[2], a[1]), true;
    if ((f == "ARR2" || f == "ARR_AC" || f == "GCARR_AC") && needs(2))
        return rate.term[0] = term(a[0], 0, f == "ARR2" ? a[1] : -a[1]), true;
    if ((f == "ARR_AB" || f == "GCARR_AB") && needs(2)) return rate.term[0] = term(a[0], -a[1], 0), true;
    if ((f == "ARR_ABC" || f == "GCARR_ABC") && needs(3)) return rate.term[0] = term(a[0], -a[1], -a[2]), true;
    if (f == "EP2" && needs(6)) {
        rate.form = RateForm::hno3_oh;
        rate.term = {term(a[0], 0, a[1]), term(a[2], 0, a[3]), term(a[4], 0, a[5])};
        return true;
    }
    if (f == "EP3" && needs(4)) {
        rate.form = RateForm::sum_m;
        rate.term = {term(a[0], 0, a[1]), term(a[2], 0, a[3]), RateTerm{}};
        return true;
    }
    if (f == "FALL" && needs(7)) return fall_off(term(a[0], a[2], a[1]), term(a[3], a[5], a[4]), a[6], 1.0);
    if (f == "GCJPLPR_AA" && needs(3)) return fall_off(term(a[0], 0, 0), term(a[1], 0, 0), a[2], 1.0);
    if (f == "GCJPLPR_ABA" && needs(4)) return fall_off(term(a[0], -a[1], 0), term(a[2], 0, 0), a[3], 1.0);
    if (f == "GCJPLPR_ABAB" && needs(5)) return fall_off(term(a[0], -a[1], 0), term(a[2], -a[3], 0), a[4], 1.0);
    if (f == "GCJPLPR_ABCABC" && needs(7))
        return fall_off(term(a[0], -a[1], -a[2]), term(a[3], -a[4], -a[5]), a[6], 1.0);
    return false;
}

bool is_known_rate_function(const std::string& name) {
    static const std::vector<std::string> names{
        "CMAQ_1TO4", "CMAQ_8",     "CMAQ_9",      "CMAQ_10",      "ARR",           "ARR2",     "ARR_AC",
        "ARR_AB",    "ARR_ABC",    "EP2",         "EP3",          "FALL",          "GCARR_AC", "GCARR_AB",
        "GCARR_ABC", "GCJPLPR_AA", "GCJPLPR_ABA", "GCJPLPR_ABAB", "GCJPLPR_ABCABC"};
    return std::find(names.begin(), names.end(), upper(name)) != names.end();
}

/// Photolysis by number or name: J(4), PHOTOL(4), TUV_J(4, THETA), J(Pj_no2).
std::optional<std::string> photolysis_label(const Node& n) {
    const std::string f = upper(n.name);
    if (!n.is_call || n.children.empty() || (f != "J" && f != "PHOTOL" && f != "TUV_J")) return std::nullopt;
    if (const auto number = fold(n.children[0])) return fmt::format("{}({:g})", f, *number);
    return n.children[0].name.empty() ? std::nullopt : std::optional(n.children[0].name);
}

std::string text_of(const Node& n) {
    if (!n.is_call) return n.name;
    std::string out = n.name + "(";
    for (std::size_t i = 0; i < n.children.size(); ++i) {
        const auto number = fold(n.children[i]);
        out += (i > 0 ? ", " : "") + (number ? fmt::format("{:g}", *number) : text_of(n.children[i]));
    }
    return out + ")";
}

void factors(const Node& n, std::vector<const Node*>& out) {
    if (n.kind == Kind::multiply) {
        factors(n.children[0], out);
        factors(n.children[1], out);
    } else {
        out.push_back(&n);
    }
}

class Emitter {
  public:
    Emitter(Builder& builder, std::vector<RateOperation>& out) : b_(builder), out_(out) {}

    void emit(const Node& n) {
        if (n.name.empty()) {
            if (n.kind == Kind::number) return push({Kind::number, n.value, 0});
            for (const Node& c : n.children) emit(c);
            return push({n.kind, 0.0, 0});
        }
        const std::string f = upper(n.name);
        if (!n.is_call) {
            if (f == "TEMP" || f == "T" || f == "TEMPERATURE") return push({Kind::temperature, 0.0, 0});
            if (f == "PRESS" || f == "PRESSURE" || f == "P") return push({Kind::pressure, 0.0, 0});
            if (f == "CAIR" || f == "C_M" || f == "NUMDEN")
                return push({Kind::concentration, 0.0, b_.species("M", {}, true)});
            if (is_air(n.name)) return push({Kind::concentration, 0.0, b_.species(n.name, {}, true)});
            return push({Kind::external, 0.0, b_.mechanism.external_index(n.name)});
        }
        static const std::vector<std::pair<std::string, Kind>> one{
            {"EXP", Kind::exp},     {"DEXP", Kind::exp},  {"LOG", Kind::log}, {"DLOG", Kind::log},
            {"LOG10", Kind::log10}, {"SQRT", Kind::sqrt}, {"ABS", Kind::abs}};
        for (const auto& [name, kind] : one) {
            if (f == name) return call(n, kind, 1);
        }
        if (f == "MIN" || f == "MAX") return call(n, f == "MIN" ? Kind::min : Kind::max, 2);
        if (f == "DBLE" || f == "REAL") {
            if (n.children.empty()) throw std::string(n.name + " needs an argument");
            return emit(n.children[0]);
        }
        if (const auto label = photolysis_label(n))
            return push({Kind::photolysis, 0.0, b_.mechanism.photolysis_index(*label)});
        std::vector<double> a;
        for (const Node& c : n.children) {
            const auto v = fold(c);
            if (!v) break;
            a.push_back(*v);
        }
        if (a.size() == n.children.size() && is_known_rate_function(n.name)) {
            Rate rate;
            if (!native(n.name, a, rate))
                throw fmt::format("{} has the wrong number of arguments ({})", n.name, a.size());
            return emit(as_tree(rate));
        }
        if (a.size() == n.children.size()) {
            if (f == "ARRPLUS_ADE" && a.size() == 3)
                return emit(constant(a[0]) * (constant(a[1]) + temperature() * constant(a[2])));
            if (f == "ARRPLUS_ABDE" && a.size() == 4)
                return emit(constant(a[0]) * ((constant(a[2]) + temperature() * constant(a[3])) *
                                              primitive(Kind::exp, {constant(-a[1]) / temperature()})));
            if (f == "TUNPLUS_ABCDE" && a.size() == 5)
                return emit(
                    constant(a[0]) *
                    ((constant(a[3]) + temperature() * constant(a[4])) *
                     primitive(Kind::exp, {constant(-a[1]) / temperature() +
                                           constant(a[2]) / (temperature() * (temperature() * temperature()))})));
            if (f == "GCJPLEQ_ACABAB" && a.size() == 7) {
                Rate rate;
                native("GCJPLPR_ABAB", {a[2], a[3], a[4], a[5], a[6]}, rate);
                return emit(as_tree(rate) / (constant(a[0]) * primitive(Kind::exp, {constant(a[1]) / temperature()})));
            }
        }
        // A function of somebody else's program: its value is asked of the caller.
        push({Kind::external, 0.0, b_.mechanism.external_index(text_of(n))});
    }

  private:
    void push(RateOperation op) {
        static constexpr int k_deepest = 60;
        using enum RateOperation::Kind;
        if (op.kind <= external)
            ++depth_;
        else if (op.kind <= power || op.kind == min || op.kind == max)
            --depth_;
        if (depth_ > k_deepest) throw std::string("the formula is nested too deep");
        out_.push_back(op);
    }
    void call(const Node& n, Kind kind, std::size_t arguments) {
        if (n.children.size() != arguments)
            throw fmt::format("{} has {} arguments, it takes {}", n.name, n.children.size(), arguments);
        for (const Node& c : n.children) emit(c);
        push({kind, 0.0, 0});
    }
    Node air() const {
        Node n;
        n.kind = Kind::external;
        n.name = "M";
        return n;
    }
    Node as_tree(const RateTerm& t) const {
        Node out = constant(t.A);
        if (t.n != 0.0)
            out = std::move(out) * primitive(Kind::power, {temperature() / constant(t.reference_k), constant(t.n)});
        if (t.C != 0.0) out = std::move(out) * primitive(Kind::exp, {constant(-t.C) / temperature()});
        return out;
    }
    Node as_tree(const Rate& r) const {
        const Node a = as_tree(r.term[0]), b = as_tree(r.term[1]), c = as_tree(r.term[2]);
        switch (r.form) {
            case RateForm::sum_m:
                return a + b * air();
            case RateForm::hno3_oh:
                return a + c * air() / (constant(1.0) + c * air() / b);
            case RateForm::troe: {
                const Node x = a * air() / b;
                const Node l = primitive(Kind::log10, {x}) / constant(r.broadening_n);
                const Node exponent = constant(1.0) / (constant(1.0) + l * l);
                return a * air() / (constant(1.0) + x) * primitive(Kind::power, {constant(r.broadening_fc), exponent});
            }
            default:
                return a;
        }
    }

    Builder& b_;
    std::vector<RateOperation>& out_;
    int depth_ = 0;
};

}  // namespace

bool parse_rate_formula(Builder& builder, Reaction& reaction, const std::string& text, std::string& message) {
    try {
        const Node tree = Parser(text).parse();
        // Simple case: numbers and air times at most one rate function or photolysis.
        std::vector<const Node*> parts;
        factors(tree, parts);
        double scale = 1.0;
        std::vector<std::size_t> air;
        Rate rate;
        rate.term[0].A = 1.0;
        int rates = 0;
        bool simple = true;
        for (const Node* part : parts) {
            const Node* n = part;
            if (const auto v = fold(*n)) {
                scale *= *v;
                continue;
            }
            std::size_t times = 1;
            if (n->kind == Kind::power && !n->children.empty() && fold(n->children[1]).value_or(0.0) == 2.0) {
                times = 2;
                n = &n->children[0];
            }
            if (!n->name.empty() && !n->is_call && is_air(n->name)) {
                for (std::size_t i = 0; i < times; ++i) air.push_back(builder.species(n->name, {}, true));
                continue;
            }
            if (times == 2 || n->name.empty() || !n->is_call) {
                simple = false;
                break;
            }
            ++rates;
            if (const auto label = photolysis_label(*n)) {
                rate.form = RateForm::photolysis;
                rate.label = builder.mechanism.photolysis_index(*label);
                continue;
            }
            std::vector<double> a;
            for (const Node& c : n->children) {
                if (const auto v = fold(c)) a.push_back(*v);
            }
            simple =
                simple && is_known_rate_function(n->name) && a.size() == n->children.size() && native(n->name, a, rate);
        }
        const bool scaled = scale != 1.0 && rate.form != RateForm::arrhenius && rate.form != RateForm::photolysis;
        if (simple && rates <= 1 && !scaled) {
            rate.term[0].A *= scale;
            reaction.rate = rate;
            for (const std::size_t s : air) {
                if (builder.mechanism.species[s].fixed) reaction.reactants.push_back(s);
            }
            const bool all_fixed =
                std::all_of(air.begin(), air.end(), [&](std::size_t s) { return builder.mechanism.species[s].fixed; });
            if (all_fixed) return true;
            message = "a variable species stands in a rate";
            return false;
        }
        reaction.rate = Rate{};
        reaction.rate.form = RateForm::expression;
        Emitter(builder, reaction.rate.program).emit(tree);
        for (const RateOperation& op : reaction.rate.program) {
            if (op.kind == Kind::concentration && !builder.mechanism.species[op.index].fixed) {
                message = fmt::format("{} is a variable species; a rate may hold only fixed ones",
                                      builder.mechanism.species[op.index].name);
                return false;
            }
        }
        return true;
    } catch (const std::string& failed) {
        message = fmt::format("rate \"{}\": {}", text.size() > 60 ? text.substr(0, 57) + "..." : text, failed);
        return false;
    }
}

}  // namespace lantian::mechanism_reader
