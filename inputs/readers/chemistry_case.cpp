#include "inputs/readers/chemistry_case.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "inputs/readers/photolysis_bands.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;

class CaseReader {
  public:
    CaseReader(const std::string& path, Problems& problems) : path_(path), problems_(problems) { out_.file = path; }

    ChemistryCase read(const std::string& text) {
        toml::table d;
        try {
            d = toml::parse(text);
        } catch (const toml::parse_error& error) {
            throw Error(Problem{
                Severity::error, ErrorKind::bad_scenario, "E102", path_, static_cast<int>(error.source().begin.line),
                static_cast<int>(error.source().begin.column), std::string(error.description()), "correct the line"});
        }
        keys(d, "",
             {"schema_version", "name", "comment", "time", "air", "sun", "initial_ppb", "initial_mol_m3",
              "emission_ppb_per_h", "fixed_ppb", "photolysis", "photolysis_per_s", "external", "conditions", "scan",
              "solver", "output"});
        if (const auto* v = d.get("schema_version"); v != nullptr && v->value<std::int64_t>().value_or(0) != 1)
            add(v, "E106", "schema_version is not known to this program", "write schema_version = 1");
        out_.name = d["name"].value_or(fs::path(path_).stem().string());
        time(d);
        air(d);
        sun(d);
        values(d, "initial_ppb", out_.initial_ppb, false);
        values(d, "initial_mol_m3", out_.initial_mol_m3, false);
        values(d, "emission_ppb_per_h", out_.emission_ppb_per_h, true);
        values(d, "fixed_ppb", out_.fixed_ppb, false);
        values(d, "photolysis_per_s", out_.photolysis_per_s, false);
        values(d, "external", out_.external, true);
        if (const toml::table* t = section(d, "photolysis", {"missing"}))
            out_.missing_photolysis_is_zero = zero_word(*t, "photolysis.missing");
        if (const toml::table* t = section(d, "conditions", {"files", "missing_external"})) {
            out_.missing_external_is_zero = zero_word(*t, "conditions.missing_external", "missing_external");
            tables(*t);
        }
        scan(d);
        solver(d);
        if (const toml::table* t = section(d, "output", {"species"}))
            out_.output_species = words(*t, "species", "output.species");
        return std::move(out_);
    }

  private:
    void add(const toml::node* node, const char* code, const std::string& message, const std::string& hint) {
        Problem p{Severity::error, ErrorKind::bad_scenario, code, path_, 0, 0, message, hint};
        if (node != nullptr) {
            p.line = static_cast<int>(node->source().begin.line);
            p.column = static_cast<int>(node->source().begin.column);
        }
        problems_.add(std::move(p));
    }

    void keys(const toml::table& t, const std::string& prefix, const std::vector<std::string>& known) {
        for (const auto& [key, node] : t) {
            const std::string name(key.str());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const std::string near = nearest_name(name, known);
            add(&node, "E101", fmt::format("unknown key {}{}", prefix, name),
                near.empty() ? fmt::format("known are {}", fmt::join(known, ", "))
                             : fmt::format("did you mean {}?", near));
        }
    }

    const toml::table* section(const toml::table& d, const char* name, const std::vector<std::string>& known) {
        const toml::node* node = d.get(name);
        if (node == nullptr) return nullptr;
        if (!node->is_table()) {
            add(node, "E104", fmt::format("{} must be a table", name), fmt::format("write [{}]", name));
            return nullptr;
        }
        keys(*node->as_table(), std::string(name) + ".", known);
        return node->as_table();
    }

    std::optional<double> number(const toml::table& t, const char* key, const std::string& full, double low,
                                 double high, const char* unit) {
        const toml::node* node = t.get(key);
        if (node == nullptr) return std::nullopt;
        const auto v = node->value<double>();
        if (!node->is_number() || !v || !std::isfinite(*v)) {
            add(node, "E104", fmt::format("{} must be a number", full),
                fmt::format("give {:g} to {:g} {}", low, high, unit));
            return std::nullopt;
        }
        if (*v < low || *v > high) {
            add(node, "E203", fmt::format("{} = {:g} {}: outside its range", full, *v, unit),
                fmt::format("give {:g} to {:g} {}", low, high, unit));
            return std::nullopt;
        }
        return v;
    }

