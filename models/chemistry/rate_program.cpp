#include "models/chemistry/rate_program.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

using Index = RateProgram::Index;

bool is_constant(const RateTerm& t) { return t.n == 0.0 && t.C == 0.0 && t.pressure_per_pa == 0.0; }

double value(const RateTerm& t, double temperature_k, double pressure_pa) {
    return t.A * std::pow(temperature_k / t.reference_k, t.n) * std::exp(-t.C / temperature_k) *
           (1.0 + t.pressure_per_pa * pressure_pa);
}

/// Numbers of terms, equal ones once; constants before the others.
class TermNumbers {
  public:
    void add(const RateTerm& t) {
        std::vector<RateTerm>& list = is_constant(t) ? constant_ : thermal_;
        if (std::find(list.begin(), list.end(), t) == list.end()) list.push_back(t);
    }
    [[nodiscard]] Index number(const RateTerm& t) const {
        const std::vector<RateTerm>& list = is_constant(t) ? constant_ : thermal_;
        const auto at = static_cast<std::size_t>(std::find(list.begin(), list.end(), t) - list.begin());
        return static_cast<Index>(is_constant(t) ? at : constant_.size() + at);
    }
    [[nodiscard]] std::vector<RateProgram::Term> list(bool constant) const {
        std::vector<RateProgram::Term> out;
        for (const RateTerm& t : constant ? constant_ : thermal_)
            out.push_back({t.A, t.n, t.C, std::log(t.reference_k), t.pressure_per_pa});
        return out;
    }

  private:
    std::vector<RateTerm> constant_, thermal_;
};

double wennberg_branching(const Rate& rate, double temperature_k, double air_cm3) {
    const auto a = [&](double temperature, double air) {
        const double k0 = 2.0e-22 * std::exp(rate.parameter[2]);
        const double x = k0 * air / (0.43 * std::pow(temperature / 298.0, -8.0));
        return k0 * air / (1.0 + x) * std::pow(0.41, 1.0 / (1.0 + std::pow(std::log10(x), 2)));
    };
    const double z = a(293.0, 2.45e19) * (1.0 - rate.parameter[1]) / rate.parameter[1];
    const double now = a(temperature_k, air_cm3);
    return rate.parameter[0] > 0.0 ? now / (now + z) : z / (z + now);
}

}  // namespace

double air_molecules_cm3(double temperature_k, double pressure_pa) noexcept {
    return pressure_pa / (constants::k_boltzmann_j_k * temperature_k) * 1e-6;
}

double water_molecules_cm3(double temperature_k, double humidity_frac) noexcept {
    const double saturation_pa = 611.2 * std::exp(17.67 * (temperature_k - 273.15) / (temperature_k - 29.65));
    return humidity_frac * air_molecules_cm3(temperature_k, saturation_pa);
}

