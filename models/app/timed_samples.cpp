#include "models/app/timed_samples.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/time.hpp"
#include "inputs/readers/receptor_table.hpp"

namespace lantian {

namespace {

[[noreturn]] void fail(const char* code, const std::string& file, std::string message, std::string hint) {
    throw Error({Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)});
}

std::size_t time_column_of(const ConcentrationTable& table, const std::string& wanted) {
    const auto& names = table.id_names;
    if (names.empty())
        fail("E304", table.path, "no column of times among the ids of the samples",
             "the first column holds the date; --id-columns N says how many leading columns are ids");
    if (!wanted.empty()) {
        const auto found = std::find(names.begin(), names.end(), wanted);
        if (found == names.end())
            fail("E309", table.path, fmt::format("there is no id column \"{}\"", wanted),
                 fmt::format("id columns are: {}", fmt::join(names, ", ")));
        return static_cast<std::size_t>(found - names.begin());
    }
    for (std::size_t c = 0; c < names.size(); ++c) {
        std::string lower = names[c];
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char x) { return static_cast<char>(std::tolower(x)); });
        if (lower.starts_with("date") || lower.starts_with("time")) return c;
    }
    return table.name_column;
}

TimedSamples read(const TimedSampleOptions& options, Problems& problems) {
    TimedSamples out;
    ReceptorTableOptions how;
    how.refuse_zero_columns = false;
    if (options.id_columns >= 0) how.id_columns = static_cast<std::size_t>(options.id_columns);
    out.table = read_samples(options.conc, how, problems, out.notes);
    return out;
}

void add_spans(const TimedSampleOptions& options, TimedSamples& samples, Problems& problems) {
    const ConcentrationTable& table = samples.table;
    if (problems.has_errors() || table.samples() == 0) return;
    const std::size_t column = time_column_of(table, options.time_column);
    std::vector<std::string> texts;
    for (const auto& ids : table.ids) texts.push_back(ids[column]);
    const std::vector<ClockTime> times =
        read_clocks(texts, table.lines, table.path, table.id_names[column], options.clock(), problems, samples.notes);
    samples.spans = sample_spans(times, {options.hours, options.label == "end"}, table.path, samples.notes);
}

}  // namespace

void TimedSampleOptions::add_to(CLI::App* verb) {
    verb->add_option("--conc", conc,
                     "table of samples: first columns ids (date), then one column a species or factor; also the "
                     "contributions that pmf and cmb write")
        ->required();
    verb->add_option("--species", species, "columns to take, comma between; default all")->delimiter(',');
    verb->add_option("--time-column", time_column, "id column that holds the time; default the one named like a date");
    verb->add_option("--date-order", date_order, "what 3/4/2001 means: mdy, dmy; auto looks at all rows")
        ->check(CLI::IsMember({"auto", "mdy", "dmy"}))
        ->capture_default_str();
    verb->add_option("--sample-hours", hours,
                     "how long a sample lasts, hours; default a day where only dates are given, else the usual step")
        ->check(CLI::Range(0.0, 8784.0));
    verb->add_option("--sample-time", label, "whether the time of a sample is its start or end")
        ->check(CLI::IsMember({"start", "end"}))
        ->capture_default_str();
    verb->add_option("--utc-offset", utc_offset_h, "hours that times without zone are ahead of UTC, for example -6")
        ->check(CLI::Range(-14.0, 14.0))
        ->capture_default_str();
    verb->add_option("--id-columns", id_columns, "number of leading id columns; default found by content")
        ->check(CLI::Range(0, 1000));
}

ClockRules TimedSampleOptions::clock() const {
    const DateOrder order = date_order == "mdy"   ? DateOrder::month_first
                            : date_order == "dmy" ? DateOrder::day_first
                                                  : DateOrder::automatic;
    return {order, utc_offset_h};
}

void WindOptions::add_to(CLI::App* verb) {
    verb->add_option("--wind", file,
                     "table of wind: time, speed (unit in the header, else m/s), direction it blows from in degrees; "
                     "default: columns of the table of samples");
    verb->add_option("--wind-speed", columns.speed, "name of the column of speeds; default ws, wind_speed, sp ...");
    verb->add_option("--wind-direction", columns.direction,
                     "name of the column of directions; default wd, wind_direction, dir ...");
    verb->add_option("--wind-time", columns.time, "name of the column of times in the table of wind");
}

