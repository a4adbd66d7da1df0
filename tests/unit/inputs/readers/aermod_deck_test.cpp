#include "inputs/readers/aermod_deck.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::thrown;

constexpr const char* k_head =
    "CO STARTING\n   TITLEONE a small deck\n   MODELOPT CONC FLAT\n   AVERTIME 1\nCO FINISHED\n";
constexpr const char* k_sources =
    "SO STARTING\n   LOCATION S1 POINT 10. 20. 0.\n   location V1 VOLUME 0. 0.\n   LOCATION A1 AREA -10. -10.\n"
    "   LOCATION C1 AREACIRC 0 0\n   LOCATION P1 AREAPOLY 0 0\n   LOCATION L1 LINE 0 0 100 0\n"
    "   LOCATION B1 RLINE 0 0 1 1\n"
    "   SRCPARAM S1 100. 35. 432. 11.7 2.4\n   SRCPARAM V1 0.1 1. 20. 10.\n   SRCPARAM A1 0.001 1. 20. 40. 90. 3.\n"
    "   SRCPARAM C1 0.1 10. 20.\n   SRCPARAM P1 0.001 1. 3\n   AREAVERT P1 0 0 10 0\n   AREAVERT P1 10 10\n"
    "   SRCPARAM L1 0.001 1. 20. 5.\n   SRCPARAM B1 1 1\n   SRCGROUP S S1\n   SRCGROUP ALL\nSO FINISHED\n";
constexpr const char* k_receptors =
    "RE STARTING\n   GRIDCART G STA\n      XYINC -100. 3 100. 0. 2 50.\n   GRIDCART G END\n"
    "   GRIDPOLR P STA\n      ORIG S1\n      DIST 100. 200.\n      GDIR 2 90. 90.\n   GRIDPOLR P END\n"
    "   DISCPOLR S1 1000. 90.\n   DISCCART 5. 6.\n   EVALCART 7. 8. 0. 0. 2.5 ARC\nRE FINISHED\n";
constexpr const char* k_rest =
    "ME STARTING\n   SURFFILE W.SFC\n   PROFFILE W.PFL\nME FINISHED\n"
    "OU STARTING\n   POSTFILE 1 S PLOT ../o/S_01H.PST 31\n   POSTFILE 24 ALL PLOT x\nOU FINISHED\n";

AermodDeck deck_of(const std::string& text) {
    const test::TempDir dir;
    return read_aermod_deck(dir.write("deck.inp", text));
}

std::string whole() { return std::string(k_head) + k_sources + k_receptors + k_rest; }

/// The whole deck with one text put in place of another.
std::string with(const std::string& old, const std::string& now) {
    std::string text = whole();
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), now);
}

TEST(AermodDeck, CappedAndHorizontalStacks) {
    EXPECT_EQ(deck_of(whole()).sources[0].outlet, Outlet::vertical);
    EXPECT_TRUE(deck_of(whole()).stack_tip_downwash);
    EXPECT_EQ(deck_of(with("S1 POINT ", "S1 POINTCAP ")).sources[0].outlet, Outlet::capped);
    EXPECT_EQ(deck_of(with("S1 POINT ", "S1 POINTHOR ")).sources[0].outlet, Outlet::horizontal);
    EXPECT_FALSE(deck_of(with("CONC FLAT", "CONC FLAT NOSTD")).stack_tip_downwash);
}

/// The five keywords of a building, with other values for some.
std::string building(const std::string& widths) {
    return "   SRCGROUP ALL\n   BUILDHGT S1 36*50.\n   BUILDWID S1 " + widths +
           "\n   BUILDLEN S1 30*20.\n   BUILDLEN S1 6*21.\n   XBADJ S1 36*-7.\n   YBADJ S1 36*3.\n";
}

TEST(AermodDeck, BuildingsByFlowDirection) {
    // The ninth value is for flow towards 90 degrees: the wind comes from 270.
    const AermodDeck deck = deck_of(with("   SRCGROUP ALL\n", building("8*60. 75. 27*60.")));
    ASSERT_TRUE(deck.sources[0].building.has_value());
    const auto& faces = deck.sources[0].building->faces;
    EXPECT_EQ(faces[26].width_m, 75.0);
    EXPECT_EQ(faces[8].width_m, 60.0);
    EXPECT_EQ(faces[0].height_m, 50.0);
    EXPECT_EQ(faces[17].length_m, 21.0);  // flow towards 360
    EXPECT_EQ(faces[3].along_m, -7.0);
    EXPECT_EQ(faces[3].across_m, 3.0);
    EXPECT_FALSE(deck_of(whole()).sources[0].building.has_value());
    for (const char* wrong : {"35*60.", "x*60.", "2.5*60. 34*60.", "0*60. 36*60."}) {
        const std::string text = with("   SRCGROUP ALL\n", building(wrong));
        EXPECT_EQ(thrown([&] { static_cast<void>(deck_of(text)); }).code, "E311") << wrong;
    }
}

