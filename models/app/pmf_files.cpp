#include "models/app/pmf_files.hpp"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/version.hpp"
#include "core/io/atomic_write.hpp"
#include "core/io/netcdf_file.hpp"
#include "core/math/statistics.hpp"
#include "models/app/receptor_data.hpp"

namespace lantian {

namespace {

namespace fs = std::filesystem;
using Type = NetcdfFile::Type;

std::vector<std::string> sample_ids(const ConcentrationTable& table) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < table.samples(); ++i) ids.push_back(table.sample_name(i));
    return ids;
}

/// species x factors from factors x species.
std::vector<double> turned(const std::vector<double>& f, std::size_t factors, std::size_t species) {
    std::vector<double> out(f.size());
    for (std::size_t k = 0; k < factors; ++k) {
        for (std::size_t j = 0; j < species; ++j) out[j * factors + k] = f[k * species + j];
    }
    return out;
}

std::string contributions_csv(const PmfAnswer& a) {
    const ConcentrationTable& t = a.data.table;
    std::string out;
    for (const std::string& name : t.id_names) out += csv_field(name) + ',';
    if (t.id_names.empty()) out += "sample,";
    for (std::size_t k = 0; k < a.factor_names.size(); ++k)
        out += csv_field(a.factor_names[k]) + (k + 1 < a.factor_names.size() ? "," : "\n");
    for (std::size_t i = 0; i < t.samples(); ++i) {
        for (const std::string& id : t.ids[i]) out += csv_field(id) + ',';
        if (t.id_names.empty()) out += std::to_string(i + 1) + ',';
        for (std::size_t k = 0; k < a.factor_names.size(); ++k)
            out +=
                csv_number(a.fits.fit.g[i * a.factor_names.size() + k]) + (k + 1 < a.factor_names.size() ? "," : "\n");
    }
    return out;
}

std::string intervals_csv(const PmfAnswer& a) {
    const std::size_t k = a.factor_names.size(), m = a.data.table.species.size(), size = k * m;
    std::string out = "factor,species,base";
    if (a.bootstrap) out += ",bs_p5,bs_p25,bs_p50,bs_p75,bs_p95";
    if (a.disp) {
        for (const double level : a.disp->levels) out += fmt::format(",disp_low_{0:g},disp_high_{0:g}", level);
    }
    if (a.bs_disp) {
        for (const double level : a.bs_disp->levels) out += fmt::format(",bs_disp_low_{0:g},bs_disp_high_{0:g}", level);
    }
    out += '\n';
    for (std::size_t c = 0; c < size; ++c) {
        out += csv_field(a.factor_names[c / m]) + ',' + csv_field(a.data.table.species[c % m]) + ',' +
               csv_number(a.fits.fit.f[c]);
        if (a.bootstrap) {
            for (std::size_t p = 0; p < std::size(receptor::k_percentiles); ++p)
                out += ',' + csv_number(a.bootstrap->percentiles[p * size + c]);
        }
        if (a.disp) {
            for (std::size_t level = 0; level < a.disp->levels.size(); ++level)
                out += ',' + csv_number(a.disp->low[level][c]) + ',' + csv_number(a.disp->high[level][c]);
        }
        if (a.bs_disp) {
            for (std::size_t level = 0; level < a.bs_disp->levels.size(); ++level)
                out += ',' + csv_number(a.bs_disp->low[level][c]) + ',' + csv_number(a.bs_disp->high[level][c]);
        }
        out += '\n';
    }
    return out;
}

/// Profiles of every rotation, long form.
std::string rotations_csv(const PmfAnswer& a) {
    const std::size_t m = a.data.table.species.size();
    std::string out = "fpeak,accepted,factor,species,base,rotated\n";
    for (const receptor::Rotation& rotation : a.rotations) {
        for (std::size_t c = 0; c < rotation.fit.f.size(); ++c)
            out += fmt::format("{:g},{},{},{},{},{}\n", rotation.strength, rotation.accepted ? 1 : 0,
                               csv_field(a.factor_names[c / m]), csv_field(a.data.table.species[c % m]),
                               csv_number(a.fits.fit.f[c]), csv_number(rotation.fit.f[c]));
    }
    return out;
}