    void take(const toml::table& t, const char* key, const std::string& section_name, double& into, double low,
              double high, const char* unit) {
        if (const auto v = number(t, key, section_name + "." + key, low, high, unit)) into = *v;
    }

    void values(const toml::table& d, const char* name, std::map<std::string, double>& into, bool any_sign) {
        const toml::node* node = d.get(name);
        if (node == nullptr) return;
        if (!node->is_table())
            return add(node, "E104", fmt::format("{} must be a table of numbers", name),
                       fmt::format("write [{}]", name));
        for (const auto& [key, value] : *node->as_table()) {
            const std::string k(key.str());
            const auto v = value.value<double>();
            if (!value.is_number() || !v || !std::isfinite(*v)) {
                add(&value, "E104", fmt::format("{}.{} must be a number", name, k), "give a finite number");
            } else if (!any_sign && *v < 0.0) {
                add(&value, "E203", fmt::format("{}.{} = {:g} is negative", name, k, *v), "give a number >= 0");
            } else {
                into[k] = *v;
            }
        }
    }

    std::vector<std::string> words(const toml::table& t, const char* key, const std::string& full) {
        std::vector<std::string> out;
        const toml::node* node = t.get(key);
        if (node == nullptr) return out;
        if (!node->is_array()) {
            add(node, "E104", fmt::format("{} must be a list of names", full), "write [\"NO\", \"NO2\"]");
            return out;
        }
        for (const toml::node& item : *node->as_array()) {
            if (const auto v = item.value<std::string>(); v && item.is_string())
                out.push_back(*v);
            else
                add(&item, "E104", fmt::format("{} must hold names", full), "write [\"NO\", \"NO2\"]");
        }
        return out;
    }

    std::vector<double> numbers(const toml::table& t, const char* key, const std::string& full) {
        std::vector<double> out;
        const toml::node* node = t.get(key);
        if (node == nullptr) return out;
        if (!node->is_array()) {
            add(node, "E104", fmt::format("{} must be a list of numbers", full), "write [0.5, 1.0]");
            return out;
        }
        for (const toml::node& item : *node->as_array()) {
            const auto v = item.value<double>();
            if (item.is_number() && v && std::isfinite(*v) && *v >= 0.0)
                out.push_back(*v);
            else
                add(&item, "E104", fmt::format("{} must hold numbers >= 0", full), "write [0.5, 1.0]");
        }
        return out;
    }

    bool zero_word(const toml::table& t, const std::string& full, const char* key = "missing") {
        const toml::node* node = t.get(key);
        if (node == nullptr) return false;
        const std::string word = node->value_or(std::string());
        if (word != "zero" && word != "stop")
            add(node, "E201", fmt::format("{} must be \"stop\" or \"zero\"", full), "take one of them");
        return word == "zero";
    }

    void time(const toml::table& d) {
        const toml::table* t = section(d, "time", {"hours", "seconds", "days", "output_step_s", "rate_step_s"});
        if (t == nullptr) return add(nullptr, "E103", "the table time is missing", "write [time] with hours = 6");
        int given = 0;
        for (const auto& [key, factor] :
             {std::pair{"hours", 3600.0}, std::pair{"seconds", 1.0}, std::pair{"days", 86400.0}}) {
            if (const auto v = number(*t, key, fmt::format("time.{}", key), 0.0, 1e12 / factor, key)) {
                out_.length_s = *v * factor;
                ++given;
            }
        }
        if (given != 1) add(t, "E103", "time needs exactly one of hours, seconds, days", "write hours = 6");
        take(*t, "output_step_s", "time", out_.output_step_s, 1e-6, 1e12, "s");
        take(*t, "rate_step_s", "time", out_.rate_step_s, 1e-3, 1e5, "s");
    }

    void air(const toml::table& d) {
        const toml::table* t = section(d, "air", {"temperature_k", "pressure_pa", "humidity_frac"});
        if (t == nullptr) return;
        take(*t, "temperature_k", "air", out_.temperature_k, 100.0, 2000.0, "K");
        take(*t, "pressure_pa", "air", out_.pressure_pa, 1.0, 1e7, "Pa");
        take(*t, "humidity_frac", "air", out_.humidity_frac, 0.0, 1.1, "");
    }