TEST(AermodDeck, BuoyantLines) {
    const std::string line = "LOCATION B1 BUOYLINE 1. 2. 31. 42.";
    const std::string parameters = "   BLPINPUT 848. 20. 100. 2. 37.5 300.\n   SRCGROUP ALL\n";
    std::string text = with("LOCATION B1 RLINE 0 0 1 1", line);
    EXPECT_NE(thrown([&] { static_cast<void>(deck_of(text)); }).message.find("BLPINPUT"), std::string::npos);
    text.replace(text.find("   SRCGROUP ALL\n"), 16, parameters);
    const AermodDeck deck = deck_of(text);
    const AermodSource& made = deck.sources.back();
    EXPECT_EQ(made.kind, AermodKind::buoyant_line);
    EXPECT_EQ(made.place.x_m, 1.0);
    EXPECT_EQ(made.end.y_m, 42.0);
    ASSERT_TRUE(made.line.has_value());
    EXPECT_EQ(made.line->length_m, 848.0);
    EXPECT_EQ(made.line->building_height_m, 20.0);
    EXPECT_EQ(made.line->building_width_m, 100.0);
    EXPECT_EQ(made.line->line_width_m, 2.0);
    EXPECT_EQ(made.line->separation_m, 37.5);
    EXPECT_EQ(made.line->buoyancy_m4_s3, 300.0);
    // Named groups.
    text.replace(text.find("BLPINPUT 848."), 13, "BLPGROUP G1 B1\n   BLPINPUT G1 84.");
    EXPECT_EQ(deck_of(text).sources.back().line->group, "G1");
    EXPECT_EQ(deck_of(text).sources.back().line->length_m, 84.0);
}

TEST(AermodDeck, SourcesWithTheirParameters) {
    const AermodDeck deck = deck_of(whole());
    EXPECT_EQ(deck.title, "a small deck");
    ASSERT_EQ(deck.sources.size(), 6U);
    const AermodSource& stack = deck.sources[0];
    EXPECT_EQ(stack.kind, AermodKind::point);
    EXPECT_DOUBLE_EQ(stack.rate, 0.1);
    EXPECT_DOUBLE_EQ(stack.height_m, 35.0);
    EXPECT_DOUBLE_EQ(stack.exit_temperature_k, 432.0);
    EXPECT_DOUBLE_EQ(stack.exit_speed_m_s, 11.7);
    EXPECT_DOUBLE_EQ(stack.diameter_m, 2.4);
    EXPECT_DOUBLE_EQ(stack.place.x_m, 10.0);
    const AermodSource& volume = deck.sources[1];
    EXPECT_EQ(volume.kind, AermodKind::volume);
    EXPECT_DOUBLE_EQ(volume.sigma_y0_m, 20.0);
    EXPECT_DOUBLE_EQ(volume.sigma_z0_m, 10.0);
    // 20 m by 40 m turned by 90 degrees clockwise about its corner: east becomes south.
    const AermodSource& area = deck.sources[2];
    ASSERT_EQ(area.outline.size(), 4U);
    EXPECT_NEAR(area.outline[1].x_m, -10.0, 1e-9);
    EXPECT_NEAR(area.outline[1].y_m, -30.0, 1e-9);
    EXPECT_NEAR(area.outline[3].x_m, 30.0, 1e-9);
    EXPECT_NEAR(area.outline[3].y_m, -10.0, 1e-9);
    EXPECT_DOUBLE_EQ(area.sigma_z0_m, 3.0);
    EXPECT_EQ(deck.sources[3].outline.size(), 20U);
    EXPECT_EQ(deck.sources[4].outline.size(), 3U);
    EXPECT_DOUBLE_EQ(deck.sources[5].outline[0].y_m, 10.0);
    EXPECT_DOUBLE_EQ(deck.sources[5].sigma_z0_m, 5.0);
    EXPECT_EQ(deck.without.at("B1"), "sources of type RLINE");
    EXPECT_EQ(deck.groups.at("ALL").size(), 7U);
    EXPECT_EQ(deck.groups.at("S"), std::vector<std::string>{"S1"});
    EXPECT_EQ(deck.passed_over.at("AVERTIME"), 1U);
}

