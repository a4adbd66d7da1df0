#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/app/message_codes.hpp"
#include "models/chemistry/box.hpp"
#include "tests/support/box_case.hpp"
#include "tests/support/temp_dir.hpp"

// Damaged mechanisms and cases: what comes back is a mechanism that compiles, or an error with a documented code.

namespace {

using namespace lantian;
using lantian::test::TempDir;
using nlohmann::json;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// '.' read, 'e' refused with a documented code, 'u' with another one, 'x' another exception.
char outcome(const std::function<void(Problems&)>& read) {
    Problems problems;
    try {
        read(problems);
        problems.throw_if_errors();
        return '.';
    } catch (const Error& error) {
        for (const Problem& p : error.problems()) {
            const bool known = std::any_of(k_message_codes.begin(), k_message_codes.end(),
                                           [&](const MessageCode& m) { return m.code == p.code; });
            if (!known || p.message.empty() || p.kind == ErrorKind::internal) return 'u';
        }
        return 'e';
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
        return 'x';
    }
}

/// Bytes changed or a piece cut out.
std::string bytes_changed(std::string text, std::mt19937& random) {
    std::uniform_int_distribution<std::size_t> anywhere(0, text.size() - 1);
    const std::string likely = "0123456789.eE+-*/()<>{}[];:=#@,\"\n ";
    for (unsigned k = 0; k < 1u << (random() % 4); ++k) text[anywhere(random)] = likely[random() % likely.size()];
    if (random() % 4 == 0) text.erase(anywhere(random), random() % 40);
    return text;
}

/// One value anywhere in a JSON text replaced by one of another kind.
std::string value_replaced(const json& seed, std::mt19937& random) {
    static const std::vector<json> others{nullptr,       true,           "x",           -1, 1e308, 0,
                                          json::array(), json::object(), json{{"a", 1}}};
    json changed = seed;
    json* at = &changed;
    while (at->is_structured() && !at->empty() && (at == &changed || random() % 4 != 0)) {
        auto it = at->begin();
        std::advance(it, static_cast<std::ptrdiff_t>(random() % at->size()));
        at = &*it;
    }
    *at = others[random() % others.size()];
    return changed.dump();
}

void read_and_compile(const std::string& file, Problems& problems) {
    const Mechanism m = read_mechanism(file, problems);
    if (problems.has_errors()) return;
    ChemistryCase c;
    c.missing_photolysis_is_zero = c.missing_external_is_zero = true;
    c.length_s = c.output_step_s = 1.0;
    const Box box(m, c, 1, problems);
}

void expect_no_surprise(const std::string& outcomes) {
    EXPECT_EQ(outcomes.find('x'), std::string::npos) << outcomes;
    EXPECT_EQ(outcomes.find('u'), std::string::npos) << outcomes;
    EXPECT_NE(outcomes.find('e'), std::string::npos);
}

TEST(MechanismMutants, Texts) {
    const TempDir dir;
    std::mt19937 random(7);
    const std::string def =
        "TEST\nREACTIONS[CM] =\n<R1> NO2 = NO + O # 1.0/<NO2_IUPAC10>;\n<R2> NO + O3 = NO2 # 2.0E-12@1400;\n"
        "<R3> OH + NO2 = HNO3 # 1.8E-30^-3.0&2.8E-11^0.0;\n<R4> O = O3 # 1.0*K<R2>;\n<HET> N2O5 = 2*HNO3 # "
        "1.0~<HETERO>;\n<R5> HO2 + HO2 = H2O2 %3 # 2.1E-13@-600.0 & 1.9E-33@-1000.0;\nEND MECH\n";
    const std::string kpp =
        "#DEFVAR\nNO = N + O;\nNO2 = IGNORE;\nO3 = IGNORE;\nOH = IGNORE;\n#DEFFIX\nO2 = IGNORE;\n#EQUATIONS\n<R1> NO + "
        "O3 = NO2 : 2.0D-12*EXP(-1400./TEMP);\n<R2> NO2 {+hv} = NO + O3 : J(4);\n<R3> OH + NO2 {+M} = NO : "
        "ARR_abc(1.0E-12, 2.0, -3.0)*C_M;\n";
    for (const auto& [name, seed] : {std::pair{"m.def", def}, std::pair{"m.eqn", kpp}}) {
        Problems found;
        ASSERT_EQ(outcome([&](Problems& p) {
                      read_and_compile(dir.write(name, seed), p);
                      found = p;
                  }),
                  '.')
            << name << (found.all().empty() ? "" : found.all()[0].text());
        std::string all;
        for (int k = 0; k < 400; ++k) {
            const std::string file = dir.write(name, bytes_changed(seed, random));
            all += outcome([&](Problems& p) { read_and_compile(file, p); });
        }
        expect_no_surprise(all);
    }
}

TEST(MechanismMutants, Json) {
    const TempDir dir;
    std::mt19937 random(8);
    const json grs = json::parse(text_of(lantian::test::repository("inputs/mechanisms/grs.json")));
    json few = json::parse(text_of(lantian::test::repository("inputs/mechanisms/cb6r5.json")));
    few["reactions"].erase(few["reactions"].begin() + 50, few["reactions"].end());
    const json musica =
        json::parse(R"({"mechanism": {"name": "t", "species": [{"name": "A", "molecular weight [kg mol-1]": 0.03},
        {"name": "B"}, {"name": "M", "tracer type": "THIRD_BODY"}], "phases": [{"name": "gas", "species": [{"name": "A",
        "diffusion coefficient [m2 s-1]": 1e-5}, "B"]}], "reactions": [
        {"type": "ARRHENIUS", "A": 1e-12, "B": 1, "C": -100, "reactants": [{"species name": "A"}], "products": [{"species name": "B", "coefficient": 2}]},
        {"type": "PHOTOLYSIS", "name": "j", "scaling factor": 2, "reactants": [{"species name": "B"}], "products": []},
        {"type": "SURFACE", "name": "s", "gas-phase species": "A", "reaction probability": 0.1, "gas-phase products": [{"species name": "B"}]},
        {"type": "TROE", "k0_A": 1e-30, "kinf_A": 1e-11, "Fc": 0.5, "reactants": [{"species name": "A", "coefficient": 2}], "products": []}]}})");
    for (const json& seed : {grs, few, musica}) {
        ASSERT_EQ(outcome([&](Problems& p) { read_and_compile(dir.write("m.json", seed.dump()), p); }), '.');
        std::string all;
        for (int k = 0; k < 250; ++k) {
            const std::string file = dir.write("m.json", value_replaced(seed, random));
            all += outcome([&](Problems& p) { read_and_compile(file, p); });
        }
        expect_no_surprise(all);
    }
}

TEST(CaseMutants, Toml) {
    std::mt19937 random(9);
    const std::string seed = text_of(lantian::test::repository("inputs/examples/box/box.toml")) +
                             "[scan]\nx_species = [\"TOL\"]\nx_factors = [0.5, 1]\ny_species = [\"NO\"]\ny_factors = "
                             "[1]\nsensitivity = true\n[solver]\nmethod = \"ros3\"\nrtol = 1e-3\n";
    ASSERT_EQ(outcome([&](Problems& p) { (void)parse_chemistry_case(seed, "c.toml", p); }), '.');
    std::string all;
    for (int k = 0; k < 1000; ++k) {
        const std::string text = bytes_changed(seed, random);
        all += outcome([&](Problems& p) { (void)parse_chemistry_case(text, "c.toml", p); });
    }
    expect_no_surprise(all);
}

}  // namespace
