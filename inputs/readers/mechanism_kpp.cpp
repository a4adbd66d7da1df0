#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "inputs/readers/mechanism_text.hpp"
#include "inputs/readers/text.hpp"

/// KPP equations (.eqn) with species from #DEFVAR, #DEFFIX here, in included files, or in the .spc file beside it.
namespace lantian::mechanism_reader {

namespace {

namespace fs = std::filesystem;

class KppReader {
  public:
    KppReader(const std::string& path, Problems& problems) : path_(path), b_(path, problems) {}

    Mechanism read(const std::string& text) {
        b_.mechanism.name = fs::path(path_).stem().string();
        b_.mechanism.origin = "KPP equations";
        // Species may stand behind the equations: two rounds over the text.
        scan(text, path_, true, 0);
        if (b_.mechanism.species.empty()) {
            fs::path beside = path_;
            beside.replace_extension(".spc");
            if (!fs::is_regular_file(beside)) {
                b_.problem({0, "", ""}, "E601", "no species: neither #DEFVAR nor a .spc file beside it",
                           fmt::format("give {}", beside.filename().string()));
                return b_.finish();
            }
            scan(read_mechanism_text(beside.string(), k_largest_file_bytes), beside.string(), true, 0);
        }
        scan(text, path_, false, 0);
        return b_.finish();
    }

  private:
    static std::string upper(std::string t) {
        std::transform(t.begin(), t.end(), t.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return t;
    }

    /// Blanks out // comments; { } comments are blanked too, and their text kept by position for labels.
    static std::string without_comments(const std::string& text) {
        std::string out = text;
        bool line = false, block = false;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (!line && !block && text[i] == '{') block = true;
            if (!line && !block && text[i] == '/' && i + 1 < text.size() && text[i + 1] == '/') line = true;
            const bool ends = block && text[i] == '}';
            if (text[i] == '\n') {
                line = false;
            } else if (line || block) {
                out[i] = ' ';
            }
            if (ends) block = false;
        }
        return out;
    }

