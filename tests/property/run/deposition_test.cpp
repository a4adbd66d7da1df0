// Laws of removal in a run: what leaves the air lies on the ground, coarse matter sinks, forms keep apart.
#include <gtest/gtest.h>

#include <cmath>

#include "models/deposition/particles.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

using test::small_case;
using test::SmallCase;

/// Only the metals: lead giant, arsenic coarse, cadmium fine; mercury as gases.
Source metals(const SmallCase& c, const std::string& id, const std::string& group, double x_m, double y_m,
              double height_m) {
    Source s = test::point_source(c, id, group, x_m, y_m, height_m, 1e-3);
    const double kg = s.carried_annual_kg[index(Carried::pm25_primary)];
    s.carried_annual_kg = {};
    for (const Carried k :
         {Carried::pb_giant, Carried::as_coarse, Carried::cd_fine, Carried::hg_elemental, Carried::hg_oxidised})
        s.carried_annual_kg[index(k)] = kg;
    return s;
}

TEST(Deposition, FieldsByTagHoldWhatTheLedgerSays) {
    for (const char* scheme : {"bulk", "cloud", "emep"}) {
        SmallCase c = small_case(70, 50, 1000.0, 5);
        c.weather.wind_x_m_s = 1.5;
        c.weather.precipitation_mm_h = 1.0;
        c.weather.mixing_height_m = 500.0;
        c.scenario.deposition.wet_scheme = scheme;
        c.catalog.sources = {metals(c, "a", "one", 20000, 25000, 20), metals(c, "b", "two", 24000, 22000, 60)};
        RunSummary summary;
        const auto hours = test::run_hours(c, 1, &summary);
        const Channels channels = channels_of(c.scenario);
        const std::size_t count = channels.count(), cells = c.grid->cells();
        for (std::size_t tag = 0; tag < 2; ++tag) {
            for (std::size_t d = 0; d < channels.deposition.size(); ++d) {
                double dry = 0.0, wet = 0.0, ledger_dry = 0.0, ledger_wet = 0.0;
                for (const HourlyResults& hour : hours) {
                    for (std::size_t n = 0; n < cells; ++n) {
                        dry += hour.grid[(tag * cells + n) * count + channels.dry(d)] * 1e6;
                        wet += hour.grid[(tag * cells + n) * count + channels.wet(d)] * 1e6;
                    }
                }
                for (std::size_t k = 0; k < k_carried_count; ++k) {
                    if (species_table()[k].reported != channels.deposition[d]) continue;
                    ledger_dry += summary.ledger.at(tag, k).dry.value();
                    ledger_wet += summary.ledger.at(tag, k).wet.value();
                    EXPECT_EQ(summary.ledger.at(tag, k).outflow.value(), 0.0);
                }
                // The grid cuts a puff off at four spreads and renormalises: 6.3e-5 an axis.
                EXPECT_TRUE(near_relative(dry, ledger_dry, 1.3e-4)) << scheme << d;
                EXPECT_TRUE(near_relative(wet, ledger_wet, 1.3e-4)) << scheme << d;
                EXPECT_GT(dry, 0.0);
                EXPECT_GT(wet, 0.0);
            }
        }
        for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12) << scheme;
        // oxidised mercury goes fast, elemental hardly
        const auto lost = [&](Carried k) {
            const MassAccount a = summary.ledger.total(index(k));
            return (a.dry.value() + a.wet.value()) / a.emitted.value();
        };
        EXPECT_GT(lost(Carried::hg_oxidised), 20.0 * lost(Carried::hg_elemental)) << scheme;
        EXPECT_GT(lost(Carried::pb_giant), lost(Carried::as_coarse)) << scheme;
        EXPECT_GT(lost(Carried::as_coarse), lost(Carried::cd_fine)) << scheme;
    }
}

