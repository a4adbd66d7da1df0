#pragma once

#include <cstddef>
#include <string_view>

namespace lantian {

/// Coefficients of a Rosenbrock method in the form without matrix products (Hairer and Wanner 1996, IV.7; Sandu 1997):
///   (1/(h gamma) I - J) K_i = f(y + sum a_ij K_j) + sum (c_ij / h) K_j,  y' = y + sum m_i K_i,  error = sum e_i K_i.
/// a and c hold the strict lower triangle row by row.
struct RosenbrockMethod {
    std::string_view name;
    int stages;
    int order;              ///< of the solution
    double estimate_order;  ///< of the step control: error ~ h^estimate_order
    double gamma;
    double a[15], c[15], m[6], e[6];
    bool new_tendency[6];  ///< stage evaluates f anew; else that of the stage before
};

/// RODAS3: 4 stages, order 3, L-stable, stiffly accurate (Sandu 1997).
extern const RosenbrockMethod k_rodas3;
/// ROS3: 3 stages, order 3, L-stable (Sandu 1997).
extern const RosenbrockMethod k_ros3;
/// RODAS4: 6 stages, order 4, L-stable, stiffly accurate (Hairer and Wanner 1996).
extern const RosenbrockMethod k_rodas4;

/// By name ("rodas3", "ros3", "rodas4"), or nullptr.
[[nodiscard]] const RosenbrockMethod* find_rosenbrock_method(std::string_view name);

}  // namespace lantian
