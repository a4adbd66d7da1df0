// Deposition of lead around the example's largest lead works, on rings of points, against Qiu et al. (2016): 88.8 mg
// m-2 per 30 days about 1000 m from a large smelter, 3.03 at a clean site, means of 17 months that ended in May 2015.
// Nothing here is fitted. What is not known enters as a range: the rate of fugitive lead (10-100 g per tonne), its
// sizes, how high and how far spread over the works it is let go, the scheme of dry deposition.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "models/app/case.hpp"
#include "models/run/run.hpp"

namespace lantian {
namespace {

constexpr double k_background_mg_m2 = 3.03;  // per 30 days
constexpr double k_measured_ratio = 88.8 / 3.03;
constexpr std::array k_radius_m{500.0, 1000.0, 2000.0, 4000.0, 8000.0, 12000.0, 15000.0};
constexpr std::size_t k_directions = 24;
constexpr std::size_t k_one_km = 1;

/// Ring means, mg m-2 per 30 days, of one tonne a year of lead on particles of each size.
struct Sizes {
    double fine = 0.0, coarse = 0.0, giant = 0.0;
};
using Ring = std::array<Sizes, k_radius_m.size()>;

/// Ways in which fugitive lead leaves the works: as the example has it, at the height of yards and lorries, spread over
/// 0.8 km.
struct Deposits {
    Ring example, low, wide;
    std::array<double, k_radius_m.size()> stacks{};  ///< of the example's stacks, all sizes
    double fugitive_t_a = 0.0;
};

class AddHours final : public ResultSink {
  public:
    void hour(const HourlyResults& r) override {
        sum.resize(r.receptors.size(), 0.0);
        for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += r.receptors[n];
    }
    std::vector<double> sum;
};

/// The fugitive source with a tonne a year on particles of each size: lead giant, arsenic coarse, cadmium fine.
Source unit_source(const Source& fugitive, double height_m, double sigma_z_m, double sigma_y_m) {
    Source s = fugitive;
    s.carried_annual_kg = {};
    for (const Carried k : {Carried::pb_giant, Carried::as_coarse, Carried::cd_fine})
        s.carried_annual_kg[index(k)] = 1000.0;
    s.release_height_m = height_m;
    s.sigma_z0_m = sigma_z_m;
    s.cells[0].sigma_y0_m = sigma_y_m;
    return s;
}

Deposits deposits(Case& c, const char* scheme, double giant_um) {
    Scenario scenario = c.loaded.scenario;
    scenario.deposition.particle_scheme = scheme;
    scenario.deposition.giant_diameter_um = giant_um;
    SourceCatalog catalog = c.emissions.catalog;
    std::vector<Source> kept;
    Deposits out;
    for (const Source& s : c.emissions.catalog.sources) {
        if (s.facility != "yuguang_pb") continue;
        if (s.process != "fugitive") {
            kept.push_back(s);
            continue;
        }
        out.fugitive_t_a = s.annual_kg[index(Emitted::pb)] / 1000.0;
        kept.push_back(unit_source(s, s.release_height_m, s.sigma_z0_m, s.cells[0].sigma_y0_m));
        kept.push_back(unit_source(s, 3.0, 3.0 / 2.15, s.cells[0].sigma_y0_m));
        kept.push_back(unit_source(s, s.release_height_m, s.sigma_z0_m, 800.0 / std::sqrt(12.0)));
    }
    const MapPoint centre = kept.back().cells[0].place;
    catalog.sources = kept;
    catalog.index_groups();
    ReceptorSet receptors;
    for (const double r : k_radius_m) {
        for (std::size_t n = 0; n < k_directions; ++n) {
            const double angle = 2.0 * std::numbers::pi * static_cast<double>(n) / k_directions;
            Receptor at;
            at.id = fmt::format("r{}_{}", r, n);
            at.point = {centre.x_m + r * std::cos(angle), centre.y_m + r * std::sin(angle)};
            receptors.push_back(at);
        }
    }
    AddHours hours;
    ResultSink* sink = &hours;
    const RunSummary summary = run_case({scenario, c.grid, catalog, receptors, *c.met}, {&sink, 1}, {});
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);

