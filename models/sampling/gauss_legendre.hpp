#pragma once

#include <array>

namespace lantian {

/// Nodes on [-1, 1] and weights (sum 2) of the Gauss-Legendre rule of four points, exact to degree 7 (Abramowitz and
/// Stegun 1964, 25.4.30).
inline constexpr std::array<double, 4> k_gauss_nodes{-0.8611363115940526, -0.3399810435848563, 0.3399810435848563,
                                                     0.8611363115940526};
inline constexpr std::array<double, 4> k_gauss_weights{0.3478548451374538, 0.6521451548625461, 0.6521451548625461,
                                                       0.3478548451374538};

}  // namespace lantian
