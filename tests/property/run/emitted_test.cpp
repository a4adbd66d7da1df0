// What stations.nc says each source let go is what the ledger booked, dust from the weather included.
#include <gtest/gtest.h>

#include <fstream>

#include <nlohmann/json.hpp>

#include "core/data/species.hpp"
#include "core/io/netcdf_file.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

TEST(RunEmission, StationsHoldWhatTheLedgerBooked) {
    const test::ProgramCase c(2, "double_precision = true\n");
    c.dir().write("dust.geojson",
                  R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"yard",)"
                  R"("kind":"unpaved_road","sector":"dust","group":"dust","silt[%]":8,"weight[t]":30,)"
                  R"("vehicles[1/d]":400,"pb_content[mg/kg]":900,"hg_content[mg/kg]":5},"geometry":)"
                  R"({"type":"LineString","coordinates":[[112.50,35.06],[112.505,35.065]]}}]})");
    for (const char* by : {"source", "group"}) {
        const std::string out = std::string("by_") + by;
        static_cast<void>(c.run(out, {"--set", "emissions.dust=[\"dust.geojson\"]", "--set",
                                      std::string("output.stations_by=\"") + by + "\""}));
        const NetcdfFile stations = NetcdfFile::open(c.file(out + "/stations.nc"));
        std::ifstream in(c.file(out + "/ledger.json"));
        const auto ledger = nlohmann::json::parse(in);
        const auto groups = stations.read_texts("source_group");
        const auto run_t = stations.read("source_run_emission"), year_t = stations.read("source_annual_emission");
        ASSERT_EQ(run_t.size(), 3 * k_emitted_count);
        for (std::size_t s = 0; s < 3; ++s) {
            const auto kg = [&](const char* carried) {
                return ledger["groups"][groups[s]]["species"][carried]["emitted_kg"].get<double>();
            };
            const double* t = run_t.data() + s * k_emitted_count;
            const double* year = year_t.data() + s * k_emitted_count;
            EXPECT_TRUE(near_relative(t[index(Emitted::pm25)], kg("pm25_primary") / 1e3, 1e-12)) << groups[s];
            EXPECT_TRUE(near_relative(t[index(Emitted::pm10)], (kg("pm25_primary") + kg("pm_coarse")) / 1e3, 1e-12));
            EXPECT_TRUE(
                near_relative(t[index(Emitted::pb)], (kg("pb_fine") + kg("pb_coarse") + kg("pb_giant")) / 1e3, 1e-12));
            EXPECT_GT(t[index(Emitted::pb)], 0.0);
            if (groups[s] == "dust") {
                EXPECT_EQ(year[index(Emitted::pm10)], 0.0);
                EXPECT_GT(t[index(Emitted::hg)], 0.0);
                EXPECT_EQ(t[index(Emitted::so2)], 0.0);
                continue;
            }
            // A flat profile: two hours of the year.
            for (const Emitted e : {Emitted::pm25, Emitted::pm10, Emitted::so2, Emitted::nox, Emitted::pb})
                EXPECT_TRUE(near_relative(t[index(e)], year[index(e)] * 2.0 / 8760.0, 1e-9)) << groups[s];
        }
    }
}

}  // namespace
}  // namespace lantian
