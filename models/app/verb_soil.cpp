#include <filesystem>
#include <iostream>
#include <memory>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "models/app/verb_list.hpp"
#include "models/deposition/soil_of_run.hpp"

namespace lantian {

namespace {

struct SoilRequest {
    std::string folder, out;
    SoilQuestion question;
    double half_time_years = 200.0, ph = 7.5;
    bool paddy = false;
};

std::string csv(const SoilAnswer& answer) {
    std::string out =
        "id,name,lon[deg],lat[deg],deposit[mg m-2 a-1],wet_share,outside_share,increment[mg kg-1 a-1],content[mg "
        "kg-1]\n";
    for (const SoilPlace& p : answer.places) {
        out += fmt::format("{},\"{}\",{:.5f},{:.5f},{:.6g},{:.4f},{:.4f},{:.6g},{:.6g}\n", p.id, p.name,
                           p.place.lon_deg, p.place.lat_deg, p.deposit_mg_m2_year, p.wet_frac, p.from_outside_frac,
                           p.increment_mg_kg_year, p.content_mg_kg);
    }
    return out;
}

int verb_soil(const CommonOptions& common, SoilRequest r) {
    SoilQuestion& q = r.question;
    q.soil.loss_per_year = r.half_time_years > 0.0 ? std::log(2.0) / r.half_time_years : 0.0;
    const std::string map = r.out.ends_with(".nc") ? r.out : std::string();
    const SoilAnswer answer = soil_of_run(r.folder, q, map);
    if (map.empty()) write_text_file(r.out, csv(answer));
    const double screening = farm_soil_screening_mg_kg(q.species, r.ph, r.paddy);
    if (common.json) {
        Json places = Json::array();
        for (const SoilPlace& p : answer.places) {
            places.push_back({{"id", p.id},
                              {"deposit_mg_m2_a", p.deposit_mg_m2_year},
                              {"wet_share", p.wet_frac},
                              {"outside_share", p.from_outside_frac},
                              {"increment_mg_kg_a", p.increment_mg_kg_year},
                              {"content_mg_kg", p.content_mg_kg}});
        }
        std::cout << Json{{"out", r.out},
                          {"species", q.species},
                          {"years", q.years},
                          {"run_days", answer.run_days},
                          {"screening_mg_kg", json_number(screening)},
                          {"highest",
                           {{"deposit_mg_m2_a", answer.highest_deposit_mg_m2_year},
                            {"content_mg_kg", answer.highest_content_mg_kg},
                            {"lon", answer.highest_place.lon_deg},
                            {"lat", answer.highest_place.lat_deg}}},
                          {"places", places}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format(
        "{}: {} in the top {} m of soil after {} years, from {} mg/kg; a year's deposit is {:.3g} days of the run, "
        "scaled\n",
        r.out, q.species, q.soil.depth_m, q.years, q.initial_mg_kg, answer.run_days);
    std::cout << fmt::format("{:<24}{:>18}{:>10}{:>10}{:>18}{:>16}\n", "place", "mg m-2 a-1", "wet", "outside",
                             "+ mg kg-1 a-1", "mg kg-1");
    for (const SoilPlace& p : answer.places)
        std::cout << fmt::format("{:<24}{:>18.4g}{:>9.0f}%{:>9.0f}%{:>18.4g}{:>16.4g}\n", p.id, p.deposit_mg_m2_year,
                                 100.0 * p.wet_frac, 100.0 * p.from_outside_frac, p.increment_mg_kg_year,
                                 p.content_mg_kg);
    std::cout << fmt::format(
        "{:<24}{:>18.4g}{:>10}{:>10}{:>18}{:>16.4g}\n",
        fmt::format("highest, {:.3f} {:.3f}", answer.highest_place.lon_deg, answer.highest_place.lat_deg),
        answer.highest_deposit_mg_m2_year, "", "", "", answer.highest_content_mg_kg);
    std::cout << fmt::format("screening value of {} soil at pH {} (GB 15618-2018): {} mg/kg\n",
                             r.paddy ? "paddy" : "other farm", r.ph, screening);
    return 0;
}

}  // namespace

void add_soil_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    const auto r = std::make_shared<SoilRequest>();
    CLI::App* verb = add_verb(app, common, "soil", "metals in the soil after years of a run's deposits",
                              "lantian soil out/jiyuan --years 20 --out soil.csv");
    verb->add_option("DIR", r->folder, "folder of a finished run")->required();
    verb->add_option("--out", r->out, "table by station (.csv), or map by cell and group (.nc)")->required();
    verb->add_option("--species", r->question.species, "metal")
        ->check(CLI::IsMember({"pb", "cd", "as", "hg"}))
        ->capture_default_str();
    verb->add_option("--years", r->question.years, "years of deposits, a")
        ->check(CLI::Range(0.01, 1e4))
        ->capture_default_str();
    verb->add_option("--initial", r->question.initial_mg_kg, "content at the start, mg/kg")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    verb->add_option("--depth", r->question.soil.depth_m, "mixing depth, m")
        ->check(CLI::Range(0.001, 5.0))
        ->capture_default_str();
    verb->add_option("--density", r->question.soil.bulk_density_kg_m3, "bulk density, kg/m3")
        ->check(CLI::Range(200.0, 3000.0))
        ->capture_default_str();
    verb->add_option("--half-time", r->half_time_years, "half time of leaching and uptake, a; 0: none")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    verb->add_option("--ph", r->ph, "acidity of the soil, for the screening value")
        ->check(CLI::Range(3.0, 10.0))
        ->capture_default_str();
    verb->add_flag("--paddy", r->paddy, "paddy field, for the screening value");
    verbs.push_back({verb, [&common, r] { return verb_soil(common, *r); }});
}

}  // namespace lantian
