#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inputs/readers/chemistry_case.hpp"
#include "inputs/readers/mechanism.hpp"
#include "models/chemistry/box.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"

// Broken mechanisms and cases end with the right code, the line (text forms) or the path (JSON), and the reaction
// named.

namespace {

using namespace lantian;
using lantian::test::TempDir;
using ::testing::HasSubstr;

struct Broken {
    const char* name;
    const char* file;
    std::string text;
    const char* code;
    int line;           ///< 0: JSON, whose place is in the message
    const char* place;  ///< part of the message
    const char* hint;
};
std::ostream& operator<<(std::ostream& out, const Broken& b) { return out << b.name; }

/// All problems of reading a text; a thrown error counts like a collected one.
Problems read(const TempDir& dir, const Broken& b) {
    Problems problems;
    try {
        (void)read_mechanism(dir.write(b.file, b.text), problems);
    } catch (const Error& error) {
        for (const Problem& p : error.problems()) problems.add(p);
    }
    return problems;
}

/// The neutral form with one reaction's text put in.
std::string json(const std::string& reaction, const std::string& head = {}) {
    return R"({"name": "t", "fixed_species": ["M"], "species": ["NO", "NO2", "O3", "O"],)" + head + R"( "reactions": [
{"label": "R1", "reactants": ["NO", "O3"], "products": {"NO2": 1}, "rate": {"type": "arrhenius", "A": 1e-12, "C": 1400}},
)" + reaction +
           "]}";
}
std::string def(const std::string& lines) {
    return "TEST\n\nREACTIONS[CM] =\n<R1> NO + O3 = NO2 # 2.0E-12@1400;\n" + lines + "END MECH\n";
}
std::string kpp(const std::string& lines) {
    return "#DEFVAR\nNO = IGNORE;\nNO2 = IGNORE;\nO3 = IGNORE;\n#EQUATIONS\n<R1> NO + O3 = NO2 : "
           "2.0D-12*EXP(-1400./TEMP);\n" +
           lines;
}
std::string musica(const std::string& reaction) {
    return R"({"mechanism": {"name": "t", "species": [{"name": "NO"}, {"name": "NO2"}, {"name": "O3"}], "phases": [], "reactions": [)" +
           reaction + "]}}";
}

