#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/data/receptors.hpp"
#include "core/math/instruction_set.hpp"
#include "models/sampling/receptor_kernels.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// Puffs to points: the closed-form time mean along each piece of path (models/sampling/reference.hpp), by source.
/// Neighbouring receptors share one search for the puffs they may feel. Each receptor has one owner and takes first the
/// standing puffs, then the pieces of path, both in order.
class ReceptorSampler {
  public:
    /// height_of_receptor: which of the heights of Segments::weight each receptor takes.
    ReceptorSampler(const ReceptorSet& receptors, std::vector<std::size_t> height_of_receptor, std::size_t sources,
                    std::size_t channels, InstructionSet set = instruction_set());
    ~ReceptorSampler();

    /// Adds all segments to `result` (receptor, source, channel); returns the number of pairs evaluated. threads: 0 for
    /// all. One call at a time.
    std::size_t add(const Segments& segments, int threads, std::span<double> result);

  private:
    /// Receptors that search together, and their box.
    struct Group {
        std::size_t begin, end;  ///< in order_
        double west_m, east_m, south_m, north_m;
    };
    /// Groups within which blocks of k_beside receptors or fewer, of one height where there is one channel, search
    /// again.
    struct WideGroup {
        Group whole;
        std::vector<Group> blocks;
    };
    struct Standing;
    struct Moving;
    struct Near;
    struct Room;

    [[nodiscard]] Group box(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::vector<Group> groups(std::size_t size) const;
    void prepare_standing(const Segments& segments, int threads, Standing& out) const;
    void prepare_moving(const Segments& segments, int threads, Moving& out) const;
    std::size_t sample_standing(const Segments& segments, const Standing& puffs, const WideGroup& group, Near& near,
                                std::span<double> result) const;
    std::size_t sample_moving(const Segments& segments, const Moving& pieces, const Group& group, Near& near,
                              std::span<double> result) const;
    /// Which puffs a group may feel, in `out`; returns how many.
    std::size_t find(const Standing& puffs, const Group& group, std::span<std::uint32_t> out) const;
    std::size_t add_block(const Segments& segments, const Group& block, Near& near, std::span<double> result) const;

    const ReceptorSet& receptors_;
    std::vector<std::size_t> height_of_receptor_;
    std::size_t sources_, channels_;
    const ReceptorKernels* kernels_;
    std::vector<std::size_t> order_;      ///< receptors, neighbours together
    std::vector<WideGroup> wide_groups_;  ///< for puffs that stand
    std::vector<Group> narrow_groups_;    ///< for pieces of path
    std::unique_ptr<Room> room_;          ///< kept from call to call
};

}  // namespace lantian
