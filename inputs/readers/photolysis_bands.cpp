#include "inputs/readers/photolysis_bands.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

using nlohmann::json;
constexpr std::size_t k_largest_file_bytes = std::size_t{8} << 20;

class BandReader {
  public:
    BandReader(const std::string& path, Problems& problems) : path_(path), problems_(problems) {}

    PhotolysisBands text(const std::string& all) {
        std::map<std::string, std::vector<double>> section, yield;
        std::istringstream in(all);
        int line = 0, left = 0;
        enum class Part { other, temperatures, bands, table } part = Part::other;
        for (std::string row; std::getline(in, row);) {
            ++line;
            if (const std::size_t equals = row.find('='); row.starts_with("N") && equals != std::string::npos) {
                if (row.starts_with("NTEMP")) part = Part::temperatures;
                if (row.starts_with("N_INLINE_BAND")) part = Part::bands;
                left = static_cast<int>(parse_number(row.substr(equals + 1)).value_or(0.0));
                continue;
            }
            if (row.starts_with("!PHOTAB")) part = Part::table;
            if (row.empty() || row[0] == '!') continue;
            std::replace(row.begin(), row.end(), ',', ' ');
            std::istringstream fields(row);
            std::vector<std::string> cells;
            for (std::string cell; fields >> cell;) cells.push_back(cell);
            if (cells.empty()) continue;
            if (part == Part::temperatures && cells.size() == 2 && left-- > 0)
                number(cells[1], line, out_.temperature_k);
            if (part == Part::bands && cells.size() == 5 && left-- > 0) {
                number(cells[2], line, out_.wavelength_nm);
                number(cells[4], line, out_.photons_cm2_s);
            }
            if (part != Part::table) continue;
            if (cells.size() != 3 + out_.wavelength_nm.size() || (cells[1] != "CS" && cells[1] != "EQY")) {
                add(line,
                    fmt::format("a label, CS or EQY, a temperature and {} values expected", out_.wavelength_nm.size()));
                continue;
            }
            std::vector<double>& to = (cells[1] == "CS" ? section : yield)[cells[0]];
            for (std::size_t i = 3; i < cells.size(); ++i) number(cells[i], line, to);
        }
        const std::size_t size = out_.temperature_k.size() * out_.wavelength_nm.size();
        for (const auto& [label, values] : section) {
            if (values.size() != size || yield[label].size() != size) {
                add(line, fmt::format("photolysis {} lacks temperatures", label));
                continue;
            }
            std::vector<double>& product = out_.cm2[label];
            for (std::size_t i = 0; i < size; ++i) product.push_back(values[i] * yield[label][i]);
            if (label.starts_with("O3_O1D")) out_.ozone_cm2 = values;
        }
        out_.origin = "CMAQ band table";
        finish(size);
        return std::move(out_);
    }

    PhotolysisBands neutral(const std::string& all) {
        json d;
        try {
            d = json::parse(all);
            out_.origin = d.value("origin", std::string());
            out_.wavelength_nm = d.at("wavelength_nm").get<std::vector<double>>();
            out_.photons_cm2_s = d.at("photons_cm2_s").get<std::vector<double>>();
            out_.temperature_k = d.at("temperature_k").get<std::vector<double>>();
            const auto rows = [](const json& table) {
                std::vector<double> flat;
                for (const json& row : table) {
                    for (const json& v : row) flat.push_back(v.get<double>());
                }
                return flat;
            };
            out_.ozone_cm2 = rows(d.at("ozone_cm2"));
            for (const auto& [label, table] : d.at("cm2").items()) out_.cm2[label] = rows(table);
        } catch (const json::exception& error) {
            add(0, error.what());
            return {};
        }
        finish(out_.temperature_k.size() * out_.wavelength_nm.size());
        return std::move(out_);
    }

  private:
    void add(int line, const std::string& message) {
        problems_.add(
            {Severity::error, ErrorKind::bad_data, "E601", path_, line, 0, "band table: " + message, "see FORMATS.md"});
    }
    void number(const std::string& cell, int line, std::vector<double>& to) {
        const auto v = parse_number(cell);
        if (!v || *v < 0.0) return add(line, fmt::format("\"{}\" is not a number >= 0", cell));
        to.push_back(*v);
    }
    void finish(std::size_t size) {
        if (size == 0 || out_.photons_cm2_s.size() != out_.wavelength_nm.size())
            add(0, "bands or temperatures are missing");
        if (out_.ozone_cm2.size() != size) add(0, "the cross section of ozone is missing");
        if (!std::is_sorted(out_.temperature_k.begin(), out_.temperature_k.end()))
            add(0, "temperatures are not ascending");
        for (const auto& [label, values] : out_.cm2) {
            if (values.size() != size)
                add(0, fmt::format("photolysis {} has {} values, {} are needed", label, values.size(), size));
        }
    }

    std::string path_;
    Problems& problems_;
    PhotolysisBands out_;
};

}  // namespace

PhotolysisBands read_photolysis_bands(const std::string& path, Problems& problems) {
    const std::string all = read_text_file(path, k_largest_file_bytes);
    const std::size_t first = all.find_first_not_of(" \t\r\n");
    BandReader reader(path, problems);
    return first != std::string::npos && all[first] == '{' ? reader.neutral(all) : reader.text(all);
}

}  // namespace lantian