std::vector<Broken> broken() {
    return {
        {"json_syntax", "m.json", "{\"name\": \"t\",\n\"species\": [\"NO\" \"NO2\"]}", "E601", 2, "syntax", "correct"},
        {"json_unknown_species", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NOO": 1}, "rate": {"type": "arrhenius", "A": 1}})"),
         "E602", 0, "/reactions/1/products/NOO: reaction R2", "NO"},
        {"json_unknown_reactant", "m.json",
         json(R"({"label": "R2", "reactants": ["N02"], "products": {}, "rate": {"type": "arrhenius", "A": 1}})"),
         "E602", 0, "/reactions/1/reactants/0: reaction R2", "did you mean NO2?"},
        {"json_missing_A", "m.json",
         json(R"({"label": "R2", "reactants": ["NO2"], "products": {}, "rate": {"type": "arrhenius", "C": 1}})"),
         "E603", 0, "/reactions/1/rate/A: reaction R2", "number"},
        {"json_rate_type", "m.json",
         json(R"({"label": "R2", "reactants": ["NO2"], "products": {}, "rate": {"type": "arrhenus", "A": 1}})"), "E603",
         0, "/reactions/1/rate/type: reaction R2", "did you mean arrhenius?"},
        {"json_unknown_key", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {}, "rate": {"type": "arrhenius", "A": 1, "D": 3}})"),
         "E601", 0, "/reactions/1/rate/D: reaction R2", "did you mean A?"},
        {"json_circle", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "multiple", "scale": 1, "of": "R3"}},
                 {"label": "R3", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "multiple", "scale": 1, "of": "R2"}})"),
         "E605", 0, "/reactions/1: reaction R2", "rate of its own"},
        {"json_no_such_reference", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "multiple", "scale": 1, "of": "R7"}})"),
         "E605", 0, "/reactions/1: reaction R2", "did you mean"},
        {"json_label_twice", "m.json",
         json(R"({"label": "R1", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "arrhenius", "A": 1}})"),
         "E606", 0, "/reactions/1: reaction R1", "label"},
        {"json_species_twice", "m.json",
         R"({"species": ["NO", "NO"], "reactions": [{"reactants": ["NO"], "products": {"NO": 1}, "rate": {"type": "arrhenius", "A": 1}}]})",
         "E606", 0, "/species/1", "once"},
        {"json_negative_A", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "arrhenius", "A": -1}})"),
         "E607", 0, "/reactions/1: reaction R2", "A >= 0"},
        {"json_yield_text", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": "1"}, "rate": {"type": "arrhenius", "A": 1}})"),
         "E607", 0, "/reactions/1/products/NO: reaction R2", "number"},
        {"json_fc", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "troe", "k0": {"A": 1e-30}, "kinf": {"A": 1e-11}, "Fc": 1.5}})"),
         "E607", 0, "/reactions/1: reaction R2", "Troe"},
        {"json_nitrogen_doubled", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 2, "O": 1}, "rate": {"type": "arrhenius", "A": 1}})"),
         "W608", 0, "/reactions/1: reaction R2: N is not kept: 1 atoms react, 2 come out", "yields"},
        {"json_no_reactions", "m.json", R"({"species": ["NO"]})", "E601", 0, "/reactions", "list"},
        {"json_units", "m.json",
         json(R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "arrhenius", "A": 1}})",
              R"("units": "furlong",)"),
         "E603", 0, "/units", "ppm min"},
        {"json_four_variables", "m.json",
         json(
             R"({"label": "R2", "reactants": ["NO", "NO", "NO", "NO"], "products": {"NO2": 4}, "rate": {"type": "arrhenius", "A": 1}})"),
         "E607", 0, "/reactions/1: reaction R2", "three"},
        {"json_family", "m.json",
         json(R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "arrhenius", "A": 1}})",
              R"("families": {"N": {"N2O5": 2}},)"),
         "E602", 0, "/families/N/N2O5", "did you mean"},
        {"json_formula", "m.json",
         json(
             R"x({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1}, "rate": {"type": "formula", "text": "1e-12*EXP(-10/TEMP"}})x"),
         "E603", 0, "/reactions/1/rate/text: reaction R2", "FORMATS"},
        {"def_no_rate", "m.def", def("<R2> NO2 = NO;\n"), "E603", 5, "reaction R2", "#"},
        {"def_no_semicolon", "m.def", def("<R2> NO2 = NO # 1.0/<J_NO2>\n<R3> NO2 = NO # 1.0;\n"), "E603", 5,
         "reaction R2", ""},
        {"def_bad_number", "m.def", def("<R2> NO2 = NO # 1.0E-12x@3;\n"), "E603", 5, "reaction R2", ""},
        {"def_no_such_reference", "m.def", def("! a line more\n<R2> NO2 = NO # 1.0*K<R9>;\n"), "E605", 6, "reaction R2",
         ""},
        {"def_coefficient", "m.def", def("<R2> 0.5*NO2 = NO # 1.0;\n"), "E607", 5, "reaction R2", "whole"},
        {"def_no_end", "m.def", "TEST\nREACTIONS[CM] =\n<R1> NO + O3 = NO2 # 2.0E-12;\n", "E601", 4, "END MECH",
         "END MECH"},
        {"def_special", "m.def", def("<R2> NO2 = NO %7 # 1.0;\n"), "E603", 5, "reaction R2", ""},
        {"kpp_unknown_species", "m.eqn", kpp("<R2> NO2 = NOO : 1.0E-3;\n"), "E602", 7, "reaction R2", "did you mean"},
        {"kpp_no_rate", "m.eqn", kpp("<R2> NO2 = NO;\n"), "E603", 7, "reaction R2", ": rate"},
        {"kpp_no_semicolon", "m.eqn", kpp("<R2> NO2 = NO : 1.0E-3\n"), "E601", 7, "<R2>", ";"},
        {"kpp_function", "m.eqn", kpp("<R2> NO2 = NO : CMAQ_10(1.0, 2.0);\n"), "E603", 7, "reaction R2", ""},
        {"kpp_label_twice", "m.eqn", kpp("<R1> NO2 = NO : 1.0E-3;\n"), "E606", 7, "reaction R1", ""},
        {"kpp_no_species", "m.eqn", "#EQUATIONS\n<R1> NO = NO2 : 1.0;\n", "E601", 0, "no species", ".spc"},
        {"kpp_variable_in_rate", "m.eqn",
         "#DEFVAR\nH2O = IGNORE;\nNO = IGNORE;\n#EQUATIONS\n<R1> NO = H2O : H2O*2.0;\n", "E603", 5, "reaction R1", ""},
        {"musica_type", "m.json",
         musica(R"({"type": "ARHENIUS", "reactants": [{"species name": "NO"}], "products": []})"), "E603", 0,
         "/mechanism/reactions/0: reaction ARHENIUS.1", "ARRHENIUS"},
        {"musica_species", "m.json",
         musica(R"({"type": "ARRHENIUS", "A": 1, "reactants": [{"species name": "NX"}], "products": []})"), "E602", 0,
         "/mechanism/reactions/0/reactants/0: reaction ARRHENIUS.1", ""},
        {"musica_surface", "m.json",
         musica(R"({"type": "SURFACE", "name": "s", "gas-phase species": "NO", "gas-phase products": []})"), "E603", 0,
         "/mechanism/reactions/0: reaction s", "both"},
        {"musica_number", "m.json",
         musica(R"({"type": "ARRHENIUS", "A": "fast", "reactants": [{"species name": "NO"}], "products": []})"), "E603",
         0, "/mechanism/reactions/0/A: reaction ARRHENIUS.1", "number"},
        {"not_a_mechanism", "m.txt", "hello\n", "E601", 0, "not a mechanism", "known are"},
    };
}

