#include "models/run/source_columns.hpp"

#include <limits>

#include "models/run/result_file.hpp"

namespace lantian {

namespace {

const char* shape_name(SourceShape shape) {
    switch (shape) {
        case SourceShape::point:
            return "point";
        case SourceShape::area:
            return "area";
        case SourceShape::road:
            return "road";
        case SourceShape::grid:
            return "grid";
        case SourceShape::line:
            return "line";
    }
    return "";
}

/// Rows of a result file: every source, or every group as one.
std::vector<Source> rows_of(const Scenario& scenario, const SourceCatalog& catalog) {
    if (scenario.output.stations_by == "source") return catalog.sources;
    std::vector<Source> rows(catalog.groups.size());
    for (std::size_t g = 0; g < rows.size(); ++g) {
        rows[g].id = rows[g].name = rows[g].group = catalog.groups[g];
        rows[g].place = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    return rows;
}

}  // namespace

void write_text_column(NetcdfFile& file, const std::string& name, const std::string& dimension,
                       const std::string& long_name, const std::vector<std::string>& values) {
    file.define_variable(name, NetcdfFile::Type::text, {dimension});
    file.attribute(name, "long_name", long_name);
    file.write_texts(name, values);
}

void write_number_column(NetcdfFile& file, const std::string& name, const std::string& dimension,
                         const std::string& standard_name, const std::string& long_name, const std::string& units,
                         const std::vector<double>& values) {
    file.define_variable(name, NetcdfFile::Type::f64, {dimension});
    if (!standard_name.empty()) file.attribute(name, "standard_name", standard_name);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", units);
    file.write(name, values);
}

std::size_t source_rows(const ResultContext& context) {
    const SourceCatalog& catalog = context.catalog;
    const bool by_group = context.scenario.output.stations_by == "group";
    return (by_group ? catalog.groups.size() : catalog.sources.size()) + (context.outside.empty() ? 0 : 1);
}

std::vector<double> run_emission_t(const ResultContext& context, const MassLedger& ledger) {
    const bool by_group = context.scenario.output.stations_by == "group";
    std::vector<double> out(source_rows(context) * k_emitted_count, 0.0);
    for (std::size_t s = 0; s < ledger.sources(); ++s) {
        const std::size_t row = by_group ? context.catalog.group_of_source[s] : s;
        const EmittedMass kg = emitted_kg(ledger, s);
        for (std::size_t k = 0; k < k_emitted_count; ++k) out[row * k_emitted_count + k] += kg[k] / 1000.0;
    }
    return out;
}

void write_sources(NetcdfFile& file, const ResultContext& context) {
    const bool outside = !context.outside.empty();
    const SourceCatalog& catalog = context.catalog;
    const bool by_group = context.scenario.output.stations_by == "group";
    const std::vector<Source> rows = rows_of(context.scenario, catalog);
    const auto column = [&](auto&& of, const char* of_outside) {
        std::vector<std::string> values;
        for (const Source& s : rows) values.push_back(of(s));
        if (outside) values.emplace_back(of_outside);
        return values;
    };
    write_text_column(file, "source", "source",
                      by_group ? "group tag, or outside" : "emission point x process, or outside",
                      column([](const Source& s) { return s.id; }, "outside"));
    write_text_column(file, "source_name", "source", "name", column([](const Source& s) { return s.name; }, "outside"));
    write_text_column(file, "source_group", "source", "group tag",
                      column([](const Source& s) { return s.group; }, "outside"));
    write_text_column(file, "source_sector", "source", "sector",
                      column([](const Source& s) { return s.sector; }, "outside"));
    write_text_column(file, "source_process", "source", "process",
                      column([](const Source& s) { return s.process; }, ""));
    write_text_column(file, "source_facility", "source", "facility",
                      column([](const Source& s) { return s.facility; }, ""));
    write_text_column(file, "source_town", "source", "town", column([](const Source& s) { return s.town; }, ""));
    write_text_column(file, "source_shape", "source", "shape",
                      column([&](const Source& s) { return std::string(by_group ? "" : shape_name(s.shape)); }, ""));
    write_text_column(file, "source_status", "source", "published, estimate or synthetic",
                      column([](const Source& s) { return s.status; }, ""));
    write_text_column(file, "source_origin", "source", "where the numbers come from",
                      column([](const Source& s) { return s.origin; }, ""));
    std::vector<double> lon, lat;
    for (const Source& s : rows) {
        lon.push_back(s.place.lon_deg);
        lat.push_back(s.place.lat_deg);
    }
    if (outside) {
        lon.push_back(std::numeric_limits<double>::quiet_NaN());
        lat.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    std::vector<double> annual(source_rows(context) * k_emitted_count, 0.0);
    for (std::size_t s = 0; s < catalog.sources.size(); ++s) {
        const std::size_t row = by_group ? catalog.group_of_source[s] : s;
        for (std::size_t k = 0; k < k_emitted_count; ++k)
            annual[row * k_emitted_count + k] += catalog.sources[s].annual_kg[k] / 1000.0;
    }
    write_number_column(file, "source_lon", "source", "", "longitude of the source (centre)", "degrees", lon);
    write_number_column(file, "source_lat", "source", "", "latitude of the source (centre)", "degrees", lat);
    write_text_column(file, "emitted_species", "emitted_species", "species of the inventory",
                      std::vector<std::string>(k_emitted_names.begin(), k_emitted_names.end()));
    const auto define = [&](const char* name, const char* text) {
        NetcdfFile::Storage whole;
        whole.chunks = {source_rows(context), k_emitted_count};
        whole.deflate_level = context.scenario.output.deflate_level;
        file.define_variable(name, NetcdfFile::Type::f64, {"source", "emitted_species"}, whole);
        file.attribute(name, "long_name", text);
        file.attribute(name, "units", "t");
    };
    define("source_annual_emission", "emission of the calendar year in the inventory");
    file.write("source_annual_emission", annual);
    define(k_run_emission, "emission during the run, from the ledger");
}

}  // namespace lantian
