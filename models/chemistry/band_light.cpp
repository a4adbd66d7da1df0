#include "models/chemistry/band_light.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/assert.hpp"

namespace lantian {

namespace {

/// Edges of the column's layers, m above ground, from below.
constexpr std::array k_edges_m{0.0,    200.0,   500.0,   1000.0,  1500.0,  2000.0,  3000.0,  4000.0,  6000.0,  8000.0,
                               10000., 12000.0, 15000.0, 18000.0, 21000.0, 24000.0, 28000.0, 35000.0, 50000.0, 80000.0};
constexpr double k_air_scale_m = 8000.0;
constexpr double k_molecules_per_du = 2.687e16;  // cm-2

/// Layer values for diffuse light and for the direct beam.
struct LayerPaths {
    double reflected, transmitted;            ///< diffuse
    double beam_reflected, beam_transmitted;  ///< diffuse light from one unit of beam, horizontal
    double beam_left;
};

LayerPaths paths_of(LightLayer layer, double mu) {
    // Delta scaling: the forward peak counts as not scattered.
    const double f = layer.asymmetry * layer.asymmetry;
    const double scale = 1.0 - layer.scattered_frac * f;
    const double tau = scale * layer.optical_depth;
    const double w = std::min(layer.scattered_frac * (1.0 - f) / scale, 1.0 - 1e-9);
    const double g = layer.asymmetry / (1.0 + layer.asymmetry);
    const double gamma1 = 0.25 * (7.0 - w * (4.0 + 3.0 * g)), gamma2 = -0.25 * (1.0 - w * (4.0 - 3.0 * g));
    const double k = std::sqrt(std::max(gamma1 * gamma1 - gamma2 * gamma2, 1e-18));
    if (std::abs(1.0 - k * k * mu * mu) < 1e-6) mu *= 1.0 - 1e-5;
    const double gamma3 = 0.25 * (2.0 - 3.0 * g * mu), gamma4 = 1.0 - gamma3;
    const double alpha1 = gamma1 * gamma4 + gamma2 * gamma3, alpha2 = gamma1 * gamma3 + gamma2 * gamma4;
    const double e1 = std::exp(-k * tau), e2 = e1 * e1, left = std::exp(-tau / mu);
    const double common = 1.0 / (k + gamma1 + (k - gamma1) * e2);
    const double beam = mu * w * common / (1.0 - k * k * mu * mu);
    LayerPaths p{};
    p.reflected = gamma2 * (1.0 - e2) * common;
    p.transmitted = 2.0 * k * e1 * common;
    p.beam_reflected = beam * ((1.0 - k * mu) * (alpha2 + k * gamma3) - (1.0 + k * mu) * (alpha2 - k * gamma3) * e2 -
                               2.0 * k * e1 * (gamma3 - alpha2 * mu) * left);
    p.beam_transmitted =
        beam * (2.0 * k * e1 * (gamma4 + alpha1 * mu) -
                left * ((1.0 + k * mu) * (alpha1 + k * gamma4) - (1.0 - k * mu) * (alpha1 - k * gamma4) * e2));
    p.beam_left = left;
    return p;
}

/// Part of a quantity that falls off with a height scale, between two heights.
double share_between(double low_m, double high_m, double scale_m) {
    return std::exp(-low_m / scale_m) - std::exp(-high_m / scale_m);
}

/// Ozone: a tenth even below 12 km, the rest by a bell around 22 km with a spread of 5 km.
double ozone_share(double low_m, double high_m) {
    const auto below = [](double z) {
        const double bell = 0.5 * (1.0 + std::erf((z - 22000.0) / (5000.0 * std::sqrt(2.0))));
        return 0.1 * std::min(z, 12000.0) / 12000.0 + 0.9 * bell;
    };
    return (below(high_m) - below(low_m)) / (below(k_edges_m.back()) - below(0.0));
}

/// Optical depth of air at sea-level pressure (Hansen and Travis 1974); wavelength in nm.
double air_optical_depth(double wavelength_nm) {
    const double inverse2 = 1e6 / (wavelength_nm * wavelength_nm);
    return 0.008569 * inverse2 * inverse2 * (1.0 + 0.0113 * inverse2 + 0.00013 * inverse2 * inverse2);
}

double interpolated(const PhotolysisBands& bands, const std::vector<double>& values, double temperature_k,
                    std::size_t band) {
    const std::vector<double>& t = bands.temperature_k;
    const std::size_t width = bands.wavelength_nm.size();
    if (temperature_k <= t.front()) return values[band];
    if (temperature_k >= t.back()) return values[(t.size() - 1) * width + band];
    const auto above = static_cast<std::size_t>(std::upper_bound(t.begin(), t.end(), temperature_k) - t.begin());
    const double share = (temperature_k - t[above - 1]) / (t[above] - t[above - 1]);
    return (1.0 - share) * values[(above - 1) * width + band] + share * values[above * width + band];
}

double actinic_at(const PhotolysisBands& bands, const LightColumn& column, std::size_t band, double height_m,
                  bool cloudy) {
    const double wavelength = bands.wavelength_nm[band];
    const double air = air_optical_depth(wavelength) * column.pressure_pa / 101325.0;
    const double ozone =
        column.ozone_du * k_molecules_per_du * interpolated(bands, bands.ozone_cm2, column.temperature_k, band);
    const double aerosol = column.aerosol_optical_depth * std::pow(wavelength / 550.0, -column.aerosol_angstrom);
    // Layers from the top; an extra edge at the height asked for.
    std::vector<double> edges(k_edges_m.begin(), k_edges_m.end());
    edges.push_back(std::clamp(height_m, 0.0, k_edges_m.back()));
    if (cloudy) {
        edges.push_back(column.cloud_base_m);
        edges.push_back(column.cloud_top_m);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::vector<LightLayer> layers;
    for (std::size_t i = edges.size() - 1; i-- > 0;) {
        const double low = edges[i], high = edges[i + 1];
        const double from_air = air * share_between(low, high, k_air_scale_m);
        const double from_ozone = ozone * ozone_share(low, high);
        const double from_aerosol = aerosol * share_between(low, high, column.aerosol_scale_m);
        double from_cloud = 0.0;
        if (cloudy) {
            const double inside =
                std::max(0.0, std::min(high, column.cloud_top_m) - std::max(low, column.cloud_base_m));
            from_cloud = column.cloud_optical_depth * inside / (column.cloud_top_m - column.cloud_base_m);
        }
        const double all = from_air + from_ozone + from_aerosol + from_cloud;
        const double scattered = from_air + from_aerosol * column.aerosol_scattered_frac + from_cloud;
        const double forward =
            from_aerosol * column.aerosol_scattered_frac * column.aerosol_asymmetry + from_cloud * 0.86;
        layers.push_back({all, all > 0.0 ? scattered / all : 0.0, scattered > 0.0 ? forward / scattered : 0.0});
    }
    const LightFluxes fluxes = two_stream(layers, column.cos_zenith, column.ground_albedo_frac);
    const auto at = static_cast<std::size_t>(
        std::lower_bound(edges.begin(), edges.end(), std::clamp(height_m, 0.0, k_edges_m.back())) - edges.begin());
    return fluxes.actinic(edges.size() - 1 - at);
}

}  // namespace

LightFluxes two_stream(std::span<const LightLayer> layers, double cos_zenith, double ground_albedo_frac) {
    const std::size_t n = layers.size();
    LightFluxes out;
    out.direct.assign(n + 1, 1.0);
    out.down.assign(n + 1, 0.0);
    out.up.assign(n + 1, 0.0);
    std::vector<LayerPaths> paths;
    for (std::size_t i = 0; i < n; ++i) {
        paths.push_back(paths_of(layers[i], cos_zenith));
        out.direct[i + 1] = out.direct[i] * paths[i].beam_left;
    }
    // What the ground and the layers above it reflect, and send up of the beam.
    std::vector<double> albedo(n + 1, ground_albedo_frac), sent(n + 1, 0.0);
    sent[n] = ground_albedo_frac * cos_zenith * out.direct[n];
    for (std::size_t i = n; i-- > 0;) {
        const LayerPaths& p = paths[i];
        const double again = 1.0 / (1.0 - albedo[i + 1] * p.reflected);
        albedo[i] = p.reflected + p.transmitted * p.transmitted * albedo[i + 1] * again;
        sent[i] = p.beam_reflected * out.direct[i] +
                  p.transmitted * (sent[i + 1] + albedo[i + 1] * p.beam_transmitted * out.direct[i]) * again;
    }
    out.up[0] = sent[0];
    for (std::size_t i = 0; i < n; ++i) {
        const LayerPaths& p = paths[i];
        const double again = 1.0 / (1.0 - albedo[i + 1] * p.reflected);
        out.down[i + 1] =
            (p.transmitted * out.down[i] + p.reflected * sent[i + 1] + p.beam_transmitted * out.direct[i]) * again;
        out.up[i + 1] = albedo[i + 1] * out.down[i + 1] + sent[i + 1];
    }
    return out;
}

std::vector<double> band_photons(const PhotolysisBands& bands, const LightColumn& column, double height_m) {
    std::vector<double> out(bands.wavelength_nm.size(), 0.0);
    if (!(column.cos_zenith > 1e-4)) return out;
    const double cloudy = column.cloud_optical_depth > 0.0 ? column.cloud_frac : 0.0;
    for (std::size_t b = 0; b < out.size(); ++b) {
        double actinic = cloudy < 1.0 ? (1.0 - cloudy) * actinic_at(bands, column, b, height_m, false) : 0.0;
        if (cloudy > 0.0) actinic += cloudy * actinic_at(bands, column, b, height_m, true);
        out[b] = bands.photons_cm2_s[b] * actinic;
    }
    return out;
}

double band_photolysis_per_s(const PhotolysisBands& bands, const std::string& label, double temperature_k,
                             std::span<const double> photons_cm2_s) {
    const auto found = bands.cm2.find(label);
    LANTIAN_ASSERT(found != bands.cm2.end() && photons_cm2_s.size() == bands.wavelength_nm.size());
    double sum = 0.0;
    for (std::size_t b = 0; b < photons_cm2_s.size(); ++b)
        sum += photons_cm2_s[b] * interpolated(bands, found->second, temperature_k, b);
    return sum;
}

}  // namespace lantian
