#pragma once

// Compiled once for each instruction set, in a file of its own that names it by LANTIAN_LANES.
#include "models/chemistry/lane_rates.hpp"

namespace lantian::chemistry_lanes::LANTIAN_LANES {

/// The vector at an offset in doubles.
LANTIAN_INLINE Lanes& at(Lanes* base, Index offset) {
    return *reinterpret_cast<Lanes*>(reinterpret_cast<double*>(base) + offset);
}
LANTIAN_INLINE const Lanes& at(const Lanes* base, Index offset) {
    return *reinterpret_cast<const Lanes*>(reinterpret_cast<const double*>(base) + offset);
}

/// `sums` sums of `length` terms each, see CompiledMechanism::WeightedSums. start: value to begin with, or nullptr for
/// 0. The pointers move on behind what was read.
LANTIAN_INLINE void run_of_sums(Index sums, Index length, const Lanes* values, const Lanes* start, Lanes* out,
                                const Index*& target, const Index*& index, const double*& weight) {
    for (; sums > 0; --sums, ++target, index += length, weight += length) {
        Register sum[k_registers];
        for (std::size_t r = 0; r < k_registers; ++r) sum[r] = start != nullptr ? at(start, *target).v[r] : Register{};
        for (Index t = 0; t < length; ++t) {
            const Lanes& value = at(values, index[t]);
            const double w = weight[t];
            for (std::size_t r = 0; r < k_registers; ++r) sum[r] = sum[r] + w * value.v[r];
        }
        Lanes& to = at(out, *target);
        for (std::size_t r = 0; r < k_registers; ++r) to.v[r] = sum[r];
    }
}

/// All sums; short ones without a loop over their terms.
LANTIAN_INLINE void weighted_sums(const CompiledMechanism::WeightedSums& sums, const Lanes* values, const Lanes* start,
                                  Lanes* out) {
    const Index *target = sums.target.data(), *index = sums.index.data();
    const double* weight = sums.weight.data();
    for (const CompiledMechanism::WeightedSums::Run& run : sums.runs) {
        switch (run.length) {
            case 0:
                run_of_sums(run.sums, 0, values, start, out, target, index, weight);
                break;
            case 1:
                run_of_sums(run.sums, 1, values, start, out, target, index, weight);
                break;
            case 2:
                run_of_sums(run.sums, 2, values, start, out, target, index, weight);
                break;
            case 3:
                run_of_sums(run.sums, 3, values, start, out, target, index, weight);
                break;
            case 4:
                run_of_sums(run.sums, 4, values, start, out, target, index, weight);
                break;
            default:
                run_of_sums(run.sums, run.length, values, start, out, target, index, weight);
                break;
        }
    }
}

/// Sparse linear algebra and chemistry of one set of lanes; arrays are [item] of vectors.
struct Kernel {
    const CompiledMechanism& m;
    Lanes *derivative, *velocity, *lu;

    /// Products k b, k a (order 2), k b c, k a c, k a b (order 3) behind the rate constants, and the velocities.
    [[gnu::noinline]] void slopes_and_velocities(const Lanes* y) const {
        const Lanes* k = derivative;
        Lanes* d = derivative + m.reactions();
        const Index* a = m.reactant.data();
        std::size_t r = 0;
        for (; r < m.order_end[0]; ++r) velocity[r] = k[r];
        for (; r < m.order_end[1]; ++r) velocity[r] = k[r] * at(y, *a++);
        for (; r < m.order_end[2]; ++r, a += 2, d += 2) {
            const Lanes by_b = k[r] * at(y, a[1]);
            d[0] = by_b;
            d[1] = k[r] * at(y, a[0]);
            velocity[r] = by_b * at(y, a[0]);
        }
        for (; r < m.order_end[3]; ++r, a += 3, d += 3) {
            d[0] = (k[r] * at(y, a[1])) * at(y, a[2]);
            d[1] = (k[r] * at(y, a[0])) * at(y, a[2]);
            d[2] = (k[r] * at(y, a[0])) * at(y, a[1]);
            velocity[r] = d[0] * at(y, a[0]);
        }
    }