RateProgram rate_program(const Mechanism& mechanism, const CompiledMechanism& compiled) {
    RateProgram p;
    const std::size_t count = mechanism.reactions.size();
    p.rates = count;
    constexpr Index k_none = std::numeric_limits<Index>::max();
    p.fixed_of_species.assign(mechanism.species.size(), k_none);
    for (std::size_t f = 0; f < compiled.fixed_species.size(); ++f)
        p.fixed_of_species[compiled.fixed_species[f]] = static_cast<Index>(f);
    std::vector<Index> out(count);
    for (std::size_t s = 0; s < count; ++s) out[compiled.reaction_at[s]] = static_cast<Index>(s);

    TermNumbers terms;
    for (const Reaction& r : mechanism.reactions) {
        for (const RateTerm& t : r.rate.term) terms.add(t);
    }
    p.constant = terms.list(true);
    p.thermal = terms.list(false);

    std::vector<bool> placed(count, false);
    std::function<void(std::size_t)> place = [&](std::size_t i) {
        if (placed[i]) return;
        placed[i] = true;
        const Rate& rate = mechanism.reactions[i].rate;
        const Index o = out[i];
        const Index t0 = terms.number(rate.term[0]), t1 = terms.number(rate.term[1]), t2 = terms.number(rate.term[2]);
        const RateProgram::FallOff fall_off{o, t0, t1, std::log(rate.broadening_fc), rate.broadening_n};
        switch (rate.form) {
            case RateForm::arrhenius:
                p.plain.push_back({o, t0, 0});
                break;
            case RateForm::photolysis:
                p.photolysis.push_back({o, t0, static_cast<Index>(rate.label)});
                break;
            case RateForm::external:
                p.external.push_back({o, t0, static_cast<Index>(rate.label)});
                break;
            case RateForm::troe:
                p.troe.push_back(fall_off);
                break;
            case RateForm::troe_n:
                p.troe_n.push_back(fall_off);
                break;
            case RateForm::activation:
                p.activation.push_back(fall_off);
                break;
            case RateForm::sum_m:
                p.sum_m.push_back({o, t0, t1, t2});
                break;
            case RateForm::hno3_oh:
                p.hno3_oh.push_back({o, t0, t1, t2});
                break;
            case RateForm::multiple:
            case RateForm::quotient:
                place(rate.of);
                p.references.push_back({o, out[rate.of], t0, rate.form == RateForm::quotient});
                break;
            case RateForm::tunneling:
            case RateForm::branched:
            case RateForm::surface:
            case RateForm::expression: {
                RateProgram::Special special{o, rate, 0.0, 0.0};
                if (rate.form == RateForm::surface && !mechanism.reactions[i].reactants.empty()) {
                    const MechanismSpecies& gas = mechanism.species[mechanism.reactions[i].reactants.front()];
                    special.molar_mass_kg_mol = gas.molar_mass_kg_mol;
                    special.diffusivity_m2_s = gas.diffusivity_m2_s;
                }
                p.special.push_back(std::move(special));
                break;
            }
        }
        if (rate.per_ppm_power != 0) p.mixing.push_back({o, rate.per_ppm_power});
        for (const std::size_t s : mechanism.reactions[i].reactants) {
            if (p.fixed_of_species[s] != k_none) p.fixed.push_back({o, p.fixed_of_species[s]});
        }
    };
    for (std::size_t i = 0; i < count; ++i) place(i);
    return p;
}

double special_rate(const RateProgram& program, const RateProgram::Special& special, double temperature_k,
                    double pressure_pa, const double* fixed, const double* photolysis,
                    const double* external) noexcept {
    const Rate& rate = special.rate;
    switch (rate.form) {
        case RateForm::tunneling:
            return rate.term[0].A * std::exp(-rate.term[0].C / temperature_k) *
                   std::exp(rate.parameter[0] / (temperature_k * temperature_k * temperature_k));
        case RateForm::branched:
            return value(rate.term[0], temperature_k, pressure_pa) *
                   wennberg_branching(rate, temperature_k, air_molecules_cm3(temperature_k, pressure_pa));
        case RateForm::surface: {
            const double radius_m = external[rate.label], number_m3 = external[rate.label + 1];
            if (!(radius_m > 0.0) || !(number_m3 > 0.0)) return 0.0;
            const double speed = std::sqrt(8.0 * constants::k_gas_constant_j_mol_k * temperature_k /
                                           (constants::k_pi * special.molar_mass_kg_mol));
            return 4.0 * constants::k_pi * radius_m * radius_m * number_m3 /
                   (radius_m / special.diffusivity_m2_s + 4.0 / (speed * rate.parameter[0]));
        }
        default:
            break;
    }
    constexpr std::size_t k_deep = 64;
    double stack[k_deep] = {};
    std::size_t top = 0;
    using Kind = RateOperation::Kind;
    for (const RateOperation& op : rate.program) {
        if (op.kind <= Kind::external) {
            double v = 0.0;
            switch (op.kind) {
                case Kind::number:
                    v = op.value;
                    break;
                case Kind::temperature:
                    v = temperature_k;
                    break;
                case Kind::pressure:
                    v = pressure_pa;
                    break;
                case Kind::concentration:
                    v = fixed[program.fixed_of_species[op.index]];
                    break;
                case Kind::photolysis:
                    v = photolysis[op.index];
                    break;
                default:
                    v = external[op.index];
                    break;
            }
            stack[top++] = v;
            continue;
        }
        double& a = stack[top - 1];
        const auto binary = [&](auto f) {
            stack[top - 2] = f(stack[top - 2], stack[top - 1]);
            --top;
        };
        switch (op.kind) {
            case Kind::add:
                binary([](double x, double y) { return x + y; });
                break;
            case Kind::subtract:
                binary([](double x, double y) { return x - y; });
                break;
            case Kind::multiply:
                binary([](double x, double y) { return x * y; });
                break;
            case Kind::divide:
                binary([](double x, double y) { return x / y; });
                break;
            case Kind::power:
                binary([](double x, double y) { return std::pow(x, y); });
                break;
            case Kind::min:
                binary([](double x, double y) { return std::min(x, y); });
                break;
            case Kind::max:
                binary([](double x, double y) { return std::max(x, y); });
                break;
            case Kind::negate:
                a = -a;
                break;
            case Kind::exp:
                a = std::exp(a);
                break;
            case Kind::log:
                a = std::log(a);
                break;
            case Kind::log10:
                a = std::log10(a);
                break;
            case Kind::sqrt:
                a = std::sqrt(a);
                break;
            default:
                a = std::abs(a);
                break;
        }
    }
    return stack[0];
}

