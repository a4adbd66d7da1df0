#include "models/app/rank_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/support/stations_file.hpp"

namespace lantian {
namespace {

RankAnswer answer() {
    Measure a;
    a.id = "A";
    a.name = "Hoods, \"tight\"";
    a.name_zh = "集气罩";
    a.sector = {"steel"};
    a.removal_frac[index(Emitted::pm25)] = a.removal_frac[index(Emitted::pm10)] = 0.5;
    a.cost = Measure::Cost{.annual_cny = 3e6, .per_tonne_species = {}};
    a.co2_t_a = 1200;
    Measure b = a;
    b.id = "B";
    b.cost.reset();
    b.co2_t_a.reset();
    b.requires_ids = {"A"};
    RankAnswer ranked = rank_measures(test::synthetic_table(8, 4, 3), {a, b}, 80e6);
    ranked.run_dir = "out/x";
    return ranked;
}

TEST(RankJson, HasTheFieldsThatScriptsRelyOn) {
    const RankAnswer ranked = answer();
    const auto json = nlohmann::json::parse(rank_json(ranked));
    ASSERT_EQ(json["measures"].size(), 2U);
    const auto& a = json["measures"][0];
    EXPECT_EQ(a["id"], "A");
    EXPECT_EQ(a["name_zh"], "集气罩");
    EXPECT_EQ(a["cost_cny_a"], 3e6);
    EXPECT_NEAR(a["d_emission_t_a"]["pm25"].get<double>(), ranked.measures[0].alone.d_emission_kg_a[0] / 1000.0, 1e-9);
    EXPECT_LT(a["d_conc"]["pm25"]["mean"].get<double>(), 0.0);
    EXPECT_NEAR(a["d_conc"]["pm25"]["population_weighted"].get<double>(),
                (*ranked.measures[0].alone.d_conc_kg_m3.population_weighted)[k_answer_pm25] * 1e9, 1e-12);
    EXPECT_NEAR(a["d_conc"]["pm10"]["town1"].get<double>(),
                ranked.measures[0].alone.d_conc_kg_m3.receptor[1][answer_index(Reported::pm10)] * 1e9, 1e-12);
    EXPECT_EQ(a["rank"]["pm25"], 1);
    EXPECT_EQ(a["rank"]["cost_per_ug_pm25"], 1);
    EXPECT_EQ(a["co2_t_a"], 1200);
    EXPECT_TRUE(a["with_requires"].is_null());
    const auto& b = json["measures"][1];
    EXPECT_TRUE(b["cost_cny_a"].is_null());
    EXPECT_TRUE(b["rank"]["cost_per_ug_pm25"].is_null());
    EXPECT_EQ(b["requires"], nlohmann::json::array({"A"}));
    EXPECT_LT(b["with_requires"]["d_conc"]["pm25"]["mean"], b["d_conc"]["pm25"]["mean"]);
    EXPECT_EQ(json["chosen"]["ids"], nlohmann::json::array({"A"}));
    EXPECT_EQ(json["chosen"]["method"], "exact");
    EXPECT_EQ(json["curve"].size(), 1U);
    std::string notes;
    for (const auto& note : json["notes"]) notes += note.get<std::string>() + '\n';
    EXPECT_NE(notes.find("Ozone response is not yet included"), std::string::npos);
    EXPECT_NE(notes.find("means of the run"), std::string::npos);
    EXPECT_NE(notes.find("simple linear scheme"), std::string::npos);
    EXPECT_NE(notes.find("Cost unknown, null"), std::string::npos);
}

/// Fields of one CSV line, quotes taken off.
std::vector<std::string> fields(const std::string& line) {
    std::vector<std::string> out(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
                out.back() += line[i++];
            } else {
                quoted = !quoted;
            }
        } else if (line[i] == ',' && !quoted) {
            out.emplace_back();
        } else {
            out.back() += line[i];
        }
    }
    return out;
}

TEST(RankCsv, HasOneLineAMeasureWithUnitsInTheHeader) {
    std::istringstream text(rank_csv(answer()));
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(text, line);) rows.push_back(fields(line));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].size(), rows[0].size());
    EXPECT_EQ(rows[2].size(), rows[0].size());
    const auto column = [&](const std::string& name) {
        return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
    };
    EXPECT_EQ(rows[1].at(column("name")), "Hoods, \"tight\"");
    EXPECT_EQ(rows[1].at(column("cost[CNY/a]")), "3000000");
    EXPECT_EQ(rows[2].at(column("cost[CNY/a]")), "");
    EXPECT_EQ(rows[2].at(column("rank_cost")), "");
    EXPECT_EQ(rows[1].at(column("rank_pm25")), "1");
    EXPECT_LT(std::stod(rows[1].at(column("d_pm25_population_weighted[ug/m3]"))), 0.0);
    EXPECT_LT(std::stod(rows[1].at(column("d_pm10[t/a]"))), 0.0);
    EXPECT_EQ(rows[1].at(column("d_so2[t/a]")), "0");
}

}  // namespace
}  // namespace lantian
