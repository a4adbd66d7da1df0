#include "core/data/projection.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <mutex>

#include <fmt/format.h>
#include <proj.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"

namespace lantian {

namespace {

struct DestroyPj {
    void operator()(PJ* p) const { proj_destroy(p); }
};
struct DestroyContext {
    void operator()(PJ_CONTEXT* c) const { proj_context_destroy(c); }
};
using Pj = std::unique_ptr<PJ, DestroyPj>;
using Context = std::unique_ptr<PJ_CONTEXT, DestroyContext>;

[[noreturn]] void refuse(PJ_CONTEXT* context, const std::string& definition) {
    const int code = proj_context_errno(context);
    const char* why = code == 0 ? nullptr : proj_context_errno_string(context, code);
    throw Error(ErrorKind::bad_scenario, "E210",
                fmt::format("projection \"{}\" is not understood{}{}", definition, why == nullptr ? "" : ": ",
                            why == nullptr ? "" : why),
                "use an EPSG code such as \"EPSG:32649\", a PROJ string or WKT");
}

/// Parameters of a conversion by EPSG code of the parameter; angles in degrees, lengths in metres.
class ConversionParameters {
  public:
    ConversionParameters(PJ_CONTEXT* context, const PJ* operation) {
        const char* code = nullptr;
        if (proj_coordoperation_get_method_info(context, operation, nullptr, nullptr, &code) != 0 && code != nullptr)
            method_ = std::atoi(code);
        const int n = proj_coordoperation_get_param_count(context, operation);
        for (int i = 0; i < n; ++i) {
            const char* parameter = nullptr;
            const char* category = nullptr;
            const char* unit = nullptr;
            double value = 0.0;
            double to_si = 1.0;
            if (proj_coordoperation_get_param(context, operation, i, nullptr, nullptr, &parameter, &value, nullptr,
                                              &to_si, &unit, nullptr, nullptr, &category) == 0 ||
                parameter == nullptr) {
                continue;
            }
            const bool degree = unit != nullptr && std::strcmp(unit, "degree") == 0;
            if (!degree) value *= to_si;
            if (!degree && category != nullptr && std::strcmp(category, "angular") == 0)
                value *= 180.0 / constants::k_pi;
            values_.emplace_back(std::atoi(parameter), value);
        }
    }
    [[nodiscard]] int method() const { return method_; }
    [[nodiscard]] double operator[](int parameter) const {
        for (const auto& [code, value] : values_) {
            if (code == parameter) return value;
        }
        return parameter == k_scale ? 1.0 : 0.0;
    }

    // EPSG codes of the parameters used below.
    static constexpr int k_lat_origin = 8801, k_lon_origin = 8802, k_scale = 8805, k_false_easting = 8806,
                         k_false_northing = 8807;
    static constexpr int k_lat_false_origin = 8821, k_lon_false_origin = 8822, k_parallel_1 = 8823, k_parallel_2 = 8824;
    static constexpr int k_easting_false_origin = 8826, k_northing_false_origin = 8827, k_lat_standard = 8832,
                         k_lon_down = 8833;

