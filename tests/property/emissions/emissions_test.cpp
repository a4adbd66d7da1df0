#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "core/math/sum.hpp"
#include "inputs/readers/geometry.hpp"
#include "tests/support/emission_case.hpp"

namespace lantian {
namespace {

constexpr int k_cases = 40;

double uniform(std::mt19937_64& random, double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
}

TEST(AnnualTotal, IsKeptForAnyProfileYearAndSplit) {
    std::mt19937_64 random(1);
    for (int n = 0; n < k_cases; ++n) {
        SourceCatalog catalog;
        catalog.local_offset_s = n % 3 == 0 ? 0 : n % 3 == 1 ? 28800 : -12600;
        TemporalProfile p;
        for (double& f : p.month) f = uniform(random, 0, 3);
        for (double& f : p.weekday) f = uniform(random, 0, 3);
        for (double& f : p.hour) f = uniform(random, 0, 3);
        p.month[0] = n % 2 == 0 ? 0.0 : 1.0;  // a month without emission
        catalog.profiles = {p};
        const int year = 2024 + n % 4;  // leap and common
        const UtcTime begin = from_calendar(year, 1, 1, 0, 0, 0, catalog.local_offset_s);
        const UtcTime end = from_calendar(year + 1, 1, 1, 0, 0, 0, catalog.local_offset_s);
        Sum total;
        for (UtcTime at = begin; at < end;) {
            const UtcTime next{
                std::min(end.seconds, at.seconds + 1 + static_cast<std::int64_t>(uniform(random, 0, 400000)))};
            total.add(catalog.fraction_of_year(0, at, next));
            at = next;
        }
        EXPECT_NEAR(total.value(), 1.0, 1e-14) << year;
    }
}

/// A star-shaped, mostly concave ring around a centre.
Ring star(std::mt19937_64& random, MapPoint centre, double low_m, double high_m, int points) {
    Ring ring;
    for (int k = 0; k < points; ++k) {
        const double angle = 2.0 * std::numbers::pi * k / points;
        const double r = uniform(random, low_m, high_m);
        ring.push_back({centre.x_m + r * std::cos(angle), centre.y_m + r * std::sin(angle)});
    }
    return ring;
}

TEST(PolygonCut, KeepsAreaCentroidAndSecondMoment) {
    std::mt19937_64 random(2);
    for (int n = 0; n < k_cases; ++n) {
        const MapPoint centre{uniform(random, 4e5, 6e5), uniform(random, 3.8e6, 3.9e6)};
        Region region{star(random, centre, 2000, 12000, 25)};
        Ring hole = star(random, centre, 300, 1500, 9);
        std::reverse(hole.begin(), hole.end());
        region.push_back(hole);
        const ShapeMoments whole = region_moments(region);
        EXPECT_NEAR(whole.size, signed_area_m2(region[0]) + signed_area_m2(region[1]), 1e-9 * whole.size);
        const double cell = uniform(random, 700, 5000);
        double area = 0.0, x = 0.0, y = 0.0, r2 = 0.0;
        for (const ShapeMoments& piece : cut_region(region, cell)) {
            EXPECT_LE(piece.size, cell * cell * (1 + 1e-9));
            const double dx = piece.centroid.x_m - whole.centroid.x_m, dy = piece.centroid.y_m - whole.centroid.y_m;
            area += piece.size;
            x += piece.size * dx;
            y += piece.size * dy;
            r2 += piece.size * (dx * dx + dy * dy + 2.0 * piece.variance_m2);
        }
        EXPECT_NEAR(area, whole.size, 1e-9 * whole.size);
        EXPECT_NEAR(x / area, 0.0, 1e-4);
        EXPECT_NEAR(y / area, 0.0, 1e-4);
        EXPECT_NEAR(r2 / area / 2.0, whole.variance_m2, 1e-8 * whole.variance_m2);
    }
}

TEST(PolygonCut, SquareHasSideOverRootTwelve) {
    const Region square{{{0, 0}, {9000, 0}, {9000, 9000}, {0, 9000}}};
    const auto pieces = cut_region(square, 5000);
    ASSERT_EQ(pieces.size(), 4U);
    for (const ShapeMoments& piece : pieces) EXPECT_NEAR(std::sqrt(piece.variance_m2), 4500.0 / std::sqrt(12.0), 1e-6);
}

TEST(PolygonClip, PartsInsideAndOutsideAddUp) {
    std::mt19937_64 random(3);
    for (int n = 0; n < k_cases; ++n) {
        const Region region{star(random, {0, 0}, 2000, 12000, 25)};
        const double east = uniform(random, -8000, 8000);
        const double left = region_moments(clip(region, {-1e6, -1e6, east, 1e6})).size;
        const double right = region_moments(clip(region, {east, -1e6, 1e6, 1e6})).size;
        EXPECT_NEAR(left + right, region_moments(region).size, 1e-9 * (left + right));
    }
}

TEST(RoadCut, PiecesAreEqualAndSumToTheLength) {
    std::mt19937_64 random(4);
    for (int n = 0; n < k_cases; ++n) {
        Polyline line;
        for (int k = 0; k < 30; ++k) line.push_back({uniform(random, 4e5, 4.5e5), uniform(random, 3.85e6, 3.9e6)});
        const double piece_m = uniform(random, 100, 5000);
        const auto pieces = cut_line(line, piece_m);
        double sum = 0.0;
        for (const ShapeMoments& piece : pieces) {
            sum += piece.size;
            EXPECT_LE(piece.size, piece_m * (1 + 1e-9));
            EXPECT_NEAR(piece.size, pieces.front().size, 1e-6);
        }
        EXPECT_NEAR(sum, length_m(line), 1e-9 * sum);
        // What a box keeps and what its neighbour keeps make the whole.
        double parts = 0.0;
        for (const MapBox& box : {MapBox{0, 0, 4.2e5, 1e7}, MapBox{4.2e5, 0, 1e7, 1e7}}) {
            for (const Polyline& part : clip(line, box)) parts += length_m(part);
        }
        EXPECT_NEAR(parts, sum, 1e-9 * sum);
    }
}

TEST(RoadCut, StraightPieceHasTheVarianceOfALine) {
    const auto pieces = cut_line({{0, 0}, {3000, 4000}}, 1000);
    ASSERT_EQ(pieces.size(), 5U);
    for (const ShapeMoments& piece : pieces) EXPECT_NEAR(2.0 * piece.variance_m2, 1000.0 * 1000.0 / 12.0, 1e-6);
}

std::string area_feature(int id, double west, double east) {
    const std::string w = std::to_string(west), e = std::to_string(east);
    return R"({"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[)" + w + ",35.0],[" + e + ",35.0],[" + e +
           ",35.2],[" + w + ",35.2],[" + w + R"(,35.0]]]},"properties":{"id":"a)" + std::to_string(id) +
           R"(","sector":"homes","group":"homes","pm25[kg/a]":100,"so2[t/a]":2}})";
}