/// Class, S/N and how well each species is fitted.
std::string species_csv(const PmfAnswer& a, const std::vector<double>& residuals) {
    const ConcentrationTable& t = a.data.table;
    const std::size_t m = t.species.size();
    std::string out = "species,class,signal_to_noise,missing,below_detection,q,r2\n";
    std::size_t fitted = 0;
    for (const receptor::SpeciesSummary& s : a.data.species) {
        double q = k_missing, r2 = k_missing;
        if (s.kind != receptor::SpeciesClass::bad) {
            std::vector<double> x, y;
            q = 0.0;
            for (std::size_t i = 0; i < t.samples(); ++i) {
                if (!t.has(i, fitted)) continue;
                const double r = residuals[i * m + fitted];
                q += r * r;
                x.push_back(t.value(i, fitted));
                y.push_back(t.value(i, fitted) - r * t.uncertainty(i, fitted));
            }
            const double r = correlation(x, y);
            r2 = r * r;
            ++fitted;
        }
        out += fmt::format("{},{},{},{},{},{},{}\n", csv_field(s.name), class_name(s.kind),
                           csv_number(s.signal_to_noise), s.missing, s.below_detection, csv_number(q), csv_number(r2));
    }
    return out;
}

void write_netcdf(const std::string& path, const PmfAnswer& a, const std::vector<double>& residuals) {
    const ConcentrationTable& t = a.data.table;
    const std::size_t k = a.factor_names.size(), m = t.species.size(), n = t.samples();
    NetcdfFile file = NetcdfFile::create(part_name(path));
    file.define_dimension("sample", n);
    file.define_dimension("species", m);
    file.define_dimension("factor", k);
    file.define_dimension("start", a.fits.q.size());
    const auto define = [&](const char* name, const std::vector<std::string>& dimensions, const char* long_name,
                            const char* units) {
        file.define_variable(name, Type::f64, dimensions);
        file.attribute(name, "long_name", std::string(long_name));
        if (units != nullptr) file.attribute(name, "units", std::string(units));
    };
    file.define_variable("sample_id", Type::text, {"sample"});
    if (!t.sites.empty()) file.define_variable("site", Type::text, {"sample"});
    file.define_variable("species_name", Type::text, {"species"});
    file.define_variable("species_class", Type::text, {"species"});
    file.define_variable("species_unit", Type::text, {"species"});
    file.define_variable("factor_name", Type::text, {"factor"});
    define("contribution", {"sample", "factor"},
           a.problem.scale == receptor::FactorScale::mean_one
               ? "contribution of a factor, mean 1"
               : "contribution of a factor, unit of the data over unit of the profile",
           "1");
    define("profile", {"factor", "species"}, "profile of a factor, unit of the species (species_unit)", nullptr);
    define("concentration", {"sample", "species"}, "values as fitted, unit of the species", nullptr);
    define("uncertainty", {"sample", "species"}, "standard uncertainty as fitted, unit of the species", nullptr);
    define("scaled_residual", {"sample", "species"}, "(value - model) / uncertainty", "1");
    define("start_q", {"start"}, "Q of each start in the fitted mode", "1");
    if (a.bootstrap) {
        file.define_dimension("percentile", std::size(receptor::k_percentiles));
        file.define_variable("percentile", Type::f64, {"percentile"});
        file.attribute("percentile", "units", std::string("percent"));
        define("bootstrap_profile", {"percentile", "factor", "species"}, "profile over block resamples", nullptr);
        file.define_dimension("base_factor", k + 1);
        define("bootstrap_mapping", {"factor", "base_factor"},
               "resamples whose factor matched each base factor; the last column: none", "1");
    }
    const auto levels = [&](const char* dimension, const std::vector<double>& values, const char* low,
                            const char* high) {
        file.define_dimension(dimension, values.size());
        file.define_variable(dimension, Type::f64, {dimension});
        file.attribute(dimension, "long_name", std::string("rise of Q"));
        file.attribute(dimension, "units", std::string("1"));
        define(low, {dimension, "factor", "species"}, "lower end of the displaced profile", nullptr);
        define(high, {dimension, "factor", "species"}, "upper end of the displaced profile", nullptr);
    };
    if (a.disp) levels("disp_level", a.disp->levels, "disp_low", "disp_high");
    if (a.bs_disp) levels("bs_disp_level", a.bs_disp->levels, "bs_disp_low", "bs_disp_high");
    file.attribute("", "title", std::string("positive matrix factorisation"));
    file.attribute("", "source", fmt::format("lantian {} ({})", k_version, k_commit));
    file.attribute("", "q_true", a.fits.fit.q_true);
    file.attribute("", "q_robust", a.fits.fit.q_robust);
    std::string rules;
    for (const std::string& rule : a.data.rules) rules += (rules.empty() ? "" : "\n") + rule;
    file.attribute("", "uncertainty_rules", rules);

    std::vector<std::string> kinds;
    for (const receptor::SpeciesClass kind : a.data.kinds) kinds.emplace_back(class_name(kind));
    file.write_texts("sample_id", sample_ids(t));
    if (!t.sites.empty()) file.write_texts("site", t.sites);
    file.write_texts("species_name", t.species);
    file.write_texts("species_class", kinds);
    file.write_texts("species_unit", t.units);
    file.write_texts("factor_name", a.factor_names);
    file.write("contribution", a.fits.fit.g);
    file.write("profile", a.fits.fit.f);
    file.write("concentration", t.values);
    file.write("uncertainty", t.uncertainties);
    file.write("scaled_residual", residuals);
    file.write("start_q", a.fits.q);
    if (a.bootstrap) {
        file.write("percentile",
                   std::vector<double>(std::begin(receptor::k_percentiles), std::end(receptor::k_percentiles)));
        file.write("bootstrap_profile", a.bootstrap->percentiles);
        std::vector<double> mapping;
        for (const auto& row : a.bootstrap->mapping) {
            for (const std::size_t count : row) mapping.push_back(static_cast<double>(count));
        }
        file.write("bootstrap_mapping", mapping);
    }
    const auto write_levels = [&](const char* name, const std::vector<std::vector<double>>& values) {
        std::vector<double> flat;
        for (const auto& level : values) flat.insert(flat.end(), level.begin(), level.end());
        file.write(name, flat);
    };
    if (a.disp) {
        file.write("disp_level", a.disp->levels);
        write_levels("disp_low", a.disp->low);
        write_levels("disp_high", a.disp->high);
    }
    if (a.bs_disp) {
        file.write("bs_disp_level", a.bs_disp->levels);
        write_levels("bs_disp_low", a.bs_disp->low);
        write_levels("bs_disp_high", a.bs_disp->high);
    }
    file.close();
    publish_part(path);
}

}  // namespace

std::vector<std::string> write_pmf_files(const std::string& folder, const PmfAnswer& a) {
    std::error_code code;
    fs::create_directories(folder, code);
    if (code)
        throw Error(ErrorKind::io, "E440", fmt::format("{}: {}", folder, code.message()), "choose another folder");
    const ConcentrationTable& t = a.data.table;
    const std::size_t k = a.factor_names.size(), m = t.species.size();
    const std::vector<double> residuals = scaled_residuals(a.problem, a.fits.fit.g, a.fits.fit.f);
    std::vector<std::string> files;
    const auto path = [&](const char* name) {
        files.push_back((fs::path(folder) / name).string());
        return files.back();
    };
    write_text_file(path("profiles.csv"), csv_matrix("species", t.species, a.factor_names, turned(a.fits.fit.f, k, m)));
    write_text_file(path("contributions.csv"), contributions_csv(a));
    write_text_file(path("intervals.csv"), intervals_csv(a));
    write_text_file(path("species.csv"), species_csv(a, residuals));
    if (!a.rotations.empty()) write_text_file(path("rotations.csv"), rotations_csv(a));
    write_netcdf(path("pmf.nc"), a, residuals);
    return files;
}

}  // namespace lantian
