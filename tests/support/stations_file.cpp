#include "tests/support/stations_file.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <vector>

#include "core/io/netcdf_file.hpp"

namespace lantian::test {

void write_stations_file(const std::string& dir, const SourceReceptor& table, std::span<const double> hourly_factor) {
    const bool outside = !table.outside_kg_m3.empty();
    const std::size_t hours = hourly_factor.size(), stations = table.receptors.size();
    const std::size_t own = table.sources.size(), sources = own + (outside ? 1 : 0);
    NetcdfFile file = NetcdfFile::create((std::filesystem::path(dir) / "stations.nc").string());
    file.attribute("", "lantian_format", "lantian-stations");
    file.attribute("", "lantian_format_version", 1.0);
    file.define_dimension("time", hours);
    file.define_dimension("source", sources);
    file.define_dimension("station", stations);
    file.define_dimension("emitted_species", k_emitted_count);
    file.define_dimension("nv", 2);

    using Type = NetcdfFile::Type;
    file.define_variable("time", Type::i64, {"time"});
    file.define_variable("time_bnds", Type::i64, {"time", "nv"});
    for (const char* name : {"station_name", "station_title", "station_title_zh", "station_kind"}) {
        file.define_variable(name, Type::text, {"station"});
    }
    for (const char* name : {"population", "lon", "lat", "height", "x", "y"})
        file.define_variable(name, Type::f64, {"station"});
    for (const char* name : {"source", "source_name", "source_group", "source_sector", "source_process",
                             "source_facility", "source_town"}) {
        file.define_variable(name, Type::text, {"source"});
    }
    file.define_variable("emitted_species", Type::text, {"emitted_species"});
    for (const char* name : {"source_annual_emission", "source_run_emission"}) {
        file.define_variable(name, Type::f64, {"source", "emitted_species"});
        file.attribute(name, "units", "t");
    }
    const auto stored = [&](std::size_t i) { return table.mean_kg_m3.empty() || !std::isnan(table.mean_kg_m3[i]); };
    for (std::size_t i = 0; i < k_reported_count; ++i) {
        if (!stored(i)) continue;
        const std::string_view name = k_reported_names[i];
        file.define_variable(std::string(name), Type::f64, {"time", "source", "station"});
        file.attribute(std::string(name), "units", "ug m-3");
    }

    std::vector<double> time, bounds;
    for (std::size_t t = 0; t < hours; ++t) {
        const double begin = static_cast<double>(table.begin.seconds) + 3600.0 * static_cast<double>(t);
        time.push_back(begin + 3600.0);
        bounds.insert(bounds.end(), {begin, begin + 3600.0});
    }
    file.write("time", time);
    file.write("time_bnds", bounds);

    const auto station_texts = [&](const char* name, auto member) {
        std::vector<std::string> texts;
        for (const Receptor& r : table.receptors) texts.push_back(member(r));
        file.write_texts(name, texts);
    };
    station_texts("station_name", [](const Receptor& r) { return r.id; });
    station_texts("station_title", [](const Receptor& r) { return r.name; });
    station_texts("station_title_zh", [](const Receptor& r) { return r.name_zh; });
    station_texts("station_kind",
                  [](const Receptor& r) { return std::string(r.kind == ReceptorKind::town ? "town" : "station"); });
    const auto station_numbers = [&](const char* name, auto member) {
        std::vector<double> numbers;
        for (const Receptor& r : table.receptors) numbers.push_back(member(r));
        file.write(name, numbers);
    };
    station_numbers("population", [](const Receptor& r) { return r.population; });
    station_numbers("lon", [](const Receptor& r) { return r.place.lon_deg; });
    station_numbers("lat", [](const Receptor& r) { return r.place.lat_deg; });
    station_numbers("height", [](const Receptor& r) { return r.height_m; });
    station_numbers("x", [](const Receptor& r) { return r.point.x_m; });
    station_numbers("y", [](const Receptor& r) { return r.point.y_m; });

    const auto source_texts = [&](const char* name, std::string SourceSummary::*member, const std::string& of_outside) {
        std::vector<std::string> texts;
        for (const SourceSummary& s : table.sources) texts.push_back(s.*member);
        if (outside) texts.push_back(of_outside);
        file.write_texts(name, texts);
    };
    source_texts("source", &SourceSummary::id, "outside");
    source_texts("source_name", &SourceSummary::name, "outside");
    source_texts("source_group", &SourceSummary::group, "outside");
    source_texts("source_sector", &SourceSummary::sector, "");
    source_texts("source_process", &SourceSummary::process, "");
    source_texts("source_facility", &SourceSummary::facility, "");
    source_texts("source_town", &SourceSummary::town, "");
    std::vector<std::string> species(k_emitted_names.begin(), k_emitted_names.end());
    file.write_texts("emitted_species", species);
    const auto emission = [&](const char* name, EmittedMass SourceSummary::*member) {
        std::vector<double> tonnes;
        for (const SourceSummary& s : table.sources) {
            for (const double kg : s.*member) tonnes.push_back(kg * 1e-3);
        }
        if (outside) tonnes.insert(tonnes.end(), k_emitted_count, 0.0);
        file.write(name, tonnes);
    };
    emission("source_annual_emission", &SourceSummary::annual_kg);
    emission("source_run_emission", &SourceSummary::run_kg);

    const View<const double, 3> mean = table.mean();
    for (std::size_t i = 0; i < k_reported_count; ++i) {
        if (!stored(i)) continue;
        std::vector<double> values;
        values.reserve(hours * sources * stations);
        for (const double factor : hourly_factor) {
            for (std::size_t s = 0; s < sources; ++s) {
                for (std::size_t r = 0; r < stations; ++r) {
                    const double kg_m3 = s < own ? mean(r, s, i) : table.outside_kg_m3[r * k_reported_count + i];
                    values.push_back(kg_m3 * 1e9 * factor);
                }
            }
        }
        file.write(std::string(k_reported_names[i]), values);
    }
    file.close();
}

SourceReceptor synthetic_table(std::size_t sources, std::size_t receptors, unsigned seed, bool outside) {
    // Made up, in the order of what a small city shows: some ug m-3 a source, hundreds of tonnes a year.
    std::mt19937 random(seed);
    const auto uniform = [&](double low, double high) {
        return low + (high - low) * static_cast<double>(random()) /
                         static_cast<double>(std::numeric_limits<std::mt19937::result_type>::max());
    };
    SourceReceptor table;
    table.begin = UtcTime{1800000000};
    table.end = table.begin + 240 * 3600;
    constexpr std::array<const char*, 4> k_sectors{"steel", "lead_smelting", "cement", "homes"};
    for (std::size_t s = 0; s < sources; ++s) {
        SourceSummary source;
        const std::string sector = k_sectors[s % k_sectors.size()];
        source.process = (s / k_sectors.size()) % 2 == 0 ? "stack" : "fugitive";
        source.id = sector + std::to_string(s) + "/" + source.process;
        source.name = "Source " + std::to_string(s);
        source.sector = sector;
        source.group = sector == "homes" ? "homes" : "industry";
        source.facility = sector + std::to_string(s);
        source.town = "town" + std::to_string(s % 3);
        for (double& kg : source.annual_kg) kg = uniform(1e4, 1e6);
        source.annual_kg[index(Emitted::pm10)] = source.annual_kg[index(Emitted::pm25)] * uniform(1.2, 2.5);
        for (std::size_t e = 0; e < k_emitted_count; ++e) source.run_kg[e] = source.annual_kg[e] * 10.0 / 365.0;
        table.sources.push_back(source);
    }
    for (std::size_t r = 0; r < receptors; ++r) {
        Receptor receptor;
        receptor.kind = r % 2 == 0 ? ReceptorKind::station : ReceptorKind::town;
        receptor.id = (r % 2 == 0 ? "station" : "town") + std::to_string(r);
        receptor.name = "Receptor " + std::to_string(r);
        receptor.name_zh = "点" + std::to_string(r);
        receptor.place.lon_deg = 112.5 + 0.01 * static_cast<double>(r);
        receptor.place.lat_deg = 35.1;
        receptor.point.x_m = 1000.0 * static_cast<double>(r);
        receptor.population = r % 2 == 0 ? 0.0 : uniform(1.0, 9.0);
        table.receptors.push_back(receptor);
    }
    const auto add_contribution = [&](std::vector<double>& to) {
        std::array<double, k_reported_count> c{};
        for (double& value : c) value = uniform(0.0, 5e-9);
        c[index(Reported::pm10)] = answer_from_reported(c)[k_answer_pm25] + uniform(0.0, 5e-9);
        to.insert(to.end(), c.begin(), c.end());
    };
    for (std::size_t i = 0; i < sources * receptors; ++i) add_contribution(table.mean_kg_m3);
    for (std::size_t r = 0; outside && r < receptors; ++r) add_contribution(table.outside_kg_m3);
    return table;
}

}  // namespace lantian::test
