#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/data/mechanism.hpp"

namespace lantian {

/// A mechanism as flat index arrays, made once when it is loaded: nothing is generated or compiled for it. Variables
/// stand in elimination order (Markowitz), reactions sorted by the number of their variable reactants.
struct CompiledMechanism {
    using Index = std::uint32_t;
    /// Cells side by side in the kernel's vectors. Offsets below count doubles: k_lanes times the item.
    static constexpr std::size_t k_lanes = 8;

    /// array[target[i]] = sum over the terms of weight * array[index]
    struct WeightedSums {
        struct Run {
            Index length, sums;  ///< so many sums of this many terms follow each other
        };
        std::vector<Run> runs;      ///< ascending in length
        std::vector<Index> target;  ///< per sum: offset
        std::vector<Index> index;   ///< per term: offset
        std::vector<double> weight;
    };

    std::size_t variables = 0;               ///< n
    std::vector<std::size_t> species_of;     ///< variable in caller's order -> species of the mechanism
    std::vector<Index> position_of, order;   ///< caller's variable -> elimination position, and back
    std::vector<std::size_t> fixed_species;  ///< fixed number -> species of the mechanism

    std::vector<Index> reaction_at;           ///< sorted position -> reaction of the mechanism
    std::size_t order_end[4] = {0, 0, 0, 0};  ///< sorted reactions with at most 0, 1, 2, 3 variable reactants end here
    std::vector<Index> reactant;              ///< order 1: one offset each, then order 2: two, order 3: three

    /// Sums of velocities per position and of derivatives per entry of -J; sums of the same length stand together, so
    /// that loops over them are foreseen by the processor.
    WeightedSums tendency;
    std::size_t derivatives = 0;  ///< rate constants first, then products of order 2 (k b, k a) and 3 (k b c, ...)
    WeightedSums jacobian;

    /// Entries of L and U: by row, diagonal included; `diagonal[i]`: entry of (i, i), which holds its inverse.
    std::size_t entries = 0;
    std::vector<Index> row_begin, column, diagonal;
    std::vector<Index> column_at;  ///< offset of the variable of each entry's column
    /// Elimination pivot by pivot: the multipliers of column k, and for each of them where the products with row k
    /// right of the diagonal go.
    std::vector<Index> lower_begin, lower;  ///< per pivot: offsets of the entries (i, k), i > k
    std::vector<Index> target;         ///< per multiplier: offsets of the entries (i, j) for each j of row k, j > k
    std::size_t jacobian_entries = 0;  ///< of -J itself, without fill-in (for reports)

    [[nodiscard]] std::size_t reactions() const { return reaction_at.size(); }
};

/// Sparsity, elimination order and index arrays of a mechanism that check_mechanism() accepts.
[[nodiscard]] CompiledMechanism compile(const Mechanism& mechanism);

}  // namespace lantian
