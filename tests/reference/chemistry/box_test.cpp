#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/constants.hpp"
#include "models/chemistry/clear_sky.hpp"
#include "tests/support/box_case.hpp"
#include "tests/support/solver_case.hpp"
#include "tests/support/temp_dir.hpp"

// Trajectories of the chemistry data set (Radau IIA at rtol 1e-8) against the box at rtol 1e-4. The tolerances are
// those of the project's plan: O3 1e-3, NO2 3e-3, OH 1e-2 of the peak.

namespace {

using namespace lantian;
using namespace lantian::test;

class Cb6r5Reference : public ::testing::TestWithParam<const char*> {};

TEST_P(Cb6r5Reference, StoredTrajectory) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Mechanism mechanism = mechanism_of(*data / "chemistry/cb6r5_core.json");
    const Columns reference = read_columns(*data / "chemistry/reference" / (std::string(GetParam()) + ".csv"));
    for (const char* method : {"rodas4", "rodas3", "ros3"}) {
        ChemistryCase c = reference_case(GetParam());
        c.method = method;
        BoxReport report;
        const Columns ours = run_box(mechanism, c, &report);
        EXPECT_EQ(report.failed, 0u);
        EXPECT_EQ(report.forced, 0u);
        EXPECT_LT(peak_error(ours.at("O3"), reference.at("O3_ppb")), 1e-3) << method;
        EXPECT_LT(peak_error(ours.at("NO2"), reference.at("NO2_ppb")), 3e-3) << method;
        EXPECT_LT(peak_error(ours.at("OH"), reference.at("OH_ppb")), 1e-2) << method;
        for (const auto& [name, values] : reference) {
            if (name != "time_s")
                EXPECT_LT(peak_error(ours.at(name.substr(0, name.size() - 4)), values), 1e-2) << method << ' ' << name;
        }
    }
}
INSTANTIATE_TEST_SUITE_P(Cases, Cb6r5Reference,
                         ::testing::Values("cb6r5_urban_noon", "cb6r5_urban_night", "cb6r5_urban_diurnal",
                                           "cb6r5_rural_diurnal"));

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The project's own file holds the reactions of the data set: same rates and the same trajectory.
TEST(OwnMechanism, Cb6r5IsTheReferenceMechanism) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Mechanism own = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    const Mechanism theirs = mechanism_of(*data / "chemistry/cb6r5_core.json");
    ASSERT_EQ(own.reactions.size(), theirs.reactions.size());
    ASSERT_EQ(own.families.size(), 3u);
    const std::vector<double> fixed(6, 1.0), sun(own.photolysis.size(), 1.0);
    for (const double t : {250.0, 298.15}) {
        const auto a = rate_constants(own, t, 9e4, fixed, sun, {}, false),
                   b = rate_constants(theirs, t, 9e4, fixed, sun, {}, false);
        for (std::size_t r = 0; r < a.size(); ++r) {
            EXPECT_NEAR(a[r], b[r], 1e-12 * b[r]) << own.reactions[r].label;
            EXPECT_EQ(own.reactions[r].label, theirs.reactions[r].label);
        }
    }
    const ChemistryCase c = reference_case("cb6r5_urban_noon");
    EXPECT_LT(peak_error(run_box(own, c).at("O3"), run_box(theirs, c).at("O3")), 1e-9);
}

