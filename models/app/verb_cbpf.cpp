#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_file.hpp"
#include "models/app/timed_samples.hpp"
#include "models/app/verb_list.hpp"
#include "models/receptor/bivariate.hpp"

namespace lantian {

namespace {

struct CbpfRequest {
    TimedSampleOptions samples;
    WindOptions wind;
    BivariateOptions options;
    std::vector<double> percentiles{75.0};
    std::string out;
};

Json cbpf_json(const Bivariate& b, std::size_t speeds) {
    Json peak;
    if (b.peak) {
        const std::size_t s = *b.peak % speeds;
        peak = {{"direction_deg", b.direction_deg[*b.peak / speeds]},
                {"speed_low_m_s", b.speed_edges_m_s[s]},
                {"speed_high_m_s", b.speed_edges_m_s[s + 1]},
                {"probability", b.probability[*b.peak]},
                {"hours", b.hours[*b.peak]}};
    }
    return {{"threshold", json_number(b.threshold.low)},
            {"threshold_high", json_number(b.threshold.high)},
            {"samples", b.samples},
            {"calm_hours", b.calm_hours},
            {"missing_hours", b.missing_hours},
            {"fast_hours", b.fast_hours},
            {"peak", peak},
            {"speed_edges_m_s", b.speed_edges_m_s},
            {"hours", b.hours},
            {"hours_above", b.above},
            {"probability", json_numbers(b.probability)},
            {"mean", json_numbers(b.mean)}};
}

std::string cbpf_csv(const std::vector<std::string>& names, const std::vector<Bivariate>& all) {
    std::string out = "species,direction_deg,speed_low[m/s],speed_high[m/s],hours,hours_above,probability,mean\n";
    for (std::size_t n = 0; n < names.size(); ++n) {
        const Bivariate& b = all[n];
        const std::size_t speeds = b.speed_edges_m_s.size() - 1;
        for (std::size_t c = 0; c < b.hours.size(); ++c) {
            if (b.hours[c] == 0.0) continue;
            out += fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(names[n]), b.direction_deg[c / speeds],
                               b.speed_edges_m_s[c % speeds], b.speed_edges_m_s[c % speeds + 1], b.hours[c], b.above[c],
                               csv_number(b.probability[c]), csv_number(b.mean[c]));
        }
    }
    return out;
}

void cbpf_netcdf(const std::string& path, const std::vector<std::string>& names, const std::vector<Bivariate>& all,
                 const std::vector<std::string>& notes) {
    write_receptor_file(path, "conditional bivariate probability function", notes, [&](NetcdfFile& file) {
        const std::size_t speeds = all.front().speed_edges_m_s.size() - 1;
        file.define_dimension("species", names.size());
        file.define_dimension("direction", all.front().direction_deg.size());
        file.define_dimension("speed_bin", speeds);
        add_texts(file, "species", {"species"}, "species or factor", names);
        add_numbers(file, "direction", {"direction"}, "direction the wind blows from, centre of the cell", "degrees",
                    all.front().direction_deg);
        std::vector<double> low, high, thresholds;
        for (const Bivariate& b : all) {
            low.insert(low.end(), b.speed_edges_m_s.begin(), b.speed_edges_m_s.end() - 1);
            high.insert(high.end(), b.speed_edges_m_s.begin() + 1, b.speed_edges_m_s.end());
            thresholds.push_back(b.threshold.low);
        }
        add_numbers(file, "speed_low", {"species", "speed_bin"}, "lower edge of the wind speed, not in the cell",
                    "m s-1", low);
        add_numbers(file, "speed_high", {"species", "speed_bin"}, "upper edge of the wind speed, in the cell", "m s-1",
                    high);
        add_numbers(file, "threshold", {"species"}, "value above which a sample is high, unit of the samples", "1",
                    thresholds);
        const auto column = [&](std::vector<double> Bivariate::*of) {
            std::vector<double> values;
            for (const Bivariate& b : all) values.insert(values.end(), (b.*of).begin(), (b.*of).end());
            return values;
        };
        const std::vector<std::string> dims{"species", "direction", "speed_bin"};
        add_numbers(file, "hours", dims, "wind records in the cell", "1", column(&Bivariate::hours));
        add_numbers(file, "hours_above", dims, "of these, of samples above the threshold", "1",
                    column(&Bivariate::above));
        add_numbers(file, "probability", dims, "conditional probability", "1", column(&Bivariate::probability));
        add_numbers(file, "mean", dims, "mean value, unit of the samples", "1", column(&Bivariate::mean));
    });
}

int verb_cbpf(const CommonOptions& common, CbpfRequest& request) {
    check_out_name(request.out);
    BivariateOptions options = request.options;
    options.percentile_low = request.percentiles.front();
    if (request.percentiles.size() == 2) options.percentile_high = request.percentiles.back();
    if (options.percentile_high && *options.percentile_high <= options.percentile_low)
        throw Error(ErrorKind::usage, "E203",
                    fmt::format("--percentile {:g} {:g}: the second must be above the first", options.percentile_low,
                                *options.percentile_high),
                    "write for example --percentile 50 75");
    const SamplesWithWind read = read_samples_with_wind(request.samples, request.wind);
    const ConcentrationTable& table = read.samples.table;
    std::vector<std::string> names;
    std::vector<Bivariate> all;
    for (const std::size_t j : chosen_species(request.samples, table)) {
        names.push_back(table.species[j]);
        all.push_back(bivariate(read.samples.of(j), read.wind, options));
        if (all.back().samples == 0) refuse_without_wind(table, names.back());
    }
    const std::vector<std::string>& notes = read.samples.notes;
    if (wants_netcdf(request.out)) {
        cbpf_netcdf(request.out, names, all, notes);
    } else if (!request.out.empty()) {
        write_text_file(request.out, cbpf_csv(names, all));
    }
    if (common.json) {
        Json species = Json::object();
        for (std::size_t n = 0; n < names.size(); ++n) species[names[n]] = cbpf_json(all[n], options.speeds);
        std::cout << Json{{"direction_deg", all.front().direction_deg},
                          {"percentile", options.threshold ? Json() : Json(request.percentiles)},
                          {"species", species},
                          {"notes", notes},
                          {"files", request.out.empty() ? Json::array() : Json::array({request.out})}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("{:<20}{:>12}{:>9}{:>10}{:>16}{:>12}{:>8}\n", "species", "threshold", "samples",
                             "peak deg", "speed m/s", "CBPF there", "hours");
    for (std::size_t n = 0; n < names.size(); ++n) {
        const Bivariate& b = all[n];
        std::cout << fmt::format("{:<20}{:>12.4g}{:>9}", names[n], b.threshold.low, b.samples);
        if (b.peak) {
            const std::size_t s = *b.peak % options.speeds;
            std::cout << fmt::format("{:>10.1f}{:>16}{:>12.2f}{:>8}", b.direction_deg[*b.peak / options.speeds],
                                     fmt::format("{:.1f} - {:.1f}", b.speed_edges_m_s[s], b.speed_edges_m_s[s + 1]),
                                     b.probability[*b.peak], b.hours[*b.peak]);
        }
        std::cout << '\n';
    }
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace

void add_direction_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    add_cpf_verb(app, common, verbs);
    auto request = std::make_shared<CbpfRequest>();
    CLI::App* verb = add_verb(app, common, "cbpf",
                              "conditional bivariate probability function: the same by direction and speed of the "
                              "wind, with the mean value of each cell (polar plot)",
                              "lantian cbpf --conc hourly.csv --species so2 --percentile 90 --out cbpf.csv");
    request->samples.add_to(verb);
    request->wind.add_to(verb);
    BivariateOptions& o = request->options;
    verb->add_option("--directions", o.directions, "number of directions, the first centred on north")
        ->check(CLI::Range(2, 360))
        ->capture_default_str();
    verb->add_option("--speeds", o.speeds, "number of equal intervals of wind speed")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    verb->add_option("--max-speed", o.max_speed_m_s, "upper end of the speeds, m/s; default the highest")
        ->check(CLI::Range(0.1, 150.0));
    CLI::Option* percent =
        verb->add_option("--percentile", request->percentiles,
                         "a sample is high above this percentile; with two, above the first and not above the second")
            ->expected(1, 2)
            ->check(CLI::Range(0.0, 100.0))
            ->capture_default_str();
    add_high_and_calm(verb, percent, o.threshold, o.calm_m_s);
    verb->add_option("--min-hours", o.min_hours, "cells with fewer hours get no probability")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    verb->add_option("--peak-hours", o.peak_hours, "cells with fewer hours cannot be the peak")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    verb->add_option("--out", request->out, "file to write, .csv or .nc");
    verbs.push_back({verb, [&common, request] { return verb_cbpf(common, *request); }});
}

}  // namespace lantian
