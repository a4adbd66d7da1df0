#include "inputs/readers/speciation.hpp"

#include <map>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"

namespace lantian {

std::optional<Speciation::Line> Speciation::find(const std::string& sector, const std::string& process,
                                                 Emitted metal) const {
    const Line* any = nullptr;
    for (const Line& line : lines) {
        if (line.sector != sector || line.metal != metal) continue;
        if (line.process == process) return line;
        if (line.process == "*") any = &line;
    }
    return any != nullptr ? std::optional(*any) : std::nullopt;
}

Speciation read_speciation(const std::string& path, Problems& problems) {
    Speciation speciation;
    if (path.empty()) return speciation;
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> specs{{"sector"},
                                        {"process"},
                                        {"species"},
                                        {"fraction_of_pm25"},
                                        {"fine_fraction"},
                                        {"giant_fraction", ColumnSpec::Kind::text, {}, false},
                                        {"elemental_fraction", ColumnSpec::Kind::text, {}, false},
                                        {"oxidised_fraction", ColumnSpec::Kind::text, {}, false},
                                        {"status", ColumnSpec::Kind::text, {}, false},
                                        {"source", ColumnSpec::Kind::text, {}, false}};
    table.expect_columns(specs, problems);
    if (problems.error_count() > before) return speciation;

    const std::vector<std::string> known{"pb", "cd", "as", "hg", "organic_carbon", "elemental_carbon", "crust"};
    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Speciation::Line line;
        line.sector = table.required_text(row, "sector", problems);
        line.process = table.required_text(row, "process", problems);
        const std::string species = table.required_text(row, "species", problems);
        line.fraction_of_pm25 = table.number(row, "fraction_of_pm25", problems, {0.0, 1.0});
        const std::optional<double> fine = table.optional_number(row, "fine_fraction", problems, {0.0, 1.0});
        const auto [first, is_new] = seen.try_emplace(line.sector + '\n' + line.process + '\n' + species, row);
        if (!is_new) {
            table.report(row, "species", "E308",
                         fmt::format("the same sector, process and species stand in {}", table.row_name(first->second)),
                         "keep one of them", problems);
        }
        const auto emitted = emitted_from_name(species);
        if (emitted && index(*emitted) >= index(Emitted::pb)) {
            line.metal = *emitted;
            if (!fine)
                table.report(row, "fine_fraction", "E304", "value is missing",
                             "give the share of the metal in fine particles, 0 to 1", problems);
            line.fine_fraction = fine.value_or(1.0);
            const auto share = [&](const char* column) {
                return table.optional_number(row, column, problems, {0.0, 1.0});
            };
            line.giant_fraction = share("giant_fraction").value_or(0.0);
            line.elemental_fraction = share("elemental_fraction");
            line.oxidised_fraction = share("oxidised_fraction");
            if (line.fine_fraction + line.giant_fraction > 1.0 + 1e-9) {
                table.report(row, "giant_fraction", "E313", "is more than fine_fraction leaves",
                             "fine, coarse and giant shares sum to 1", problems);
            }
            const bool gas = line.elemental_fraction || line.oxidised_fraction;
            if (gas && line.metal != Emitted::hg) {
                table.report(row, line.elemental_fraction ? "elemental_fraction" : "oxidised_fraction", "E313",
                             "only mercury is a gas", "leave the cell empty", problems);
            } else if (line.elemental_fraction.value_or(0.0) + line.oxidised_fraction.value_or(0.0) > 1.0 + 1e-9) {
                table.report(row, "oxidised_fraction", "E313", "is more than elemental_fraction leaves",
                             "elemental, oxidised and particulate shares sum to 1", problems);
            }
            speciation.lines.push_back(line);
        } else if (!species.empty() && species != known[4] && species != known[5] && species != known[6]) {
            const std::string near = nearest_name(species, known);
            table.report(row, "species", "E309", "is not a species of this table",
                         near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                                      : fmt::format("did you mean \"{}\"?", near),
                         problems);
        }
    }
    return speciation;
}

}  // namespace lantian