std::vector<double> TimedSamples::of(std::size_t j) const {
    std::vector<double> out(table.samples());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = table.value(i, j);
    return out;
}

TimedSamples read_timed_samples(const TimedSampleOptions& options, bool times) {
    Problems problems;
    TimedSamples out = read(options, problems);
    if (times) add_spans(options, out, problems);
    problems.throw_if_errors();
    return out;
}

SamplesWithWind read_samples_with_wind(const TimedSampleOptions& options, const WindOptions& wind) {
    Problems problems;
    SamplesWithWind out;
    TimedSamples& samples = out.samples;
    samples = read(options, problems);
    if (wind.file.empty()) {
        if (!problems.has_errors()) {
            const WindOfTable columns = take_wind(samples.table, wind.columns, problems, samples.notes);
            problems.throw_if_errors();
            out.wind = wind_of_rows(columns.speed_m_s, columns.from_deg);
        }
        problems.throw_if_errors();
        return out;
    }
    add_spans(options, samples, problems);
    const WindRecords records = read_wind(wind.file, wind.columns, options.clock(), problems, samples.notes);
    problems.throw_if_errors();
    out.wind = join_wind(samples.spans, records);
    if (out.wind.size() == 0) {
        const auto [first, last] = std::minmax_element(records.time_s.begin(), records.time_s.end());
        fail("E331", options.conc,
             fmt::format("no record of {} lies within a sample: samples from {} to {}, wind from {} to {}", wind.file,
                         format_time({samples.spans.front().begin_s}), format_time({samples.spans.back().end_s}),
                         format_time({*first}), format_time({*last})),
             "give wind of the same days; --date-order, --utc-offset and --sample-hours say how times are meant");
    }
    if (out.wind.samples_without > 0)
        samples.notes.push_back(
            fmt::format("{} of {} samples have no wind and are left out", out.wind.samples_without, out.wind.samples));
    return out;
}

std::vector<std::size_t> chosen_species(const TimedSampleOptions& options, const ConcentrationTable& table) {
    std::vector<std::size_t> out;
    if (options.species.empty()) {
        for (std::size_t j = 0; j < table.species.size(); ++j) out.push_back(j);
        if (out.empty()) fail("E304", table.path, "no column of a species is left", "add the columns to be looked at");
        return out;
    }
    Problems problems;
    for (const std::string& name : options.species) {
        const auto found = std::find(table.species.begin(), table.species.end(), name);
        if (found != table.species.end()) {
            out.push_back(static_cast<std::size_t>(found - table.species.begin()));
            continue;
        }
        const std::string near = nearest_name(name, table.species);
        problems.add({Severity::error, ErrorKind::bad_data, "E309", table.path, 0, 0,
                      fmt::format("there is no species \"{}\"", name),
                      near.empty() ? fmt::format("known are: {}", fmt::join(table.species, ", "))
                                   : fmt::format("did you mean \"{}\"?", near)});
    }
    problems.throw_if_errors();
    return out;
}

void refuse_without_wind(const ConcentrationTable& table, const std::string& species) {
    fail("E331", table.path, fmt::format("{}: no sample has both a value and wind", species),
         "give wind with speed and direction for the times of the samples");
}

void add_high_and_calm(CLI::App* verb, CLI::Option* percentile, std::optional<double>& threshold, double& calm_m_s) {
    verb->add_option("--threshold", threshold, "a sample is high above this value, in the unit of the table")
        ->excludes(percentile);
    verb->add_option("--calm", calm_m_s, "slower wind is calm and left out, m/s")
        ->check(CLI::Range(0.0, 50.0))
        ->capture_default_str();
}

bool wants_netcdf(const std::string& out) { return out.ends_with(".nc"); }

void check_out_name(const std::string& out) {
    if (out.empty() || out.ends_with(".csv") || out.ends_with(".nc")) return;
    throw Error(ErrorKind::usage, "E440", fmt::format("--out {}: the name must end in .csv or .nc", out),
                "the ending says which of the two is written");
}

}  // namespace lantian
