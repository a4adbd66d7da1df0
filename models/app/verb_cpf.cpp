#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_file.hpp"
#include "models/app/timed_samples.hpp"
#include "models/app/verb_list.hpp"
#include "models/receptor/conditional_probability.hpp"

namespace lantian {

namespace {

struct CpfRequest {
    TimedSampleOptions samples;
    WindOptions wind;
    CpfOptions options;
    std::string out;
};

Json cpf_json(const ConditionalProbability& c) {
    Json sectors = Json::array();
    for (const SectorShare& s : c.sectors) {
        sectors.push_back({{"centre_deg", s.centre_deg},
                           {"hours", s.hours},
                           {"hours_above", s.above},
                           {"samples", s.samples},
                           {"probability", json_number(s.probability)},
                           {"low", s.interval.low},
                           {"high", s.interval.high}});
    }
    return {{"threshold", json_number(c.threshold.low)},
            {"samples", c.samples},
            {"samples_above", c.samples_above},
            {"hours", c.hours},
            {"calm_hours", c.calm_hours},
            {"missing_hours", c.missing_hours},
            {"overall", json_number(c.overall)},
            {"peak_deg", c.peak ? Json(c.sectors[*c.peak].centre_deg) : Json()},
            {"peak_probability", c.peak ? Json(c.sectors[*c.peak].probability) : Json()},
            {"mean_direction_deg", json_number(c.mean_direction_deg)},
            {"concentration", c.concentration},
            {"sectors", sectors}};
}

std::string cpf_csv(const std::vector<std::string>& names, const std::vector<ConditionalProbability>& all) {
    std::string out = "species,sector_deg,hours,hours_above,samples,probability,low,high\n";
    for (std::size_t n = 0; n < names.size(); ++n) {
        for (const SectorShare& s : all[n].sectors) {
            out += fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(names[n]), s.centre_deg, s.hours, s.above,
                               csv_number(s.samples), csv_number(s.probability), csv_number(s.interval.low),
                               csv_number(s.interval.high));
        }
    }
    return out;
}

void cpf_netcdf(const std::string& path, const std::vector<std::string>& names,
                const std::vector<ConditionalProbability>& all, const std::vector<std::string>& notes) {
    write_receptor_file(path, "conditional probability function", notes, [&](NetcdfFile& file) {
        const auto column = [&](auto&& of) {
            std::vector<double> values;
            for (const ConditionalProbability& c : all) {
                for (const SectorShare& s : c.sectors) values.push_back(of(s));
            }
            return values;
        };
        file.define_dimension("species", names.size());
        file.define_dimension("sector", all.front().sectors.size());
        std::vector<double> centres, thresholds;
        for (const SectorShare& s : all.front().sectors) centres.push_back(s.centre_deg);
        for (const ConditionalProbability& c : all) thresholds.push_back(c.threshold.low);
        add_texts(file, "species", {"species"}, "species or factor", names);
        add_numbers(file, "sector", {"sector"}, "direction the wind blows from, centre of the sector", "degrees",
                    centres);
        add_numbers(file, "threshold", {"species"}, "value above which a sample is high, unit of the samples", "1",
                    thresholds);
        const std::vector<std::string> dims{"species", "sector"};
        add_numbers(file, "hours", dims, "wind records in the sector", "1",
                    column([](const SectorShare& s) { return s.hours; }));
        add_numbers(file, "hours_above", dims, "of these, of samples above the threshold", "1",
                    column([](const SectorShare& s) { return s.above; }));
        add_numbers(file, "samples", dims, "effective number of independent samples", "1",
                    column([](const SectorShare& s) { return s.samples; }));
        add_numbers(file, "probability", dims, "conditional probability", "1",
                    column([](const SectorShare& s) { return s.probability; }));
        add_numbers(file, "low", dims, "lower end of the 95 % score interval", "1",
                    column([](const SectorShare& s) { return s.interval.low; }));
        add_numbers(file, "high", dims, "upper end of the 95 % score interval", "1",
                    column([](const SectorShare& s) { return s.interval.high; }));
    });
}

int verb_cpf(const CommonOptions& common, const CpfRequest& request) {
    check_out_name(request.out);
    const SamplesWithWind read = read_samples_with_wind(request.samples, request.wind);
    const ConcentrationTable& table = read.samples.table;
    std::vector<std::string> names, notes = read.samples.notes;
    std::vector<ConditionalProbability> all;
    for (const std::size_t j : chosen_species(request.samples, table)) {
        names.push_back(table.species[j]);
        all.push_back(conditional_probability(read.samples.of(j), read.wind, request.options));
        if (all.back().samples == 0) refuse_without_wind(table, names.back());
    }
    notes.push_back(
        fmt::format("wind below {:g} m/s is calm and left out: {:g} of {:g} hours; {:g} hours without speed "
                    "or direction",
                    request.options.calm_m_s, all.front().calm_hours, all.front().calm_hours + all.front().hours,
                    all.front().missing_hours));
    if (wants_netcdf(request.out)) {
        cpf_netcdf(request.out, names, all, notes);
    } else if (!request.out.empty()) {
        write_text_file(request.out, cpf_csv(names, all));
    }
    if (common.json) {
        Json species = Json::object();
        for (std::size_t n = 0; n < names.size(); ++n) species[names[n]] = cpf_json(all[n]);
        std::cout << Json{{"sector_width_deg", 360.0 / static_cast<double>(request.options.sectors)},
                          {"percentile", request.options.threshold ? Json() : Json(request.options.percentile)},
                          {"calm_m_s", request.options.calm_m_s},
                          {"species", species},
                          {"notes", notes},
                          {"files", request.out.empty() ? Json::array() : Json::array({request.out})}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("{:<20}{:>12}{:>9}{:>9}{:>10}{:>18}{:>10}\n", "species", "threshold", "samples",
                             "peak deg", "CPF there", "95 % interval", "overall");
    for (std::size_t n = 0; n < names.size(); ++n) {
        const ConditionalProbability& c = all[n];
        std::cout << fmt::format("{:<20}{:>12.4g}{:>9}", names[n], c.threshold.low, c.samples);
        if (c.peak) {
            const SectorShare& s = c.sectors[*c.peak];
            std::cout << fmt::format("{:>9.1f}{:>10.2f}{:>18}", s.centre_deg, s.probability,
                                     fmt::format("{:.2f} - {:.2f}", s.interval.low, s.interval.high));
        } else {
            std::cout << fmt::format("{:>9}{:>10}{:>18}", "none", "", "");
        }
        std::cout << fmt::format("{:>10.2f}\n", c.overall);
    }
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace

void add_cpf_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    auto request = std::make_shared<CpfRequest>();
    CLI::App* verb = add_verb(app, common, "cpf",
                              "conditional probability function: from which sectors the wind blows when a species or "
                              "factor is high",
                              "lantian cpf --conc contributions.csv --wind wind.csv --percentile 75 --out cpf.csv");
    request->samples.add_to(verb);
    request->wind.add_to(verb);
    CpfOptions& o = request->options;
    verb->add_option("--sectors", o.sectors, "number of sectors, the first centred on north")
        ->check(CLI::Range(2, 360))
        ->capture_default_str();
    CLI::Option* percent = verb->add_option("--percentile", o.percentile, "a sample is high above this percentile")
                               ->check(CLI::Range(0.0, 100.0))
                               ->capture_default_str();
    add_high_and_calm(verb, percent, o.threshold, o.calm_m_s);
    verb->add_option("--min-samples", o.min_samples, "sectors with fewer independent samples cannot be the peak")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    verb->add_option("--out", request->out, "file to write, .csv or .nc");
    verbs.push_back({verb, [&common, request] { return verb_cpf(common, *request); }});
}

}  // namespace lantian