    void sun(const toml::table& d) {
        const toml::table* t =
            section(d, "sun",
                    {"zenith_deg", "latitude_deg", "declination_deg", "start_hour", "cloud_frac", "cloud_optical_depth",
                     "bands", "ozone_du", "ground_albedo_frac", "aerosol_optical_depth"});
        if (t == nullptr) return;
        const bool fixed = t->contains("zenith_deg"), moving = t->contains("latitude_deg");
        if (fixed == moving)
            add(t, "E204", "sun needs either zenith_deg or latitude_deg", "leave [sun] out for a dark box");
        out_.sun = moving ? ChemistryCase::Sun::latitude : ChemistryCase::Sun::fixed_zenith;
        take(*t, "zenith_deg", "sun", out_.zenith_deg, 0.0, 180.0, "deg");
        take(*t, "latitude_deg", "sun", out_.latitude_deg, -90.0, 90.0, "deg");
        take(*t, "declination_deg", "sun", out_.declination_deg, -23.5, 23.5, "deg");
        take(*t, "start_hour", "sun", out_.start_hour, 0.0, 24.0, "h");
        take(*t, "cloud_frac", "sun", out_.cloud_frac, 0.0, 1.0, "");
        take(*t, "cloud_optical_depth", "sun", out_.cloud_optical_depth, 0.0, 1000.0, "");
        take(*t, "ozone_du", "sun", out_.ozone_du, 50.0, 700.0, "DU");
        take(*t, "ground_albedo_frac", "sun", out_.ground_albedo_frac, 0.0, 1.0, "");
        take(*t, "aerosol_optical_depth", "sun", out_.aerosol_optical_depth, 0.0, 20.0, "");
        if (const auto file = (*t)["bands"].value<std::string>())
            out_.bands = read_photolysis_bands((fs::path(path_).parent_path() / *file).string(), problems_);
    }

    void scan(const toml::table& d) {
        const toml::table* t = section(d, "scan", {"x_species", "x_factors", "y_species", "y_factors", "sensitivity"});
        if (t == nullptr) return;
        out_.scan_x = {words(*t, "x_species", "scan.x_species"), numbers(*t, "x_factors", "scan.x_factors")};
        out_.scan_y = {words(*t, "y_species", "scan.y_species"), numbers(*t, "y_factors", "scan.y_factors")};
        for (const ChemistryScan* s : {&out_.scan_x, &out_.scan_y}) {
            if (s->species.empty() || s->factors.empty())
                return add(t, "E103", "scan needs x_species, x_factors, y_species and y_factors",
                           "give lists that are not empty");
        }
        const toml::node* node = t->get("sensitivity");
        if (node == nullptr) return;
        if (!node->is_boolean())
            return add(node, "E104", "scan.sensitivity must be true or false", "write sensitivity = true");
        out_.scan_sensitivity = node->value_or(false);
        for (const std::string& name : out_.scan_x.species) {
            if (out_.scan_sensitivity &&
                std::find(out_.scan_y.species.begin(), out_.scan_y.species.end(), name) != out_.scan_y.species.end())
                add(node, "E204", fmt::format("scan.sensitivity: {} is scaled by both factors", name),
                    "take it out of x_species or y_species");
        }
    }

    void solver(const toml::table& d) {
        const toml::table* t = section(d, "solver", {"method", "rtol", "atol_ppb"});
        if (t == nullptr) return;
        if (const toml::node* node = t->get("method")) {
            out_.method = node->value_or(std::string());
            static constexpr std::array<std::string_view, 3> known{"rodas3", "ros3", "rodas4"};
            if (std::find(known.begin(), known.end(), out_.method) == known.end())
                add(node, "E201", fmt::format("solver.method = \"{}\" is not known", out_.method),
                    "take rodas3, ros3 or rodas4");
        }
        take(*t, "rtol", "solver", out_.relative_tolerance, 1e-12, 0.1, "");
        take(*t, "atol_ppb", "solver", out_.absolute_tolerance_ppb, 1e-30, 1.0, "ppb");
    }