    [[gnu::noinline]] void velocities(const Lanes* y) const {
        const Lanes* k = derivative;
        const Index* a = m.reactant.data();
        std::size_t r = m.order_end[0];
        for (; r < m.order_end[1]; ++r) velocity[r] = k[r] * at(y, *a++);
        for (; r < m.order_end[2]; ++r, a += 2) velocity[r] = (k[r] * at(y, a[1])) * at(y, a[0]);
        for (; r < m.order_end[3]; ++r, a += 3) velocity[r] = ((k[r] * at(y, a[1])) * at(y, a[2])) * at(y, a[0]);
    }

    /// f = source + sums of velocities.
    [[gnu::noinline]] void tendencies(const Lanes* source, Lanes* f) const {
        weighted_sums(m.tendency, velocity, source, f);
    }

    /// LU of shift I - J; J from the derivatives. The diagonal holds its inverse.
    [[gnu::noinline]] void factorise(const Lanes& shift) const {
        weighted_sums(m.jacobian, derivative, nullptr, lu);
        for (std::size_t i = 0; i < m.variables; ++i) lu[m.diagonal[i]] = lu[m.diagonal[i]] + shift;
        eliminate();
    }

    [[gnu::noinline]] void eliminate() const {
        const Index *target = m.target.data(), *lower = m.lower.data();
        for (std::size_t k = 0; k < m.variables; ++k) {
            const Index diagonal = m.diagonal[k], count = m.row_begin[k + 1] - diagonal - 1;
            Register inverse[k_registers];
            for (std::size_t r = 0; r < k_registers; ++r) lu[diagonal].v[r] = inverse[r] = 1.0 / lu[diagonal].v[r];
            const Lanes* row = lu + diagonal + 1;
            for (Index multipliers = m.lower_begin[k + 1] - m.lower_begin[k]; multipliers > 0; --multipliers) {
                Lanes& entry = at(lu, *lower++);
                Register multiplier[k_registers];
                for (std::size_t r = 0; r < k_registers; ++r) entry.v[r] = multiplier[r] = entry.v[r] * inverse[r];
                for (Index j = 0; j < count; ++j) {
                    Lanes& to = at(lu, target[j]);
                    for (std::size_t r = 0; r < k_registers; ++r) to.v[r] = to.v[r] - multiplier[r] * row[j].v[r];
                }
                target += count;
            }
        }
    }

    /// x := (LU)^-1 x
    [[gnu::noinline]] void solve(Lanes* x) const {
        const Index *row = m.row_begin.data(), *column = m.column_at.data(), *diagonal = m.diagonal.data();
        const std::size_t n = m.variables;
        for (std::size_t i = 0; i < n; ++i) {
            if (row[i] == diagonal[i]) continue;
            Register sum[k_registers];
            for (std::size_t r = 0; r < k_registers; ++r) sum[r] = x[i].v[r];
            for (Index e = row[i]; e < diagonal[i]; ++e) {
                const Lanes& known = at(x, column[e]);
                for (std::size_t r = 0; r < k_registers; ++r) sum[r] = sum[r] - lu[e].v[r] * known.v[r];
            }
            for (std::size_t r = 0; r < k_registers; ++r) x[i].v[r] = sum[r];
        }
        for (std::size_t i = n; i-- > 0;) {
            Register sum[k_registers];
            for (std::size_t r = 0; r < k_registers; ++r) sum[r] = x[i].v[r];
            for (Index e = diagonal[i] + 1; e < row[i + 1]; ++e) {
                const Lanes& known = at(x, column[e]);
                for (std::size_t r = 0; r < k_registers; ++r) sum[r] = sum[r] - lu[e].v[r] * known.v[r];
            }
            for (std::size_t r = 0; r < k_registers; ++r) x[i].v[r] = sum[r] * lu[diagonal[i]].v[r];
        }
    }
};

/// Tangent of one Rosenbrock step for one parameter: the derivative of the numerical step itself, with the same LU.
struct Tangent {
    const Kernel& kernel;
    const RosenbrockMethod& method;
    const double* rate_seed;    ///< [reactions] d ln k / d parameter
    const double* source_seed;  ///< [variables]

