#include "models/sampling/tilted_kernels.hpp"

namespace lantian {

namespace simd {

namespace plain {
extern const TiltedKernels tilted_kernels;
}
#if defined(__x86_64__) && defined(__GNUC__)
namespace avx2 {
extern const TiltedKernels tilted_kernels;
}
namespace avx512 {
extern const TiltedKernels tilted_kernels;
}
#else
namespace avx2 = plain;
namespace avx512 = plain;
#endif

}  // namespace simd

const TiltedKernels& tilted_kernels(InstructionSet set) noexcept {
    return *kernel_for(set, &simd::plain::tilted_kernels, &simd::avx2::tilted_kernels, &simd::avx512::tilted_kernels);
}

}  // namespace lantian
