#include <set>

#include <gtest/gtest.h>

#include "models/app/program_files.hpp"
#include "tests/support/box_case.hpp"

// The mechanisms that come with the program: each says where it is from, loads without a finding, and declares the
// families N, S and VOC that tags follow.

namespace {

using namespace lantian;
using namespace lantian::test;

class Carried : public ::testing::TestWithParam<const char*> {};

Mechanism carried(const std::string& name, Problems& problems) {
    return read_mechanism(mechanism_file(name), problems);
}

TEST_P(Carried, NamesItsSourceAndLoads) {
    Problems problems;
    const Mechanism m = carried(GetParam(), problems);
    EXPECT_FALSE(problems.has_errors());
    EXPECT_FALSE(m.name.empty());
    EXPECT_GT(m.origin.size(), 40u) << "author, year, version";
    for (const Problem& p : problems.all()) ADD_FAILURE() << p.text();
}

TEST_P(Carried, FamiliesHoldEveryAtom) {
    Problems problems;
    const Mechanism m = carried(GetParam(), problems);
    ASSERT_EQ(m.families.size(), 3u);
    const std::vector<Family> derived = families_from_elements(m);
    const char* const names[] = {"N", "S", "VOC"};
    for (std::size_t f = 0; f < 3; ++f) {
        EXPECT_EQ(m.families[f].name, names[f]);
        std::set<std::pair<std::size_t, double>> declared(m.families[f].members.begin(), m.families[f].members.end());
        EXPECT_EQ(declared.size(), m.families[f].members.size());
        // GRS counts no carbon: its reactive carbon is a family by declaration.
        if (std::string(GetParam()) == "grs" && f == 2) {
            EXPECT_EQ(declared, (std::set<std::pair<std::size_t, double>>{{m.find_species("ROC").value(), 1.0}}));
            continue;
        }
        std::set<std::pair<std::size_t, double>> expected(derived[f].members.begin(), derived[f].members.end());
        // Tracers that count what has reacted (SOA, sulfate) hold no atoms of a family.
        EXPECT_EQ(declared, expected) << names[f];
    }
}

// Sums over the families along a run: N and S change by no more than INTR + OH and ISPD + NO3 of CB6r5, whose
// authors rounded them, leave.
TEST_P(Carried, BoxKeepsNitrogenAndSulfur) {
    Problems problems;
    const Mechanism m = carried(GetParam(), problems);
    ChemistryCase c = reference_case("cb6r5_urban_noon");
    std::erase_if(c.initial_ppb, [&](const auto& item) { return !m.find_species(item.first); });
    if (m.find_species("ROC")) c.initial_ppb["ROC"] = 300.0;
    const Columns run = run_box(m, c);
    const std::size_t last = run.at("time_s").size() - 1;
    const bool rounded = !imbalances(m).empty();
    EXPECT_EQ(rounded, std::string(GetParam()) == "cb6r5");
    for (std::size_t f = 0; f < 2; ++f) {
        const auto sum = [&](std::size_t row) {
            double total = 0.0;
            for (const auto& [s, atoms] : m.families[f].members) total += atoms * run.at(m.species[s].name).at(row);
            return total;
        };
        if (m.families[f].members.empty()) continue;
        EXPECT_NEAR(sum(last) / sum(0), 1.0, rounded && f == 0 ? 1e-6 : 1e-12) << f;
    }
}

INSTANTIATE_TEST_SUITE_P(All, Carried, ::testing::Values("cb6r5", "cb05", "grs"),
                         [](const auto& info) { return std::string(info.param); });

TEST(CarriedList, IsWhatIsTested) {
    EXPECT_EQ(carried_mechanisms(), (std::vector<std::string>{"cb05", "cb6r5", "grs"}));
}

}  // namespace