  private:
    int method_ = 0;
    std::vector<std::pair<int, double>> values_;
};

using Numbers = std::vector<std::pair<std::string, double>>;

/// CF-1.11 appendix F for the projections it shares with EPSG; the name is empty for others.
std::string cf_mapping(const ConversionParameters& p, Numbers& numbers) {
    using P = ConversionParameters;
    const auto origin = [&](int easting, int northing) {
        numbers.emplace_back("false_easting", p[easting]);
        numbers.emplace_back("false_northing", p[northing]);
    };
    switch (p.method()) {
        case 9807:  // Transverse Mercator
            numbers = {{"latitude_of_projection_origin", p[P::k_lat_origin]},
                       {"longitude_of_central_meridian", p[P::k_lon_origin]},
                       {"scale_factor_at_central_meridian", p[P::k_scale]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "transverse_mercator";
        case 9801:  // Lambert Conic Conformal (1SP)
            if (p[P::k_scale] != 1.0) return {};
            numbers = {{"standard_parallel", p[P::k_lat_origin]},
                       {"latitude_of_projection_origin", p[P::k_lat_origin]},
                       {"longitude_of_central_meridian", p[P::k_lon_origin]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "lambert_conformal_conic";
        case 9802:  // Lambert Conic Conformal (2SP)
            numbers = {{"standard_parallel", p[P::k_parallel_1]},
                       {"standard_parallel", p[P::k_parallel_2]},
                       {"latitude_of_projection_origin", p[P::k_lat_false_origin]},
                       {"longitude_of_central_meridian", p[P::k_lon_false_origin]}};
            origin(P::k_easting_false_origin, P::k_northing_false_origin);
            return "lambert_conformal_conic";
        case 9804:  // Mercator (variant A)
            numbers = {{"longitude_of_projection_origin", p[P::k_lon_origin]},
                       {"scale_factor_at_projection_origin", p[P::k_scale]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "mercator";
        case 9805:  // Mercator (variant B)
            numbers = {{"longitude_of_projection_origin", p[P::k_lon_origin]},
                       {"standard_parallel", p[P::k_parallel_1]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "mercator";
        case 9810:  // Polar Stereographic (variant A)
            numbers = {{"latitude_of_projection_origin", p[P::k_lat_origin]},
                       {"straight_vertical_longitude_from_pole", p[P::k_lon_origin]},
                       {"scale_factor_at_projection_origin", p[P::k_scale]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "polar_stereographic";
        case 9829:  // Polar Stereographic (variant B)
            numbers = {{"latitude_of_projection_origin", p[P::k_lat_standard] < 0.0 ? -90.0 : 90.0},
                       {"straight_vertical_longitude_from_pole", p[P::k_lon_down]},
                       {"standard_parallel", p[P::k_lat_standard]}};
            origin(P::k_false_easting, P::k_false_northing);
            return "polar_stereographic";
        default:
            return {};
    }
}

}  // namespace

struct Projection::Impl {
    Context context;
    Pj transform;
    std::mutex mutex;
    std::string definition;
    std::string name;
    std::string wkt;
    std::string cf_name;
    Numbers cf_numbers;

    explicit Impl(const std::string& text) : context(proj_context_create()), definition(text) {
        proj_context_set_enable_network(context.get(), 0);
        proj_log_level(context.get(), PJ_LOG_NONE);
        Pj crs(proj_create(context.get(), text.c_str()));
        if (crs && proj_is_crs(crs.get()) == 0) crs.reset(proj_create(context.get(), (text + " +type=crs").c_str()));
        if (!crs || proj_is_crs(crs.get()) == 0) refuse(context.get(), text);
        const Pj wgs84(proj_create(context.get(), "EPSG:4326"));
        if (!wgs84) refuse(context.get(), "EPSG:4326");
        const Pj raw(proj_create_crs_to_crs_from_pj(context.get(), wgs84.get(), crs.get(), nullptr, nullptr));
        if (raw) transform.reset(proj_normalize_for_visualization(context.get(), raw.get()));
        if (!transform) refuse(context.get(), text);
        if (const char* n = proj_get_name(crs.get())) name = n;
        if (const char* w = proj_as_wkt(context.get(), crs.get(), PJ_WKT2_2019, nullptr)) wkt = w;
        describe(crs.get());
    }

    void describe(const PJ* crs) {
        Pj base;
        if (proj_get_type(crs) == PJ_TYPE_BOUND_CRS) {
            base.reset(proj_get_source_crs(context.get(), crs));
            crs = base.get();
        }
        const PJ_TYPE type = proj_get_type(crs);
        if (type == PJ_TYPE_PROJECTED_CRS) {
            const Pj conversion(proj_crs_get_coordoperation(context.get(), crs));
            if (conversion) cf_name = cf_mapping(ConversionParameters(context.get(), conversion.get()), cf_numbers);
        } else if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS && std::strstr(wkt.c_str(), "DERIVINGCONVERSION") == nullptr) {
            cf_name = "latitude_longitude";
        }
        const Pj ellipsoid(proj_get_ellipsoid(context.get(), crs));
        double semi_major = 0.0;
        double semi_minor = 0.0;
        double inverse_flattening = 0.0;
        if (ellipsoid && proj_ellipsoid_get_parameters(context.get(), ellipsoid.get(), &semi_major, &semi_minor,
                                                       nullptr, &inverse_flattening) != 0) {
            cf_numbers.emplace_back("semi_major_axis", semi_major);
            if (inverse_flattening > 0.0) {
                cf_numbers.emplace_back("inverse_flattening", inverse_flattening);
            } else {
                cf_numbers.emplace_back("semi_minor_axis", semi_minor);
            }
        }
        if (!cf_name.empty()) cf_numbers.emplace_back("longitude_of_prime_meridian", 0.0);
    }

    PJ_COORD run(PJ_DIRECTION direction, double a, double b) {
        const std::scoped_lock lock(mutex);
        PJ_COORD out = proj_trans(transform.get(), direction, proj_coord(a, b, 0.0, 0.0));
        if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y) || out.xy.x == HUGE_VAL) {
            proj_errno_reset(transform.get());
            out.xy.x = out.xy.y = std::numeric_limits<double>::quiet_NaN();
        }
        return out;
    }
};

Projection::Projection(const std::string& definition) : impl_(std::make_shared<Impl>(definition)) {}

Projection Projection::utm(LonLat place) {
    // The exceptions of Norway and Svalbard are left out: any zone nearby is a valid metric projection.
    const double lon = std::remainder(place.lon_deg, 360.0);
    const int zone = std::min(60, static_cast<int>(std::floor((lon + 180.0) / 6.0)) + 1);
    return Projection(fmt::format("EPSG:{}", (place.lat_deg < 0.0 ? 32700 : 32600) + zone));
}

MapPoint Projection::forward(LonLat place) const {
    const PJ_COORD out = impl_->run(PJ_FWD, place.lon_deg, place.lat_deg);
    return {out.xy.x, out.xy.y};
}

LonLat Projection::inverse(MapPoint point) const {
    const PJ_COORD out = impl_->run(PJ_INV, point.x_m, point.y_m);
    return {out.xy.x, out.xy.y};
}

double Projection::grid_convergence_rad(LonLat place) const {
    constexpr double k_step_deg =
        1e-4;  // about 11 m: far above PROJ's rounding (1e-9 m), far below any change of the angle
    const double south = std::max(place.lat_deg - k_step_deg, -90.0);
    const double north = std::min(place.lat_deg + k_step_deg, 90.0);
    const MapPoint a = forward({place.lon_deg, south});
    const MapPoint b = forward({place.lon_deg, north});
    return -std::atan2(b.x_m - a.x_m, b.y_m - a.y_m);
}

const std::string& Projection::definition() const { return impl_->definition; }
std::string Projection::name() const { return impl_->name; }
const std::string& Projection::wkt() const { return impl_->wkt; }
const std::vector<std::pair<std::string, double>>& Projection::cf_numbers() const { return impl_->cf_numbers; }
const std::string& Projection::cf_grid_mapping_name() const { return impl_->cf_name; }

}  // namespace lantian
