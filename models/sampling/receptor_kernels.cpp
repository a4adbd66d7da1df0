#include "models/sampling/receptor_kernels.hpp"

namespace lantian {

namespace simd {

namespace plain {
extern const ReceptorKernels receptor_kernels;
}
#if defined(__x86_64__) && defined(__GNUC__)
namespace avx2 {
extern const ReceptorKernels receptor_kernels;
}
namespace avx512 {
extern const ReceptorKernels receptor_kernels;
}
#else
namespace avx2 = plain;
namespace avx512 = plain;
#endif

}  // namespace simd

const ReceptorKernels& receptor_kernels(InstructionSet set) noexcept {
    return *kernel_for(set, &simd::plain::receptor_kernels, &simd::avx2::receptor_kernels,
                       &simd::avx512::receptor_kernels);
}

}  // namespace lantian
