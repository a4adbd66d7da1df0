#include "models/receptor/uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/error.hpp"

namespace lantian::receptor {

namespace {

[[noreturn]] void fail(const std::string& file, std::string message, std::string hint) {
    throw Error({Severity::error, ErrorKind::bad_data, "E324", file, 0, 0, std::move(message), std::move(hint)});
}

double median(std::vector<double> v) {
    if (v.empty()) return k_missing;
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    if (v.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(v.begin(), middle));
}

/// Below which S/N a species is bad or weak (Norris et al. 2014).
constexpr double k_bad_below = 0.5, k_weak_below = 1.0;

}  // namespace

const char* class_name(SpeciesClass kind) {
    switch (kind) {
        case SpeciesClass::strong:
            return "strong";
        case SpeciesClass::weak:
            return "weak";
        case SpeciesClass::bad:
            return "bad";
    }
    return "";
}

PreparedData prepare(const ConcentrationTable& given, const UncertaintyOptions& o) {
    PreparedData out;
    out.table = given;
    ConcentrationTable& t = out.table;
    const std::size_t n = t.samples(), m = t.species.size();
    const bool have_limits = !t.detection_limits.empty(), have_errors = !t.uncertainties.empty();
    if (o.rule == UncertaintyRule::given && !have_errors)
        fail(t.path, "no uncertainties are given", "give --unc FILE, or --mdl FILE with --uncertainty-rule epa");
    out.species.resize(m);
    for (std::size_t j = 0; j < m; ++j) {
        out.species[j].name = t.species[j];
        if (o.rule != UncertaintyRule::given && (!have_limits || std::isnan(t.detection_limits[j])))
            fail(t.path, fmt::format("no detection limit of \"{}\", which the rule asks for", t.species[j]),
                 "give it in the file of --mdl, or leave the species out");
    }
    if (!have_errors) t.uncertainties.assign(n * m, k_missing);
    switch (o.rule) {
        case UncertaintyRule::given:
            out.rules.emplace_back("uncertainty: as given");
            break;
        case UncertaintyRule::epa:
            out.rules.push_back(
                fmt::format("uncertainty: x <= MDL: 5/6 MDL, else sqrt(({:g} x)^2 + (MDL/2)^2) (Norris et al. 2014)",
                            o.error_fraction));
            break;
        case UncertaintyRule::polissar:
            out.rules.push_back(
                fmt::format("uncertainty: u + MDL/3{}; x < MDL: x = MDL/2, s = 5/6 MDL (Polissar et al. 1998)",
                            have_errors ? "" : fmt::format(" with u = {:g} x", o.error_fraction)));
            break;
    }
    std::size_t raised = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            double& x = t.values[i * m + j];
            double& s = t.uncertainties[i * m + j];
            if (std::isnan(x)) {
                ++out.species[j].missing;
                continue;
            }
            const double limit = have_limits ? t.detection_limits[j] : k_missing;
            if (x <= limit) ++out.species[j].below_detection;
            if (o.rule == UncertaintyRule::epa) {
                const double part = o.error_fraction * x;
                s = x <= limit ? 5.0 / 6.0 * limit : std::sqrt(part * part + 0.25 * limit * limit);
            } else if (o.rule == UncertaintyRule::polissar) {
                if (x < limit) {
                    x = 0.5 * limit;
                    s = 5.0 / 6.0 * limit;
                } else {
                    s = (have_errors ? s : o.error_fraction * x) + limit / 3.0;
                }
            }
            if (s < o.floor_fraction * std::abs(x)) {
                s = o.floor_fraction * std::abs(x);
                ++raised;
            }
        }
    }
    if (o.floor_fraction > 0.0)
        out.rules.push_back(fmt::format("floor: s at least {:g} |x| ({} cells raised)", o.floor_fraction, raised));
    for (std::size_t j = 0; j < m; ++j) {
        double sum = 0.0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (!t.has(i, j)) continue;
            sum += std::max(0.0, (t.value(i, j) - t.uncertainty(i, j)) / t.uncertainty(i, j));
            ++count;
        }
        out.species[j].signal_to_noise = count > 0 ? sum / static_cast<double>(count) : 0.0;
    }
    // Missing cells.
    std::vector<char> keep(n, 1);
    std::size_t filled = 0, dropped = 0;
    if (o.missing == MissingPolicy::drop_sample) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < m; ++j) {
                if (!t.has(i, j)) keep[i] = 0;
            }
            dropped += keep[i] == 0 ? 1U : 0U;
        }
    } else if (o.missing != MissingPolicy::no_weight) {
        for (std::size_t j = 0; j < m; ++j) {
            std::vector<double> values;
            for (std::size_t i = 0; i < n; ++i) {
                const double x = t.value(i, j);
                if (std::isnan(x)) continue;
                if (o.missing == MissingPolicy::median) values.push_back(x);
                if (o.missing == MissingPolicy::geometric_mean && x > 0.0) values.push_back(std::log(x));
            }
            double middle = k_missing;
            if (o.missing == MissingPolicy::median) {
                middle = median(values);
            } else if (!values.empty()) {
                double sum = 0.0;
                for (const double v : values) sum += v;
                middle = std::exp(sum / static_cast<double>(values.size()));
            }
            if (!(middle > 0.0)) continue;
            for (std::size_t i = 0; i < n; ++i) {
                if (t.has(i, j)) continue;
                t.values[i * m + j] = middle;
                t.uncertainties[i * m + j] = 4.0 * middle;
                ++filled;
            }
        }
    }
    switch (o.missing) {
        case MissingPolicy::no_weight:
            out.rules.emplace_back("missing: no weight");
            break;
        case MissingPolicy::median:
            out.rules.push_back(fmt::format("missing: median of the species, s = 4 x median ({} cells)", filled));
            break;
        case MissingPolicy::geometric_mean:
            out.rules.push_back(fmt::format("missing: geometric mean of the species, s = 4 x it ({} cells)", filled));
            break;
        case MissingPolicy::drop_sample:
            out.rules.push_back(fmt::format("missing: samples left out ({})", dropped));
            break;
    }
    // Classes.
    for (SpeciesSummary& s : out.species) {
        if (o.classify) {
            if (s.signal_to_noise < k_weak_below) s.kind = SpeciesClass::weak;
            if (s.signal_to_noise < k_bad_below) s.kind = SpeciesClass::bad;
        }
        if (std::find(o.weak.begin(), o.weak.end(), s.name) != o.weak.end() || s.name == o.total)
            s.kind = SpeciesClass::weak;
    }
    std::vector<std::string> named = o.weak;
    if (!o.total.empty()) named.push_back(o.total);
    for (const std::string& name : named) {
        if (std::find(t.species.begin(), t.species.end(), name) == t.species.end()) {
            const std::string near = nearest_name(name, t.species);
            throw Error({Severity::error, ErrorKind::bad_data, "E309", t.path, 0, 0,
                         fmt::format("there is no species \"{}\"", name),
                         near.empty() ? fmt::format("known are: {}", fmt::join(t.species, ", "))
                                      : fmt::format("did you mean \"{}\"?", near)});
        }
    }
    if (o.classify) out.rules.emplace_back("classes: S/N < 0.5 bad (left out), < 1 weak, else strong");
    std::vector<std::size_t> columns;
    std::vector<std::string> weak, bad;
    for (std::size_t j = 0; j < m; ++j) {
        if (out.species[j].kind == SpeciesClass::bad) {
            bad.push_back(t.species[j]);
            continue;
        }
        if (out.species[j].kind == SpeciesClass::weak) weak.push_back(t.species[j]);
        columns.push_back(j);
        out.kinds.push_back(out.species[j].kind);
    }
    if (!weak.empty()) out.rules.push_back(fmt::format("weak (s x {:g}): {}", o.weak_factor, fmt::join(weak, ", ")));
    if (!bad.empty()) out.rules.push_back(fmt::format("bad (left out): {}", fmt::join(bad, ", ")));
    if (o.extra > 0.0) out.rules.push_back(fmt::format("extra modelling uncertainty: s^2 + ({:g} x)^2", o.extra));
    if (columns.empty()) fail(t.path, "no species is left", "see the signal-to-noise ratios, or do not classify");
    ConcentrationTable kept = t;
    kept.ids.clear();
    kept.sites.clear();
    kept.lines.clear();
    kept.values.clear();
    kept.uncertainties.clear();
    kept.species.clear();
    kept.units.clear();
    kept.detection_limits.clear();
    for (const std::size_t j : columns) {
        kept.species.push_back(t.species[j]);
        kept.units.push_back(t.units[j]);
        if (have_limits) kept.detection_limits.push_back(t.detection_limits[j]);
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (keep[i] == 0) continue;
        kept.ids.push_back(t.ids[i]);
        kept.lines.push_back(t.lines[i]);
        if (!t.sites.empty()) kept.sites.push_back(t.sites[i]);
        for (const std::size_t j : columns) {
            const double x = t.value(i, j);
            double s = t.uncertainty(i, j);
            if (out.species[j].kind == SpeciesClass::weak) s *= o.weak_factor;
            if (o.extra > 0.0) s = std::sqrt(s * s + o.extra * o.extra * x * x);
            kept.values.push_back(x);
            kept.uncertainties.push_back(s);
        }
    }
    if (kept.samples() == 0) fail(t.path, "no sample is left", "do not drop samples with missing cells");
    out.table = std::move(kept);
    return out;
}

}  // namespace lantian::receptor
