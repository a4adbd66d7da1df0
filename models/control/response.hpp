#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/base/view.hpp"
#include "core/data/receptors.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// What a cut acts on: the inventory species, with pm10 replaced by its coarse part, so that the streams do not
/// overlap.
enum class Stream : std::size_t { pm25, pm_coarse, so2, nox, voc, nh3, pb, cd, as, hg };
inline constexpr std::size_t k_stream_count = 10;
using StreamShare = std::array<double, k_stream_count>;  ///< relative cut per stream, 0 (nothing) to 1 (all)
[[nodiscard]] constexpr std::size_t index(Stream s) { return static_cast<std::size_t>(s); }

/// Concentrations of an answer: pm25 (derived), then the stored species in the order of Reported.
inline constexpr std::size_t k_answer_count = k_reported_count + 1;
using AnswerValues = std::array<double, k_answer_count>;
inline constexpr std::size_t k_answer_pm25 = 0;
[[nodiscard]] constexpr std::size_t answer_index(Reported s) { return 1 + index(s); }
[[nodiscard]] std::string_view answer_name(std::size_t i);
/// The answer's values from stored ones: pm25 = pm25_primary + 1.375 so4 + 1.290 no3.
[[nodiscard]] AnswerValues answer_from_reported(std::span<const double, k_reported_count> reported);

/// A source as far as measures need it.
struct SourceSummary {
    std::string id, name, group, sector, process, facility, town;
    EmittedMass annual_kg{};  ///< kg per calendar year
    EmittedMass run_kg{};     ///< kg let go during the run
};

/// Mean concentration that each source causes at each receptor over a finished run.
struct SourceReceptor {
    std::vector<SourceSummary> sources;  ///< without `outside`
    ReceptorSet receptors;               ///< stations and towns
    std::vector<double>
        mean_kg_m3;  ///< (receptor, source, reported species), the last fastest; NaN for a species that was not stored
    std::vector<double> outside_kg_m3;  ///< (receptor, reported species); empty when none was prescribed
    UtcTime begin, end;                 ///< what the means cover

    [[nodiscard]] View<const double, 3> mean() const {
        return View<const double, 3>(mean_kg_m3, receptors.size(), sources.size(), k_reported_count);
    }
};

/// Reads stations.nc of a finished run; means are weighted by the length of the hours.
/// A scenario may store fewer species; what is not there is NaN, but pm25 and its parts must be. Errors: E501 when the
/// folder holds no finished run, E430-E432 when the file is not of the layout in inputs/schema/FORMATS.md.
[[nodiscard]] SourceReceptor read_source_receptor(const std::string& run_dir);

/// Mass per stream of an inventory vector; the coarse part is pm10 - pm25, never below 0.
[[nodiscard]] StreamShare stream_mass(const EmittedMass& emitted);

/// Change of one source's contribution (12 stored species, same unit as given) when its streams are cut; <= 0 for cuts.
/// Exactly linear: pm25 feeds pm25_primary, so2 feeds so2 and so4, nox feeds nox and no3, the rest themselves.
[[nodiscard]] AnswerValues contribution_change(std::span<const double, k_reported_count> contribution,
                                               const StreamShare& cut);

/// Change of the emission in kg per year per inventory species when the streams are cut; <= 0 for cuts.
[[nodiscard]] EmittedMass emission_change(const EmittedMass& annual_kg, const StreamShare& cut);

/// Concentrations (or changes of them) at all receptors with their means, kg m-3.
struct ReceptorResponse {
    std::vector<AnswerValues> receptor;               ///< order of SourceReceptor::receptors
    AnswerValues mean{};                              ///< over the receptors of kind station (all, when there is none)
    std::optional<AnswerValues> population_weighted;  ///< over towns; empty when no town has a population
};

/// Weights of the two means, one per receptor, each summing to 1.
struct ReceptorWeights {
    std::vector<double> mean;
    std::vector<double> population;  ///< empty when no town has a population
    /// The weights that rank and choose: population where there is one, else the mean.
    [[nodiscard]] const std::vector<double>& ranking() const { return population.empty() ? mean : population; }
};
[[nodiscard]] ReceptorWeights receptor_weights(const ReceptorSet& receptors);

/// Response to relative cuts, one StreamShare per source.
[[nodiscard]] ReceptorResponse linear_response(const SourceReceptor& table, std::span<const StreamShare> cut_of_source);

/// Concentrations of the run itself: all sources and outside.
[[nodiscard]] ReceptorResponse baseline(const SourceReceptor& table);

}  // namespace lantian