TEST(Sources, FractionsSumToOneAndWhatIsOutsideIsNoted) {
    test::EmissionCase base;
    base.table("a.geojson", R"({"type":"FeatureCollection","features":[)" + area_feature(1, 112.2, 112.5) + "," +
                                area_feature(2, 111.9, 112.1) + "]}");
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    ASSERT_EQ(inputs.catalog.sources.size(), 2U);
    for (const Source& source : inputs.catalog.sources) {
        double sum = 0.0;
        for (const ReleaseCell& cell : source.cells) {
            sum += cell.fraction;
            EXPECT_TRUE(base.grid.contains(cell.place));
        }
        EXPECT_NEAR(sum, 1.0, 1e-13);
    }
    EXPECT_DOUBLE_EQ(inputs.catalog.sources[0].annual_kg[index(Emitted::so2)], 2000.0);
    // Half of the second lies west of 112.0 E; the grid's west edge lies up to 2 km west of that (whole cells,
    // convergence): up to 11 % of its width.
    const double kept = inputs.catalog.sources[1].annual_kg[index(Emitted::so2)];
    EXPECT_GT(kept, 1000.0);
    EXPECT_LT(kept, 1220.0);
    const SectorTotals& totals = inputs.totals.at("homes");
    EXPECT_DOUBLE_EQ(totals.read_kg[index(Emitted::so2)], 4000.0);
    EXPECT_DOUBLE_EQ(totals.kept_kg[index(Emitted::so2)], 2000.0 + kept);
    EXPECT_NE(inputs.notes.back().find("outside the domain and left out, per year"), std::string::npos);
}

