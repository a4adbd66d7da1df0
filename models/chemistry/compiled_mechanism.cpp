#include "models/chemistry/compiled_mechanism.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace lantian {

namespace {

using Index = CompiledMechanism::Index;

/// Variable reactants of a reaction, in elimination positions.
std::vector<Index> variable_reactants(const Reaction& r, const std::vector<Index>& variable_of,
                                      const std::vector<Index>& position_of) {
    std::vector<Index> out;
    for (const std::size_t s : r.reactants) {
        if (variable_of[s] != std::numeric_limits<Index>::max()) out.push_back(position_of[variable_of[s]]);
    }
    return out;
}

/// Net yields by variable; what is made and lost alike drops out.
std::map<Index, double> net_yields(const Reaction& r, const std::vector<Index>& variable_of) {
    std::map<Index, double> net;
    const auto count = [&](std::size_t s, double n) {
        if (variable_of[s] != std::numeric_limits<Index>::max()) net[variable_of[s]] += n;
    };
    for (const std::size_t s : r.reactants) count(s, -1.0);
    for (const auto& [s, yield] : r.products) count(s, yield);
    std::erase_if(net, [](const auto& item) { return item.second == 0.0; });
    return net;
}

/// Elimination order: at each step the variable whose row and column leave the smallest product (r - 1)(c - 1)
/// (Markowitz 1957), ties to the lowest number. Rows and columns get the fill-in.
std::vector<Index> markowitz_order(std::vector<std::set<Index>>& rows, std::vector<std::set<Index>>& columns) {
    const std::size_t n = rows.size();
    std::vector<bool> done(n, false);
    std::vector<Index> order;
    for (std::size_t step = 0; step < n; ++step) {
        std::size_t best = n, least = std::numeric_limits<std::size_t>::max();
        for (std::size_t i = 0; i < n; ++i) {
            if (done[i]) continue;
            const auto open = [&](const std::set<Index>& line) {
                return static_cast<std::size_t>(
                    std::count_if(line.begin(), line.end(), [&](Index j) { return !done[j]; }));
            };
            const std::size_t cost = (open(rows[i]) - 1) * (open(columns[i]) - 1);
            if (cost < least) {
                least = cost;
                best = i;
            }
        }
        done[best] = true;
        order.push_back(static_cast<Index>(best));
        for (const Index i : columns[best]) {
            if (done[i]) continue;
            for (const Index j : rows[best]) {
                if (done[j]) continue;
                rows[i].insert(j);
                columns[j].insert(i);
            }
        }
    }
    return order;
}

constexpr Index offset(Index item) { return item * static_cast<Index>(CompiledMechanism::k_lanes); }

using Terms = std::vector<std::pair<Index, double>>;

/// Sums of the same length side by side.
CompiledMechanism::WeightedSums weighted_sums(std::vector<std::pair<Index, Terms>> sums) {
    std::stable_sort(sums.begin(), sums.end(),
                     [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    CompiledMechanism::WeightedSums out;
    for (const auto& [target, terms] : sums) {
        out.target.push_back(offset(target));
        const auto length = static_cast<Index>(terms.size());
        if (out.runs.empty() || out.runs.back().length != length) out.runs.push_back({length, 0});
        ++out.runs.back().sums;
        for (const auto& [index, weight] : terms) {
            out.index.push_back(offset(index));
            out.weight.push_back(weight);
        }
    }
    return out;
}

}  // namespace

CompiledMechanism compile(const Mechanism& mechanism) {
    CompiledMechanism c;
    constexpr Index k_none = std::numeric_limits<Index>::max();
    std::vector<Index> variable_of(mechanism.species.size(), k_none);
    for (std::size_t s = 0; s < mechanism.species.size(); ++s) {
        if (mechanism.species[s].fixed) {
            c.fixed_species.push_back(s);
        } else {
            variable_of[s] = static_cast<Index>(c.species_of.size());
            c.species_of.push_back(s);
        }
    }
    const std::size_t n = c.variables = c.species_of.size();

    std::vector<Index> same(n);
    for (std::size_t i = 0; i < n; ++i) same[i] = static_cast<Index>(i);
    std::vector<std::set<Index>> rows(n), columns(n);
    for (std::size_t i = 0; i < n; ++i) {
        rows[i].insert(static_cast<Index>(i));
        columns[i].insert(static_cast<Index>(i));
    }
    for (const Reaction& r : mechanism.reactions) {
        const std::vector<Index> reactants = variable_reactants(r, variable_of, same);
        for (const auto& [i, yield] : net_yields(r, variable_of)) {
            for (const Index j : reactants) {
                rows[i].insert(j);
                columns[j].insert(i);
            }
        }
    }
    for (const auto& row : rows) c.jacobian_entries += row.size();
    c.order = markowitz_order(rows, columns);
    c.position_of.resize(n);
    for (std::size_t p = 0; p < n; ++p) c.position_of[c.order[p]] = static_cast<Index>(p);

    // Reactions by number of variable reactants.
    std::vector<std::vector<Index>> by_order(4);
    std::vector<std::vector<Index>> reactants(mechanism.reactions.size());
    for (std::size_t r = 0; r < mechanism.reactions.size(); ++r) {
        reactants[r] = variable_reactants(mechanism.reactions[r], variable_of, c.position_of);
        by_order[reactants[r].size()].push_back(static_cast<Index>(r));
    }
    for (std::size_t k = 0; k < 4; ++k) {
        for (const Index r : by_order[k]) {
            c.reaction_at.push_back(r);
            for (const Index a : reactants[r]) c.reactant.push_back(offset(a));
        }
        c.order_end[k] = c.reaction_at.size();
    }

    // Derivatives: of order 1 the rate constant itself; of order 2 and 3 products that the kernel forms in this order.
    struct Slope {
        Index derivative, by;  // d velocity / d variable `by`
    };
    std::vector<std::vector<Slope>> slopes(c.reaction_at.size());
    Index next = static_cast<Index>(c.reaction_at.size());
    for (std::size_t p = c.order_end[0]; p < c.reaction_at.size(); ++p) {
        const std::vector<Index>& a = reactants[c.reaction_at[p]];
        if (a.size() == 1) slopes[p].push_back({static_cast<Index>(p), a[0]});
        if (a.size() >= 2) {
            for (const Index by : a) slopes[p].push_back({next++, by});
        }
    }
    c.derivatives = next;

    std::vector<Terms> tendency(n);
    std::vector<std::map<Index, Terms>> jacobian(n);
    for (std::size_t p = 0; p < c.reaction_at.size(); ++p) {
        for (const auto& [variable, yield] : net_yields(mechanism.reactions[c.reaction_at[p]], variable_of)) {
            const Index row = c.position_of[variable];
            tendency[row].emplace_back(static_cast<Index>(p), yield);
            for (const Slope& s : slopes[p]) jacobian[row][s.by].emplace_back(s.derivative, -yield);
        }
    }
    std::vector<std::pair<Index, Terms>> sums;
    for (std::size_t i = 0; i < n; ++i) sums.emplace_back(static_cast<Index>(i), tendency[i]);
    c.tendency = weighted_sums(std::move(sums));

    // Entries of LU by row, with where each value comes from.
    std::vector<std::map<Index, Index>> entry(n);
    c.row_begin.push_back(0);
    for (std::size_t i = 0; i < n; ++i) {
        std::set<Index> row;
        for (const Index j : rows[c.order[i]]) row.insert(c.position_of[j]);
        for (const Index j : row) {
            entry[i][j] = static_cast<Index>(c.column.size());
            if (j == i) c.diagonal.push_back(static_cast<Index>(c.column.size()));
            c.column.push_back(j);
            c.column_at.push_back(offset(j));
        }
        c.row_begin.push_back(static_cast<Index>(c.column.size()));
    }
    c.entries = c.column.size();
    sums.clear();
    for (std::size_t i = 0; i < n; ++i) {
        for (const auto& [j, at] : entry[i]) {
            const auto found = jacobian[i].find(j);
            sums.emplace_back(at, found == jacobian[i].end() ? Terms{} : found->second);
        }
    }
    c.jacobian = weighted_sums(std::move(sums));
    c.lower_begin.push_back(0);
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = k + 1; i < n; ++i) {
            const auto multiplier = entry[i].find(static_cast<Index>(k));
            if (multiplier == entry[i].end()) continue;
            c.lower.push_back(offset(multiplier->second));
            for (std::size_t e = c.diagonal[k] + 1; e < c.row_begin[k + 1]; ++e)
                c.target.push_back(offset(entry[i].at(c.column[e])));
        }
        c.lower_begin.push_back(static_cast<Index>(c.lower.size()));
    }
    return c;
}

}  // namespace lantian
