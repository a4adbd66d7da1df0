#include "inputs/readers/outside.hpp"

#include <fmt/format.h>

#include "inputs/readers/table.hpp"

namespace lantian {

namespace {

/// A column of the table and the result species it fills.
struct Use {
    std::string column;
    Reported species;
    bool deposition;
};

}  // namespace

OutsideSeries read_outside(const std::string& path, UtcTime begin, UtcTime end, Problems& problems) {
    OutsideSeries series;
    if (path.empty()) return series;
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    std::vector<ColumnSpec> specs{{"time"}};
    std::vector<Use> uses;
    const auto optional_number = [&](const std::string& name, const char* unit) {
        specs.push_back({name, ColumnSpec::Kind::number, unit, false});
    };
    for (std::size_t s = 0; s < k_reported_count; ++s) {
        const auto species = static_cast<Reported>(s);
        const std::string name(k_reported_names[s]);
        if (species != Reported::pm10) {
            optional_number(name, "kg m-3");
            uses.push_back({name, species, false});
        }
        optional_number(name + "_dry", "kg m-2 s-1");
        uses.push_back({name + "_dry", species, true});
    }
    optional_number("pm_coarse", "kg m-3");
    specs.push_back({"status", ColumnSpec::Kind::text, {}, false});
    specs.push_back({"source", ColumnSpec::Kind::text, {}, false});
    for (const char* derived : {"pm25", "pm10"}) {
        if (const auto c = table.find(derived)) {
            const Table::Column& column = table.columns()[*c];
            problems.add({Severity::error, ErrorKind::bad_data, "E303", path, column.line, column.column,
                          fmt::format("column \"{}\" is derived and cannot be given", column.header),
                          "give pm25_primary, so4, no3 and pm_coarse"});
            specs.push_back({derived, ColumnSpec::Kind::number, "kg m-3", false});
        }
    }
    table.expect_columns(specs, problems);
    if (problems.error_count() > before) return series;

    for (std::size_t row = 0; row < table.rows(); ++row) {
        OutsideRecord record;
        for (const Use& use : uses) {
            if (!table.has(use.column)) continue;
            auto& target = use.deposition ? record.dry_deposition_kg_m2_s : record.concentration_kg_m3;
            target[index(use.species)] = table.number(row, use.column, problems, {0.0});
        }
        const double coarse = table.has("pm_coarse") ? table.number(row, "pm_coarse", problems, {0.0}) : 0.0;
        auto& c = record.concentration_kg_m3;
        c[index(Reported::pm10)] = c[index(Reported::pm25_primary)] + k_sulfate_as_ammonium * c[index(Reported::so4)] +
                                   k_nitrate_as_ammonium * c[index(Reported::no3)] + coarse;
        const auto time = table.required_time(row, "time", "2027-01-15T00:00:00+08:00", problems);
        if (!time) continue;
        record.time = *time;
        if (!series.empty() && record.time <= series.back().time) {
            table.report(row, "time", "E415", "is not after the line before", "sort the table; each time stands once",
                         problems);
        }
        series.push_back(record);
    }
    if (problems.error_count() > before || series.empty()) return series;
    if (series.front().time > begin) {
        table.report(0, "time", "E312", fmt::format("the run starts before, at {}", format_time(begin)),
                     "add lines from there on", problems);
    }
    if (series.size() > 1) {
        const UtcTime covered = series.back().time + (series.back().time - series[series.size() - 2].time);
        if (covered < end) {
            table.report(table.rows() - 1, "time", "E312",
                         fmt::format("covers up to {}, the run ends at {}", format_time(covered), format_time(end)),
                         "add lines up to there", problems);
        }
    }
    return series;
}

}  // namespace lantian
