#include "models/chemistry/box.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "models/chemistry/band_light.hpp"
#include "models/chemistry/clear_sky.hpp"

namespace lantian {

namespace {

constexpr double k_avogadro = 6.02214076e23;

ChemistryOptions options_of(const ChemistryCase& c, int threads) {
    ChemistryOptions o;
    if (const RosenbrockMethod* method = find_rosenbrock_method(c.method)) o.method = method;
    o.relative_tolerance = c.relative_tolerance;
    o.absolute_tolerance = c.absolute_tolerance_ppb * 1e-9;
    o.threads = threads;
    return o;
}

bool scales(const ChemistryScan& scan, const std::string& species) {
    return std::find(scan.species.begin(), scan.species.end(), species) != scan.species.end();
}

/// Default mixing ratios of fixed air, mol/mol.
double air_share(const std::string& name) {
    if (name == "M") return 1.0;
    if (name == "O2") return 0.2095;
    if (name == "N2") return 0.7808;
    if (name == "H2") return 0.56e-6;
    if (name == "CH4") return 1.85e-6;
    return 0.0;
}

}  // namespace

Box::Box(const Mechanism& mechanism, const ChemistryCase& box_case, int threads, Problems& problems)
    : mechanism_(mechanism), case_(box_case), solver_(mechanism, options_of(box_case, threads)) {
    cells_ =
        std::max<std::size_t>(1, case_.scan_x.factors.size()) * std::max<std::size_t>(1, case_.scan_y.factors.size());
    const auto wrong = [&](const char* code, const std::string& message, const std::string& hint) {
        problems.add({Severity::error, ErrorKind::bad_scenario, code, case_.file, 0, 0, message, hint});
    };
    const std::vector<std::string> known = mechanism.species_names();
    const auto species = [&](const std::string& name, const char* table) {
        if (mechanism.find_species(name)) return;
        const std::string near = nearest_name(name, known);
        wrong("E602", fmt::format("{}.{}: the mechanism has no such species", table, name),
              near.empty() ? "see the mechanism's list of species" : fmt::format("did you mean {}?", near));
    };
    for (const auto& [name, v] : case_.initial_ppb) species(name, "initial_ppb");
    for (const auto& [name, v] : case_.initial_mol_m3) species(name, "initial_mol_m3");
    for (const auto& [name, v] : case_.emission_ppb_per_h) {
        species(name, "emission_ppb_per_h");
        if (const auto s = mechanism.find_species(name); s && mechanism.species[*s].fixed)
            wrong("E602", fmt::format("emission_ppb_per_h.{}: the species is held fixed", name), "leave it out");
    }
    for (const auto& [name, v] : case_.fixed_ppb) {
        species(name, "fixed_ppb");
        if (const auto s = mechanism.find_species(name); s && !mechanism.species[*s].fixed)
            wrong("E602", fmt::format("fixed_ppb.{}: the species is a variable of the mechanism", name),
                  "give it in initial_ppb");
    }
    for (const std::string& name : case_.output_species) species(name, "output.species");
    for (const ChemistryScan* s : {&case_.scan_x, &case_.scan_y}) {
        for (const std::string& name : s->species) species(name, "scan");
    }
    const auto given = [&](auto member, const std::string& label) {
        return std::any_of(case_.conditions.begin(), case_.conditions.end(),
                           [&](const ChemistryConditions& row) { return (row.*member).contains(label); });
    };
    for (const auto& [label, v] : case_.photolysis_per_s) {
        if (mechanism.find_photolysis(label)) continue;
        const std::string near = nearest_name(label, mechanism.photolysis);
        wrong("E604", fmt::format("photolysis_per_s.{}: the mechanism has no such label", label),
              near.empty() ? "see the mechanism's photolysis labels" : fmt::format("did you mean {}?", near));
    }
    const bool dark = case_.sun == ChemistryCase::Sun::dark;
    for (const std::string& label : mechanism.photolysis) {
        clear_sky_.push_back(clear_sky_parts(mechanism, label));
        if (case_.photolysis_per_s.contains(label) || given(&ChemistryConditions::photolysis_per_s, label)) continue;
        if (!dark && (clear_sky_.back() || (case_.bands && case_.bands->cm2.contains(label)))) continue;
        if (dark && case_.photolysis_per_s.empty() && case_.conditions.empty()) continue;
        if (case_.missing_photolysis_is_zero) {
            notes_.push_back(fmt::format("photolysis {} has no value and is taken as 0", label));
        } else if (!dark || !case_.conditions.empty() || !case_.photolysis_per_s.empty()) {
            wrong("E604", fmt::format("photolysis {} has no rate: neither given nor known for a clear sky", label),
                  fmt::format("give photolysis_per_s.\"{}\", or photolysis.missing = \"zero\"", label));
        }
    }
    for (const std::string& label : mechanism.externals) {
        if (case_.external.contains(label) || given(&ChemistryConditions::external, label)) continue;
        if (case_.missing_external_is_zero) {
            notes_.push_back(fmt::format("external rate {} has no value and is taken as 0", label));
        } else {
            wrong("E609", fmt::format("external rate {} has no value", label),
                  fmt::format("give external.\"{}\", or conditions.missing_external = \"zero\"", label));
        }
    }
}

std::vector<std::string> Box::names() const {
    std::vector<std::string> out;
    for (const std::size_t s : solver_.compiled().species_of) out.push_back(mechanism_.species[s].name);
    return out;
}

double Box::x_factor(std::size_t cell) const {
    return case_.scan_x.factors.empty() ? 1.0 : case_.scan_x.factors[cell % case_.scan_x.factors.size()];
}
double Box::y_factor(std::size_t cell) const {
    return case_.scan_y.factors.empty()
               ? 1.0
               : case_.scan_y.factors[cell / std::max<std::size_t>(1, case_.scan_x.factors.size())];
}

double Box::scale(const std::string& species, std::size_t cell) const {
    return (scales(case_.scan_x, species) ? x_factor(cell) : 1.0) *
           (scales(case_.scan_y, species) ? y_factor(cell) : 1.0);
}

void Box::set_initial() {
    const CompiledMechanism& m = solver_.compiled();
    const std::size_t n = m.variables;
    concentration_.assign(cells_ * n, 0.0);
    source_.assign(cells_ * n, 0.0);
    step_.assign(cells_, 0.0);
    temperature_.assign(cells_, case_.temperature_k);
    pressure_.assign(cells_, case_.pressure_pa);
    fixed_.assign(cells_ * m.fixed_species.size(), 0.0);
    photolysis_.assign(cells_ * mechanism_.photolysis.size(), 0.0);
    external_.assign(cells_ * mechanism_.externals.size(), 0.0);
    sensitivity_.assign(case_.scan_sensitivity ? cells_ * 2 * n : 0, 0.0);
    emissions_.clear();
    for (const auto& [name, ppb_per_h] : case_.emission_ppb_per_h) {
        const bool x = scales(case_.scan_x, name), y = scales(case_.scan_y, name);
        Emission e{solver_.variable(name), ppb_per_h / 3600.0, x == y ? -1 : y ? 1 : 0, {}};
        for (std::size_t cell = 0; cell < cells_; ++cell) e.scale.push_back(scale(name, cell));
        emissions_.push_back(std::move(e));
    }
    set_rates(0.0, 0.0);
    const double air = air_molecules_cm3(temperature_[0], pressure_[0]);
    for (std::size_t cell = 0; cell < cells_; ++cell) {
        for (std::size_t v = 0; v < n; ++v) {
            const std::string& name = mechanism_.species[m.species_of[v]].name;
            double& c = concentration_[cell * n + v];
            if (const auto found = case_.initial_mol_m3.find(name); found != case_.initial_mol_m3.end())
                c = found->second * k_avogadro * 1e-6;
            if (const auto found = case_.initial_ppb.find(name); found != case_.initial_ppb.end())
                c = found->second * 1e-9 * air;
            // The parameters of the sensitivities are the factors themselves, so that all cells share their seeds.
            if (case_.scan_sensitivity) {
                if (scales(case_.scan_x, name)) sensitivity_[cell * 2 * n + v] = c;
                if (scales(case_.scan_y, name)) sensitivity_[(cell * 2 + 1) * n + v] = c;
            }
            c *= scale(name, cell);
        }
    }
}

void Box::set_rates(double time_s, double middle_s) {
    const CompiledMechanism& m = solver_.compiled();
    double temperature = case_.temperature_k, pressure = case_.pressure_pa;
    std::vector<double> photolysis(mechanism_.photolysis.size(), 0.0), external(mechanism_.externals.size(), 0.0);
    if (case_.sun != ChemistryCase::Sun::dark) {
        const double mu =
            case_.sun == ChemistryCase::Sun::fixed_zenith
                ? std::cos(case_.zenith_deg * constants::k_pi / 180.0)
                : cos_zenith(case_.latitude_deg, case_.declination_deg, case_.start_hour + middle_s / 3600.0);
        const double cloud = cloud_factor(CloudPlace::below, case_.cloud_frac, case_.cloud_optical_depth, mu);
        std::vector<double> photons;
        if (case_.bands) {
            LightColumn column;
            column.cos_zenith = mu;
            column.pressure_pa = case_.pressure_pa;
            column.ozone_du = case_.ozone_du;
            column.ground_albedo_frac = case_.ground_albedo_frac;
            column.aerosol_optical_depth = case_.aerosol_optical_depth;
            column.cloud_frac = case_.cloud_frac;
            column.cloud_optical_depth = case_.cloud_optical_depth;
            photons = band_photons(*case_.bands, column, 0.0);
        }
        for (std::size_t i = 0; i < photolysis.size(); ++i) {
            const std::string& label = mechanism_.photolysis[i];
            if (case_.bands && case_.bands->cm2.contains(label))
                photolysis[i] = band_photolysis_per_s(*case_.bands, label, case_.temperature_k, photons);
            else if (clear_sky_[i])
                photolysis[i] = cloud * clear_sky_per_s(*clear_sky_[i], mu);
        }
    }
    for (const auto& [label, value] : case_.photolysis_per_s) {
        if (const auto at = mechanism_.find_photolysis(label)) photolysis[*at] = value;
    }
    const auto set_external = [&](const std::string& label, double value) {
        const auto found = std::find(mechanism_.externals.begin(), mechanism_.externals.end(), label);
        if (found != mechanism_.externals.end())
            external[static_cast<std::size_t>(found - mechanism_.externals.begin())] = value;
    };
    for (const auto& [label, value] : case_.external) set_external(label, value);
    for (const ChemistryConditions& row : case_.conditions) {
        if (row.time_s > time_s + 1e-9) break;
        if (row.temperature_k > 0.0) temperature = row.temperature_k;
        if (row.pressure_pa > 0.0) pressure = row.pressure_pa;
        for (const auto& [label, value] : row.photolysis_per_s) {
            if (const auto at = mechanism_.find_photolysis(label)) photolysis[*at] = value;
        }
        for (const auto& [label, value] : row.external) set_external(label, value);
    }
    const double air = air_molecules_cm3(temperature, pressure);
    for (std::size_t cell = 0; cell < cells_; ++cell) {
        temperature_[cell] = temperature;
        pressure_[cell] = pressure;
        std::copy(photolysis.begin(), photolysis.end(),
                  photolysis_.begin() + static_cast<std::ptrdiff_t>(cell * photolysis.size()));
        std::copy(external.begin(), external.end(),
                  external_.begin() + static_cast<std::ptrdiff_t>(cell * external.size()));
        for (std::size_t f = 0; f < m.fixed_species.size(); ++f) {
            const std::string& name = mechanism_.species[m.fixed_species[f]].name;
            double& value = fixed_[cell * m.fixed_species.size() + f];
            value = name == "H2O" ? water_molecules_cm3(temperature, case_.humidity_frac) : air * air_share(name);
            if (const auto found = case_.initial_mol_m3.find(name); found != case_.initial_mol_m3.end())
                value = found->second * k_avogadro * 1e-6;
            for (const auto* table : {&case_.initial_ppb, &case_.fixed_ppb}) {
                if (const auto found = table->find(name); found != table->end()) value = found->second * 1e-9 * air;
            }
        }
        for (const Emission& e : emissions_)
            source_[cell * m.variables + e.variable] = e.ppb_per_s * 1e-9 * air * e.scale[cell];
    }
    if (case_.scan_sensitivity) set_parameters(air);
}

void Box::set_parameters(double air) {
    std::vector<SensitivityParameter> parameters(2);
    for (const Emission& e : emissions_) {
        if (e.scan >= 0)
            parameters[static_cast<std::size_t>(e.scan)].source.emplace_back(e.variable, e.ppb_per_s * 1e-9 * air);
    }
    solver_.set_parameters(std::move(parameters));
}

BoxReport Box::run(const Observer& observer) {
    set_initial();
    const std::size_t n = solver_.variables();
    BoxReport report;
    report.cells = cells_;
    std::vector<double> ppb(cells_ * n);
    sensitivity_ppb_.assign(sensitivity_.size(), 0.0);
    const auto tell = [&](double time) {
        for (std::size_t cell = 0; cell < cells_; ++cell) {
            const double air = air_molecules_cm3(temperature_[cell], pressure_[cell]);
            for (std::size_t v = 0; v < n; ++v) ppb[cell * n + v] = concentration_[cell * n + v] / air * 1e9;
            if (sensitivity_.empty()) continue;
            for (std::size_t p = 0; p < 2; ++p) {
                const double factor = p == 0 ? x_factor(cell) : y_factor(cell);
                for (std::size_t i = (cell * 2 + p) * n; i < (cell * 2 + p + 1) * n; ++i)
                    sensitivity_ppb_[i] = factor * sensitivity_[i] / air * 1e9;
            }
        }
        observer(time, ppb);
    };
    tell(0.0);
    const ChemistryCells cells{cells_,      concentration_, step_,   temperature_, pressure_,   fixed_,
                               photolysis_, external_,      source_, {},           sensitivity_};
    const bool moving = case_.sun == ChemistryCase::Sun::latitude;
    std::vector<bool> failed(cells_, false);
    const auto outputs = static_cast<std::size_t>(std::ceil(case_.length_s / case_.output_step_s - 1e-9));
    for (std::size_t k = 0; k < outputs; ++k) {
        double now = static_cast<double>(k) * case_.output_step_s;
        const double end = std::min(case_.length_s, static_cast<double>(k + 1) * case_.output_step_s);
        while (end - now > 1e-9 * case_.output_step_s) {
            double next = end;
            if (moving) next = now + (end - now) / std::ceil((end - now) / case_.rate_step_s - 1e-9);
            for (const ChemistryConditions& row : case_.conditions) {
                if (row.time_s > now + 1e-9 && row.time_s < next) next = row.time_s;
            }
            set_rates(now, 0.5 * (now + next));
            const ChemistryReport one = solver_.advance(cells, next - now);
            report.steps += one.steps;
            report.rejected += one.rejected;
            report.forced += one.forced;
            report.cell_steps += cells_;
            report.clipped_ppb += one.clipped_molecules_cm3 / air_molecules_cm3(temperature_[0], pressure_[0]) * 1e9;
            for (const std::size_t cell : one.failed) failed[cell] = true;
            now = next;
        }
        tell(end);
    }
    report.failed = static_cast<std::size_t>(std::count(failed.begin(), failed.end(), true));
    return report;
}

}  // namespace lantian
