#pragma once

#include <cstddef>
#include <cstdint>

#include "models/chemistry/chemistry_solver.hpp"

/// What the kernel of chemistry_solver.cpp works on: plain pointers, so that its copies for each instruction set need
/// nothing of the standard library.
namespace lantian::chemistry_lanes {

inline constexpr std::size_t k_lanes = CompiledMechanism::k_lanes;

struct Work {
    const CompiledMechanism* mechanism;
    const RateProgram* program;
    const ChemistryOptions* options;
    const ChemistryCells* cells;
    const SensitivityParameter* parameters;
    std::size_t parameter_count;
    const double* absolute_tolerance;
    std::size_t photolysis, externals;
    double dt_s;
    std::size_t first, last;              ///< range of cells
    double* scratch;                      ///< scratch_doubles() values, aligned to a vector
    std::uint8_t* failed;                 ///< [cells]
    double* clipped;                      ///< [cells]
    std::size_t steps, rejected, forced;  ///< out
};

/// Cells of the Generic Reaction Set, ppm.
struct GrsWork {
    std::size_t cells;
    double *no, *no2, *o3, *roc, *sgn, *sngn;
    const double *temperature_k, *j_no2_per_s;
    std::size_t parts;
    double part_s;
};

/// Doubles of scratch a range needs.
[[nodiscard]] std::size_t scratch_doubles(const Work& work);

using Advance = void (*)(Work&);
using Rates = void (*)(Work&, double*);
using Grs = void (*)(GrsWork&);

struct Paths {
    Advance advance;
    Rates rates;
    Grs grs;
};
/// The functions of a path, or of the widest one below it that the processor has.
[[nodiscard]] Paths choose_paths(LanePath path);

namespace plain {
void advance(Work& work);
void rates(Work& work, double* out);
void grs(GrsWork& work);
}  // namespace plain
#if defined(__x86_64__) && defined(__GNUC__)
namespace avx2 {
void advance(Work& work);
void rates(Work& work, double* out);
void grs(GrsWork& work);
}  // namespace avx2
namespace avx512 {
void advance(Work& work);
void rates(Work& work, double* out);
void grs(GrsWork& work);
}  // namespace avx512
#endif

}  // namespace lantian::chemistry_lanes