    /// d velocity for change x at state y, plus the share of k itself.
    void add_first(const Lanes* y, const Lanes* x) const {
        const CompiledMechanism& m = kernel.m;
        const Lanes* k = kernel.derivative;
        const Index* a = m.reactant.data();
        std::size_t r = 0;
        for (; r < m.order_end[0]; ++r) kernel.velocity[r] = rate_seed[r] * k[r];
        for (; r < m.order_end[1]; ++r, ++a) kernel.velocity[r] = k[r] * (at(x, *a) + rate_seed[r] * at(y, *a));
        for (; r < m.order_end[2]; ++r, a += 2)
            kernel.velocity[r] = k[r] * (at(x, a[0]) * at(y, a[1]) + at(y, a[0]) * at(x, a[1]) +
                                         rate_seed[r] * (at(y, a[0]) * at(y, a[1])));
        for (; r < m.order_end[3]; ++r, a += 3) {
            const Lanes u = at(y, a[0]), v = at(y, a[1]), z = at(y, a[2]);
            kernel.velocity[r] =
                k[r] * (at(x, a[0]) * v * z + u * at(x, a[1]) * z + u * v * at(x, a[2]) + rate_seed[r] * (u * v * z));
        }
    }

    /// Change of the Jacobian at the start of the step in direction s (and of k), times the stage vector g.
    void add_second(const Lanes* y, const Lanes* s, const Lanes* g) const {
        const CompiledMechanism& m = kernel.m;
        const Lanes* k = kernel.derivative;
        const Index* a = m.reactant.data();
        std::size_t r = m.order_end[0];
        for (; r < m.order_end[1]; ++r, ++a) kernel.velocity[r] = kernel.velocity[r] + rate_seed[r] * k[r] * at(g, *a);
        for (; r < m.order_end[2]; ++r, a += 2) {
            const Lanes change = at(s, a[0]) * at(g, a[1]) + at(s, a[1]) * at(g, a[0]) +
                                 rate_seed[r] * (at(y, a[0]) * at(g, a[1]) + at(y, a[1]) * at(g, a[0]));
            kernel.velocity[r] = kernel.velocity[r] + k[r] * change;
        }
        for (; r < m.order_end[3]; ++r, a += 3) {
            Lanes change = zero();
            for (int i = 0; i < 3; ++i) {
                const Index p = a[i], q = a[(i + 1) % 3], o = a[(i + 2) % 3];
                change = change +
                         at(g, p) * (at(s, q) * at(y, o) + at(y, q) * at(s, o) + rate_seed[r] * (at(y, q) * at(y, o)));
            }
            kernel.velocity[r] = kernel.velocity[r] + k[r] * change;
        }
    }
};

LANTIAN_INLINE bool any_negative(const Lanes& a) {
    bool any = false;
    for (std::size_t l = 0; l < k_lanes; ++l) any |= a[l] < 0.0;
    return any;
}

static void advance_range(Work& w) {
    const CompiledMechanism& m = *w.mechanism;
    const ChemistryOptions& o = *w.options;
    const RosenbrockMethod& method = *o.method;
    const ChemistryCells& c = *w.cells;
    const std::size_t n = m.variables, rates = m.reactions(), parameters = w.parameter_count;
    const auto stages = static_cast<std::size_t>(method.stages);
    w.steps = w.rejected = w.forced = 0;
    if (w.first == w.last) return;

    // Scratch: see scratch_doubles().
    Lanes* next = reinterpret_cast<Lanes*>(w.scratch);
    const auto take = [&next](std::size_t count) {
        Lanes* p = next;
        next += count;
        return p;
    };
    Lanes *derivative = take(m.derivatives), *velocity = take(rates), *lu = take(m.entries);
    Lanes *y = take(n), *y_new = take(n), *f = take(n), *source = take(n);
    Lanes* stage = take(stages * n);
    Lanes *state = take(stages * n), *s = take(parameters * n), *tangent = take(stages * n), *x = take(n);
    Lanes* prepared = take(rates);
    Lanes* terms = take(w.program->constant.size() + w.program->thermal.size() + m.fixed_species.size());
    const Kernel kernel{m, derivative, velocity, lu};
    const bool plain_source = c.source.empty();

    double* rate_seed = reinterpret_cast<double*>(take((parameters * (rates + n) + k_lanes - 1) / k_lanes));
    double* source_seed = rate_seed + parameters * rates;
    if (parameters > 0) {
        std::memset(rate_seed, 0, parameters * (rates + n) * sizeof(double));
        for (std::size_t p = 0; p < parameters; ++p) {
            for (std::size_t r = 0; r < rates; ++r) {
                for (const auto& [reaction, share] : w.parameters[p].rate) {
                    if (m.reaction_at[r] == reaction) rate_seed[p * rates + r] += share;
                }
            }
            for (const auto& [variable, amount] : w.parameters[p].source)
                source_seed[p * n + m.position_of[variable]] += amount;
        }
    }

    constexpr std::size_t k_none = static_cast<std::size_t>(-1);
    std::size_t cell[k_lanes], step_count[k_lanes];
    double t[k_lanes], h[k_lanes], proposed[k_lanes];
    bool rejected_before[k_lanes];
    Lanes tolerance_scale = zero();
    std::size_t queued = w.first, prepared_first = w.first, prepared_end = w.first;

    const auto load = [&](std::size_t l) {
        if (queued == w.last) {
            cell[l] = k_none;
            return;
        }
        if (queued == prepared_end) {
            const std::size_t count = std::min(k_lanes, w.last - queued);
            evaluate_rates(w, queued, count, prepared, terms);
            prepared_first = queued;
            prepared_end = queued + count;
        }
        const std::size_t i = queued++, from = i - prepared_first;
        cell[l] = i;
        for (std::size_t r = 0; r < rates; ++r) derivative[r][l] = prepared[r][from];
        const double* values = c.concentration.data() + i * n;
        for (std::size_t v = 0; v < n; ++v) y[m.position_of[v]][l] = values[v];
        if (!plain_source) {
            for (std::size_t v = 0; v < n; ++v) source[m.position_of[v]][l] = c.source[i * n + v];
        }
        for (std::size_t p = 0; p < parameters; ++p) {
            for (std::size_t v = 0; v < n; ++v)
                s[p * n + m.position_of[v]][l] = c.sensitivity[(i * parameters + p) * n + v];
        }
        tolerance_scale[l] = o.tolerance_in_air ? air_molecules_cm3(c.temperature_k[i], c.pressure_pa[i]) : 1.0;
        t[l] = 0.0;
        proposed[l] = c.step_s[i] > 0.0 ? c.step_s[i] : o.first_step_s;
        step_count[l] = 0;
        rejected_before[l] = false;
    };
    const auto store = [&](std::size_t l, bool failed) {
        const std::size_t i = cell[l];
        double* values = c.concentration.data() + i * n;
        for (std::size_t v = 0; v < n; ++v) values[v] = y[m.position_of[v]][l];
        for (std::size_t p = 0; p < parameters; ++p) {
            for (std::size_t v = 0; v < n; ++v)
                c.sensitivity[(i * parameters + p) * n + v] = s[p * n + m.position_of[v]][l];
        }
        c.step_s[i] = proposed[l];
        if (failed) w.failed[i] = 1;
    };

    for (std::size_t i = 0; i < n; ++i) source[i] = zero();
    std::size_t active = 0;
    for (std::size_t l = 0; l < k_lanes; ++l) {
        load(l);
        if (cell[l] != k_none) ++active;
    }
    // Lanes without a cell go along with the state of lane 0 and are never stored.
    for (std::size_t l = 0; l < k_lanes; ++l) {
        if (cell[l] != k_none) continue;
        for (std::size_t r = 0; r < rates; ++r) derivative[r][l] = derivative[r][0];
        for (std::size_t i = 0; i < n; ++i) y[i][l] = y[i][0];
        tolerance_scale[l] = tolerance_scale[0];
        proposed[l] = proposed[0];
        t[l] = 0.0;
    }
    if (!(w.dt_s > 0.0)) return;

    while (active > 0) {
        Lanes step = zero();
        for (std::size_t l = 0; l < k_lanes; ++l) {
            if (cell[l] == k_none) {
                step[l] = 1e-3;
                continue;
            }
            const double left = w.dt_s - t[l];
            double wanted = o.fixed_step_s > 0.0 ? o.fixed_step_s : std::min(proposed[l], o.largest_step_s);
            wanted = std::max(wanted, o.least_step_s);
            // The rest in equal parts, so that no tiny step remains.
            h[l] = wanted >= left ? left : left / std::ceil(left / wanted);
            step[l] = h[l];
        }
        const Lanes inverse_step = 1.0 / step;
        kernel.slopes_and_velocities(y);
        kernel.tendencies(source, f);
        kernel.factorise(1.0 / method.gamma * inverse_step);

        std::size_t from_row = 0;
        for (std::size_t i = 0; i < stages; ++i) {
            Lanes* k = stage + i * n;
            if (i > 0 && method.new_tendency[i]) {
                for (std::size_t v = 0; v < n; ++v) {
                    Lanes sum = y[v];
                    for (std::size_t j = 0; j < i; ++j) {
                        if (method.a[from_row + j] != 0.0) sum = sum + method.a[from_row + j] * stage[j * n + v];
                    }
                    y_new[v] = sum;
                }
                if (parameters > 0) {
                    for (std::size_t v = 0; v < n; ++v) state[i * n + v] = y_new[v];
                }
                kernel.velocities(y_new);
                kernel.tendencies(source, f);
            }
            for (std::size_t v = 0; v < n; ++v) {
                Lanes sum = zero();
                for (std::size_t j = 0; j < i; ++j) sum = sum + method.c[from_row + j] * stage[j * n + v];
                k[v] = f[v] + sum * inverse_step;
            }
            from_row += i;
            kernel.solve(k);
        }

        Lanes square = zero();
        for (std::size_t v = 0; v < n; ++v) {
            Lanes sum = y[v], error = zero();
            for (std::size_t j = 0; j < stages; ++j) {
                const Lanes k = stage[j * n + v];
                if (method.m[j] != 0.0) sum = sum + method.m[j] * k;
                if (method.e[j] != 0.0) error = error + method.e[j] * k;
            }
            const Lanes largest = larger(magnitude(y[v]), magnitude(sum));
            const Lanes scaled = error / (w.absolute_tolerance[v] * tolerance_scale + o.relative_tolerance * largest);
            square = square + scaled * scaled;
            y_new[v] = sum;
        }

        Mask accepted{};
        bool finished[k_lanes] = {}, failed[k_lanes] = {};
        for (std::size_t l = 0; l < k_lanes; ++l) {
            if (cell[l] == k_none) continue;
            ++step_count[l];
            if (o.fixed_step_s > 0.0) {
                accepted[l] = -1;
                ++w.steps;
                t[l] += h[l];
                finished[l] = w.dt_s - t[l] <= 1e-10 * w.dt_s;
                continue;
            }
            const double error = std::sqrt(square[l] / static_cast<double>(n));
            const bool least = h[l] <= 1.01 * o.least_step_s && h[l] < w.dt_s - t[l];
            const bool finite = error < 1e30;
            if (error <= 1.0 || (least && finite)) {
                if (!(error <= 1.0)) ++w.forced;
                accepted[l] = -1;
                ++w.steps;
                const bool last = h[l] >= w.dt_s - t[l];
                t[l] += h[l];
                double factor = 0.9 * std::pow(std::max(error, 1e-12), -1.0 / method.estimate_order);
                factor = std::min(6.0, std::max(0.2, factor));
                if (rejected_before[l]) factor = std::min(factor, 1.0);
                rejected_before[l] = false;
                // A step cut short by the end of the interval says nothing against the longer one proposed before.
                proposed[l] =
                    factor >= 1.0 ? std::max(h[l] * factor, std::min(proposed[l], 6.0 * h[l])) : h[l] * factor;
                if (last) finished[l] = true;
            } else {
                ++w.rejected;
                const double factor =
                    finite ? std::max(0.2, std::min(0.9, 0.9 * std::pow(error, -1.0 / method.estimate_order))) : 0.1;
                proposed[l] = h[l] * factor;
                rejected_before[l] = true;
                failed[l] = least;  // not finite with the least step
            }
            if (step_count[l] >= o.most_steps && !finished[l]) failed[l] = true;
        }

        for (std::size_t p = 0; p < parameters; ++p) {
            const Tangent rule{kernel, method, rate_seed + p * rates, source_seed + p * n};
            Lanes* sp = s + p * n;
            std::size_t from = 0;
            const Lanes* y_stage = y;
            for (std::size_t v = 0; v < n; ++v) x[v] = sp[v];
            for (std::size_t i = 0; i < stages; ++i) {
                Lanes* k = tangent + i * n;
                if (i > 0 && method.new_tendency[i]) {
                    for (std::size_t v = 0; v < n; ++v) {
                        Lanes sum = sp[v];
                        for (std::size_t j = 0; j < i; ++j) sum = sum + method.a[from + j] * tangent[j * n + v];
                        x[v] = sum;
                    }
                    y_stage = state + i * n;
                }
                rule.add_first(y_stage, x);
                rule.add_second(y, sp, stage + i * n);
                for (std::size_t v = 0; v < n; ++v) f[v] = all(rule.source_seed[v]);
                kernel.tendencies(f, k);
                for (std::size_t v = 0; v < n; ++v) {
                    Lanes sum = zero();
                    for (std::size_t j = 0; j < i; ++j) sum = sum + method.c[from + j] * tangent[j * n + v];
                    k[v] = k[v] + sum * inverse_step;
                }
                from += i;
                kernel.solve(k);
            }
            for (std::size_t v = 0; v < n; ++v) {
                Lanes sum = sp[v];
                for (std::size_t j = 0; j < stages; ++j) sum = sum + method.m[j] * tangent[j * n + v];
                sp[v] = select(accepted, sum, sp[v]);
            }
        }

        for (std::size_t v = 0; v < n; ++v) {
            if (any_negative(y_new[v])) {
                for (std::size_t l = 0; l < k_lanes; ++l) {
                    if (accepted[l] == 0 || !(y_new[v][l] < 0.0)) continue;
                    w.clipped[cell[l]] -= y_new[v][l];
                    if (!c.clipped.empty()) c.clipped[cell[l] * n + m.order[v]] -= y_new[v][l];
                    y_new[v][l] = 0.0;
                }
            }
            // Powers of what is next to nothing would be slow denormal numbers.
            y[v] = without_less(select(accepted, y_new[v], y[v]), 1e-60);
        }

        for (std::size_t l = 0; l < k_lanes; ++l) {
            if (cell[l] == k_none || (!finished[l] && !failed[l])) continue;
            store(l, failed[l]);
            load(l);
            if (cell[l] == k_none) --active;
        }
    }
}

void advance(Work& w) { advance_range(w); }

void rates(Work& w, double* out) {
    const CompiledMechanism& m = *w.mechanism;
    Lanes* k = reinterpret_cast<Lanes*>(w.scratch);
    Lanes* terms = k + m.reactions();
    for (std::size_t i = w.first; i < w.last; i += k_lanes) {
        const std::size_t count = std::min(k_lanes, w.last - i);
        evaluate_rates(w, i, count, k, terms);
        for (std::size_t l = 0; l < count; ++l) {
            for (std::size_t r = 0; r < m.reactions(); ++r) out[(i + l) * m.reactions() + m.reaction_at[r]] = k[r][l];
        }
    }
}

}  // namespace lantian::chemistry_lanes::LANTIAN_LANES
