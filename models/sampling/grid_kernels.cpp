#include "models/sampling/grid_kernels.hpp"

namespace lantian {

namespace simd {

namespace plain {
extern const GridKernels kernels;
}
#if defined(__x86_64__) && defined(__GNUC__)
namespace avx2 {
extern const GridKernels kernels;
}
namespace avx512 {
extern const GridKernels kernels;
}
#else
namespace avx2 = plain;
namespace avx512 = plain;
#endif

}  // namespace simd

const GridKernels& grid_kernels(InstructionSet set) noexcept {
    return *kernel_for(set, &simd::plain::kernels, &simd::avx2::kernels, &simd::avx512::kernels);
}

}  // namespace lantian