    void scan(const std::string& raw, const std::string& file, bool species_round, int depth) {
        const std::string text = without_comments(raw);
        std::string section;
        std::size_t at = 0;
        const auto line_of = [&](std::size_t position) {
            return 1 + static_cast<int>(
                           std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
        };
        while (at < text.size()) {
            if (std::isspace(static_cast<unsigned char>(text[at])) != 0 || text[at] == ',' || text[at] == ';') {
                ++at;
                continue;
            }
            if (text[at] == '#') {
                const std::size_t end = std::min(text.find('\n', at), text.size());
                const std::string line(trim(text.substr(at, end - at)));
                const std::size_t blank = line.find_first_of(" \t");
                section = upper(line.substr(0, blank));
                if (section == "#INCLUDE" && species_round) include(line, file, line_of(at), depth);
                if (section == "#INLINE") {
                    const std::size_t stop = upper(text).find("#ENDINLINE", at);
                    at = stop == std::string::npos ? text.size() : stop;
                    continue;
                }
                at = end;
                continue;
            }
            const bool fixed = section == "#DEFFIX", listed = section == "#DEFVAR" || fixed,
                       equations = section == "#EQUATIONS";
            if (!listed && !equations) {
                // Another section: to its next command.
                at = std::min(text.find('#', at), text.size());
                continue;
            }
            std::size_t end = text.find(';', at);
            const std::size_t hash = text.find("\n#", at);
            const bool cut = hash != std::string::npos && (end == std::string::npos || end > hash);
            if (end == std::string::npos || cut) {
                if (equations != species_round)
                    b_.problem({line_of(at), "", ""}, "E601",
                               fmt::format("\"{}\" has no ; at its end", trim(text.substr(at, 30))), "end it with ;");
                at = cut ? hash : text.size();
                continue;
            }
            if (listed && species_round) {
                const std::string entry = text.substr(at, end - at);
                const std::string name(trim(entry.substr(0, entry.find('='))));
                b_.add_species(name, fixed, {line_of(at), "", ""});
            }
            if (equations && !species_round) equation(raw, text, at, end, line_of(at));
            at = end + 1;
        }
    }

    void include(const std::string& line, const std::string& file, int number, int depth) {
        const std::string name(trim(line.substr(std::min(line.size(), std::string_view("#INCLUDE").size()))));
        if (name == "atoms" || name == "atoms.kpp" || name.empty()) return;
        const fs::path target = fs::path(file).parent_path() / name;
        if (depth > 8)
            return b_.problem({number, "", ""}, "E601", "files include each other too deep",
                              "eight levels are the most");
        if (!fs::is_regular_file(target))
            return b_.problem({number, "", ""}, "E401", fmt::format("included file {} is not there", name),
                              "put it beside the mechanism");
        scan(read_mechanism_text(target.string(), k_largest_file_bytes), target.string(), true, depth + 1);
    }

    /// Label in { } or < > before the equation, with only blanks between.
    static std::string label_before(const std::string& raw, std::size_t at) {
        std::size_t end = at;
        while (end > 0 && std::isspace(static_cast<unsigned char>(raw[end - 1])) != 0 && raw[end - 1] != '\n') --end;
        if (end == 0 || raw[end - 1] != '}') return {};
        const std::size_t open = raw.rfind('{', end - 1);
        if (open == std::string::npos) return {};
        std::string label(trim(raw.substr(open + 1, end - open - 2)));
        const bool word = !label.empty() && label.size() < 24 &&
                          std::all_of(label.begin(), label.end(),
                                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
        return word ? label : std::string{};
    }

    void equation(const std::string& raw, const std::string& text, std::size_t from, std::size_t to, int line) {
        Reaction r;
        r.line = line;
        std::string whole = text.substr(from, to - from);
        r.label = label_before(raw, from);
        if (!whole.empty() && whole[0] == '<') {
            const std::size_t close = whole.find('>');
            if (close == std::string::npos)
                return b_.problem({line, "", ""}, "E601", "label is not closed by >", "write <R1>");
            r.label = std::string(trim(whole.substr(1, close - 1)));
            whole = whole.substr(close + 1);
        }
        // Comments need not differ from each other.
        if (!r.label.empty() && whole.size() == to - from) {
            if (const int again = used_[r.label]++; again > 0) r.label += fmt::format("#{}", again + 1);
        }
        if (r.label.empty()) r.label = fmt::format("R{}", b_.mechanism.reactions.size() + 1);
        const Place here{line, "", r.label};
        const std::size_t equals = whole.find('='), colon = whole.find(':');
        if (equals == std::string::npos || (colon != std::string::npos && equals > colon))
            return b_.problem(here, "E601", "has no =", "write reactants = products : rate ;");
        if (colon == std::string::npos)
            return b_.problem(here, "E603", "has no rate: \":\" is missing", "write : rate ;");
        std::vector<SideTerm> left, right;
        std::string message;
        if (!parse_side(whole.substr(0, equals), left, message) ||
            !parse_side(whole.substr(equals + 1, colon - equals - 1), right, message))
            return b_.problem(here, "E601", message, "write reactants = products : rate ;");
        set_sides(b_, r, left, right, here, false);
        std::string formula = whole.substr(colon + 1);
        std::replace(formula.begin(), formula.end(), '\n', ' ');
        if (!parse_rate_formula(b_, r, std::string(trim(formula)), message))
            b_.problem(here, "E603", message, "see FORMATS.md");
        b_.mechanism.reactions.push_back(std::move(r));
    }

    std::string path_;
    Builder b_;
    std::map<std::string, int> used_;  ///< labels from comments
};

}  // namespace

Mechanism read_kpp(const std::string& path, const std::string& text, Problems& problems) {
    return KppReader(path, problems).read(text);
}

}  // namespace lantian::mechanism_reader