TEST(Settling, CentresSinkByTheirVelocityTimesTheTime) {
    SmallCase c = small_case(10, 10, 1000.0, 2);
    c.weather.wind_x_m_s = 2.0;
    c.weather.friction_velocity_m_s = 0.08;
    c.weather.mixing_height_m = 800.0;
    c.weather.buoyancy_frequency_s = 0.02;
    c.weather.obukhov_length_m = 30.0;
    c.scenario.deposition.dry = c.scenario.deposition.wet = false;
    c.catalog.sources = {metals(c, "s", "g", 1000, 5000, 200)};
    for (int h = 2; h < 400; h += 4)
        c.receptors.push_back(test::receptor_at(c, "h" + std::to_string(h), 4000, 5000, h));
    const auto sunk = [&](bool settling) {
        c.scenario.deposition.settling = settling;
        const auto hours = test::run_hours(c);
        const std::size_t count = channels_of(c.scenario).count();
        const auto mean_height = [&](Reported metal) {
            double mass = 0.0, moment = 0.0;
            for (std::size_t r = 0; r < c.receptors.size(); ++r) {
                const double v = hours.back().receptors[r * count + index(metal)];
                mass += v;
                moment += v * c.receptors[r].height_m;
            }
            return moment / mass;
        };
        const double fine = mean_height(Reported::cd);
        return std::pair{fine - mean_height(Reported::as), fine - mean_height(Reported::pb)};
    };
    const AirProperties air = air_properties(293.15, 101325.0);
    const auto [coarse, giant] = sunk(true);
    EXPECT_NEAR(giant, settling_velocity_m_s(k_giant_particle, air) * 1500.0, 0.5);
    EXPECT_NEAR(coarse, settling_velocity_m_s(k_coarse_particle, air) * 1500.0, 0.2);
    const auto [still_coarse, still_giant] = sunk(false);
    EXPECT_NEAR(still_coarse, 0.0, 1e-9);
    EXPECT_NEAR(still_giant, 0.0, 1e-9);
}

TEST(Pits, WhatDoesNotEscapeIsBookedAsDeposited) {
    SmallCase c = small_case(20, 20, 1000.0, 2);
    c.weather.wind_x_m_s = 1.0;
    Source pit = metals(c, "pit", "mine", 0, 0, 0);
    pit.pit = Pit{{c.grid->west_m + 8000.0, c.grid->south_m + 8000.0}, 500.0, 300.0, 0.4, 50.0};
    c.catalog.sources = {pit};
    c.scenario.deposition.dry = c.scenario.deposition.wet = false;
    RunSummary summary;
    (void)test::run_hours(c, 1, &summary);
    for (const Carried k : {Carried::pb_giant, Carried::as_coarse, Carried::cd_fine, Carried::hg_elemental}) {
        const MassAccount a = summary.ledger.total(index(k));
        EXPECT_TRUE(near_relative(a.emitted.value(), 2.0 * 3600.0 * 1e-3, 1e-9)) << species_table()[index(k)].name;
        EXPECT_LE(std::abs(a.closure()), 1e-12);
    }
    const double kept = summary.ledger.total(index(Carried::pb_giant)).dry.value() / 7.2;
    EXPECT_NEAR(kept, 1.0 - 1.0 / (1.0 + 0.0118 / 0.029), 0.02);
    EXPECT_EQ(summary.ledger.total(index(Carried::hg_elemental)).dry.value(), 0.0);
}

TEST(DustOfTheRun, FollowsTheWindHourByHourAndIsBookedToItsSource) {
    const auto emitted = [](double wind, double rain) {
        SmallCase c = small_case(30, 20, 1000.0, 3);
        c.weather.wind_x_m_s = wind;
        c.weather.precipitation_mm_h = rain;
        Source soil = test::point_source(c, "soil", "dust", 8000, 8000, 1, 0.0);
        soil.shape = SourceShape::area;
        soil.dust = DustSource{};
        soil.dust->kind = DustKind::bare_soil;
        soil.dust->area_m2 = 1e6;
        soil.dust->threshold_m_s = 0.3;
        soil.dust->surface_roughness_m = 1e-3;
        soil.dust->clay_percent = 10.0;
        soil.dust->metal_frac = {5e-4, 0.0, 0.0, 0.0};
        soil.cells = {{{c.grid->west_m + 8000.0, c.grid->south_m + 8000.0}, 0.25, 200.0},
                      {{c.grid->west_m + 8500.0, c.grid->south_m + 8000.0}, 0.75, 200.0}};
        c.catalog.sources = {soil, test::point_source(c, "stack", "power", 5000, 5000, 50, 1e-3)};
        RunSummary summary;
        (void)test::run_hours(c, 1, &summary);
        for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
        EXPECT_TRUE(near_relative(summary.ledger.at(1, 0).emitted.value(), 3.0 * 3.6, 1e-9));
        const double giant_lead = summary.ledger.at(0, index(Carried::pb_giant)).emitted.value();
        const double coarse = summary.ledger.at(0, index(Carried::pm_coarse)).emitted.value();
        if (coarse > 0.0) EXPECT_TRUE(near_relative(giant_lead / coarse, 5e-4 * 0.27028 / 0.65834, 1e-9));
        return coarse;
    };
    EXPECT_EQ(emitted(2.0, 0.0), 0.0);
    EXPECT_EQ(emitted(12.0, 0.5), 0.0);
    const double strong = emitted(12.0, 0.0);
    EXPECT_GT(strong, 0.0);
    EXPECT_GT(emitted(16.0, 0.0), 2.0 * strong);
}

}  // namespace
}  // namespace lantian