class BrokenMechanism : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenMechanism, IsNamedWithItsPlace) {
    const Broken& b = GetParam();
    const TempDir dir;
    const Problems problems = read(dir, b);
    bool found = false;
    std::string all;
    for (const Problem& p : problems.all()) {
        all += p.text() + "\n";
        found = found || (p.code == b.code && p.line == b.line && p.message.find(b.place) != std::string::npos &&
                          p.hint.find(b.hint) != std::string::npos && !p.hint.empty() && p.file == dir.file(b.file));
    }
    EXPECT_TRUE(found) << all;
}
INSTANTIATE_TEST_SUITE_P(All, BrokenMechanism, ::testing::ValuesIn(broken()),
                         [](const auto& info) { return std::string(info.param.name); });

std::string problems_of_case(const std::string& mechanism, const std::string& toml) {
    const TempDir dir;
    Problems problems;
    try {
        const Mechanism m = read_mechanism(dir.write("m.json", mechanism), problems);
        const ChemistryCase c = read_chemistry_case(dir.write("c.toml", toml), problems);
        const Box box(m, c, 1, problems);
    } catch (const Error& error) {
        for (const Problem& p : error.problems()) problems.add(p);
    }
    std::string out;
    for (const Problem& p : problems.all()) out += p.text() + "\n";
    return out;
}

const std::string k_sunny = json(
    R"({"label": "R2", "reactants": ["NO2"], "products": {"NO": 1, "O3": 1}, "rate": {"type": "photolysis", "name": "J9"}},
    {"label": "R3", "reactants": ["O3"], "products": {}, "rate": {"type": "external", "name": "wall"}})");