std::vector<double> rate_constants(const Mechanism& mechanism, double temperature_k, double pressure_pa,
                                   const std::vector<double>& fixed, const std::vector<double>& photolysis,
                                   const std::vector<double>& external, bool fold) {
    const CompiledMechanism compiled = compile(mechanism);
    const RateProgram program = rate_program(mechanism, compiled);
    const double air = air_molecules_cm3(temperature_k, pressure_pa);
    std::vector<double> k(mechanism.reactions.size(), 0.0);
    std::vector<bool> known(k.size(), false);
    std::function<double(std::size_t)> raw = [&](std::size_t i) -> double {
        if (known[i]) return k[i];
        const Rate& rate = mechanism.reactions[i].rate;
        const auto term = [&](std::size_t n) { return value(rate.term[n], temperature_k, pressure_pa); };
        const auto fall_off = [&](bool n_above) {
            const double x = term(0) * air / term(1), l = std::log10(x), n = rate.broadening_n;
            const double exponent = n_above ? n / (n + l * l) : 1.0 / (1.0 + (l / n) * (l / n));
            return std::pow(rate.broadening_fc, exponent) / (1.0 + x);
        };
        switch (rate.form) {
            case RateForm::arrhenius:
                k[i] = term(0);
                break;
            case RateForm::troe:
                k[i] = term(0) * air * fall_off(false);
                break;
            case RateForm::troe_n:
                k[i] = term(0) * air * fall_off(true);
                break;
            case RateForm::activation:
                k[i] = term(0) * fall_off(true);
                break;
            case RateForm::sum_m:
                k[i] = term(0) + term(1) * air;
                break;
            case RateForm::hno3_oh:
                k[i] = term(0) + term(2) * air / (1.0 + term(2) * air / term(1));
                break;
            case RateForm::photolysis:
                k[i] = term(0) * photolysis[rate.label];
                break;
            case RateForm::external:
                k[i] = term(0) * external[rate.label];
                break;
            case RateForm::multiple:
                k[i] = term(0) * raw(rate.of);
                break;
            case RateForm::quotient:
                k[i] = raw(rate.of) / term(0);
                break;
            default:
                for (const RateProgram::Special& s : program.special) {
                    if (compiled.reaction_at[s.out] == i)
                        k[i] = special_rate(program, s, temperature_k, pressure_pa, fixed.data(), photolysis.data(),
                                            external.data());
                }
                break;
        }
        known[i] = true;
        return k[i];
    };
    for (std::size_t i = 0; i < k.size(); ++i) raw(i);
    for (std::size_t i = 0; i < k.size(); ++i) {
        const Reaction& r = mechanism.reactions[i];
        k[i] *= std::pow(1e6 / air, r.rate.per_ppm_power);
        if (!fold) continue;
        for (const std::size_t s : r.reactants) {
            if (mechanism.species[s].fixed) k[i] *= fixed[program.fixed_of_species[s]];
        }
    }
    return k;
}

}  // namespace lantian