TEST(AermodDeck, ReceptorsOfAllKindsInOrder) {
    const AermodDeck deck = deck_of(whole());
    ASSERT_EQ(deck.receptors.size(), 6U + 4U + 3U);
    EXPECT_DOUBLE_EQ(deck.receptors[1].place.x_m, 0.0);  // x runs first
    EXPECT_DOUBLE_EQ(deck.receptors[3].place.y_m, 50.0);
    EXPECT_NEAR(deck.receptors[7].place.x_m, 210.0, 1e-9);  // distance runs first; 90 degrees is east
    EXPECT_NEAR(deck.receptors[7].place.y_m, 20.0, 1e-9);
    EXPECT_NEAR(deck.receptors[8].place.y_m, -80.0, 1e-9);  // 180 degrees is south
    EXPECT_NEAR(deck.receptors[10].place.x_m, 1010.0, 1e-9);
    EXPECT_DOUBLE_EQ(deck.receptors[12].height_m, 2.5);
    EXPECT_EQ(deck.surface_file, "W.SFC");
    EXPECT_EQ(deck.hourly_files.size(), 1U);
    EXPECT_EQ(deck.hourly_files.at("S"), "../o/S_01H.PST");
}

TEST(AermodDeck, WhatWeDoNotHaveIsTold) {
    const AermodDeck varied = deck_of(with("SRCGROUP S S1", "EMISFACT S1 HROFDY 24*1\n   SRCGROUP S S1"));
    EXPECT_EQ(varied.without.at("S1"), "emissions that vary");
    EXPECT_EQ(varied.sources.size(), 5U);
    EXPECT_EQ(deck_of(with("SRCGROUP S S1", "PARTDIAM S1 2.\n   SRCGROUP S S1")).without.at("S1"),
              "deposition of particles");
    EXPECT_TRUE(deck_of(whole()).refused.empty());
    EXPECT_EQ(deck_of(with("CONC FLAT", "CONC FLAT DDEP")).refused.front(), "MODELOPT DDEP is not modelled");
    EXPECT_NE(deck_of(with("CONC FLAT", "CONC ELEV")).refused.front().find("terrain"), std::string::npos);
    EXPECT_NE(deck_of(with("RE STARTING", "RE STARTING\n   INCLUDED more.rec")).refused.front().find("INCLUDED"),
              std::string::npos);
}

TEST(AermodDeck, BadInputIsRefusedWithItsLine) {
    const auto refused = [](const std::string& old, const std::string& now) {
        return thrown([&] { static_cast<void>(deck_of(with(old, now))); });
    };
    const Problem unknown = refused("TITLEONE a", "TILTEONE a");
    EXPECT_EQ(unknown.code, "E311");
    EXPECT_EQ(unknown.line, 2);
    EXPECT_NE(unknown.message.find("TILTEONE"), std::string::npos);
    EXPECT_EQ(refused("35. 432.", "35m 432.").line, 14);
    EXPECT_NE(refused("432. 11.7 2.4", "432.").message.find("needs 5"), std::string::npos);
    EXPECT_NE(refused("11.7 2.4", "11.7 0").message.find("diameter"), std::string::npos);
    EXPECT_NE(refused("0.1 1. 20. 10.", "-0.1 1. 20. 10.").message.find("negative"), std::string::npos);
    EXPECT_NE(refused("AREAVERT P1 10 10", "AREAVERT P1 10").message.find("odd"), std::string::npos);
    EXPECT_NE(refused("AREAVERT P1 10 10", "").message.find("corners"), std::string::npos);
    EXPECT_NE(refused("ORIG S1", "ORIG S9").message.find("S9"), std::string::npos);
    EXPECT_NE(refused("GDIR 2", "GDRI 2").message.find("GDRI"), std::string::npos);
    EXPECT_NE(refused("   GRIDPOLR P END\n", "").message.find("GRIDPOLR"), std::string::npos);
    EXPECT_NE(refused("LINE 0 0 100 0", "LINE 0 0").message.find("two ends"), std::string::npos);
    EXPECT_EQ(refused("CO STARTING", "STARTING").code, "E311");
    EXPECT_EQ(thrown([] { static_cast<void>(read_aermod_deck("/nowhere.inp")); }).code, "E401");
}

TEST(AermodDeck, DecksOfTheAgency) {
    const auto data = testing::shared_data();
    if (!data || !std::filesystem::exists(*data / "tracer/aermod-test-cases/allsrcs.inp"))
        GTEST_SKIP() << "no AERMOD test cases (set LANTIAN_DATA)";
    const auto folder = *data / "tracer/aermod-test-cases";
    const AermodDeck all = read_aermod_deck((folder / "allsrcs.inp").string());
    EXPECT_EQ(all.receptors.size(), 332U);
    EXPECT_EQ(all.sources.size(), 10U);  // all but the pit and the roads
    EXPECT_EQ(all.without.size(), 5U);
    EXPECT_TRUE(all.refused.empty());
    std::size_t decks = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".inp") continue;
        EXPECT_NO_THROW(static_cast<void>(read_aermod_deck(entry.path().string()))) << entry.path();
        ++decks;
    }
    EXPECT_GE(decks, 15U);
}