TEST(Sources, OrderOfRowsDoesNotMatterForTotals) {
    std::mt19937_64 random(5);
    std::vector<std::string> rows;
    for (int i = 0; i < 60; ++i) {
        rows.push_back("s" + std::to_string(i) + ",sec" + std::to_string(i % 3) + ",g" + std::to_string(i % 5) +
                       ",112.5,35.1,50," + std::to_string(uniform(random, 0, 10)) + "\n");
    }
    std::map<std::string, double> first;
    for (int n = 0; n < 5; ++n) {
        test::EmissionCase base;
        std::string text = "id,sector,group,lon[deg],lat[deg],height[m],nox[g/s]\n";
        for (const std::string& row : rows) text += row;
        base.table("p.csv", text);
        Problems problems;
        const EmissionInputs inputs = base.read(problems);
        ASSERT_EQ(base.texts(problems), "");
        for (const auto& [sector, totals] : inputs.totals) {
            const double kg = totals.kept_kg[index(Emitted::nox)];
            const auto [found, is_new] = first.emplace(sector, kg);
            EXPECT_NEAR(kg, found->second, 1e-12 * kg);
            EXPECT_GT(kg, 0.0);
        }
        std::shuffle(rows.begin(), rows.end(), random);
    }
}

TEST(Sources, SplitKeepsMassAndMeansBecomeTheYear) {
    test::EmissionCase base;
    base.scenario.emissions.speciation =
        base.dir.write("s.csv",
                       "sector,process,species,fraction_of_pm25,fine_fraction\nsmelt,*,pb,0.02,0.9\nsmelt,fugitive,pb,"
                       "0.05,0.3\nsmelt,*,cd,0.001,0.8\n");
    base.table("p.csv",
               "id,sector,process,group,lon[deg],lat[deg],height[m],pm25[g/s],pm10[g/s],pb[kg/a]\n"
               "a,smelt,stack,g,112.5,35.1,50,1,3,\nb,smelt,fugitive,g,112.5,35.1,5,1,,\nc,smelt,fugitive,g,112.5,35.1,"
               "5,1,1,0\nd,other,stack,g,112.5,35.1,5,1,1,8\n");
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    const double year_kg = 8760.0 * 3600.0 * 1e-3;  // 2027
    const auto& s = inputs.catalog.sources;
    const auto carried = [&](std::size_t i, Carried c) { return s[i].carried_annual_kg[index(c)]; };
    EXPECT_NEAR(carried(0, Carried::pm25_primary), year_kg, 1e-9);
    EXPECT_NEAR(carried(0, Carried::pm_coarse), 2.0 * year_kg, 1e-9);
    EXPECT_NEAR(carried(0, Carried::pb_fine), 0.02 * 0.9 * year_kg, 1e-9);
    EXPECT_NEAR(carried(0, Carried::pb_coarse), 0.02 * 0.1 * year_kg, 1e-9);
    EXPECT_NEAR(carried(0, Carried::cd_fine), 0.001 * 0.8 * year_kg, 1e-9);
    EXPECT_NEAR(carried(1, Carried::pb_fine), 0.05 * 0.3 * year_kg, 1e-9);
    EXPECT_EQ(carried(1, Carried::pm_coarse), 0.0);
    EXPECT_EQ(carried(2, Carried::pb_fine) + carried(2, Carried::pb_coarse), 0.0);  // the inventory says 0
    EXPECT_EQ(carried(3, Carried::pb_fine), 8.0);
    const auto has = [&](const std::string& note) {
        return std::find(inputs.notes.begin(), inputs.notes.end(), note) != inputs.notes.end();
    };
    EXPECT_TRUE(has("pm10 not given, taken equal to pm25: 1 source"));
    EXPECT_TRUE(has("no speciation line for the size of pb, taken as fine: 1 source"));
    EXPECT_TRUE(has("no hg rate and no speciation line, taken as 0: 4 sources"));
    EXPECT_TRUE(has("no stack data, released without plume rise: 4 sources"));
}