    const Channels channels = channels_of(scenario);
    const double days = static_cast<double>(scenario.time.hours) / 24.0;
    for (std::size_t ring = 0; ring < k_radius_m.size(); ++ring) {
        const auto mean = [&](std::size_t source, std::size_t species) {
            double sum = 0.0;
            for (std::size_t n = 0; n < k_directions; ++n) {
                const double* v =
                    hours.sum.data() + ((ring * k_directions + n) * kept.size() + source) * channels.count();
                sum += v[channels.dry(species)] + v[channels.wet(species)];
            }
            return sum * 1e6 * 30.0 / days / k_directions;
        };
        std::size_t way = 0;
        for (std::size_t s = 0; s < kept.size(); ++s) {
            if (kept[s].process != "fugitive") {
                out.stacks[ring] += mean(s, 0);
                continue;
            }
            Ring& to = way == 0 ? out.example : way == 1 ? out.low : out.wide;
            to[ring] = {mean(s, 1), mean(s, 2), mean(s, 0)};
            ++way;
        }
    }
    return out;
}

/// Share of fugitive lead in each size class.
struct Split {
    double fine, coarse, giant;
};

/// (works + background)/background on a ring.
double ratio(const Deposits& d, const Ring& way, std::size_t ring, Split split, double fugitive_t_a) {
    const Sizes& s = way[ring];
    const double works =
        d.stacks[ring] + fugitive_t_a * (split.fine * s.fine + split.coarse * s.coarse + split.giant * s.giant);
    return 1.0 + works / k_background_mg_m2;
}

TEST(LeadRing, DepositionAroundTheExamplesSmelter) {
    Problems problems;
    const auto c = load_case(std::string(LANTIAN_SOURCE_DIR) + "/inputs/examples/jiyuan/jiyuan.toml",
                             {"emissions.tables=[\"points.csv\"]", "domain.cell_m=8000", "puffs.release_point_s=1800",
                              "output.deposition=[\"pb\", \"cd\", \"as\"]"},
                             CaseDepth::all, problems);
    problems.throw_if_errors();
    const Deposits base = deposits(*c, "zhang2001", 14.0);
    const Deposits emerson = deposits(*c, "emerson2020", 14.0);
    const Deposits larger = deposits(*c, "zhang2001", 18.0);
    ASSERT_GT(base.fugitive_t_a, 10.0);

    // Fugitive lead: 20-40 % fine, mass median 5-15 um (inputs/examples/jiyuan/make/tables.py).
    const Split middle{0.30, 0.25, 0.45}, light{0.40, 0.34, 0.26}, heavy{0.20, 0.20, 0.60};
    const double t_a = base.fugitive_t_a;
    const auto at_1_km = [&](const Deposits& d, const Ring& way, Split split, double rate) {
        return ratio(d, way, k_one_km, split, rate);
    };
    const double central = at_1_km(base, base.example, middle, t_a);
    struct Factor {
        const char* name;
        double ratio;
    };
    const std::vector<Factor> factors{
        {"rate 100 g/t instead of 32", at_1_km(base, base.example, middle, t_a * 100.0 / 32.0)},
        {"rate 10 g/t", at_1_km(base, base.example, middle, t_a * 10.0 / 32.0)},
        {"60 % giant, 20 % fine", at_1_km(base, base.example, heavy, t_a)},
        {"26 % giant, 40 % fine", at_1_km(base, base.example, light, t_a)},
        {"giant 18 um instead of 14", at_1_km(larger, larger.example, middle, t_a)},
        {"let go at 3 m instead of 12", at_1_km(base, base.low, middle, t_a)},
        {"over 0.8 km instead of 0.3", at_1_km(base, base.wide, middle, t_a)},
        {"Emerson instead of Zhang", at_1_km(emerson, emerson.example, middle, t_a)}};
    // Independent factors: logarithms of (ratio - 1) add in quadrature, upward and downward apart.
    double up = 0.0, down = 0.0;
    for (const Factor& f : factors) {
        const double change = std::log((f.ratio - 1.0) / (central - 1.0));
        (change > 0.0 ? up : down) += change * change;
    }
    const double high = 1.0 + (central - 1.0) * std::exp(std::sqrt(up));
    const double low = 1.0 + (central - 1.0) * std::exp(-std::sqrt(down));

    std::string text =
        fmt::format("lead ring at 1 km: {:.1f} times the background ({:.1f} to {:.1f}); measured {:.1f}\n", central,
                    low, high, k_measured_ratio);
    for (const Factor& f : factors) text += fmt::format("  {:<30} {:.1f}\n", f.name, f.ratio);
    for (std::size_t ring = 0; ring < k_radius_m.size(); ++ring)
        text += fmt::format("  at {:>5} m  {:.2f}, old sizes (30 % fine, 70 % coarse) {:.2f}\n", k_radius_m[ring],
                            ratio(base, base.example, ring, middle, t_a),
                            ratio(base, base.example, ring, {0.30, 0.70, 0.0}, t_a));
    std::fputs(text.c_str(), stdout);
    RecordProperty("ratio_1km", fmt::format("{:.2f}", central));
    RecordProperty("ratio_1km_low", fmt::format("{:.2f}", low));
    RecordProperty("ratio_1km_high", fmt::format("{:.2f}", high));

    for (std::size_t ring = 1; ring < k_radius_m.size(); ++ring) {
        EXPECT_LT(ratio(base, base.example, ring, middle, t_a), ratio(base, base.example, ring - 1, middle, t_a));
    }
    // Near the background within 8-15 km, whatever the range holds.
    EXPECT_LT(ratio(base, base.example, 4, middle, t_a), 1.25);
    EXPECT_LT(ratio(base, base.wide, 6, heavy, t_a * 100.0 / 32.0), 1.25);
    EXPECT_GT(central, 4.0);
    EXPECT_LT(low, 15.0);
    EXPECT_GT(high, 15.0);  // the range reaches into 15-45
}

}  // namespace
}  // namespace lantian