    void tables(const toml::table& t) {
        for (const std::string& file : words(t, "files", "conditions.files"))
            table((fs::path(path_).parent_path() / file).string());
        std::stable_sort(
            out_.conditions.begin(), out_.conditions.end(),
            [](const ChemistryConditions& a, const ChemistryConditions& b) { return a.time_s < b.time_s; });
    }

    /// A table of music-box: time.s, ENV.temperature.K, CONC.O3.mol m-3, PHOTO.label.s-1, EMIS., USER., LOSS., SURF.
    void table(const std::string& file) {
        const std::string text = read_text_file(file, std::size_t{64} << 20);
        std::vector<std::string> header;
        int line = 0;
        const auto wrong = [&](int column, const std::string& message, const std::string& hint) {
            problems_.add({Severity::error, ErrorKind::bad_data, "E311", file, line, column, message, hint});
        };
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t to = std::min(text.find('\n', from), text.size());
            const std::string_view row = trim(std::string_view(text).substr(from, to - from));
            from = to + 1;
            ++line;
            if (row.empty() || row.front() == '#') {
                if (row.empty() || header.empty()) continue;
            }
            std::vector<std::string> cells;
            for (std::size_t a = 0;;) {
                const std::size_t b = std::min(row.find(',', a), row.size());
                std::string cell(trim(row.substr(a, b - a)));
                while (!cell.empty() && cell.back() == '\r') cell.pop_back();
                cells.push_back(cell);
                if (b == row.size()) break;
                a = b + 1;
            }
            if (header.empty()) {
                header = cells;
                if (header.front() != "time.s")
                    return wrong(1, "the first column is not time.s", "give a table of music-box");
                continue;
            }
            if (cells.size() != header.size())
                return wrong(1, fmt::format("{} fields, the header has {}", cells.size(), header.size()),
                             "correct the row");
            ChemistryConditions now;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (cells[i].empty()) continue;
                const auto v = parse_number(cells[i]);
                if (!v)
                    return wrong(static_cast<int>(i + 1),
                                 fmt::format("{} = \"{}\" is not a number", header[i], cells[i]), "give a number");
                column(header[i], *v, now,
                       [&](const std::string& m, const std::string& h) { wrong(static_cast<int>(i + 1), m, h); });
            }
            out_.conditions.push_back(now);
        }
    }

    template <typename Wrong>
    void column(const std::string& name, double value, ChemistryConditions& now, Wrong wrong) {
        if (name == "time.s") {
            now.time_s = value;
            return;
        }
        const std::size_t dot = name.find('.');
        const std::string kind = name.substr(0, dot);
        std::string rest = dot == std::string::npos ? "" : name.substr(dot + 1);
        static const std::set<std::string> units{"s-1", "m",           "# m-3", "mol m-3", "K",
                                                 "Pa",  "mol m-3 s-1", "kg",    "kg m-3"};
        if (const std::size_t last = rest.rfind('.');
            last != std::string::npos && units.contains(rest.substr(last + 1)))
            rest.resize(last);
        if (kind == "ENV" && rest == "temperature") {
            now.temperature_k = value;
        } else if (kind == "ENV" && rest == "pressure") {
            now.pressure_pa = value;
        } else if (kind == "ENV") {
            return;  // air density and the like follow from temperature and pressure
        } else if (kind == "CONC") {
            if (now.time_s != 0.0)
                return wrong("concentrations after the start are not read", "give them at time 0 only");
            out_.initial_mol_m3[rest] = value;
        } else if (kind == "PHOTO") {
            now.photolysis_per_s[rest] = value;
        } else if (kind == "EMIS" || kind == "USER" || kind == "LOSS" || kind == "SURF") {
            now.external[kind + "." + rest] = value;
        } else {
            wrong(fmt::format("column {} is not understood", name),
                  "known are time.s, ENV, CONC, PHOTO, EMIS, USER, LOSS and SURF");
        }
    }

    std::string path_;
    Problems& problems_;
    ChemistryCase out_;
};

}  // namespace

ChemistryCase read_chemistry_case(const std::string& path, Problems& problems) {
    return parse_chemistry_case(read_text_file(path, std::size_t{4} << 20), path, problems);
}

ChemistryCase parse_chemistry_case(const std::string& text, const std::string& path, Problems& problems) {
    return CaseReader(path, problems).read(text);
}

}  // namespace lantian