// All rate constants at 298.15 K, RH 0.5, zenith 30 deg, fixed species folded in; and the printed ones of CMAQ (0.2 %).
TEST(Cb6r5Rates, StoredAndPrintedValues) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    const auto stored = nlohmann::json::parse(text_of(*data / "chemistry/reference/cb6r5_rate_constants_298K.json"));
    std::vector<double> fixed, sun;
    for (const MechanismSpecies& s : m.species) {
        if (s.fixed) fixed.push_back(stored["number_densities_cm3"][s.name].get<double>());
    }
    for (const std::string& label : m.photolysis)
        sun.push_back(clear_sky_per_s(*clear_sky_parts(m, label), std::cos(constants::k_pi / 6.0)));
    const std::vector<double> k = rate_constants(m, 298.15, 101325.0, fixed, sun, {}, true);
    const std::vector<double> bare = rate_constants(m, 298.15, 101325.0, fixed, sun, {}, false);
    for (std::size_t r = 0; r < k.size(); ++r) {
        const double theirs = stored["rate_constants"][m.reactions[r].label].get<double>();
        EXPECT_NEAR(k[r] / theirs, 1.0, 1e-6) << m.reactions[r].label;
    }
    std::map<std::string, double> printed;
    std::istringstream rows(text_of(*data / "chemistry/cmaq/mech_cb6r5_ae7_aq.md"));
    for (std::string line; std::getline(rows, line);) {
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
        if (cells.size() < 5) continue;
        const std::string label = cells[1].substr(cells[1].find_first_not_of(' '),
                                                  cells[1].find_last_not_of(' ') + 1 - cells[1].find_first_not_of(' '));
        try {
            printed[label] = std::stod(cells[4]);
        } catch (const std::logic_error&) {
            continue;  // heading, or photolysis
        }
    }
    int compared = 0;
    for (std::size_t r = 0; r < k.size(); ++r) {
        const auto found = printed.find(m.reactions[r].label);
        if (found == printed.end() || m.reactions[r].rate.form == RateForm::photolysis) continue;
        EXPECT_NEAR(bare[r] / found->second, 1.0, 2e-3) << m.reactions[r].label;
        ++compared;
    }
    EXPECT_EQ(compared, 196);
}

// NO, NO2, NO3, 2 N2O5, HONO, HNO3, PNA, PAN, PANX, OPAN, NTR1, NTR2, CRON, INTR: kept to the 1e-6 that two reactions
// leave.
TEST(Cb6r5Reference, NitrogenIsKept) {
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    const Columns ours = run_box(m, reference_case("cb6r5_urban_noon"));
    const Family& n = m.families.at(0);
    ASSERT_EQ(n.name, "N");
    EXPECT_EQ(n.members.size(), 14u);
    const auto sum = [&](std::size_t row) {
        double total = 0.0;
        for (const auto& [s, atoms] : n.members) total += atoms * ours.at(m.species[s].name).at(row);
        return total;
    };
    const std::size_t last = ours.at("time_s").size() - 1;
    EXPECT_NEAR(sum(last) / sum(0), 1.0, 1e-6);
    // Without the two reactions that the file rounds the sum is kept to rounding.
    const std::vector<Imbalance> uneven = imbalances(m, 1e-9);
    ASSERT_EQ(uneven.size(), 2u);
    Mechanism even = m;
    for (const Imbalance& i : uneven) even.reactions[i.reaction].rate = Rate{};
    const Columns kept = run_box(even, reference_case("cb6r5_urban_noon"));
    double first = 0.0, end = 0.0;
    for (const auto& [s, atoms] : n.members) {
        first += atoms * kept.at(m.species[s].name).front();
        end += atoms * kept.at(m.species[s].name).back();
    }
    EXPECT_NEAR(end / first, 1.0, 1e-12);
}

// 14 x 14 runs of twelve hours: peak ozone within 0.5 % everywhere.
TEST(Cb6r5Reference, Ekma) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/cb6r5.json"));
    ChemistryCase c = reference_case("cb6r5_ekma_12h");
    c.method = "rodas3";
    c.relative_tolerance = 1e-3;
    c.absolute_tolerance_ppb = 1e-6;
    Problems problems;
    Box box(m, c, 1, problems);
    ASSERT_FALSE(problems.has_errors());
    const std::vector<std::string> names = box.names();
    const auto o3 = static_cast<std::size_t>(std::find(names.begin(), names.end(), "O3") - names.begin());
    std::vector<double> peak(box.cells(), 0.0);
    const BoxReport report = box.run([&](double, std::span<const double> ppb) {
        for (std::size_t cell = 0; cell < peak.size(); ++cell)
            peak[cell] = std::max(peak[cell], ppb[cell * names.size() + o3]);
    });
    EXPECT_EQ(report.failed, 0u);
    const Columns reference = read_columns(*data / "chemistry/reference/cb6r5_ekma_12h.csv");
    ASSERT_EQ(reference.at("O3_max_ppb").size(), 196u);
    for (std::size_t cell = 0; cell < 196; ++cell) {
        ASSERT_EQ(reference.at("nox_factor")[cell], box.y_factor(cell));
        ASSERT_EQ(reference.at("voc_factor")[cell], box.x_factor(cell));
        EXPECT_NEAR(peak[cell] / reference.at("O3_max_ppb")[cell], 1.0, 5e-3)
            << box.y_factor(cell) << ' ' << box.x_factor(cell);
    }
}