TEST(Gridded, MassInsideIsFluxTimesAreaAndYear) {
    test::EmissionCase base;
    std::vector<double> lon, lat;
    for (int i = 0; i < 24; ++i) lon.push_back(111.45 + 0.1 * i);
    for (int j = 0; j < 20; ++j) lat.push_back(36.05 - 0.1 * j);  // north first
    const double flux = 2e-9;
    const std::string file = test::write_flux(base.dir, "g.nc", lon, lat,
                                              std::vector<double>(lon.size() * lat.size(), flux * 1e9), "ug m-2 s-1");
    base.scenario.emissions.gridded = {{file, "emi_so2", "so2", "homes", "homes", "flat", 10000.0}};
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    const double area = static_cast<double>(base.grid.cells()) * 1e6;
    const double expected = flux * area * 8760.0 * 3600.0;
    // Sphere against ellipsoid and UTM scale: 0.5 % at this latitude.
    EXPECT_NEAR(inputs.totals.at("homes").kept_kg[index(Emitted::so2)], expected, 5e-3 * expected);
    EXPECT_EQ(inputs.catalog.sources.size(), std::ceil(static_cast<double>(base.grid.nx) / 10.0) *
                                                 std::ceil(static_cast<double>(base.grid.ny) / 10.0));
    for (const Source& source : inputs.catalog.sources) {
        double sum = 0.0;
        for (const ReleaseCell& cell : source.cells) {
            sum += cell.fraction;
            EXPECT_LE(cell.sigma_y0_m, 5000.0 / std::sqrt(12.0) + 1.0);
        }
        EXPECT_NEAR(sum, 1.0, 1e-12);
    }
}

TEST(Gridded, LongitudesFromZeroTo360AreTheSame) {
    const auto total = [](double shift) {
        test::EmissionCase base;
        base.grid.projection = Projection::utm({-70.0, 35.1});
        const double bounds[4]{-70.4, 34.8, -69.6, 35.4};
        base.grid = grid_from_bounds(base.grid.projection, bounds, 1000.0);
        std::vector<double> lon, lat{34.5, 34.9, 35.3, 35.7}, flux;
        for (int i = 0; i < 12; ++i) lon.push_back(-71.0 + shift + 0.2 * i);
        for (std::size_t c = 0; c < 48; ++c) flux.push_back(1e-9 * static_cast<double>(c));
        base.scenario.emissions.gridded = {
            {test::write_flux(base.dir, "g.nc", lon, lat, flux), "emi_so2", "so2", "s", "g"}};
        Problems problems;
        const EmissionInputs inputs = base.read(problems);
        EXPECT_EQ(base.texts(problems), "");
        return inputs.totals.at("s").kept_kg[index(Emitted::so2)];
    };
    const double plain = total(0.0);
    EXPECT_GT(plain, 0.0);
    EXPECT_NEAR(total(360.0), plain, 1e-9 * plain);
}

TEST(Gridded, CoarsePartIsPm10LessPm25) {
    test::EmissionCase base;
    const auto file = [&](const char* name, double flux) {
        return test::write_flux(base.dir, name, {111.5, 112.5, 113.5}, {34.1, 35.1, 36.1},
                                std::vector<double>(9, flux));
    };
    base.scenario.emissions.gridded = {{file("a.nc", 1e-9), "emi_so2", "pm25", "s", "g"},
                                       {file("b.nc", 3e-9), "emi_so2", "pm10", "s", "g"}};
    Problems problems;
    const EmissionInputs inputs = base.read(problems);
    ASSERT_EQ(base.texts(problems), "");
    double fine = 0.0, coarse = 0.0;
    for (const Source& source : inputs.catalog.sources) {
        fine += source.carried_annual_kg[index(Carried::pm25_primary)];
        coarse += source.carried_annual_kg[index(Carried::pm_coarse)];
    }
    EXPECT_NEAR(coarse, 2.0 * fine, 1e-9 * fine);
}

}  // namespace
}  // namespace lantian
