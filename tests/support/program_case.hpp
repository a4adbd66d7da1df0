#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/app/program.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian::test {

/// What a call of the program answered.
struct Answer {
    int code = 0;
    std::string out, err;
};

/// Calls the program in this process.
inline Answer call(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "lantian");
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = run_program(static_cast<int>(argv.size()), argv.data());
    std::string out = ::testing::internal::GetCapturedStdout();
    return {code, std::move(out), ::testing::internal::GetCapturedStderr()};
}

/// A whole case in a folder of its own: a stack and a fugitive source, one weather station, two stations and a town,
/// one measure that cuts the stack.
class ProgramCase {
  public:
    /// t/a of every inventory species at the stack; the fugitive source lets go a tenth of it, lead included.
    struct Rates {
        double pm25 = 100.0, pm10 = 150.0, so2 = 400.0, nox = 500.0, pb = 2.0;
    };
    static constexpr double k_cut_pm = 0.5 * 0.8, k_cut_so2 = 0.25 * 0.8, k_cut_nox = 0.4 * 0.8;

    explicit ProgramCase(int hours = 3, const std::string& more_toml = {}) : ProgramCase(hours, more_toml, Rates{}) {}
    ProgramCase(int hours, const std::string& more_toml, const Rates& rates) {
        write_rates(rates, 1.0);
        std::string weather =
            "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/"
            "s],wind_direction[deg],temperature[degC],cloud[1],"
            "precipitation[mm/h],relative_humidity[%],pressure[hPa]\n";
        for (int h = 0; h <= hours; ++h) {
            weather += fmt::format("city,112.5,35.07,140,2022-01-{:02}T{:02}:00:00+08:00,2.5,{},3.0,0.4,{},60,1008\n",
                                   6 + h / 24, h % 24, 250 + h % 7, h % 3 == 2 ? 0.5 : 0.0);
        }
        dir_.write("weather.csv", weather);
        dir_.write("stations.csv",
                   "id,name,name_zh,kind,lon[deg],lat[deg],height[m],population\n"
                   "near,Near,,station,112.52,35.075,1.5,\n"
                   "far,Far,,station,112.57,35.08,1.5,\n"
                   "town,Town,,town,112.55,35.07,1.5,5000\n");
        dir_.write(
            "measures.toml",
            "[[measure]]\nid = \"CUT\"\nname = \"cut at the stack\"\nsource = [\"power/stack\"]\n"
            "removal = {pm25 = 0.5, pm10 = 0.5, so2 = 0.25, nox = 0.4}\napplicability = 0.8\neffectiveness = 1.0\n"
            "cost = {annual = \"5 MCNY/a\"}\nstatus = \"synthetic\"\n");
        dir_.write(
            "case.toml",
            fmt::format("schema_version = 1\nname = \"tiny\"\n[domain]\nbounds_deg = [112.42, 35.02, 112.60, 35.13]\n"
                        "cell_m = 1000\n[time]\nstart = 2022-01-06T00:00:00+08:00\nhours = {}\n"
                        "[meteorology]\nkind = \"stations\"\nfiles = [\"weather.csv\"]\nif_missing = \"stop\"\n"
                        "[emissions]\ntables = [\"points.csv\"]\n[measures]\nfile = \"measures.toml\"\n"
                        "[output]\nstations = \"stations.csv\"\n{}",
                        hours, more_toml));
    }

    /// Rates of both sources, all times `factor`; `stack` are those of the stack.
    void write_rates(const Rates& stack, double factor) const {
        const Rates whole;
        const auto line = [factor](const char* head, const Rates& r, double share) {
            const double f = factor * share;
            return fmt::format("{},{},{},{},{},{}\n", head, f * r.pm25, f * r.pm10, f * r.so2, f * r.nox, f * r.pb);
        };
        dir_.write(
            "points.csv",
            "id,sector,process,group,lon[deg],lat[deg],height[m],diameter[m],exit_speed[m/s],exit_temperature[degC],"
            "pm25[t/a],pm10[t/a],so2[t/a],nox[t/a],pb[t/a]\n" +
                line("power/stack,coal_power,stack,coal_power,112.48,35.065,80,3,12,80", stack, 1.0) +
                line("lead/fugitive,lead_smelting,fugitive,lead,112.50,35.07,6,,,", whole, 0.1));
    }

    [[nodiscard]] std::string file(const std::string& name) const { return dir_.file(name); }
    [[nodiscard]] std::string scenario() const { return dir_.file("case.toml"); }
    [[nodiscard]] const TempDir& dir() const { return dir_; }
    /// Runs the case into a folder `out` of its own folder; a failed check when it does not end well.
    [[nodiscard]] std::string run(const std::string& out, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"run", scenario(), "--out", file(out), "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Answer answer = call(arguments);
        EXPECT_EQ(answer.code, 0) << answer.err;
        return answer.out;
    }

  private:
    TempDir dir_;
};

}  // namespace lantian::test