/// A case of music-box from its folder, with more TOML.
ChemistryCase music_box_case(const lantian::test::TempDir& dir, const std::string& toml) {
    Problems problems;
    ChemistryCase c = read_chemistry_case(dir.write("case.toml", toml), problems);
    problems.throw_if_errors();
    return c;
}

/// mol m-3 to ppb at T and P of the case.
std::vector<double> ppb_of(std::vector<double> mol_m3, double temperature_k, double pressure_pa) {
    for (double& v : mol_m3) v *= 8.314462618 * temperature_k / pressure_pa * 1e9;
    return mol_m3;
}

TEST(MusicBoxReference, Cb05) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const lantian::test::TempDir dir;
    const auto folder = *data / "chemistry/music-box/carbon_bond_5";
    const ChemistryCase c = music_box_case(
        dir, fmt::format(
                 "[time]\nhours = 3\noutput_step_s = 300\n[conditions]\nfiles = [\"{0}/initial_reaction_rates.csv\", "
                 "\"{0}/initial_concentrations.csv\"]\n[photolysis]\nmissing = \"zero\"\n[solver]\nmethod = "
                 "\"rodas4\"\nrtol = 1e-4\natol_ppb = 1e-8\n",
                 folder.string()));
    const Columns ours = run_box(mechanism_of(folder / "my_config.json"), c);
    const Columns reference = read_columns(*data / "chemistry/reference/cb05_musicbox_3h.csv");
    const auto compare = [&](const Columns& run, const char* name, double tolerance) {
        EXPECT_LT(peak_error(run.at(name), ppb_of(reference.at(std::string(name) + "_mol_m-3"), 298.15, 101325.0)),
                  tolerance)
            << name;
    };
    compare(ours, "O3", 1e-3);
    compare(ours, "NO2", 3e-3);
    compare(ours, "OH", 1e-2);
    for (const auto& [name, values] : reference) {
        const std::string species = name.substr(0, name.find('_'));
        if (name != "time_s" && ours.contains(species) && *std::max_element(values.begin(), values.end()) > 1e-20)
            compare(ours, species.c_str(), 1e-2);
    }
}

TEST(MusicBoxReference, Chapman) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const lantian::test::TempDir dir;
    const auto folder = *data / "chemistry/music-box/chapman";
    const ChemistryCase c =
        music_box_case(dir, fmt::format("[time]\ndays = 3\noutput_step_s = 1800\n[conditions]\nfiles = "
                                        "[\"{0}/initial_concentrations.csv\", \"{0}/conditions_Boulder.csv\"]\n"
                                        "[solver]\nmethod = \"rodas4\"\nrtol = 1e-4\natol_ppb = 1e-9\n",
                                        folder.string()));
    const Columns reference = read_columns(*data / "chemistry/reference/chapman_musicbox_3d.csv");
    const Columns ours = run_box(mechanism_of(folder / "my_config.json"), c);
    for (const char* name : {"O3", "O2", "O", "O1D"}) {
        const auto& theirs = reference.at(std::string(name) + "_mol_m-3");
        EXPECT_LT(peak_error(ours.at(name), ppb_of(theirs, 217.6, 1394.3)), name == std::string("O3") ? 1e-6 : 1e-4)
            << name;
    }
}