constexpr const char* k_surface =
    "   41.300N   74.000W          UA_ID: 00014735  SF_ID: 14735     OS_ID: 99999        VERSION: 24142    CCVR_Sub\n"
    "88  3  1  61 10   60.6  0.396  0.949  0.008  506.  599.    -92.0  0.7500   1.50   0.52    2.30  314.8   10.0  "
    "273.0   10.0     0  -9.00   999.  1003.     4 NAD-OS  NoSubs\n";
constexpr const char* k_profile =
    "88  3  1 10    10.0 0   314.8     2.30    -0.16    42.30     0.55\n"
    "88  3  1 10   100.0 1   309.7     4.60    -1.36    20.40     0.98\n";

std::string mean_line(double x, double y, double conc, const char* label = "88030110") {
    char text[160];
    std::snprintf(text, sizeof text, " %12.5f %12.5f %12.5f 0.00 0.00 0.00 1-HR S %s NET\n", x, y, conc, label);
    return text;
}

struct SmallCase {
    test::TempDir dir;
    SmallCase(const std::string& means) {
        std::string text = whole();
        const std::size_t from = text.find("   GRIDCART G STA");
        text.erase(from, text.find("   DISCPOLR") - from);
        dir.write("small.inp", text);
        dir.write("met/W.SFC", k_surface);
        dir.write("met/W.PFL", k_profile);
        dir.write("out1/S_01H.PST", means);
    }
};

TEST(AermodCases, WeatherAndMeansAreJoined) {
    // Another order than that of the deck.
    const SmallCase small(mean_line(7, 8, 3.0) + mean_line(1010, 20, 1.5) + mean_line(5, 6, 2.0));
    const std::vector<AermodCase> cases = read_aermod_cases(small.dir.path().string());
    ASSERT_EQ(cases.size(), 1U);
    EXPECT_EQ(cases[0].deck, "small");
    ASSERT_EQ(cases[0].groups.size(), 1U);
    const AermodGroup& group = cases[0].groups[0];
    EXPECT_EQ(group.name, "S");
    ASSERT_EQ(group.conc_kg_m3.size(), 3U);
    EXPECT_DOUBLE_EQ(group.conc_kg_m3[0], 1.5e-9);
    EXPECT_DOUBLE_EQ(group.conc_kg_m3[2], 3.0e-9);
    ASSERT_EQ(cases[0].hours.size(), 1U);
    const AermodHour& hour = cases[0].hours[0];
    EXPECT_DOUBLE_EQ(hour.surface.convective_mixing_height_m, 506.0);
    ASSERT_EQ(hour.levels.size(), 2U);
    EXPECT_NEAR(hour.levels[0].sigma_direction_rad, 42.3 * 3.14159265358979 / 180.0, 1e-12);
    EXPECT_DOUBLE_EQ(hour.levels[1].sigma_w_m_s, 0.98);
    bool told = false;
    for (const std::string& note : cases[0].notes)
        told = told || note.find("group ALL left out: B1 has sources of type RLINE") != std::string::npos;
    EXPECT_TRUE(told);
}

TEST(AermodCases, WhatDoesNotBelongTogetherIsRefused) {
    const auto code = [](const std::string& means) {
        const SmallCase small(means);
        return thrown([&] { static_cast<void>(read_aermod_cases(small.dir.path().string())); }).code;
    };
    const std::string three = mean_line(1010, 20, 1.5) + mean_line(5, 6, 2.0) + mean_line(7, 8, 3.0);
    EXPECT_EQ(code(mean_line(1010, 20, 1.5)), "E322");                         // too few
    EXPECT_EQ(code(three + mean_line(5, 6, 2.0)), "E322");                     // too many
    EXPECT_EQ(code(mean_line(1011, 20, 1.5) + mean_line(5, 6, 2.0)), "E322");  // another place
    EXPECT_EQ(code(three + mean_line(1010, 20, 1.0, "88030111")), "E322");     // a short hour
    EXPECT_EQ(code(three + "1 2 three 0 0 0 1-HR S 88030110 NET\n"), "E311");  // no number
    EXPECT_EQ(code(three + mean_line(1010, 20, 1.0, "88139910")), "E311");     // no date
    const test::TempDir empty;
    EXPECT_EQ(thrown([&] { static_cast<void>(read_aermod_cases(empty.path().string())); }).code, "E401");
    EXPECT_EQ(thrown([] { static_cast<void>(read_aermod_cases("/nowhere")); }).code, "E401");
    const SmallCase small(three);
    std::filesystem::remove(small.dir.path() / "met/W.PFL");
    const Problem p = thrown([&] { static_cast<void>(read_aermod_cases(small.dir.path().string())); });
    EXPECT_EQ(p.code, "E312");
    EXPECT_NE(p.message.find("W.PFL"), std::string::npos);
}

}  // namespace
}  // namespace lantian
