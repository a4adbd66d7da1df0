#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/base/error.hpp"
#include "core/data/observations.hpp"
#include "core/data/sample_span.hpp"
#include "inputs/readers/clock.hpp"
#include "inputs/readers/wind_table.hpp"
#include "models/receptor/wind_join.hpp"

namespace lantian {

/// Options of the verbs that join samples with wind or trajectories.
struct TimedSampleOptions {
    std::string conc;
    std::vector<std::string> species;  ///< empty: all
    std::string time_column;           ///< empty: the id column that is named like a date, else the first
    std::string date_order = "auto";
    std::string label = "start";
    double hours = 0.0;
    double utc_offset_h = 0.0;
    int id_columns = -1;

    void add_to(CLI::App* verb);
    [[nodiscard]] ClockRules clock() const;
};

struct WindOptions {
    std::string file;  ///< empty: the wind stands in the table of samples
    WindColumns columns;

    void add_to(CLI::App* verb);
};

/// Samples, when they were taken, and what was assumed.
struct TimedSamples {
    ConcentrationTable table;
    std::vector<SampleSpan> spans;  ///< empty when only rows were asked for
    std::vector<std::string> notes;

    /// Values of one species, one a sample.
    [[nodiscard]] std::vector<double> of(std::size_t species) const;
};

/// Reads the samples and, with `times`, their spans. Throws with all problems.
[[nodiscard]] TimedSamples read_timed_samples(const TimedSampleOptions& options, bool times);

/// Reads the samples and the wind that blew during each. E331 when no record belongs to any sample.
struct SamplesWithWind {
    TimedSamples samples;
    SampledWind wind;
};
[[nodiscard]] SamplesWithWind read_samples_with_wind(const TimedSampleOptions& options, const WindOptions& wind);

/// Numbers of the species asked for (all when none is named), E309 with "did you mean".
[[nodiscard]] std::vector<std::size_t> chosen_species(const TimedSampleOptions& options,
                                                      const ConcentrationTable& table);

/// E331: no sample of a species has both a value and wind.
[[noreturn]] void refuse_without_wind(const ConcentrationTable& table, const std::string& species);

/// --threshold, which stands for --percentile, and --calm of the verbs that look at wind directions.
void add_high_and_calm(CLI::App* verb, CLI::Option* percentile, std::optional<double>& threshold, double& calm_m_s);

/// Whether a result goes to NetCDF rather than CSV.
[[nodiscard]] bool wants_netcdf(const std::string& out);
/// Refuses names of results that end neither in .csv nor .nc. Empty is fine.
void check_out_name(const std::string& out);

}  // namespace lantian
