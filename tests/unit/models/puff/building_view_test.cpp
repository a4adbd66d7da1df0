#include "models/puff/building_view.hpp"

#include <numbers>

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_rad = std::numbers::pi / 180.0;

/// A rectangle 50 m from west to east and 75 m from south to north, a corner at the origin, turned about the stack.
Building block(double height_m, double turn_rad = 0.0, MapPoint about = {}) {
    Building b;
    b.id = "block";
    b.height_m = height_m;
    for (const MapPoint p : {MapPoint{0, 0}, MapPoint{50, 0}, MapPoint{50, 75}, MapPoint{0, 75}}) {
        const double dx = p.x_m - about.x_m, dy = p.y_m - about.y_m;
        b.corners.push_back({about.x_m + dx * std::cos(turn_rad) - dy * std::sin(turn_rad),
                             about.y_m + dx * std::sin(turn_rad) + dy * std::cos(turn_rad)});
    }
    return b;
}

BuildingFace seen(const Building& b, MapPoint stack, double from_deg) {
    return face_of_footprint(b, stack, -std::sin(from_deg * k_rad), -std::cos(from_deg * k_rad));
}

TEST(BuildingView, FacesOfTheTestDeck) {
    // The stack with downwash of AERMOD's allsrcs deck, 10 m east of a building of 50 x 75 m: BUILDWID, BUILDLEN, XBADJ
    // and YBADJ as printed there, for flow towards 10 degrees and on.
    const Building b = block(50.0);
    const MapPoint stack{60.0, 37.5};
    const struct {
        double towards_deg, width, length, along, across;
    } faces[]{{10, 62.26, 82.54, -47.35, 34.47},   {20, 72.64, 87.58, -55.76, 32.89},   {90, 75.00, 50.00, -60.00, 0.0},
              {180, 50.00, 75.00, -37.50, -35.00}, {190, 62.26, 82.54, -35.19, -34.47}, {270, 75.00, 50.00, 10.00, 0.0},
              {350, 62.26, 82.54, -35.19, 34.47}};
    for (const auto& f : faces) {
        const BuildingFace face = seen(b, stack, f.towards_deg + 180.0);
        EXPECT_NEAR(face.width_m, f.width, 0.006) << f.towards_deg;
        EXPECT_NEAR(face.length_m, f.length, 0.006) << f.towards_deg;
        EXPECT_NEAR(face.along_m, f.along, 0.006) << f.towards_deg;
        EXPECT_NEAR(face.across_m, f.across, 0.006) << f.towards_deg;
    }
}

TEST(BuildingView, TurningBuildingAndWindTogetherChangesNothing) {
    const MapPoint stack{20.0, -30.0};
    for (const double turn_deg : {15.0, 90.0, 133.0}) {
        for (const double from_deg : {0.0, 40.0, 275.0}) {
            const BuildingFace a = seen(block(30.0), stack, from_deg);
            const BuildingFace b = seen(block(30.0, -turn_deg * k_rad, stack), stack, from_deg + turn_deg);
            EXPECT_NEAR(a.width_m, b.width_m, 1e-9);
            EXPECT_NEAR(a.length_m, b.length_m, 1e-9);
            EXPECT_NEAR(a.along_m, b.along_m, 1e-9);
            EXPECT_NEAR(a.across_m, b.across_m, 1e-9);
        }
    }
    // From the other side: the same width, the offset across mirrored, the lee face becomes the windward one.
    const BuildingFace north = seen(block(30.0), stack, 0.0), south = seen(block(30.0), stack, 180.0);
    EXPECT_NEAR(north.across_m, -south.across_m, 1e-9);
    EXPECT_NEAR(north.along_m, -(south.along_m + south.length_m), 1e-9);
}

TEST(BuildingView, TableTakesTheNearestTenDegrees) {
    Building b;
    for (std::size_t n = 0; n < Building::k_directions; ++n) b.faces[n].height_m = 10.0 * static_cast<double>(n + 1);
    const auto from = [&](double deg) {
        return face_of_table(b, -std::sin(deg * k_rad), -std::cos(deg * k_rad)).height_m;
    };
    EXPECT_EQ(from(10.0), 10.0);
    EXPECT_EQ(from(14.9), 10.0);
    EXPECT_EQ(from(15.1), 20.0);
    EXPECT_EQ(from(360.0), 360.0);
    EXPECT_EQ(from(4.0), 360.0);
    EXPECT_EQ(from(184.0), 180.0);
    b.turn_rad = 2.0 * k_rad;
    EXPECT_EQ(from(14.0), 20.0);
}

TEST(BuildingView, TheBuildingThatAsksForTheHighestStackGoverns) {
    SourceCatalog catalog;
    catalog.buildings = {block(20.0), block(35.0), block(90.0)};
    for (MapPoint& p : catalog.buildings[2].corners) p.x_m += 4000.0;  // high, but far away
    Source source;
    source.buildings = {0, 1, 2};
    source.release_height_m = 40.0;
    const MapPoint stack{-20.0, 40.0};
    EXPECT_EQ(governing_face(catalog, source, stack, 5.0, 0.0)->height_m, 35.0);
    source.release_height_m = 35.0 + 1.5 * 35.0;
    EXPECT_FALSE(governing_face(catalog, source, stack, 5.0, 0.0).has_value());
    source.release_height_m = 40.0;
    // 5 L = 175 m downwind, 2 L = 70 m upwind of the building.
    EXPECT_TRUE(governing_face(catalog, source, {50.0 + 170.0, 40.0}, 5.0, 0.0).has_value());
    EXPECT_FALSE(governing_face(catalog, source, {50.0 + 180.0, 40.0}, 5.0, 0.0).has_value());
    EXPECT_TRUE(governing_face(catalog, source, {-65.0, 40.0}, 5.0, 0.0).has_value());
    EXPECT_FALSE(governing_face(catalog, source, {-75.0, 40.0}, 5.0, 0.0).has_value());
    EXPECT_FALSE(governing_face(catalog, source, stack, 0.0, 0.0).has_value());
}

}  // namespace
}  // namespace lantian
