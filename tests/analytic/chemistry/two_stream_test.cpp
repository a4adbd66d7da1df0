#include <cmath>

#include <gtest/gtest.h>

#include "inputs/readers/photolysis_bands.hpp"
#include "models/chemistry/band_light.hpp"
#include "models/chemistry/clear_sky.hpp"
#include "tests/support/box_case.hpp"

namespace {

using namespace lantian;
using namespace lantian::test;

TEST(TwoStream, WithoutAirTheBeamAndTheGround) {
    for (const double mu : {1.0, 0.5, 0.1}) {
        const std::vector<LightLayer> nothing(3, LightLayer{0.0, 0.5, 0.3});
        const LightFluxes f = two_stream(nothing, mu, 0.4);
        for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(f.actinic(i), 1.0 + 2.0 * 0.4 * mu, 1e-9);
    }
}

TEST(TwoStream, PureAbsorptionIsBeer) {
    const std::vector<LightLayer> layers{{0.3, 0.0, 0.0}, {0.5, 0.0, 0.0}};
    const LightFluxes f = two_stream(layers, 0.6, 0.0);
    EXPECT_NEAR(f.actinic(2), std::exp(-0.8 / 0.6), 1e-14);
    EXPECT_NEAR(f.up[0], 0.0, 1e-14);
}

// Nothing absorbed: the net flux is the same at all heights, and over a white ground it is zero.
TEST(TwoStream, ConservativeColumnKeepsTheFlux) {
    for (const double mu : {0.95, 0.5, 0.15}) {
        const std::vector<LightLayer> layers{{0.2, 1.0, 0.0}, {3.0, 1.0, 0.7}, {20.0, 1.0, 0.86}, {0.4, 1.0, 0.0}};
        for (const double albedo : {0.0, 0.3, 1.0}) {
            const LightFluxes f = two_stream(layers, mu, albedo);
            const auto net = [&](std::size_t i) { return mu * f.direct[i] + f.down[i] - f.up[i]; };
            for (std::size_t i = 1; i < 5; ++i) EXPECT_NEAR(net(i), net(0), 2e-7) << mu << ' ' << albedo;
            if (albedo == 1.0) EXPECT_NEAR(net(4), 0.0, 2e-7);
        }
    }
}

TEST(TwoStream, OneLayerCutInManyIsTheSame) {
    const std::vector<LightLayer> whole{{2.0, 0.95, 0.6}}, parts(8, LightLayer{0.25, 0.95, 0.6});
    const LightFluxes a = two_stream(whole, 0.55, 0.2), b = two_stream(parts, 0.55, 0.2);
    EXPECT_NEAR(a.actinic(0), b.actinic(0), 1e-12);
    EXPECT_NEAR(a.actinic(1), b.actinic(8), 1e-12);
}

PhotolysisBands own_bands() {
    Problems problems;
    PhotolysisBands bands = read_photolysis_bands(repository("inputs/mechanisms/cb6r5_bands.json").string(), problems);
    problems.throw_if_errors();
    return bands;
}

TEST(BandPhotolysis, NearTheClearSkyRatesAndMonotone) {
    const PhotolysisBands bands = own_bands();
    LightColumn c;
    c.cos_zenith = std::cos(30.0 * 3.14159265358979 / 180.0);
    const auto j = [&](const char* label, const LightColumn& column) {
        return band_photolysis_per_s(bands, label, 298.15, band_photons(bands, column, 0.0));
    };
    // The Master Chemical Mechanism has other data and another column: a quarter is what both agree to.
    for (const auto& [label, number] :
         {std::pair{"NO2_IUPAC10", 4}, {"O3_O1D_IUPAC10", 1}, {"HONO_IUPAC10", 7}, {"FORM_R_IUPAC13", 11}}) {
        const double clear = clear_sky_per_s(*find_clear_sky_rate(number), c.cos_zenith);
        EXPECT_NEAR(j(label, c) / clear, 1.0, 0.35) << label;
    }
    LightColumn more = c;
    more.ozone_du = 400.0;
    EXPECT_LT(j("O3_O1D_IUPAC10", more), 0.75 * j("O3_O1D_IUPAC10", c));
    EXPECT_NEAR(j("NO2_IUPAC10", more) / j("NO2_IUPAC10", c), 1.0, 0.01);
    more = c;
    more.aerosol_optical_depth = 1.0;
    EXPECT_LT(j("NO2_IUPAC10", more), j("NO2_IUPAC10", c));
    more = c;
    more.cloud_optical_depth = 30.0;
    more.cloud_frac = 1.0;
    EXPECT_LT(j("NO2_IUPAC10", more), 0.6 * j("NO2_IUPAC10", c));
    const auto above = band_photons(bands, more, 3000.0), clear = band_photons(bands, c, 3000.0);
    EXPECT_GT(above[5], 1.2 * clear[5]);
    more.cos_zenith = 0.0;
    EXPECT_EQ(j("NO2_IUPAC10", more), 0.0);
}

TEST(BandPhotolysis, OwnTableIsTheOneOfCmaq) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    Problems problems;
    const PhotolysisBands theirs =
        read_photolysis_bands((*data / "chemistry/cmaq/CSQY_DATA_cb6r5_ae7_aq").string(), problems);
    EXPECT_FALSE(problems.has_errors());
    EXPECT_EQ(theirs.cm2.size(), 32u);
    const PhotolysisBands own = own_bands();
    EXPECT_EQ(own.cm2.size(), 24u);
    for (const auto& [label, values] : own.cm2) {
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_NEAR(values[i], theirs.cm2.at(label)[i], 1e-4 * values[i]) << label;
    }
}

}  // namespace
