#include "models/sampling/wide_chunk.hpp"

#include <algorithm>

namespace lantian {

namespace {

constexpr std::uint32_t k_all_rows = (1u << k_block) - 1;

}  // namespace

template <typename Real>
void WideChunk<Real>::begin(const StripPart& part, const WideKernels<Real>& kernels) {
    part_ = part;
    kernels_ = &kernels;
    products_stride_ = part.stride == 1
                           ? k_products_of_one<Real>
                           : (part.channel_end - part.channel_begin + k_pad<Real> - 1) / k_pad<Real> * k_pad<Real>;
    const bool halves = part.stride > 1 && part.channel_end - part.channel_begin >= kernels.halves_from;
    width_ = halves ? k_half_block : k_block;
    const std::size_t blocks = end_block() - first_block();
    if (products_.size() < k_wide_chunk * products_stride_) products_.resize(k_wide_chunk * products_stride_);
    if (list_.size() < blocks * k_wide_chunk) {
        list_.resize(blocks * k_wide_chunk);
        partial_.resize(blocks * k_wide_chunk);
        rows_.resize(blocks * k_wide_chunk);
    }
    edge_.resize(k_block * std::max(part.stride, k_block));
    clear();
}

template <typename Real>
void WideChunk<Real>::clear() {
    puffs_.clear();
    channels_ = 0;
    whole_.assign(end_block() - first_block(), 0);
    partial_count_.assign(end_block() - first_block(), 0);
}

template <typename Real>
void WideChunk<Real>::add(const Puff& puff) {
    if (puff.j1 <= strip() || puff.j0 >= strip() + k_block) return;
    const std::size_t from = puff.j0 > strip() ? puff.j0 - strip() : 0;
    const std::size_t to = std::min(puff.j1 - strip(), k_block);
    const std::size_t channels = std::min(part_.channel_end, puff.channels);
    const std::size_t b0 = std::max(first_block(), puff.i0 / width_);
    const std::size_t b1 = std::min(end_block(), (puff.i1 + width_ - 1) / width_);
    if (b0 < b1 && channels > part_.channel_begin) {
        channels_ = std::max(channels_, channels - part_.channel_begin);
        enlist({puff.x_factors + b0 * width_, products_.data() + puffs_.size() * products_stride_},
               (1u << to) - (1u << from), b0 - first_block(), b1 - first_block());
    }
    puffs_.push_back({puff.y_factors, puff.weights + part_.channel_begin});
    if (puffs_.size() < k_wide_chunk) return;
    end();
    clear();
}

template <typename Real>
void WideChunk<Real>::end() {
    if (channels_ == 0) return;
    part_.stride == 1 ? sum_of_one() : sum();
}

template <typename Real>
void WideChunk<Real>::enlist(BlockPuff<Real> puff, std::uint32_t rows, std::size_t b0, std::size_t b1) {
    for (std::size_t b = b0; b < b1; ++b, puff.x_factors += width_) {
        if (rows == k_all_rows) {
            list_[b * k_wide_chunk + whole_[b]++] = puff;
            continue;
        }
        const std::size_t at = b * k_wide_chunk + partial_count_[b]++;
        partial_[at] = puff;
        rows_[at] = static_cast<std::uint8_t>(rows);
    }
}

template <typename Real>
std::span<const BlockPuff<Real>> WideChunk<Real>::of(std::size_t block, std::uint32_t some_rows) {
    BlockPuff<Real>* list = list_.data() + block * k_wide_chunk;
    std::size_t count = whole_[block];
    for (std::size_t at = block * k_wide_chunk; at < block * k_wide_chunk + partial_count_[block]; ++at) {
        list[count] = partial_[at];
        count += (rows_[at] & some_rows) != 0 ? 1 : 0;
    }
    return {list, count};
}

template <typename Real>
void WideChunk<Real>::sum() {
    const auto sum_block = width_ == k_block ? kernels_->block : kernels_->half_block;
    for (std::size_t j = part_.row_begin; j < part_.row_end; ++j) {
        kernels_->products(puffs_.data(), puffs_.size(), j, channels_, products_.data(), products_stride_);
        for (std::size_t b = first_block(); b < end_block(); ++b) {
            const auto puffs = of(b - first_block(), 1u << (j - strip()));
            if (puffs.empty()) continue;
            const std::size_t column = b * width_, cells = std::min(width_, part_.nx - column);
            double* acc = part_.base + (j * part_.nx + column) * part_.stride + part_.channel_begin;
            if (cells == width_) {
                sum_block(acc, part_.stride, puffs.data(), puffs.size(), channels_);
                continue;
            }
            for (std::size_t c = 0; c < cells; ++c)
                std::copy_n(acc + c * part_.stride, channels_, edge_.data() + c * part_.stride);
            sum_block(edge_.data(), part_.stride, puffs.data(), puffs.size(), channels_);
            for (std::size_t c = 0; c < cells; ++c)
                std::copy_n(edge_.data() + c * part_.stride, channels_, acc + c * part_.stride);
        }
    }
}

template <typename Real>
void WideChunk<Real>::sum_of_one() {
    const std::size_t rows = part_.row_end - part_.row_begin;
    kernels_->products_of_one(puffs_.data(), puffs_.size(), strip(), products_.data());
    for (std::size_t b = part_.block_begin; b < part_.block_end; ++b) {
        const auto puffs = of(b - part_.block_begin, k_all_rows);
        if (puffs.empty()) continue;
        const std::size_t column = b * k_block, cells = std::min(k_block, part_.nx - column);
        double* acc = part_.base + strip() * part_.nx + column;
        if (cells == k_block && rows == k_block) {
            kernels_->block_of_one(acc, part_.nx, puffs.data(), puffs.size());
            continue;
        }
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(acc + r * part_.nx, cells, edge_.data() + r * k_block);
        kernels_->block_of_one(edge_.data(), k_block, puffs.data(), puffs.size());
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(edge_.data() + r * k_block, cells, acc + r * part_.nx);
    }
}

template class WideChunk<double>;
template class WideChunk<float>;

}  // namespace lantian
