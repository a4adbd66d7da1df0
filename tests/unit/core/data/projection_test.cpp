#include "core/data/projection.hpp"

#include <cmath>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

constexpr double k_degree = 3.141592653589793 / 180.0;

TEST(Projection, UtmOfKnownPlaces) {
    // The central meridian on the equator is 500 km east, 0 north by definition of UTM.
    const MapPoint origin = Projection("EPSG:32649").forward({111.0, 0.0});
    EXPECT_NEAR(origin.x_m, 500000.0, 1e-4);
    EXPECT_NEAR(origin.y_m, 0.0, 1e-4);
    EXPECT_EQ(Projection::utm({112.6, 35.1}).name(), "WGS 84 / UTM zone 49N");
    EXPECT_EQ(Projection::utm({-70.0, -33.0}).name(), "WGS 84 / UTM zone 19S");
    EXPECT_EQ(Projection::utm({180.0, 10.0}).name(), "WGS 84 / UTM zone 60N");
    EXPECT_EQ(Projection::utm({-180.0, 10.0}).name(), "WGS 84 / UTM zone 1N");
}

TEST(Projection, ThereAndBack) {
    for (const char* definition : {"EPSG:32649", "+proj=lcc +lat_1=30 +lat_2=60 +lat_0=35 +lon_0=112 +R=6370000",
                                   "EPSG:3857", "+proj=stere +lat_0=90 +lat_ts=60 +lon_0=100 +R=6370000",
                                   "+proj=ob_tran +o_proj=longlat +o_lat_p=40 +o_lon_p=180 +lon_0=100 +R=6370000"}) {
        const Projection projection(definition);
        for (const LonLat place : {LonLat{112.6, 35.1}, LonLat{110.0, 20.0}, LonLat{115.0, 50.0}}) {
            const LonLat back = projection.inverse(projection.forward(place));
            EXPECT_NEAR(back.lon_deg, place.lon_deg, 1e-9) << definition;
            EXPECT_NEAR(back.lat_deg, place.lat_deg, 1e-9) << definition;
        }
    }
}

TEST(Projection, SphereTakesLatitudesAsTheyAre) {
    // Mercator on a sphere: y = R ln tan(pi/4 + lat/2), the formula WRF uses with geographic latitudes unchanged.
    const MapPoint p = Projection("+proj=merc +lat_ts=0 +lon_0=0 +R=6370000").forward({10.0, 40.0});
    EXPECT_NEAR(p.x_m, 6370000.0 * 10.0 * k_degree, 1e-3);
    EXPECT_NEAR(p.y_m, 6370000.0 * std::log(std::tan(45.0 * k_degree + 20.0 * k_degree)), 1e-3);
}

TEST(Projection, ConvergenceOfTransverseMercatorAndLambert) {
    // On a sphere: tan(gamma) = tan(dlon) sin(lat) for transverse Mercator; gamma = n dlon with n = sin(lat_1) for a
    // tangent cone.
    const double dlon = 2.5 * k_degree, lat = 35.0 * k_degree;
    EXPECT_NEAR(Projection("+proj=tmerc +lon_0=110 +R=6370000").grid_convergence_rad({112.5, 35.0}),
                std::atan(std::tan(dlon) * std::sin(lat)), 1e-8);
    EXPECT_NEAR(Projection("+proj=lcc +lat_1=40 +lat_0=40 +lon_0=110 +R=6370000").grid_convergence_rad({112.5, 35.0}),
                std::sin(40.0 * k_degree) * dlon, 1e-8);
    EXPECT_LT(Projection("EPSG:32649").grid_convergence_rad({110.0, 35.0}), 0.0);
}

TEST(Projection, CfAttributes) {
    const auto numbers = [](const Projection& p) {
        std::multimap<std::string, double> out(p.cf_numbers().begin(), p.cf_numbers().end());
        return out;
    };
    const Projection utm("EPSG:32649");
    EXPECT_EQ(utm.cf_grid_mapping_name(), "transverse_mercator");
    EXPECT_EQ(numbers(utm).find("longitude_of_central_meridian")->second, 111.0);
    EXPECT_EQ(numbers(utm).find("scale_factor_at_central_meridian")->second, 0.9996);
    EXPECT_EQ(numbers(utm).find("false_easting")->second, 500000.0);
    EXPECT_NEAR(numbers(utm).find("inverse_flattening")->second, 298.257223563, 1e-9);
    const Projection lambert("+proj=lcc +lat_1=30 +lat_2=60 +lat_0=45 +lon_0=112 +R=6370000");
    EXPECT_EQ(lambert.cf_grid_mapping_name(), "lambert_conformal_conic");
    EXPECT_EQ(numbers(lambert).count("standard_parallel"), 2u);
    const Projection mercator("+proj=merc +lat_ts=20 +lon_0=100 +R=6370000");
    EXPECT_EQ(mercator.cf_grid_mapping_name(), "mercator");
    EXPECT_NEAR(numbers(mercator).find("standard_parallel")->second, 20.0, 1e-12);
    const Projection polar("+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=10 +R=6370000");
    EXPECT_EQ(polar.cf_grid_mapping_name(), "polar_stereographic");
    EXPECT_EQ(numbers(polar).find("latitude_of_projection_origin")->second, -90.0);
    EXPECT_NEAR(numbers(polar).find("standard_parallel")->second, -71.0, 1e-12);
    EXPECT_EQ(Projection("EPSG:4326").cf_grid_mapping_name(), "latitude_longitude");
    EXPECT_EQ(Projection("EPSG:3857").cf_grid_mapping_name(), "");
    EXPECT_NO_THROW(Projection(lambert.wkt()));
}

TEST(Projection, NonsenseIsE210) {
    for (const char* text : {"EPSG:999999", "hello", "", "+proj=nothing"}) {
        const Problem problem = testing::thrown([&] { const Projection p{text}; });
        EXPECT_EQ(problem.code, "E210") << text;
        EXPECT_EQ(problem.kind, ErrorKind::bad_scenario);
    }
}

TEST(Projection, OutOfReachIsNan) {
    EXPECT_TRUE(std::isnan(Projection("+proj=gnom +lat_0=90 +R=6370000").forward({0.0, -10.0}).y_m));
}

TEST(Projection, ThreadsShareOneProjection) {
    const Projection projection("EPSG:32649");
    const MapPoint expected = projection.forward({112.6, 35.1});
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&projection, &wrong, expected, t] {
            const Projection copy = projection;
            for (int k = 0; k < 5000; ++k) {
                const MapPoint p = copy.forward({112.6, 35.1});
                if (p.x_m != expected.x_m || p.y_m != expected.y_m) ++wrong[t];
                (void)copy.forward({0.0, 95.0});
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, (std::vector<int>{0, 0, 0, 0}));
}

}  // namespace
}  // namespace lantian
