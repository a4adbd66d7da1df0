#include "tests/support/grib_writer.hpp"

#include <stdexcept>

#include <eccodes.h>

namespace lantian::testing {

namespace {

void need(int code, const std::string& what) {
    if (code != 0) throw std::runtime_error(what + ": " + codes_get_error_message(code));
}

void set(codes_handle* h, const char* key, std::int64_t value) {
    need(codes_set_long(h, key, static_cast<long>(value)), key);
}
void set(codes_handle* h, const char* key, double value) { need(codes_set_double(h, key, value), key); }
void set(codes_handle* h, const char* key, const std::string& value) {
    std::size_t n = value.size();
    need(codes_set_string(h, key, value.c_str(), &n), key);
}

}  // namespace

std::string grib2_bytes(const GribMade& m) {
    codes_handle* h = codes_grib_handle_new_from_samples(nullptr, "regular_ll_pl_grib2");
    if (h == nullptr) throw std::runtime_error("ecCodes has no sample regular_ll_pl_grib2");
    set(h, "centre", m.centre);
    const bool interval = m.process >= 0;
    const std::int64_t plain[2] = {0, 1}, over[2] = {8, 11};
    set(h, "productDefinitionTemplateNumber", (interval ? over : plain)[m.member > 0 ? 1 : 0]);
    if (m.member > 0) set(h, "perturbationNumber", m.member);
    set(h, "discipline", m.discipline);
    set(h, "parameterCategory", m.category);
    set(h, "parameterNumber", m.parameter);
    set(h, "dataDate", m.date);
    set(h, "dataTime", m.time);
    set(h, "stepUnits", std::string("h"));
    if (interval) {
        set(h, "typeOfStatisticalProcessing", m.process);
        set(h, "stepRange", std::to_string(m.from_h) + "-" + std::to_string(m.to_h));
    } else {
        set(h, "stepRange", std::to_string(m.to_h));
    }
    set(h, "typeOfLevel", m.level_type);
    if (m.level_type != "surface") {
        set(h, "level", m.level);
        if (m.level_pa > 0) {
            set(h, "scaleFactorOfFirstFixedSurface", std::int64_t{0});
            set(h, "scaledValueOfFirstFixedSurface", m.level_pa);
        }
    } else {
        need(codes_set_missing(h, "scaleFactorOfFirstFixedSurface"), "scale factor of the surface");
        need(codes_set_missing(h, "scaledValueOfFirstFixedSurface"), "value of the surface");
    }
    if (!m.level_coefficients.empty()) {
        set(h, "PVPresent", std::int64_t{1});
        need(codes_set_double_array(h, "pv", m.level_coefficients.data(), m.level_coefficients.size()), "pv");
    }
    set(h, "Ni", m.nx);
    set(h, "Nj", m.ny);
    set(h, "longitudeOfFirstGridPointInDegrees", m.west);
    set(h, "longitudeOfLastGridPointInDegrees", m.west + m.step * static_cast<double>(m.nx - 1));
    set(h, "latitudeOfFirstGridPointInDegrees", m.south + m.step * static_cast<double>(m.ny - 1));
    set(h, "latitudeOfLastGridPointInDegrees", m.south);
    set(h, "iDirectionIncrementInDegrees", m.step);
    set(h, "jDirectionIncrementInDegrees", m.step);
    set(h, "packingType", m.packing);
    set(h, "bitsPerValue", m.bits);
    std::vector<double> values;
    for (std::int64_t j = m.ny - 1; j >= 0; --j)
        values.insert(values.end(), m.values.begin() + j * m.nx, m.values.begin() + (j + 1) * m.nx);
    need(codes_set_double_array(h, "values", values.data(), values.size()), "values");
    const void* bytes = nullptr;
    std::size_t length = 0;
    need(codes_get_message(h, &bytes, &length), "message");
    std::string out(static_cast<const char*>(bytes), length);
    codes_handle_delete(h);
    return out;
}

std::vector<std::pair<double, double>> grib_points(const std::string& path, const grib::Message& message) {
    const std::string bytes = grib::split(grib::read_bytes(path, message.extent)).at(message.part).bytes;
    codes_handle* h = codes_handle_new_from_message(nullptr, bytes.data(), bytes.size());
    if (h == nullptr) throw std::runtime_error(path + " cannot be opened");
    std::size_t n = message.points;
    std::vector<double> lat(n), lon(n);
    need(codes_get_double_array(h, "latitudes", lat.data(), &n), "latitudes");
    need(codes_get_double_array(h, "longitudes", lon.data(), &n), "longitudes");
    codes_handle_delete(h);
    std::vector<std::pair<double, double>> out;
    for (std::size_t k = 0; k < n; ++k) out.emplace_back(lon[k], lat[k]);
    return out;
}

}  // namespace lantian::testing