TEST(MusicBoxReference, MozartTs1) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const lantian::test::TempDir dir;
    const auto folder = *data / "chemistry/music-box/ts1";
    const Mechanism mechanism = mechanism_of(folder / "my_config.json");
    // Values of the table without its time and surroundings, as the data set's README says.
    const Columns table = read_columns(folder / "initial_conditions.csv");
    ChemistryCase c = music_box_case(
        dir,
        "[time]\nhours = 3\noutput_step_s = 300\n[air]\ntemperature_k = 287.45\npressure_pa = "
        "101319.9\n[conditions]\nmissing_external = \"zero\"\n"
        "[photolysis]\nmissing = \"zero\"\n[solver]\nmethod = \"rodas4\"\nrtol = 1e-4\natol_ppb = 1e-9\n");
    for (const auto& [name, values] : table) {
        if (name.starts_with("CONC.")) c.initial_mol_m3[name.substr(5)] = values[0];
        if (name.starts_with("PHOTO.") && !name.starts_with("PHOTO.jh2o_"))
            c.photolysis_per_s[name.substr(6)] = values[0];
        if (name.starts_with("SURF.")) c.external[name.substr(0, name.rfind('.'))] = values[0];
    }
    std::erase_if(c.photolysis_per_s, [&](const auto& item) { return !mechanism.find_photolysis(item.first); });
    std::erase_if(c.initial_mol_m3, [&](const auto& item) { return !mechanism.find_species(item.first); });
    c.initial_mol_m3["H2O"] = 0.4;
    c.external["USER.usr_CO_OH"] = 1.4453e5;
    const Columns ours = run_box(mechanism, c);
    const Columns reference = read_columns(*data / "chemistry/reference/ts1_musicbox_3h.csv");
    const auto compare = [&](const std::string& name, double tolerance) {
        const double error = peak_error(ours.at(name), ppb_of(reference.at(name + "_mol_m-3"), 287.45, 101319.9));
        EXPECT_LT(error, tolerance) << name;
    };
    compare("O3", 1e-4);
    compare("NO2", 3e-3);
    compare("OH", 1e-2);
    for (const auto& [name, values] : reference) {
        if (name == "time_s" || *std::max_element(values.begin(), values.end()) < 1e-18) continue;
        compare(name.substr(0, name.size() - 8), 1e-2);
    }
}

TEST(GrsReference, UrbanAndIsopleths) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Mechanism m = mechanism_of(repository("inputs/mechanisms/grs.json"));
    ChemistryCase c;
    c.length_s = 8 * 3600.0;
    c.relative_tolerance = 1e-7;
    c.absolute_tolerance_ppb = 1e-9;
    c.method = "rodas4";
    c.photolysis_per_s["NO2"] = 0.5 / 60.0;
    c.initial_ppb = {{"NO", 40.0}, {"NO2", 20.0}, {"O3", 40.0}, {"ROC", 500.0}};
    const Columns ours = run_box(m, c);
    const Columns reference = read_columns(*data / "chemistry/reference/grs_urban_8h.csv");
    for (const char* name : {"NO", "NO2", "O3", "RP", "SGN", "SNGN"}) {
        std::vector<double> theirs = reference.at(std::string(name) + "_ppm");
        for (double& v : theirs) v *= 1e3;
        EXPECT_LT(peak_error(ours.at(name), theirs), 1e-5) << name;
    }
    const Columns ekma = read_columns(*data / "chemistry/reference/grs_ekma_8h.csv");
    for (std::size_t i = 0; i < ekma.at("nox_factor").size(); ++i) {
        ChemistryCase one = c;
        one.initial_ppb["NO"] *= ekma.at("nox_factor")[i];
        one.initial_ppb["NO2"] *= ekma.at("nox_factor")[i];
        one.initial_ppb["ROC"] *= ekma.at("roc_factor")[i];
        const Columns run = run_box(m, one);
        EXPECT_NEAR(run.at("O3").back() / (1e3 * ekma.at("O3_end_ppm")[i]), 1.0, 1e-5);
        EXPECT_NEAR(*std::max_element(run.at("O3").begin(), run.at("O3").end()) / (1e3 * ekma.at("O3_max_ppm")[i]), 1.0,
                    2e-3);
    }
}