TEST(BrokenBoxCase, MissingPhotolysisAndExternalAreNamed) {
    const std::string text = problems_of_case(k_sunny, "[time]\nhours = 1\n[sun]\nzenith_deg = 30\n");
    EXPECT_THAT(text, HasSubstr("error[E604] photolysis J9 has no rate"));
    EXPECT_THAT(text, HasSubstr("error[E609] external rate wall has no value"));
    EXPECT_EQ(problems_of_case(k_sunny, "[time]\nhours = 1\n[photolysis_per_s]\nJ9 = 1e-3\n[external]\nwall = 0\n"),
              "");
}

TEST(BrokenBoxCase, UnknownNamesAreNamedWithANearOne) {
    const std::string rest = "[photolysis_per_s]\nJ9 = 1e-3\n[external]\nwall = 0\n";
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhours = 1\n[initial_ppb]\nNO22 = 3\n" + rest),
                HasSubstr("did you mean NO2?"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhours = 1\n[emission_ppb_per_h]\nM = 3\n" + rest),
                HasSubstr("E602"));
    EXPECT_THAT(
        problems_of_case(k_sunny, "[time]\nhours = 1\n[photolysis_per_s]\nJ8 = 1\nJ9 = 1e-3\n[external]\nwall = 0\n"),
        HasSubstr("E604"));
}

TEST(BrokenBoxCase, ValuesAreCheckedWithTheirLine) {
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhours = 1\n[air]\ntemperature_k = 20\n"),
                HasSubstr("c.toml:4:17: error[E203]"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhurs = 1\n"), HasSubstr("did you mean hours?"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\n"), HasSubstr("E103"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhours = 1\n[initial_ppb]\nNO = -1\n"),
                HasSubstr("c.toml:4:6: error[E203]"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time]\nhours = 1\n[solver]\nmethod = \"euler\"\n"), HasSubstr("E201"));
    EXPECT_THAT(problems_of_case(k_sunny, "[time\n"), HasSubstr("E102"));
}

// A rate beyond all numbers: no step is finite.
TEST(BrokenBoxCase, AFailedSolverIsSaid) {
    const TempDir dir;
    const std::string mechanism = dir.write("m.json", R"({"species": ["A", "B"], "reactions": [
        {"label": "R1", "reactants": ["A", "A"], "products": {"B": 2}, "rate": {"type": "arrhenius", "A": 1e300}}]})");
    const std::string box_case = dir.write("c.toml", "[time]\nhours = 1\noutput_step_s = 3600\n[initial_ppb]\nA = 1\n");
    const auto answer = lantian::test::call(
        {"box", "--mechanism", mechanism, "--case", box_case, "--out", dir.file("o.csv"), "--json"});
    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(answer.err, HasSubstr("error[E610] the solver failed in 1 of 1 boxes"));
    EXPECT_THAT(answer.out, HasSubstr("\"failed\":1"));
}

// Steps cannot be made short enough for the tolerance: they are taken, counted and said.
TEST(BrokenBoxCase, StepsWithoutControlAreSaid) {
    const TempDir dir;
    const std::string mechanism = dir.write("m.json", R"({"species": ["A", "B", "C"], "reactions": [
        {"label": "R1", "reactants": ["A", "A"], "products": {"B": 1.5, "C": 1}, "rate": {"type": "arrhenius", "A": 1e-3}},
        {"label": "R2", "reactants": ["B", "C"], "products": {"A": 2}, "rate": {"type": "arrhenius", "A": 1e-2}}]})");
    const std::string box_case = dir.write("c.toml",
                                           "[time]\nseconds = 1e-6\noutput_step_s = 1e-6\n[initial_ppb]\nA = "
                                           "1\n[solver]\nrtol = 1e-10\natol_ppb = 1e-25\n");
    const auto answer = lantian::test::call({"box", "--mechanism", mechanism, "--case", box_case, "--json"});
    EXPECT_EQ(answer.code, 0) << answer.out;
    EXPECT_THAT(answer.err, HasSubstr("warning[W611]"));
}

}  // namespace
