#include "models/control/response.hpp"

#include <algorithm>
#include <utility>

#include "core/math/sum.hpp"

namespace lantian {

namespace {

/// Adds the two means to values at receptors.
ReceptorResponse with_means(std::vector<AnswerValues> values, const ReceptorSet& receptors) {
    const ReceptorWeights weights = receptor_weights(receptors);
    const auto weighted = [&](const std::vector<double>& weight) {
        AnswerValues out{};
        for (std::size_t i = 0; i < k_answer_count; ++i) {
            Sum sum;
            for (std::size_t r = 0; r < values.size(); ++r) sum.add(weight[r] * values[r][i]);
            out[i] = sum.value();
        }
        return out;
    };
    ReceptorResponse response;
    response.mean = weighted(weights.mean);
    if (!weights.population.empty()) response.population_weighted = weighted(weights.population);
    response.receptor = std::move(values);
    return response;
}

}  // namespace

std::string_view answer_name(std::size_t i) { return i == k_answer_pm25 ? "pm25" : k_reported_names[i - 1]; }

AnswerValues answer_from_reported(std::span<const double, k_reported_count> reported) {
    AnswerValues out{};
    for (std::size_t i = 0; i < k_reported_count; ++i) out[1 + i] = reported[i];
    out[k_answer_pm25] = reported[index(Reported::pm25_primary)] +
                         k_sulfate_as_ammonium * reported[index(Reported::so4)] +
                         k_nitrate_as_ammonium * reported[index(Reported::no3)];
    return out;
}

StreamShare stream_mass(const EmittedMass& emitted) {
    StreamShare mass{};
    const auto put = [&](Stream stream, Emitted species) { mass[index(stream)] = emitted[index(species)]; };
    put(Stream::pm25, Emitted::pm25);
    put(Stream::so2, Emitted::so2);
    put(Stream::nox, Emitted::nox);
    put(Stream::voc, Emitted::voc);
    put(Stream::nh3, Emitted::nh3);
    put(Stream::pb, Emitted::pb);
    put(Stream::cd, Emitted::cd);
    put(Stream::as, Emitted::as);
    put(Stream::hg, Emitted::hg);
    mass[index(Stream::pm_coarse)] = std::max(0.0, emitted[index(Emitted::pm10)] - emitted[index(Emitted::pm25)]);
    return mass;
}

AnswerValues contribution_change(std::span<const double, k_reported_count> contribution, const StreamShare& cut) {
    const AnswerValues whole = answer_from_reported(contribution);
    std::array<double, k_reported_count> change{};
    const auto cut_by = [&](Reported species, Stream stream) {
        change[index(species)] = -cut[index(stream)] * contribution[index(species)];
    };
    cut_by(Reported::pm25_primary, Stream::pm25);
    cut_by(Reported::so2, Stream::so2);
    cut_by(Reported::so4, Stream::so2);
    cut_by(Reported::nox, Stream::nox);
    cut_by(Reported::no3, Stream::nox);
    cut_by(Reported::voc, Stream::voc);
    cut_by(Reported::nh3, Stream::nh3);
    cut_by(Reported::pb, Stream::pb);
    cut_by(Reported::cd, Stream::cd);
    cut_by(Reported::as, Stream::as);
    cut_by(Reported::hg, Stream::hg);
    AnswerValues out = answer_from_reported(change);
    // pm10 = pm25 + coarse. Stored values are rounded, so a source without coarse dust may show a tiny negative rest.
    // Written so that a species that was not stored (NaN) stays unknown.
    const double rest = contribution[index(Reported::pm10)] - whole[k_answer_pm25];
    out[answer_index(Reported::pm10)] = out[k_answer_pm25] - cut[index(Stream::pm_coarse)] * (rest < 0.0 ? 0.0 : rest);
    return out;
}

EmittedMass emission_change(const EmittedMass& annual_kg, const StreamShare& cut) {
    const StreamShare mass = stream_mass(annual_kg);
    const auto change = [&](Stream stream) { return -cut[index(stream)] * mass[index(stream)]; };
    const double fine = change(Stream::pm25);
    return EmittedMass{fine,
                       fine + change(Stream::pm_coarse),
                       change(Stream::so2),
                       change(Stream::nox),
                       change(Stream::voc),
                       change(Stream::nh3),
                       change(Stream::pb),
                       change(Stream::cd),
                       change(Stream::as),
                       change(Stream::hg)};
}

ReceptorWeights receptor_weights(const ReceptorSet& receptors) {
    ReceptorWeights weights;
    const auto stations = static_cast<std::size_t>(std::count_if(
        receptors.begin(), receptors.end(), [](const Receptor& r) { return r.kind == ReceptorKind::station; }));
    const double share =
        receptors.empty() ? 0.0 : 1.0 / static_cast<double>(stations == 0 ? receptors.size() : stations);
    double population = 0.0;
    for (const Receptor& r : receptors) {
        weights.mean.push_back(stations == 0 || r.kind == ReceptorKind::station ? share : 0.0);
        if (r.kind == ReceptorKind::town) population += r.population;
    }
    if (population > 0.0) {
        for (const Receptor& r : receptors) {
            weights.population.push_back(r.kind == ReceptorKind::town ? r.population / population : 0.0);
        }
    }
    return weights;
}

ReceptorResponse linear_response(const SourceReceptor& table, std::span<const StreamShare> cut_of_source) {
    LANTIAN_ASSERT(cut_of_source.size() == table.sources.size());
    const View<const double, 3> mean = table.mean();
    std::vector<AnswerValues> values(table.receptors.size());
    for (std::size_t r = 0; r < table.receptors.size(); ++r) {
        std::array<Sum, k_answer_count> sums;
        for (std::size_t s = 0; s < table.sources.size(); ++s) {
            const AnswerValues change = contribution_change(
                std::span<const double, k_reported_count>(&mean(r, s, 0), k_reported_count), cut_of_source[s]);
            for (std::size_t i = 0; i < k_answer_count; ++i) sums[i].add(change[i]);
        }
        for (std::size_t i = 0; i < k_answer_count; ++i) values[r][i] = sums[i].value();
    }
    return with_means(std::move(values), table.receptors);
}

ReceptorResponse baseline(const SourceReceptor& table) {
    const View<const double, 3> mean = table.mean();
    std::vector<AnswerValues> values(table.receptors.size());
    for (std::size_t r = 0; r < table.receptors.size(); ++r) {
        std::array<double, k_reported_count> total{};
        for (std::size_t i = 0; i < k_reported_count; ++i) {
            Sum sum;
            for (std::size_t s = 0; s < table.sources.size(); ++s) sum.add(mean(r, s, i));
            if (!table.outside_kg_m3.empty()) sum.add(table.outside_kg_m3[r * k_reported_count + i]);
            total[i] = sum.value();
        }
        values[r] = answer_from_reported(total);
    }
    return with_means(std::move(values), table.receptors);
}

}  // namespace lantian