// Robertson (1966) over eleven decades of time.
TEST(RobertsonReference, ElevenDecades) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    const Columns reference = read_columns(*data / "chemistry/reference/robertson.csv");
    const Mechanism m = free_mechanism({"Y1", "Y2", "Y3"}, {{{"Y1"}, {{"Y2", 1.0}}, 0.04},
                                                            {{"Y2", "Y3"}, {{"Y1", 1.0}, {"Y3", 1.0}}, 1e4},
                                                            {{"Y2", "Y2"}, {{"Y2", 1.0}, {"Y3", 1.0}}, 3e7}});
    for (const RosenbrockMethod* method : {&k_rodas3, &k_ros3, &k_rodas4}) {
        const ChemistrySolver solver(m, free_options(*method, 1e-6, 1e-14));
        FreeCells cells(1, {1.0, 0.0, 0.0});
        double now = 0.0;
        for (std::size_t i = 0; i < reference.at("t").size(); ++i) {
            EXPECT_TRUE(solver.advance(cells.view(), reference.at("t")[i] - now).failed.empty());
            now = reference.at("t")[i];
            EXPECT_NEAR(cells.concentration[0] / reference.at("y1")[i], 1.0, 2e-4) << method->name << ' ' << now;
            EXPECT_NEAR(cells.concentration[1] / reference.at("y2")[i], 1.0, 2e-4) << method->name << ' ' << now;
            EXPECT_NEAR(cells.concentration[2] / reference.at("y3")[i], 1.0, 2e-4) << method->name << ' ' << now;
        }
    }
}

// Every form of file: what is in it, and that KPP and .def give the CB05 rates of the music-box file.
TEST(MechanismReaders, FourForms) {
    const auto data = shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA";
    struct Expected {
        const char* file;
        std::size_t species, reactions;
    };
    for (const Expected& e :
         {Expected{"cb6r5_core.json", 93, 225}, Expected{"camp/cb05cl_ae5/cb05cl_ae5_aq.eqn", 79, 188},
          Expected{"music-box/ts1/my_config.json", 210, 547}, Expected{"music-box/chapman/my_config.json", 6, 7},
          Expected{"musica/chapman/config.json", 6, 7}, Expected{"geos-chem/fullchem.eqn", 356, 1058},
          Expected{"geos-chem/carbon.eqn", 15, 8}}) {
        const Mechanism m = mechanism_of(*data / "chemistry" / e.file);
        EXPECT_EQ(m.species.size(), e.species) << e.file;
        EXPECT_EQ(m.reactions.size(), e.reactions) << e.file;
    }
    const Mechanism core = mechanism_of(*data / "chemistry/cb6r5_core.json"),
                    def = mechanism_of(*data / "chemistry/cmaq/mech_cb6r5_ae7_aq.def");
    const auto rates = [](const Mechanism& m) {
        std::vector<double> fixed, sun(m.photolysis.size(), 1.0), external(m.externals.size(), 1.0);
        for (const MechanismSpecies& s : m.species) {
            if (s.fixed)
                fixed.push_back(air_molecules_cm3(280.0, 9e4) * (s.name == "M" ? 1.0 : s.name == "O2" ? 0.2095 : 0.01));
        }
        std::map<std::string, double> out;
        const auto k = rate_constants(m, 280.0, 9e4, fixed, sun, external, true);
        for (std::size_t r = 0; r < k.size(); ++r) out[m.reactions[r].label] = k[r];
        return out;
    };
    const auto a = rates(core), b = rates(def);
    for (const auto& [label, k] : a) EXPECT_NEAR(b.at(label) / k, 1.0, 1e-12) << label;
    // The .def of CB05 and its KPP form: same rates where both print the same numbers.
    const Mechanism cb05 = mechanism_of(*data / "chemistry/camp/cb05cl_ae5/cb05cl_ae5_aq_CMAQ.def"),
                    kpp = mechanism_of(*data / "chemistry/camp/cb05cl_ae5/cb05cl_ae5_aq.eqn");
    const auto c = rates(cb05), d = rates(kpp), own = rates(mechanism_of(repository("inputs/mechanisms/cb05.json")));
    int same = 0;
    for (const auto& [label, k] : c) {
        if (!label.starts_with("R")) continue;
        if (d.contains(label) && std::abs(d.at(label) / k - 1.0) < 1e-9) ++same;
        EXPECT_NEAR(own.at(label) / k, 1.0, 1e-9) << label;
    }
    EXPECT_GT(same, 145);
}

}  // namespace
