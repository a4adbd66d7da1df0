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

    /// value = sum over [begin[i], begin[i+1]) of weight * array[index]
    struct WeightedSums {
        std::vector<Index> begin, index;
        std::vector<double> weight;
    };
    /// value -= sum over [begin[i], begin[i+1]) of array[left] * array[right]
    struct ProductSums {
        std::vector<Index> begin, left, right;
    };

    std::size_t variables = 0;               ///< n
    std::vector<std::size_t> species_of;     ///< variable in caller's order -> species of the mechanism
    std::vector<Index> position_of, order;   ///< caller's variable -> elimination position, and back
    std::vector<std::size_t> fixed_species;  ///< fixed number -> species of the mechanism

    std::vector<Index> reaction_at;           ///< sorted position -> reaction of the mechanism
    std::size_t order_end[4] = {0, 0, 0, 0};  ///< sorted reactions with at most 0, 1, 2, 3 variable reactants end here
    std::vector<Index> reactant;              ///< order 1: one position each, then order 2: two, order 3: three

    WeightedSums tendency;        ///< per position, of reaction velocities
    std::size_t derivatives = 0;  ///< rate constants first, then products of order 2 (k b, k a) and 3 (k b c, ...)
    WeightedSums jacobian;        ///< per entry of LU, of derivatives, with the sign of -J

    /// Entries of L and U row by row, diagonal included. `diagonal[i]`: entry of (i, i), which holds its inverse.
    std::size_t entries = 0;
    std::vector<Index> row_begin, column, diagonal;
    ProductSums elimination;           ///< per entry: L_ik U_kj
    std::size_t jacobian_entries = 0;  ///< of -J itself, without fill-in (for reports)

    [[nodiscard]] std::size_t reactions() const { return reaction_at.size(); }
};

/// Sparsity, elimination order and index arrays of a mechanism that check_mechanism() accepts.
[[nodiscard]] CompiledMechanism compile(const Mechanism& mechanism);

}  // namespace lantian
